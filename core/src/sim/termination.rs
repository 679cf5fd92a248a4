//! To stop containers: hooks, order, signal, kill.
//!
//! Upstream: `killContainer` and `killContainersWithSyncResult`, pkg/kubelet/kuberuntime/kuberuntime_container.go;
//! pkg/kubelet/kuberuntime/kuberuntime_termination_order.go.

use k8s_openapi::api::core::v1 as api;

use crate::process::HookRun;
use crate::sim::container::Container;
use crate::sim::pod_worker::Flow;
use crate::sim::rules::Rule;
use crate::sim::trace::{EntryId, EventType, HookKind, ProbeKind, What};
use crate::sim::{Sim, Wake, latency, rules};
use crate::time::{SimDuration, SimTime};

/// The least time between the stop signal and SIGKILL.
///
/// Upstream: `minimumGracePeriodInSeconds`, pkg/kubelet/kuberuntime/kuberuntime_manager.go.
const MINIMUM: SimDuration = SimDuration::from_secs(2);

/// Why one container is stopped by itself, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StopOrder {
    message: String,
    /// The probe's own grace period.
    grace: Option<SimDuration>,
    probe: Option<ProbeKind>,
    rule: Rule,
}

impl StopOrder {
    /// The image was changed in place.
    pub(super) fn definition_changed(container: &Container<'_>) -> Self {
        let name = container.name();
        let message = if container.is_sidecar() {
            format!("Init container {name} definition changed")
        } else {
            format!("Container {name} definition changed, will be restarted")
        };
        Self { message, grace: None, probe: None, rule: rules::STOP_ONE }
    }

    /// Other resources come into force with a restart.
    pub(super) fn resized(container: &str) -> Self {
        Self {
            message: format!("Container {container} resize requires restart"),
            grace: None,
            probe: None,
            rule: rules::RESIZE,
        }
    }

    /// All containers are restarted in place: no time is left for hooks.
    pub(super) fn restart_all() -> Self {
        Self {
            message: "killing".to_owned(),
            grace: Some(SimDuration::ZERO),
            probe: None,
            rule: rules::RESTART_ALL,
        }
    }

    /// The postStart hook failed.
    pub(super) fn post_start_failed() -> Self {
        Self {
            message: "FailedPostStartHook".to_owned(),
            grace: None,
            probe: None,
            rule: rules::POST_START_FAILED,
        }
    }

    /// A probe failed too often.
    pub(super) fn probe(
        spec: &api::Container,
        kind: ProbeKind,
        init: bool,
        restarted: bool,
    ) -> Self {
        let (name, probe) = match kind {
            ProbeKind::Startup => ("startup", &spec.startup_probe),
            ProbeKind::Readiness => ("readiness", &spec.readiness_probe),
            ProbeKind::Liveness => ("liveness", &spec.liveness_probe),
        };
        let container = &spec.name;
        let message = if init {
            format!("Init container {container} failed {name} probe")
        } else if restarted {
            format!("Container {container} failed {name} probe, will be restarted")
        } else {
            format!("Container {container} failed {name} probe")
        };
        let grace = probe.as_ref().and_then(|probe| probe.termination_grace_period_seconds);
        let grace =
            grace.and_then(|seconds| u64::try_from(seconds).ok()).map(SimDuration::from_secs);
        Self { message, grace, probe: Some(kind), rule: rules::PROBE_KILL }
    }
}

/// How far the stop of a container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The first step comes in a moment.
    Begun,
    /// Its preStop hook runs, since then.
    Hook(SimTime),
    /// It waits for its turn, since then.
    Turn(SimTime),
    /// It got the stop signal.
    Signalled,
    /// It has ended, and the kubelet hears of it in a moment.
    Ended,
}

/// The stop of one container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stopper {
    stage: Stage,
    left: SimDuration,
    /// Whether it has to wait for others.
    ordered: bool,
    cause: Option<EntryId>,
    rule: Rule,
    /// How its preStop hook runs.
    hook: HookRun,
    /// A preStop hook that is no longer waited for, but runs on inside the container.
    hook_runs_on: bool,
    /// The process ended under its preStop hook.
    hook_lost: bool,
    /// Counts wake-ups; older ones are void.
    ticket: u64,
}

