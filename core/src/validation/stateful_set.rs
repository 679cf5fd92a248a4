//! StatefulSets.
//!
//! Upstream: ValidateStatefulSetSpec, pkg/apis/apps/validation/validation.go, v1.36.

use k8s_openapi::api::apps::v1::{
    StatefulSet, StatefulSetPersistentVolumeClaimRetentionPolicy, StatefulSetSpec,
    StatefulSetUpdateStrategy,
};
use k8s_openapi::api::core::v1::{
    PersistentVolumeClaimSpec, PersistentVolumeClaimVolumeSource, PodTemplateSpec, Volume,
};
use serde_json::{Value, json};

use super::deployment::is_everything;
use super::errors::Errors;
use super::pod::{list, text};
use super::{formats, labels, metadata, template, volumes};
use crate::text::FieldPath;

/// ValidateStatefulSet.
pub(super) fn stateful_set(errors: &mut Errors, object: &StatefulSet) {
    let meta_path = FieldPath::parse("metadata");
    metadata::object_meta(errors, &object.metadata, formats::dns_label, &meta_path);
    let Some(spec) = &object.spec else { return };
    let path = FieldPath::parse("spec");
    policies(errors, spec, &path);
    errors.nonnegative(&path.child("replicas"), spec.replicas.unwrap_or_default().into());
    let ready = spec.min_ready_seconds.unwrap_or_default();
    errors.nonnegative(&path.child("minReadySeconds"), ready.into());
    let first = spec.ordinals.as_ref().and_then(|ordinals| ordinals.start).unwrap_or_default();
    errors.nonnegative(&path.child("ordinals.start"), first.into());
    for (index, claim) in list(&spec.volume_claim_templates).iter().enumerate() {
        let no_spec = PersistentVolumeClaimSpec::default();
        let path = path.child("volumeClaimTemplates").index(index).child("spec");
        volumes::claim_spec(errors, claim.spec.as_ref().unwrap_or(&no_spec), &path);
    }
    let service = text(&spec.service_name);
    if !service.is_empty() {
        let complaints = formats::dns_label(service);
        errors.invalid_each(&path.child("serviceName"), service, complaints);
    }
    template_of(errors, spec, &path);
}

/// The selector, then ValidatePodTemplateSpecForStatefulSet.
fn template_of(errors: &mut Errors, spec: &StatefulSetSpec, path: &FieldPath) {
    let selector_path = path.child("selector");
    let template_path = path.child("template");
    template::selector(errors, &spec.selector, "statefulset", &selector_path);
    if labels::is_readable(&spec.selector) {
        if !is_everything(&spec.selector) {
            template::selector_matches(errors, &spec.selector, &spec.template, &template_path);
        }
        template::template_spec(errors, &with_claims(spec), &template_path);
    } else {
        errors.invalid(&selector_path, labels::shown(&spec.selector), "");
    }
    template::runs_forever(errors, &spec.template, "StatefulSet", &template_path);
}

/// The template with a volume for each claim, which its containers mount.
fn with_claims(spec: &StatefulSetSpec) -> PodTemplateSpec {
    let mut template = spec.template.clone();
    let pod = template.spec.get_or_insert_default();
    (pod.hostname, pod.subdomain) = (None, None); // the controller sets its own
    let volumes = pod.volumes.get_or_insert_default();
    for claim in list(&spec.volume_claim_templates) {
        let name = text(&claim.metadata.name);
        if !volumes.iter().any(|volume| volume.name == name) {
            volumes.push(Volume {
                name: name.to_owned(),
                persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                    claim_name: name.to_owned(),
                    read_only: None,
                }),
                ..Volume::default()
            });
        }
    }
    template
}

fn policies(errors: &mut Errors, spec: &StatefulSetSpec, path: &FieldPath) {
    let management = text(&spec.pod_management_policy);
    if !matches!(management, "OrderedReady" | "Parallel") {
        let detail = "must be 'OrderedReady' or 'Parallel'";
        errors.invalid(&path.child("podManagementPolicy"), management, detail);
    }
    let no_strategy = StatefulSetUpdateStrategy::default();
    let strategy = spec.update_strategy.as_ref().unwrap_or(&no_strategy);
    update_strategy(errors, strategy, &path.child("updateStrategy"));
    if let Some(retention) = &spec.persistent_volume_claim_retention_policy {
        let path = path.child("persistentVolumeClaimRetentionPolicy");
        retention_policy(errors, retention, &path);
    }
}

fn update_strategy(errors: &mut Errors, strategy: &StatefulSetUpdateStrategy, path: &FieldPath) {
    match (text(&strategy.type_), &strategy.rolling_update) {
        ("OnDelete", Some(_)) => {
            let detail = "only allowed for updateStrategy 'RollingUpdate'";
            errors.invalid(&path.child("rollingUpdate"), rolling_update(strategy), detail);
        }
        ("RollingUpdate", Some(rolling)) => {
            let partition = rolling.partition.unwrap_or_default();
            errors.nonnegative(&path.child("rollingUpdate.partition"), partition.into());
        }
        ("OnDelete" | "RollingUpdate", None) => {}
        (other, _) => {
            let shown = json!({"Type": other, "RollingUpdate": rolling_update(strategy)});
            errors.invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }
}

/// The update with the fields' Go names.
fn rolling_update(strategy: &StatefulSetUpdateStrategy) -> Value {
    match &strategy.rolling_update {
        None => Value::Null,
        Some(rolling) => {
            json!({"Partition": rolling.partition.unwrap_or_default(), "MaxUnavailable": rolling.max_unavailable})
        }
    }
}

/// ValidatePersistentVolumeClaimRetentionPolicy.
fn retention_policy(
    errors: &mut Errors,
    policy: &StatefulSetPersistentVolumeClaimRetentionPolicy,
    path: &FieldPath,
) {
    let known = &["Retain", "Delete"];
    for (field, value) in
        [("whenDeleted", text(&policy.when_deleted)), ("whenScaled", text(&policy.when_scaled))]
    {
        if !known.contains(&value) {
            errors.not_supported(&path.child(field), value, known);
        }
    }
}
