//! DaemonSets.
//!
//! Upstream: ValidateDaemonSetSpec, pkg/apis/apps/validation/validation.go, v1.36.

use k8s_openapi::api::apps::v1::{DaemonSet, DaemonSetUpdateStrategy, RollingUpdateDaemonSet};
use serde_json::{Value, json};

use super::errors::{Errors, json as as_json};
use super::pod::text;
use super::rolling_update::{at_most_all, int_or_percent, number};
use super::{formats, labels, metadata, template};
use crate::text::FieldPath;

/// ValidateDaemonSet.
pub(super) fn daemon_set(errors: &mut Errors, object: &DaemonSet) {
    let meta_path = FieldPath::parse("metadata");
    metadata::object_meta(errors, &object.metadata, formats::dns_subdomain, &meta_path);
    let Some(spec) = &object.spec else { return };
    let path = FieldPath::parse("spec");
    let selector_path = path.child("selector");
    let template_path = path.child("template");
    labels::selector(errors, Some(&spec.selector), &selector_path);
    if labels::is_readable(&spec.selector) {
        template::selector_matches(errors, &spec.selector, &spec.template, &template_path);
    }
    if super::deployment::is_everything(&spec.selector) {
        let detail = "empty selector is invalid for daemonset";
        errors.invalid(&selector_path, template::empty_selector(), detail);
    }
    template::template_spec(errors, &spec.template, &template_path);
    template::runs_forever(errors, &spec.template, "DaemonSet", &template_path);
    let ready = spec.min_ready_seconds.unwrap_or_default();
    errors.nonnegative(&path.child("minReadySeconds"), ready.into());
    let no_strategy = DaemonSetUpdateStrategy::default();
    let strategy = spec.update_strategy.as_ref().unwrap_or(&no_strategy);
    update_strategy(errors, strategy, &path.child("updateStrategy"));
    let history = spec.revision_history_limit.unwrap_or_default();
    errors.nonnegative(&path.child("revisionHistoryLimit"), history.into());
}

/// ValidateDaemonSetUpdateStrategy.
fn update_strategy(errors: &mut Errors, strategy: &DaemonSetUpdateStrategy, path: &FieldPath) {
    let rolling_path = path.child("rollingUpdate");
    match (text(&strategy.type_), &strategy.rolling_update) {
        ("OnDelete", _) => {}
        ("RollingUpdate", Some(rolling)) => rolling_update(errors, rolling, &rolling_path),
        ("RollingUpdate", None) => errors.required(&rolling_path, ""),
        _ => errors.not_supported(path, internal(strategy), &["RollingUpdate", "OnDelete"]),
    }
}

/// The strategy with the fields' Go names.
fn internal(strategy: &DaemonSetUpdateStrategy) -> Value {
    let rolling = strategy.rolling_update.as_ref().map(|rolling| {
        let zero = || json!(0);
        json!({
            "MaxUnavailable": rolling.max_unavailable.as_ref().map_or_else(zero, as_json),
            "MaxSurge": rolling.max_surge.as_ref().map_or_else(zero, as_json),
        })
    });
    json!({"Type": text(&strategy.type_), "RollingUpdate": rolling})
}

/// ValidateRollingUpdateDaemonSet.
fn rolling_update(errors: &mut Errors, rolling: &RollingUpdateDaemonSet, path: &FieldPath) {
    let (unavailable, surge) = (rolling.max_unavailable.as_ref(), rolling.max_surge.as_ref());
    let (unavailable_path, surge_path) = (path.child("maxUnavailable"), path.child("maxSurge"));
    int_or_percent(errors, unavailable, &unavailable_path);
    int_or_percent(errors, surge, &surge_path);
    at_most_all(errors, unavailable, &unavailable_path);
    at_most_all(errors, surge, &surge_path);
    match (number(unavailable) != 0, number(surge) != 0) {
        (true, true) => {
            let detail = "may not be set when maxUnavailable is non-zero";
            errors.invalid(&surge_path, as_json(&surge), detail);
        }
        (false, false) => errors.required(&unavailable_path, "cannot be 0 when maxSurge is 0"),
        (true, false) | (false, true) => {}
    }
}
