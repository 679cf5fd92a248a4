//! To start a container: back-off, image, create, start, postStart hook, all one after the other.
//!
//! Upstream: `startContainer`, pkg/kubelet/kuberuntime/kuberuntime_container.go.

use crate::features::Gate;
use crate::process::{StartFailure, root_refused};
use crate::sim::back_off::BackOff;
use crate::sim::container::{Container, Instance, WaitingReason};
use crate::sim::hooks::FOR_EVER;
use crate::sim::pod_worker::{Flow, Step};
use crate::sim::processes::Outcome;
use crate::sim::rules::Rule;
use crate::sim::termination::StopOrder;
use crate::sim::trace::{EntryId, EventType, HookKind, What};
use crate::sim::{Sim, latency, rules};
use crate::time::{SimDuration, SimTime};

impl Sim<'_> {
    pub(super) fn start_container(&mut self, container: usize) -> Flow {
        if self.is_backing_off(container) {
            return self.after_failure(container);
        }
        if let Some(flow) = self.lacks_image_volume(container) {
            return flow;
        }
        self.ensure_image(container)
    }

    /// Whether the start is refused because of the back-off.
    fn is_backing_off(&mut self, container: usize) -> bool {
        let now = self.now;
        let Some(of) = self.containers.get_mut(container) else { return false };
        let newest_exited = of.seen.iter().rev().find(|record| record.exit_code().is_some());
        let Some((finished_at, end)) =
            newest_exited.and_then(|record| Some((record.finished_at()?, record.end)))
        else {
            return false;
        };
        let reduced = of.features.has(Gate::ReduceDefaultCrashLoopBackOffDecay);
        let Some((delay, left)) = BackOff::check(&mut of.back_off, finished_at, now, reduced)
        else {
            return false;
        };
        let name = of.name();
        let first = !std::mem::replace(&mut of.backing_off, true);
        let pod = self.pod_in_messages();
        let entry = if first {
            self.record(What::BackOffBegan(container), &[end], rules::BACK_OFF)
        } else {
            end.unwrap_or_default()
        };
        let message = format!("Back-off restarting failed container {name} in pod {pod}");
        self.event(
            EventType::Warning,
            "BackOff",
            message,
            Some(container),
            Some(entry),
            rules::BACK_OFF,
        );
        let waiting = WaitingReason {
            reason: "CrashLoopBackOff".to_owned(),
            message: format!("back-off {delay} restarting failed container={name} pod={pod}"),
        };
        self.worker.refuse_for(left);
        self.worker.result(container, Some(waiting));
        true
    }

    /// A start failed: a plain init container ends the pass, anything else does not stop what follows.
    pub(super) fn after_failure(&mut self, container: usize) -> Flow {
        if self.containers.get(container).is_some_and(Container::is_init) {
            self.worker.abort_starts();
        }
        Flow::Next
    }

    /// Why it could not be started is kept, and said in an event.
    pub(super) fn start_error(
        &mut self,
        container: usize,
        reason: &str,
        message: &str,
        rule: Rule,
    ) -> Flow {
        let said = if message.is_empty() { reason } else { message };
        let text = format!("Error: {said}");
        self.event(EventType::Warning, "Failed", text, Some(container), self.worker.cause, rule);
        self.keep_error(container, reason, message)
    }

    /// Why it could not be started is kept.
    pub(super) fn keep_error(&mut self, container: usize, reason: &str, message: &str) -> Flow {
        let waiting = WaitingReason { reason: reason.to_owned(), message: message.to_owned() };
        self.worker.fail();
        self.worker.result(container, Some(waiting));
        self.after_failure(container)
    }

    /// The image is there: the container is created.
    pub(super) fn create_container(&mut self, container: usize) -> Flow {
        if let Some(error) = self.config_error(container) {
            let reason = "CreateContainerConfigError";
            return self.start_error(container, reason, &error, rules::CONFIG_ERROR);
        }
        self.worker.put_in_front(Step::Created(container));
        Flow::After(latency::CREATE)
    }

    /// What is missing that the container needs, or wrong with its user. What the scenario says of it goes first.
    fn config_error(&self, container: usize) -> Option<String> {
        let of = self.containers.get(container)?;
        if let Some((missing, until)) = &of.behavior.config_missing {
            let is_missing = until.is_none_or(|until| SimTime::ZERO + until > self.now);
            return is_missing.then(|| missing.clone());
        }
        if let Some(error) = self.machine.config_error(container) {
            return Some(error.to_owned());
        }
        let error = root_refused(self.spec, of.spec, &of.image)?;
        let pod = self.pod_in_messages();
        Some(format!("{error} (pod: \"{pod}\", container: {})", of.name()))
    }

    /// The container is created: its process starts.
    pub(super) fn run_container(&mut self, container: usize) -> Flow {
        let message = "Container created".to_owned();
        self.event(
            EventType::Normal,
            "Created",
            message,
            Some(container),
            self.worker.cause,
            rules::APPS,
        );
        self.worker.put_in_front(Step::PostStart(container));
        Flow::After(latency::START)
    }

    /// The process starts; its postStart hook holds everything back.
    pub(super) fn run_post_start(&mut self, container: usize) -> Flow {
        let Some(of) = self.containers.get(container) else { return Flow::Next };
        let behavior = of.behavior;
        if let Some(failure) = behavior.start.clone().or_else(|| self.cannot_start(container)) {
            let StartFailure { message, exit_code, reason } = failure;
            self.fail_process(container, exit_code, &reason, &message);
            return self.start_error(container, "RunContainerError", &message, rules::START_ERROR);
        }
        let (because, rule) = self.why_started(container);
        let waited = self
            .containers
            .get_mut(container)
            .is_some_and(|of| std::mem::take(&mut of.backing_off));
        if waited {
            self.record(What::BackOffEnded(container), &because, rules::BACK_OFF);
        }
        let started = self.start_process(container, &because, rule);
        let message = "Container started".to_owned();
        self.event(EventType::Normal, "Started", message, Some(container), Some(started), rule);
        let has_hook = self.hook(container, HookKind::PostStart).is_some();
        if !has_hook {
            self.worker.result(container, None);
            return Flow::Next;
        }
        self.record(
            What::HookBegan(container, HookKind::PostStart),
            &[Some(started)],
            rules::POST_START,
        );
        self.worker.put_in_front(Step::PostStartEnd(container));
        let run = self.begin_hook(container, HookKind::PostStart);
        let success = run.success;
        let outcome = Outcome { success, exit_code: i32::from(!success), output: String::new() };
        if let Some(of) = self.containers.get_mut(container) {
            of.post_start = (run.takes < FOR_EVER).then_some(outcome);
            of.post_start_lasts = run.takes > SimDuration::ZERO;
        }
        Flow::After(run.takes)
    }

    /// Why the runtime cannot start the command, where what is known of the image tells that.
    fn cannot_start(&self, container: usize) -> Option<StartFailure> {
        self.containers.get(container).filter(|of| !of.is_described())?;
        let why = self.machine.start_error(container)?;
        let message = format!(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create \
             failed: unable to start container process: {why}"
        );
        Some(StartFailure { message, exit_code: 128, reason: "StartError".to_owned() })
    }

    /// The command of a postStart hook has ended.
    pub(super) fn on_post_start_outcome(&mut self, container: usize, outcome: Outcome) {
        if let Some(of) = self.containers.get_mut(container) {
            of.post_start = Some(outcome);
        }
        self.hurry(&Step::PostStartEnd(container));
    }

    /// The postStart hook has ended.
    pub(super) fn end_post_start(&mut self, container: usize) -> Flow {
        let Some(of) = self.containers.get(container) else { return Flow::Next };
        // A hook that runs inside the container ends with it.
        let cut_off = !of.is_running()
            && of.post_start_lasts
            && self.hook_needs_process(container, HookKind::PostStart);
        let killed = Outcome { success: false, exit_code: 137, output: String::new() };
        let outcome = of.post_start.clone().filter(|_| !cut_off).unwrap_or(killed);
        let success = outcome.success;
        let start = of.instances.last().map(|record| record.start);
        let ended = self.record(
            What::HookEnded(container, HookKind::PostStart, success),
            &[start],
            rules::POST_START,
        );
        if success {
            self.worker.result(container, None);
            return Flow::Next;
        }
        let rule = rules::POST_START_FAILED;
        let text = "PostStartHook failed".to_owned();
        self.event(
            EventType::Warning,
            "FailedPostStartHook",
            text,
            Some(container),
            Some(ended),
            rule,
        );
        let message = self.hook_failure(container, outcome.exit_code, outcome.output.trim_end());
        let flow = self.keep_error(container, "PostStartHookError", &message);
        self.worker.put_in_front(Step::AwaitStopped);
        self.worker.put_in_front(Step::StopOne(container, StopOrder::post_start_failed()));
        flow
    }

    /// A process has ended: a postStart hook that runs inside the container ends with it.
    pub(super) fn cut_post_start(&mut self, container: usize) {
        if self.hook_needs_process(container, HookKind::PostStart) {
            self.hurry(&Step::PostStartEnd(container));
        }
    }

    /// What a start follows from: the end of the run before, the container before, or the sandbox.
    fn why_started(&self, container: usize) -> (Vec<Option<EntryId>>, Rule) {
        let Some(of) = self.containers.get(container) else { return (Vec::new(), rules::APPS) };
        if of.is_ephemeral() {
            return (vec![self.api.changed], rules::EPHEMERAL);
        }
        if let Some(before) = of.instances.last() {
            if of.seen.is_empty() && of.removed.is_some() {
                return (vec![before.end.max(self.worker.cause)], rules::RESTART_ALL);
            }
            let rule = if of.is_sidecar() { rules::SIDECAR_RESTART } else { rules::RESTART };
            return (vec![before.end], rule);
        }
        let last_init = self.containers.iter().rposition(Container::is_init_entry);
        let before = if of.is_app() { last_init } else { container.checked_sub(1) };
        let Some(before) = before.and_then(|before| self.containers.get(before)) else {
            let rule = if of.is_app() { rules::APPS } else { rules::FIRST_INIT };
            return (vec![self.worker.sandbox], rule);
        };
        let end = before.instances.last().and_then(|record: &Instance| record.end);
        if before.is_sidecar() {
            (
                vec![before.gate.or(before.instances.last().map(|record| record.start))],
                rules::SIDECAR_STARTED,
            )
        } else {
            (vec![end], if of.is_app() { rules::APPS } else { rules::NEXT_INIT })
        }
    }
}
