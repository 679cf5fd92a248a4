//! `kubectl get events`.

use serde::{Deserialize, Serialize};

use crate::sim::story::{JobTrace, JobWhat, Story};
use crate::sim::trace::{EventType, Trace, What};
use crate::time::SimTime;
use crate::view::kubectl_get::in_order;

/// One occurrence of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventRow {
    /// When it was sent.
    pub at: SimTime,
    /// `Normal` or `Warning`.
    #[serde(rename = "type")]
    pub type_: String,
    /// `Killing`.
    pub reason: String,
    /// `Stopping container app`.
    pub message: String,
    /// `spec.containers{app}`; empty for the Pod itself.
    pub field_path: String,
    /// Who sent it: `kubelet`, `default-scheduler`.
    pub from: String,
    /// The entry of the trace that explains it.
    pub cause: usize,
}

/// All events of everything that was played together, in order of time.
pub fn story_events(story: &Story) -> Vec<EventRow> {
    let of_pod = |(pod, trace): (usize, &Trace)| shifted(events(trace), story.causes_before(pod));
    let pods = story.pods.iter().enumerate().map(of_pod);
    let job = story.job.as_ref().map(|job| {
        let offset = story.first().map_or(0, |trace| trace.entries.len());
        shifted(job_events(job), offset)
    });
    in_order(pods.chain(job), |row| row.at)
}

/// The entries that they name lie further down the list.
fn shifted(mut rows: Vec<EventRow>, offset: usize) -> Vec<EventRow> {
    for row in &mut rows {
        row.cause += offset;
    }
    rows
}

/// All events of a Job, in order of time; those of its Pods are not among them.
#[expect(clippy::wildcard_enum_match_arm, reason = "one kind of entries among many")]
pub fn job_events(job: &JobTrace) -> Vec<EventRow> {
    let rows = job.entries.iter().enumerate().filter_map(|(cause, entry)| match &entry.what {
        JobWhat::Event { type_, reason, message } => Some(EventRow {
            at: entry.at,
            type_: type_name(*type_).to_owned(),
            reason: reason.clone(),
            message: message.clone(),
            field_path: String::new(),
            from: "job-controller".to_owned(),
            cause,
        }),
        _ => None,
    });
    rows.collect()
}

fn type_name(type_: EventType) -> &'static str {
    match type_ {
        EventType::Normal => "Normal",
        EventType::Warning => "Warning",
    }
}

/// All events of a run, in order of time.
pub fn events(trace: &Trace) -> Vec<EventRow> {
    let mut rows = Vec::new();
    for entry in &trace.entries {
        let What::Event { type_, reason, message, container } = &entry.what else { continue };
        let from = if matches!(*reason, "Scheduled" | "FailedScheduling") {
            "default-scheduler"
        } else {
            "kubelet"
        };
        rows.push(EventRow {
            at: entry.at,
            type_: type_name(*type_).to_owned(),
            reason: (*reason).to_owned(),
            message: message.clone(),
            field_path: container
                .and_then(|container| trace.containers.get(container))
                .map(crate::sim::trace::TraceContainer::field_path)
                .unwrap_or_default(),
            from: from.to_owned(),
            cause: entry.because.first().copied().unwrap_or_default(),
        });
    }
    rows
}
