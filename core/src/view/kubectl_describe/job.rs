//! `kubectl get jobs` and `kubectl describe job`.
//!
//! Upstream: `printJob`, pkg/printers/internalversion/printers.go; `describeJob` and `DescribePodTemplate`,
//! staging/src/k8s.io/kubectl/pkg/describe/describe.go.

use std::collections::BTreeMap;

use k8s_openapi::api::batch::v1::{Job, JobSpec, JobStatus};
use k8s_openapi::api::core::v1::PodTemplateSpec;
use serde_json::{Map, Value, json};

use super::{
    Description, annotations, containers, escaped, labels, selector, tolerations, topology, volumes,
};
use crate::defaults;
use crate::sim::identity;
use crate::sim::story::{JobTrace, JobWhat};
use crate::time::{SimTime, rfc1123z, rfc3339};
use crate::view::events::{collect, describe_events, job_events};
use crate::view::kubectl_get::human_duration;
use crate::view::tabwriter;

/// A Job at an instant.
#[derive(Debug, Default)]
struct Now<'a> {
    status: Option<&'a JobStatus>,
    suspended: Option<bool>,
    /// `status.startTime`.
    started: Option<SimTime>,
    /// `status.completionTime`.
    completed: Option<SimTime>,
}

impl<'a> Now<'a> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "some kinds of entries among many")]
    fn of(trace: &'a JobTrace, at: SimTime) -> Self {
        let mut now = Self::default();
        for entry in trace.entries.iter().take_while(|entry| entry.at <= at) {
            match &entry.what {
                JobWhat::Suspended(suspended) => now.suspended = Some(*suspended),
                JobWhat::Status(status) => {
                    now.status = Some(status);
                    if is_true(status, "Suspended") {
                        now.started = None;
                    } else if status.ready.is_some() {
                        now.started.get_or_insert(entry.at);
                    }
                    if is_true(status, "Complete") {
                        now.completed.get_or_insert(entry.at);
                    }
                }
                _ => {}
            }
        }
        now
    }

    /// From the start to the end, or to now.
    fn duration(&self, now: SimTime) -> Option<String> {
        let until = self.completed.unwrap_or(now);
        self.started.map(|started| human_duration(until.since(started.whole_seconds())))
    }
}

/// Whether a condition of a Job is true: `Complete`.
pub fn is_true(status: &JobStatus, type_: &str) -> bool {
    let mut conditions = status.conditions.iter().flatten();
    conditions.any(|known| known.type_ == type_ && known.status == "True")
}

/// `kubectl get jobs` at an instant.
pub fn jobs_table(job: &Job, trace: &JobTrace, at: SimTime) -> String {
    if trace.removed().is_some_and(|removed| removed <= at) {
        let namespace = job.metadata.namespace.as_deref().unwrap_or("default");
        return format!("No resources found in {namespace} namespace.\n");
    }
    let header = ["NAME", "STATUS", "COMPLETIONS", "DURATION", "AGE"].map(str::to_owned).to_vec();
    tabwriter::GET.rows(&[header, job_row(job, trace, at)])
}

/// The line of a Job at an instant.
pub(crate) fn job_row(job: &Job, trace: &JobTrace, at: SimTime) -> Vec<String> {
    let now = Now::of(trace, at);
    let spec = job.spec.clone().unwrap_or_default();
    let succeeded = now.status.and_then(|status| status.succeeded).unwrap_or_default();
    let completions = match (spec.completions, spec.parallelism.unwrap_or_default()) {
        (Some(completions), _) => format!("{succeeded}/{completions}"),
        (None, parallelism) if parallelism > 1 => format!("{succeeded}/1 of {parallelism}"),
        (None, _) => format!("{succeeded}/1"),
    };
    let known = ["Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet"];
    let known =
        known.into_iter().find(|type_| now.status.is_some_and(|status| is_true(status, type_)));
    let created = trace.entries.first().map(|entry| entry.at).unwrap_or_default();
    vec![
        trace.name.clone(),
        known.unwrap_or("Running").to_owned(),
        completions,
        now.duration(at).unwrap_or_default(),
        human_duration(at.since(created)),
    ]
}

/// The status of a Job at an instant, as the API server prints it.
pub(crate) fn job_json(trace: &JobTrace, at: SimTime) -> Value {
    let now = Now::of(trace, at);
    let Some(status) = now.status else { return json!({}) };
    let mut fields = Map::new();
    let numbers = [
        ("active", status.active),
        ("failed", status.failed),
        ("ready", status.ready),
        ("succeeded", status.succeeded),
        ("terminating", status.terminating),
    ];
    for (name, number) in numbers {
        fields.extend(number.map(|number| (name.to_owned(), number.into())));
    }
    let time = |at: SimTime| Value::from(rfc3339(at.unix_seconds()));
    let texts = [
        ("completedIndexes", status.completed_indexes.as_deref().map(Value::from)),
        ("completionTime", now.completed.map(time)),
        ("failedIndexes", status.failed_indexes.as_deref().map(Value::from)),
        ("startTime", now.started.map(time)),
    ];
    for (name, text) in texts {
        fields.extend(text.map(|text| (name.to_owned(), text)));
    }
    let conditions = status.conditions.iter().flatten();
    let conditions: Vec<Value> = conditions
        .map(|known| {
            json!({
                "message": known.message, "reason": known.reason, "status": known.status, "type": known.type_,
            })
        })
        .collect();
    if !conditions.is_empty() {
        fields.insert("conditions".to_owned(), Value::Array(conditions));
    }
    Value::Object(fields)
}

