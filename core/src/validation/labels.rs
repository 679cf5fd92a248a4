//! Labels and label selectors.
//!
//! Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go, v1.36.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use serde_json::{Value, json};

use super::errors::Errors;
use super::formats;
use crate::text::FieldPath;

/// Labels by key.
pub(super) type Labels = BTreeMap<String, String>;

/// ValidateLabels.
pub(super) fn labels(errors: &mut Errors, labels: Option<&Labels>, path: &FieldPath) {
    for (key, value) in labels.into_iter().flatten() {
        label_name(errors, key, path);
        errors.invalid_each(path, value, formats::label_value(value));
    }
}

/// ValidateLabelName.
pub(super) fn label_name(errors: &mut Errors, key: &str, path: &FieldPath) {
    errors.invalid_each(path, key, formats::qualified_name(key));
}

/// ValidateLabelSelector.
pub(super) fn selector(errors: &mut Errors, selector: Option<&LabelSelector>, path: &FieldPath) {
    let Some(selector) = selector else { return };
    labels(errors, selector.match_labels.as_ref(), &path.child("matchLabels"));
    for (index, requirement) in selector.match_expressions.iter().flatten().enumerate() {
        self::requirement(errors, requirement, &path.child("matchExpressions").index(index));
    }
}

/// ValidateLabelSelectorRequirement.
fn requirement(errors: &mut Errors, requirement: &LabelSelectorRequirement, path: &FieldPath) {
    let values = requirement.values.as_deref().unwrap_or_default();
    let values_path = path.child("values");
    match requirement.operator.as_str() {
        "In" | "NotIn" => {
            if values.is_empty() {
                errors
                    .required(&values_path, "must be specified when `operator` is 'In' or 'NotIn'");
            }
        }
        "Exists" | "DoesNotExist" => {
            if !values.is_empty() {
                errors.forbidden(
                    &values_path,
                    "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
                );
            }
        }
        operator => {
            errors.invalid(&path.child("operator"), operator, "not a valid selector operator");
        }
    }
    label_name(errors, &requirement.key, &path.child("key"));
    for (index, value) in values.iter().enumerate() {
        errors.invalid_each(&values_path.index(index), value, formats::label_value(value));
    }
}

/// The selector as JSON, its fields in the order of the Go struct.
pub(super) fn shown(selector: &LabelSelector) -> Value {
    let labels = selector.match_labels.as_ref().filter(|labels| !labels.is_empty());
    let expressions = selector.match_expressions.as_ref().filter(|list| !list.is_empty());
    let fields = [
        ("matchLabels", labels.map(|labels| json!(labels))),
        ("matchExpressions", expressions.map(|list| json!(list))),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// Whether the selector says nothing.
pub(super) fn is_empty(selector: &LabelSelector) -> bool {
    selector.match_labels.as_ref().is_none_or(BTreeMap::is_empty)
        && selector.match_expressions.as_ref().is_none_or(Vec::is_empty)
}

/// Whether LabelSelectorAsSelector can read the selector.
pub(super) fn is_readable(selector: &LabelSelector) -> bool {
    let known = |key: &str, value: &str| {
        formats::qualified_name(key).is_empty() && formats::label_value(value).is_empty()
    };
    selector.match_labels.iter().flatten().all(|(key, value)| known(key, value))
        && selector.match_expressions.iter().flatten().all(|requirement| {
            let values = requirement.values.as_deref().unwrap_or_default();
            let fitting = match requirement.operator.as_str() {
                "In" | "NotIn" => !values.is_empty(),
                "Exists" | "DoesNotExist" => values.is_empty(),
                _ => false,
            };
            fitting
                && known(&requirement.key, "")
                && values.iter().all(|value| known(&requirement.key, value))
        })
}

/// Whether a readable selector chooses an object with these labels.
pub(super) fn does_match(selector: &LabelSelector, labels: Option<&Labels>) -> bool {
    let get = |key: &str| labels.and_then(|labels| labels.get(key));
    selector.match_labels.iter().flatten().all(|(key, value)| get(key) == Some(value))
        && selector.match_expressions.iter().flatten().all(|requirement| {
            let values = requirement.values.as_deref().unwrap_or_default();
            let value = get(&requirement.key);
            match requirement.operator.as_str() {
                "In" => value.is_some_and(|value| values.contains(value)),
                "NotIn" => value.is_none_or(|value| !values.contains(value)),
                "Exists" => value.is_some(),
                _ => value.is_none(),
            }
        })
}

/// validateLabelKeys.
pub(super) fn valid_keys(
    errors: &mut Errors,
    keys: &[String],
    selector: Option<&LabelSelector>,
    path: &FieldPath,
) {
    if !keys.is_empty() && selector.is_none() {
        errors.forbidden(path, "must not be specified when labelSelector is not set");
        return;
    }
    for (index, key) in keys.iter().enumerate() {
        label_name(errors, key, &path.index(index));
    }
}

/// The selector holds what a create made of the keys; a key that is in it twice was the user's own, too.
pub(super) fn keys_selected_twice(
    errors: &mut Errors,
    keys: &[String],
    selector: &LabelSelector,
    path: &FieldPath,
) {
    let mut selected: BTreeSet<&str> =
        selector.match_labels.iter().flatten().map(|(key, _)| key.as_str()).collect();
    for requirement in selector.match_expressions.iter().flatten() {
        let position = keys.iter().rposition(|key| *key == requirement.key);
        if !selected.insert(&requirement.key)
            && let Some(index) = position
        {
            let detail = "exists in both matchLabelKeys and labelSelector";
            errors.invalid(&path.index(index), &requirement.key, detail);
        }
    }
}
