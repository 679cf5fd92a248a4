//! The pod worker: one for the Pod, one pass after the other, each pass step by step.
//!
//! Upstream: `podWorkerLoop` and `completeWork`, pkg/kubelet/pod_workers.go; `SyncPod`, `SyncTerminatingPod` and
//! `SyncTerminatedPod`, pkg/kubelet/kubelet.go.

use std::collections::VecDeque;

use k8s_openapi::api::core::v1::PodStatus;

use crate::sim::back_off;
use crate::sim::container::WaitingReason;
use crate::sim::eviction::{Eviction, Measured};
use crate::sim::image_volumes::ImageVolumeError;
use crate::sim::termination::StopOrder;
use crate::sim::trace::{EntryId, EventType, What};
use crate::sim::{Sim, Wake, latency, rules, runtime};
use crate::time::{SimDuration, SimTime};

/// What kind of pass comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// The Pod is to run.
    #[default]
    Syncing,
    /// The Pod is to stop.
    Terminating,
    /// Its containers have ended.
    Terminated,
    /// There is nothing left to do.
    Done,
}

/// One step of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Wait until the volumes are mounted; since when.
    Volumes(Option<SimTime>),
    /// Set up the probe workers.
    AddProbes,
    /// Decide what to do, and put it in front.
    Compute,
    /// Create the sandbox.
    Sandbox,
    /// The sandbox is there.
    SandboxReady,
    /// See to an image volume.
    ImageVolume(usize),
    /// A pull of an image volume has ended.
    ImageVolumePulled(usize),
    /// Start a container, unless its back-off or its image stands against it.
    Start(usize),
    /// Its image is there.
    Create(usize),
    /// A pull has ended.
    PullEnd(usize),
    /// The container is created.
    Created(usize),
    /// The process runs; its hook comes next.
    PostStart(usize),
    /// The hook has ended.
    PostStartEnd(usize),
    /// Stop one container.
    StopOne(usize, StopOrder),
    /// Give a running container other resources.
    Resize(usize),
    /// Remove a container's records.
    RemoveRecords(usize),
    /// Stop all that runs.
    StopAll(SimDuration),
    /// Wait until everything that is being stopped has stopped.
    AwaitStopped,
    /// Stop the sandbox.
    StopSandbox,
    /// The containers have ended: say so.
    ReportStopped,
    /// Say how it ended, and clean up.
    CleanUp,
    /// Remove the object if it is to be deleted.
    Remove,
    /// The pass is over.
    End,
}

/// How a step ended.
pub(super) enum Flow {
    /// The next one follows at once.
    Next,
    /// The next one follows after some time.
    After(SimDuration),
    /// Somebody else wakes the worker.
    Wait,
}

/// A request for a pass, with the entry that it follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Trigger(Option<EntryId>);

/// How much earlier or later than expected a pass may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spread {
    earlier: SimDuration,
    later: SimDuration,
}

impl Spread {
    /// A full relist comes at most a period after what it finds, which happened at `since`.
    pub(super) fn of_relist(since: SimTime, now: SimTime) -> Self {
        let earlier = now.since(since);
        Self { earlier, later: latency::RELIST_PERIOD.saturating_sub(earlier) }
    }

    /// The work queue waits 1 to 1.5 times the delay, and is looked at every second.
    fn of_retry(delay: SimDuration) -> Self {
        let expected = delay.saturating_sub(latency::WORK_QUEUE_TICK);
        let half = SimDuration(expected.0 / 5) + latency::WORK_QUEUE_TICK;
        Self { earlier: half, later: half }
    }

    /// A measurement comes half a minute earlier or later than expected, and the look that follows it half of its
    /// period.
    pub(super) fn of_eviction() -> Self {
        let half = SimDuration(latency::FIRST_MEASURE.0 + latency::EVICTION.0);
        Self { earlier: half, later: half }
    }

    /// The instants between which something lies that is expected at `at`.
    pub(super) fn around(self, at: SimTime) -> (SimTime, SimTime) {
        (at - self.earlier, at + self.later)
    }
}

