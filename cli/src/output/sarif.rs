//! SARIF 2.1.0, with the exact places, the fixes and what is allowed.

use podlife_core::diagnostic::{Diagnostic, Fix, Severity, Stage};
use podlife_core::lint::{Rule, rule};
use podlife_core::text::{LineIndex, Span, fingerprint};
use serde_json::{Value, json};

use super::Looked;
use crate::rule_page;

/// A result that does not yet know where its rule stands.
pub(crate) struct SarifResult {
    rule: String,
    stage: Stage,
    value: Value,
}

/// The results of one text: what was found, then what is allowed.
pub(crate) fn results(looked: &Looked<'_>) -> Vec<SarifResult> {
    let mut results = Vec::new();
    let mut known: Vec<String> = Vec::new();
    let findings = looked.findings().map(|found| (found, false));
    for (found, is_allowed) in findings.chain(looked.allowed().map(|found| (found, true))) {
        let identity = identity(looked, found);
        let before = known.iter().filter(|other| **other == identity).count();
        let fingerprint = fingerprint(&format!("{identity}\n{before}"));
        known.push(identity);
        results.push(SarifResult {
            rule: found.code.clone(),
            stage: found.stage,
            value: result(looked, found, is_allowed, &fingerprint),
        });
    }
    results
}

/// What a finding is, whatever the line that it stands in.
fn identity(looked: &Looked<'_>, found: &Diagnostic) -> String {
    let object = looked.document_of(found).map_or(String::new(), |document| {
        format!("{}/{}", document.decoded.kind, document.decoded.name)
    });
    let container = found.container.as_deref().unwrap_or_default();
    format!("{}\n{object}\n{}\n{container}\n{}", looked.input.path, found.code, found.field)
}

fn result(looked: &Looked<'_>, found: &Diagnostic, is_allowed: bool, fingerprint: &str) -> Value {
    let path = &looked.input.path;
    let mut location = json!({"physicalLocation": physical(path, looked.lines, found.span)});
    if !found.field.is_empty() {
        let name = found.container.as_deref().unwrap_or(&found.field);
        let logical = json!([{"name": name, "fullyQualifiedName": found.field, "kind": "member"}]);
        location = with(location, "logicalLocations", logical);
    }
    let related = found.related.iter().zip(1..).map(|(related, id)| {
        json!({
            "id": id,
            "message": {"text": related.message},
            "physicalLocation": physical(path, looked.lines, related.span),
        })
    });
    let mut message = found.message.clone();
    if let Some(help) = &found.help {
        message.push_str(&format!("\n{help}"));
    }
    if let Some(inferred) = &found.inferred {
        message.push_str(&format!("\n{inferred}"));
    }
    let fixes = found.fixes.iter().map(|fix| fix_line(path, looked.lines, fix));
    let suppressions: &[&str] = if is_allowed { &["inSource"] } else { &[] };
    let suppressions = suppressions.iter().map(|kind| json!({"kind": kind}));
    json!({
        "ruleId": found.code,
        "level": level(found.severity),
        "message": {"text": message},
        "locations": [location],
        "relatedLocations": related.collect::<Vec<_>>(),
        "fixes": fixes.collect::<Vec<_>>(),
        "partialFingerprints": {"podlife/v1": fingerprint},
        "suppressions": suppressions.collect::<Vec<_>>(),
        "properties": properties(found),
    })
}

/// What SARIF has no name for.
fn properties(found: &Diagnostic) -> Value {
    let mut properties = json!({"stage": found.stage});
    if let Some(container) = &found.container {
        properties = with(properties, "container", json!(container));
    }
    if let Some(at) = found.at {
        properties = with(properties, "simulatedMilliseconds", json!(at));
    }
    properties
}

fn fix_line(path: &str, lines: &LineIndex<'_>, fix: &Fix) -> Value {
    let replacements = fix.edits.iter().map(|edit| {
        json!({
            "deletedRegion": region(lines, edit.span),
            "insertedContent": {"text": edit.text},
        })
    });
    json!({
        "description": {"text": fix.title},
        "artifactChanges": [{
            "artifactLocation": artifact(path),
            "replacements": replacements.collect::<Vec<_>>(),
        }],
        "properties": {"safe": fix.safe},
    })
}

fn physical(path: &str, lines: &LineIndex<'_>, span: Span) -> Value {
    let first = lines.line(lines.position(span.start).line);
    let last = lines.line(lines.position(span.end).line);
    let snippet = json!({"text": span.of(lines.text())});
    let context = Span::new(first.start, last.end);
    json!({
        "artifactLocation": artifact(path),
        "region": with(region(lines, span), "snippet", snippet),
        "contextRegion": {
            "startLine": lines.position(context.start).line,
            "endLine": lines.position(context.end).line,
            "snippet": {"text": context.of(lines.text())},
        },
    })
}

