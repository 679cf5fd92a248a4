//! Finds fields in objects by paths with names, `spec.containers[app].image`, and compares what stands there.

use serde_json::{Number, Value};

use crate::quantity::Quantity;
use crate::quiz::claim::Limits;
use crate::yaml::{Content, Node, Resolved};

/// The value at a path; entries of lists are named by their `name`, or counted from 0.
pub(super) fn at<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    steps(path)?.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Entry(name) => {
            let list = value.as_array();
            let named = list.and_then(|list| {
                list.iter().find(|it| it.get("name").is_some_and(|it| it == name))
            });
            named.or_else(|| list?.get(name.parse::<usize>().ok()?)).or_else(|| value.get(name))
        }
    })
}

enum Step {
    Key(String),
    Entry(String),
}

/// The steps of a path; nothing where a bracket is not closed.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (name, after) = match inside.strip_prefix('"') {
                Some(quoted) => quoted.split_once("\"]")?,
                None => inside.split_once(']')?,
            };
            steps.push(Step::Entry(name.to_owned()));
            rest = after;
        } else {
            let key = rest.trim_start_matches('.');
            let end = key.find(['.', '[']).unwrap_or(key.len());
            let (key, after) = key.split_at(end);
            steps.push(Step::Key(key.to_owned()));
            rest = after;
        }
    }
    Some(steps)
}

/// What is written, as JSON.
pub(super) fn of_node(node: &Node) -> Value {
    match &node.content {
        Content::Sequence(items) => items.iter().map(of_node).collect(),
        Content::Mapping(_) => {
            let fields = node.entries().iter();
            Value::Object(fields.map(|entry| (entry.name.clone(), of_node(&entry.value))).collect())
        }
        Content::Scalar(scalar) => match &scalar.value {
            Resolved::Null => Value::Null,
            Resolved::Bool(value) => Value::Bool(*value),
            Resolved::Int(_) | Resolved::Float(_) => scalar
                .text
                .parse::<Number>()
                .map_or_else(|_| Value::String(scalar.text.clone()), Value::Number),
            Resolved::String(text) => Value::String(text.clone()),
        },
    }
}

/// The same words on the one side where something is so, on the other where it is not.
pub(super) fn told(fits: bool, said: String) -> Result<String, String> {
    if fits { Ok(said) } else { Err(said) }
}

pub(super) fn same(what: &str, found: &str, expected: &str) -> Result<String, String> {
    told(found == expected, format!("{what} {found}"))
}

pub(super) fn contains(what: &str, found: &str, part: &str) -> Result<String, String> {
    let shown = if found.is_empty() { "nothing" } else { found };
    told(found.contains(part), format!("{what}: {shown}"))
}

pub(super) fn between(
    what: &str,
    shown: &str,
    found: Option<f64>,
    limits: &Limits,
) -> Result<String, String> {
    let fits = found.is_some_and(|found| {
        limits.min.is_none_or(|min| found >= min) && limits.max.is_none_or(|max| found <= max)
    });
    told(fits, format!("{what} {shown}"))
}

/// A value in a sentence.
pub(super) fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A number, also one that is written as text, or as a quantity.
pub(super) fn amount(value: &Value) -> Option<f64> {
    let quantity = |text: &str| {
        let milli = Quantity::parse(text).ok()?.milli();
        format!("{milli}e-3").parse::<f64>().ok()
    };
    value.as_f64().or_else(|| value.as_str().and_then(quantity))
}

/// Whether two values mean the same: `80` and `"80"` do.
pub(super) fn equals(found: &Value, expected: &Value) -> bool {
    found == expected
        || (found.is_string() || expected.is_string()) && words(found) == words(expected)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_names_entries_or_counts_them() {
        let object = json!({"metadata": {"annotations": {"a.b/c": "x"}},
            "spec": {"containers": [{"name": "app", "ports": [{"containerPort": 80}]}]}});
        for (path, expected) in [
            ("metadata.annotations[\"a.b/c\"]", json!("x")),
            ("spec.containers[app].ports[0].containerPort", json!(80)),
            ("spec.containers[0].name", json!("app")),
        ] {
            assert_eq!(at(&object, path), Some(&expected), "{path}");
        }
        for path in ["spec.containers[web]", "spec.containers[app", "status.phase"] {
            assert_eq!(at(&object, path), None, "{path}");
        }
    }
}
