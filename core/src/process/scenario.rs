//! The Scenario document: what the processes do and what happens to the Pod from outside.
//!
//! It stands in the same YAML stream as the manifest, or in a file of its own. Nothing in it is ignored: what is
//! not understood is a diagnostic at its place.

mod expectation;
mod fields;
mod gates;
mod read;
pub mod write;

pub use expectation::{Claim, Expectation, Window};
pub use gates::SaidGate;
pub use read::{check_names, check_volumes, read, read_expectations};

use crate::features::Features;
use crate::process::{HookRun, ImageState, ProbeAnswer, ProcessRun, StartFailure, StopReaction};
use crate::text::Span;
use crate::time::{SimDuration, SimTime};

/// `apiVersion` of a Scenario.
pub const API_VERSION: &str = "podlife.dev/v1alpha1";
/// `kind` of a Scenario.
pub const KIND: &str = "Scenario";

/// What the containers do, and what happens to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// The manifest it belongs to; optional where there is one.
    pub target: Option<String>,
    /// Where the target is named, if the scenario stands in the manifest's own text.
    pub target_span: Option<Span>,
    /// How long to watch.
    pub until: Option<SimDuration>,
    /// One entry a container that something is said of.
    pub containers: Vec<ContainerScenario>,
    /// Volumes that cannot be set up at first.
    pub volumes: Vec<MissingVolume>,
    /// When hosts outside of the Pod answer.
    pub network: Vec<OutsideHost>,
    /// What happens from outside, in the order of the text.
    pub actions: Vec<TimedAction>,
    /// Why no node takes the Pod; nothing where one does.
    pub unschedulable: Option<String>,
    /// The feature gates that it sets.
    pub gates: Vec<SaidGate>,
    /// The gates of the cluster: the version's, and what `gates` changes.
    pub features: Features,
    /// What must hold of the run.
    pub expect: Vec<Expectation>,
}

impl Scenario {
    /// What is said of a container.
    pub fn container(&self, name: &str) -> Option<&ContainerScenario> {
        self.containers.iter().find(|container| container.name == name)
    }
}

/// What is said of one container.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContainerScenario {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// One entry a start; the last one repeats.
    pub runs: Vec<ProcessRun>,
    /// From its start until it serves: nothing listens before, and no probe passes.
    pub starts_after: Option<SimDuration>,
    /// What the stop signal does.
    pub on_stop_signal: Option<StopReaction>,
    /// What the startup probe finds.
    pub startup: Vec<ProbeAnswer>,
    /// What the readiness probe finds.
    pub readiness: Vec<ProbeAnswer>,
    /// What the liveness probe finds.
    pub liveness: Vec<ProbeAnswer>,
    /// How the postStart hook runs.
    pub post_start: Option<HookRun>,
    /// How the preStop hook runs.
    pub pre_stop: Option<HookRun>,
    /// What the node knows of the image.
    pub image: Option<ImageState>,
    /// The runtime cannot start the process.
    pub start: Option<StartFailure>,
    /// The kernel kills it that long after its start.
    pub oom_after: Option<SimDuration>,
    /// What it writes to its termination log.
    pub termination_message: Option<String>,
    /// What it prints.
    pub log: Option<String>,
    /// What it needs and is missing, and until when.
    pub config_missing: Option<(String, Option<SimDuration>)>,
    /// Another behavior for one completion index of an Indexed Job.
    pub per_index: Vec<(u32, ContainerScenario)>,
}

impl ContainerScenario {
    /// What is said of the container in the Pod with this completion index; nothing where that is nothing special.
    pub fn at_index(&self, index: u32) -> Option<Self> {
        let (_, special) = self.per_index.iter().find(|(of, _)| *of == index)?;
        let special = special.clone();
        let or = |special: Vec<ProbeAnswer>, usual: &Vec<ProbeAnswer>| {
            if special.is_empty() { usual.clone() } else { special }
        };
        Some(Self {
            name: self.name.clone(),
            span: self.span,
            runs: if special.runs.is_empty() { self.runs.clone() } else { special.runs },
            starts_after: special.starts_after.or(self.starts_after),
            on_stop_signal: special.on_stop_signal.or(self.on_stop_signal),
            startup: or(special.startup, &self.startup),
            readiness: or(special.readiness, &self.readiness),
            liveness: or(special.liveness, &self.liveness),
            post_start: special.post_start.or(self.post_start),
            pre_stop: special.pre_stop.or(self.pre_stop),
            image: special.image.or_else(|| self.image.clone()),
            start: special.start.or_else(|| self.start.clone()),
            oom_after: special.oom_after.or(self.oom_after),
            termination_message: special
                .termination_message
                .or_else(|| self.termination_message.clone()),
            log: special.log.or_else(|| self.log.clone()),
            config_missing: special.config_missing.or_else(|| self.config_missing.clone()),
            per_index: Vec::new(),
        })
    }
}

/// A volume that cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingVolume {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What is missing, in the kubelet's words.
    pub missing: String,
    /// Until when; nothing where it never comes.
    pub until: Option<SimTime>,
}

