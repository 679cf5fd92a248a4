//! Affinity to nodes and to other Pods.
//!
//! Upstream: validateAffinity, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{
    Affinity, NodeAffinity, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm,
    WeightedPodAffinityTerm,
};

use super::errors::Errors;
use super::pod::list;
use super::{formats, labels};
use crate::text::FieldPath;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
const WEIGHT: &str = "must be in the range 1-100";

/// validateAffinity.
pub(super) fn affinity(errors: &mut Errors, affinity: Option<&Affinity>, path: &FieldPath) {
    let Some(affinity) = affinity else { return };
    if let Some(node) = &affinity.node_affinity {
        node_affinity(errors, node, &path.child("nodeAffinity"));
    }
    if let Some(near) = &affinity.pod_affinity {
        let required = list(&near.required_during_scheduling_ignored_during_execution);
        let preferred = list(&near.preferred_during_scheduling_ignored_during_execution);
        pod_affinity(errors, required, preferred, &path.child("podAffinity"));
    }
    if let Some(apart) = &affinity.pod_anti_affinity {
        let required = list(&apart.required_during_scheduling_ignored_during_execution);
        let preferred = list(&apart.preferred_during_scheduling_ignored_during_execution);
        pod_affinity(errors, required, preferred, &path.child("podAntiAffinity"));
    }
}

/// validateNodeAffinity.
fn node_affinity(errors: &mut Errors, affinity: &NodeAffinity, path: &FieldPath) {
    if let Some(selector) = &affinity.required_during_scheduling_ignored_during_execution {
        let path = path.child(REQUIRED).child("nodeSelectorTerms");
        if selector.node_selector_terms.is_empty() {
            errors.required(&path, "must have at least one node selector term");
        }
        for (index, term) in selector.node_selector_terms.iter().enumerate() {
            node_selector_term(errors, term, true, &path.index(index));
        }
    }
    let preferred = list(&affinity.preferred_during_scheduling_ignored_during_execution);
    for (index, term) in preferred.iter().enumerate() {
        let path = path.child(PREFERRED).index(index);
        weight(errors, term.weight, &path);
        node_selector_term(errors, &term.preference, false, &path.child("preference"));
    }
}

fn weight(errors: &mut Errors, weight: i32, path: &FieldPath) {
    if !(1..=100).contains(&weight) {
        errors.invalid(&path.child("weight"), weight, WEIGHT);
    }
}

/// ValidateNodeSelectorTerm. Values of preferred terms may be no label values.
fn node_selector_term(
    errors: &mut Errors,
    term: &NodeSelectorTerm,
    strict: bool,
    path: &FieldPath,
) {
    for (index, requirement) in list(&term.match_expressions).iter().enumerate() {
        let path = path.child("matchExpressions").index(index);
        node_requirement(errors, requirement, strict, &path);
    }
    for (index, requirement) in list(&term.match_fields).iter().enumerate() {
        node_field_requirement(errors, requirement, &path.child("matchFields").index(index));
    }
}

/// ValidateNodeSelectorRequirement.
fn node_requirement(
    errors: &mut Errors,
    requirement: &NodeSelectorRequirement,
    strict: bool,
    path: &FieldPath,
) {
    let values = list(&requirement.values);
    let values_path = path.child("values");
    match requirement.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            errors.required(&values_path, "must be specified when `operator` is 'In' or 'NotIn'");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            errors.forbidden(&values_path, detail);
        }
        "Gt" | "Lt" if values.len() != 1 => {
            let detail = "must be specified single value when `operator` is 'Lt' or 'Gt'";
            errors.required(&values_path, detail);
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        other => errors.invalid(&path.child("operator"), other, "not a valid selector operator"),
    }
    labels::label_name(errors, &requirement.key, &path.child("key"));
    for (index, value) in values.iter().enumerate().filter(|_| strict) {
        errors.invalid_each(&values_path.index(index), value, formats::label_value(value));
    }
}

/// ValidateNodeFieldSelectorRequirement.
fn node_field_requirement(
    errors: &mut Errors,
    requirement: &NodeSelectorRequirement,
    path: &FieldPath,
) {
    let values = list(&requirement.values);
    match requirement.operator.as_str() {
        "In" | "NotIn" if values.len() != 1 => errors.required(
            &path.child("values"),
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
        ),
        "In" | "NotIn" => {}
        other => errors.invalid(&path.child("operator"), other, "not a valid selector operator"),
    }
    if requirement.key == "metadata.name" {
        for (index, value) in values.iter().enumerate() {
            let path = path.child("values").index(index);
            errors.invalid_each(&path, value, formats::dns_subdomain(value));
        }
    } else {
        let detail = "not a valid field selector key";
        errors.invalid(&path.child("key"), &requirement.key, detail);
    }
}

/// validatePodAffinity and validatePodAntiAffinity.
fn pod_affinity(
    errors: &mut Errors,
    required: &[PodAffinityTerm],
    preferred: &[WeightedPodAffinityTerm],
    path: &FieldPath,
) {
    for (index, term) in required.iter().enumerate() {
        pod_affinity_term(errors, term, &path.child(REQUIRED).index(index));
    }
    for (index, term) in preferred.iter().enumerate() {
        let path = path.child(PREFERRED).index(index);
        weight(errors, term.weight, &path);
        pod_affinity_term(errors, &term.pod_affinity_term, &path.child("podAffinityTerm"));
    }
}

/// validatePodAffinityTerm.
fn pod_affinity_term(errors: &mut Errors, term: &PodAffinityTerm, path: &FieldPath) {
    labels::selector(errors, term.label_selector.as_ref(), &path.child("labelSelector"));
    labels::selector(errors, term.namespace_selector.as_ref(), &path.child("namespaceSelector"));
    for name in list(&term.namespaces) {
        errors.invalid_each(&path.child("namespace"), name, formats::dns_label(name));
    }
    label_keys(errors, term, path);
    let key_path = path.child("topologyKey");
    if term.topology_key.is_empty() {
        errors.required(&key_path, "can not be empty");
    }
    labels::label_name(errors, &term.topology_key, &key_path);
}

/// validateMatchLabelKeysAndMismatchLabelKeys.
fn label_keys(errors: &mut Errors, term: &PodAffinityTerm, path: &FieldPath) {
    let (matching, mismatching) = (list(&term.match_label_keys), list(&term.mismatch_label_keys));
    let selector = term.label_selector.as_ref();
    labels::valid_keys(errors, matching, selector, &path.child("matchLabelKeys"));
    labels::valid_keys(errors, mismatching, selector, &path.child("mismatchLabelKeys"));
    if let Some(selector) = selector {
        labels::keys_selected_twice(errors, matching, selector, path);
    }
    for (index, key) in matching.iter().enumerate().filter(|(_, key)| mismatching.contains(key)) {
        let path = path.child("matchLabelKeys").index(index);
        errors.invalid(&path, key, "exists in both matchLabelKeys and mismatchLabelKeys");
    }
}
