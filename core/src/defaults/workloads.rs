//! Deployments, ReplicaSets, StatefulSets and DaemonSets.
//!
//! Upstream: pkg/apis/apps/v1/defaults.go.

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet, StatefulSetSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::{pod, text, volumes};
use crate::features::{Features, Gate};

/// SetDefaults_Deployment.
pub(super) fn deployment(object: &mut Deployment, features: Features) {
    let spec = object.spec.get_or_insert_default();
    pod::template(&mut spec.template, features);
    spec.replicas.get_or_insert(1);
    let strategy = spec.strategy.get_or_insert_default();
    text(&mut strategy.type_, "RollingUpdate");
    if strategy.type_.as_deref() == Some("RollingUpdate") {
        let rolling = strategy.rolling_update.get_or_insert_default();
        rolling.max_unavailable.get_or_insert_with(quarter);
        rolling.max_surge.get_or_insert_with(quarter);
    }
    spec.revision_history_limit.get_or_insert(10);
    spec.progress_deadline_seconds.get_or_insert(600);
}

fn quarter() -> IntOrString {
    IntOrString::String("25%".to_owned())
}

/// SetDefaults_ReplicaSet.
pub(super) fn replica_set(object: &mut ReplicaSet, features: Features) {
    let spec = object.spec.get_or_insert_default();
    pod::template(spec.template.get_or_insert_default(), features);
    spec.replicas.get_or_insert(1);
}

/// SetDefaults_StatefulSet.
pub(super) fn stateful_set(object: &mut StatefulSet, features: Features) {
    let spec = object.spec.get_or_insert_default();
    pod::template(&mut spec.template, features);
    text(&mut spec.pod_management_policy, "OrderedReady");
    update_strategy(spec, features);
    let retention = spec.persistent_volume_claim_retention_policy.get_or_insert_default();
    text(&mut retention.when_deleted, "Retain");
    text(&mut retention.when_scaled, "Retain");
    spec.replicas.get_or_insert(1);
    spec.revision_history_limit.get_or_insert(10);
    spec.service_name.get_or_insert_default();
    spec.volume_claim_templates.iter_mut().flatten().for_each(volumes::claim);
}

/// Only a strategy without a type gets a `rollingUpdate`.
fn update_strategy(spec: &mut StatefulSetSpec, features: Features) {
    let strategy = spec.update_strategy.get_or_insert_default();
    if strategy.type_.as_deref().unwrap_or_default().is_empty() {
        text(&mut strategy.type_, "RollingUpdate");
        strategy.rolling_update.get_or_insert_default();
    }
    if let Some(rolling) = &mut strategy.rolling_update
        && !features.has(Gate::MaxUnavailableStatefulSet)
    {
        rolling.max_unavailable = None;
    }
    if strategy.type_.as_deref() == Some("RollingUpdate")
        && let Some(rolling) = &mut strategy.rolling_update
    {
        rolling.partition.get_or_insert(0);
    }
}

/// SetDefaults_DaemonSet, and the annotation of Convert_apps_DaemonSet_To_v1_DaemonSet.
pub(super) fn daemon_set(object: &mut DaemonSet, features: Features) {
    let spec = object.spec.get_or_insert_default();
    pod::template(&mut spec.template, features);
    let annotations = object.metadata.annotations.get_or_insert_default();
    let generation = annotations.entry("deprecated.daemonset.template.generation".to_owned());
    let generation = generation.or_default();
    *generation = generation.parse().unwrap_or(1_i64).max(1).to_string();
    let strategy = spec.update_strategy.get_or_insert_default();
    text(&mut strategy.type_, "RollingUpdate");
    if strategy.type_.as_deref() == Some("RollingUpdate") {
        let rolling = strategy.rolling_update.get_or_insert_default();
        rolling.max_unavailable.get_or_insert(IntOrString::Int(1));
        rolling.max_surge.get_or_insert(IntOrString::Int(0));
    }
    spec.revision_history_limit.get_or_insert(10);
}
