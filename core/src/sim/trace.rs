//! What happened, in order, with causes: the one thing that views, lint and quiz read of a run.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a query looks for some kinds of entries among many"
)]

use k8s_openapi::api::core::v1::{PodStatus, ResourceRequirements};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::process::machine::deeds::Deed;
use crate::process::machine::{LogLine, Note};
use crate::process::scenario::Action;
use crate::sim::rules::Rule;
use crate::time::{SimDuration, SimTime};

/// The place of an entry in the trace.
pub type EntryId = usize;
/// Places of entries; there are seldom more than two.
pub type Because = SmallVec<[EntryId; 2]>;

/// What kind of container it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// An init container that runs to its end.
    Init,
    /// An init container with `restartPolicy: Always`.
    Sidecar,
    /// An entry of `spec.containers`.
    App,
    /// Added to a running Pod.
    Ephemeral,
}

/// Which probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProbeKind {
    /// Gates the other two, and what follows a sidecar.
    Startup,
    /// Decides whether the container is ready.
    Readiness,
    /// Decides whether the container is started again.
    Liveness,
}

/// Which hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HookKind {
    /// After the start.
    PostStart,
    /// Before the stop signal.
    PreStop,
}

/// `Normal` or `Warning`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventType {
    /// Expected.
    Normal,
    /// Not expected.
    Warning,
}

/// What can change of a container in a Pod that lives.
#[derive(Clone, Debug, PartialEq)]
pub enum SpecChange {
    /// Its image.
    Image(String),
    /// Its resources.
    Resources(Box<ResourceRequirements>),
    /// The ephemeral container is new.
    Added,
}

/// Something that happened. Containers are named by their place in [`Trace::containers`].
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The object entered the API.
    Created,
    /// The Pod was bound to a node.
    Scheduled,
    /// The sandbox is there.
    SandboxReady,
    /// The image is being pulled.
    PullBegan(usize),
    /// The pull ended.
    PullEnded(usize),
    /// A process started; the number counts the container's runs from 0.
    Started(usize, usize),
    /// A process ended.
    Finished {
        /// The container.
        container: usize,
        /// Its run.
        run: usize,
        /// The exit code.
        exit_code: i32,
        /// `Completed`, `Error`, `OOMKilled`, …
        reason: String,
    },
    /// A process could not be started.
    StartFailed {
        /// The container.
        container: usize,
        /// Its run.
        run: usize,
        /// The exit code.
        exit_code: i32,
        /// `StartError`.
        reason: String,
    },
    /// The container counts as started.
    BecameStarted(usize),
    /// The container's ready flag changed.
    ReadyChanged(usize, bool),
    /// A hook began.
    HookBegan(usize, HookKind),
    /// A hook ended.
    HookEnded(usize, HookKind, bool),
    /// A probe was run.
    Probed(usize, ProbeKind, bool),
    /// The kubelet has begun to stop a container.
    StopBegan(usize),
    /// A process got its stop signal.
    Term(usize),
    /// A process got SIGKILL.
    Kill(usize),
    /// A start was refused because of the back-off.
    BackOffBegan(usize),
    /// The start came after a back-off.
    BackOffEnded(usize),
    /// The Pod is being stopped.
    StopRequested {
        /// Until when it has time.
        deadline: SimTime,
    },
    /// The deletion was accepted by the API server.
    DeletionMarked {
        /// `metadata.deletionGracePeriodSeconds`.
        grace_period_seconds: i64,
    },
    /// The spec in the API changed.
    SpecChanged {
        /// The container.
        container: usize,
        /// What of it.
        change: SpecChange,
    },
    /// `metadata.finalizers` changed.
    Finalizers(Vec<String>),
    /// A scheduling gate was removed.
    GateRemoved(String),
    /// The API server refused a change of a container, in its words.
    Refused(usize, String),
    /// A process got another signal than the stop signal and SIGKILL.
    Signal(usize, &'static str),
    /// Something that the scenario lets happen from outside.
    Outside(Box<Action>),
    /// The status in the API changed.
    Status(Box<PodStatus>),
    /// An event was sent.
    Event {
        /// Its type.
        type_: EventType,
        /// Its reason.
        reason: &'static str,
        /// Its message.
        message: String,
        /// The container it is about.
        container: Option<usize>,
    },
    /// The object left the API.
    Removed,
}