/// The pod worker.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all combinations occur"
)]
pub(super) struct Worker {
    pub(super) phase: Phase,
    busy: bool,
    steps: VecDeque<Step>,
    /// A trigger that came during a pass, or before the runtime was looked at again.
    pending: Option<Trigger>,
    /// Counts passes; wake-ups of older ones are void.
    pass: u64,
    /// Counts the wake-ups of steps; older ones are void.
    step_ticket: u64,
    /// Counts the wake-ups of stops.
    pub(super) stop_ticket: u64,
    ended_at: Option<SimTime>,
    pub(super) seen_at: Option<SimTime>,
    pub(super) relist_at: Option<SimTime>,
    /// Since when a full relist is waited for; nothing where the one that is planned is for this Pod alone.
    pub(super) relist_since: Option<SimTime>,
    /// How exact the instant of the running pass is, and of the one that is asked for.
    pub(super) spread: Option<Spread>,
    pub(super) next_spread: Option<Spread>,
    /// The entry that the running pass follows from.
    pub(super) cause: Option<EntryId>,
    pub(super) sandbox: Option<EntryId>,
    sandbox_stopped: bool,
    /// The sandbox is new to the next relist.
    pub(super) sandbox_changed: bool,
    pub(super) volumes_mounted: bool,
    /// The image volumes that are missing in this pass.
    pub(super) image_volume_errors: Vec<ImageVolumeError>,
    /// The generation whose resources are not in force yet.
    pub(super) resizing: Option<i64>,
    /// Which of the scenario's volumes are still missing, once they have been tried.
    pub(super) mounts: Option<Vec<bool>>,
    probes_added: bool,
    pub(super) started_at: Option<SimTime>,
    /// The statuses that are on their way to the API, the oldest first.
    pub(super) unpublished: VecDeque<PodStatus>,
    /// What went wrong in this pass.
    refused_for: Option<SimDuration>,
    failed: bool,
    did_something: bool,
    /// Why containers could not be started, until the pass ends.
    results: Vec<(usize, Option<WaitingReason>)>,
    is_past_deadline: bool,
    /// The Pod ran into its deadline.
    pub(super) deadline_exceeded: Option<EntryId>,
    /// What was found when the volumes were measured, and what the eviction manager is going to say of it.
    pub(super) measured: Measured,
    pub(super) too_large: Option<String>,
    /// The Pod is evicted.
    pub(super) evicted: Option<Eviction>,
}

impl Worker {
    /// Whether the sandbox runs.
    pub(super) fn has_sandbox(&self) -> bool {
        self.sandbox.is_some() && !self.sandbox_stopped
    }

    /// Whether the Pod has been told to stop, and why its containers may not be started again.
    pub(super) fn is_stopping(&self) -> bool {
        self.phase != Phase::Syncing
    }

    pub(super) fn refuse_for(&mut self, left: SimDuration) {
        self.refused_for =
            Some(self.refused_for.map_or(left, |known| SimDuration(known.0.min(left.0))));
    }

    pub(super) fn fail(&mut self) {
        self.failed = true;
    }

    /// Keeps why a container could not be started, or that it could.
    pub(super) fn result(&mut self, container: usize, reason: Option<WaitingReason>) {
        self.results.push((container, reason));
    }

    /// A plain init container failed to start: the rest of the pass is dropped.
    pub(super) fn abort_starts(&mut self) {
        self.steps.retain(|step| !matches!(step, Step::Start(_)));
    }

    /// The rest of the pass is dropped.
    pub(super) fn abort(&mut self) {
        self.failed = true;
        self.steps.retain(|step| *step == Step::End);
    }

    pub(super) fn put_in_front(&mut self, step: Step) {
        self.steps.push_front(step);
    }
}

