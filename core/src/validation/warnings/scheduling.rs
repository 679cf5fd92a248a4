//! Labels of nodes that have new names, and selectors that choose nothing.

use k8s_openapi::api::core::v1::{
    NodeSelectorTerm, PodAffinityTerm, PodSpec, WeightedPodAffinityTerm,
};

use super::Warnings;
use crate::text::FieldPath;
use crate::validation::formats;
use crate::validation::pod::list;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
const NULL: &str = "a null labelSelector results in matching no pod";

/// GetNodeLabelDeprecatedMessage, pkg/api/node/util.go.
fn deprecated(label: &str) -> Option<&'static str> {
    Some(match label {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => {
            "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead"
        }
        "failure-domain.beta.kubernetes.io/zone" => {
            "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead"
        }
        "beta.kubernetes.io/instance-type" => {
            "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead"
        }
        "node-role.kubernetes.io/master" => "use \"node-role.kubernetes.io/control-plane\" instead",
        _ => return None,
    })
}

/// Selectors, affinities and spread constraints that use them.
pub(super) fn node_labels(warnings: &mut Warnings, spec: &PodSpec, path: &FieldPath) {
    for key in spec.node_selector.iter().flatten().map(|(key, _)| key) {
        if let Some(words) = deprecated(key) {
            warnings.warn(&path.child("nodeSelector").key(key), words);
        }
    }
    let affinity = spec.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    if let Some(affinity) = affinity {
        let path = path.child("affinity.nodeAffinity");
        let required = affinity.required_during_scheduling_ignored_during_execution.as_ref();
        let terms = required.map(|selector| selector.node_selector_terms.as_slice());
        let required_path = path.child(REQUIRED).child("nodeSelectorTerms");
        for (index, term) in terms.unwrap_or_default().iter().enumerate() {
            node_selector_term(warnings, term, false, &required_path.index(index));
        }
        let preferred = list(&affinity.preferred_during_scheduling_ignored_during_execution);
        for (index, term) in preferred.iter().enumerate() {
            let path = path.child(PREFERRED).index(index).child("preference");
            node_selector_term(warnings, &term.preference, true, &path);
        }
    }
    for (index, constraint) in list(&spec.topology_spread_constraints).iter().enumerate() {
        let path = path.child("topologySpreadConstraints").index(index);
        let key = &constraint.topology_key;
        if let Some(words) = deprecated(key) {
            warnings.warn(&path.child("topologyKey"), format!("{key} is {words}"));
        }
        if constraint.label_selector.is_none() {
            warnings.warn(&path.child("labelSelector"), NULL);
        }
    }
}

/// GetWarningsForNodeSelectorTerm, pkg/api/node/util.go. Only of preferred terms are the values looked at.
fn node_selector_term(
    warnings: &mut Warnings,
    term: &NodeSelectorTerm,
    values: bool,
    path: &FieldPath,
) {
    for (index, requirement) in list(&term.match_expressions).iter().enumerate() {
        let path = path.child("matchExpressions").index(index);
        let key = &requirement.key;
        if let Some(words) = deprecated(key) {
            warnings.warn(&path.child("key"), format!("{key} is {words}"));
        }
        for (index, value) in list(&requirement.values).iter().enumerate().filter(|_| values) {
            let complaints = formats::label_value(value);
            if !complaints.is_empty() {
                let path = path.child("values").index(index);
                warnings.warn(&path, format!("{value} is invalid, {}", complaints.join(";")));
            }
        }
    }
}

/// Terms about other Pods that choose none.
pub(super) fn null_selectors(warnings: &mut Warnings, spec: &PodSpec, path: &FieldPath) {
    let Some(affinity) = &spec.affinity else { return };
    if let Some(near) = &affinity.pod_affinity {
        let required = list(&near.required_during_scheduling_ignored_during_execution);
        let preferred = list(&near.preferred_during_scheduling_ignored_during_execution);
        terms(warnings, required, preferred, &path.child("affinity.podAffinity"));
    }
    if let Some(apart) = &affinity.pod_anti_affinity {
        let required = list(&apart.required_during_scheduling_ignored_during_execution);
        let preferred = list(&apart.preferred_during_scheduling_ignored_during_execution);
        terms(warnings, required, preferred, &path.child("affinity.podAntiAffinity"));
    }
}

/// warningsForPodAffinityTerms and warningsForWeightedPodAffinityTerms.
fn terms(
    warnings: &mut Warnings,
    required: &[PodAffinityTerm],
    preferred: &[WeightedPodAffinityTerm],
    path: &FieldPath,
) {
    for (index, term) in required.iter().enumerate() {
        if term.label_selector.is_none() {
            warnings.warn(&path.child(REQUIRED).index(index).child("labelSelector"), NULL);
        }
    }
    for (index, term) in preferred.iter().enumerate() {
        if term.pod_affinity_term.label_selector.is_none() {
            let path = path.child(PREFERRED).index(index).child("podAffinityTerm.labelSelector");
            warnings.warn(&path, NULL);
        }
    }
}
