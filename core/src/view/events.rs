//! `kubectl get events`.

use serde::{Deserialize, Serialize};

use crate::sim::trace::{EventType, Trace, What};
use crate::time::SimTime;

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
            type_: match type_ {
                EventType::Normal => "Normal".to_owned(),
                EventType::Warning => "Warning".to_owned(),
            },
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
