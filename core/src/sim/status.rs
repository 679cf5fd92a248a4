//! The status that the kubelet publishes.
//!
//! Upstream: `generateAPIPodStatus`, `getPhase` and `convertToAPIContainerStatuses`, pkg/kubelet/kubelet_pods.go;
//! pkg/kubelet/status/generate.go; `TerminatePod` and `mergePodStatus`, pkg/kubelet/status/status_manager.go.

mod conditions;
mod phase;

use k8s_openapi::api::core::v1 as api;

use crate::features::Gate;
use crate::sim::container::{Container, Instance, InstanceState};
use crate::sim::pod_worker::Phase;
use crate::sim::trace::{EntryId, Role, What};
use crate::sim::{Sim, Wake, latency, restart_all, rules};

impl Sim<'_> {
    /// Generates the status from what the kubelet has seen, stores it and publishes it. Returns the computed phase.
    pub(super) fn sync_status(&mut self) -> String {
        self.update_flags();
        self.report_deadline();
        let mut status = self.generate_status();
        let computed = status.phase.clone().unwrap_or_default();
        let nothing_runs = matches!(self.worker.phase, Phase::Terminated | Phase::Done);
        if self.worker.phase == Phase::Done {
            self.terminate_status(&mut status);
        } else if !nothing_runs && matches!(computed.as_str(), "Succeeded" | "Failed") {
            // The phase changes in the API only when the worker knows that nothing runs any more.
            status.phase.clone_from(&self.api.status.phase);
            status.reason = None;
            status.message = None;
        }
        self.store(status);
        self.forget_news();
        self.kick_unready();
        computed
    }

    /// Sets the started and ready flags from what the probes have found.
    ///
    /// Upstream: `UpdatePodStatus`, pkg/kubelet/prober/prober_manager.go.
    fn update_flags(&mut self) {
        for index in 0..self.containers.len() {
            let Some(of) = self.containers.get(index) else { continue };
            let record = of.newest();
            let running = record.filter(|record| record.is_running()).map(|record| record.run);
            let start = record.map(|record| record.start);
            let end = record.and_then(|record| record.end);
            let (started, ready) = match (of.role, running) {
                (Role::Ephemeral, _) => (false, false),
                (Role::Init, Some(_)) => (true, false),
                (Role::Init, None) => {
                    // A record that was just removed leaves the flag as it was.
                    let gone = of.removed.as_ref().is_some_and(|removed| removed.is_new);
                    let done = record.map(|record| record.exit_code() == Some(0));
                    (false, done.unwrap_or(gone && of.ready))
                }
                (_, Some(run)) => {
                    let started = self.prober.shows_started(index, run, of.started);
                    (started, started && self.prober.is_ready(index, run))
                }
                (_, None) => (false, false),
            };
            let cause = if running.is_some() { start } else { end.or(self.worker.cause) };
            if let Some(of) = self.containers.get_mut(index) {
                of.stored_running = running;
            }
            self.change_flags(index, started, ready, cause);
        }
    }

    fn change_flags(&mut self, index: usize, started: bool, ready: bool, cause: Option<EntryId>) {
        let Some(of) = self.containers.get_mut(index) else { return };
        let (was_started, was_ready) = (of.started, of.ready);
        of.started = started;
        of.ready = ready;
        if matches!(of.role, Role::Init | Role::Ephemeral) {
            return;
        }
        if started && !was_started {
            let has_probe =
                self.containers.get(index).is_some_and(|of| of.spec.startup_probe.is_some());
            let rule = if has_probe { rules::STARTUP_SUCCEEDED } else { rules::STARTED };
            let entry = self.record(What::BecameStarted(index), &[cause], rule);
            if let Some(of) = self.containers.get_mut(index) {
                of.gate = Some(entry);
            }
        }
        if ready != was_ready {
            self.record(What::ReadyChanged(index, ready), &[cause], rules::READY);
        }
    }

    /// A startup probe succeeded: the stored status says so at once.
    ///
    /// Upstream: `SetContainerStartup`, pkg/kubelet/status/status_manager.go.
    pub(super) fn set_started(&mut self, index: usize, cause: EntryId) {
        let ready = self.containers.get(index).is_some_and(|of| of.ready);
        self.change_flags(index, true, ready, Some(cause));
        self.patch_flags(index);
    }

    /// The readiness changed: the stored status says so at once, also while the worker is busy.
    ///
    /// Upstream: `SetContainerReadiness`, pkg/kubelet/status/status_manager.go.
    pub(super) fn set_ready(&mut self, index: usize, ready: bool, cause: EntryId) {
        let started = self.containers.get(index).is_some_and(|of| of.started);
        self.change_flags(index, started, ready && started, Some(cause));
        self.patch_flags(index);
    }

    fn patch_flags(&mut self, index: usize) {
        let Some(of) = self.containers.get(index) else { return };
        let (name, started, ready) = (of.name(), of.started, of.ready);
        let mut status = self.stored_status().clone();
        let lists = [&mut status.init_container_statuses, &mut status.container_statuses];
        for known in lists.into_iter().flatten().flatten().filter(|known| known.name == name) {
            known.started = Some(started);
            known.ready = ready;
        }
        let running = status.phase.as_deref() == Some("Running")
            || status.phase.as_deref() == Some("Pending");
        if running {
            let fresh = self.ready_conditions(&status, status.phase.as_deref().unwrap_or_default());
            for condition in status.conditions.iter_mut().flatten() {
                if let Some(new) = fresh.iter().find(|new| new.type_ == condition.type_) {
                    condition.clone_from(new);
                }
            }
        }
        self.store(status);
    }

    fn store(&mut self, status: api::PodStatus) {
        self.worker.unpublished.push_back(status);
        self.wake_in(latency::PUBLISH, Wake::Publish);
    }

    /// The newest status that the kubelet has stored, also where the API does not show it yet.
    fn stored_status(&self) -> &api::PodStatus {
        self.worker.unpublished.back().unwrap_or(&self.api.status)
    }

    /// The sandbox is there: the condition is pushed before any image is pulled.
    pub(super) fn publish_sandbox_ready(&mut self) {
        if !self.scenario.features.has(Gate::PodReadyToStartContainersCondition) {
            return;
        }
        let mut status = self.stored_status().clone();
        for condition in status.conditions.iter_mut().flatten() {
            if condition.type_ == "PodReadyToStartContainers" {
                "True".clone_into(&mut condition.status);
            }
        }
        self.store(status);
    }

    /// Readiness probes of running containers that are not ready are asked for an extra pass.
    fn kick_unready(&mut self) {
        if self.worker.is_stopping() {
            return;
        }
        for index in 0..self.containers.len() {
            let kick = self
                .containers
                .get(index)
                .is_some_and(|of| of.stored_running.is_some() && of.started && !of.ready);
            if kick {
                self.kick_readiness(index);
            }
        }
    }

    fn generate_status(&self) -> api::PodStatus {
        let list = |roles: &[Role]| -> Vec<api::ContainerStatus> {
            let there = |of: &&Container<'_>| of.is_there && roles.contains(&of.role);
            let listed = self.containers.iter().filter(there);
            listed.map(|of| self.container_status(of)).collect()
        };
        // Those of init containers are in the order of the spec, all others in that of their names.
        let by_name = |list: Vec<api::ContainerStatus>| {
            let mut sorted: Vec<api::ContainerStatus> = Vec::new();
            for status in list {
                let place = sorted.partition_point(|before| before.name <= status.name);
                sorted.insert(place, status);
            }
            sorted
        };
        let inits = list(&[Role::Init, Role::Sidecar]);
        let ephemerals = by_name(list(&[Role::Ephemeral]));
        let mut status = api::PodStatus {
            observed_generation: Some(self.api.generation),
            pod_ip: self.pod_ip(),
            start_time: Some(self.now.stamp()),
            container_statuses: Some(by_name(list(&[Role::App]))),
            ephemeral_container_statuses: (!ephemerals.is_empty()).then_some(ephemerals),
            init_container_statuses: (!inits.is_empty()).then_some(inits),
            qos_class: self.api.status.qos_class.clone(),
            ..api::PodStatus::default()
        };
        let mut phase = self.phase(&status);
        if self.worker.deadline_exceeded.is_some() {
            "Failed".clone_into(&mut phase);
            status.reason = Some("DeadlineExceeded".to_owned());
            status.message =
                Some("Pod was active on the node longer than the specified deadline".to_owned());
        }
        // How the containers ended counts for more than why they were stopped.
        let evicted = self.worker.evicted.as_ref().filter(|_| phase != "Succeeded");
        let nothing_runs = matches!(self.worker.phase, Phase::Terminated | Phase::Done);
        if evicted.is_some() && nothing_runs {
            "Failed".clone_into(&mut phase);
        }
        status.conditions = Some(self.conditions(&status, &phase));
        if let Some(eviction) = evicted {
            "Failed".clone_into(&mut phase);
            status.reason = Some("Evicted".to_owned());
            status.message = Some(eviction.message.clone());
        }
        status.phase = Some(phase);
        status
    }

    /// The Pod has an address from its sandbox on, and keeps it when that is gone.
    fn pod_ip(&self) -> Option<String> {
        let known = self.api.status.pod_ip.clone();
        let has_one = self.worker.has_sandbox() || self.spec.host_network == Some(true);
        known.or_else(|| has_one.then(|| self.pod.ip()))
    }

    /// Upstream: `convertToAPIContainerStatuses`, pkg/kubelet/kubelet_pods.go.
    fn container_status(&self, of: &Container<'_>) -> api::ContainerStatus {
        let mut status = api::ContainerStatus {
            name: of.name().to_owned(),
            image: of.image.clone(),
            ready: of.ready,
            started: (!of.is_ephemeral()).then_some(of.started),
            ..api::ContainerStatus::default()
        };
        if let Some(record) = of.newest() {
            status.state = Some(state_of(record));
            status.restart_count = record.restart_count;
            status.image.clone_from(&record.image);
            status.last_state = of.second_newest().map(state_of);
            let shown =
                of.features.has(Gate::ContainerStopSignals).then(|| of.stop_signal().to_owned());
            status.stop_signal = shown;
        } else {
            let has_inits = self.containers.iter().any(Container::is_init_entry);
            let is_new = of.removed.as_ref().is_some_and(|removed| removed.is_new);
            let reason = match (is_new, has_inits) {
                (true, _) => restart_all::REASON,
                (false, true) => "PodInitializing",
                (false, false) => "ContainerCreating",
            };
            status.state = Some(waiting(reason, None));
            status.restart_count = of.removed.as_ref().map_or(0, |removed| removed.restart_count);
        }
        if status.last_state.is_none() {
            status.last_state = of.removed.as_ref().map(|removed| removed.last_state.clone());
        }
        self.show_waiting(of, &mut status);
        status
    }

    /// A container that is about to be started, and could not be, is shown as waiting for that.
    fn show_waiting(&self, of: &Container<'_>, status: &mut api::ContainerStatus) {
        let Some(reason) = &of.waiting else { return };
        let exit_code = of.newest().and_then(Instance::exit_code);
        let restarted = match (of.newest(), exit_code) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(_)) if of.is_ephemeral() => false,
            (Some(_), Some(code)) => of.is_sidecar() || of.restarts_after(code, self.pod_policy()),
        };
        // An init entry that ended well keeps showing that.
        let ended_well = of.is_init_entry() && exit_code == Some(0);
        if !restarted || ended_well || self.api.deletion.is_some() {
            return;
        }
        let state = status.state.replace(waiting(&reason.reason, Some(&reason.message)));
        if state.as_ref().is_some_and(|state| state.terminated.is_some()) {
            status.last_state = state;
        }
    }

    /// The last status: of a Pod that was initialized whatever has not ended is said to be lost, and so are init
    /// containers up to the last one that shows that it was started.
    ///
    /// Upstream: `TerminatePod` and `initializedContainers`, pkg/kubelet/status/status_manager.go.
    fn terminate_status(&self, status: &mut api::PodStatus) {
        // What is asked is the object as the worker got it: at its deletion, else at its creation.
        let has_inits = self.containers.iter().any(Container::is_init_entry);
        let was_initialized = self.api.deletion.is_some_and(|deletion| deletion.initialized);
        let apps = status.container_statuses.iter_mut().flatten();
        if !has_inits || was_initialized {
            apps.for_each(lose);
        }
        let inits = status.init_container_statuses.as_deref_mut().unwrap_or_default();
        let started = inits.iter().rposition(|known| {
            known.state.as_ref().is_some_and(|state| state.waiting.is_none())
                || known.last_state.as_ref().is_some_and(|state| state.terminated.is_some())
        });
        inits.iter_mut().take(started.unwrap_or(0) + 1).for_each(lose);
        if !matches!(status.phase.as_deref(), Some("Succeeded" | "Failed")) {
            status.phase = Some("Failed".to_owned());
        }
    }

    /// Whether the status in the API says that the Pod has been initialized.
    ///
    /// Upstream: `hasPodInitialized`, pkg/kubelet/status/status_manager.go.
    pub(super) fn shows_initialized(&self) -> bool {
        let ended = |state: Option<&api::ContainerState>| {
            state.and_then(|state| state.terminated.as_ref()).map(|end| end.exit_code)
        };
        let mut apps = self.api.status.container_statuses.iter().flatten();
        if apps.any(|known| {
            known.state.as_ref().is_some_and(|state| state.waiting.is_none())
                || ended(known.last_state.as_ref()).is_some()
        }) {
            return true;
        }
        let inits = self.api.status.init_container_statuses.as_deref().unwrap_or_default();
        let (Some(last), Some(of)) =
            (inits.last(), self.containers.iter().rfind(|of| of.is_init_entry()))
        else {
            return false;
        };
        if of.is_sidecar() {
            let runs = last.state.as_ref().is_some_and(|state| state.running.is_some());
            return runs && last.started == Some(true);
        }
        let codes = [ended(last.state.as_ref()), ended(last.last_state.as_ref())];
        codes.contains(&Some(0))
    }
}

