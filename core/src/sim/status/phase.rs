//! The phase of the Pod.
//!
//! Upstream: `getPhase`, pkg/kubelet/kubelet_pods.go.

use k8s_openapi::api::core::v1 as api;

use crate::sim::container::Container;
use crate::sim::pod_worker::Phase;
use crate::sim::{Sim, restart_all};

/// How many containers are in which state.
#[derive(Debug, Default)]
struct Counts {
    pending_init: usize,
    failed_init: usize,
    pending_sidecar: usize,
    unknown: usize,
    waiting: usize,
    running: usize,
    stopped: usize,
    stopped_for_good: usize,
    succeeded: usize,
}

impl Sim<'_> {
    pub(super) fn phase(&self, status: &api::PodStatus) -> String {
        let counts = self.count(status);
        let app_exists = self.containers.iter().any(|of| of.is_app() && of.newest().is_some());
        let is_terminal = self.worker.phase != Phase::Syncing;
        if counts.failed_init > 0 {
            "Failed"
        } else if counts.pending_init > 0
            || (counts.pending_sidecar > 0 && !app_exists)
            || counts.waiting > 0
        {
            "Pending"
        } else if counts.running > 0 && counts.unknown == 0 {
            "Running"
        } else if counts.running == 0 && counts.stopped > 0 && counts.unknown == 0 {
            let all_succeeded = counts.stopped == counts.succeeded;
            if !is_terminal && counts.stopped > counts.stopped_for_good {
                "Running"
            } else if all_succeeded {
                "Succeeded"
            } else {
                "Failed"
            }
        } else {
            "Pending"
        }
        .to_owned()
    }

    fn count(&self, status: &api::PodStatus) -> Counts {
        let mut counts = Counts::default();
        for of in &self.containers {
            let lists = [&status.init_container_statuses, &status.container_statuses];
            let known = lists.into_iter().flatten().flatten().find(|known| known.name == of.name());
            let Some(known) = known else { continue };
            if of.is_init() {
                self.count_init(&mut counts, of, known);
            } else if of.is_sidecar() {
                count_sidecar(&mut counts, known);
            } else if of.is_app() {
                self.count_app(&mut counts, of, known);
            }
        }
        counts
    }

    fn count_init(&self, counts: &mut Counts, of: &Container<'_>, known: &api::ContainerStatus) {
        let terminated = |state: &Option<api::ContainerState>| {
            state
                .as_ref()
                .and_then(|state| state.terminated.as_ref())
                .map(|terminated| terminated.exit_code)
        };
        let exit_code = terminated(&known.state).or(terminated(&known.last_state));
        let runs = known.state.as_ref().is_some_and(|state| state.running.is_some());
        match exit_code {
            Some(code) if !runs => {
                let is_final =
                    code != 0 && !is_removed(known) && !of.restarts_after(code, self.pod_policy());
                counts.failed_init += usize::from(is_final);
            }
            // It has not run yet, or runs.
            Some(_) | None => counts.pending_init += 1,
        }
    }

    fn count_app(&self, counts: &mut Counts, of: &Container<'_>, known: &api::ContainerStatus) {
        let Some(state) = &known.state else {
            counts.unknown += 1;
            return;
        };
        let last = known.last_state.as_ref().and_then(|state| state.terminated.as_ref());
        if state.running.is_some() {
            counts.running += 1;
        } else if let Some(terminated) = &state.terminated {
            counts.stopped += 1;
            counts.succeeded += usize::from(terminated.exit_code == 0);
            counts.stopped_for_good +=
                usize::from(!of.restarts_after(terminated.exit_code, self.pod_policy()));
        } else if let Some(terminated) = last {
            counts.stopped += 1;
            let is_final =
                !is_removed(known) && !of.restarts_after(terminated.exit_code, self.pod_policy());
            counts.stopped_for_good += usize::from(is_final);
        } else {
            counts.waiting += 1;
        }
    }
}

/// Whether a container waits because its records were removed: it is going to be started again, whatever its policy.
fn is_removed(known: &api::ContainerStatus) -> bool {
    let last = known.last_state.as_ref().and_then(|state| state.terminated.as_ref());
    last.and_then(|last| last.reason.as_deref()) == Some(restart_all::REASON)
}

fn count_sidecar(counts: &mut Counts, known: &api::ContainerStatus) {
    let Some(state) = &known.state else {
        counts.unknown += 1;
        return;
    };
    if state.running.is_some() {
        counts.running += 1;
        // The phase is computed before it is known whether the container has started.
        counts.pending_sidecar += 1;
    } else if state.waiting.is_some()
        && known.last_state.as_ref().is_none_or(|last| last.terminated.is_none())
    {
        counts.pending_sidecar += 1;
        counts.waiting += 1;
    }
}
