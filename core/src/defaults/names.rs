//! Names that are not given: k8s-openapi's types print them as empty strings.

use serde_json::{Value, json};

/// Fields that refer to an object by its name, which may be left out.
const REFERENCES: &[&str] = &[
    "configMap",
    "configMapKeyRef",
    "configMapRef",
    "imagePullSecrets",
    "nodePublishSecretRef",
    "secret",
    "secretKeyRef",
    "secretRef",
];

/// Drops the empty names of references from what the types print.
pub(super) fn drop_names(value: &mut Value) {
    let fields: Vec<(&String, &mut Value)> = match value {
        Value::Array(items) => return items.iter_mut().for_each(drop_names),
        Value::Object(fields) => fields.iter_mut().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
    };
    for (name, field) in fields {
        drop_names(field);
        if name == "scaleIO" {
            drop_secret(field);
        }
        if REFERENCES.contains(&name.as_str()) {
            if let Value::Array(items) = field {
                items.iter_mut().for_each(drop_name);
            } else {
                drop_name(field);
            }
        }
    }
}

/// The Secret of a ScaleIO volume is required by its type, though the API server does not ask for it.
fn drop_secret(volume: &mut Value) {
    if let Value::Object(fields) = volume
        && fields.get("secretRef").is_some_and(|secret| *secret == json!({}))
    {
        fields.remove("secretRef");
    }
}

fn drop_name(reference: &mut Value) {
    if let Value::Object(fields) = reference
        && fields.get("name").is_some_and(|name| name == "")
    {
        fields.remove("name");
    }
}
