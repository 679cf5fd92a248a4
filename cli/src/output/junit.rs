//! Test results in the XML of JUnit, which most CI systems show.

use podlife_core::diagnostic::{Diagnostic, Severity};

use super::{Looked, severity_word};

/// One text as a suite: a case for each finding, and one for each document that has none which fails.
///
/// Findings less bad than `least` are told by the output of a case that passes.
pub(crate) fn suite(looked: &Looked<'_>, least: Severity) -> String {
    let path = looked.input.path.trim_start_matches("./");
    let failing = |found: &&Diagnostic| found.severity <= least;
    let (mut cases, mut tests, mut failures, mut skipped) = (String::new(), 0, 0, 0);
    for found in looked.findings().filter(failing) {
        let kind = severity_word(found.severity);
        let message = attribute(&found.message);
        let case = named(looked, found);
        cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\">\n      <failure type=\"{kind}\" message=\"{message}\">{}</failure>\n    </testcase>\n",
            attribute(path),
            attribute(&case),
            content(&told(looked, found)),
        ));
        tests += 1;
        failures += 1;
    }
    for found in looked.allowed() {
        cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\">\n      <skipped message=\"allowed: {}\"/>\n    </testcase>\n",
            attribute(path),
            attribute(&named(looked, found)),
            attribute(&found.message),
        ));
        tests += 1;
        skipped += 1;
    }
    for document in &looked.analysis.documents {
        let here: Vec<&Diagnostic> =
            looked.findings().filter(|found| document.span.touches(found.span.start)).collect();
        if here.iter().any(failing) {
            continue;
        }
        let object = format!("{}/{}", document.decoded.kind, document.decoded.name);
        let said: String = here.iter().map(|found| told(looked, found) + "\n").collect();
        let said = if said.is_empty() {
            "/>\n".to_owned()
        } else {
            format!(">\n      <system-out>{}</system-out>\n    </testcase>\n", content(&said))
        };
        cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\"{said}",
            attribute(path),
            attribute(&object)
        ));
        tests += 1;
    }
    format!(
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n{cases}  </testsuite>\n",
        attribute(path)
    )
}

/// The whole document around its suites.
pub(crate) fn document(suites: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"podlife\">\n{suites}</testsuites>\n"
    )
}

/// The case of a finding: `Pod/web: latest-tag (7:12)`.
fn named(looked: &Looked<'_>, found: &Diagnostic) -> String {
    let at = looked.lines.position(found.span.start);
    let object = looked.document_of(found).map_or(String::new(), |document| {
        format!("{}/{}: ", document.decoded.kind, document.decoded.name)
    });
    format!("{object}{} ({}:{})", found.code, at.line, at.column)
}

/// A finding in a line, and what to do in a second one.
fn told(looked: &Looked<'_>, found: &Diagnostic) -> String {
    let at = looked.lines.position(found.span.start);
    let mut said = format!(
        "{}:{}:{}: {}[{}]: {}",
        looked.input.path,
        at.line,
        at.column,
        severity_word(found.severity),
        found.code,
        found.message
    );
    if let Some(help) = &found.help {
        said.push_str(&format!("\nhelp: {help}"));
    }
    said
}

/// Characters that XML 1.0 has no way to hold are replaced.
fn allowed(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' => character,
        '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        other => other,
    }
}

fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().map(allowed) {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

fn attribute(text: &str) -> String {
    let text = content(text).replace('"', "&quot;").replace('\n', "&#10;");
    text.replace('\t', "&#9;").replace('\r', "&#13;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_any_text() {
        assert_eq!(attribute("a<b>&\"c\"\n\u{1}"), "a&lt;b&gt;&amp;&quot;c&quot;&#10;\u{fffd}");
        assert_eq!(content("]]>"), "]]&gt;");
    }
}
