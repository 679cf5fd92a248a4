//! Jobs and CronJobs.
//!
//! Upstream: pkg/apis/batch/v1/defaults.go and jobStrategy.PrepareForCreate, pkg/registry/batch/job/strategy.go.

use std::collections::BTreeMap;

use k8s_openapi::api::batch::v1::{CronJob, Job, JobSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{UID, disabled, pod, text};
use crate::features::{Features, Gate};

/// SetDefaults_Job, then generateSelector.
pub(super) fn job(object: &mut Job, features: Features) {
    let spec = object.spec.get_or_insert_default();
    shared(spec, features);
    if spec.completions.is_none() && spec.parallelism.is_none() {
        spec.completions = Some(1);
    }
    spec.parallelism.get_or_insert(1);
    spec.backoff_limit.get_or_insert(if spec.backoff_limit_per_index.is_some() {
        i32::MAX
    } else {
        6
    });
    spec.completion_mode.get_or_insert_with(|| "NonIndexed".to_owned());
    spec.suspend.get_or_insert(false);
    if features.has(Gate::JobPodReplacementPolicy) && spec.pod_replacement_policy.is_none() {
        let fails = spec.pod_failure_policy.is_some();
        text(
            &mut spec.pod_replacement_policy,
            if fails { "Failed" } else { "TerminatingOrFailed" },
        );
    }
    let automatic = !*spec.manual_selector.get_or_insert(false);
    let name = name(&object.metadata);
    let given = |key: &String| !automatic || !GENERATED.contains(&key.as_str());
    let labeled = template_labels(spec).is_some_and(|labels| labels.keys().any(given));
    if automatic {
        generate_selector(spec, &name);
    }
    if labeled && object.metadata.labels.is_none() {
        object.metadata.labels = template_labels(spec).cloned();
    }
}

/// The Job's name; of one that is generated with `xxxxx` for what a create draws.
fn name(meta: &ObjectMeta) -> String {
    match (&meta.name, &meta.generate_name) {
        (Some(name), _) => name.clone(),
        (None, Some(prefix)) => prefix.chars().take(58).chain("xxxxx".chars()).collect(),
        (None, None) => String::new(),
    }
}

/// The labels that a Job gives its Pods: the name of the Job twice, its uid twice.
const GENERATED: [&str; 4] = [
    "job-name",
    "batch.kubernetes.io/job-name",
    "controller-uid",
    "batch.kubernetes.io/controller-uid",
];

fn template_labels(spec: &JobSpec) -> Option<&BTreeMap<String, String>> {
    spec.template.metadata.as_ref()?.labels.as_ref()
}

/// generateSelector.
fn generate_selector(spec: &mut JobSpec, name: &str) {
    let metadata = spec.template.metadata.get_or_insert_default();
    let labels = metadata.labels.get_or_insert_default();
    for (key, value) in GENERATED.into_iter().zip([name, name, UID, UID]) {
        labels.entry(key.to_owned()).or_insert_with(|| value.to_owned());
    }
    spec.selector
        .get_or_insert_default()
        .match_labels
        .get_or_insert_default()
        .entry("batch.kubernetes.io/controller-uid".to_owned())
        .or_insert_with(|| UID.to_owned());
}

/// What the template of a CronJob gets, too.
fn shared(spec: &mut JobSpec, features: Features) {
    disabled::drop_from_job(spec, features);
    pod::template(&mut spec.template, features);
    let rules = spec.pod_failure_policy.iter_mut().flat_map(|policy| &mut policy.rules);
    for pattern in rules.flat_map(|rule| rule.on_pod_conditions.iter_mut().flatten()) {
        text(&mut pattern.status, "True");
    }
}

/// SetDefaults_CronJob.
pub(super) fn cron_job(object: &mut CronJob, features: Features) {
    let spec = &mut object.spec;
    text(&mut spec.concurrency_policy, "Allow");
    spec.suspend.get_or_insert(false);
    spec.successful_jobs_history_limit.get_or_insert(3);
    spec.failed_jobs_history_limit.get_or_insert(1);
    spec.job_template.metadata.get_or_insert_default();
    shared(spec.job_template.spec.get_or_insert_default(), features);
}
