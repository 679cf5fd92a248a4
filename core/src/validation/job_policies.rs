//! What makes a Job fail or succeed, and when its Pods are replaced.
//!
//! Upstream: validatePodFailurePolicy and validateSuccessPolicy, pkg/apis/batch/validation/validation.go, v1.36.

use std::collections::BTreeSet;

use k8s_openapi::api::batch::v1::{
    JobSpec, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyOnPodConditionsPattern,
    PodFailurePolicyRule, SuccessPolicy, SuccessPolicyRule,
};
use serde_json::{Value, json};

use super::errors::Errors;
use super::formats;
use super::pod::{list, text};
use crate::text::FieldPath;

/// The most rules of a policy, and the most conditions of a rule.
const MOST_RULES: usize = 20;
/// The most exit codes of a rule.
const MOST_CODES: usize = 255;
/// The most bytes of a list of indexes.
const INDEXES_LIMIT: usize = 64 * 1024;

/// validatePodFailurePolicy.
pub(super) fn failure(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    let Some(policy) = &spec.pod_failure_policy else { return };
    let path = path.child("rules");
    if policy.rules.len() > MOST_RULES {
        errors.too_many(&path, policy.rules.len(), MOST_RULES);
    }
    for (index, rule) in policy.rules.iter().enumerate() {
        failure_rule(errors, spec, rule, &path.index(index));
    }
}

/// validatePodFailurePolicyRule.
fn failure_rule(
    errors: &mut Errors,
    spec: &JobSpec,
    rule: &PodFailurePolicyRule,
    path: &FieldPath,
) {
    let action_path = path.child("action");
    match rule.action.as_str() {
        "" => errors.required(
            &action_path,
            "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]",
        ),
        "FailIndex" if spec.backoff_limit_per_index.is_none() => {
            errors.invalid(
                &action_path,
                "FailIndex",
                "requires the backoffLimitPerIndex to be set",
            );
        }
        "Count" | "FailIndex" | "FailJob" | "Ignore" => {}
        other => {
            let known = &["Count", "FailIndex", "FailJob", "Ignore"];
            errors.not_supported(&action_path, other, known);
        }
    }
    if let Some(codes) = &rule.on_exit_codes {
        on_exit_codes(errors, spec, codes, &path.child("onExitCodes"));
    }
    let conditions = list(&rule.on_pod_conditions);
    on_pod_conditions(errors, conditions, &path.child("onPodConditions"));
    match (rule.on_exit_codes.is_some(), !conditions.is_empty()) {
        (true, true) => errors.invalid(
            path,
            Omitted,
            "specifying both OnExitCodes and OnPodConditions is not supported",
        ),
        (false, false) => errors.invalid(
            path,
            Omitted,
            "specifying one of OnExitCodes and OnPodConditions is required",
        ),
        (true, false) | (false, true) => {}
    }
}

/// A value that the message leaves out.
struct Omitted;

impl super::errors::Shown for Omitted {
    fn shown(&self) -> String {
        String::new()
    }
}

/// validatePodFailurePolicyRuleOnExitCodes.
fn on_exit_codes(
    errors: &mut Errors,
    spec: &JobSpec,
    codes: &PodFailurePolicyOnExitCodesRequirement,
    path: &FieldPath,
) {
    match codes.operator.as_str() {
        "" => errors.required(&path.child("operator"), "valid values: [\"In\" \"NotIn\"]"),
        "In" | "NotIn" => {}
        other => errors.not_supported(&path.child("operator"), other, &["In", "NotIn"]),
    }
    if let Some(name) = codes.container_name.as_ref().filter(|name| !has_container(spec, name)) {
        let detail = "must be one of the container or initContainer names in the pod template";
        errors.invalid(&path.child("containerName"), name, detail);
    }
    exit_codes(errors, codes, &path.child("values"));
}

fn has_container(spec: &JobSpec, name: &str) -> bool {
    spec.template.spec.iter().any(|pod| {
        let all = pod.containers.iter().chain(list(&pod.init_containers));
        all.into_iter().any(|container| container.name == name)
    })
}

fn exit_codes(
    errors: &mut Errors,
    codes: &PodFailurePolicyOnExitCodesRequirement,
    path: &FieldPath,
) {
    let values = &codes.values;
    if values.is_empty() {
        let none = errors.empty_list(path);
        errors.invalid(path, none, "at least one value is required");
    } else if values.len() > MOST_CODES {
        errors.too_many(path, values.len(), MOST_CODES);
    }
    let mut known = BTreeSet::new();
    for (index, value) in values.iter().enumerate() {
        let path = path.index(index);
        if codes.operator == "In" && *value == 0 {
            errors.invalid(&path, *value, "must not be 0 for the In operator");
        }
        if !known.insert(*value) {
            errors.duplicate(&path, *value);
        }
    }
    if !values.is_sorted() {
        errors.invalid(path, json!(values), "must be ordered");
    }
}

