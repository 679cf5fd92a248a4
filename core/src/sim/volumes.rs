//! Volumes: no container starts before all that a container mounts are there.
//!
//! Upstream: `WaitForAttachAndMount`, pkg/kubelet/volumemanager/volume_manager.go, and the exponential back-off of
//! pkg/util/goroutinemap/exponentialbackoff, which each volume has for itself.

use k8s_openapi::api::core::v1::Container;

use crate::process::machine::missing_item;
use crate::process::scenario::{MissingVolume, Scenario};
use crate::sim::pod_worker::{Flow, Phase, Step};
use crate::sim::trace::EventType;
use crate::sim::workload::Instance;
use crate::sim::{Sim, Wake, latency, rules};
use crate::text::Span;
use crate::time::{SimDuration, SimTime};

/// The delay after the first failed mount; it doubles.
///
/// Upstream: `initialDurationBeforeRetry`, pkg/util/goroutinemap/exponentialbackoff/exponential_backoff.go.
const FIRST_RETRY: u64 = 500;
/// The longest delay.
///
/// Upstream: `maxDurationBeforeRetry`, pkg/util/goroutinemap/exponentialbackoff/exponential_backoff.go.
const LONGEST_RETRY: u64 = 122_000;

/// The volumes of a Pod that cannot be set up: what the scenario says of them goes before what the objects of the text
/// lack.
pub(super) fn missing(pod: &Instance<'_>, scenario: &Scenario) -> Vec<MissingVolume> {
    let mut all = scenario.volumes.clone();
    for volume in pod.spec.volumes.iter().flatten() {
        if all.iter().any(|said| said.name == volume.name) {
            continue;
        }
        let lacks = missing_item(pod.neighbors, pod.namespace, volume);
        all.extend(lacks.map(|missing| MissingVolume {
            name: volume.name.clone(),
            span: Span::default(),
            missing,
            until: None,
        }));
    }
    all
}

impl Sim<'_> {
    /// Waits until the volumes are mounted, for two minutes at most; `since` is when the pass began to.
    ///
    /// A pass that has waited so long says nothing: its error is that of a deadline.
    pub(super) fn wait_for_volumes(&mut self, since: Option<SimTime>) -> Flow {
        if self.worker.volumes_mounted {
            return Flow::Next;
        }
        let is_first = self.worker.mounts.is_none();
        if is_first {
            // Images are pulled later.
            let is_image = |name: &str| {
                let mut volumes = self.spec.volumes.iter().flatten();
                volumes.any(|known| known.name == name && known.image.is_some())
            };
            let missing = self.missing_volumes.iter();
            let missing =
                missing.map(|volume| self.mounts(&volume.name) && !is_image(&volume.name));
            let missing: Vec<bool> = missing.collect();
            for volume in (0..missing.len()).filter(|at| missing.get(*at) == Some(&true)) {
                self.wake_in(SimDuration::ZERO, Wake::Mount { volume, failures: 0 });
            }
            self.worker.mounts = Some(missing);
        }
        if !self.worker.mounts.iter().flatten().any(|missing| *missing) {
            self.worker.volumes_mounted = true;
            // The token of the service account is a volume as well.
            let has_volumes = self.spec.automount_service_account_token != Some(false)
                || self.spec.volumes.iter().flatten().any(|volume| self.mounts(&volume.name));
            let takes = if has_volumes { latency::VOLUME_POLL } else { SimDuration::ZERO };
            return if is_first { Flow::After(takes) } else { Flow::Next };
        }
        let since = since.unwrap_or(self.now);
        let left = latency::VOLUME_TIMEOUT.saturating_sub(self.now.since(since));
        if left == SimDuration::ZERO {
            self.worker.abort();
            return Flow::Next;
        }
        self.worker.put_in_front(Step::Volumes(Some(since)));
        Flow::After(left)
    }

    /// Whether a container mounts a volume; others are not set up at all.
    ///
    /// Upstream: `GetPodVolumeNames`, pkg/volume/util/util.go.
    fn mounts(&self, volume: &str) -> bool {
        let mounts = |of: &Container| {
            of.volume_mounts.iter().flatten().any(|mount| mount.name == volume)
                || of.volume_devices.iter().flatten().any(|device| device.name == volume)
        };
        self.spec.volumes.iter().flatten().any(|known| known.name == volume)
            && self.containers.iter().any(|of| mounts(of.spec))
    }

    /// A volume is tried; `failures` is how often it could not be set up.
    pub(super) fn on_mount(&mut self, volume: usize, failures: u32) {
        let Some(missing) = self.missing_volumes.get(volume) else { return };
        if self.worker.phase != Phase::Syncing {
            return;
        }
        if missing.until.is_none_or(|until| until > self.now) {
            let (name, why) = (&missing.name, &missing.missing);
            let message = format!("MountVolume.SetUp failed for volume \"{name}\" : {why}");
            let cause = self.worker.cause;
            self.event(EventType::Warning, "FailedMount", message, None, cause, rules::VOLUMES);
            let retry = SimDuration((FIRST_RETRY << failures.min(10)).min(LONGEST_RETRY));
            self.wake_in(retry, Wake::Mount { volume, failures: failures + 1 });
            return;
        }
        let known = self.worker.mounts.as_mut().and_then(|mounts| mounts.get_mut(volume));
        if let Some(known) = known {
            *known = false;
        }
        self.hurry_volumes(latency::VOLUME_POLL);
    }
}
