//! Annotations of Pods that mean something.
//!
//! Upstream: ValidatePodSpecificAnnotations, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{PodSpec, SeccompProfile};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value;

use super::errors::{Errors, quote};
use super::labels::Labels;
use super::pod::text;
use super::visit::containers_with_paths;
use super::{paths, scheduling};
use crate::text::FieldPath;

const MIRROR: &str = "kubernetes.io/config.mirror";
const TOLERATIONS: &str = "scheduler.alpha.kubernetes.io/tolerations";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
/// The annotation of a Pod's seccomp profile.
pub(super) const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
/// The annotation of a container's seccomp profile, before the container's name.
pub(super) const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
/// The annotation of a container's AppArmor profile, before the container's name.
pub(super) const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// ValidatePodSpecificAnnotations.
pub(super) fn of_pod(errors: &mut Errors, meta: &ObjectMeta, spec: &PodSpec, path: &FieldPath) {
    let Some(annotations) = &meta.annotations else { return };
    if let Some(value) = annotations.get(MIRROR)
        && text(&spec.node_name).is_empty()
    {
        let detail = "must set spec.nodeName if mirror pod annotation is set";
        errors.invalid(&path.key(MIRROR), value, detail);
    }
    tolerations(errors, annotations, path);
    if let Some(cost) = annotations.get(DELETION_COST).filter(|cost| !is_deletion_cost(cost)) {
        errors.invalid(&path.key(DELETION_COST), cost, "must be a 32bit integer");
    }
    seccomp(errors, annotations, path);
    app_armor(errors, annotations, spec, path);
}

/// ValidateTolerationsInPodAnnotations, without mistakes within a toleration.
fn tolerations(errors: &mut Errors, annotations: &Labels, path: &FieldPath) {
    let Some(value) = annotations.get(TOLERATIONS).filter(|value| !value.is_empty()) else {
        return;
    };
    match serde_json::from_str::<Vec<_>>(value) {
        Ok(tolerations) => {
            scheduling::tolerations(errors, &tolerations, &path.child(TOLERATIONS));
        }
        Err(error) => {
            if let Some(detail) = unreadable(value, error.is_eof()) {
                errors.invalid(path, TOLERATIONS, detail);
            }
        }
    }
}

