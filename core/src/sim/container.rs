//! One container: its records in the runtime, what the kubelet has seen of them, and whether it is started again.

use k8s_openapi::api::core::v1 as api;

use crate::features::{Features, Gate};
use crate::process::{Behavior, ProcessRun};
use crate::sim::back_off::BackOff;
use crate::sim::changes::Resize;
use crate::sim::processes::Outcome;
use crate::sim::restart_all::{self, Removed};
use crate::sim::termination::Stopper;
use crate::sim::trace::{EntryId, Role};
use crate::time::{SimDuration, SimTime};

/// The state of a record in the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InstanceState {
    Running,
    Exited { at: SimTime, exit_code: i32, reason: String, message: String },
}

/// One record in the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instance {
    /// Its place among the container's runs.
    pub(super) run: usize,
    pub(super) restart_count: i32,
    pub(super) started_at: SimTime,
    pub(super) image: String,
    /// What its process does by itself.
    pub(super) process: ProcessRun,
    pub(super) state: InstanceState,
    /// The entry of its start.
    pub(super) start: EntryId,
    /// The entry of its end.
    pub(super) end: Option<EntryId>,
}

impl Instance {
    pub(super) fn is_running(&self) -> bool {
        self.state == InstanceState::Running
    }

    /// The exit code, once it has ended.
    pub(super) fn exit_code(&self) -> Option<i32> {
        match &self.state {
            InstanceState::Running => None,
            InstanceState::Exited { exit_code, .. } => Some(*exit_code),
        }
    }

    /// When it ended.
    pub(super) fn finished_at(&self) -> Option<SimTime> {
        match &self.state {
            InstanceState::Running => None,
            InstanceState::Exited { at, .. } => Some(*at),
        }
    }

    /// Whether an init container with this record has failed.
    ///
    /// Upstream: `isInitContainerFailed`, pkg/kubelet/kuberuntime/helpers.go.
    pub(super) fn has_failed(&self) -> bool {
        match &self.state {
            InstanceState::Running => false,
            InstanceState::Exited { exit_code, reason, .. } => {
                *exit_code != 0 || reason == "OOMKilled"
            }
        }
    }
}

/// Why the kubelet could not start a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WaitingReason {
    pub(super) reason: String,
    pub(super) message: String,
}

/// What a back-off belongs to: the image and the resources.
///
/// Upstream: `GetBackoffKey`, pkg/kubelet/kuberuntime/helpers.go.
type Definition = (String, Option<api::ResourceRequirements>);

/// A process that SIGSTOP has halted: nothing but SIGKILL ends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Halt {
    pub(super) since: SimTime,
    /// The time that was left to its end.
    pub(super) left: Option<SimDuration>,
    /// The signals that came meanwhile, and their entries.
    pub(super) held: Vec<(i32, EntryId)>,
}

/// Everything about one container.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all combinations occur"
)]
pub(super) struct Container<'a> {
    pub(super) spec: &'a api::Container,
    pub(super) role: Role,
    /// Its place in its list of the spec.
    pub(super) index: usize,
    pub(super) behavior: &'a Behavior,
    pub(super) features: Features,
    /// The image, which can be changed in place.
    pub(super) image: String,
    /// All records, the oldest first.
    pub(super) instances: Vec<Instance>,
    /// The records as of the last relist: the two newest.
    pub(super) seen: Vec<Instance>,
    pub(super) back_off: Option<BackOff>,
    /// The back-offs of the images and resources that it had before.
    former_back_offs: Vec<(Definition, BackOff)>,
    /// The reason cache: why the last start was refused or failed.
    pub(super) waiting: Option<WaitingReason>,
    pub(super) stopper: Option<Stopper>,
    /// Counts plans for the end of the process; older ones are void.
    pub(super) exit_plan: u64,
    pub(super) exit_planned_at: Option<SimTime>,
    /// Whether the stop signal came before the end.
    pub(super) signalled: Option<EntryId>,
    /// The process was halted by SIGSTOP and not continued since.
    pub(super) halted: Option<Halt>,
    /// For how long its process was halted before.
    pub(super) halted_for: SimDuration,
    /// The entry by which it counted as started.
    pub(super) gate: Option<EntryId>,
    /// What the status says.
    pub(super) started: bool,
    pub(super) ready: bool,
    /// The record that the stored status shows as running.
    pub(super) stored_running: Option<usize>,
    /// Whether the last start had to wait for a back-off.
    pub(super) backing_off: bool,
    /// Whether it stands in the spec; an ephemeral container does so from some time on.
    pub(super) is_there: bool,
    /// Its resources, where they were changed in place.
    pub(super) resources: Option<Box<api::ResourceRequirements>>,
    /// What of its resources was changed in the API, and what is given to it but not in force.
    pub(super) wanted: Resize,
    pub(super) resize: Resize,
    /// How its postStart hook ended, and whether that took some time.
    pub(super) post_start: Option<Outcome>,
    pub(super) post_start_lasts: bool,
    /// What is known of records that were removed to restart all containers.
    pub(super) removed: Option<Removed>,
}

impl<'a> Container<'a> {
    pub(super) fn new(
        spec: &'a api::Container,
        role: Role,
        index: usize,
        behavior: &'a Behavior,
        features: Features,
    ) -> Self {
        Self {
            spec,
            role,
            index,
            behavior,
            features,
            image: spec.image.clone().unwrap_or_default(),
            instances: Vec::new(),
            seen: Vec::new(),
            back_off: None,
            former_back_offs: Vec::new(),
            waiting: None,
            stopper: None,
            exit_plan: 0,
            exit_planned_at: None,
            signalled: None,
            halted: None,
            halted_for: SimDuration::ZERO,
            gate: None,
            started: false,
            ready: false,
            stored_running: None,
            backing_off: false,
            is_there: role != Role::Ephemeral,
            resources: None,
            wanted: Resize::default(),
            resize: Resize::default(),
            post_start: None,
            post_start_lasts: false,
            removed: None,
        }
    }

