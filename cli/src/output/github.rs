//! Annotations as the log of a GitHub workflow takes them.

use podlife_core::diagnostic::Severity;
use podlife_core::lint::rule;

use super::Looked;
use crate::rule_page;

/// `::error file=…,line=…::…`, a line for each finding.
pub(crate) fn annotations(looked: &Looked<'_>) -> String {
    let mut out = String::new();
    for found in looked.findings() {
        let command = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let range = looked.lines.range(found.span);
        let mut place = format!(
            "file={},line={},endLine={}",
            property(looked.input.path.trim_start_matches("./")),
            range.start.line,
            range.end.line
        );
        // Columns are taken for one line alone.
        if range.start.line == range.end.line {
            place.push_str(&format!(",col={},endColumn={}", range.start.column, range.end.column));
        }
        let title = match rule(&found.code) {
            Some(rule) => format!("{} ({})", rule.name, rule.code),
            None => found.code.clone(),
        };
        let mut message = found.message.clone();
        if let Some(help) = &found.help {
            message.push_str(&format!("\n{help}"));
        }
        if let Some(rule) = rule(&found.code) {
            message.push_str(&format!("\n{}", rule_page::address(rule)));
        }
        out.push_str(&format!(
            "::{command} {place},title={}::{}\n",
            property(&title),
            data(&message)
        ));
    }
    out
}

/// Upstream: `escapeData`, actions/toolkit, packages/core/src/command.ts.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Upstream: `escapeProperty`, actions/toolkit, packages/core/src/command.ts.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_property_is_escaped() {
        assert_eq!(property("a:b,c%d\r\n"), "a%3Ab%2Cc%25d%0D%0A");
        assert_eq!(data("a:b,c%d\n"), "a:b,c%25d%0A");
    }
}
