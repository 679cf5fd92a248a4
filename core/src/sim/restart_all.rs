//! To restart all containers in place: a rule of one of them asks for it.
//!
//! Upstream: `ShouldAllContainersRestart`, pkg/kubelet/container/helpers.go; `computePodActions` and
//! `getContainersToReset`, pkg/kubelet/kuberuntime/kuberuntime_manager.go.

use k8s_openapi::api::core::v1 as api;

use crate::features::Gate;
use crate::sim::container::{Container, Instance};
use crate::sim::pod_worker::{Flow, Step};
use crate::sim::status::state_of;
use crate::sim::termination::StopOrder;
use crate::sim::{Sim, latency};

/// The action of a container's restart rule.
pub(super) const ACTION: &str = "RestartAllContainers";
/// What the status says of a container whose records were removed.
pub(super) const REASON: &str = "RestartingAllContainers";

/// What is kept of a container's records when they are removed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Removed {
    /// How many of its runs have no record any more.
    pub(super) runs: usize,
    /// `restartCount` until there is a new record.
    pub(super) restart_count: i32,
    /// `restartCount` of the next record, which is read off the logs that are kept.
    pub(super) next_restart_count: i32,
    /// `lastState` until there are two records again.
    pub(super) last_state: api::ContainerState,
    /// Whether the next status says for the first time that they are gone.
    pub(super) is_new: bool,
}

impl Sim<'_> {
    /// Whether a container has a rule that restarts all of them.
    pub(super) fn may_restart_all(&self) -> bool {
        let features = self.scenario.features;
        let on = features.has(Gate::ContainerRestartRules)
            && features.has(Gate::RestartAllContainersOnContainerExits);
        on && self.containers.iter().any(|of| {
            of.spec.restart_policy_rules.iter().flatten().any(|rule| rule.action == ACTION)
        })
    }

    /// Whether a container has ended with an exit code for which its rule restarts all of them.
    pub(super) fn is_restarting_all(&self) -> bool {
        self.containers.iter().any(restarts_all)
    }

    /// Stops what runs and removes all records: first those of app containers and then of init containers that did
    /// not ask for it, then in the same order of those that did.
    pub(super) fn restart_all(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for (asked, apps) in [(false, true), (false, false), (true, true), (true, false)] {
            for (index, of) in self.containers.iter().enumerate() {
                if of.is_app() != apps || of.is_ephemeral() || restarts_all(of) != asked {
                    continue;
                }
                if of.newest().is_some_and(Instance::is_running) {
                    steps.extend([
                        Step::StopOne(index, StopOrder::restart_all()),
                        Step::AwaitStopped,
                    ]);
                }
                if of.newest().is_some() {
                    steps.push(Step::RemoveRecords(index));
                }
            }
        }
        steps
    }

    /// Removes the records of one container; its log stays, and with it the number of its restarts.
    pub(super) fn remove_records(&mut self, container: usize) -> Flow {
        if let Some(of) = self.containers.get_mut(container)
            && let Some(newest) = of.newest()
        {
            let next = newest.restart_count + 1;
            // One that waits for its back-off is not said to be restarted, for it does not run.
            let waits = of.waiting.is_some() && newest.exit_code().is_some();
            of.removed = Some(Removed {
                runs: of.instances.len(),
                restart_count: if waits { newest.restart_count } else { next },
                next_restart_count: next,
                last_state: if waits { state_of(newest) } else { last_state() },
                is_new: !waits,
            });
        }
        self.trigger(self.worker.cause);
        Flow::After(latency::REMOVE)
    }

    /// With a new sandbox the records of init containers are removed, so that all of them run again.
    ///
    /// Upstream: `purgeInitContainers`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    pub(super) fn purge_inits(&mut self) {
        for of in self.containers.iter_mut().filter(|of| of.is_init_entry()) {
            let Some(newest) = of.newest() else { continue };
            of.removed = Some(Removed {
                runs: of.instances.len(),
                restart_count: newest.restart_count,
                next_restart_count: newest.restart_count,
                last_state: state_of(newest),
                is_new: false,
            });
        }
        self.look_at_runtime();
    }

    /// The status has said that records are gone.
    pub(super) fn forget_news(&mut self) {
        for of in &mut self.containers {
            if let Some(removed) = of.removed.as_mut().filter(|_| of.seen.is_empty()) {
                removed.is_new = false;
            }
        }
    }
}

/// Whether a container's newest record asks for all of them to be restarted.
fn restarts_all(of: &Container<'_>) -> bool {
    let exit_code = of.newest().and_then(Instance::exit_code);
    exit_code.is_some_and(|code| of.rule_after(code) == Some(ACTION))
}

fn last_state() -> api::ContainerState {
    api::ContainerState {
        terminated: Some(api::ContainerStateTerminated {
            exit_code: 137,
            reason: Some(REASON.to_owned()),
            message: Some(
                "The container is removed because RestartAllContainers in place".to_owned(),
            ),
            ..api::ContainerStateTerminated::default()
        }),
        ..api::ContainerState::default()
    }
}