    pub(super) fn name(&self) -> &'a str {
        &self.spec.name
    }

    /// The signal that stops it; the image's own counts as SIGTERM.
    pub(super) fn stop_signal(&self) -> &'a str {
        let lifecycle = self.spec.lifecycle.as_ref();
        lifecycle.and_then(|lifecycle| lifecycle.stop_signal.as_deref()).unwrap_or("SIGTERM")
    }

    /// Gives it another image or other resources. The back-off of what it had is kept, in case that comes back.
    pub(super) fn redefine(
        &mut self,
        image: Option<&str>,
        resources: Option<&api::ResourceRequirements>,
    ) {
        let definition = |of: &Self| (of.image.clone(), of.resources().cloned());
        let before = definition(self);
        if let Some(image) = image {
            image.clone_into(&mut self.image);
        }
        if let Some(resources) = resources {
            self.resources = Some(Box::new(resources.clone()));
        }
        let now = definition(self);
        self.former_back_offs.extend(self.back_off.take().map(|back_off| (before, back_off)));
        let known = self.former_back_offs.iter().position(|(of, _)| *of == now);
        self.back_off = known.map(|at| self.former_back_offs.remove(at).1);
    }

    /// The newest record that the kubelet has seen.
    pub(super) fn newest(&self) -> Option<&Instance> {
        self.seen.last()
    }

    /// The record before the newest one that the kubelet has seen.
    pub(super) fn second_newest(&self) -> Option<&Instance> {
        self.seen.len().checked_sub(2).and_then(|at| self.seen.get(at))
    }

    /// Whether the newest record that the kubelet has seen runs.
    pub(super) fn newest_runs(&self) -> bool {
        self.newest().is_some_and(Instance::is_running)
    }

    /// The resources that it is to have.
    pub(super) fn resources(&self) -> Option<&api::ResourceRequirements> {
        self.resources.as_deref().or(self.spec.resources.as_ref())
    }

    /// Whether its process runs now.
    pub(super) fn is_running(&self) -> bool {
        self.instances.last().is_some_and(Instance::is_running)
    }

    /// Whether a scenario describes its process; its command does otherwise.
    pub(super) fn is_described(&self) -> bool {
        !self.behavior.runs.is_empty()
    }

    pub(super) fn is_init(&self) -> bool {
        self.role == Role::Init
    }

    pub(super) fn is_sidecar(&self) -> bool {
        self.role == Role::Sidecar
    }

    pub(super) fn is_app(&self) -> bool {
        self.role == Role::App
    }

    pub(super) fn is_ephemeral(&self) -> bool {
        self.role == Role::Ephemeral
    }

    /// Whether it stands in `spec.initContainers`.
    pub(super) fn is_init_entry(&self) -> bool {
        self.is_init() || self.is_sidecar()
    }

    /// The policy that decides about a restart: its own, else the Pod's.
    pub(super) fn restart_policy(&self, pod_policy: RestartPolicy) -> RestartPolicy {
        self.own_policy().map_or(pod_policy, RestartPolicy::of)
    }

    /// Its own restart policy, where it may have one.
    fn own_policy(&self) -> Option<&'a str> {
        let may_have_one = self.features.has(Gate::ContainerRestartRules) || self.is_sidecar();
        self.spec.restart_policy.as_deref().filter(|_| may_have_one)
    }

    /// The action of the first restart rule that an exit with this code meets.
    pub(super) fn rule_after(&self, exit_code: i32) -> Option<&'a str> {
        self.own_policy()?;
        let rules = self.spec.restart_policy_rules.iter().flatten();
        for rule in rules {
            let Some(codes) = &rule.exit_codes else { continue };
            let listed = codes.values.iter().flatten().any(|code| *code == exit_code);
            if listed == (codes.operator == "In") {
                let is_played = self.features.has(Gate::RestartAllContainersOnContainerExits)
                    || rule.action != restart_all::ACTION;
                return is_played.then_some(&rule.action);
            }
        }
        None
    }

    /// The number of the next record: one more than the newest that is known.
    ///
    /// Upstream: `startContainer`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    pub(super) fn next_restart_count(&self) -> i32 {
        match self.newest() {
            Some(record) => record.restart_count + 1,
            None => self.removed.as_ref().map_or(0, |removed| removed.next_restart_count),
        }
    }

    /// Whether an exit with this code is followed by a restart.
    ///
    /// Upstream: `ContainerShouldRestart`, pkg/api/v1/pod/util.go.
    pub(super) fn restarts_after(&self, exit_code: i32, pod_policy: RestartPolicy) -> bool {
        if self.rule_after(exit_code).is_some() {
            return true;
        }
        match self.restart_policy(pod_policy) {
            RestartPolicy::Always => true,
            RestartPolicy::OnFailure => exit_code != 0,
            RestartPolicy::Never => false,
        }
    }
}

/// `restartPolicy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RestartPolicy {
    Always,
    OnFailure,
    Never,
}

impl RestartPolicy {
    /// What the text says; `Always` where it says nothing that is known, as is the default.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "OnFailure" => Self::OnFailure,
            "Never" => Self::Never,
            _ => Self::Always,
        }
    }
}
