//! The container runtime: processes that start and end, and the relist by which the kubelet learns of it.
//!
//! Upstream: pkg/kubelet/pleg/generic.go.

use crate::features::Gate;
use crate::process::machine::signals;
use crate::process::{ProcessRun, StopReaction};
use crate::sim::changes::Resize;
use crate::sim::container::{Container, Instance, InstanceState};
use crate::sim::pod_worker::Spread;
use crate::sim::rules::Rule;
use crate::sim::trace::{EntryId, What};
use crate::sim::{Sim, Wake, latency, rules};
use crate::time::{SimDuration, SimTime};

impl Sim<'_> {
    /// A process starts; what it does from now on is planned.
    pub(super) fn start_process(
        &mut self,
        container: usize,
        because: &[Option<EntryId>],
        rule: Rule,
    ) -> EntryId {
        let now = self.now;
        let run = self.containers.get(container).map_or(0, |of| of.instances.len());
        let entry = self.record(What::Started(container, run), because, rule);
        let process = self.next_process(container);
        let Some(of) = self.containers.get_mut(container) else { return entry };
        of.instances.push(Instance {
            run,
            restart_count: of.next_restart_count(),
            started_at: now,
            image: of.image.clone(),
            process,
            state: InstanceState::Running,
            start: entry,
            end: None,
        });
        of.signalled = None;
        of.halted = None;
        of.halted_for = SimDuration::ZERO;
        of.resize = Resize::default();
        of.exit_planned_at = None;
        let behavior = of.behavior;
        let plan = process.exits_after;
        let oom = behavior.oom_after.filter(|oom| plan.is_none_or(|plan| *oom < plan));
        if let Some(after) = oom.or(plan) {
            self.plan_exit(container, after, None);
        }
        let described = self.containers.get(container).is_some_and(Container::is_described);
        self.machine.serve_after(container, behavior.starts_after);
        self.machine.start(self.now, container, run, described);
        if let Some(log) = &behavior.log {
            self.machine.print(container, log);
        }
        self.wake_machine();
        self.runtime_changed();
        entry
    }

    /// What the process does that starts now: the starts are counted over all Pods that are played together.
    fn next_process(&mut self, container: usize) -> ProcessRun {
        if self.starts.len() <= container {
            self.starts.resize(container + 1, 0);
        }
        let Some(count) = self.starts.get_mut(container) else { return ProcessRun::default() };
        let before = *count;
        *count += 1;
        let runs = self.containers.get(container).map(|of| of.behavior.runs.as_slice());
        let runs = runs.unwrap_or_default();
        runs.get(before).or(runs.last()).copied().unwrap_or_default()
    }

    /// A process could not be started: its record ends as it begins.
    pub(super) fn fail_process(
        &mut self,
        container: usize,
        exit_code: i32,
        reason: &str,
        message: &str,
    ) -> EntryId {
        let now = self.now;
        let run = self.containers.get(container).map_or(0, |of| of.instances.len());
        let what = What::StartFailed { container, run, exit_code, reason: reason.to_owned() };
        let entry = self.record(what, &[self.worker.cause], rules::START_ERROR);
        let process = self.next_process(container);
        if let Some(of) = self.containers.get_mut(container) {
            let (reason, message) = (reason.to_owned(), message.to_owned());
            of.instances.push(Instance {
                run,
                restart_count: of.next_restart_count(),
                started_at: now,
                image: of.image.clone(),
                process,
                state: InstanceState::Exited { at: now, exit_code, reason, message },
                start: entry,
                end: Some(entry),
            });
        }
        self.runtime_changed();
        entry
    }

    /// Plans the end of a process, unless it ends earlier anyway.
    pub(super) fn plan_exit(
        &mut self,
        container: usize,
        after: SimDuration,
        signalled: Option<EntryId>,
    ) {
        let at = self.now + after;
        let Some(of) = self.containers.get_mut(container) else { return };
        let Some(instance) = of.instances.len().checked_sub(1) else { return };
        if of.exit_planned_at.is_some_and(|planned| planned <= at) {
            return;
        }
        of.exit_plan += 1;
        of.exit_planned_at = Some(at);
        of.signalled = signalled;
        self.queue.push(at, Wake::Exit { container, instance, plan: of.exit_plan });
    }

    /// A planned end has come.
    pub(super) fn on_exit(&mut self, container: usize, instance: usize, plan: u64) {
        let Some(of) = self.containers.get(container) else { return };
        let Some(record) = of.instances.get(instance) else { return };
        if of.exit_plan != plan || !record.is_running() {
            return;
        }
        let behavior = of.behavior;
        let code = record.process.exit_code;
        let (cause, started) = (of.signalled, record.start);
        if let Some(signalled) = cause {
            let code = match behavior.on_stop_signal {
                Some(StopReaction::Exits(_, code)) => code,
                Some(StopReaction::Ignores) | None => 143,
            };
            self.end_process(
                container,
                code,
                reason_of(code),
                Some(signalled),
                rules::EXIT_ON_SIGNAL,
            );
        } else if behavior
            .oom_after
            .is_some_and(|oom| record.started_at + oom + of.halted_for <= self.now)
        {
            self.end_process(container, 137, "OOMKilled", Some(started), rules::OOM);
        } else {
            self.end_process(container, code, reason_of(code), Some(started), rules::EXIT);
        }
    }

    /// A process has ended.
    pub(super) fn end_process(
        &mut self,
        container: usize,
        exit_code: i32,
        reason: &str,
        because: Option<EntryId>,
        rule: Rule,
    ) {
        let Some(of) = self.containers.get(container) else { return };
        let Some(run) =
            of.instances.last().filter(|record| record.is_running()).map(|record| record.run)
        else {
            return;
        };
        let message = self.termination_message(container, exit_code);
        let what = What::Finished { container, run, exit_code, reason: reason.to_owned() };
        let entry = self.record(what, &[because], rule);
        let now = self.now;
        if let Some(of) = self.containers.get_mut(container) {
            of.exit_plan += 1;
            if let Some(record) = of.instances.last_mut() {
                record.state = InstanceState::Exited {
                    at: now,
                    exit_code,
                    reason: reason.to_owned(),
                    message,
                };
                record.end = Some(entry);
            }
        }
        self.machine.kill(now, container);
        self.trace.logs.append(&mut self.machine.take_log());
        self.commands.retain(|running| !running.is_in(container));
        self.runtime_changed();
        self.cut_post_start(container);
        self.on_stopped(container);
    }

    /// What the status says about the end: the termination log, or the last of the log where the policy says so.
    ///
    /// Upstream: `getTerminationMessage`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    fn termination_message(&self, container: usize, exit_code: i32) -> String {
        let Some(of) = self.containers.get(container) else { return String::new() };
        let said = of.behavior.termination_message.clone();
        let message = said.unwrap_or_else(|| self.machine.termination_message(container));
        let from_log = message.is_empty()
            && of.spec.termination_message_policy.as_deref() == Some("FallbackToLogsOnError")
            && exit_code != 0;
        match &of.behavior.log {
            Some(log) if from_log => log.clone(),
            None if from_log => self.machine.log_tail(container),
            _ => message,
        }
    }

    /// A process gets its stop signal, and does what it does then.
    pub(super) fn deliver_stop_signal(&mut self, container: usize, entry: EntryId) {
        if self.hold(container, signals::TERM, entry) {
            return;
        }
        let Some(of) = self.containers.get(container) else { return };
        match of.behavior.on_stop_signal {
            Some(StopReaction::Exits(after, _)) => {
                self.plan_exit(container, after + latency::KILL, Some(entry));
            }
            Some(StopReaction::Ignores) if self.spec.share_process_namespace == Some(true) => {
                // The process is not the first of its namespace, so the signal's default action applies.
                self.end_process(container, 143, "Error", Some(entry), rules::EXIT_ON_SIGNAL);
            }
            Some(StopReaction::Ignores) => {}
            None => {
                if let Some(of) = self.containers.get_mut(container) {
                    of.signalled = Some(entry);
                }
                self.machine.stop(self.now, container);
                self.wake_machine();
            }
        }
    }

    /// Something changed that the next full relist will find.
    pub(super) fn runtime_changed(&mut self) {
        let at = full_relist_after(self.now);
        self.relist_at(at, Some(self.now));
    }

    /// The relist of this Pod alone, right after a pass that did something.
    pub(super) fn relist_on_demand(&mut self) {
        if self.scenario.features.has(Gate::PLEGOnDemandRelist) {
            self.relist_at(self.now + latency::ON_DEMAND_RELIST, None);
        }
    }

    /// Asks for a relist, unless one comes earlier; `since` is when a full one may come at the earliest.
    fn relist_at(&mut self, at: SimTime, since: Option<SimTime>) {
        if self.worker.relist_at.is_none_or(|planned| planned > at) {
            self.worker.relist_at = Some(at);
            self.worker.relist_since = since;
            self.queue.push(at, Wake::Relist);
        }
    }

    /// The kubelet compares what the runtime has with what it knew.
    pub(super) fn on_relist(&mut self) {
        if self.worker.relist_at.is_some_and(|planned| planned > self.now) {
            return;
        }
        self.worker.relist_at = None;
        self.worker.next_spread =
            self.worker.relist_since.take().map(|since| Spread::of_relist(since, self.now));
        let cause = self.look_at_runtime();
        self.worker.seen_at = Some(self.now);
        if cause.is_some() {
            self.trigger(cause);
        } else {
            self.begin_if_pending();
        }
    }

    /// Takes over the runtime's records; the entry of the newest change where there is one.
    pub(super) fn look_at_runtime(&mut self) -> Option<EntryId> {
        let now = self.now;
        let sandbox_changed = std::mem::take(&mut self.worker.sandbox_changed);
        let mut newest: Option<EntryId> = self.worker.sandbox.filter(|_| sandbox_changed);
        let mut unreported = false;
        for of in &mut self.containers {
            let removed = of.removed.as_ref().map_or(0, |removed| removed.runs);
            let first = of.instances.len().saturating_sub(2).max(removed);
            let mut records = of.instances.get(first..).unwrap_or_default().to_vec();
            if let Some(record) = records.last_mut()
                && record.end != Some(record.start)
                && record.finished_at().is_some_and(|at| now < at + latency::EXIT_REPORTED)
            {
                record.state = InstanceState::Running;
                record.end = None;
                unreported = true;
            }
            if of.seen != records {
                let change = records.last().map(|record| record.end.unwrap_or(record.start));
                newest = newest.max(change);
                of.seen = records;
            }
        }
        if unreported {
            self.runtime_changed();
        }
        newest
    }
}

