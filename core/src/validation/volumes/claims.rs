//! Claims: those that are named, and those that are made from a template.

use k8s_openapi::api::core::v1::{
    PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate, PersistentVolumeClaimVolumeSource,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::json;

use super::super::errors::{Errors, NOT_POSITIVE};
use super::super::pod::{list, text};
use super::super::{formats, labels, metadata};
use crate::quantity;
use crate::text::FieldPath;

/// validatePersistentClaimVolumeSource.
pub(super) fn claim(
    errors: &mut Errors,
    source: &PersistentVolumeClaimVolumeSource,
    path: &FieldPath,
) {
    if source.claim_name.is_empty() {
        errors.required(&path.child("claimName"), "");
    }
}

/// ValidatePersistentVolumeClaimTemplate.
pub(super) fn claim_template(
    errors: &mut Errors,
    template: &PersistentVolumeClaimTemplate,
    path: &FieldPath,
) {
    if let Some(meta) = &template.metadata {
        template_metadata(errors, meta, &path.child("metadata"));
    }
    claim_spec(errors, &template.spec, &path.child("spec"));
}

/// ValidateTemplateObjectMeta: annotations and labels, nothing else.
fn template_metadata(errors: &mut Errors, meta: &ObjectMeta, path: &FieldPath) {
    metadata::annotations(errors, meta.annotations.as_ref(), &path.child("annotations"));
    labels::labels(errors, meta.labels.as_ref(), &path.child("labels"));
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let set = [
        ("name", given(&meta.name)),
        ("generateName", given(&meta.generate_name)),
        ("namespace", given(&meta.namespace)),
        ("selfLink", given(&meta.self_link)),
        ("uID", given(&meta.uid)),
        ("resourceVersion", given(&meta.resource_version)),
        ("generation", meta.generation.is_some_and(|generation| generation != 0)),
        ("creationTimestamp", meta.creation_timestamp.is_some()),
        ("deletionTimestamp", meta.deletion_timestamp.is_some()),
        ("deletionGracePeriodSeconds", meta.deletion_grace_period_seconds.is_some()),
        ("ownerReferences", !list(&meta.owner_references).is_empty()),
        ("finalizers", !list(&meta.finalizers).is_empty()),
        ("managedFields", !list(&meta.managed_fields).is_empty()),
    ];
    for (field, _) in set.into_iter().filter(|(_, is_set)| *is_set) {
        errors.forbidden(&path.child(field), "cannot be set");
    }
}

const ACCESS_MODES: &[&str] =
    &["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/// ValidatePersistentVolumeClaimSpec.
pub(in crate::validation) fn claim_spec(
    errors: &mut Errors,
    spec: &PersistentVolumeClaimSpec,
    path: &FieldPath,
) {
    let modes = list(&spec.access_modes);
    let modes_path = path.child("accessModes");
    if modes.is_empty() {
        errors.required(&modes_path, "at least 1 access mode is required");
    }
    labels::selector(errors, spec.selector.as_ref(), &path.child("selector"));
    for mode in modes.iter().filter(|mode| !ACCESS_MODES.contains(&mode.as_str())) {
        errors.not_supported(&modes_path, mode, ACCESS_MODES);
    }
    let single = |mode: &&String| *mode == "ReadWriteOncePod";
    let known = modes.iter().filter(|mode| ACCESS_MODES.contains(&mode.as_str()));
    if modes.iter().any(|mode| single(&mode)) && known.clone().any(|mode| !single(&mode)) {
        let detail = "may not use ReadWriteOncePod with other access modes";
        errors.forbidden(&modes_path, detail);
    }
    storage(errors, spec, &path.child("resources").key("storage"));
    class_name(errors, spec.storage_class_name.as_deref(), &path.child("storageClassName"));
    let volume_modes = &["Block", "Filesystem"];
    if let Some(mode) = &spec.volume_mode
        && !volume_modes.contains(&mode.as_str())
    {
        errors.not_supported(&path.child("volumeMode"), mode, volume_modes);
    }
    data_sources(errors, spec, path);
    let class = spec.volume_attributes_class_name.as_deref();
    class_name(errors, class, &path.child("volumeAttributesClassName"));
}

/// How much storage is requested.
fn storage(errors: &mut Errors, spec: &PersistentVolumeClaimSpec, path: &FieldPath) {
    let requests = spec.resources.as_ref().and_then(|resources| resources.requests.as_ref());
    match quantity::read(requests).get("storage") {
        None => errors.required(path, ""),
        Some(storage) if storage.is_zero() || storage.is_negative() => {
            errors.invalid(path, storage, NOT_POSITIVE);
        }
        Some(_) => {}
    }
}

fn class_name(errors: &mut Errors, name: Option<&str>, path: &FieldPath) {
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        errors.invalid_each(path, name, formats::dns_subdomain(name));
    }
}

/// validateDataSource and validateDataSourceRef.
fn data_sources(errors: &mut Errors, spec: &PersistentVolumeClaimSpec, path: &FieldPath) {
    if let Some(source) = &spec.data_source {
        let path = path.child("dataSource");
        data_source(errors, &source.name, &source.kind, text(&source.api_group), &path);
    }
    let mut elsewhere = false;
    if let Some(source) = &spec.data_source_ref {
        let path = path.child("dataSourceRef");
        data_source(errors, &source.name, &source.kind, text(&source.api_group), &path);
        let namespace = text(&source.namespace);
        elsewhere = !namespace.is_empty();
        if elsewhere {
            let complaints = formats::dns_label(namespace);
            errors.invalid_each(&path.child("namespace"), namespace, complaints);
        }
    }
    // The value that upstream prints is a path, whose fields JSON does not see.
    match (&spec.data_source, &spec.data_source_ref) {
        (Some(_), Some(_)) if elsewhere => {
            let detail = "may not be specified when dataSourceRef.namespace is specified";
            errors.invalid(path, json!({}), detail);
        }
        (Some(one), Some(other))
            if (&one.api_group, &one.kind, &one.name)
                != (&other.api_group, &other.kind, &other.name) =>
        {
            errors.invalid(path, json!({}), "must match dataSourceRef");
        }
        _ => {}
    }
}

fn data_source(errors: &mut Errors, name: &str, kind: &str, group: &str, path: &FieldPath) {
    if name.is_empty() {
        errors.required(&path.child("name"), "");
    }
    if kind.is_empty() {
        errors.required(&path.child("kind"), "");
    }
    if group.is_empty() && kind != "PersistentVolumeClaim" {
        let detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
        errors.invalid(path, kind, detail);
    }
    if !group.is_empty() {
        errors.invalid_each(&path.child("apiGroup"), group, formats::dns_subdomain(group));
    }
}
