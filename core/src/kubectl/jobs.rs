//! The Jobs of the cluster: those of the text, and those that its CronJobs make.

use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use serde_json::Value;

use crate::analysis::DocumentAnalysis;
use crate::defaults;
use crate::kubectl::cluster::{Cluster, Item, stored};
use crate::kubectl::resources::Resource;
use crate::kubectl::services::text;
use crate::kubectl::tables;
use crate::object::Object;
use crate::sim::identity;
use crate::sim::story::JobTrace;
use crate::time::SimTime;
use crate::view::kubectl_describe::job::job_json;

/// A Job that is there.
pub(super) struct JobNow<'a> {
    pub(super) document: &'a DocumentAnalysis,
    pub(super) job: Job,
    pub(super) trace: &'a JobTrace,
}

/// The Jobs that are there.
pub(super) fn jobs<'a>(cluster: &Cluster<'a>) -> impl Iterator<Item = JobNow<'a>> {
    let at = cluster.at;
    let is_there = move |trace: &&JobTrace| {
        trace.entries.first().is_some_and(|first| first.at <= at)
            && trace.removed().is_none_or(|removed| removed > at)
    };
    cluster.analysis.documents.iter().filter_map(move |document| {
        let trace = document.story.as_ref()?.job.as_ref().filter(is_there)?;
        Some(JobNow { document, job: job_of(document, trace)?, trace })
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "two kinds make Jobs")]
fn job_of(document: &DocumentAnalysis, trace: &JobTrace) -> Option<Job> {
    match document.object.as_ref()? {
        Object::Job(job) => Some(job.clone()),
        Object::CronJob(cron) => {
            let mut object = Object::Job(of_cron(cron, &trace.name));
            defaults::apply(&mut object, document.scenario.features);
            let Object::Job(job) = object else { return None };
            Some(job)
        }
        _ => None,
    }
}

/// Upstream: `getJobFromTemplate2`, pkg/controller/cronjob/utils.go.
fn of_cron(cron: &CronJob, name: &str) -> Job {
    let template = &cron.spec.job_template;
    let owner = cron.metadata.name.clone().unwrap_or_default();
    let owner = OwnerReference {
        api_version: "batch/v1".to_owned(),
        block_owner_deletion: Some(true),
        controller: Some(true),
        kind: "CronJob".to_owned(),
        uid: identity::uid("CronJob", &owner),
        name: owner,
    };
    let metadata = ObjectMeta {
        name: Some(name.to_owned()),
        namespace: cron.metadata.namespace.clone(),
        owner_references: Some(vec![owner]),
        ..template.metadata.clone().unwrap_or_default()
    };
    Job { metadata, spec: template.spec.clone(), status: None }
}

/// The objects with their lines.
pub(super) fn items(cluster: &Cluster<'_>, resource: &'static Resource) -> Vec<Item> {
    jobs(cluster).map(|job| item(cluster.at, resource, &job)).collect()
}

fn item(at: SimTime, resource: &'static Resource, of: &JobNow<'_>) -> Item {
    let mut value = defaults::stored(&Object::Job(of.job.clone()));
    if let Some(fields) = value.as_object_mut() {
        fields.insert("status".to_owned(), job_json(of.trace, at));
    }
    let name = of.trace.name.clone();
    identify(&mut value, &identity::uid("Job", &name));
    let value = stored(value, resource);
    let namespace = text(&value, "/metadata/namespace").to_owned();
    let (cells, wide) = tables::job_cells(&of.job, of.trace, &value, at);
    Item { resource, namespace, name, value, cells, wide }
}

/// Puts the uid in place of the one that stands for what a create draws.
fn identify(value: &mut Value, uid: &str) {
    match value {
        Value::String(text) if text == defaults::UID => uid.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| identify(item, uid)),
        Value::Object(fields) => fields.iter_mut().for_each(|(_, value)| identify(value, uid)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