impl Sim<'_> {
    /// The object has changed, or is new to the node.
    pub(super) fn on_watch(&mut self) {
        let deleted = self.api.deletion.map(|deletion| deletion.entry);
        let cause = deleted.max(self.api.changed).or(self.api.scheduled);
        self.allocate();
        if self.api.deletion.is_some() && self.worker.phase == Phase::Syncing {
            self.begin_termination();
        }
        self.trigger(cause);
    }

    /// The next pass is about stopping. Of the one that goes on nothing but the wait for volumes is given up.
    pub(super) fn begin_termination(&mut self) {
        self.worker.phase = Phase::Terminating;
        if matches!(self.worker.steps.front(), Some(Step::Volumes(Some(_)))) {
            self.worker.abort();
            self.wake_worker_in(SimDuration::ZERO);
        }
    }

    /// Asks for a pass; a trigger that comes during one waits for its end.
    pub(super) fn trigger(&mut self, cause: Option<EntryId>) {
        if self.worker.phase == Phase::Done || self.api.scheduled.is_none() {
            return;
        }
        let before = self.worker.pending.and_then(|trigger| trigger.0);
        self.worker.pending = Some(Trigger(before.max(cause)));
        self.begin_if_pending();
    }

    /// Begins a pass if one is asked for, and the runtime has been looked at since the last one.
    pub(super) fn begin_if_pending(&mut self) {
        if self.worker.busy || self.worker.pending.is_none() {
            return;
        }
        // A full relist comes every second, whether or not something changed; the one of this instant may be to come.
        let before = SimTime(self.now.0.saturating_sub(1));
        let seen = self.worker.seen_at.max(runtime::full_relist_before(before));
        if self.worker.ended_at.is_some_and(|ended| seen <= Some(ended)) {
            self.runtime_changed();
            return;
        }
        let cause = self.worker.pending.take().and_then(|trigger| trigger.0);
        self.begin_pass(cause);
    }

    fn begin_pass(&mut self, cause: Option<EntryId>) {
        self.worker.busy = true;
        self.worker.pass += 1;
        self.worker.cause = cause;
        self.worker.spread = self.worker.next_spread.take();
        self.worker.refused_for = None;
        self.worker.failed = false;
        self.worker.did_something = false;
        self.worker.steps.clear();
        match self.worker.phase {
            Phase::Syncing => {
                if self.worker.started_at.is_none() {
                    self.worker.started_at = Some(self.now);
                    self.plan_deadline();
                    self.plan_measure();
                }
                self.finish_resize();
                let computed = self.sync_status();
                if matches!(computed.as_str(), "Succeeded" | "Failed") {
                    self.worker.phase = Phase::Terminating;
                    self.worker.pending = Some(Trigger(cause));
                } else {
                    self.worker.steps.extend([Step::Volumes(None), Step::AddProbes, Step::Compute]);
                }
            }
            Phase::Terminating => {
                self.sync_status();
                self.prober.stop_liveness_and_startup(&self.containers);
                let grace = self.effective_grace();
                self.worker.steps.extend([
                    Step::StopAll(grace),
                    Step::AwaitStopped,
                    Step::StopSandbox,
                    Step::ReportStopped,
                ]);
            }
            Phase::Terminated => self.worker.steps.extend([Step::CleanUp, Step::Remove]),
            Phase::Done => {}
        }
        self.worker.steps.push_back(Step::End);
        self.run_steps();
    }

    /// The grace period of a termination pass, at least a second.
    ///
    /// Upstream: `calculateEffectiveGracePeriod`, pkg/kubelet/pod_workers.go.
    fn effective_grace(&self) -> SimDuration {
        let least = SimDuration::from_secs(1);
        if self.worker.evicted.is_some() {
            return least;
        }
        let asked =
            self.api.deletion.map(|deletion| SimDuration::from_secs(deletion.grace_seconds));
        asked.unwrap_or(self.own_grace()).max(least)
    }

    /// A step's time is over, unless another wake-up has taken its place.
    pub(super) fn on_step(&mut self, ticket: u64) {
        if self.worker.step_ticket == ticket {
            self.run_steps();
        }
    }

    fn wake_worker_in(&mut self, delay: SimDuration) {
        self.worker.step_ticket += 1;
        self.wake_in(delay, Wake::Step { ticket: self.worker.step_ticket });
    }

    /// The step that the worker waits for comes at once.
    pub(super) fn hurry(&mut self, step: &Step) {
        if self.worker.busy && self.worker.steps.front() == Some(step) {
            self.wake_worker_in(SimDuration::ZERO);
        }
    }

    /// A volume has come that the pass may be waiting for.
    pub(super) fn hurry_volumes(&mut self, delay: SimDuration) {
        if matches!(self.worker.steps.front(), Some(Step::Volumes(Some(_)))) {
            self.wake_worker_in(delay);
        }
    }

    /// Goes on with the pass until a step takes time.
    fn run_steps(&mut self) {
        while let Some(step) = self.worker.steps.pop_front() {
            match self.run_step(step) {
                Flow::Next => {}
                Flow::After(delay) => {
                    self.wake_worker_in(delay);
                    return;
                }
                Flow::Wait => return,
            }
        }
    }

    fn run_step(&mut self, step: Step) -> Flow {
        match step {
            Step::Volumes(since) => self.wait_for_volumes(since),
            Step::AddProbes => {
                if !std::mem::replace(&mut self.worker.probes_added, true) {
                    self.add_probes();
                }
                Flow::Next
            }
            Step::Compute => {
                let mut steps = self.compute_pod_actions();
                self.worker.did_something |= !steps.is_empty();
                self.add_image_volumes(&mut steps);
                for step in steps.into_iter().rev() {
                    self.worker.steps.push_front(step);
                }
                Flow::Next
            }
            Step::Sandbox => Flow::After(latency::SANDBOX),
            Step::SandboxReady => {
                let entry = self.record(What::SandboxReady, &[self.worker.cause], rules::SANDBOX);
                self.worker.sandbox = Some(entry);
                self.worker.sandbox_stopped = false;
                self.worker.sandbox_changed = true;
                self.runtime_changed();
                self.publish_sandbox_ready();
                Flow::Next
            }
            Step::ImageVolume(at) => self.ensure_image_volume(at),
            Step::ImageVolumePulled(at) => self.end_image_volume_pull(at),
            Step::Start(container) => self.start_container(container),
            Step::Create(container) => self.create_container(container),
            Step::PullEnd(container) => self.end_pull(container),
            Step::Created(container) => self.run_container(container),
            Step::PostStart(container) => self.run_post_start(container),
            Step::PostStartEnd(container) => self.end_post_start(container),
            Step::StopOne(container, order) => self.stop_one(container, order),
            Step::Resize(container) => self.end_resize(container),
            Step::RemoveRecords(container) => self.remove_records(container),
            Step::StopAll(grace) => {
                self.stop_all(grace);
                Flow::Next
            }
            Step::AwaitStopped => {
                if self.anything_stopping() {
                    self.worker.steps.push_front(Step::AwaitStopped);
                    Flow::Wait
                } else {
                    Flow::Next
                }
            }
            Step::StopSandbox => {
                let stopped = std::mem::replace(&mut self.worker.sandbox_stopped, true);
                if stopped || self.worker.sandbox.is_none() {
                    Flow::Next
                } else {
                    Flow::After(latency::SANDBOX_STOP)
                }
            }
            Step::ReportStopped => {
                self.look_at_runtime();
                self.worker.phase = Phase::Terminated;
                self.sync_status();
                self.worker.pending = Some(Trigger(self.worker.cause));
                Flow::Next
            }
            Step::CleanUp => {
                self.worker.phase = Phase::Done;
                self.sync_status();
                Flow::After(latency::CLEAN_UP)
            }
            Step::Remove => {
                self.remove();
                Flow::Next
            }
            Step::End => {
                self.end_pass();
                Flow::Next
            }
        }
    }

    /// A container stopped that the pass may be waiting for.
    pub(super) fn resume_after_stop(&mut self) {
        if self.worker.steps.front() == Some(&Step::AwaitStopped) && !self.anything_stopping() {
            self.wake_worker_in(SimDuration::ZERO);
        }
    }

    fn end_pass(&mut self) {
        self.worker.busy = false;
        self.worker.ended_at = Some(self.now);
        for (container, reason) in std::mem::take(&mut self.worker.results) {
            if let Some(of) = self.containers.get_mut(container) {
                of.waiting = reason;
            }
        }
        let failed = self.worker.failed || self.worker.refused_for.is_some();
        if self.worker.did_something && !failed {
            self.relist_on_demand();
        }
        let after_refusal = self.worker.refused_for.map(back_off::retry_after);
        let after_error = self.worker.failed.then(back_off::retry_after_error);
        if let Some(delay) = after_refusal.into_iter().chain(after_error).min() {
            self.wake_in(delay, Wake::WorkQueue { pass: self.worker.pass, delay });
        }
        self.begin_if_pending();
    }

    /// The time at which a pass was to be tried again has come.
    pub(super) fn on_work_queue(&mut self, pass: u64, delay: SimDuration) {
        if self.worker.pass == pass {
            let cause = self.worker.cause;
            self.worker.next_spread = Some(Spread::of_retry(delay));
            self.trigger(cause);
        }
    }

    /// Watches the Pod's own deadline, which counts from its start in whole seconds.
    ///
    /// Upstream: pkg/kubelet/active_deadline.go.
    fn plan_deadline(&mut self) {
        let Some(seconds) =
            self.spec.active_deadline_seconds.and_then(|seconds| u64::try_from(seconds).ok())
        else {
            return;
        };
        let at = self.now.whole_seconds() + SimDuration::from_secs(seconds);
        self.queue.push(at, Wake::Deadline);
    }

    /// The deadline has come. A Pod that is stopping already is not hurried, but every status that is still generated
    /// says so.
    ///
    /// Upstream: `ShouldSync` and `ShouldEvict`, pkg/kubelet/active_deadline.go; `generateAPIPodStatus`,
    /// pkg/kubelet/kubelet_pods.go.
    pub(super) fn on_deadline(&mut self) {
        self.worker.is_past_deadline = true;
        if self.worker.phase == Phase::Syncing {
            self.trigger(self.worker.cause);
        }
    }

    /// Every status that is generated after the deadline sends the event again.
    pub(super) fn report_deadline(&mut self) {
        if !self.worker.is_past_deadline {
            return;
        }
        let message = "Pod was active on the node longer than the specified deadline".to_owned();
        let cause = self.worker.cause;
        let entry = self.event(
            EventType::Normal,
            "DeadlineExceeded",
            message,
            None,
            cause,
            rules::DEADLINE,
        );
        self.worker.deadline_exceeded.get_or_insert(entry);
    }
}
