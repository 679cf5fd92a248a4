//! How objects are printed that are not printed as a table of their own: JSON, YAML, templates, columns that are asked for.

use serde_json::{Map, Value};

use crate::kubectl::jsonpath::Template;
use crate::text::sort_by;

/// JSON as kubectl prints it.
pub(super) fn json(value: &Value) -> String {
    let mut text = String::new();
    write(value, Some(0), &mut text);
    text.push('\n');
    text
}

/// JSON on one line.
pub(super) fn compact(value: &Value) -> String {
    let mut text = String::new();
    write(value, None, &mut text);
    text
}

/// The fields of an object in the order of their names, as Go prints maps.
pub(super) fn by_name(fields: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
    sort_by(&mut fields, |one, other| one.0.cmp(other.0));
    fields
}

/// Writes a value, at a level where it is indented.
fn write(value: &Value, level: Option<usize>, text: &mut String) {
    let deeper = level.map(|level| level + 1);
    match value {
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                begin(at, deeper, text);
                write(item, deeper, text);
            }
            end(level.filter(|_| !items.is_empty()), ']', text);
        }
        Value::Object(fields) => {
            text.push('{');
            for (at, (name, field)) in by_name(fields).into_iter().enumerate() {
                begin(at, deeper, text);
                escaped(&Value::from(name.as_str()).to_string(), text);
                text.push_str(if level.is_some() { ": " } else { ":" });
                write(field, deeper, text);
            }
            end(level.filter(|_| !fields.is_empty()), '}', text);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            escaped(&value.to_string(), text);
        }
    }
}

fn begin(at: usize, level: Option<usize>, text: &mut String) {
    if at > 0 {
        text.push(',');
    }
    indent(level, text);
}

fn end(level: Option<usize>, bracket: char, text: &mut String) {
    indent(level, text);
    text.push(bracket);
}

fn indent(level: Option<usize>, text: &mut String) {
    let Some(level) = level else { return };
    text.push('\n');
    for _ in 0..level {
        text.push_str("    ");
    }
}

/// Go writes some letters so that they do no harm in HTML.
fn escaped(json: &str, text: &mut String) {
    for letter in json.chars() {
        match letter {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            other => text.push(other),
        }
    }
}

/// `-o custom-columns=NAME:.metadata.name`.
///
/// Upstream: staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go.
pub(super) struct Columns(Vec<(String, Template)>);

impl Columns {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err(
                "error: custom-columns format specified but no custom columns given".to_owned()
            );
        }
        let mut columns = Vec::new();
        for part in text.split(',') {
            let Some((header, path)) = part.split_once(':') else {
                return Err(format!(
                    "error: unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
                ));
            };
            columns.push((header.to_owned(), Template::relaxed(path)?));
        }
        Ok(Self(columns))
    }

    pub(super) fn header(&self) -> Vec<String> {
        self.0.iter().map(|(header, _)| header.clone()).collect()
    }

    pub(super) fn row(&self, object: &Value) -> Vec<String> {
        let cell = |(_, template): &(String, Template)| {
            let found: Vec<String> = template.find(object).into_iter().map(go).collect();
            if found.is_empty() { "<none>".to_owned() } else { found.join(",") }
        };
        self.0.iter().map(cell).collect()
    }
}

/// A value as Go's `%v` prints it.
fn go(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "<nil>".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(go).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = by_name(fields)
                .into_iter()
                .map(|(name, value)| format!("{name}:{}", go(value)))
                .collect();
            format!("map[{}]", fields.join(" "))
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
