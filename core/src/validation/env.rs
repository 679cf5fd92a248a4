//! Environment variables and where their values come from.
//!
//! Upstream: ValidateEnv and ValidateEnvFrom, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{
    EnvFromSource, EnvVar, EnvVarSource, FileKeySelector, ObjectFieldSelector,
    ResourceFieldSelector,
};

use super::errors::Errors;
use super::formats;
use super::paths;
use super::pod::{Scope, list, text};
use super::visit::containers_with_paths;
use crate::features::Gate;
use crate::quantity::Quantity;
use crate::text::FieldPath;

/// ValidateEnv.
pub(super) fn env(errors: &mut Errors, variables: &[EnvVar], path: &FieldPath) {
    for (index, variable) in variables.iter().enumerate() {
        let path = path.index(index);
        if variable.name.is_empty() {
            errors.required(&path.child("name"), "");
        } else {
            let complaints = env_name(errors, &variable.name);
            errors.invalid_each(&path.child("name"), &variable.name, complaints);
        }
        if let Some(source) = &variable.value_from {
            let has_value = !text(&variable.value).is_empty();
            value_from(errors, source, has_value, &path.child("valueFrom"));
        }
    }
}

/// What is wrong with the name of a variable.
fn env_name(errors: &Errors, name: &str) -> Vec<String> {
    if errors.has(Gate::RelaxedEnvironmentVariableValidation) {
        formats::env_name(name)
    } else {
        formats::strict_env_name(name)
    }
}

/// validateEnvVarValueFrom.
fn value_from(errors: &mut Errors, source: &EnvVarSource, has_value: bool, path: &FieldPath) {
    let mut sources = 0;
    if let Some(field) = &source.field_ref {
        sources += 1;
        field_ref(errors, field, ENV_FIELDS, &path.child("fieldRef"));
    }
    if let Some(field) = &source.resource_field_ref {
        sources += 1;
        resource_field_ref(errors, field, false, &path.child("resourceFieldRef"));
    }
    if let Some(key) = &source.config_map_key_ref {
        sources += 1;
        key_selector(errors, &key.name, &key.key, &path.child("configMapKeyRef"));
    }
    if let Some(key) = &source.secret_key_ref {
        sources += 1;
        key_selector(errors, &key.name, &key.key, &path.child("secretKeyRef"));
    }
    if let Some(key) = &source.file_key_ref {
        sources += 1;
        file_key_selector(errors, key, &path.child("fileKeyRef"));
    }
    if sources == 0 {
        let last = if errors.version().has(34) {
            ", `secretKeyRef` or `fileKeyRef`"
        } else {
            " or `secretKeyRef`"
        };
        let detail =
            format!("must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`{last}");
        errors.invalid(path, "", detail);
    } else if has_value {
        errors.invalid(path, "", "may not be specified when `value` is not empty");
    } else if sources > 1 {
        errors.invalid(path, "", "may not have more than one field specified at a time");
    }
}

/// Fields of the Pod that a variable can hold: validEnvDownwardAPIFieldPathExpressions.
const ENV_FIELDS: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
/// Fields that ConvertDownwardAPIFieldLabel knows, pkg/apis/core/pods/helpers.go.
const KNOWN_FIELDS: &[&str] = &[
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.serviceAccountName",
    "spec.schedulerName",
    "status.phase",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
    "spec.host",
];

/// validateObjectFieldSelector.
pub(super) fn field_ref(
    errors: &mut Errors,
    field: &ObjectFieldSelector,
    allowed: &[&str],
    path: &FieldPath,
) {
    let version = text(&field.api_version);
    let field_path = path.child("fieldPath");
    let label = field.field_path.as_str();
    if version.is_empty() {
        errors.required(&path.child("apiVersion"), "");
    } else if label.is_empty() {
        errors.required(&field_path, "");
    } else if version != "v1" {
        let detail = format!("error converting fieldPath: unsupported pod version: {version}");
        errors.invalid(&field_path, label, detail);
    } else if let Some((of, subscript)) = subscripted(label) {
        field_with_subscript(errors, label, of, subscript, path);
    } else if !KNOWN_FIELDS.contains(&label) {
        let detail = format!("error converting fieldPath: field label not supported: {label}");
        errors.invalid(&field_path, label, detail);
    } else {
        let label = if label == "spec.host" { "spec.nodeName" } else { label };
        if !allowed.contains(&label) {
            errors.not_supported(&field_path, label, allowed);
        }
    }
}

/// SplitMaybeSubscriptedPath, pkg/fieldpath/fieldpath.go: `metadata.labels['app']`.
fn subscripted(label: &str) -> Option<(&str, &str)> {
    let (of, subscript) = label.strip_suffix("']")?.split_once("['")?;
    (!of.is_empty()).then_some((of, subscript))
}

fn field_with_subscript(
    errors: &mut Errors,
    label: &str,
    of: &str,
    subscript: &str,
    path: &FieldPath,
) {
    match of {
        "metadata.annotations" => {
            let key = subscript.to_ascii_lowercase();
            errors.invalid_each(path, &key, formats::qualified_name(&key));
        }
        "metadata.labels" => {
            errors.invalid_each(path, subscript, formats::qualified_name(subscript));
        }
        _ => {
            let detail = format!(
                "error converting fieldPath: field label does not support subscript: {label}"
            );
            errors.invalid(&path.child("fieldPath"), label, detail);
        }
    }
}