/// A host outside of the Pod that answers at times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideHost {
    /// Its name or its address.
    pub host: String,
    /// The port that this is about; the name itself where it is about all of them.
    pub port: Option<u16>,
    /// Since when it answers; nothing where it never does.
    pub from: Option<SimTime>,
    /// Until when; nothing where it goes on.
    pub until: Option<SimTime>,
}

impl OutsideHost {
    /// Whether it answers at an instant.
    pub fn answers(&self, now: SimTime) -> bool {
        self.from.is_some_and(|from| from <= now) && self.until.is_none_or(|until| until > now)
    }

    /// The latest instant at which that changes.
    pub fn last_change(&self) -> Option<SimTime> {
        self.from.and_then(|from| self.until.or(Some(from)))
    }
}

/// Something that happens from outside at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedAction {
    /// When, since the Pod's creation.
    pub at: SimTime,
    /// What.
    pub action: Action,
    /// Where it is written.
    pub span: Span,
}

/// What can happen to a Pod from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `kubectl delete pod`, with another grace period than the Pod's where there is one.
    Delete {
        /// In seconds.
        grace_period_seconds: Option<i64>,
    },
    /// Somebody sends a signal to the process with number 1.
    Signal {
        /// The container.
        container: String,
        /// `SIGKILL`.
        signal: String,
    },
    /// The Eviction API.
    Evict,
    /// `kubectl drain`: the node takes no more Pods, and this one is evicted.
    Drain,
    /// Somebody sets a condition of the Pod.
    Condition {
        /// Its type.
        type_: String,
        /// Its status.
        status: String,
    },
    /// Somebody removes a scheduling gate.
    RemoveSchedulingGate(String),
    /// Somebody changes an image in place.
    SetImage {
        /// The container.
        container: String,
        /// The new image.
        image: String,
    },
    /// `kubectl debug`.
    AddEphemeralContainer {
        /// Its name.
        name: String,
        /// Its image.
        image: String,
        /// What its process does.
        runs: Vec<ProcessRun>,
    },
    /// `kubectl delete job`.
    DeleteJob,
    /// `spec.suspend` of the Job.
    SuspendJob(bool),
    /// `metadata.finalizers` of the Pod.
    SetFinalizers(Vec<String>),
    /// Other resources in place.
    Resize {
        /// The container.
        container: String,
        /// Its new requests.
        requests: Vec<(String, String)>,
        /// Its new limits.
        limits: Vec<(String, String)>,
    },
    /// `kubectl exec`: somebody runs a command in a container.
    Exec {
        /// The container.
        container: String,
        /// The command.
        command: Vec<String>,
    },
    /// Somebody calls the app.
    Request {
        /// The container.
        container: String,
        /// Its port.
        port: u16,
        /// The path.
        path: String,
    },
}

impl Action {
    /// What happens, in words: `delete the Pod`.
    pub fn words(&self) -> String {
        let of = |before: &str, what: &str, between: &str, whose: &str| {
            let mut words = before.to_owned();
            for part in [what, between, whose] {
                words.push_str(part);
            }
            words
        };
        match self {
            Self::Delete { .. } => "delete the Pod".to_owned(),
            Self::Evict => "evict the Pod".to_owned(),
            Self::Drain => "drain the node".to_owned(),
            Self::DeleteJob => "delete the Job".to_owned(),
            Self::SuspendJob(true) => "suspend the Job".to_owned(),
            Self::SuspendJob(false) => "resume the Job".to_owned(),
            Self::SetFinalizers(_) => "set the finalizers".to_owned(),
            Self::Signal { container, signal } => of("send ", signal, " to ", container),
            Self::Condition { type_, status } => of("set condition ", type_, " to ", status),
            Self::RemoveSchedulingGate(gate) => of("remove the scheduling gate ", gate, "", ""),
            Self::SetImage { container, image } => of("set image ", image, " of ", container),
            Self::AddEphemeralContainer { name, .. } => of("add container ", name, "", ""),
            Self::Resize { container, .. } => of("resize ", container, "", ""),
            Self::Exec { container, command } => of("run ", &command.join(" "), " in ", container),
            Self::Request { container, port, path } => {
                of("request ", path, " from ", &format!("{container}:{port}"))
            }
        }
    }

    /// What happens, in a word or two: `delete`.
    pub fn label(&self) -> &str {
        match self {
            Self::Delete { .. } | Self::DeleteJob => "delete",
            Self::Evict => "evict",
            Self::Drain => "drain",
            Self::SuspendJob(true) => "suspend",
            Self::SuspendJob(false) => "resume",
            Self::SetFinalizers(_) => "finalizers",
            Self::Signal { signal, .. } => signal,
            Self::Condition { .. } => "condition",
            Self::RemoveSchedulingGate(_) => "gate",
            Self::SetImage { .. } => "image",
            Self::AddEphemeralContainer { .. } => "debug",
            Self::Resize { .. } => "resize",
            Self::Exec { .. } => "exec",
            Self::Request { .. } => "request",
        }
    }
}
