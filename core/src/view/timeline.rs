//! The picture of a run as lanes, bars and marks, without pixels.

use serde::{Deserialize, Serialize};

use crate::time::SimTime;

pub use crate::sim::trace::Role;

/// What a container does during a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doing {
    /// Waiting for its turn, or for something that is missing.
    Waiting,
    /// Its image is pulled.
    Pulling,
    /// The process runs and its startup probe has not succeeded.
    Starting,
    /// The process runs and is started, but not ready.
    NotReady,
    /// The process runs and is ready.
    Ready,
    /// It has been told to stop.
    Stopping,
    /// It ended and waits to be started again: `CrashLoopBackOff`.
    BackOff,
}

/// A stretch of one lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// What goes on.
    pub doing: Doing,
    /// From when.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// The entry of the trace that began it.
    pub cause: usize,
}

/// What a mark on a lane stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MarkKind {
    /// The stop signal.
    Term,
    /// SIGKILL.
    Kill,
    /// A probe that succeeded.
    ProbeSuccess,
    /// A probe that failed.
    ProbeFailure,
    /// The process ended by itself or by a signal.
    Exit,
}

/// Something that happens at one instant of a lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What.
    pub kind: MarkKind,
    /// When.
    pub at: SimTime,
    /// In words: `TERM`, `exit 1`, `startup probe failed`.
    pub label: String,
    /// The entry of the trace that explains it.
    pub cause: usize,
}

/// A lifecycle hook that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// `postStart` or `preStop`.
    pub name: String,
    /// From when.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// The entry of the trace that explains it.
    pub cause: usize,
}

/// One container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// The container's name.
    pub name: String,
    /// What kind it is.
    pub role: Role,
    /// Its image, shortened to what tells it apart: `envoy:v1.34`.
    pub image: String,
    /// From left to right, without overlap.
    pub segments: Vec<Segment>,
    /// In order of time.
    pub marks: Vec<Mark>,
    /// In order of time.
    pub hooks: Vec<Hook>,
    /// What was assumed of its process, as a sentence; nothing where it was said.
    pub assumed: Option<String>,
}

/// A stretch of the Pod's own bands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// From when.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// kubectl's STATUS word.
    pub status: String,
}

/// The time between the request to stop and the last moment to do so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grace {
    /// When the stop began.
    pub from: SimTime,
    /// When the grace period ends.
    pub to: SimTime,
}

/// One Pod from its acceptance to the end of the observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// The Pod's name.
    pub pod: String,
    /// How far it was simulated.
    pub end: SimTime,
    /// STATUS as it changes; the last one ends where the object left the API.
    pub status: Vec<Band>,
    /// When the condition `Ready` is True.
    pub ready: Vec<Band>,
    /// The containers: init entries, app containers, ephemeral ones, each in the order of the manifest.
    pub lanes: Vec<Lane>,
    /// The grace periods.
    pub grace: Vec<Grace>,
    /// When the object left the API.
    pub deleted: Option<SimTime>,
}