/// The newest full relist that is not later than an instant, where there has been one since the creation.
///
/// Full relists come at their own pace, whatever happens to the Pod. A container that was started by one and runs for
/// whole seconds therefore ends right after another one, and waits nearly the whole period until it is noticed.
pub(super) fn full_relist_before(at: SimTime) -> Option<SimTime> {
    let since = at.0.checked_sub(latency::RELIST_PHASE.0)?;
    Some(SimTime(at.0 - since % latency::RELIST_PERIOD.0))
}

/// The first full relist that is later than an instant.
fn full_relist_after(at: SimTime) -> SimTime {
    full_relist_before(at)
        .map_or(SimTime::ZERO + latency::RELIST_PHASE, |before| before + latency::RELIST_PERIOD)
}

/// The runtime's word for an exit code.
pub(super) fn reason_of(exit_code: i32) -> &'static str {
    if exit_code == 0 { "Completed" } else { "Error" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_relists_come_at_their_own_pace() {
        let (phase, period) = (latency::RELIST_PHASE.0, latency::RELIST_PERIOD.0);
        assert_eq!(full_relist_before(SimTime(phase - 1)), None);
        assert_eq!(full_relist_after(SimTime(phase - 1)), SimTime(phase));
        assert_eq!(full_relist_before(SimTime(phase)), Some(SimTime(phase)));
        assert_eq!(full_relist_after(SimTime(phase)), SimTime(phase + period));
        assert_eq!(
            full_relist_before(SimTime(phase + 3 * period + 7)),
            Some(SimTime(phase + 3 * period))
        );
    }
}
