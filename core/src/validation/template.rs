//! Templates of Pods, and how a workload chooses its Pods.
//!
//! Upstream: ValidatePodTemplateSpec, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{PodSpec, PodTemplate, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use super::errors::{Errors, json};
use super::labels::{self, Labels};
use super::pod::{list, pod_spec, text};
use super::{annotations, formats, metadata};
use crate::text::FieldPath;

/// ValidatePodTemplate.
pub(super) fn pod_template(errors: &mut Errors, object: &PodTemplate) {
    let path = FieldPath::parse("metadata");
    metadata::object_meta(errors, &object.metadata, formats::dns_subdomain, &path);
    if let Some(template) = &object.template {
        template_spec(errors, template, &FieldPath::parse("template"));
    }
}

/// ValidatePodTemplateSpec.
pub(super) fn template_spec(errors: &mut Errors, template: &PodTemplateSpec, path: &FieldPath) {
    let (no_meta, no_spec) = (ObjectMeta::default(), PodSpec::default());
    let meta = template.metadata.as_ref().unwrap_or(&no_meta);
    let spec = template.spec.as_ref().unwrap_or(&no_spec);
    let spec_path = path.child("spec");
    template_metadata(errors, meta, spec, path);
    pod_spec(errors, spec, None, &spec_path);
    annotations::seccomp_matches(errors, meta, spec, &spec_path);
    annotations::app_armor_matches(errors, meta, spec, &spec_path);
    if !list(&spec.ephemeral_containers).is_empty() {
        let detail = "ephemeral containers not allowed in pod template";
        errors.forbidden(&spec_path.child("ephemeralContainers"), detail);
    }
}

/// Labels and annotations. The paths leave out `metadata`, as upstream's.
pub(super) fn template_metadata(
    errors: &mut Errors,
    meta: &ObjectMeta,
    spec: &PodSpec,
    path: &FieldPath,
) {
    labels::labels(errors, meta.labels.as_ref(), &path.child("labels"));
    let annotations_path = path.child("annotations");
    metadata::annotations(errors, meta.annotations.as_ref(), &annotations_path);
    annotations::of_pod(errors, meta, spec, &annotations_path);
}

/// The labels that a template gives its Pods.
pub(super) fn labels_of(template: &PodTemplateSpec) -> Option<&Labels> {
    template.metadata.as_ref()?.labels.as_ref()
}

/// The selector chooses the Pods that the template makes.
pub(super) fn selector_matches(
    errors: &mut Errors,
    selector: &LabelSelector,
    template: &PodTemplateSpec,
    path: &FieldPath,
) {
    let labels = labels_of(template);
    let chosen = selector.is_given() && labels::does_match(selector, labels);
    if !chosen {
        let path = path.child("metadata.labels");
        errors.invalid(&path, json(&labels), "`selector` does not match template `labels`");
    }
}

/// Pods that are kept running always restart, and have no deadline.
pub(super) fn runs_forever(
    errors: &mut Errors,
    template: &PodTemplateSpec,
    kind: &str,
    path: &FieldPath,
) {
    let no_spec = PodSpec::default();
    let spec = template.spec.as_ref().unwrap_or(&no_spec);
    let policy = text(&spec.restart_policy);
    if policy != "Always" {
        errors.not_supported(&path.child("spec.restartPolicy"), policy, &["Always"]);
    }
    if spec.active_deadline_seconds.is_some() {
        let detail = format!("activeDeadlineSeconds in {kind} is not Supported");
        errors.forbidden(&path.child("spec.activeDeadlineSeconds"), detail);
    }
}

/// Whether a required selector was given at all: the type cannot tell, an empty map is how decoding says so.
pub(super) trait Given {
    fn is_given(&self) -> bool;
}

impl Given for LabelSelector {
    fn is_given(&self) -> bool {
        *self != LabelSelector::default()
    }
}

/// The selector of a workload: required, readable and not empty. Gives whether Pods can be compared with it.
pub(super) fn selector(
    errors: &mut Errors,
    selector: &LabelSelector,
    kind: &str,
    path: &FieldPath,
) {
    if !selector.is_given() {
        errors.required(path, "");
        return;
    }
    labels::selector(errors, Some(selector), path);
    if labels::is_empty(selector) {
        errors.invalid(path, empty_selector(), format!("empty selector is invalid for {kind}"));
    }
}

/// A selector that says nothing, as JSON.
pub(super) fn empty_selector() -> serde_json::Value {
    json(&LabelSelector::default())
}
