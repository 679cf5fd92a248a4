//! What a pass does with init containers and native sidecars.
//!
//! Upstream: `computeInitContainerActions`, pkg/kubelet/kuberuntime/kuberuntime_container.go. It walks from the last
//! entry of the list to the first, and trusts the newest record that it meets.

use crate::sim::Sim;
use crate::sim::actions::InitActions;
use crate::sim::changes::ResizeAction;
use crate::sim::container::{Container, Instance};
use crate::sim::termination::StopOrder;
use crate::sim::trace::ProbeKind;

impl Sim<'_> {
    pub(super) fn compute_init_actions(&self) -> InitActions {
        let mut actions = InitActions {
            initialized: false,
            kill_pod: false,
            stop: Vec::new(),
            start: Vec::new(),
        };
        let inits: Vec<(usize, &Container<'_>)> = self
            .containers
            .iter()
            .enumerate()
            .filter(|(_, container)| container.is_init_entry())
            .collect();
        if inits.is_empty() {
            actions.initialized = true;
            return actions;
        }
        let app_runs = self.containers.iter().any(|container| {
            container.is_app() && container.newest().is_some_and(Instance::is_running)
        });
        actions.initialized = app_runs;
        // Whether an entry further down the list has a record already.
        let mut later_seen = app_runs;
        let last = inits.len() - 1;
        for (position, (index, container)) in inits.iter().enumerate().rev() {
            let next = inits.get(position + 1).map(|(next, _)| *next);
            let Some(record) = container.newest() else {
                if later_seen && container.is_sidecar() {
                    actions.start.push(*index);
                }
                continue;
            };
            if container.is_init() {
                if later_seen {
                    continue;
                }
                later_seen = true;
                match record.exit_code() {
                    None => {}
                    Some(_) if record.has_failed() => {
                        let code = record.exit_code().unwrap_or(1);
                        if !self.init_restarts(container, code) {
                            actions.kill_pod = true;
                            actions.start.clear();
                            return actions;
                        }
                        actions.start.push(*index);
                    }
                    Some(_) if position == last => actions.initialized = true,
                    Some(_) => actions.start.extend(next),
                }
                continue;
            }
            // A native sidecar.
            if record.exit_code().is_some() {
                actions.start.push(*index);
            } else {
                self.look_at_running_sidecar(
                    &mut actions,
                    *index,
                    container,
                    later_seen,
                    next,
                    position == last,
                );
            }
            later_seen = true;
        }
        if !later_seen {
            actions.start.extend(inits.first().map(|(first, _)| *first));
        }
        actions.start.reverse();
        actions
    }

    fn look_at_running_sidecar(
        &self,
        actions: &mut InitActions,
        index: usize,
        container: &Container<'_>,
        later_seen: bool,
        next: Option<usize>,
        is_last: bool,
    ) {
        let Some(record) = container.newest() else { return };
        let failed = self.prober.failed(index, record.run);
        if failed == Some(ProbeKind::Startup) {
            actions
                .stop
                .push((index, StopOrder::probe(container.spec, ProbeKind::Startup, true, true)));
            actions.start.push(index);
            return;
        }
        if !self.prober.is_started(index, record.run) {
            return;
        }
        if is_last {
            actions.initialized = true;
        } else if !later_seen {
            actions.start.extend(next);
        }
        if record.image != container.image {
            actions.stop.push((index, StopOrder::definition_changed(container)));
            actions.start.push(index);
        } else if failed == Some(ProbeKind::Liveness) {
            actions
                .stop
                .push((index, StopOrder::probe(container.spec, ProbeKind::Liveness, true, true)));
            actions.start.push(index);
        } else if let Some(ResizeAction::Restart(order)) = self.resize_action(index) {
            actions.stop.push((index, order));
            actions.start.push(index);
        }
    }

    /// Whether a plain init container that failed is tried again.
    fn init_restarts(&self, container: &Container<'_>, exit_code: i32) -> bool {
        // An init container that was killed for its memory has failed also with exit code 0.
        container.restarts_after(if exit_code == 0 { 1 } else { exit_code }, self.pod_policy())
    }
}
