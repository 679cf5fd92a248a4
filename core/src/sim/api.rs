//! The API server's side: creation, binding, deletion, and what happens from outside.

use k8s_openapi::api::core::v1::{PodCondition, PodStatus};

use crate::process::scenario::{Action, TimedAction};
use crate::sim::trace::{EntryId, EventType, What};
use crate::sim::workload::{NODE, TRACKING_FINALIZER};
use crate::sim::{Sim, Wake, latency, rules};
use crate::time::SimTime;

/// The conditions that are the kubelet's: it sets them right when somebody else has written them.
///
/// Upstream: `PodConditionByKubelet`, pkg/kubelet/types/pod_status.go.
const BY_KUBELET: [&str; 8] = [
    "PodScheduled",
    "Ready",
    "ContainersReady",
    "Initialized",
    "PodReadyToStartContainers",
    "PodResizePending",
    "PodResizeInProgress",
    "AllContainersRestarting",
];

/// What the scheduler says where the only node is cordoned.
///
/// Upstream: `ErrReasonUnschedulable`, pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go.
const DRAINED: &str = "0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, \
    preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";

/// The object in the API, as far as it changes.
#[derive(Debug, Default)]
pub(super) struct Api {
    pub(super) status: PodStatus,
    pub(super) scheduled: Option<EntryId>,
    /// Marked for deletion: the entry and the grace period in seconds.
    pub(super) deletion: Option<Deletion>,
    pub(super) removed: bool,
    /// `metadata.generation`: the spec's, which a change of it and a deletion raise.
    pub(super) generation: i64,
    pub(super) finalizers: Vec<String>,
    pub(super) scheduling_gates: Vec<String>,
    /// The last of the scheduling gates is gone by this entry.
    gates_gone: Option<EntryId>,
    /// Conditions that somebody else sets, such as readiness gates.
    pub(super) conditions: Vec<PodCondition>,
    /// The newest change of the spec.
    pub(super) changed: Option<EntryId>,
    /// Grows with each change that a watch would tell of.
    pub(super) version: u64,
    /// The entry of the newest status.
    pub(super) published: EntryId,
    /// Since when the Pod has not been ready, as its conditions tell.
    pub(super) unready_since: Option<SimTime>,
}

/// A deletion that the API server accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deletion {
    pub(super) entry: EntryId,
    pub(super) at: SimTime,
    pub(super) grace_seconds: u64,
    /// Whether the status said then that the Pod had been initialized.
    pub(super) initialized: bool,
}

