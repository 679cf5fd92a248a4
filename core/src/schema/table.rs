//! Reads the table.

use crate::schema::{Field, Shape, Struct, Value};

/// One struct a line: `EnvVar: name! string, value string, valueFrom EnvVarSource`.
///
/// `!` is behind required fields, `[]` and `{}` are in front of lists and maps, `=` names a Go type of the
/// field's own, `@` the embedded struct that brings it.
const TABLE: &str = include_str!("table.txt");

/// The same of the fields that not every version has: `Volume: image 1.31`, `PodSpec: workloadRef 1.35-1.35 WorkloadReference`.
const VERSIONS: &str = include_str!("versions.txt");

/// All structs of all versions, sorted by name.
pub(super) fn read() -> Vec<Struct> {
    let mut structs: Vec<Struct> = lines(TABLE).filter_map(read_struct).collect();
    for (name, fields) in lines(VERSIONS).filter_map(|line| line.split_once(':')) {
        let place =
            structs.binary_search_by(|known| known.name.cmp(name)).unwrap_or_else(|place| {
                structs.insert(place, Struct { name, fields: Vec::new() });
                place
            });
        if let Some(of) = structs.get_mut(place) {
            fields.split(',').for_each(|text| read_versions(of, text));
        }
    }
    structs
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

/// Says which versions have a field; one that 1.36 has not is added.
fn read_versions(of: &mut Struct, text: &'static str) {
    let mut words = text.split_ascii_whitespace();
    let (Some(name), Some(range)) = (words.next(), words.next()) else { return };
    let (first, last) = range.split_once('-').unwrap_or((range, ""));
    let minor = |text: &str| text.strip_prefix("1.").and_then(|minor| minor.parse().ok());
    let minors = (minor(first).unwrap_or(0), minor(last).unwrap_or(u8::MAX));
    match of.fields.binary_search_by(|known| known.name.cmp(name)) {
        Ok(place) => {
            if let Some(field) = of.fields.get_mut(place) {
                field.minors = minors;
            }
        }
        Err(place) => {
            if let Some(kind) = words.next() {
                of.fields.insert(place, Field { minors, ..field_of(name, kind) });
            }
        }
    }
}

fn read_struct(line: &'static str) -> Option<Struct> {
    let (name, fields) = line.split_once(':')?;
    Some(Struct { name, fields: fields.split(',').filter_map(read_field).collect() })
}

fn read_field(text: &'static str) -> Option<Field> {
    let mut words = text.split_ascii_whitespace();
    let mut field = field_of(words.next()?, words.next()?);
    for word in words {
        if let Some(go_name) = word.strip_prefix('=') {
            field.go_name = go_name;
        } else if let Some(embedded) = word.strip_prefix('@') {
            field.embedded = embedded;
        }
    }
    Some(field)
}

fn field_of(name: &'static str, kind: &'static str) -> Field {
    let (shape, kind) = if let Some(item) = kind.strip_prefix("[]") {
        (Shape::List, item)
    } else if let Some(item) = kind.strip_prefix("{}") {
        (Shape::Map, item)
    } else {
        (Shape::One, kind)
    };
    Field {
        name: name.trim_end_matches('!'),
        shape,
        value: read_value(kind),
        go_name: "",
        embedded: "",
        required: name.ends_with('!'),
        minors: (0, u8::MAX),
    }
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
