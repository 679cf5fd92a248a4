//! Annotations that fields have replaced.

use k8s_openapi::api::core::v1::{AppArmorProfile, Container, PodSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::Warnings;
use crate::object::Source;
use crate::text::FieldPath;
use crate::validation::annotations::{APP_ARMOR, SECCOMP_CONTAINER, SECCOMP_POD};
use crate::validation::visit::containers_with_paths;

const REPLACED: &[(&str, &str)] = &[
    (
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead",
    ),
    (
        "security.alpha.kubernetes.io/sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead",
    ),
    (
        "security.alpha.kubernetes.io/unsafe-sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead",
    ),
];
const SECCOMP: &str = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
const APP_ARMOR_WORDS: &str = "deprecated since v1.30; use the \"appArmorProfile\" field instead";

fn has(meta: &ObjectMeta, key: &str) -> bool {
    meta.annotations.as_ref().is_some_and(|annotations| annotations.contains_key(key))
}

/// deprecatedAnnotations.
pub(super) fn annotations(warnings: &mut Warnings, meta: &ObjectMeta, path: &FieldPath) {
    for (key, words) in REPLACED.iter().filter(|(key, _)| has(meta, key)) {
        warnings.warn(&path.key(key), words);
    }
}

/// The seccomp annotation of a Pod without the field.
pub(super) fn seccomp_of_pod(
    warnings: &mut Warnings,
    spec: &PodSpec,
    meta: &ObjectMeta,
    path: &FieldPath,
) {
    let context = spec.security_context.as_ref();
    if context.is_none_or(|context| context.seccomp_profile.is_none()) && has(meta, SECCOMP_POD) {
        warnings.warn(&path.child("metadata.annotations").key(SECCOMP_POD), SECCOMP);
    }
}

/// The annotations of a container without the fields.
pub(super) fn of_container(
    warnings: &mut Warnings,
    container: &Container,
    spec: &PodSpec,
    meta: &ObjectMeta,
    path: &FieldPath,
) {
    let context = container.security_context.as_ref();
    let path_of = |key: &str| path.child("metadata.annotations").key(key);
    let key = format!("{SECCOMP_CONTAINER}{}", container.name);
    if context.is_none_or(|context| context.seccomp_profile.is_none()) && has(meta, &key) {
        warnings.warn(&path_of(&key), SECCOMP);
    }
    let of_pod = spec.security_context.as_ref().is_some_and(|pod| pod.app_armor_profile.is_some());
    let own = context.is_some_and(|context| context.app_armor_profile.is_some());
    let key = format!("{APP_ARMOR}{}", container.name);
    let is_template = *path != FieldPath::root(); // of a Pod a create warns while it fills in the field
    if is_template && !of_pod && !own && has(meta, &key) {
        warnings.warn(&path_of(&key), APP_ARMOR_WORDS);
    }
}

/// applyAppArmorVersionSkew, pkg/registry/core/pod/strategy.go. The field of a defaulted Pod holds what the
/// annotation says; only the source tells whether it was written.
pub(super) fn app_armor_of_pod(
    warnings: &mut Warnings,
    meta: &ObjectMeta,
    spec: &PodSpec,
    source: &Source,
) {
    let Some(annotations) = &meta.annotations else { return };
    if spec.os.as_ref().is_some_and(|os| os.name == "windows") {
        return;
    }
    let of_pod =
        spec.security_context.as_ref().and_then(|context| context.app_armor_profile.as_ref());
    for (container, path) in containers_with_paths(spec, &FieldPath::parse("spec")) {
        let key = format!("{APP_ARMOR}{}", container.name);
        let Some(annotation) = annotations.get(&key) else { continue };
        let own = container.security_context.as_ref();
        let own = own.and_then(|context| context.app_armor_profile.clone());
        let said = profile(annotation);
        let field = path.child("securityContext").child("appArmorProfile");
        let is_written = source.root.at(&field).is_some_and(|node| !node.is_null());
        let filled_in = !is_written && own.is_some() && own == said;
        let left_out = own.is_none() && (said.is_none() || said.as_ref() != of_pod);
        if filled_in || left_out {
            warnings.warn(&FieldPath::parse("metadata.annotations").key(&key), APP_ARMOR_WORDS);
        }
    }
}

/// ApparmorFieldForAnnotation, pkg/api/pod/util.go.
fn profile(annotation: &str) -> Option<AppArmorProfile> {
    let (type_, localhost_profile) = match annotation.strip_prefix("localhost/") {
        Some("") => return None,
        Some(name) => ("Localhost", Some(name.to_owned())),
        None if annotation == "unconfined" => ("Unconfined", None),
        None if annotation == "runtime/default" => ("RuntimeDefault", None),
        None => return None,
    };
    Some(AppArmorProfile { localhost_profile, type_: type_.to_owned() })
}