/// validatePodFailurePolicyRuleOnPodConditions.
fn on_pod_conditions(
    errors: &mut Errors,
    conditions: &[PodFailurePolicyOnPodConditionsPattern],
    path: &FieldPath,
) {
    if conditions.len() > MOST_RULES {
        errors.too_many(path, conditions.len(), MOST_RULES);
    }
    for (index, condition) in conditions.iter().enumerate() {
        let path = path.index(index);
        let type_ = &condition.type_;
        errors.invalid_each(&path.child("type"), type_, formats::qualified_name(type_));
        let known = &["False", "True", "Unknown"];
        match text(&condition.status) {
            "" => errors
                .required(&path.child("status"), "valid values: [\"False\" \"True\" \"Unknown\"]"),
            status if known.contains(&status) => {}
            status => errors.not_supported(&path.child("status"), status, known),
        }
    }
}

/// validateSuccessPolicy.
pub(super) fn success(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    let Some(policy) = &spec.success_policy else { return };
    if text(&spec.completion_mode) != "Indexed" {
        let none = errors.empty_list(&path.child("rules"));
        errors.invalid(path, internal(policy, &none), "requires indexed completion mode");
        return;
    }
    let path = path.child("rules");
    if policy.rules.is_empty() {
        errors.required(
            &path,
            "at least one rules must be specified when the successPolicy is specified",
        );
    }
    if policy.rules.len() > MOST_RULES {
        errors.too_many(&path, policy.rules.len(), MOST_RULES);
    }
    for (index, rule) in policy.rules.iter().enumerate() {
        success_rule(errors, rule, spec.completions, &path.index(index));
    }
}

/// The policy with the fields' Go names; `none` stands for no rules.
fn internal(policy: &SuccessPolicy, none: &Value) -> Value {
    if policy.rules.is_empty() {
        return json!({"Rules": none});
    }
    let rules: Vec<Value> = policy
        .rules
        .iter()
        .map(|rule| json!({"SucceededIndexes": rule.succeeded_indexes, "SucceededCount": rule.succeeded_count}))
        .collect();
    json!({"Rules": rules})
}

/// validateSuccessPolicyRule.
fn success_rule(
    errors: &mut Errors,
    rule: &SuccessPolicyRule,
    completions: Option<i32>,
    path: &FieldPath,
) {
    if rule.succeeded_count.is_none() && rule.succeeded_indexes.is_none() {
        let detail = "at least one of succeededCount or succeededIndexes must be specified";
        errors.required(path, detail);
    }
    let Some(completions) = completions else { return };
    let mut total = None;
    if let Some(indexes) = &rule.succeeded_indexes {
        let path = path.child("succeededIndexes");
        if indexes.len() > INDEXES_LIMIT {
            errors.too_long(&path, INDEXES_LIMIT);
        }
        total = Some(0);
        match count_indexes(indexes, completions) {
            Ok(count) => total = Some(count),
            Err(wrong) => {
                errors.invalid(&path, indexes, format!("error parsing succeededIndexes: {wrong}"));
            }
        }
    }
    let Some(count) = rule.succeeded_count else { return };
    let path = path.child("succeededCount");
    errors.nonnegative(&path, count.into());
    if count > completions {
        let detail = format!(
            "must be less than or equal to {completions} (the number of specified completions)"
        );
        errors.invalid(&path, count, detail);
    }
    if let Some(total) = total.filter(|total| count > *total) {
        let detail = format!(
            "must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
        );
        errors.invalid(&path, count, detail);
    }
}

/// validateIndexesFormat: how many indexes `0-3,7` are.
fn count_indexes(text: &str, completions: i32) -> Result<i32, String> {
    if text.is_empty() {
        return Ok(0);
    }
    let (mut last, mut total) = (None, 0);
    for part in text.split(',') {
        let (first, end) = interval(part, completions)?;
        if let Some(last) = last.filter(|last| *last >= first) {
            return Err(format!("non-increasing order, previous: {last}, current: {first}"));
        }
        last = Some(end);
        total += 1 + end - first;
    }
    Ok(total)
}

/// parseIndexInterval.
fn interval(part: &str, completions: i32) -> Result<(i32, i32), String> {
    let index = |text: &str| {
        let index: i64 = text
            .parse()
            .map_err(|_| format!("cannot convert string to integer for index: \"{text}\""))?;
        match i32::try_from(index) {
            Ok(index) if index < completions => Ok(index),
            Ok(_) | Err(_) => Err(format!("too large index: \"{text}\"")),
        }
    };
    match part.split_once('-') {
        None => index(part).map(|only| (only, only)),
        Some((_, rest)) if rest.contains('-') => Err(format!(
            "the fragment \"{part}\" violates the requirement that an index interval can have at most two parts separated by '-'"
        )),
        Some((first, last)) => {
            let (first, last) = (index(first)?, index(last)?);
            if first >= last {
                return Err(format!("non-increasing order, previous: {first}, current: {last}"));
            }
            Ok((first, last))
        }
    }
}

/// validatePodReplacementPolicy.
pub(super) fn replacement(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    let Some(policy) = &spec.pod_replacement_policy else { return };
    let known: &[&str] = if spec.pod_failure_policy.is_some() {
        &["Failed"]
    } else {
        &["Failed", "TerminatingOrFailed"]
    };
    if !known.contains(&policy.as_str()) {
        errors.not_supported(path, policy, known);
    }
}