/// validContainerResourceFieldPathExpressions.
const RESOURCE_FIELDS: &[&str] = &[
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// validateContainerResourceFieldSelector.
pub(super) fn resource_field_ref(
    errors: &mut Errors,
    field: &ResourceFieldSelector,
    in_volume: bool,
    path: &FieldPath,
) {
    let resource = field.resource.as_str();
    let huge =
        resource.starts_with("requests.hugepages-") || resource.starts_with("limits.hugepages-");
    if in_volume && text(&field.container_name).is_empty() {
        errors.required(&path.child("containerName"), "");
    } else if resource.is_empty() {
        errors.required(&path.child("resource"), "");
    } else if !RESOURCE_FIELDS.contains(&resource) && !huge {
        errors.not_supported(&path.child("resource"), resource, RESOURCE_FIELDS);
    }
    divisor(errors, field, huge, &path.child("divisor"));
}

const BYTES: &[&str] =
    &["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/// validateContainerResourceDivisor.
fn divisor(errors: &mut Errors, field: &ResourceFieldSelector, huge: bool, path: &FieldPath) {
    let divisor = field.divisor.as_ref().and_then(|written| Quantity::parse(&written.0).ok());
    let Some(divisor) = divisor.filter(|divisor| !divisor.is_zero()) else { return };
    let (kind, known) = match field.resource.as_str() {
        "limits.cpu" | "requests.cpu" => ("cpu", &["1m", "1"][..]),
        "limits.memory" | "requests.memory" => ("memory", BYTES),
        "limits.ephemeral-storage" | "requests.ephemeral-storage" => {
            ("local ephemeral storage", BYTES)
        }
        _ if huge => ("hugepages", BYTES),
        _ => return,
    };
    if !known.contains(&divisor.to_string().as_str()) {
        let values = match kind {
            "cpu" => "1m and 1".to_owned(),
            _ => BYTES.join(", "),
        };
        let detail =
            format!("only divisor's values {values} are supported with the {kind} resource");
        errors.invalid(path, &field.resource, detail);
    }
}

/// validateConfigMapKeySelector and validateSecretKeySelector.
fn key_selector(errors: &mut Errors, name: &str, key: &str, path: &FieldPath) {
    errors.invalid_each(&path.child("name"), name, formats::dns_subdomain(name));
    if key.is_empty() {
        errors.required(&path.child("key"), "");
    } else {
        errors.invalid_each(&path.child("key"), key, formats::config_map_key(key));
    }
}

/// validateFileKeySelector.
fn file_key_selector(errors: &mut Errors, file: &FileKeySelector, path: &FieldPath) {
    if file.key.is_empty() {
        errors.required(&path.child("key"), "");
    } else {
        let complaints = env_name(errors, &file.key);
        errors.invalid_each(&path.child("key"), &file.key, complaints);
    }
    let volume_path = path.child("volumeName");
    if file.volume_name.is_empty() {
        errors.required(&volume_path, "");
    } else {
        let complaints = formats::dns_label(&file.volume_name);
        errors.invalid_each(&volume_path, &file.volume_name, complaints);
    }
    if file.path.is_empty() {
        errors.required(&path.child("path"), "");
    } else {
        paths::local_non_reserved(errors, &file.path, &path.child("path"));
    }
}

/// The volumes of variables read from files must be there, and be an `emptyDir`.
pub(super) fn file_volumes(errors: &mut Errors, scope: &Scope<'_>, path: &FieldPath) {
    for (container, path) in containers_with_paths(scope.spec, path) {
        for (index, variable) in list(&container.env).iter().enumerate() {
            let source = variable.value_from.as_ref();
            let Some(file) = source.and_then(|source| source.file_key_ref.as_ref()) else {
                continue;
            };
            let path = path.child("env").index(index).child("valueFrom.fileKeyRef.volumeName");
            match list(&scope.spec.volumes).iter().find(|volume| volume.name == file.volume_name) {
                None => errors.not_found(&path, &file.volume_name, ""),
                Some(volume) if volume.empty_dir.is_none() => {
                    let detail = "referenced volume must be of type emptyDir";
                    errors.invalid(&path, &file.volume_name, detail);
                }
                Some(_) => {}
            }
        }
    }
}

/// ValidateEnvFrom.
pub(super) fn env_from(errors: &mut Errors, sources: &[EnvFromSource], path: &FieldPath) {
    for (index, source) in sources.iter().enumerate() {
        let item = path.index(index);
        let prefix = text(&source.prefix);
        if !prefix.is_empty() {
            let complaints = env_name(errors, prefix);
            errors.invalid_each(&item.child("prefix"), prefix, complaints);
        }
        let config_map = source.config_map_ref.as_ref().map(|source| &source.name);
        let secret = source.secret_ref.as_ref().map(|source| &source.name);
        for (field, name) in [("configMapRef", config_map), ("secretRef", secret)] {
            if let Some(name) = name {
                env_source(errors, name, &item.child(field).child("name"));
            }
        }
        match (config_map, secret) {
            (None, None) => {
                errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
            }
            (Some(_), Some(_)) => {
                errors.invalid(path, "", "may not have more than one field specified at a time");
            }
            (Some(_), None) | (None, Some(_)) => {}
        }
    }
}

/// validateConfigMapEnvSource and validateSecretEnvSource.
fn env_source(errors: &mut Errors, name: &str, path: &FieldPath) {
    if name.is_empty() {
        errors.required(path, "");
    } else {
        errors.invalid_each(path, name, formats::dns_subdomain(&formats::prefix(name)));
    }
}
