//! The kubelet measures what volumes hold, and evicts a Pod of which one holds too much.
//!
//! Upstream: pkg/kubelet/server/stats/fs_resource_analyzer.go and volume_stat_calculator.go;
//! pkg/kubelet/eviction/eviction_manager.go.

use crate::sim::pod_worker::{Phase, Spread};
use crate::sim::trace::{EntryId, EventType};
use crate::sim::world::LONGEST;
use crate::sim::{Sim, Wake, latency, rules};
use crate::time::SimTime;

/// What is known of the Pod's volumes that have a limit.
#[derive(Debug, Default)]
pub(super) struct Measured {
    at: SimTime,
    /// How much each of them held.
    used: Vec<u64>,
}

/// The Pod is evicted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Eviction {
    pub(super) entry: EntryId,
    pub(super) message: String,
}

/// From which priority on a Pod is critical, and never evicted by the kubelet.
///
/// Upstream: `SystemCriticalPriority`, pkg/apis/scheduling/types.go.
const CRITICAL: i32 = 2_000_000_000;

impl Sim<'_> {
    /// The kubelet learns of the Pod: it begins to measure its volumes some time later.
    pub(super) fn plan_measure(&mut self) {
        let class = self.spec.priority_class_name.as_deref().unwrap_or_default();
        let is_critical = self.spec.priority.is_some_and(|priority| priority >= CRITICAL);
        if self.machine.usage().next().is_some() && !is_critical && !class.starts_with("system-") {
            self.wake_in(latency::FIRST_MEASURE, Wake::Measure);
        }
    }

    /// The volumes are measured; what is found counts when the eviction manager looks.
    pub(super) fn on_measure(&mut self) {
        if self.worker.phase != Phase::Syncing {
            return;
        }
        self.run_machine();
        let used: Vec<u64> = self.machine.usage().map(|(used, _)| used).collect();
        self.worker.measured = Measured { at: self.now, used };
        let over = self.machine.over_limit().and_then(|name| {
            let volume = self.spec.volumes.iter().flatten().find(|volume| volume.name == name)?;
            let limit = &volume.empty_dir.as_ref()?.size_limit.as_ref()?.0;
            Some(format!("Usage of EmptyDir volume {name:?} exceeds the limit {limit:?}. "))
        });
        match over {
            Some(message) => {
                self.worker.too_large = Some(message);
                self.wake_in(latency::EVICTION, Wake::Evict);
            }
            None => self.wake_in(latency::MEASURE, Wake::Measure),
        }
        self.wake_machine();
    }

    /// The eviction manager looks: the containers have one second to stop, whatever the Pod's grace period is.
    ///
    /// Upstream: `emptyDirLimitEviction` and `evictPod`; `immediateEvictionGracePeriodSeconds`.
    pub(super) fn on_evict(&mut self) {
        let Some(message) = self.worker.too_large.take() else { return };
        if self.worker.phase != Phase::Syncing {
            return;
        }
        let starts = self.containers.iter().filter_map(|of| of.instances.last());
        let cause = starts.map(|record| record.start).max().or(self.worker.cause);
        let type_ = EventType::Warning;
        let entry = self.event(type_, "Evicted", message.clone(), None, cause, rules::EVICTED);
        self.worker.evicted = Some(Eviction { entry, message });
        self.worker.next_spread = Some(Spread::of_eviction());
        self.begin_termination();
        self.trigger(Some(entry));
    }

    /// Whether a volume holds too much, or will while the Pod is watched if it goes on as it does.
    pub(super) fn may_evict(&self) -> bool {
        if self.worker.phase != Phase::Syncing {
            return false;
        }
        let since = self.now.since(self.worker.measured.at).0.max(1);
        let left = (SimTime::ZERO + LONGEST).since(self.now).0;
        let before = self.worker.measured.used.iter().copied().chain(std::iter::repeat(0));
        self.machine.usage().zip(before).any(|((used, limit), before)| {
            let more = used.saturating_sub(before).saturating_mul(left) / since;
            used.saturating_add(more) > limit
        })
    }
}