/// Lines and columns from 1, offsets from 0; columns and characters are Unicode scalar values.
fn region(lines: &LineIndex<'_>, span: Span) -> Value {
    let range = lines.range(span);
    let before = Span::new(0, span.start).of(lines.text()).chars().count();
    json!({
        "startLine": range.start.line,
        "startColumn": range.start.column,
        "endLine": range.end.line,
        "endColumn": range.end.column,
        "charOffset": before,
        "charLength": span.of(lines.text()).chars().count(),
        "byteOffset": span.start,
        "byteLength": span.end - span.start,
    })
}

/// A path as an address: relative ones are below the folder of the sources.
fn artifact(path: &str) -> Value {
    if path == "-" {
        return json!({"uri": "stdin"});
    }
    let path = path.replace('\\', "/");
    let plain = path.trim_start_matches("./");
    let mut uri = String::new();
    for byte in plain.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    if plain.starts_with('/') {
        return json!({"uri": format!("file://{uri}")});
    }
    json!({"uri": uri, "uriBaseId": "%SRCROOT%"})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// An object with one more member.
fn with(mut object: Value, name: &str, value: Value) -> Value {
    if let Value::Object(members) = &mut object {
        members.insert(name.to_owned(), value);
    }
    object
}

/// The whole file around its results.
pub(crate) fn log(found: Vec<SarifResult>) -> Value {
    let mut known: Vec<(String, Stage)> = Vec::new();
    let mut results = Vec::new();
    for result in found {
        let place = known.iter().position(|(id, _)| *id == result.rule).unwrap_or_else(|| {
            known.push((result.rule, result.stage));
            known.len() - 1
        });
        results.push(with(result.value, "ruleIndex", json!(place)));
    }
    let rules = known
        .iter()
        .map(|(id, stage)| rule(id).map_or_else(|| other_descriptor(id, *stage), descriptor));
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "podlife",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://podlife.dev/",
                "rules": rules.collect::<Vec<_>>(),
            }},
            "automationDetails": {"id": "podlife/check/"},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": true}],
            "results": results,
        }],
    })
}

/// What a rule is, for those who show its findings.
fn descriptor(rule: &Rule) -> Value {
    let address = rule_page::address(rule);
    let page = rule.page().replace("```yaml,fail", "```yaml").replace("```yaml,pass", "```yaml");
    let summary = rule.summary();
    let recommendation = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    };
    json!({
        "id": rule.name,
        "name": pascal(rule.name),
        "shortDescription": {"text": summary.replace('`', "")},
        "fullDescription": {"text": why(&page).unwrap_or(summary)},
        "help": {"text": format!("{page}\n{address}\n"), "markdown": page},
        "helpUri": address,
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "tags": ["kubernetes", rule_page::family(rule)],
            "code": rule.code,
            "since": rule.since,
            "presets": rule_page::presets(rule),
            "problem.severity": recommendation,
        },
    })
}

/// The first paragraph of why a rule is there.
fn why(page: &str) -> Option<String> {
    let (_, why) = page.split_once("## Why it matters\n")?;
    let paragraph = why.trim_start().split("\n\n").next()?;
    Some(paragraph.replace('\n', " ").replace('`', ""))
}

/// What the API server or the reader of YAML finds.
fn other_descriptor(id: &str, stage: Stage) -> Value {
    let (what, level) = match stage {
        Stage::Yaml => ("The text is not YAML as Kubernetes reads it.", "error"),
        Stage::Decode => ("The text does not fit the API's types.", "error"),
        Stage::Validation => ("The API server refuses the object.", "error"),
        Stage::Warning => ("The API server accepts the object and warns.", "warning"),
        Stage::Lint | Stage::Scenario | Stage::Run => {
            ("The Scenario says something that cannot be.", "warning")
        }
    };
    json!({
        "id": id,
        "name": pascal(id),
        "shortDescription": {"text": what},
        "fullDescription": {"text": what},
        "help": {"text": what, "markdown": what},
        "helpUri": "https://podlife.dev/",
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["kubernetes", "API server"]},
    })
}

/// `ClassicSidecar`.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    name.split('-').filter_map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_addresses() {
        assert_eq!(artifact("./a b/ä.yaml")["uri"], "a%20b/%C3%A4.yaml");
        assert_eq!(artifact("/a/b.yaml"), json!({"uri": "file:///a/b.yaml"}));
        assert_eq!(artifact("a.yaml"), json!({"uri": "a.yaml", "uriBaseId": "%SRCROOT%"}));
    }

    #[test]
    fn names_are_in_pascal_case() {
        assert_eq!(pascal("classic-sidecar"), "ClassicSidecar");
        assert_eq!(pascal("FieldValueRequired"), "FieldValueRequired");
    }
}
