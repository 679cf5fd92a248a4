//! Label keys that a create turns into label selectors.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PodAffinityTerm, PodSpec, WeightedPodAffinityTerm};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use crate::features::{Features, Gate};

type Labels = BTreeMap<String, String>;

/// mutatePodAffinity and mutateTopologySpreadConstraints, pkg/registry/core/pod/strategy.go.
pub(super) fn merge_label_keys(spec: &mut PodSpec, labels: Option<&Labels>, features: Features) {
    let Some(labels) = labels else { return };
    for term in affinity_terms(spec) {
        let Some(selector) = &mut term.label_selector else { continue };
        let near = requirements(term.match_label_keys.as_deref(), "In", labels);
        let apart = requirements(term.mismatch_label_keys.as_deref(), "NotIn", labels);
        append(selector, [near, apart].concat());
    }
    if !features.has(Gate::MatchLabelKeysInPodTopologySpreadSelectorMerge) {
        return;
    }
    for constraint in spec.topology_spread_constraints.iter_mut().flatten() {
        if let Some(selector) = &mut constraint.label_selector {
            append(selector, requirements(constraint.match_label_keys.as_deref(), "In", labels));
        }
    }
}

pub(super) fn affinity_terms(spec: &mut PodSpec) -> Vec<&mut PodAffinityTerm> {
    let Some(affinity) = &mut spec.affinity else { return Vec::new() };
    let mut preferred: Vec<&mut WeightedPodAffinityTerm> = Vec::new();
    let mut terms = Vec::new();
    if let Some(near) = &mut affinity.pod_affinity {
        preferred
            .extend(near.preferred_during_scheduling_ignored_during_execution.iter_mut().flatten());
        terms.extend(near.required_during_scheduling_ignored_during_execution.iter_mut().flatten());
    }
    if let Some(apart) = &mut affinity.pod_anti_affinity {
        preferred.extend(
            apart.preferred_during_scheduling_ignored_during_execution.iter_mut().flatten(),
        );
        terms
            .extend(apart.required_during_scheduling_ignored_during_execution.iter_mut().flatten());
    }
    terms.extend(preferred.into_iter().map(|weighted| &mut weighted.pod_affinity_term));
    terms
}

/// applyLabelKeysToLabelSelector: what the keys of the Pod's labels ask for.
fn requirements(
    keys: Option<&[String]>,
    operator: &str,
    labels: &Labels,
) -> Vec<LabelSelectorRequirement> {
    let labeled = keys.unwrap_or_default().iter().filter_map(|key| Some((key, labels.get(key)?)));
    let requirement = |(key, value): (&String, &String)| LabelSelectorRequirement {
        key: key.clone(),
        operator: operator.to_owned(),
        values: Some(vec![value.clone()]),
    };
    labeled.map(requirement).collect()
}

/// At the end of the selector, whatever it selects already.
fn append(selector: &mut LabelSelector, requirements: Vec<LabelSelectorRequirement>) {
    if !requirements.is_empty() {
        selector.match_expressions.get_or_insert_default().extend(requirements);
    }
}
