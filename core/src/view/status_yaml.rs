//! `kubectl get pod -o yaml`, its status.
//!
//! It is written field by field, because the types' own printing brings a library for dates into the browser, and the
//! simulation has none.

use k8s_openapi::api::core::v1::{ContainerState, ContainerStatus, PodCondition, PodStatus};
use serde_json::{Map, Value};

use crate::yaml;

/// The status as YAML; as kubectl does, with the fields by name.
pub fn status_yaml(status: &PodStatus) -> String {
    yaml::emit(&Value::Object(pod_status(status)))
}

/// Fields that are given.
struct Fields(Map<String, Value>);

impl Fields {
    fn new() -> Self {
        Self(Map::new())
    }

    fn put(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
        self
    }

    fn list<T>(
        self,
        name: &str,
        items: Option<&Vec<T>>,
        write: fn(&T) -> Map<String, Value>,
    ) -> Self {
        let items = items
            .map(|items| items.iter().map(|item| Value::Object(write(item))).collect::<Vec<_>>());
        self.put(name, items)
    }
}

fn pod_status(status: &PodStatus) -> Map<String, Value> {
    Fields::new()
        .list("conditions", status.conditions.as_ref(), condition)
        .list("containerStatuses", status.container_statuses.as_ref(), container_status)
        .list(
            "ephemeralContainerStatuses",
            status.ephemeral_container_statuses.as_ref(),
            container_status,
        )
        .list("initContainerStatuses", status.init_container_statuses.as_ref(), container_status)
        .put("message", status.message.clone())
        .put("observedGeneration", status.observed_generation)
        .put("phase", status.phase.clone())
        .put("qosClass", status.qos_class.clone())
        .put("reason", status.reason.clone())
        .0
}

fn condition(condition: &PodCondition) -> Map<String, Value> {
    Fields::new()
        .put("message", condition.message.clone())
        .put("observedGeneration", condition.observed_generation)
        .put("reason", condition.reason.clone())
        .put("status", Some(condition.status.clone()))
        .put("type", Some(condition.type_.clone()))
        .0
}

fn container_status(status: &ContainerStatus) -> Map<String, Value> {
    Fields::new()
        .put("image", Some(status.image.clone()))
        .put("imageID", Some(status.image_id.clone()))
        .put("lastState", Some(status.last_state.as_ref().map(state).unwrap_or_default()))
        .put("name", Some(status.name.clone()))
        .put("ready", Some(status.ready))
        .put("restartCount", Some(status.restart_count))
        .put("started", status.started)
        .put("state", status.state.as_ref().map(state))
        .0
}

fn state(state: &ContainerState) -> Map<String, Value> {
    let running = state.running.as_ref().map(|_| Map::new());
    let terminated = state.terminated.as_ref().map(|terminated| {
        Fields::new()
            .put("exitCode", Some(terminated.exit_code))
            .put("message", terminated.message.clone())
            .put("reason", terminated.reason.clone())
            .put("signal", terminated.signal)
            .0
    });
    let waiting = state.waiting.as_ref().map(|waiting| {
        Fields::new()
            .put("message", waiting.message.clone())
            .put("reason", waiting.reason.clone())
            .0
    });
    Fields::new().put("running", running).put("terminated", terminated).put("waiting", waiting).0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The types' own printing is the judge of what is written by hand.
    #[test]
    fn nothing_that_the_simulation_sets_is_left_out() {
        let waiting = k8s_openapi::api::core::v1::ContainerStateWaiting {
            message: Some("back-off 10s".to_owned()),
            reason: Some("CrashLoopBackOff".to_owned()),
        };
        let terminated = k8s_openapi::api::core::v1::ContainerStateTerminated {
            exit_code: 1,
            message: Some("no".to_owned()),
            reason: Some("Error".to_owned()),
            ..Default::default()
        };
        let status = PodStatus {
            conditions: Some(vec![PodCondition {
                message: Some("containers with unready status: [app]".to_owned()),
                reason: Some("ContainersNotReady".to_owned()),
                status: "False".to_owned(),
                type_: "Ready".to_owned(),
                ..Default::default()
            }]),
            container_statuses: Some(vec![ContainerStatus {
                image: "nginx".to_owned(),
                last_state: Some(ContainerState {
                    terminated: Some(terminated),
                    ..Default::default()
                }),
                name: "app".to_owned(),
                restart_count: 1,
                started: Some(false),
                state: Some(ContainerState { waiting: Some(waiting), ..Default::default() }),
                ..Default::default()
            }]),
            observed_generation: Some(1),
            phase: Some("Running".to_owned()),
            qos_class: Some("BestEffort".to_owned()),
            ..Default::default()
        };
        assert_eq!(Value::Object(pod_status(&status)), serde_json::to_value(&status).unwrap());
    }
}