impl Sim<'_> {
    /// The object enters the API.
    pub(super) fn create(&mut self) {
        let rule = if self.pod.replaces { rules::REPLACED } else { rules::CREATED };
        let created = self.record(What::Created, &[], rule);
        self.api.generation = 1;
        if let Some(maker) = self.pod.made_by {
            self.trace.from_job.push((created, maker));
        }
        self.api.finalizers = self.pod.finalizers.to_vec();
        if self.pod.made_by.is_some() {
            self.api.finalizers.push(TRACKING_FINALIZER.to_owned());
        }
        let gates = self.spec.scheduling_gates.iter().flatten();
        self.api.scheduling_gates = gates.map(|gate| gate.name.clone()).collect();
        let mut status = PodStatus { phase: Some("Pending".to_owned()), ..PodStatus::default() };
        status.qos_class = Some(self.pod.qos_class.to_owned());
        if !self.api.scheduling_gates.is_empty() {
            status.conditions = Some(vec![unscheduled(
                "SchedulingGated",
                "Scheduling is blocked due to non-empty scheduling gates",
            )]);
        }
        self.publish_now(status, Some(created));
        self.wake_in(latency::SCHEDULE, Wake::Schedule);
    }

    /// The scheduler looks at the Pod.
    pub(super) fn on_schedule(&mut self) {
        let is_deleted = self.api.removed || self.api.deletion.is_some();
        let is_gated = !self.api.scheduling_gates.is_empty();
        if is_gated || is_deleted || self.api.scheduled.is_some() {
            return;
        }
        let mut status = self.api.status.clone();
        if let Some(reason) = self.taken_by_none().map(str::to_owned) {
            let what = What::Event {
                type_: EventType::Warning,
                reason: "FailedScheduling",
                message: reason.clone(),
                container: None,
            };
            let because = self.api.gates_gone.or(Some(0));
            let entry = self.record(what, &[because], rules::UNSCHEDULABLE);
            status.conditions = Some(vec![unscheduled("Unschedulable", &reason)]);
            self.publish_now(status, Some(entry));
            return;
        }
        let because = self.api.gates_gone.or(Some(0));
        let bound = self.record(What::Scheduled, &[because], rules::SCHEDULED);
        self.api.scheduled = Some(bound);
        let namespace = self.pod.namespace;
        let message = format!("Successfully assigned {namespace}/{} to {NODE}", self.trace.pod);
        let reason = "Scheduled";
        let what = What::Event { type_: EventType::Normal, reason, message, container: None };
        self.record(what, &[Some(bound)], rules::SCHEDULED);
        status.conditions = Some(vec![PodCondition {
            type_: "PodScheduled".to_owned(),
            status: "True".to_owned(),
            ..PodCondition::default()
        }]);
        self.publish_now(status, Some(bound));
        self.wake_in(latency::WATCH, Wake::Watch);
    }

    /// Why no node takes the Pod now; nothing where one does.
    fn taken_by_none(&self) -> Option<&str> {
        let is_drain = |timed: &TimedAction| timed.action == Action::Drain && timed.at <= self.now;
        let is_drained = self.scenario.actions.iter().any(is_drain);
        let drained = (is_drained && !self.is_of_daemon()).then_some(DRAINED);
        self.scenario.unschedulable.as_deref().or(drained)
    }

    fn is_of_daemon(&self) -> bool {
        self.pod.controller.as_ref().is_some_and(|controller| controller.kind == "DaemonSet")
    }

    /// The kubelet's status reaches the API, which keeps the conditions that are not the kubelet's.
    pub(super) fn on_publish(&mut self) {
        let Some(mut status) = self.worker.unpublished.pop_front() else { return };
        if self.api.removed {
            return;
        }
        let mut conditions = self.api.conditions.clone();
        let own = status.conditions.take().into_iter().flatten();
        conditions.extend(own.filter(|known| BY_KUBELET.contains(&known.type_.as_str())));
        status.conditions = Some(conditions);
        self.publish_now(status, self.worker.cause);
    }

    fn publish_now(&mut self, status: PodStatus, because: Option<EntryId>) {
        self.publish_by(status, because, rules::STATUS);
    }

    fn publish_by(&mut self, mut status: PodStatus, because: Option<EntryId>, rule: rules::Rule) {
        self.stamp(&mut status);
        if status == self.api.status {
            return;
        }
        let ready = |status: &PodStatus, value: &str| {
            let mut conditions = status.conditions.iter().flatten();
            conditions.any(|known| known.type_ == "Ready" && known.status == value)
        };
        if !ready(&status, "False") {
            self.api.unready_since = None;
        } else if !ready(&self.api.status, "False") {
            self.api.unready_since = Some(self.now.whole_seconds());
        }
        self.machine.set_ready(ready(&status, "True"));
        self.api.status = status.clone();
        self.api.version += 1;
        self.api.published = self.record(What::Status(Box::new(status)), &[because], rule);
    }

    /// Keeps the times of what stays as it was, and dates what is new.
    ///
    /// Upstream: `updateLastTransitionTime`, pkg/kubelet/status/status_manager.go.
    fn stamp(&self, status: &mut PodStatus) {
        let before = &self.api.status;
        if before.start_time.is_some() {
            status.start_time.clone_from(&before.start_time);
        }
        let known = |type_: &str| before.conditions.iter().flatten().find(|old| old.type_ == type_);
        for condition in status.conditions.iter_mut().flatten() {
            match known(&condition.type_) {
                Some(old) if old.status == condition.status => {
                    condition.last_transition_time.clone_from(&old.last_transition_time);
                }
                _ if condition.reason.as_deref() == Some("SchedulingGated") => {}
                _ => condition.last_transition_time = Some(self.now.stamp()),
            }
            if condition.reason.as_deref() != Some("SchedulingGated") {
                let of = status.observed_generation.unwrap_or(1);
                condition.observed_generation.get_or_insert(of);
            }
        }
    }

    /// Something happens from outside now.
    pub(super) fn act(&mut self, action: &Action) {
        self.outside =
            self.record(What::Outside(Box::new(action.clone())), &[Some(0)], rules::OUTSIDE);
        match action {
            Action::Delete { grace_period_seconds } => {
                self.delete(*grace_period_seconds, rules::DELETE);
            }
            Action::Evict => {
                self.disrupt();
                self.delete(None, rules::EVICT);
            }
            // A DaemonSet's Pods stay.
            Action::Drain if self.is_of_daemon() => {}
            Action::Drain => {
                self.disrupt();
                self.delete(None, rules::DRAIN);
            }
            Action::Signal { container, signal } => self.signal(container, signal),
            Action::SetFinalizers(finalizers) => {
                self.set_finalizers(finalizers);
            }
            Action::RemoveSchedulingGate(gate) => self.remove_gate(gate),
            Action::Condition { type_, status } => {
                self.set_condition(PodCondition {
                    type_: type_.clone(),
                    status: status.clone(),
                    ..PodCondition::default()
                });
                if self.api.scheduled.is_some() {
                    self.wake_in(latency::WATCH, Wake::Watch);
                }
            }
            Action::SetImage { container, image } => {
                self.set_image(container, image);
            }
            Action::AddEphemeralContainer { name, .. } => self.add_ephemeral(name),
            Action::Resize { container, requests, limits } => {
                self.resize(container, requests, limits);
            }
            // These are about a Job.
            Action::DeleteJob | Action::SuspendJob(_) => {}
            Action::Exec { container, command } => {
                self.run_machine();
                if let Some(index) = self.position(container) {
                    self.exec(index, command);
                }
            }
            Action::Request { .. } => self.on_request(action),
        }
    }

    /// Somebody removes a scheduling gate, which is a change of the spec.
    fn remove_gate(&mut self, gate: &String) {
        if self.api.removed || !self.api.scheduling_gates.contains(gate) {
            return;
        }
        self.api.scheduling_gates.retain(|known| known != gate);
        self.api.generation += 1;
        self.api.version += 1;
        let entry =
            self.record(What::GateRemoved(gate.clone()), &[Some(self.outside)], rules::GATE);
        if self.api.scheduling_gates.is_empty() {
            self.api.gates_gone = Some(entry);
            self.wake_in(latency::SCHEDULE, Wake::Schedule);
        }
    }

    /// The Eviction API says what it is going to do before it deletes the Pod.
    ///
    /// Upstream: `addConditionAndDeletePod`, pkg/registry/core/pod/storage/eviction.go.
    fn disrupt(&mut self) {
        let known = |condition: &PodCondition| condition.type_ == "DisruptionTarget";
        if self.api.conditions.iter().any(known) {
            return;
        }
        let condition = PodCondition {
            type_: "DisruptionTarget".to_owned(),
            status: "True".to_owned(),
            reason: Some("EvictionByEvictionAPI".to_owned()),
            message: Some("Eviction API: evicting".to_owned()),
            observed_generation: Some(self.api.generation),
            ..PodCondition::default()
        };
        self.set_condition(condition);
    }

    /// Somebody else than the kubelet sets a condition.
    fn set_condition(&mut self, condition: PodCondition) {
        if self.api.removed {
            return;
        }
        let other = |known: &PodCondition| known.type_ != condition.type_;
        let mut status = self.api.status.clone();
        let shown = status.conditions.get_or_insert_default();
        if BY_KUBELET.contains(&condition.type_.as_str()) {
            match shown.iter_mut().find(|known| !other(known)) {
                Some(known) => *known = condition,
                None => shown.push(condition),
            }
            self.publish_now(status, Some(self.outside));
            return;
        }
        shown.retain(other);
        self.api.conditions.retain(other);
        shown.insert(self.api.conditions.len().min(shown.len()), condition.clone());
        self.api.conditions.push(condition);
        self.publish_now(status, Some(self.outside));
    }

    /// Marks the Pod for deletion.
    ///
    /// Upstream: `CheckGracefulDelete`, pkg/registry/core/pod/strategy.go, and `BeforeDelete`,
    /// staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go.
    fn delete(&mut self, requested: Option<i64>, rule: rules::Rule) {
        if self.api.removed {
            return;
        }
        let own = self.spec.termination_grace_period_seconds.unwrap_or(30);
        let phase = self.api.status.phase.as_deref();
        let at_once = self.api.scheduled.is_none() || matches!(phase, Some("Succeeded" | "Failed"));
        let period = if at_once { 0 } else { requested.unwrap_or(own) };
        let grace_seconds = u64::try_from(period).unwrap_or(1);
        let entry = if let Some(before) = self.api.deletion {
            let Some(requested) = requested else { return };
            self.shorten(before, u64::try_from(requested).unwrap_or(1));
            before.entry
        } else {
            let entry = self.mark_deletion(grace_seconds, Some(self.outside), rule);
            self.api.generation += 1;
            let initialized = self.shows_initialized();
            self.api.deletion = Some(Deletion { entry, at: self.now, grace_seconds, initialized });
            let next = match self.api.scheduled {
                Some(_) => (latency::WATCH, Wake::Watch),
                None => (latency::COLLECT, Wake::Collect),
            };
            self.wake_in(next.0, next.1);
            entry
        };
        if self.api.deletion.is_some_and(|deletion| deletion.grace_seconds == 0) {
            self.remove_at_once(entry);
        }
    }

    /// A later deletion can only shorten the grace period; one that is over already is cut to a second. The stop that
    /// goes on keeps its time: only what the kubelet begins from now on has less.
    ///
    /// Upstream: `BeforeDelete`, staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go.
    fn shorten(&mut self, before: Deletion, grace_seconds: u64) {
        if grace_seconds >= before.grace_seconds {
            return;
        }
        let over = self.now.since(before.at).whole_secs() >= grace_seconds;
        let grace_seconds = if over { grace_seconds.min(1) } else { grace_seconds };
        self.mark_deletion(grace_seconds, Some(before.entry), rules::DELETE_AGAIN);
        self.api.deletion = Some(Deletion { grace_seconds, ..before });
    }

    /// No kubelet knows of a Pod without a node: the garbage collector says that it has failed.
    ///
    /// Upstream: `markFailedAndDeletePod`, pkg/controller/podgc/gc_controller.go.
    pub(super) fn on_collect(&mut self) {
        let Some(deletion) = self.api.deletion.filter(|_| !self.api.removed) else { return };
        let mut status = self.api.status.clone();
        status.phase = Some("Failed".to_owned());
        self.publish_by(status, Some(deletion.entry), rules::COLLECTED);
    }

    fn mark_deletion(
        &mut self,
        grace_seconds: u64,
        because: Option<EntryId>,
        rule: rules::Rule,
    ) -> EntryId {
        let grace_period_seconds = i64::try_from(grace_seconds).unwrap_or(i64::MAX);
        self.api.version += 1;
        self.record(What::DeletionMarked { grace_period_seconds }, &[because], rule)
    }

    /// Somebody writes the finalizers; of an object that is being deleted they can only be taken away.
    ///
    /// Upstream: `ShouldDeleteDuringUpdate`, staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go.
    fn set_finalizers(&mut self, finalizers: &[String]) {
        let is_new = |finalizer: &String| !self.api.finalizers.contains(finalizer);
        if self.api.deletion.is_some() && finalizers.iter().any(is_new) {
            return;
        }
        if self.api.removed || self.api.finalizers == finalizers {
            return;
        }
        self.put_finalizers(finalizers.to_vec(), Some(self.outside));
    }

    fn put_finalizers(&mut self, finalizers: Vec<String>, because: Option<EntryId>) {
        self.api.version += 1;
        let entry =
            self.record(What::Finalizers(finalizers.clone()), &[because], rules::FINALIZERS);
        self.api.finalizers = finalizers;
        if self.api.deletion.is_some_and(|deletion| deletion.grace_seconds == 0) {
            self.remove_at_once(entry);
        }
    }

    fn remove_at_once(&mut self, because: EntryId) {
        if self.api.finalizers.is_empty() {
            self.api.removed = true;
            self.api.version += 1;
            self.record(What::Removed, &[Some(because)], rules::REMOVED_AT_ONCE);
        }
    }

    /// The kubelet is done with the Pod and deletes it with a grace period of 0: the object leaves the API, unless it
    /// has finalizers.
    pub(super) fn remove(&mut self) {
        let Some(deletion) = self.api.deletion.filter(|_| !self.api.removed) else { return };
        if self.api.finalizers.is_empty() {
            self.api.removed = true;
            self.api.version += 1;
            self.record(What::Removed, &[self.worker.cause], rules::REMOVED);
        } else if deletion.grace_seconds > 0 {
            self.mark_deletion(0, self.worker.cause, rules::REMOVED);
            self.api.deletion = Some(Deletion { grace_seconds: 0, ..deletion });
        }
    }

    /// The Job controller deletes the Pod, by an entry of the Job.
    pub(super) fn delete_for_job(&mut self, at: SimTime, by: EntryId) {
        (self.now, self.outside) = (at, 0);
        let first = self.trace.entries.len();
        self.delete(None, rules::JOB_DELETES);
        if self.trace.entries.len() > first {
            self.trace.from_job.push((first, by));
        }
    }

    /// A controller deletes a Pod that has ended, and that it is going to make anew.
    pub(super) fn delete_ended(&mut self, at: SimTime) {
        let has_ended = matches!(self.api.status.phase.as_deref(), Some("Succeeded" | "Failed"));
        if has_ended && self.api.deletion.is_none() {
            (self.now, self.outside) = (at, self.api.published);
            self.delete(None, rules::REPLACED);
        }
    }

    /// The Job controller has counted the Pod: nothing holds it back any more.
    pub(super) fn untrack(&mut self, at: SimTime) {
        self.now = at;
        let mut finalizers = self.api.finalizers.clone();
        finalizers.retain(|finalizer| finalizer != TRACKING_FINALIZER);
        if !self.api.removed && finalizers != self.api.finalizers {
            self.put_finalizers(finalizers, Some(self.api.published));
        }
    }
}

fn unscheduled(reason: &str, message: &str) -> PodCondition {
    PodCondition {
        type_: "PodScheduled".to_owned(),
        status: "False".to_owned(),
        reason: Some(reason.to_owned()),
        message: Some(message.to_owned()),
        ..PodCondition::default()
    }
}
