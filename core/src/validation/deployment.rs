//! Deployments and ReplicaSets.
//!
//! Upstream: ValidateDeploymentSpec and ValidateReplicaSetSpec, pkg/apis/apps/validation/validation.go, v1.36.

use k8s_openapi::api::apps::v1::{
    Deployment, DeploymentSpec, DeploymentStrategy, ReplicaSet, RollingUpdateDeployment,
};
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use serde_json::{Value, json};

use super::errors::{Errors, json as as_json};
use super::pod::text;
use super::rolling_update::{at_most_all, int_or_percent, number};
use super::{formats, labels, metadata, template};
use crate::text::FieldPath;

fn object_meta(errors: &mut Errors, meta: &ObjectMeta) {
    metadata::object_meta(errors, meta, formats::dns_subdomain, &FieldPath::parse("metadata"));
}

/// ValidateDeployment.
pub(super) fn deployment(errors: &mut Errors, object: &Deployment) {
    object_meta(errors, &object.metadata);
    if let Some(spec) = &object.spec {
        let rollback = rollback_to(&object.metadata);
        deployment_spec(errors, spec, rollback, &FieldPath::parse("spec"));
    }
}

/// Convert_v1_Deployment_To_apps_Deployment, pkg/apis/apps/v1/conversion.go: the annotation was a field once.
fn rollback_to(meta: &ObjectMeta) -> Option<i64> {
    meta.annotations.as_ref()?.get("deprecated.deployment.rollback.to")?.parse().ok()
}

/// ValidateDeploymentSpec.
fn deployment_spec(
    errors: &mut Errors,
    spec: &DeploymentSpec,
    rollback: Option<i64>,
    path: &FieldPath,
) {
    errors.nonnegative(&path.child("replicas"), spec.replicas.unwrap_or_default().into());
    template_of(errors, &spec.selector, &spec.template, path);
    let no_strategy = DeploymentStrategy::default();
    strategy(errors, spec.strategy.as_ref().unwrap_or(&no_strategy), &path.child("strategy"));
    let ready = spec.min_ready_seconds.unwrap_or_default();
    errors.nonnegative(&path.child("minReadySeconds"), ready.into());
    let history = spec.revision_history_limit.unwrap_or_default();
    errors.nonnegative(&path.child("revisionHistoryLimit"), history.into());
    if let Some(revision) = rollback {
        errors.nonnegative(&path.child("rollback").child("version"), revision);
    }
    if let Some(deadline) = spec.progress_deadline_seconds {
        let path = path.child("progressDeadlineSeconds");
        errors.nonnegative(&path, deadline.into());
        if deadline <= ready {
            errors.invalid(&path, deadline, "must be greater than minReadySeconds");
        }
    }
}

/// The selector, then ValidatePodTemplateSpecForReplicaSet.
fn template_of(
    errors: &mut Errors,
    selector: &LabelSelector,
    pods: &PodTemplateSpec,
    path: &FieldPath,
) {
    let selector_path = path.child("selector");
    template::selector(errors, selector, "deployment", &selector_path);
    if !labels::is_readable(selector) {
        errors.invalid(&selector_path, labels::shown(selector), "invalid label selector");
        return;
    }
    let path = path.child("template");
    if !is_everything(selector) {
        template::selector_matches(errors, selector, pods, &path);
    }
    template::template_spec(errors, pods, &path);
    template::runs_forever(errors, pods, "ReplicaSet", &path);
}

/// A selector that is given and empty chooses everything.
pub(super) fn is_everything(selector: &LabelSelector) -> bool {
    use template::Given;
    selector.is_given() && labels::is_empty(selector)
}

/// ValidateDeploymentStrategy.
fn strategy(errors: &mut Errors, strategy: &DeploymentStrategy, path: &FieldPath) {
    let rolling_path = path.child("rollingUpdate");
    match (text(&strategy.type_), &strategy.rolling_update) {
        ("Recreate", Some(_)) => {
            let detail = "may not be specified when strategy `type` is 'Recreate'";
            errors.forbidden(&rolling_path, detail);
        }
        ("Recreate", None) => {}
        ("RollingUpdate", Some(rolling)) => rolling_update(errors, rolling, &rolling_path),
        ("RollingUpdate", None) => {
            errors.required(&rolling_path, "this should be defaulted and never be nil");
        }
        _ => errors.not_supported(path, internal(strategy), &["Recreate", "RollingUpdate"]),
    }
}

/// The strategy with the fields' Go names.
fn internal(strategy: &DeploymentStrategy) -> Value {
    let rolling = strategy.rolling_update.as_ref().map(|rolling| {
        let zero = || json!(0);
        json!({
            "MaxUnavailable": rolling.max_unavailable.as_ref().map_or_else(zero, as_json),
            "MaxSurge": rolling.max_surge.as_ref().map_or_else(zero, as_json),
        })
    });
    json!({"Type": text(&strategy.type_), "RollingUpdate": rolling})
}

/// ValidateRollingUpdateDeployment.
fn rolling_update(errors: &mut Errors, rolling: &RollingUpdateDeployment, path: &FieldPath) {
    let (unavailable, surge) = (rolling.max_unavailable.as_ref(), rolling.max_surge.as_ref());
    let unavailable_path = path.child("maxUnavailable");
    int_or_percent(errors, unavailable, &unavailable_path);
    int_or_percent(errors, surge, &path.child("maxSurge"));
    if let Some(value) = unavailable
        && number(unavailable) == 0
        && number(surge) == 0
    {
        errors.invalid(&unavailable_path, shown(value), "may not be 0 when `maxSurge` is 0");
    }
    at_most_all(errors, unavailable, &unavailable_path);
}

fn shown(value: &k8s_openapi::apimachinery::pkg::util::intstr::IntOrString) -> Value {
    as_json(value)
}

/// ValidateReplicaSet.
pub(super) fn replica_set(errors: &mut Errors, object: &ReplicaSet) {
    object_meta(errors, &object.metadata);
    let Some(spec) = &object.spec else { return };
    let path = FieldPath::parse("spec");
    errors.nonnegative(&path.child("replicas"), spec.replicas.unwrap_or_default().into());
    let ready = spec.min_ready_seconds.unwrap_or_default();
    errors.nonnegative(&path.child("minReadySeconds"), ready.into());
    let no_template = PodTemplateSpec::default();
    template_of(errors, &spec.selector, spec.template.as_ref().unwrap_or(&no_template), &path);
}
