//! What fields the API's objects have, of which types, and what Go calls those.
//!
//! The table is a text that `tests/schema.rs` writes from the schema that `k8s-openapi` carries, and `cargo xtask
//! versions` where versions of Kubernetes differ; it is read once, at the first use.

mod table;

use std::sync::OnceLock;

use crate::features::Version;

/// How many values a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One.
    One,
    /// A list.
    List,
    /// A map from text.
    Map,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    String,
    /// A 32-bit number.
    Int32,
    /// A 64-bit number.
    Int64,
    /// True or false.
    Bool,
    /// `resource.Quantity`: `500m`, `1Gi`.
    Quantity,
    /// `metav1.Time`: RFC 3339.
    Time,
    /// `metav1.MicroTime`.
    MicroTime,
    /// `intstr.IntOrString`: `80`, `http`, `25%`.
    IntOrString,
    /// Bytes, written in base64.
    Bytes,
    /// Anything.
    Raw,
    /// A struct with fields of its own.
    Object(&'static str),
}

/// A field of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// How many values it holds.
    pub shape: Shape,
    /// What each of them is.
    pub value: Value,
    /// The name of its Go type where it has one of its own: `PullPolicy`, `ResourceList`.
    pub go_name: &'static str,
    /// The Go struct that is embedded to bring it: `VolumeSource`; mostly none.
    pub embedded: &'static str,
    /// Whether the API says that it has to be there.
    pub required: bool,
    /// The minor versions of Kubernetes that have it, from the first to the last.
    pub minors: (u8, u8),
}

impl Field {
    /// Whether a version has it.
    pub fn is_in(&self, version: Version) -> bool {
        version.has(self.minors.0) && !version.has(self.minors.1.saturating_add(1))
    }

    /// The struct of its values.
    pub fn object(&self) -> Option<&'static Struct> {
        match self.value {
            Value::Object(name) => Struct::named(name),
            Value::String
            | Value::Int32
            | Value::Int64
            | Value::Bool
            | Value::Quantity
            | Value::Time
            | Value::MicroTime
            | Value::IntOrString
            | Value::Bytes
            | Value::Raw => None,
        }
    }

    /// Its type as `kubectl explain` has it: `[]Container`, `map[string]string`, `integer`.
    pub fn explained_type(&self) -> String {
        let item = match self.value {
            Value::Object(name) => name,
            Value::String | Value::Time | Value::MicroTime | Value::Bytes => "string",
            Value::Int32 | Value::Int64 => "integer",
            Value::Bool => "boolean",
            Value::Quantity => "Quantity",
            Value::IntOrString => "IntOrString",
            Value::Raw => "Object",
        };
        let around = match self.shape {
            Shape::One => "",
            Shape::List => "[]",
            Shape::Map => "map[string]",
        };
        [around, item].concat()
    }

    /// The Go type of one of its values: `v1.PullPolicy`, `int32`.
    pub fn go_item(&self) -> String {
        let base = match self.value {
            Value::Object(name) => return format!("v1.{name}"),
            Value::String | Value::Time | Value::MicroTime | Value::Bytes => "string",
            Value::Int32 | Value::IntOrString => "int32",
            Value::Int64 => "int64",
            Value::Bool => "bool",
            Value::Quantity => "resource.Quantity",
            Value::Raw => "v1.FieldsV1",
        };
        if self.go_name.is_empty() || self.shape == Shape::Map {
            base.to_owned()
        } else if self.go_name == "UID" {
            "types.UID".to_owned()
        } else {
            format!("v1.{}", self.go_name)
        }
    }

    /// The Go type of the field: `[]v1.Container`, `map[string]string`, `v1.ResourceList`.
    pub fn go_type(&self) -> String {
        match self.shape {
            Shape::One => self.go_item(),
            Shape::List => format!("[]{}", self.go_item()),
            Shape::Map if !self.go_name.is_empty() => format!("v1.{}", self.go_name),
            Shape::Map => format!("map[string]{}", self.go_item()),
        }
    }
}

/// A struct of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struct {
    /// Its name in Go and in the documentation: `EnvVar`.
    pub name: &'static str,
    /// Its fields, sorted by name.
    pub fields: Vec<Field>,
}

impl Struct {
    /// All of them, sorted by name.
    pub fn all() -> &'static [Self] {
        static STRUCTS: OnceLock<Vec<Struct>> = OnceLock::new();
        STRUCTS.get_or_init(table::read)
    }

    /// The struct of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        let structs = Self::all();
        let position = structs.binary_search_by(|known| known.name.cmp(name)).ok()?;
        structs.get(position)
    }

    /// The field of a name in a version.
    pub fn field_in(&self, name: &str, version: Version) -> Option<&Field> {
        self.field(name).filter(|field| field.is_in(version))
    }

    /// The field of a name, in whichever versions.
    pub fn field(&self, name: &str) -> Option<&Field> {
        let position = self.fields.binary_search_by(|field| field.name.cmp(name)).ok()?;
        self.fields.get(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_names_its_types_as_error_messages_do() {
        let go_type =
            |name: &str, field: &str| Struct::named(name).unwrap().field(field).unwrap().go_type();
        assert_eq!(go_type("PodSpec", "containers"), "[]v1.Container");
        assert_eq!(go_type("Container", "imagePullPolicy"), "v1.PullPolicy");
        assert_eq!(go_type("Container", "args"), "[]string");
        assert_eq!(go_type("ResourceRequirements", "limits"), "v1.ResourceList");
        assert_eq!(go_type("ObjectMeta", "labels"), "map[string]string");
        assert_eq!(go_type("ObjectMeta", "uid"), "types.UID");
        assert_eq!(go_type("PodSpec", "priority"), "int32");
    }

    #[test]
    fn every_struct_that_is_named_is_there() {
        for known in table::read() {
            for field in &known.fields {
                if let Value::Object(name) = field.value {
                    assert!(Struct::named(name).is_some(), "{name} of {}", known.name);
                }
            }
        }
        assert!(Struct::named("CronJob").is_some());
    }
}
