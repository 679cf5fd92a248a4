//! Values as Go prints them.

use crate::yaml::{Content, Node, Resolved, by_name};

/// A number as Go's `encoding/json` writes it: shortest digits, an exponent only for very small and large ones.
pub fn float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let size = number.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return format!("{number}");
    }
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.strip_prefix('-') {
        Some(digits) => format!("{mantissa}e-{digits}"),
        None => format!("{mantissa}e+{exponent:0>2}"),
    }
}

/// A number that is a key: `strconv.FormatFloat(key, 'g', -1, 32)`, with YAML's words for what is no number.
pub(super) fn float_key(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "Go prints it with 32 bits")]
    let text = format!("{:e}", number as f32);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        #[expect(clippy::cast_possible_truncation, reason = "Go prints it with 32 bits")]
        return format!("{}", number as f32);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// A value as `%#v` prints it: `map[interface {}]interface {}{"a":"b"}`.
pub(super) fn value(node: &Node) -> String {
    let mut text = String::new();
    write_value(node, false, &mut text);
    text
}

fn write_value(node: &Node, nested: bool, text: &mut String) {
    match &node.content {
        Content::Scalar(scalar) => match &scalar.value {
            Resolved::Null => text.push_str(if nested { "interface {}(nil)" } else { "<nil>" }),
            Resolved::Bool(value) => text.push_str(&value.to_string()),
            Resolved::Int(value) => text.push_str(&value.to_string()),
            Resolved::Float(value) => text.push_str(&float(*value)),
            Resolved::String(value) => text.push_str(&quoted(value)),
        },
        Content::Sequence(items) => {
            text.push_str("[]interface {}{");
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push_str(", ");
                }
                write_value(item, true, text);
            }
            text.push('}');
        }
        Content::Mapping(entries) => {
            text.push_str("map[interface {}]interface {}{");
            for (position, entry) in by_name(entries).into_iter().enumerate() {
                if position > 0 {
                    text.push_str(", ");
                }
                text.push_str(&quoted(&entry.name));
                text.push(':');
                write_value(&entry.value, true, text);
            }
            text.push('}');
        }
    }
}

/// A text as `%q` prints it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() && u32::from(control) < 0x80 => {
                quoted.extend(["\\x", &format!("{:02x}", u32::from(control))]);
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_json_of_go_prints_them() {
        for (number, text) in [
            (5.0, "5"),
            (5.5, "5.5"),
            (1e30, "1e+30"),
            (1e-7, "1e-7"),
            (1.234_567_890_123_456_8e29, "1.2345678901234568e+29"),
            (18_446_744_073_709_551_616.0, "18446744073709552000"),
        ] {
            assert_eq!(float(number), text);
        }
    }
}
