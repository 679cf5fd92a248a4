//! What is played: the life of one Pod, or of a Job and all Pods that it makes.

use std::borrow::Cow;

use k8s_openapi::api::batch::v1::JobStatus;

use crate::sim::rules::Rule;
use crate::sim::trace::{EntryId, EventType, Trace};
use crate::time::SimTime;

/// Everything that was played together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story {
    /// Up to when it was played.
    pub end: SimTime,
    /// The Pods, in the order of their creation; none where a Job makes none.
    pub pods: Vec<Trace>,
    /// What the Job controller did, where there is one.
    pub job: Option<JobTrace>,
    /// What there is too much of, where it ends before its time for that.
    pub cut: Option<Cut>,
}

/// What there can be too much of in a [`Story`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// More than [`MOST_CONTAINERS`] containers in a Pod: nothing is played.
    Containers,
    /// More than [`MOST_PODS`] Pods.
    Pods,
    /// More than [`MOST_ENTRIES`] entries, over all Pods.
    Entries,
}

/// How many containers a Pod has at most that is played.
pub const MOST_CONTAINERS: usize = 200;
/// How many Pods are played at most.
pub const MOST_PODS: usize = 100;
/// How many entries the Pods of a story have at most, give or take those of one instant.
pub const MOST_ENTRIES: usize = 500_000;

impl Story {
    /// The first Pod.
    pub fn first(&self) -> Option<&Trace> {
        self.pods.first()
    }

    /// How many entries stand before those of a Pod where all are told in one list: those of the first Pod, of the
    /// Job, of the other Pods.
    pub fn causes_before(&self, pod: usize) -> usize {
        let pods = self.pods.iter().take(pod).map(|trace| trace.entries.len());
        let job = self.job.as_ref().filter(|_| pod > 0).map_or(0, |job| job.entries.len());
        pods.sum::<usize>() + job
    }

    /// The same, without the checks of probes that only found what the one before had found, where there are more than
    /// `limit` of them: nothing follows from those.
    pub fn without_routine(&self, limit: usize) -> Cow<'_, Self> {
        let routine: Vec<Vec<bool>> = self.pods.iter().map(Trace::routine).collect();
        if routine.iter().flatten().filter(|is_routine| **is_routine).count() <= limit {
            return Cow::Borrowed(self);
        }
        let mut story = Self { pods: Vec::new(), job: self.job.clone(), ..*self };
        let mut places: Vec<Vec<EntryId>> = Vec::new();
        for (trace, routine) in self.pods.iter().zip(&routine) {
            let (thinned, place) = trace.without(routine);
            story.pods.push(thinned);
            places.push(place);
        }
        let origins = story.job.iter_mut().flat_map(|job| &mut job.entries);
        for origin in origins.flat_map(|entry| &mut entry.because) {
            if let Origin::Pod(pod, id) = origin
                && let Some(place) = places.get(*pod).and_then(|places| places.get(*id))
            {
                *id = *place;
            }
        }
        Cow::Owned(story)
    }

    /// The newest Pod that was there at an instant.
    pub fn newest_at(&self, at: SimTime) -> Option<&Trace> {
        self.pods.iter().rev().find(|pod| pod.created <= at)
    }
}

/// What the Job controller did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobTrace {
    /// The Job's name.
    pub name: String,
    /// What happened, in order of time.
    pub entries: Vec<JobEntry>,
}

/// An entry about the Job.
#[derive(Clone, Debug, PartialEq)]
pub struct JobEntry {
    /// When.
    pub at: SimTime,
    /// What.
    pub what: JobWhat,
    /// What it follows from.
    pub because: Vec<Origin>,
    /// The rule by which it does.
    pub rule: Rule,
}

/// An entry of the Job, or of one of its Pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An entry of the Job.
    Job(EntryId),
    /// An entry of a Pod, by its place in [`Story::pods`].
    Pod(usize, EntryId),
}

/// Something that happened to a Job. Pods are named by their place in [`Story::pods`].
#[derive(Clone, Debug, PartialEq)]
pub enum JobWhat {
    /// The object entered the API.
    Created,
    /// `spec.suspend` was changed.
    Suspended(bool),
    /// The controller made a Pod.
    PodCreated(usize),
    /// The controller deleted a Pod.
    PodDeleted(usize),
    /// A Pod that failed is not replaced before this instant.
    BackOff(SimTime),
    /// The status in the API changed.
    Status(Box<JobStatus>),
    /// An event was sent.
    Event {
        /// Its type.
        type_: EventType,
        /// Its reason.
        reason: String,
        /// Its message.
        message: String,
    },
    /// The object left the API.
    Removed,
}

impl JobTrace {
    /// The status in the API at each change.
    #[expect(clippy::wildcard_enum_match_arm, reason = "one kind of entries among many")]
    pub fn statuses(&self) -> impl Iterator<Item = (SimTime, &JobStatus)> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            JobWhat::Status(status) => Some((entry.at, status.as_ref())),
            _ => None,
        })
    }

    /// When the object left the API.
    pub fn removed(&self) -> Option<SimTime> {
        self.entries.iter().find(|entry| entry.what == JobWhat::Removed).map(|entry| entry.at)
    }
}
