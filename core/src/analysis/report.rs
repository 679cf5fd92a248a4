//! What crosses from the core to the web app, as plain data.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::text::Span;
use crate::time::SimTime;
use crate::view::cause::Cause;
use crate::view::events::EventRow;
use crate::view::kubectl_get::PodRow;
use crate::view::timeline::Timeline;

/// Everything there is to say about a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The documents in the order of the text.
    pub documents: Vec<DocumentReport>,
    /// All findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The run of the first document that carries a Pod.
    pub run: Option<RunReport>,
}

/// One YAML document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentReport {
    /// Its place in the stream, from 0.
    pub document: usize,
    /// Where it stands.
    pub span: Span,
    /// `v1`, as written.
    pub api_version: String,
    /// `Pod`, as written.
    pub kind: String,
    /// `metadata.name`, as written.
    pub name: String,
    /// Whether the API server would accept it; nothing for kinds without a Pod template.
    pub accepted: Option<bool>,
    /// What `kubectl create` would print.
    pub kubectl: String,
}

/// The simulated life of one Pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// Which document it belongs to.
    pub document: usize,
    /// The picture.
    pub timeline: Timeline,
    /// Each change of the `kubectl get pods` row.
    pub rows: Vec<PodRow>,
    /// Each occurrence of an event.
    pub events: Vec<EventRow>,
    /// `status` as YAML, at each change.
    pub status: Vec<StatusAt>,
    /// What each container printed.
    pub logs: Vec<LogLine>,
    /// Why each thing happened; `cause` fields elsewhere are indices into this list.
    pub causes: Vec<Cause>,
    /// What was assumed because the manifest does not tell.
    pub assumptions: Vec<Assumption>,
    /// Up to which instant the first view plays: the first moment worth a look.
    pub highlight: SimTime,
}

/// The status from one instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusAt {
    /// From when.
    pub at: SimTime,
    /// `v1.PodStatus` as YAML.
    pub yaml: String,
}

/// A line that a container printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: SimTime,
    /// Which container.
    pub container: String,
    /// Which of its runs, from 0.
    pub run: usize,
    /// The text.
    pub line: String,
}

/// Something the simulator had to assume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// About which container.
    pub container: String,
    /// The sentence.
    pub what: String,
}
