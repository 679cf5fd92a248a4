//! Scalars as the API server's own code reads them, recorded.

use serde_json::Value as Json;

use crate::decode::{Decoded, decode};
use crate::features::Version;
use crate::text::FieldPath;
use crate::yaml::{self, Content, Node, Resolved, Stream};

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn read(text: &str) -> (Stream, Decoded) {
    let stream = yaml::parse(text);
    let decoded = decode(&stream.documents[0], text, Version::default());
    (stream, decoded)
}

/// What the server says without the words around it and without line numbers, which depend on the manifest.
fn said(decoded: &Decoded) -> String {
    let message = decoded.messages.first().map(String::as_str).unwrap_or_default();
    without_line(message.strip_prefix("error converting YAML to JSON: ").unwrap_or(message))
}

fn without_line(message: &str) -> String {
    match message.strip_prefix("yaml: line ").and_then(|rest| rest.split_once(": ")) {
        Some((_, words)) => format!("yaml: {words}"),
        None => message.to_owned(),
    }
}

/// A value as JSON.
fn to_json(node: &Node) -> Json {
    match &node.content {
        Content::Scalar(scalar) => match &scalar.value {
            Resolved::Null => Json::Null,
            Resolved::Bool(value) => Json::from(*value),
            Resolved::Int(number) => Json::from(i64::try_from(*number).unwrap()),
            Resolved::Float(number) => Json::from(*number),
            Resolved::String(text) => Json::from(text.as_str()),
        },
        Content::Sequence(items) => items.iter().map(to_json).collect(),
        Content::Mapping(entries) => {
            entries.iter().map(|entry| (entry.name.clone(), to_json(&entry.value))).collect()
        }
    }
}

/// Whether the outcome is one of the stages before validation.
fn is_of_decode(outcome: &str) -> bool {
    outcome.starts_with("json: ") || outcome.starts_with("yaml: ")
}

/// A manifest with a text at a field, in block style.
fn manifest(path: &str, raw: &str) -> String {
    let (version, kind) = match path {
        "spec.replicas" => ("apps/v1", "Deployment"),
        "spec.completions" | "spec.backoffLimit" => ("batch/v1", "Job"),
        _ => ("v1", "Pod"),
    };
    let mut text = format!("apiVersion: {version}\nkind: {kind}\n");
    let mut indent = String::new();
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let (name, is_list) = step.strip_suffix("[0]").map_or((step, false), |name| (name, true));
        let value = if steps.peek().is_none() { format!(" {raw}") } else { String::new() };
        text.extend([indent.as_str(), name, ":", value.as_str(), "\n"]);
        indent.push_str("  ");
        if is_list {
            text.extend([indent.as_str(), "- name: x\n"]);
            indent.push_str("  ");
        }
    }
    text
}

#[test]
fn plain_texts_mean_what_they_mean_to_kubernetes() {
    for row in rows(include_str!("yaml_scalars.tsv")) {
        let [raw, json, outcome] = row[..] else { panic!("{row:?}") };
        let raw: String = serde_json::from_str(raw).unwrap();
        let text = manifest("spec.containers[0].env[0].value", &raw)
            + "        - name: other\n          value: z\n";
        let (stream, decoded) = read(&text);
        let expected = if outcome == "ok" { "" } else { outcome };
        assert_eq!(said(&decoded), without_line(expected), "{text}");
        if json != "error" {
            let path = FieldPath::parse("spec.containers[0].env[0].value");
            let value = stream.documents[0].root.at(&path).map(to_json);
            let expected: Json = serde_json::from_str(json).unwrap();
            let value = value.unwrap_or_default();
            assert!(value == expected || value.as_f64() == expected.as_f64(), "{text}{value}");
        }
    }
}

#[test]
fn numbers_are_taken_and_refused_as_kubernetes_does() {
    for row in rows(include_str!("int_scalars.tsv")) {
        let [path, raw, outcome] = row[..] else { panic!("{row:?}") };
        let raw: String = serde_json::from_str(raw).unwrap();
        let text = manifest(path, &raw);
        let (_, decoded) = read(&text);
        let expected = if is_of_decode(outcome) { outcome } else { "" };
        assert_eq!(said(&decoded), without_line(expected), "{text}");
    }
}

#[test]
fn booleans_are_taken_and_refused_as_kubernetes_does() {
    for row in rows(include_str!("bool_scalars.tsv")) {
        let [raw, value, outcome] = row[..] else { panic!("{row:?}") };
        let raw: String = serde_json::from_str(raw).unwrap();
        let text = manifest("spec.enableServiceLinks", &raw);
        let (_, decoded) = read(&text);
        let expected = if is_of_decode(outcome) { outcome } else { "" };
        assert_eq!(said(&decoded), without_line(expected), "{text}");
        let spec = decoded.object.as_ref().and_then(|object| object.pod_spec());
        let links = spec.and_then(|spec| spec.enable_service_links);
        // Defaulting, which comes later, turns what is not there into true.
        assert_eq!(links.unwrap_or(true), value != "False", "{text}");
    }
}