impl What {
    /// The container that it is about.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what is about a container says so")]
    pub fn container(&self) -> Option<usize> {
        match self {
            Self::PullBegan(of)
            | Self::PullEnded(of)
            | Self::Started(of, _)
            | Self::Finished { container: of, .. }
            | Self::StartFailed { container: of, .. }
            | Self::BecameStarted(of)
            | Self::ReadyChanged(of, _)
            | Self::HookBegan(of, _)
            | Self::HookEnded(of, _, _)
            | Self::Probed(of, _, _)
            | Self::StopBegan(of)
            | Self::Term(of)
            | Self::Kill(of)
            | Self::Signal(of, _)
            | Self::Refused(of, _)
            | Self::SpecChanged { container: of, .. }
            | Self::BackOffBegan(of)
            | Self::BackOffEnded(of) => Some(*of),
            Self::Event { container, .. } => *container,
            _ => None,
        }
    }
}

/// An entry of the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub at: SimTime,
    /// What.
    pub what: What,
    /// The entries that it follows from, all of them earlier.
    pub because: Because,
    /// The rule by which it does.
    pub rule: Rule,
    /// Between which instants it may come, where the kubelet draws a random delay or looks only now and then; `at` is
    /// what is to be expected.
    pub range: Option<(SimTime, SimTime)>,
}

/// A container of the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContainer {
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub role: Role,
    /// Its place in its list of the spec.
    pub index: usize,
    /// Its image.
    pub image: String,
    /// The signal that stops it: `SIGTERM`.
    pub stop_signal: String,
    /// What users are told of its process: what had to be assumed of it, and what was found.
    pub notes: Vec<Note>,
}

impl TraceContainer {
    /// What had to be assumed of its process, in sentences; nothing where it was said.
    pub fn assumed(&self) -> Option<String> {
        let said: Vec<&str> = self.notes.iter().map(|note| note.text.as_str()).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// `spec.initContainers{proxy}`: how events name it.
    ///
    /// Upstream: `GenerateContainerRef`, pkg/kubelet/container/ref.go.
    pub fn field_path(&self) -> String {
        let list = match self.role {
            Role::Init | Role::Sidecar => "initContainers",
            Role::App => "containers",
            Role::Ephemeral => "ephemeralContainers",
        };
        format!("spec.{list}{{{}}}", self.name)
    }
}

/// One run of one container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// When its process started.
    pub started: SimTime,
    /// How it ended; nothing while it runs.
    pub finished: Option<RunEnd>,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEnd {
    /// When.
    pub at: SimTime,
    /// The exit code.
    pub exit_code: i32,
    /// The reason.
    pub reason: String,
}

/// Lines in a volume that goes with the Pod: a container followed their file, and ended without having read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostLines {
    /// The file, as the container sees it that followed it.
    pub file: String,
    /// The volume.
    pub volume: String,
    /// The place of the container that wrote them.
    pub writer: usize,
    /// The place of the container that followed the file.
    pub reader: usize,
    /// How many.
    pub lines: usize,
    /// When the first of them was written.
    pub first_at: SimTime,
}

/// The life of one Pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// The Pod's name.
    pub pod: String,
    /// When the API server accepted it.
    pub created: SimTime,
    /// Up to when it was simulated.
    pub end: SimTime,
    /// The containers: init entries, app containers, ephemeral ones, each in the order of the spec.
    pub containers: Vec<TraceContainer>,
    /// What happened, in order of time.
    pub entries: Vec<Entry>,
    /// The entries that follow from one of the Job's: theirs and the Job's.
    pub from_job: Vec<(EntryId, EntryId)>,
    /// What the containers printed, in order of time.
    pub logs: Vec<LogLine>,
    /// What they wrote for others and nobody has read, once the Pod has ended.
    pub lost: Vec<LostLines>,
    /// What containers did that others in the Pod can notice, each once, in order of time: ports, connections, files.
    pub deeds: Vec<Deed>,
}

impl Trace {
    /// The container of a name.
    pub fn container(&self, name: &str) -> Option<usize> {
        self.containers.iter().position(|container| container.name == name)
    }

