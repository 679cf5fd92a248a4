//! The conditions of the Pod.
//!
//! Upstream: pkg/kubelet/status/generate.go.

use k8s_openapi::api::core::v1 as api;

use crate::features::Gate;
use crate::sim::Sim;

fn condition(
    type_: &str,
    status: bool,
    reason: Option<&str>,
    message: Option<String>,
) -> api::PodCondition {
    api::PodCondition {
        type_: type_.to_owned(),
        status: if status { "True" } else { "False" }.to_owned(),
        reason: reason.map(ToOwned::to_owned),
        message,
        ..api::PodCondition::default()
    }
}

impl Sim<'_> {
    pub(super) fn conditions(
        &self,
        status: &api::PodStatus,
        phase: &str,
    ) -> Vec<api::PodCondition> {
        let mut conditions = self.api.conditions.clone();
        if let Some(generation) = self.worker.resizing {
            conditions.push(api::PodCondition {
                observed_generation: Some(generation),
                ..condition("PodResizeInProgress", true, None, None)
            });
        }
        if self.scenario.features.has(Gate::PodReadyToStartContainersCondition) {
            let has_sandbox = self.worker.has_sandbox();
            conditions.push(condition("PodReadyToStartContainers", has_sandbox, None, None));
        }
        conditions.push(self.initialized(status, phase));
        conditions.extend(self.ready_conditions(status, phase));
        conditions.push(condition("PodScheduled", true, None, None));
        if self.may_restart_all() {
            conditions.push(self.all_restarting(phase));
        }
        conditions
    }

    /// Upstream: `GenerateAllContainersRestartingCondition`.
    fn all_restarting(&self, phase: &str) -> api::PodCondition {
        let (status, reason, message) = match phase {
            "Succeeded" => (false, Some("PodCompleted"), None),
            "Failed" => (false, Some("PodFailed"), None),
            _ if self.is_restarting_all() => (
                true,
                Some("RestartAllContainersStarted"),
                Some("container exited with restart policy rule".to_owned()),
            ),
            _ => (false, None, None),
        };
        condition("AllContainersRestarting", status, reason, message)
    }

    /// Upstream: `GeneratePodInitializedCondition`.
    fn initialized(&self, status: &api::PodStatus, phase: &str) -> api::PodCondition {
        // What was initialized once stays so.
        let was = self.api.status.conditions.iter().flatten();
        let was_initialized =
            was.into_iter().any(|known| known.type_ == "Initialized" && known.status == "True");
        let has_started_app = was_initialized
            || status.container_statuses.iter().flatten().any(|known| {
                let state = known.state.as_ref();
                known.started == Some(true)
                    || state
                        .is_some_and(|state| state.running.is_some() || state.terminated.is_some())
                    || known.last_state.as_ref().is_some_and(|last| last.terminated.is_some())
            });
        let incomplete: Vec<&str> = self
            .containers
            .iter()
            .filter(|of| if of.is_init() { !of.ready } else { of.is_sidecar() && !of.started })
            .map(crate::sim::container::Container::name)
            .collect();
        if phase == "Succeeded" && !incomplete.is_empty() {
            return condition("Initialized", true, Some("PodCompleted"), None);
        }
        if incomplete.is_empty() || has_started_app {
            let reason = (phase == "Succeeded").then_some("PodCompleted");
            return condition("Initialized", true, reason, None);
        }
        let message = format!("containers with incomplete status: [{}]", incomplete.join(" "));
        condition("Initialized", false, Some("ContainersNotInitialized"), Some(message))
    }

    /// `Ready` and `ContainersReady`.
    ///
    /// Upstream: `GeneratePodReadyCondition` and `GenerateContainersReadyCondition`.
    pub(super) fn ready_conditions(
        &self,
        _status: &api::PodStatus,
        phase: &str,
    ) -> [api::PodCondition; 2] {
        let both = |reason: &str, message: Option<String>| {
            [
                condition("Ready", false, Some(reason), message.clone()),
                condition("ContainersReady", false, Some(reason), message),
            ]
        };
        let unready: Vec<&str> = self
            .containers
            .iter()
            .filter(|of| (of.is_app() || of.is_sidecar()) && !of.ready)
            .map(crate::sim::container::Container::name)
            .collect();
        match phase {
            "Succeeded" => return both("PodCompleted", None),
            "Failed" => return both("PodFailed", None),
            _ => {}
        }
        if !unready.is_empty() {
            let message = format!("containers with unready status: [{}]", unready.join(" "));
            return both("ContainersNotReady", Some(message));
        }
        let mut unmet = Vec::new();
        for gate in self.spec.readiness_gates.iter().flatten() {
            let type_ = &gate.condition_type;
            match self.api.conditions.iter().find(|known| known.type_ == *type_) {
                None => unmet.push(format!(
                    "corresponding condition of pod readiness gate \"{type_}\" does not exist."
                )),
                Some(known) if known.status != "True" => {
                    let value = &known.status;
                    unmet.push(format!(
                        "the status of pod readiness gate \"{type_}\" is not \"True\", but {value}"
                    ));
                }
                Some(_) => {}
            }
        }
        let ready = if unmet.is_empty() {
            condition("Ready", true, None, None)
        } else {
            condition("Ready", false, Some("ReadinessGatesNotReady"), Some(unmet.join(", ")))
        };
        [ready, condition("ContainersReady", true, None, None)]
    }
}
