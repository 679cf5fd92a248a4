//! Volumes: no container starts before all of them are mounted.
//!
//! Upstream: `WaitForAttachAndMount`, pkg/kubelet/volumemanager/volume_manager.go, and the exponential back-off of
//! pkg/util/goroutinemap/exponentialbackoff.

use crate::sim::pod_worker::{Flow, Step};
use crate::sim::trace::EventType;
use crate::sim::{Sim, latency, rules};
use crate::time::{SimDuration, SimTime};

/// The delay after the first failed mount; it doubles.
///
/// Upstream: `initialDurationBeforeRetry`, pkg/util/goroutinemap/exponentialbackoff/exponential_backoff.go.
const FIRST_RETRY: u64 = 500;
/// The longest delay.
///
/// Upstream: `maxDurationBeforeRetry`, pkg/util/goroutinemap/exponentialbackoff/exponential_backoff.go.
const LONGEST_RETRY: u64 = 122_000;

impl Sim<'_> {
    /// Waits until the volumes are mounted, for two minutes at most; `since` is when the pass began to.
    pub(super) fn wait_for_volumes(&mut self, since: SimTime) -> Flow {
        if self.worker.volumes_mounted {
            return Flow::Next;
        }
        let missing = self.scenario.volumes.iter().find(|volume| {
            let used = self.spec.volumes.iter().flatten().any(|known| known.name == volume.name);
            used && volume.until.is_none_or(|until| until > self.now)
        });
        let Some(missing) = missing else {
            self.worker.volumes_mounted = true;
            // The token of the service account is a volume as well.
            let has_volumes = self.spec.volumes.as_ref().is_some_and(|volumes| !volumes.is_empty())
                || self.spec.automount_service_account_token != Some(false);
            return Flow::After(if has_volumes { latency::VOLUME_POLL } else { SimDuration::ZERO });
        };
        let left = latency::VOLUME_TIMEOUT.saturating_sub(self.now.since(since));
        if left == SimDuration::ZERO {
            let message = format!(
                "Unable to attach or mount volumes: unmounted volumes=[{}], unattached volumes=[], failed to process \
                 volumes=[]: context deadline exceeded",
                missing.name
            );
            self.failed_mount(message);
            self.worker.abort();
            return Flow::Next;
        }
        let message = format!(
            "MountVolume.SetUp failed for volume \"{}\" : {}",
            missing.name, missing.missing
        );
        self.failed_mount(message);
        let retry = (FIRST_RETRY << self.worker.failed_mounts.min(10)).min(LONGEST_RETRY);
        self.worker.failed_mounts += 1;
        self.worker.put_in_front(Step::Volumes(Some(since)));
        Flow::After(SimDuration::from_millis(retry.min(left.0)))
    }

    fn failed_mount(&mut self, message: String) {
        let cause = self.worker.cause;
        self.event(EventType::Warning, "FailedMount", message, None, cause, rules::VOLUMES);
    }
}
