//! `kubectl get pods`.

use serde::{Deserialize, Serialize};

use crate::time::SimTime;

/// One line of `kubectl get pods`, without the name and the age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodRow {
    /// From when on it is shown.
    pub at: SimTime,
    /// Ready containers and all containers: `1/2`.
    pub ready: String,
    /// `STATUS`: the phase, or the reason that hides it.
    pub status: String,
    /// `RESTARTS`, the number alone.
    pub restarts: i32,
    /// When the newest of the runs that were restarted ended: `(9s ago)`.
    pub last_restart: Option<SimTime>,
}
