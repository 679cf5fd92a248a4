//! `metadata`.
//!
//! Upstream: staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go, v1.36.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    ManagedFieldsEntry, ObjectMeta, OwnerReference,
};
use serde_json::{Value, json};

use super::errors::{Errors, is_printable};
use super::formats::{self, Complaints};
use super::labels::{self, Labels};
use crate::text::FieldPath;

/// The most bytes of all annotations of an object.
const ANNOTATIONS_LIMIT: usize = 256 * 1024;

/// ValidateObjectMeta, pkg/apis/core/validation/validation.go, for an object in a namespace.
pub(super) fn object_meta(
    errors: &mut Errors,
    meta: &ObjectMeta,
    name_format: fn(&str) -> Complaints,
    path: &FieldPath,
) {
    names(errors, meta, name_format, path);
    labels::labels(errors, meta.labels.as_ref(), &path.child("labels"));
    annotations(errors, meta.annotations.as_ref(), &path.child("annotations"));
    let owners = meta.owner_references.as_deref().unwrap_or_default();
    owner_references(errors, owners, &path.child("ownerReferences"));
    let finalizers_path = path.child("finalizers");
    let names = meta.finalizers.as_deref().unwrap_or_default();
    finalizers(errors, names, &finalizers_path);
    for (index, entry) in meta.managed_fields.iter().flatten().enumerate() {
        managed_fields(errors, entry, &path.child("managedFields").index(index));
    }
    for (index, name) in names.iter().enumerate() {
        kube_finalizer(errors, name, &finalizers_path.index(index));
    }
}

fn names(
    errors: &mut Errors,
    meta: &ObjectMeta,
    name_format: fn(&str) -> Complaints,
    path: &FieldPath,
) {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let (generate, namespace) = (given(&meta.generate_name), given(&meta.namespace));
    if !generate.is_empty() {
        let complaints = name_format(&formats::prefix(&generate));
        errors.invalid_each(&path.child("generateName"), &generate, complaints);
    }
    let name = name(meta);
    if name.is_empty() {
        errors.required(&path.child("name"), "name or generateName is required");
    } else {
        errors.invalid_each(&path.child("name"), &name, name_format(&name));
    }
    if !namespace.is_empty() {
        let complaints = formats::dns_label(&namespace);
        errors.invalid_each(&path.child("namespace"), &namespace, complaints);
    }
}

/// The name that is given, else the one that is generated, else nothing.
pub(super) fn name(meta: &ObjectMeta) -> String {
    match meta.name.as_deref().unwrap_or_default() {
        "" => generated(meta.generate_name.as_deref().unwrap_or_default()),
        name => name.to_owned(),
    }
}

/// SimpleNameGenerator, apiserver/pkg/storage/names/generate.go, with `xxxxx` for what it draws.
fn generated(prefix: &str) -> String {
    let kept: String = prefix.chars().take(58).collect();
    if kept.is_empty() { kept } else { format!("{kept}xxxxx") }
}

/// ValidateAnnotations.
pub(super) fn annotations(errors: &mut Errors, annotations: Option<&Labels>, path: &FieldPath) {
    let mut size = 0;
    for (key, value) in annotations.into_iter().flatten() {
        errors.invalid_each(path, key, formats::qualified_name(&key.to_ascii_lowercase()));
        size += key.len() + value.len();
    }
    if size > ANNOTATIONS_LIMIT {
        errors.too_long(path, ANNOTATIONS_LIMIT);
    }
}

/// ValidateOwnerReferences.
fn owner_references(errors: &mut Errors, owners: &[OwnerReference], path: &FieldPath) {
    let mut controller: Option<String> = None;
    for owner in owners {
        owner_reference(errors, owner, path);
        if owner.controller != Some(true) {
            continue;
        }
        let this = format!("{}/{}", owner.kind, owner.name);
        if let Some(first) = &controller {
            errors.invalid(path, owners_in_order(owners), format!("Only one reference can have Controller set to true. Found \"true\" in references for {first} and {this}"));
        } else {
            controller = Some(this);
        }
    }
}

/// The references with their fields in the order of the Go struct.
fn owners_in_order(owners: &[OwnerReference]) -> Value {
    owners.iter().map(owner_in_order).collect()
}

fn owner_in_order(owner: &OwnerReference) -> Value {
    let fields = [
        ("apiVersion", Some(json!(owner.api_version))),
        ("kind", Some(json!(owner.kind))),
        ("name", Some(json!(owner.name))),
        ("uid", Some(json!(owner.uid))),
        ("controller", owner.controller.map(Value::from)),
        ("blockOwnerDeletion", owner.block_owner_deletion.map(Value::from)),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// validateOwnerReference.
fn owner_reference(errors: &mut Errors, owner: &OwnerReference, path: &FieldPath) {
    let version = match owner.api_version.split_once('/') {
        Some((_, rest)) if rest.contains('/') => "",
        Some((_, version)) => version,
        None => &owner.api_version,
    };
    if version.is_empty() {
        errors.invalid(&path.child("apiVersion"), &owner.api_version, "version must not be empty");
    }
    for (field, value) in [("kind", &owner.kind), ("name", &owner.name), ("uid", &owner.uid)] {
        if value.is_empty() {
            errors.invalid(&path.child(field), value, "must not be empty");
        }
    }
    if owner.api_version == "v1" && owner.kind == "Event" {
        let detail = "/v1, Kind=Event is disallowed from being an owner";
        errors.invalid(path, owner_in_order(owner), detail);
    }
}

/// ValidateFinalizers.
fn finalizers(errors: &mut Errors, names: &[String], path: &FieldPath) {
    for name in names {
        errors.invalid_each(path, name, formats::qualified_name(name));
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("orphan") && has("foregroundDeletion") {
        let detail = "finalizer orphan and foregroundDeletion cannot be both set";
        errors.invalid(path, json!(names), detail);
    }
}

/// validateKubeFinalizerName.
fn kube_finalizer(errors: &mut Errors, name: &str, path: &FieldPath) {
    if !name.contains('/') && !matches!(name, "kubernetes" | "orphan" | "foregroundDeletion") {
        let detail = "name is neither a standard finalizer name nor is it fully qualified";
        errors.invalid(path, name, detail);
    }
}

/// ValidateManagedFields.
fn managed_fields(errors: &mut Errors, entry: &ManagedFieldsEntry, path: &FieldPath) {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let operation = given(&entry.operation);
    if !matches!(operation.as_str(), "Apply" | "Update") {
        errors.invalid(&path.child("operation"), operation, "must be `Apply` or `Update`");
    }
    let fields_type = given(&entry.fields_type);
    if !matches!(fields_type.as_str(), "" | "FieldsV1") {
        errors.invalid(&path.child("fieldsType"), fields_type, "must be `FieldsV1`");
    }
    let manager = given(&entry.manager);
    if manager.len() > 128 {
        errors.too_long(&path.child("manager"), 128);
    }
    for (position, c) in manager.char_indices().filter(|(_, c)| !is_printable(*c)) {
        let detail = format!("invalid character U+{:04X} (at position {position})", u32::from(c));
        errors.invalid(&path.child("manager"), &manager, detail);
    }
    if given(&entry.subresource).len() > 256 {
        errors.too_long(&path.child("subresource"), 256);
    }
}
