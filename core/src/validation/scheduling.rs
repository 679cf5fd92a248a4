//! Gates, topology spread and tolerations.
//!
//! Upstream: validateSchedulingGates, validateTopologySpreadConstraints and ValidateTolerations,
//! pkg/apis/core/validation/validation.go, v1.36.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{PodSpec, Toleration, TopologySpreadConstraint};

use super::errors::{Errors, NOT_POSITIVE, quote};
use super::pod::{list, text};
use super::{formats, labels};
use crate::text::FieldPath;

/// validateReadinessGates and validateSchedulingGates.
pub(super) fn gates(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    for (index, gate) in list(&spec.readiness_gates).iter().enumerate() {
        let path = path.child("readinessGates").index(index).child("conditionType");
        let condition = &gate.condition_type;
        errors.invalid_each(&path, condition, formats::qualified_name(condition));
    }
    let mut names = BTreeSet::new();
    for (index, gate) in list(&spec.scheduling_gates).iter().enumerate() {
        let path = path.child("schedulingGates").index(index);
        errors.invalid_each(&path, &gate.name, formats::qualified_name(&gate.name));
        if !names.insert(&gate.name) {
            errors.duplicate(&path, &gate.name);
        }
    }
}

/// validateTopologySpreadConstraints.
pub(super) fn topology_spread(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    let constraints = list(&spec.topology_spread_constraints);
    for (index, constraint) in constraints.iter().enumerate() {
        let path = path.index(index);
        if constraint.max_skew <= 0 {
            errors.invalid(&path.child("maxSkew"), constraint.max_skew, NOT_POSITIVE);
        }
        if constraint.topology_key.is_empty() {
            errors.required(&path.child("topologyKey"), "can not be empty");
        }
        let (action, actions) =
            (&constraint.when_unsatisfiable, &["DoNotSchedule", "ScheduleAnyway"]);
        if !actions.contains(&action.as_str()) {
            errors.not_supported(&path.child("whenUnsatisfiable"), action, actions);
        }
        let later = constraints.get(index + 1..).unwrap_or_default();
        not_repeated(errors, constraint, later, &path);
        min_domains(errors, constraint, &path.child("minDomains"));
        let (affinity, taints) = (&constraint.node_affinity_policy, &constraint.node_taints_policy);
        inclusion_policy(errors, affinity.as_deref(), &path.child("nodeAffinityPolicy"));
        inclusion_policy(errors, taints.as_deref(), &path.child("nodeTaintsPolicy"));
        spread_label_keys(errors, constraint, &path);
        labels::selector(errors, constraint.label_selector.as_ref(), &path.child("labelSelector"));
    }
}

/// ValidateSpreadConstraintNotRepeat.
fn not_repeated(
    errors: &mut Errors,
    constraint: &TopologySpreadConstraint,
    later: &[TopologySpreadConstraint],
    path: &FieldPath,
) {
    let (key, action) = (&constraint.topology_key, &constraint.when_unsatisfiable);
    if later.iter().any(|other| other.topology_key == *key && other.when_unsatisfiable == *action) {
        let path = path.child("{topologyKey, whenUnsatisfiable}");
        errors.duplicate(&path, format!("{{{key}, {action}}}"));
    }
}

/// validateMinDomains.
fn min_domains(errors: &mut Errors, constraint: &TopologySpreadConstraint, path: &FieldPath) {
    let Some(domains) = constraint.min_domains else { return };
    if domains <= 0 {
        errors.invalid(path, domains, NOT_POSITIVE);
    }
    let action = &constraint.when_unsatisfiable;
    if action != "DoNotSchedule" {
        let detail =
            format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        errors.invalid(path, domains, detail);
    }
}

/// validateNodeInclusionPolicy.
fn inclusion_policy(errors: &mut Errors, policy: Option<&str>, path: &FieldPath) {
    let known = &["Honor", "Ignore"];
    if let Some(policy) = policy.filter(|policy| !known.contains(policy)) {
        errors.not_supported(path, policy, known);
    }
}

/// The label keys of a constraint. The path of a key that is selected twice is upstream's.
fn spread_label_keys(errors: &mut Errors, constraint: &TopologySpreadConstraint, path: &FieldPath) {
    let keys = list(&constraint.match_label_keys);
    let selector = constraint.label_selector.as_ref();
    labels::valid_keys(errors, keys, selector, &path.child("matchLabelKeys"));
    if let Some(selector) = selector {
        labels::keys_selected_twice(errors, keys, selector, path);
    }
}

/// ValidateTolerations.
pub(super) fn tolerations(errors: &mut Errors, tolerations: &[Toleration], path: &FieldPath) {
    for (index, toleration) in tolerations.iter().enumerate() {
        self::toleration(errors, toleration, &path.index(index));
    }
}

fn toleration(errors: &mut Errors, toleration: &Toleration, path: &FieldPath) {
    let (key, operator) = (text(&toleration.key), text(&toleration.operator));
    let (value, effect) = (text(&toleration.value), text(&toleration.effect));
    let operator_path = path.child("operator");
    if !key.is_empty() {
        labels::label_name(errors, key, &path.child("key"));
    } else if operator != "Exists" {
        errors.invalid(
            &operator_path,
            operator,
            format!(
                "operator must be Exists when `key` is empty, which means {}",
                quote("match all values and all keys")
            ),
        );
    }
    if toleration.toleration_seconds.is_some() && effect != "NoExecute" {
        let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
        errors.invalid(&path.child("effect"), effect, detail);
    }
    match operator {
        "" | "Equal" => {
            let complaints = formats::label_value(value);
            if !complaints.is_empty() {
                errors.invalid(&operator_path, value, complaints.join(";"));
            }
        }
        // The gate TaintTolerationComparisonOperators is off, but its operators are listed.
        "Lt" | "Gt" => {
            errors.not_supported(&operator_path, operator, &["Equal", "Exists", "Lt", "Gt"]);
        }
        "Exists" => {
            if !value.is_empty() {
                let detail = "value must be empty when `operator` is 'Exists'";
                errors.invalid(&operator_path, value, detail);
            }
        }
        other => errors.not_supported(&operator_path, other, &["Equal", "Exists"]),
    }
    let effects = &["NoSchedule", "PreferNoSchedule", "NoExecute"];
    if !effect.is_empty() && !effects.contains(&effect) {
        errors.not_supported(&path.child("effect"), effect, effects);
    }
}
