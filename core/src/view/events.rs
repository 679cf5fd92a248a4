//! `kubectl get events`.

use serde::{Deserialize, Serialize};

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