impl Sim<'_> {
    /// `spec.terminationGracePeriodSeconds`; a negative one counts as a second.
    pub(super) fn own_grace(&self) -> SimDuration {
        let seconds = self.spec.termination_grace_period_seconds.unwrap_or(30);
        SimDuration::from_secs(u64::try_from(seconds).unwrap_or(1))
    }

    /// Whether something is being stopped.
    pub(super) fn anything_stopping(&self) -> bool {
        self.containers.iter().any(|container| container.stopper.is_some())
    }

    /// Stops all that runs, native sidecars last.
    pub(super) fn stop_all(&mut self, grace: SimDuration) {
        if !self.containers.iter().any(Container::is_running) {
            return;
        }
        let evicted = self.worker.evicted.as_ref().map(|eviction| eviction.entry);
        let deleted = self.api.deletion.map(|deletion| deletion.entry);
        let cause = evicted.or(deleted).or(self.worker.deadline_exceeded);
        let rule = if evicted.is_some() {
            rules::EVICTED
        } else if deleted.is_some() {
            rules::DELETE
        } else if self.worker.deadline_exceeded.is_some() {
            rules::DEADLINE
        } else {
            rules::COMPLETED
        };
        let deadline = self.now + grace;
        let requested =
            self.record(What::StopRequested { deadline }, &[cause.or(self.worker.cause)], rule);
        for container in 0..self.containers.len() {
            let Some(of) = self.containers.get(container).filter(|of| of.is_running()) else {
                continue;
            };
            let message = format!("Stopping container {}", of.name());
            let rule = if of.is_sidecar() { rules::STOP_SIDECAR } else { rules::STOP_APP };
            self.begin_stop(container, grace, message, true, Some(requested), rule);
        }
    }

    /// Stops one container while the others go on.
    pub(super) fn stop_one(&mut self, container: usize, order: StopOrder) -> Flow {
        let grace = order.grace.unwrap_or(self.own_grace());
        let cause =
            order.probe.and_then(|kind| self.prober.decided(container, kind)).or(self.worker.cause);
        let message = order.message;
        let running = self.containers.get(container).is_some_and(Container::is_running);
        if !running && order.rule == rules::POST_START_FAILED {
            self.event(EventType::Normal, "Killing", message, Some(container), cause, order.rule);
            return Flow::Next;
        }
        self.begin_stop(container, grace, message, false, cause, order.rule);
        Flow::Next
    }

    fn begin_stop(
        &mut self,
        container: usize,
        grace: SimDuration,
        message: String,
        ordered: bool,
        cause: Option<EntryId>,
        rule: Rule,
    ) {
        if !self.containers.get(container).is_some_and(|of| of.is_running() && of.stopper.is_none())
        {
            return;
        }
        self.event(EventType::Normal, "Killing", message, Some(container), cause, rule);
        let begun = self.record(What::StopBegan(container), &[cause], rule);
        if let Some(of) = self.containers.get_mut(container) {
            of.stopper = Some(Stopper {
                stage: Stage::Begun,
                left: grace,
                ordered,
                cause: Some(begun),
                rule,
                hook: HookRun { takes: SimDuration::ZERO, success: true },
                hook_runs_on: false,
                hook_lost: false,
                ticket: 0,
            });
        }
        self.wake_stop(container, latency::STOP_SIGNAL);
    }

    /// The next step comes after some time, whatever was planned before.
    fn wake_stop(&mut self, container: usize, delay: SimDuration) {
        self.worker.stop_ticket += 1;
        let ticket = self.worker.stop_ticket;
        if let Some(stopper) = self.containers.get_mut(container).and_then(|of| of.stopper.as_mut())
        {
            stopper.ticket = ticket;
        }
        self.wake_in(delay, Wake::Stop { container, ticket });
    }

    /// The next step of a container's stop, unless another wake-up has taken its place.
    pub(super) fn on_stop(&mut self, container: usize, ticket: u64) {
        let Some(stopper) = self.containers.get(container).and_then(|of| of.stopper.clone()) else {
            return;
        };
        if stopper.ticket != ticket {
            return;
        }
        match stopper.stage {
            Stage::Begun => {
                if self.hook(container, HookKind::PreStop).is_some()
                    && stopper.left > SimDuration::ZERO
                {
                    self.begin_pre_stop(container, &stopper);
                } else {
                    self.await_turn(container);
                }
            }
            Stage::Hook(since) => self.end_pre_stop(container, &stopper, since),
            Stage::Turn(since) => {
                let waited = self.now.since(since);
                let out_of_time = waited >= stopper.left;
                if out_of_time || !self.has_to_wait(container) {
                    self.take_time(container, waited);
                    let rule = if out_of_time {
                        rules::STOP_SIDECAR_OUT_OF_TIME
                    } else {
                        rules::STOP_SIDECAR
                    };
                    self.send_stop_signal(container, rule);
                }
            }
            Stage::Signalled => {}
            Stage::Ended => {
                if let Some(of) = self.containers.get_mut(container) {
                    of.stopper = None;
                }
                self.wake_waiting();
                self.resume_after_stop();
            }
        }
    }

    fn set_stage(&mut self, container: usize, stage: Stage) {
        if let Some(stopper) = self.containers.get_mut(container).and_then(|of| of.stopper.as_mut())
        {
            stopper.stage = stage;
        }
    }

    /// What was waited for is taken from the grace period in whole seconds.
    fn take_time(&mut self, container: usize, waited: SimDuration) {
        if let Some(stopper) = self.containers.get_mut(container).and_then(|of| of.stopper.as_mut())
        {
            stopper.left = stopper.left.saturating_sub(SimDuration::from_secs(waited.whole_secs()));
        }
    }

    fn begin_pre_stop(&mut self, container: usize, stopper: &Stopper) {
        self.record(
            What::HookBegan(container, HookKind::PreStop),
            &[stopper.cause],
            rules::PRE_STOP,
        );
        self.set_stage(container, Stage::Hook(self.now));
        let run = self.begin_hook(container, HookKind::PreStop);
        if let Some(stopper) = self.stopper_mut(container) {
            stopper.hook = run;
        }
        self.wake_stop(container, SimDuration(run.takes.0.min(stopper.left.0)));
    }

    /// The command of a preStop hook has ended.
    pub(super) fn on_pre_stop_outcome(&mut self, container: usize, success: bool) {
        let Some(stopper) = self.stopper_mut(container) else { return };
        stopper.hook = HookRun { takes: SimDuration::ZERO, success };
        if matches!(stopper.stage, Stage::Hook(_)) {
            self.wake_stop(container, SimDuration::ZERO);
        } else if !success {
            self.cut_pre_stop(container);
        } else {
            stopper.hook_runs_on = false;
        }
    }

    fn stopper_mut(&mut self, container: usize) -> Option<&mut Stopper> {
        self.containers.get_mut(container)?.stopper.as_mut()
    }

    fn end_pre_stop(&mut self, container: usize, stopper: &Stopper, since: SimTime) {
        let hook = stopper.hook;
        let waited = self.now.since(since);
        let cut_off = hook.takes > stopper.left && !stopper.hook_lost;
        let success = (hook.success || cut_off) && !stopper.hook_lost;
        let ended = self.record(
            What::HookEnded(container, HookKind::PreStop, success),
            &[stopper.cause],
            rules::PRE_STOP,
        );
        if !success {
            self.say_pre_stop_failed(container, Some(ended));
        }
        if let Some(stopper) = self.containers.get_mut(container).and_then(|of| of.stopper.as_mut())
        {
            stopper.hook_runs_on = cut_off;
        }
        self.take_time(container, waited);
        self.await_turn(container);
    }

    fn await_turn(&mut self, container: usize) {
        let Some(of) = self.containers.get(container) else { return };
        let Some(stopper) = &of.stopper else { return };
        let (left, rule) = (stopper.left, stopper.rule);
        if stopper.ordered
            && of.is_sidecar()
            && left > SimDuration::ZERO
            && self.has_to_wait(container)
        {
            self.set_stage(container, Stage::Turn(self.now));
            self.wake_stop(container, left);
        } else {
            self.send_stop_signal(container, rule);
        }
    }

    /// Whether something that stops before this sidecar is still being stopped: any app container, or the native
    /// sidecar after it in the list.
    ///
    /// Upstream: `newTerminationOrdering`, pkg/kubelet/kuberuntime/kuberuntime_termination_order.go.
    fn has_to_wait(&self, container: usize) -> bool {
        let next_sidecar = self
            .containers
            .iter()
            .enumerate()
            .find(|(index, of)| *index > container && of.is_sidecar())
            .map(|(index, _)| index);
        self.containers
            .iter()
            .enumerate()
            .any(|(index, of)| of.stopper.is_some() && (of.is_app() || Some(index) == next_sidecar))
    }

    /// Those that wait for their turn look whether it has come.
    fn wake_waiting(&mut self) {
        for container in 0..self.containers.len() {
            let stage = self
                .containers
                .get(container)
                .and_then(|of| of.stopper.as_ref())
                .map(|stopper| stopper.stage);
            if matches!(stage, Some(Stage::Turn(_))) && !self.has_to_wait(container) {
                self.wake_stop(container, SimDuration::ZERO);
            }
        }
    }

    fn send_stop_signal(&mut self, container: usize, rule: Rule) {
        let Some(of) = self.containers.get(container) else { return };
        let Some(stopper) = &of.stopper else { return };
        let (left, cause) = (stopper.left, stopper.cause);
        if !of.is_running() {
            self.set_stage(container, Stage::Ended);
            self.wake_stop(container, SimDuration::ZERO);
            return;
        }
        let instance = of.instances.len() - 1;
        let before = self.stopped_before(container, rule);
        let kills = of.stop_signal() == "SIGKILL";
        self.set_stage(container, Stage::Signalled);
        if kills {
            let kill = self.record(What::Kill(container), &[cause, before], rule);
            self.end_process(container, 137, "Error", Some(kill), rule);
            return;
        }
        let term = self.record(What::Term(container), &[cause, before], rule);
        let time = SimDuration(left.0.max(MINIMUM.0));
        self.wake_in(time, Wake::KillTime { container, instance });
        self.deliver_stop_signal(container, term);
    }

    /// The end that a sidecar has waited for.
    fn stopped_before(&self, container: usize, rule: Rule) -> Option<EntryId> {
        if rule != rules::STOP_SIDECAR {
            return None;
        }
        let ends = self
            .containers
            .iter()
            .enumerate()
            .filter(|(index, of)| of.is_app() || (of.is_sidecar() && *index > container));
        ends.filter_map(|(_, of)| of.instances.last()?.end).max()
    }

    /// The time to stop is over.
    pub(super) fn on_kill_time(&mut self, container: usize, instance: usize) {
        let Some(of) = self.containers.get(container) else { return };
        if of.instances.len() != instance + 1 || !of.is_running() || of.stopper.is_none() {
            return;
        }
        let cause = of.stopper.as_ref().and_then(|stopper| stopper.cause);
        let kill = self.record(What::Kill(container), &[cause], rules::KILLED);
        self.end_process(container, 137, "Error", Some(kill), rules::KILLED);
    }

    /// A process that is being stopped has ended.
    pub(super) fn on_stopped(&mut self, container: usize) {
        self.cut_pre_stop(container);
        let stage = self
            .containers
            .get(container)
            .and_then(|of| of.stopper.as_ref())
            .map(|stopper| stopper.stage);
        // A hook that needs the process fails with its end, unless it is over just then; a sleep goes on, and so does the
        // wait for a turn.
        let is_over =
            self.stopper_mut(container).is_some_and(|it| it.hook.takes == SimDuration::ZERO);
        if matches!(stage, Some(Stage::Hook(_)))
            && !is_over
            && self.hook_needs_process(container, HookKind::PreStop)
        {
            if let Some(stopper) =
                self.containers.get_mut(container).and_then(|of| of.stopper.as_mut())
            {
                stopper.hook_lost = true;
            }
            self.wake_stop(container, SimDuration::ZERO);
        }
        if stage == Some(Stage::Signalled) {
            self.set_stage(container, Stage::Ended);
            self.wake_stop(container, latency::STOPPED);
        }
    }

    /// A preStop hook that ran on inside the container ends with it, and has failed.
    fn cut_pre_stop(&mut self, container: usize) {
        let needs_process = self.hook_needs_process(container, HookKind::PreStop);
        let Some(stopper) = self.stopper_mut(container) else { return };
        if std::mem::take(&mut stopper.hook_runs_on) && needs_process {
            let cause = stopper.cause;
            self.say_pre_stop_failed(container, cause);
        }
    }

    fn say_pre_stop_failed(&mut self, container: usize, because: Option<EntryId>) {
        let (type_, text) = (EventType::Warning, "PreStopHook failed".to_owned());
        let rule = rules::PRE_STOP;
        self.event(type_, "FailedPreStopHook", text, Some(container), because, rule);
    }
}
