//! Volumes of files that the API server holds.

use k8s_openapi::api::core::v1::{
    ConfigMapVolumeSource, DownwardAPIVolumeFile, DownwardAPIVolumeSource, KeyToPath,
    SecretVolumeSource,
};

use super::super::errors::Errors;
use super::super::pod::{list, text};
use super::super::{env, paths};
use crate::text::FieldPath;

/// validateSecretVolumeSource.
pub(super) fn secret(errors: &mut Errors, source: &SecretVolumeSource, path: &FieldPath) {
    if text(&source.secret_name).is_empty() {
        errors.required(&path.child("secretName"), "");
    }
    mode(errors, source.default_mode, &path.child("defaultMode"));
    for (index, item) in list(&source.items).iter().enumerate() {
        key_to_path(errors, item, &path.child("items").index(index));
    }
}

/// validateConfigMapVolumeSource.
pub(super) fn config_map(errors: &mut Errors, source: &ConfigMapVolumeSource, path: &FieldPath) {
    if source.name.is_empty() {
        errors.required(&path.child("name"), "");
    }
    mode(errors, source.default_mode, &path.child("defaultMode"));
    for (index, item) in list(&source.items).iter().enumerate() {
        key_to_path(errors, item, &path.child("items").index(index));
    }
}

/// A mode has nine bits.
pub(super) fn mode(errors: &mut Errors, mode: Option<i32>, path: &FieldPath) {
    if let Some(mode) = mode.filter(|mode| !(0..=0o777).contains(mode)) {
        let detail = "must be a number between 0 and 0777 (octal), both inclusive";
        errors.invalid(path, mode, detail);
    }
}

/// validateKeyToPath.
pub(super) fn key_to_path(errors: &mut Errors, item: &KeyToPath, path: &FieldPath) {
    if item.key.is_empty() {
        errors.required(&path.child("key"), "");
    }
    if item.path.is_empty() {
        errors.required(&path.child("path"), "");
    }
    paths::local_non_reserved(errors, &item.path, &path.child("path"));
    mode(errors, item.mode, &path.child("mode"));
}

/// validateDownwardAPIVolumeSource. The path of a file is that of the volume, as upstream's.
pub(super) fn downward_api(
    errors: &mut Errors,
    source: &DownwardAPIVolumeSource,
    path: &FieldPath,
) {
    mode(errors, source.default_mode, &path.child("defaultMode"));
    for file in list(&source.items) {
        downward_file(errors, file, path);
    }
}

/// Fields of the Pod that a file can hold: validVolumeDownwardAPIFieldPathExpressions.
const FILE_FIELDS: &[&str] = &[
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
];

/// validateDownwardAPIVolumeFile.
pub(super) fn downward_file(errors: &mut Errors, file: &DownwardAPIVolumeFile, path: &FieldPath) {
    if file.path.is_empty() {
        errors.required(&path.child("path"), "");
    }
    paths::local_non_reserved(errors, &file.path, &path.child("path"));
    match (&file.field_ref, &file.resource_field_ref) {
        (Some(field), resource) => {
            env::field_ref(errors, field, FILE_FIELDS, &path.child("fieldRef"));
            if resource.is_some() {
                let detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
                errors.invalid(path, "resource", detail);
            }
        }
        (None, Some(field)) => {
            env::resource_field_ref(errors, field, true, &path.child("resourceFieldRef"));
        }
        (None, None) => errors.required(path, "one of fieldRef and resourceFieldRef is required"),
    }
    mode(errors, file.mode, &path.child("mode"));
}
