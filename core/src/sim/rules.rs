//! Why things happen, in a sentence, and where Kubernetes does it.

use std::ops::Deref;

/// A reason that an entry of the trace can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule(&'static Text);

/// What there is to say of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// Its name: `init.sidecar-started`.
    pub id: &'static str,
    /// The rule in one sentence.
    pub text: &'static str,
    /// File and function of Kubernetes 1.36.
    pub source: &'static str,
}

impl Deref for Rule {
    type Target = Text;

    fn deref(&self) -> &Text {
        self.0
    }
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $text:literal, $source:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: Rule = Rule(&Text { id: $id, text: $text, source: $source });)+

        /// All of them.
        pub const RULES: &[Rule] = &[$($name),+];
    };
}

rules! {
    /// The object enters the API.
    CREATED = "api.created", "The API server stored the Pod.", "pkg/registry/core/pod/strategy.go:PrepareForCreate";
    /// A Pod takes the place of another.
    REPLACED = "replica.replaced", "A ReplicaSet makes a new Pod as soon as the old one is being deleted or has failed; a StatefulSet and a DaemonSet wait until it is gone, and delete it where it has failed.", "pkg/controller/replicaset/replica_set.go:manageReplicas";
    /// A node is found.
    SCHEDULED = "scheduler.bound", "The scheduler found a node and bound the Pod to it.", "pkg/scheduler/schedule_one.go:bindingCycle";
    /// No node is found.
    UNSCHEDULABLE = "scheduler.unschedulable", "No node takes the Pod, so the kubelet never sees it.", "pkg/scheduler/schedule_one.go:handleSchedulingFailure";
    /// The sandbox is created once the volumes are mounted.
    SANDBOX = "pod.sandbox", "The sandbox with the Pod's network is created once its volumes are mounted.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:SyncPod";
    /// Volumes are missing.
    VOLUMES = "pod.volumes", "No container starts before every volume is mounted.", "pkg/kubelet/volumemanager/volume_manager.go:WaitForAttachAndMount";
    /// The first init container starts right after the sandbox.
    FIRST_INIT = "init.first", "Init containers come first, one after the other, in the order of the list.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:computePodActions";
    /// The next init container starts when the one before has succeeded.
    NEXT_INIT = "init.next", "The next init container starts when the one before has exited with 0; the kubelet notices an exit within about a second.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:computeInitContainerActions";
    /// What follows a native sidecar waits until it has started.
    SIDECAR_STARTED = "init.sidecar-started", "What follows a native sidecar starts when the sidecar has started: its process runs, its postStart hook is done and its startup probe, if any, has succeeded. Readiness is not waited for.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:computeInitContainerActions";
    /// App containers start when the init containers are done.
    APPS = "app.start", "App containers start one after the other, in the order of the list, as soon as every init container is done and every native sidecar has started.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:SyncPod";
    /// A container is started again.
    RESTART = "restart.policy", "A container that ended is started again if its restart policy says so: at once the first time, then after 10 s, 20 s, 40 s, up to 5 minutes.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:doBackOff";
    /// An image is changed in place.
    SET_IMAGE = "api.set-image", "A container whose image is changed in place is stopped and started again, whatever its restart policy; an init container that is done is not.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:computePodActions";
    /// Resources are changed in place.
    RESIZE = "api.resize", "Resources change while the container runs, unless its resizePolicy wants a restart.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:computePodResizeAction";
    /// A resize is refused.
    RESIZE_REFUSED = "api.resize-refused", "The API server refuses a resize that would give the Pod another QoS class, or requests above their limits.", "pkg/apis/core/validation/validation.go:ValidatePodResize";
    /// An ephemeral container is added.
    EPHEMERAL = "ephemeral.start", "An ephemeral container starts with the next pass, whatever the others do, and is never started again.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:computePodActions";
    /// All containers are started again.
    RESTART_ALL = "restart.all", "A rule of a container restarts all of them in place: the others are stopped without their hooks, all records are removed, and the Pod begins again with its first init container, in the same sandbox and without a back-off.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:computePodActions";
    /// A sidecar is started again whatever the Pod's policy.
    SIDECAR_RESTART = "restart.sidecar", "A native sidecar is started again whenever it ends, whatever its exit code and the Pod's restart policy.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:computeInitContainerActions";
    /// The back-off has not run out.
    BACK_OFF = "restart.back-off", "The delay counts from the end of the run before; it doubles with each restart and is forgotten after a run of more than ten minutes.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:doBackOff";
    /// The process ended by itself.
    EXIT = "process.exit", "The process ended by itself.", "the container runtime";
    /// The process ended on the stop signal.
    EXIT_ON_SIGNAL = "process.exit-on-signal", "The process ended because it got the stop signal.", "the container runtime";
    /// The process was killed.
    KILLED = "process.killed", "The process had not ended when its time was over, so it got SIGKILL.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:killContainer";
    /// The kernel killed the process.
    OOM = "process.oom", "The process used more memory than its limit, so the kernel killed it.", "the kernel";
    /// The runtime could not start the process.
    START_ERROR = "container.start-error", "The runtime could not start the process.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:startContainer";
    /// Something a container needs is missing.
    CONFIG_ERROR = "container.config-error", "The container cannot be created while something that it needs is missing; the kubelet tries again every 10 to 15 s.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:generateContainerConfig";
    /// The image is pulled.
    PULL = "image.pull", "The image is pulled before the container is created; the containers of a Pod pull one after the other.", "pkg/kubelet/images/image_manager.go:EnsureImageExists";
    /// The image cannot be had.
    PULL_ERROR = "image.pull-error", "The image could not be pulled; the kubelet tries again, after a delay that doubles from 10 s to 5 minutes.", "pkg/kubelet/images/image_manager.go:EnsureImageExists";
    /// The postStart hook.
    POST_START = "hook.post-start", "The postStart hook runs right after the start; nothing else happens in the Pod until it is done.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:startContainer";
    /// The postStart hook failed.
    POST_START_FAILED = "hook.post-start-failed", "A container whose postStart hook fails is stopped.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:startContainer";
    /// The preStop hooks.
    PRE_STOP = "hook.pre-stop", "The preStop hooks of all containers run at the same time, within the grace period, before the stop signal.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:killContainer";
    /// A probe was run.
    PROBE = "probe.run", "Each probe runs on a grid that begins with the Pod's first pass, not with the container's start.", "pkg/kubelet/prober/worker.go:doProbe";
    /// A startup probe succeeded.
    STARTUP_SUCCEEDED = "probe.startup", "The startup probe succeeded, so the container counts as started.", "pkg/kubelet/prober/prober_manager.go:isContainerStarted";
    /// A container without a startup probe is started as soon as it runs.
    STARTED = "container.started", "Without a startup probe a container counts as started as soon as it runs.", "pkg/kubelet/prober/prober_manager.go:isContainerStarted";
    /// The ready flag changed.
    READY = "container.ready", "A container is ready when it has started and its readiness probe, if any, succeeds.", "pkg/kubelet/prober/prober_manager.go:UpdatePodStatus";
    /// A probe failed too often.
    PROBE_KILL = "probe.kill", "A container that fails its liveness or startup probe failureThreshold times in a row is stopped, and started again if its restart policy is not Never.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:computePodActions";
    /// The scenario says so.
    OUTSIDE = "outside.action", "The Scenario says that this happens, from outside of the Pod.", "the Scenario";
    /// Somebody deleted the Pod.
    DELETE = "api.delete", "The Pod is marked for deletion; its containers have the grace period to stop.", "pkg/registry/core/pod/strategy.go:CheckGracefulDelete";
    /// Somebody deleted the Pod once more.
    DELETE_AGAIN = "api.delete-again", "A later deletion can only shorten the grace period, and the stop that goes on already keeps its time.", "staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go:BeforeDelete";
    /// The Eviction API.
    EVICT = "api.evict", "The Eviction API deletes the Pod with its own grace period.", "pkg/registry/core/pod/storage/eviction.go:Create";
    /// Somebody drains the node.
    DRAIN = "api.drain", "Draining a node means that it takes no more Pods, and that its Pods are evicted, those of DaemonSets excepted.", "staging/src/k8s.io/kubectl/pkg/drain/drain.go:EvictPod";
    /// Somebody wrote the finalizers.
    FINALIZERS = "api.finalizers", "An object that is deleted stays until its last finalizer is taken away.", "staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go:ShouldDeleteDuringUpdate";
    /// Somebody removed a scheduling gate.
    GATE = "api.scheduling-gate", "The scheduler looks at a Pod when its last scheduling gate is gone.", "pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go:PreEnqueue";
    /// Nobody is there to end a Pod without a node.
    COLLECTED = "gc.unscheduled", "A Pod that is deleted, has no node and is still there has failed: the garbage collector says so, which looks every 20 s.", "pkg/controller/podgc/gc_controller.go:gcUnscheduledTerminating";
    /// The Pod has run too long.
    DEADLINE = "pod.active-deadline", "activeDeadlineSeconds counts from the Pod's start, pulls and init containers included.", "pkg/kubelet/active_deadline.go:ShouldEvict";
    /// A volume holds too much.
    EVICTED = "pod.evicted", "The kubelet measures what an emptyDir holds every one to two minutes, and evicts a Pod that has more in it than its sizeLimit: the containers get one second to stop, and the Pod is not started again.", "pkg/kubelet/eviction/eviction_manager.go:emptyDirLimitEviction";
    /// The app containers are done.
    COMPLETED = "pod.completed", "All app containers are done and none is to be started again, so the rest of the Pod is stopped.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:computePodActions";
    /// App containers and inits are told to stop at once.
    STOP_APP = "stop.app", "App containers get the stop signal at once, all of them, each after its own preStop hook.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:killContainer";
    /// Sidecars are told to stop in reverse order.
    STOP_SIDECAR = "stop.sidecar", "Native sidecars stop last, in reverse order, each when the one after it has stopped, all within the one grace period.", "pkg/kubelet/kuberuntime/kuberuntime_termination_order.go:newTerminationOrdering";
    /// The grace period is over and a sidecar has not had its turn.
    STOP_SIDECAR_OUT_OF_TIME = "stop.sidecar-out-of-time", "The grace period is over, so the sidecars that still wait get the stop signal together and 2 s to stop.", "pkg/kubelet/kuberuntime/kuberuntime_container.go:killContainer";
    /// A single container is stopped.
    STOP_ONE = "stop.one", "A single container is stopped; the others go on.", "pkg/kubelet/kuberuntime/kuberuntime_manager.go:SyncPod";
    /// Somebody sent a signal.
    SIGNAL = "process.signal", "Somebody sent a signal to the process.", "the kernel";
    /// The status changed.
    STATUS = "status.published", "The kubelet publishes the status at the beginning of a pass.", "pkg/kubelet/kubelet.go:SyncPod";
    /// The object is removed.
    REMOVED = "api.removed", "The kubelet removes the object when its containers have ended, its volumes are unmounted and its phase is final.", "pkg/kubelet/status/status_manager.go:canBeDeleted";
    /// A force-deleted object is removed at once.
    REMOVED_AT_ONCE = "api.removed-at-once", "With a grace period of 0, or before a node is found, the object is removed at once.", "staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go:BeforeDelete";
    /// The Job enters the API.
    JOB_CREATED = "job.created", "The API server stored the Job.", "pkg/registry/batch/job/strategy.go:PrepareForCreate";
    /// The controller makes Pods.
    JOB_PODS = "job.pods", "The Job controller keeps as many Pods active as parallelism allows and as completions still need.", "pkg/controller/job/job_controller.go:manageJob";
    /// A Pod that failed is replaced after a while.
    JOB_BACK_OFF = "job.back-off", "A Pod that failed is replaced 10 s after its end; the delay doubles with each failure in a row, up to 10 minutes.", "pkg/controller/job/backoff_utils.go:getRemainingTime";
    /// The controller deletes Pods.
    JOB_DELETES = "job.deletes", "The Job controller deletes the Pods that still run when the Job is finished or suspended.", "pkg/controller/job/job_controller.go:deleteActivePods";
    /// The status of the Job.
    JOB_STATUS = "job.status", "The Job controller looks at its Pods one second after something changed, and writes down what it counted.", "pkg/controller/job/job_controller.go:syncJob";
    /// The Job succeeded.
    JOB_SUCCEEDED = "job.succeeded", "The Job is complete when enough Pods have succeeded, and none is left.", "pkg/controller/job/job_controller.go:enactJobFinished";
    /// The Job failed.
    JOB_FAILED = "job.failed", "The Job fails when its backoffLimit, its deadline or its podFailurePolicy says so, as soon as none of its Pods is left.", "pkg/controller/job/job_controller.go:enactJobFinished";
    /// The Job is suspended or resumed.
    JOB_SUSPEND = "job.suspend", "A suspended Job has no Pods; when it is resumed it starts anew, with its counts.", "pkg/controller/job/job_controller.go:manageJob";
    /// The Job is removed after a while.
    JOB_TTL = "job.ttl", "ttlSecondsAfterFinished counts from the end of the Job; then the Job goes, with its Pods.", "pkg/controller/ttlafterfinished/ttlafterfinished_controller.go:processTTL";
    /// Somebody deleted the Job.
    JOB_DELETED = "job.deleted", "The Job is deleted, and the garbage collector deletes its Pods.", "pkg/controller/garbagecollector/garbagecollector.go:attemptToDeleteItem";
}
