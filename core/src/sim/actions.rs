//! What a pass does: which containers it stops and starts.
//!
//! Upstream: `computePodActions`, pkg/kubelet/kuberuntime/kuberuntime_manager.go.

use crate::sim::changes::ResizeAction;
use crate::sim::container::{Container, Instance, RestartPolicy};
use crate::sim::pod_worker::Step;
use crate::sim::termination::StopOrder;
use crate::sim::trace::EventType;
use crate::sim::{Sim, rules};

/// What computing the init containers came to.
pub(super) struct InitActions {
    /// Whether the app containers may start.
    pub(super) initialized: bool,
    /// Whether the whole Pod is to be stopped.
    pub(super) kill_pod: bool,
    /// What is to be stopped by itself.
    pub(super) stop: Vec<(usize, StopOrder)>,
    /// What is to be started, in the order of the list.
    pub(super) start: Vec<usize>,
}

impl Sim<'_> {
    /// `spec.restartPolicy`.
    pub(super) fn pod_policy(&self) -> RestartPolicy {
        RestartPolicy::of(self.spec.restart_policy.as_deref().unwrap_or("Always"))
    }

    /// The steps of this pass.
    pub(super) fn compute_pod_actions(&mut self) -> Vec<Step> {
        if self.is_restarting_all() {
            return self.restart_all();
        }
        if !self.worker.has_sandbox() {
            return self.create_sandbox();
        }
        let inits = self.compute_init_actions();
        let own_grace = self.own_grace();
        let kill_pod = || vec![Step::StopAll(own_grace), Step::AwaitStopped, Step::StopSandbox];
        if inits.kill_pod {
            return kill_pod();
        }
        let mut stop = inits.stop;
        let mut start = inits.start;
        if inits.initialized {
            let (kept, mut app_stop, mut app_start) = self.compute_app_actions();
            if kept == 0 && app_start.is_empty() {
                return kill_pod();
            }
            stop.append(&mut app_stop);
            start.append(&mut app_start);
        }
        let stopped: Vec<usize> = stop.iter().map(|(index, _)| *index).collect();
        let stops = stop
            .into_iter()
            .flat_map(|(container, order)| [Step::StopOne(container, order), Step::AwaitStopped]);
        // Ephemeral containers come first; resources come into force between init containers and app containers.
        let is_init =
            |index: &usize| self.containers.get(*index).is_some_and(Container::is_init_entry);
        let inits = start.iter().copied().filter(|index| is_init(index));
        let apps = start.iter().copied().filter(|index| !is_init(index));
        stops
            .chain(self.new_ephemerals().chain(inits).map(Step::Start))
            .chain(self.resizes(&stopped))
            .chain(apps.map(Step::Start))
            .collect()
    }

    /// What a pass does that finds no sandbox. Where there was one, everything begins again, unless nothing is to be
    /// started any more.
    fn create_sandbox(&mut self) -> Vec<Step> {
        let is_new = self.worker.sandbox.is_none();
        let known = self.containers.iter().any(|container| container.newest().is_some());
        if !is_new && known && self.pod_policy() == RestartPolicy::Never {
            return Vec::new();
        }
        let policy = self.pod_policy();
        let is_done = |container: &Container<'_>| {
            container.restart_policy(policy) == RestartPolicy::OnFailure
                && container.newest().and_then(Instance::exit_code) == Some(0)
        };
        let apps: Vec<usize> = self
            .apps()
            .filter(|index| self.containers.get(*index).is_some_and(|known| !is_done(known)))
            .collect();
        if apps.is_empty() {
            return Vec::new();
        }
        if !is_new {
            let message = "Pod sandbox changed, it will be killed and re-created.".to_owned();
            let cause = self.worker.cause;
            self.event(EventType::Normal, "SandboxChanged", message, None, cause, rules::SANDBOX);
            self.purge_inits();
        }
        let mut steps = vec![Step::Sandbox, Step::SandboxReady];
        steps.extend(self.new_ephemerals().map(Step::Start));
        match self.containers.iter().position(Container::is_init_entry) {
            Some(first) => steps.push(Step::Start(first)),
            None => steps.extend(apps.into_iter().map(Step::Start)),
        }
        steps
    }

    fn apps(&self) -> impl Iterator<Item = usize> {
        let all = self.containers.iter().enumerate();
        all.filter(|(_, container)| container.is_app()).map(|(index, _)| index)
    }

    /// The running containers that get other resources while they run, those that are stopped excepted.
    fn resizes(&self, stopped: &[usize]) -> Vec<Step> {
        let mut steps = Vec::new();
        for (index, container) in self.containers.iter().enumerate() {
            if container.newest_runs()
                && !stopped.contains(&index)
                && let Some(ResizeAction::InPlace(step)) = self.resize_action(index)
            {
                steps.push(step);
            }
        }
        steps
    }

    /// How many app containers go on, which are stopped and which are started.
    fn compute_app_actions(&self) -> (usize, Vec<(usize, StopOrder)>, Vec<usize>) {
        let (mut kept, mut stop, mut start) = (0, Vec::new(), Vec::new());
        for (index, container) in
            self.containers.iter().enumerate().filter(|(_, container)| container.is_app())
        {
            let policy = container.restart_policy(self.pod_policy());
            match container.newest() {
                None => start.push(index),
                Some(record) => match record.exit_code() {
                    Some(exit_code) => {
                        if container.restarts_after(exit_code, self.pod_policy())
                            && self.api.deletion.is_none()
                        {
                            start.push(index);
                        }
                    }
                    None if record.image != container.image => {
                        stop.push((index, StopOrder::definition_changed(container)));
                        start.push(index);
                    }
                    None => match self.prober.failed(index, record.run) {
                        Some(kind) => {
                            let restarted = policy != RestartPolicy::Never;
                            stop.push((
                                index,
                                StopOrder::probe(container.spec, kind, false, restarted),
                            ));
                            if restarted {
                                start.push(index);
                            }
                        }
                        None => {
                            if let Some(ResizeAction::Restart(order)) = self.resize_action(index) {
                                stop.push((index, order));
                                start.push(index);
                            } else {
                                kept += 1;
                            }
                        }
                    },
                },
            }
        }
        // The only container that is left fails its probe and is not started again: the whole Pod is stopped, by the
        // Pod's own path, which knows nothing of the probe.
        if kept == 0 && start.is_empty() {
            stop.clear();
        }
        (kept, stop, start)
    }
}
