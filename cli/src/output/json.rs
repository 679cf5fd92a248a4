//! One JSON object a line, one per document.

use podlife_core::analysis::DocumentAnalysis;
use podlife_core::diagnostic::{Diagnostic, Fix, Stage};
use podlife_core::lint;
use podlife_core::object::Object;
use podlife_core::resources;
use podlife_core::text::LineIndex;
use serde_json::{Value, json};

use super::allowed;

/// One document as JSON.
pub(crate) fn document_line(
    path: &str,
    lines: &LineIndex<'_>,
    document: &DocumentAnalysis,
) -> Value {
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
    let spec = document.object.as_ref().and_then(Object::pod_spec);
    json!({
        "path": path,
        "document": document.index,
        "apiVersion": document.decoded.api_version,
        "kind": document.decoded.kind,
        "name": document.decoded.name,
        "accepted": document.accepted,
        "decode": document.decode,
        "errors": errors.collect::<Vec<_>>(),
        "warnings": document.warnings.iter().map(|warning| &warning.message).collect::<Vec<_>>(),
        "lints": found.map(|found| lint_line(lines, found)).collect::<Vec<_>>(),
        "allowed": allowed(document).count(),
        "qosClass": spec.map(resources::qos_class),
        "resources": spec.map(|spec| json!({
            "requests": resources::requests(spec),
            "limits": resources::limits(spec),
        })),
    })
}

fn lint_line(lines: &LineIndex<'_>, found: &Diagnostic) -> Value {
    let edits = |fix: &Fix| -> Vec<Value> {
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
        "inferred": found.inferred,
        "fixes": found.fixes.iter().map(|fix| json!({"title": fix.title, "edits": edits(fix)})).collect::<Vec<_>>(),
    })
}
