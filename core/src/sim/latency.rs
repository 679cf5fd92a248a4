//! How long things take on a quiet node.
//!
//! Read off recordings of a one-node cluster (Kubernetes 1.36.2, containerd 2.1.9). Where the kubelet draws a random
//! delay, the expected value stands here.

use crate::time::SimDuration;

const fn ms(count: u64) -> SimDuration {
    SimDuration::from_millis(count)
}

/// Creation → bound to a node.
pub(super) const SCHEDULE: SimDuration = ms(5);
/// Binding, or a change of the object, → the kubelet's worker begins.
pub(super) const WATCH: SimDuration = ms(12);
/// The kubelet's status → visible in the API.
pub(super) const PUBLISH: SimDuration = ms(8);
/// The kubelet looks whether volumes are mounted that often.
///
/// Upstream: `podAttachAndMountRetryInterval`, pkg/kubelet/volumemanager/volume_manager.go.
pub(super) const VOLUME_POLL: SimDuration = ms(300);
/// How long a pass waits for volumes before it gives up.
///
/// Upstream: `podAttachAndMountTimeout`, pkg/kubelet/volumemanager/volume_manager.go.
pub(super) const VOLUME_TIMEOUT: SimDuration = ms(123_000);
/// The sandbox with its network.
pub(super) const SANDBOX: SimDuration = ms(140);
/// To stop the sandbox.
pub(super) const SANDBOX_STOP: SimDuration = ms(110);
/// To see that an image is on the node.
pub(super) const IMAGE_CHECK: SimDuration = ms(8);
/// To ask the registry for an image whose layers are on the node.
pub(super) const REGISTRY_CHECK: SimDuration = ms(900);
/// To create a container.
pub(super) const CREATE: SimDuration = ms(40);
/// To start its process.
pub(super) const START: SimDuration = ms(60);
/// An exit → noticed by the runtime's client that waits for it.
pub(super) const STOPPED: SimDuration = ms(30);
/// The end of a process → what the runtime says of it: a container that ends at once is seen running first.
pub(super) const EXIT_REPORTED: SimDuration = ms(50);
/// From one full relist to the next: a second after the one before is done, which takes some time as well.
///
/// Upstream: `genericPlegRelistPeriod`, pkg/kubelet/kubelet.go, and `workerLoopIteration`, pkg/kubelet/pleg/generic.go.
pub(super) const RELIST_PERIOD: SimDuration = ms(1020);
/// The first full relist after the creation. The node knows nothing of the Pod's creation, so any instant of the
/// period is as likely; with this one the exit of a container that started right away is noticed half a period later.
pub(super) const RELIST_PHASE: SimDuration = ms(150);
/// The relist right after a pass that did something without error.
pub(super) const ON_DEMAND_RELIST: SimDuration = ms(6);
/// The work queue is looked at every second: half of it is to be expected.
///
/// Upstream: the sync ticker of `syncLoop`, pkg/kubelet/kubelet.go.
pub(super) const WORK_QUEUE_TICK: SimDuration = ms(500);
/// A probe that is not said to take longer.
pub(super) const PROBE: SimDuration = ms(20);
/// Container states reported → the object is removed: volumes, cgroups, the API.
pub(super) const CLEAN_UP: SimDuration = ms(60);
/// The garbage collector of Pods looks every 20 s: half of it is to be expected.
///
/// Upstream: `gcCheckPeriod`, pkg/controller/podgc/gc_controller.go.
pub(super) const COLLECT: SimDuration = ms(10_000);
/// The deletion's way to the first stop signal.
pub(super) const STOP_SIGNAL: SimDuration = ms(10);
/// To change the limits of a running container.
pub(super) const RESIZE: SimDuration = ms(6);
/// To remove a container's records.
pub(super) const REMOVE: SimDuration = ms(25);
/// A Pod is there → its volumes are measured for the first time. The kubelet looks once a minute whether there are
/// Pods that it does not measure yet: half of it is to be expected.
///
/// Upstream: `updateCachedPodVolumeStats`, pkg/kubelet/server/stats/fs_resource_analyzer.go; `VolumeStatsAggPeriod`,
/// pkg/kubelet/apis/config/v1beta1/defaults.go.
pub(super) const FIRST_MEASURE: SimDuration = ms(30_000);
/// From one measurement to the next: a minute, and as much again at random.
///
/// Upstream: `StartOnce`, pkg/kubelet/server/stats/volume_stat_calculator.go.
pub(super) const MEASURE: SimDuration = ms(90_000);
/// The eviction manager looks every 10 s: half of it is to be expected.
///
/// Upstream: `evictionMonitoringPeriod`, pkg/kubelet/kubelet.go.
pub(super) const EVICTION: SimDuration = ms(5000);
/// To kill a process with SIGKILL.
pub(super) const KILL: SimDuration = ms(15);
/// A Pod is missing → its controller has made another.
pub(super) const REPLACE: SimDuration = ms(15);
