//! The Job controller: makes Pods, counts how they end, replaces those that failed, and says when the Job is done.
//!
//! Upstream: pkg/controller/job/job_controller.go. A pass comes one second after the first change that it has not seen;
//! it writes the status first with what it is about to count, lets go of the Pods, and writes it again.

mod failure_policy;
mod indexes;
mod manage;
mod pods;
mod sync;
mod track;

use k8s_openapi::api::batch::v1::{JobCondition, JobSpec, JobStatus};

use crate::process::scenario::Action;
use crate::sim::job::indexes::Indexes;
use crate::sim::rules::{self, Rule};
use crate::sim::story::{JobEntry, JobTrace, JobWhat, Origin};
use crate::sim::trace::{EntryId, EventType};
use crate::sim::workload::JobRun;
use crate::sim::world::Pods;
use crate::time::{SimDuration, SimTime};

/// Changes are gathered for that long.
///
/// Upstream: `syncJobBatchPeriod`.
const BATCH: SimDuration = SimDuration::from_secs(1);
/// The first delay before a Pod that failed is replaced, and the longest.
///
/// Upstream: `DefaultJobPodFailureBackOff` and `MaxJobPodFailureBackOff`.
const FIRST_DELAY: u64 = 10_000;
const LONGEST_DELAY: u64 = 600_000;
/// One write to the API.
const WRITE: SimDuration = SimDuration::from_millis(10);

/// The failures since the last success.
///
/// Upstream: `backoffRecord`, pkg/controller/job/backoff_utils.go.
#[derive(Clone, Copy, Debug, Default)]
struct Record {
    failures: u32,
    last_failure: SimTime,
}

impl Record {
    /// Until when no Pod is made.
    fn ready_at(self) -> SimTime {
        if self.failures == 0 {
            return SimTime::ZERO;
        }
        let doubled = FIRST_DELAY << (self.failures - 1).min(10);
        self.last_failure + SimDuration(doubled.min(LONGEST_DELAY))
    }
}

/// The controller of one Job.
pub(super) struct Controller<'a> {
    job: &'a JobRun<'a>,
    spec: &'a JobSpec,
    now: SimTime,
    trace: JobTrace,
    last_change: SimTime,
    /// When the next pass comes.
    sync_at: Option<SimTime>,
    /// When the Job is removed, once it has finished.
    expires_at: Option<SimTime>,
    /// What the next pass comes from.
    news: Option<Origin>,
    suspended: bool,
    deleted: bool,
    started_at: Option<SimTime>,
    status: JobStatus,
    /// Pods that have ended and whose finalizer is still there.
    uncounted_succeeded: Vec<usize>,
    uncounted_failed: Vec<usize>,
    completed: Indexes,
    back_off: Record,
    /// How often Pods failed before in the index of each Pod, by the Pod's place: those that count, and those that
    /// the `podFailurePolicy` ignores.
    index_failures: Vec<[u32; 2]>,
}

impl<'a> Controller<'a> {
    pub(super) fn new(job: &'a JobRun<'a>) -> Self {
        let mut controller = Self {
            job,
            spec: job.spec,
            now: SimTime::ZERO,
            trace: JobTrace { name: job.name.clone(), entries: Vec::new() },
            last_change: SimTime::ZERO,
            sync_at: Some(SimTime::ZERO),
            expires_at: None,
            news: Some(Origin::Job(0)),
            suspended: job.spec.suspend == Some(true),
            deleted: false,
            started_at: None,
            status: JobStatus::default(),
            uncounted_succeeded: Vec::new(),
            uncounted_failed: Vec::new(),
            completed: Indexes::default(),
            back_off: Record::default(),
            index_failures: Vec::new(),
        };
        let entry = JobEntry {
            at: SimTime::ZERO,
            what: JobWhat::Created,
            because: Vec::new(),
            rule: rules::JOB_CREATED,
        };
        controller.trace.entries.push(entry);
        let status = JobWhat::Status(Box::default());
        controller.record(status, &[], rules::JOB_STATUS);
        if controller.is_managed_by_another() {
            controller.sync_at = None;
        }
        controller
    }

