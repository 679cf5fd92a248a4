//! What the Job controller sees of a Pod: its object in the API.
//!
//! Upstream: pkg/controller/controller_utils.go and pkg/controller/job/backoff_utils.go.

use k8s_openapi::api::core::v1::{ContainerStatus, PodStatus};

use crate::sim::Sim;
use crate::sim::workload::TRACKING_FINALIZER;
use crate::time::SimTime;

impl Sim<'_> {
    pub(super) fn shown(&self) -> &PodStatus {
        &self.api.status
    }

    pub(super) fn has_phase(&self, phase: &str) -> bool {
        self.api.status.phase.as_deref() == Some(phase)
    }

    pub(super) fn is_deleting(&self) -> bool {
        self.api.deletion.is_some()
    }

    pub(super) fn is_over(&self) -> bool {
        self.has_phase("Succeeded") || self.has_phase("Failed")
    }

    /// Upstream: `IsPodActive`.
    pub(in crate::sim) fn is_active(&self) -> bool {
        !self.is_over() && !self.is_deleting()
    }

    /// Upstream: `IsPodTerminating`.
    pub(super) fn is_terminating(&self) -> bool {
        !self.is_over() && self.is_deleting()
    }

    /// Whether the controller has not let go of it.
    pub(super) fn is_tracked(&self) -> bool {
        self.api.finalizers.iter().any(|finalizer| finalizer == TRACKING_FINALIZER)
            || self.trace.entries.is_empty()
    }

    /// Whether its conditions say that it is ready.
    pub(super) fn shows_ready(&self) -> bool {
        let mut conditions = self.api.status.conditions.iter().flatten();
        conditions.any(|known| known.type_ == "Ready" && known.status == "True")
    }

    /// How often its containers were started again, init containers and sidecars among them.
    pub(super) fn restarts(&self) -> i32 {
        let lists = [&self.api.status.init_container_statuses, &self.api.status.container_statuses];
        lists.into_iter().flatten().flatten().map(|known| known.restart_count).sum()
    }

    /// When it ended, in whole seconds: with its last container, else when it was no longer ready, else when it was
    /// deleted, else when it was created.
    ///
    /// Upstream: `getFinishedTime`.
    pub(super) fn ended_at(&self) -> SimTime {
        let deleted = self.api.deletion.map(|deletion| deletion.at.whole_seconds());
        let ended = self.containers_ended_at().or(self.api.unready_since).or(deleted);
        ended.unwrap_or_else(|| self.trace.created.whole_seconds())
    }

    /// When the last of its app containers and native sidecars ended; nothing while one of them has not.
    fn containers_ended_at(&self) -> Option<SimTime> {
        let terminated = |known: &ContainerStatus| {
            let ended = known.state.as_ref().and_then(|state| state.terminated.as_ref());
            ended.is_some_and(|ended| ended.finished_at.is_some())
        };
        if !self.api.status.container_statuses.iter().flatten().all(terminated) {
            return None;
        }
        let lasting = self.containers.iter().filter(|of| !of.is_init());
        let ends = lasting.filter_map(|of| of.newest()?.finished_at());
        ends.max().map(SimTime::whole_seconds)
    }
}
