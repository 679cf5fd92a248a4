//! JSON values as YAML, as `kubectl get -o yaml` writes them.

use serde_json::Value;

use crate::yaml::{Resolved, resolve};

/// The value as a block of YAML that ends with a line break.
pub fn emit(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Writes a value whose first line is already indented.
fn write(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(fields) if fields.is_empty() => text.push_str("{}\n"),
        Value::Array(items) if items.is_empty() => text.push_str("[]\n"),
        Value::Object(fields) => {
            for (position, (name, field)) in fields.iter().enumerate() {
                if position > 0 {
                    text.push_str(&" ".repeat(indent));
                }
                text.push_str(&scalar(name));
                text.push(':');
                write_below(text, field, indent);
            }
        }
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push_str(&" ".repeat(indent));
                }
                text.push_str("- ");
                write(text, item, indent + 2);
            }
        }
        Value::String(said) => {
            text.push_str(&scalar(said));
            text.push('\n');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            text.push_str(&value.to_string());
            text.push('\n');
        }
    }
}

/// Writes the value of a key: on the same line, or below it. Lists stand as far to the left as their key.
fn write_below(text: &mut String, value: &Value, indent: usize) {
    let below = match value {
        Value::Object(fields) if !fields.is_empty() => indent + 2,
        Value::Array(items) if !items.is_empty() => indent,
        Value::Object(_)
        | Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => {
            text.push(' ');
            write(text, value, indent);
            return;
        }
    };
    text.push('\n');
    text.push_str(&" ".repeat(below));
    write(text, value, below);
}

/// Text without quotes where it reads back as the same text.
fn scalar(said: &str) -> String {
    let plain = !said.is_empty()
        && resolve::plain(said) == Resolved::String(said.to_owned())
        && said.trim() == said
        && !said.starts_with([
            '-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%',
            '@', '`',
        ])
        && !said.contains(": ")
        && !said.contains(" #")
        && !said.ends_with(':')
        && !said.chars().any(char::is_control);
    // JSON's escapes are YAML's.
    if plain { said.to_owned() } else { Value::from(said).to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_written_as_kubectl_writes_it() {
        let value = json!({
            "conditions": [{"status": "True", "type": "Ready"}, {"message": "containers with unready status: [app]"}],
            "containerStatuses": [{"state": {"running": {}}, "started": true}],
            "phase": "Running",
            "none": [],
            "number": "12",
        });
        assert_eq!(
            emit(&value),
            "conditions:\n- status: \"True\"\n  type: Ready\n- message: \"containers with unready status: [app]\"\n\
             containerStatuses:\n- state:\n    running: {}\n  started: true\nphase: Running\nnone: []\nnumber: \"12\"\n"
        );
    }
}
