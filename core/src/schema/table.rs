//! Reads the table.

use crate::schema::{Field, Shape, Struct, Value};

/// One struct a line: `EnvVar: name! string, value string, valueFrom EnvVarSource`.
///
/// `!` is behind required fields, `[]` and `{}` are in front of lists and maps, `=` names a Go type of the
/// field's own, `@` the embedded struct that brings it.
const TABLE: &str = include_str!("table.txt");

pub(super) fn read() -> Vec<Struct> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(read_struct).collect()
}

fn read_struct(line: &'static str) -> Option<Struct> {
    let (name, fields) = line.split_once(':')?;
    Some(Struct { name, fields: fields.split(',').filter_map(read_field).collect() })
}

fn read_field(text: &'static str) -> Option<Field> {
    let mut words = text.split_ascii_whitespace();
    let name = words.next()?;
    let kind = words.next()?;
    let (shape, kind) = if let Some(item) = kind.strip_prefix("[]") {
        (Shape::List, item)
    } else if let Some(item) = kind.strip_prefix("{}") {
        (Shape::Map, item)
    } else {
        (Shape::One, kind)
    };
    let mut field = Field {
        name: name.trim_end_matches('!'),
        shape,
        value: read_value(kind),
        go_name: "",
        embedded: "",
        required: name.ends_with('!'),
    };
    for word in words {
        if let Some(go_name) = word.strip_prefix('=') {
            field.go_name = go_name;
        } else if let Some(embedded) = word.strip_prefix('@') {
            field.embedded = embedded;
        }
    }
    Some(field)
}

fn read_value(kind: &'static str) -> Value {
    match kind {
        "string" => Value::String,
        "int32" => Value::Int32,
        "int64" => Value::Int64,
        "bool" => Value::Bool,
        "Quantity" => Value::Quantity,
        "Time" => Value::Time,
        "MicroTime" => Value::MicroTime,
        "IntOrString" => Value::IntOrString,
        "bytes" => Value::Bytes,
        "raw" => Value::Raw,
        name => Value::Object(name),
    }
}