    /// Whether somebody else manages the Job, so that this controller leaves it alone.
    ///
    /// Upstream: `controllerName` in `syncJob`, pkg/controller/job/job_controller.go.
    fn is_managed_by_another(&self) -> bool {
        self.spec.managed_by.as_deref().is_some_and(|by| by != "kubernetes.io/job-controller")
    }

    /// When something happens next.
    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.sync_at.into_iter().chain(self.expires_at).min()
    }

    pub(super) fn last_change(&self) -> SimTime {
        self.last_change
    }

    pub(super) fn into_trace(self) -> JobTrace {
        self.trace
    }

    /// Writes an entry of the trace; one that names no cause follows from what the Pods told last.
    fn record(&mut self, what: JobWhat, because: &[Origin], rule: Rule) -> EntryId {
        self.last_change = self.now;
        let mut because = because.to_vec();
        if because.is_empty() {
            because.extend(self.news);
        }
        self.trace.entries.push(JobEntry { at: self.now, what, because, rule });
        self.trace.entries.len() - 1
    }

    fn event(&mut self, type_: EventType, reason: &str, message: String, because: EntryId) {
        let what = JobWhat::Event { type_, reason: reason.to_owned(), message };
        self.record(what, &[Origin::Job(because)], rules::JOB_STATUS);
    }

    /// Asks for a pass, unless one comes earlier.
    fn sync_in(&mut self, delay: SimDuration) {
        let at = self.now + delay;
        let works = !self.deleted && !self.is_managed_by_another();
        if works && self.sync_at.is_none_or(|planned| planned > at) {
            self.sync_at = Some(at);
        }
    }

    /// A Pod has changed in the API, by this entry.
    pub(super) fn on_pod_changed(&mut self, at: SimTime, pod: usize, entry: EntryId) {
        self.now = at;
        self.news = Some(Origin::Pod(pod, entry));
        self.sync_in(BATCH);
    }

    /// What was planned for this instant happens.
    pub(super) fn wake(&mut self, at: SimTime, pods: &mut Pods<'_>) {
        self.now = at;
        if self.sync_at.is_some_and(|planned| planned <= at) {
            self.sync_at = None;
            if !self.deleted && !self.is_finished() {
                self.sync(pods);
            }
        } else {
            self.expires_at = None;
            self.remove(pods, rules::JOB_TTL);
        }
    }

    /// Whether the status says that the Job is over.
    fn is_finished(&self) -> bool {
        self.condition("Complete").or(self.condition("Failed")).is_some()
    }

    /// A condition that is true.
    fn condition(&self, type_: &str) -> Option<&JobCondition> {
        let mut conditions = self.status.conditions.iter().flatten();
        conditions.find(|known| known.type_ == type_ && known.status == "True")
    }

    /// Something happens from outside; whether it happens to the Job, and not to one of its Pods.
    pub(super) fn act(&mut self, at: SimTime, action: &Action, pods: &mut Pods<'_>) -> bool {
        self.now = at;
        if let Action::SuspendJob(suspended) = action {
            if self.suspended != *suspended {
                self.suspended = *suspended;
                let what = JobWhat::Suspended(*suspended);
                let entry = self.record(what, &[Origin::Job(0)], rules::JOB_SUSPEND);
                self.news = Some(Origin::Job(entry));
                self.sync_in(WRITE);
            }
            return true;
        }
        if *action == Action::DeleteJob {
            self.remove(pods, rules::JOB_DELETED);
            return true;
        }
        false
    }

    /// The Job is deleted: its Pods are deleted with it, and nobody counts them any more.
    fn remove(&mut self, pods: &mut Pods<'_>, rule: Rule) {
        if std::mem::replace(&mut self.deleted, true) {
            return;
        }
        self.sync_at = None;
        self.expires_at = None;
        let last = self.trace.entries.len() - 1;
        let because = if rule == rules::JOB_TTL { last } else { 0 };
        let removed = self.record(JobWhat::Removed, &[Origin::Job(because)], rule);
        for pod in pods.all.iter_mut().filter(|pod| !pod.api.removed) {
            pod.untrack(self.now);
            if pod.api.deletion.is_none() {
                pod.delete_for_job(self.now + WRITE, removed);
            }
        }
    }
}
