//! When something happens that a question asks for.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a query looks for some kinds of entries among many"
)]

use serde::{Deserialize, Serialize};

use crate::sim::story::Story;
use crate::sim::trace::{EntryId, HookKind, Trace, What};
use crate::time::{SimDuration, SimTime};

/// How far two moments must be apart for their order to be more than chance.
const APART: SimDuration = SimDuration::from_millis(300);

/// Something that happens once in a run: exactly one of the fields beside `text` and `run`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word that a question may use")]
pub struct Moment {
    /// What it says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// This container starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// This container ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish: Option<String>,
    /// This container gets its stop signal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// This container is killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kill: Option<String>,
    /// This container becomes ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready: Option<String>,
    /// This container counts as started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<String>,
    /// The image of this container is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pulled: Option<String>,
    /// The hook of this container begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_start: Option<String>,
    /// The hook of this container ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_start_ends: Option<String>,
    /// The hook of this container begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_stop: Option<String>,
    /// The hook of this container ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_stop_ends: Option<String>,
    /// A start of this container is put off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_off: Option<String>,
    /// The Pod is bound to a node.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub scheduled: bool,
    /// The sandbox is there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
    /// The API server accepts the deletion.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deletion: bool,
    /// The object leaves the API.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// The Pod gets this phase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// This condition of the Pod becomes True.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// This condition of the Job becomes True.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// Which time it is, from 0.
    #[serde(skip_serializing_if = "is_first")]
    pub run: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_first(run: &usize) -> bool {
    *run == 0
}

/// Whether an entry is of a kind.
type Test = fn(&What) -> bool;

/// A moment in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// When.
    pub(super) at: SimTime,
    /// The entry of the first Pod's life; nothing where it is one of the Job.
    entry: Option<EntryId>,
}

impl Found {
    /// Whether this one comes before the other on every cluster: well before it, or because the other follows from it.
    pub(super) fn certainly_before(self, later: Self, trace: &Trace) -> bool {
        if later.at.since(self.at) >= APART {
            return true;
        }
        match (self.entry, later.entry) {
            (Some(earlier), Some(later)) => earlier < later && follows(later, earlier, trace),
            (Some(_), None) => self.at < later.at,
            (None, _) => false,
        }
    }

    pub(super) fn key(self) -> (SimTime, usize) {
        (self.at, self.entry.unwrap_or(usize::MAX))
    }
}

impl Moment {
    /// When it happens; nothing where it does not, or where the question names more or less than one thing.
    pub(super) fn find(&self, story: &Story) -> Option<Found> {
        if self.said() != 1 {
            return None;
        }
        if let Some(wanted) = &self.job {
            let mut statuses = story.job.as_ref()?.statuses();
            let is_it = |status: &k8s_openapi::api::batch::v1::JobStatus| {
                status
                    .conditions
                    .iter()
                    .flatten()
                    .any(|it| it.type_ == *wanted && it.status == "True")
            };
            let (at, _) = statuses.find(|(_, status)| is_it(status))?;
            return Some(Found { at, entry: None });
        }
        let trace = story.first()?;
        let places = trace.entries.iter().enumerate();
        let mut fitting = places.filter(|(_, entry)| self.is(&entry.what, trace));
        let (entry, found) = fitting.nth(self.run)?;
        Some(Found { at: found.at, entry: Some(entry) })
    }

    /// How many things it names.
    pub(super) fn said(&self) -> usize {
        let flags = [self.scheduled, self.sandbox, self.deletion, self.removed];
        let others = [&self.phase, &self.condition, &self.job];
        self.names().iter().filter(|(name, _)| name.is_some()).count()
            + flags.iter().filter(|flag| **flag).count()
            + others.iter().filter(|other| other.is_some()).count()
    }

    fn names(&self) -> [(&Option<String>, Test); 12] {
        [
            (&self.start, |what| matches!(what, What::Started(..))),
            (&self.finish, |what| matches!(what, What::Finished { .. })),
            (&self.term, |what| matches!(what, What::Term(_))),
            (&self.kill, |what| matches!(what, What::Kill(_))),
            (&self.ready, |what| matches!(what, What::ReadyChanged(_, true))),
            (&self.started, |what| matches!(what, What::BecameStarted(_))),
            (&self.pulled, |what| matches!(what, What::PullEnded(_))),
            (&self.post_start, |what| matches!(what, What::HookBegan(_, HookKind::PostStart))),
            (&self.post_start_ends, |what| {
                matches!(what, What::HookEnded(_, HookKind::PostStart, _))
            }),
            (&self.pre_stop, |what| matches!(what, What::HookBegan(_, HookKind::PreStop))),
            (&self.pre_stop_ends, |what| matches!(what, What::HookEnded(_, HookKind::PreStop, _))),
            (&self.back_off, |what| matches!(what, What::BackOffBegan(_))),
        ]
    }

    fn is(&self, what: &What, trace: &Trace) -> bool {
        let named = |name: &Option<String>| {
            let container = name.as_deref().and_then(|name| trace.container(name));
            container.is_some() && container == what.container()
        };
        if self.names().iter().any(|(name, is_it)| is_it(what) && named(name)) {
            return true;
        }
        match what {
            What::Scheduled => self.scheduled,
            What::SandboxReady => self.sandbox,
            What::DeletionMarked { .. } => self.deletion,
            What::Removed => self.removed,
            What::Status(status) => {
                let is_true = |wanted: &String| {
                    status
                        .conditions
                        .iter()
                        .flatten()
                        .any(|it| it.type_ == *wanted && it.status == "True")
                };
                self.phase.is_some() && self.phase == status.phase
                    || self.condition.as_ref().is_some_and(is_true)
            }
            _ => false,
        }
    }
}

fn follows(later: EntryId, earlier: EntryId, trace: &Trace) -> bool {
    later == earlier
        || trace.entries.get(later).is_some_and(|entry| {
            let causes = entry.because.iter().filter(|cause| **cause < later);
            causes.into_iter().any(|cause| *cause >= earlier && follows(*cause, earlier, trace))
        })
}
