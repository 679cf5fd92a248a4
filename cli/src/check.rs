//! `podlife check`.

use std::io::{self, Write};

use podlife_core::analysis::{Analysis, DocumentAnalysis, Options};
use podlife_core::diagnostic::{Diagnostic, Severity, Stage};
use podlife_core::lint;
use podlife_core::resources;
use podlife_core::text::{LineIndex, Span};
use serde_json::{Value, json};

use crate::input::{self, Input};
use crate::outcome::{Failure, Out};
use crate::parallel::side_by_side;
use crate::{CheckArguments, CheckOutput};

/// Looks at every text; whether nothing was found that counts.
pub(crate) fn run(arguments: &CheckArguments, out: &mut Out) -> Result<bool, Failure> {
    let version = arguments.which.asked();
    let inputs = input::read_all(&arguments.paths)?;
    side_by_side(&inputs, out, |input, out| {
        let options = Options { version, path: input.path.clone(), ..Options::default() };
        let analysis = Analysis::of(&input.text, &options);
        match arguments.output {
            CheckOutput::Json => {
                let lines = LineIndex::new(&input.text);
                for document in &analysis.documents {
                    writeln!(out, "{}", line(input, &lines, document))?;
                }
            }
            CheckOutput::Text => print_text(input, &analysis, out)?,
        }
        let least = arguments.fail_on.severity();
        let mut counted = analysis.diagnostics.iter().filter(|found| is_about_text(found));
        Ok(counted.all(|found| found.severity > least))
    })
}

/// What is assumed of a run is for who plays it.
fn is_about_text(found: &Diagnostic) -> bool {
    found.stage != Stage::Run
}

/// One document as JSON.
fn line(input: &Input, lines: &LineIndex<'_>, document: &DocumentAnalysis) -> Value {
    let source = document.source();
    let errors = document.errors.iter().map(|error| {
        json!({
            "type": error.kind.to_string(),
            "field": error.field.to_string(),
            "detail": error.detail,
            "message": error.message,
            "span": lines.range(source.span(&error.field)),
        })
    });
    let found = document.diagnostics.iter().filter(|diagnostic| diagnostic.stage == Stage::Lint);
    let spec = document.object.as_ref().and_then(podlife_core::object::Object::pod_spec);
    json!({
        "path": input.path,
        "document": document.index,
        "apiVersion": document.decoded.api_version,
        "kind": document.decoded.kind,
        "name": document.decoded.name,
        "accepted": document.accepted,
        "decode": document.decode,
        "errors": errors.collect::<Vec<_>>(),
        "warnings": document.warnings.iter().map(|warning| &warning.message).collect::<Vec<_>>(),
        "lints": found.map(|found| lint_line(lines, found)).collect::<Vec<_>>(),
        "qosClass": spec.map(resources::qos_class),
        "resources": spec.map(|spec| json!({
            "requests": resources::requests(spec),
            "limits": resources::limits(spec),
        })),
    })
}

fn lint_line(lines: &LineIndex<'_>, found: &Diagnostic) -> Value {
    let edits = |fix: &podlife_core::diagnostic::Fix| -> Vec<Value> {
        fix.edits
            .iter()
            .map(|edit| json!({"span": lines.range(edit.span), "text": edit.text}))
            .collect()
    };
    json!({
        "rule": found.code,
        "code": lint::rule(&found.code).map(|rule| rule.code),
        "severity": found.severity,
        "message": found.message,
        "help": found.help,
        "field": found.field,
        "span": lines.range(found.span),
        "container": found.container,
        "at": found.at,
        "fixes": found.fixes.iter().map(|fix| json!({"title": fix.title, "edits": edits(fix)})).collect::<Vec<_>>(),
    })
}

/// What the terminal would show, then every finding with its place.
fn print_text(input: &Input, analysis: &Analysis, out: &mut Vec<u8>) -> io::Result<()> {
    for document in &analysis.documents {
        if !document.kubectl.is_empty() {
            writeln!(out, "{}", document.kubectl)?;
        }
    }
    let lines = LineIndex::new(&input.text);
    for found in analysis.diagnostics.iter().filter(|found| is_about_text(found)) {
        writeln!(out, "\n{}", place(&input.path, &input.text, &lines, found))?;
    }
    Ok(())
}

fn place(path: &str, text: &str, lines: &LineIndex<'_>, found: &Diagnostic) -> String {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let range = lines.range(found.span);
    let line = lines.line(range.start.line);
    let said = line.of(text);
    let marked =
        Span::new(found.span.start, found.span.end.min(line.end)).of(text).chars().count().max(1);
    let number = range.start.line.to_string();
    let margin = " ".repeat(number.len());
    let mut printed = format!(
        "{severity}[{}]: {}\n{margin}--> {path}:{}:{}\n{margin} |\n{number} | {said}\n{margin} | {}{}",
        found.code,
        found.message,
        range.start.line,
        range.start.column,
        " ".repeat(range.start.column - 1),
        "^".repeat(marked),
    );
    if let Some(help) = &found.help {
        printed.push_str(&format!("\n{margin} = help: {help}"));
    }
    for fix in &found.fixes {
        printed.push_str(&format!("\n{margin} = fix: {}", fix.title));
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_assumes_is_not_for_check() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: app, image: \"registry.example/app:1\"}\n";
        let analysis = Analysis::of(text, &Options::default());
        assert!(!analysis.diagnostics.is_empty());
        assert!(!analysis.diagnostics.iter().any(is_about_text));
        let input = Input { path: "pod.yaml".to_owned(), text: text.to_owned() };
        let mut out = Vec::new();
        print_text(&input, &analysis, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "pod/web created\n");
    }
}
