//! Finds fields in objects by paths with names: `spec.containers[app].image`.

use serde_json::{Number, Value};

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