/// What json.Unmarshal says of a text that is no list of objects.
fn unreadable(value: &str, is_cut: bool) -> Option<String> {
    if is_cut {
        return Some("unexpected end of JSON input".to_owned());
    }
    let into = |value: &Value, of: &str| {
        let kind = match value {
            Value::Null => return None,
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        Some(format!("json: cannot unmarshal {kind} into Go value of type {of}"))
    };
    match serde_json::from_str(value) {
        Ok(Value::Array(items)) => items
            .iter()
            .find(|item| !item.is_object())
            .and_then(|item| into(item, "core.Toleration")),
        Ok(value) => into(&value, "[]core.Toleration"),
        Err(_) => {
            let c = value.trim_start().chars().next().filter(|c| !"tfn[{".contains(*c))?;
            let detail = format!("invalid character '{c}' looking for beginning of value");
            c.is_ascii_alphabetic().then_some(detail)
        }
    }
}

/// GetDeletionCostFromPodAnnotations: no plus sign, and a leading zero only behind a minus sign.
fn is_deletion_cost(cost: &str) -> bool {
    let plain = cost == "0" || !cost.starts_with(['0', '+']);
    plain && cost.parse::<i32>().is_ok()
}

/// ValidateSeccompPodAnnotations.
fn seccomp(errors: &mut Errors, annotations: &Labels, path: &FieldPath) {
    if let Some(profile) = annotations.get(SECCOMP_POD) {
        seccomp_name(errors, profile, &path.child(SECCOMP_POD));
    }
    for (key, profile) in annotations.iter().filter(|(key, _)| key.starts_with(SECCOMP_CONTAINER)) {
        seccomp_name(errors, profile, &path.child_named(key));
    }
}

/// ValidateSeccompProfile.
fn seccomp_name(errors: &mut Errors, profile: &str, path: &FieldPath) {
    if matches!(profile, "runtime/default" | "docker/default" | "unconfined") {
        return;
    }
    match profile.strip_prefix("localhost/") {
        Some(name) => paths::local_descending(errors, name, path),
        None => errors.invalid(path, profile, "must be a valid seccomp profile"),
    }
}

/// ValidateAppArmorPodAnnotations.
fn app_armor(errors: &mut Errors, annotations: &Labels, spec: &PodSpec, path: &FieldPath) {
    let containers = containers_with_paths(spec, path);
    for (key, profile) in annotations {
        let Some(name) = key.strip_prefix(APP_ARMOR) else { continue };
        if !containers.iter().any(|(container, _)| container.name == name) {
            errors.invalid(&path.key(key), name, "container not found");
        }
        let known = matches!(profile.as_str(), "" | "runtime/default" | "unconfined");
        if !known && !profile.starts_with("localhost/") {
            let detail = format!("invalid AppArmor profile name: {}", quote(profile));
            errors.invalid(&path.key(key), profile, detail);
        }
    }
}

/// validateSeccompAnnotationsAndFields.
pub(super) fn seccomp_matches(
    errors: &mut Errors,
    meta: &ObjectMeta,
    spec: &PodSpec,
    path: &FieldPath,
) {
    let Some(annotations) = &meta.annotations else { return };
    let of_pod =
        spec.security_context.as_ref().and_then(|context| context.seccomp_profile.as_ref());
    if let (Some(field), Some(annotation)) = (of_pod, annotations.get(SECCOMP_POD)) {
        let path = path.child("securityContext.seccompProfile");
        seccomp_match(errors, annotation, field, &path);
    }
    for (container, path) in containers_with_paths(spec, path) {
        let context = container.security_context.as_ref();
        let field = context.and_then(|context| context.seccomp_profile.as_ref());
        let key = format!("{SECCOMP_CONTAINER}{}", container.name);
        if let (Some(field), Some(annotation)) = (field, annotations.get(&key)) {
            let path = path.child("securityContext.seccompProfile");
            seccomp_match(errors, annotation, field, &path);
        }
    }
}

/// validateSeccompAnnotationsAndFieldsMatch.
fn seccomp_match(errors: &mut Errors, annotation: &str, field: &SeccompProfile, path: &FieldPath) {
    let type_matches = match field.type_.as_str() {
        "Unconfined" => annotation == "unconfined",
        "RuntimeDefault" => matches!(annotation, "runtime/default" | "docker/default"),
        "Localhost" => annotation.starts_with("localhost/"),
        _ => return,
    };
    if !type_matches {
        let detail = "seccomp type in annotation and field must match";
        errors.forbidden(&path.child("type"), detail);
    } else if field.type_ == "Localhost"
        && annotation.strip_prefix("localhost/") != field.localhost_profile.as_deref()
    {
        let detail = "seccomp profile in annotation and field must match";
        errors.forbidden(&path.child("localhostProfile"), detail);
    }
}

/// validateAppArmorAnnotationsAndFieldsMatchOnCreate.
pub(super) fn app_armor_matches(
    errors: &mut Errors,
    meta: &ObjectMeta,
    spec: &PodSpec,
    path: &FieldPath,
) {
    let Some(annotations) = &meta.annotations else { return };
    if spec.os.as_ref().is_some_and(|os| os.name == "windows") {
        return;
    }
    let of_pod =
        spec.security_context.as_ref().and_then(|context| context.app_armor_profile.clone());
    for (container, path) in containers_with_paths(spec, path) {
        let own = container.security_context.as_ref();
        let own = own.and_then(|context| context.app_armor_profile.clone());
        let annotation = annotations.get(&format!("{APP_ARMOR}{}", container.name));
        let (Some(field), Some(annotation)) = (own.or_else(|| of_pod.clone()), annotation) else {
            continue;
        };
        let path = path.child("securityContext.appArmorProfile");
        let type_matches = match field.type_.as_str() {
            "Unconfined" => annotation == "unconfined",
            "RuntimeDefault" => annotation == "runtime/default",
            "Localhost" => annotation.starts_with("localhost/"),
            _ => continue,
        };
        if !type_matches {
            let detail = "apparmor type in annotation and field must match";
            errors.forbidden(&path.child("type"), detail);
        } else if field.type_ == "Localhost"
            && annotation.strip_prefix("localhost/") != field.localhost_profile.as_deref()
        {
            let detail = "apparmor profile in annotation and field must match";
            errors.forbidden(&path.child("localhostProfile"), detail);
        }
    }
}