    /// The runs of a container, in order.
    pub fn runs(&self, container: usize) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for entry in &self.entries {
            match &entry.what {
                What::Started(of, _) if *of == container => {
                    runs.push(Run { started: entry.at, finished: None });
                }
                What::StartFailed { container: of, exit_code, reason, .. } if *of == container => {
                    let end =
                        RunEnd { at: entry.at, exit_code: *exit_code, reason: reason.clone() };
                    runs.push(Run { started: entry.at, finished: Some(end) });
                }
                What::Finished { container: of, run, exit_code, reason } if *of == container => {
                    if let Some(run) = runs.get_mut(*run) {
                        run.finished = Some(RunEnd {
                            at: entry.at,
                            exit_code: *exit_code,
                            reason: reason.clone(),
                        });
                    }
                }
                _ => {}
            }
        }
        runs
    }

    /// Which entries are checks of probes that succeeded as the one before, and that nothing follows from.
    pub(super) fn routine(&self) -> Vec<bool> {
        let mut routine = vec![false; self.entries.len()];
        let mut last = vec![[false; 3]; self.containers.len()];
        for (entry, is_routine) in self.entries.iter().zip(&mut routine) {
            let What::Probed(container, kind, success) = entry.what else { continue };
            let known = last.get_mut(container).and_then(|of| of.get_mut(kind as usize));
            let before = known.map(|known| std::mem::replace(known, success));
            *is_routine = success && before == Some(true);
        }
        for because in self.entries.iter().flat_map(|entry| &entry.because) {
            if let Some(is_routine) = routine.get_mut(*because) {
                *is_routine = false;
            }
        }
        routine
    }

    /// The same without some entries that nothing follows from, and the new place of each entry.
    pub(super) fn without(&self, left_out: &[bool]) -> (Self, Vec<EntryId>) {
        let mut next = 0;
        let places: Vec<EntryId> = left_out
            .iter()
            .map(|is_left_out| {
                let place = next;
                next += usize::from(!is_left_out);
                place
            })
            .collect();
        let place = |id: &EntryId| places.get(*id).copied().unwrap_or(*id);
        let kept = self.entries.iter().zip(left_out).filter(|(_, is_left_out)| !**is_left_out);
        let entries = kept.map(|(entry, _)| Entry {
            because: entry.because.iter().map(place).collect(),
            ..entry.clone()
        });
        let thinned = Self {
            pod: self.pod.clone(),
            created: self.created,
            end: self.end,
            containers: self.containers.clone(),
            entries: entries.collect(),
            from_job: self.from_job.iter().map(|(own, job)| (place(own), *job)).collect(),
            logs: self.logs.clone(),
            lost: self.lost.clone(),
            deeds: self.deeds.clone(),
        };
        (thinned, places)
    }

    /// When the object left the API.
    pub fn removed(&self) -> Option<SimTime> {
        self.entries.iter().find(|entry| entry.what == What::Removed).map(|entry| entry.at)
    }

    /// When the deletion was accepted.
    pub fn deletion_marked(&self) -> Option<SimTime> {
        self.deletion(SimTime(u64::MAX)).map(|(at, _)| at)
    }

    /// When the deletion was accepted, and the grace period in seconds as of an instant: a later deletion can shorten it.
    pub fn deletion(&self, at: SimTime) -> Option<(SimTime, i64)> {
        let mut known = None;
        for entry in self.entries.iter().take_while(|entry| entry.at <= at) {
            if let What::DeletionMarked { grace_period_seconds } = entry.what {
                let first = known.map_or(entry.at, |(first, _)| first);
                known = Some((first, grace_period_seconds));
            }
        }
        known
    }

    /// `metadata.deletionTimestamp` as of an instant: a grace period that is shortened too late ends when it is.
    ///
    /// Upstream: `BeforeDelete`, staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go.
    pub fn deletion_time(&self, at: SimTime) -> Option<SimTime> {
        let (first, seconds) = self.deletion(at)?;
        let marked =
            |entry: &&Entry| entry.at <= at && matches!(entry.what, What::DeletionMarked { .. });
        let last = self.entries.iter().rev().find(marked).map_or(first, |entry| entry.at);
        Some((first + SimDuration::from_secs(seconds.unsigned_abs())).max(last))
    }

    /// The status in the API at each change.
    pub fn statuses(&self) -> impl Iterator<Item = (SimTime, &PodStatus)> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            What::Status(status) => Some((entry.at, status.as_ref())),
            _ => None,
        })
    }
}
