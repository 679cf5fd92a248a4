//! The names that a field may refer to: of what stands in the same text.

use crate::assist::facts::Use;
use crate::assist::outline::{Kind, Outline};
use crate::assist::types::{self, Type};
use crate::assist::{Item, value};

/// What a field refers to by its name: its struct and the field, and what that is.
const REFERENCES: &[(&str, &str, To)] = &[
    ("ConfigMapEnvSource", "name", To::Object("ConfigMap")),
    ("ConfigMapKeySelector", "key", To::KeyOf("ConfigMap")),
    ("ConfigMapKeySelector", "name", To::Object("ConfigMap")),
    ("ConfigMapProjection", "name", To::Object("ConfigMap")),
    ("ConfigMapVolumeSource", "name", To::Object("ConfigMap")),
    ("EphemeralContainer", "targetContainerName", To::InPod(&["containers"])),
    ("HTTPGetAction", "port", To::Port),
    ("PersistentVolumeClaimVolumeSource", "claimName", To::Object("PersistentVolumeClaim")),
    ("PodSpec", "serviceAccountName", To::Object("ServiceAccount")),
    ("ResourceClaim", "name", To::InPod(&["resourceClaims"])),
    ("ResourceFieldSelector", "containerName", To::InPod(&["containers", "initContainers"])),
    ("SecretEnvSource", "name", To::Object("Secret")),
    ("SecretKeySelector", "key", To::KeyOf("Secret")),
    ("SecretKeySelector", "name", To::Object("Secret")),
    ("SecretProjection", "name", To::Object("Secret")),
    ("SecretVolumeSource", "secretName", To::Object("Secret")),
    ("StatefulSetSpec", "serviceName", To::Object("Service")),
    ("TCPSocketAction", "port", To::Port),
    ("VolumeDevice", "name", To::InPod(&["volumes", "volumeClaimTemplates"])),
    ("VolumeMount", "name", To::InPod(&["volumes", "volumeClaimTemplates"])),
];

#[derive(Clone, Copy)]
enum To {
    /// An object of this kind.
    Object(&'static str),
    /// A key of the data of such an object, which the field `name` beside it names.
    KeyOf(&'static str),
    /// What is in these lists of the Pod.
    InPod(&'static [&'static str]),
    /// A port of the same container.
    Port,
}

/// The names that a field may have, in the order of the text.
pub(super) fn of(field: &Use<'_, '_>) -> Vec<Item> {
    let known = |row: &&(&str, &str, To)| row.0 == field.holder.name && row.1 == field.field.name;
    let Some((_, _, to)) = REFERENCES.iter().find(known) else { return Vec::new() };
    let (outline, node) = (field.outline, field.node);
    let mut items: Vec<Item> = Vec::new();
    let mut add = |name: &str, what: &str| {
        if !name.is_empty() && !items.iter().any(|item| item.label == name) {
            items.push(value(name, what));
        }
    };
    match to {
        To::Object(kind) => {
            for object in objects(outline, kind) {
                add(name_of(outline, object), kind);
            }
        }
        To::KeyOf(kind) => {
            let wanted = outline.key(node, "name").map_or("", |name| outline.value(name));
            for object in objects(outline, kind) {
                if !wanted.is_empty() && name_of(outline, object) != wanted {
                    continue;
                }
                for data in ["data", "stringData"] {
                    let keys = outline.key(object, data).map(|data| outline.keys(data));
                    for key in keys.into_iter().flatten() {
                        add(outline.name(key), wanted);
                    }
                }
            }
        }
        To::InPod(lists) => {
            let mut at = node;
            while outline.kind(at) != Kind::Document {
                at = outline.parent(at);
                for list in *lists {
                    let Some(list) = outline.key(at, list) else { continue };
                    let what = outline.name(list).trim_end_matches('s');
                    for item in outline.children(list) {
                        let of = outline.key(item, "metadata").unwrap_or(item);
                        add(outline.key(of, "name").map_or("", |name| outline.value(name)), what);
                    }
                }
            }
        }
        To::Port => {
            let mut at = node;
            while outline.kind(at) != Kind::Document && !is_container(outline, at) {
                at = outline.parent(at);
            }
            let ports = outline.key(at, "ports").map(|ports| outline.children(ports));
            for port in ports.into_iter().flatten() {
                let says = |name| outline.key(port, name).map_or("", |field| outline.value(field));
                add(says("name"), says("containerPort"));
                add(says("containerPort"), says("name"));
            }
        }
    }
    items
}

fn is_container(outline: &Outline<'_>, node: usize) -> bool {
    let known = types::of(outline, node);
    matches!(known, Type::Struct(known) if matches!(known.name, "Container" | "EphemeralContainer"))
}

/// The objects of a kind, those in a `List` too.
fn objects(outline: &Outline<'_>, kind: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for document in outline.documents() {
        match types::kind_of(outline, document) {
            "List" => {
                let items = outline.key(document, "items").map(|items| outline.children(items));
                let items = items.into_iter().flatten();
                found.extend(items.filter(|item| types::kind_of(outline, *item) == kind));
            }
            other if other == kind => found.push(document),
            _ => {}
        }
    }
    found
}

fn name_of<'a>(outline: &Outline<'a>, object: usize) -> &'a str {
    let metadata = outline.key(object, "metadata");
    let name = metadata.and_then(|metadata| outline.key(metadata, "name"));
    name.map_or("", |name| outline.value(name))
}