/// Says of a container that has not ended that it could not be found.
fn lose(known: &mut api::ContainerStatus) {
    if known.state.as_ref().is_some_and(|state| state.terminated.is_some()) {
        return;
    }
    known.state = Some(api::ContainerState {
        terminated: Some(api::ContainerStateTerminated {
            exit_code: 137,
            reason: Some("ContainerStatusUnknown".to_owned()),
            message: Some(
                "The container could not be located when the pod was terminated".to_owned(),
            ),
            ..api::ContainerStateTerminated::default()
        }),
        ..api::ContainerState::default()
    });
}

fn waiting(reason: &str, message: Option<&str>) -> api::ContainerState {
    let message = message.filter(|message| !message.is_empty()).map(ToOwned::to_owned);
    api::ContainerState {
        waiting: Some(api::ContainerStateWaiting { reason: Some(reason.to_owned()), message }),
        ..api::ContainerState::default()
    }
}

pub(super) fn state_of(record: &Instance) -> api::ContainerState {
    let mut state = api::ContainerState::default();
    match &record.state {
        InstanceState::Running => {
            let started_at = Some(record.started_at.stamp());
            state.running = Some(api::ContainerStateRunning { started_at });
        }
        InstanceState::Exited { at, exit_code, reason, message } => {
            state.terminated = Some(api::ContainerStateTerminated {
                exit_code: *exit_code,
                reason: Some(reason.clone()),
                message: (!message.is_empty()).then(|| message.clone()),
                started_at: Some(record.started_at.stamp()),
                finished_at: Some(at.stamp()),
                ..api::ContainerStateTerminated::default()
            });
        }
    }
    state
}