/// `kubectl describe job` at an instant.
pub fn describe_job(job: &Job, trace: &JobTrace, at: SimTime) -> String {
    if trace.removed().is_some_and(|removed| removed <= at) {
        return format!("Error from server (NotFound): jobs.batch \"{}\" not found\n", trace.name);
    }
    let mut out = Description(String::new());
    let now = Now::of(trace, at);
    let spec = job.spec.clone().unwrap_or_default();
    out.put(0, "Name", &trace.name);
    out.put(0, "Namespace", job.metadata.namespace.as_deref().unwrap_or("default"));
    let selected = spec.selector.as_ref().map(selector).unwrap_or_default();
    out.put(0, "Selector", &selected);
    let nothing = BTreeMap::new();
    labels(&mut out, 0, "Labels", job.metadata.labels.as_ref().unwrap_or(&nothing));
    annotations(&mut out, 0, job.metadata.annotations.as_ref().unwrap_or(&nothing));
    describe_spec(&mut out, &spec, &now);
    template(&mut out, &spec.template);
    let events = job_events(trace);
    let events = collect(events.iter().take_while(|row| row.at <= at));
    if events.is_empty() {
        out.line(0, "Events:\t<none>");
    }
    // The uid that a create draws stands in labels and the selector.
    let uid = identity::uid("Job", &trace.name);
    let text = escaped(out.0).replace(defaults::UID, &uid);
    let mut text = tabwriter::DESCRIBE.align(&text);
    if !events.is_empty() {
        text.push_str(&tabwriter::DESCRIBE.align(&escaped(describe_events(events, at))));
    }
    text
}

fn describe_spec(out: &mut Description, spec: &JobSpec, now: &Now<'_>) {
    let mut number = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            out.put(0, name, &value);
        }
    };
    number("Parallelism", spec.parallelism.map(|value| value.to_string()));
    let completions = spec.completions.map_or_else(|| "<unset>".to_owned(), |it| it.to_string());
    number("Completions", Some(completions));
    number("Completion Mode", spec.completion_mode.clone());
    number("Suspend", now.suspended.or(spec.suspend).map(|value| value.to_string()));
    number("Backoff Limit", spec.backoff_limit.map(|value| value.to_string()));
    let seconds = spec.ttl_seconds_after_finished;
    number("TTL Seconds After Finished", seconds.map(|value| value.to_string()));
    number("Start Time", now.started.map(|time| rfc1123z(time.unix_seconds())));
    number("Completed At", now.completed.map(|time| rfc1123z(time.unix_seconds())));
    number("Duration", now.completed.and_then(|time| now.duration(time)));
    let seconds = spec.active_deadline_seconds;
    number("Active Deadline Seconds", seconds.map(|value| format!("{value}s")));
    let none = JobStatus::default();
    let status = now.status.unwrap_or(&none);
    let count = |count: Option<i32>| count.unwrap_or_default();
    let ready = status.ready.map(|ready| format!(" ({ready} Ready)")).unwrap_or_default();
    let counts = format!(
        "{} Active{ready} / {} Succeeded / {} Failed",
        count(status.active),
        count(status.succeeded),
        count(status.failed)
    );
    number("Pods Statuses", Some(counts));
    if spec.completion_mode.as_deref() == Some("Indexed") {
        let indexes = status.completed_indexes.clone().filter(|indexes| !indexes.is_empty());
        number("Completed Indexes", Some(indexes.unwrap_or_else(|| "<none>".to_owned())));
    }
}

/// Upstream: `DescribePodTemplate`.
fn template(out: &mut Description, template: &PodTemplateSpec) {
    out.line(0, "Pod Template:");
    let nothing = BTreeMap::new();
    let metadata = template.metadata.as_ref();
    let labeled = metadata.and_then(|metadata| metadata.labels.as_ref());
    labels(out, 0, "  Labels", labeled.unwrap_or(&nothing));
    if let Some(annotated) = metadata.and_then(|metadata| metadata.annotations.as_ref()) {
        out.0.push_str("  ");
        annotations(out, 0, annotated);
    }
    let Some(spec) = &template.spec else { return };
    out.put_given(1, "Service Account", spec.service_account_name.as_ref());
    containers::describe_template(out, spec);
    volumes::describe(out, spec.volumes.as_deref().unwrap_or_default(), true);
    topology(out, "  ", spec.topology_spread_constraints.as_deref().unwrap_or_default());
    out.put_given(1, "Priority Class Name", spec.priority_class_name.as_ref());
    labels(out, 0, "  Node-Selectors", spec.node_selector.as_ref().unwrap_or(&nothing));
    tolerations(out, "  ", spec.tolerations.as_deref().unwrap_or_default());
}
