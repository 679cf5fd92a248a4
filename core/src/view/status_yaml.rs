//! `kubectl get pod -o yaml`, its status.
//!
//! It is written field by field, because the types' own printing brings a library for dates into the browser.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    ContainerState, ContainerStatus, ContainerUser, HostIP, PodCondition, PodIP, PodStatus,
    ResourceRequirements, VolumeMountStatus,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde_json::{Map, Value};

use crate::text::{Becomes, changed_lines};
use crate::time::rfc3339;
use crate::view::markup::{escaped, push};
use crate::yaml;

/// The status as YAML, as kubectl prints it.
pub fn status_yaml(status: &PodStatus) -> String {
    yaml::emit(&status_json(status))
}

/// A status as a piece of a page; the lines that came since the one before are marked.
pub(crate) fn html(status: &str, before: Option<&str>) -> String {
    let changed = changed_lines(before.unwrap_or(status), status, 0);
    let new: Vec<usize> = (changed.iter().flatten())
        .filter(|line| line.becomes == Becomes::New)
        .map(|line| line.line)
        .collect();
    let mut out = String::from("<pre class=\"status\" tabindex=\"0\" aria-label=\"Status\">");
    for (number, line) in (1..).zip(status.lines()) {
        let line = &escaped(line);
        if new.contains(&number) {
            push(&mut out, &["<mark>", line, "</mark>\n"]);
        } else {
            push(&mut out, &[line, "\n"]);
        }
    }
    out.push_str("</pre>");
    out
}

/// The status as the API server prints it; fields in the order of their names.
pub fn status_json(status: &PodStatus) -> Value {
    Value::Object(pod_status(status))
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

    /// A time that is printed as `null` where there is none.
    fn time(mut self, name: &str, time: Option<&Time>) -> Self {
        let printed = time.map_or(Value::Null, |time| Value::from(rfc3339(time.0.as_second())));
        self.0.insert(name.to_owned(), printed);
        self
    }

    fn quantities(self, name: &str, list: Option<&BTreeMap<String, Quantity>>) -> Self {
        let list = list.map(|list| {
            let mut map = Map::new();
            for (name, quantity) in list {
                map.insert(name.clone(), Value::from(quantity.0.clone()));
            }
            map
        });
        self.put(name, list)
    }
}

fn pod_status(status: &PodStatus) -> Map<String, Value> {
    let fields = Fields::new()
        .quantities("allocatedResources", status.allocated_resources.as_ref())
        .list("conditions", status.conditions.as_ref(), condition)
        .list("containerStatuses", status.container_statuses.as_ref(), container_status)
        .list(
            "ephemeralContainerStatuses",
            status.ephemeral_container_statuses.as_ref(),
            container_status,
        )
        .put("hostIP", status.host_ip.clone())
        .list("hostIPs", status.host_ips.as_ref(), |host: &HostIP| ip(&host.ip))
        .list("initContainerStatuses", status.init_container_statuses.as_ref(), container_status)
        .put("message", status.message.clone())
        .put("observedGeneration", status.observed_generation)
        .put("phase", status.phase.clone())
        .put("podIP", status.pod_ip.clone())
        .list("podIPs", status.pod_ips.as_ref(), |pod: &PodIP| ip(&pod.ip))
        .put("qosClass", status.qos_class.clone())
        .put("reason", status.reason.clone())
        .put("resources", status.resources.as_ref().map(resources));
    match &status.start_time {
        Some(time) => fields.time("startTime", Some(time)).0,
        None => fields.0,
    }
}

fn ip(ip: &str) -> Map<String, Value> {
    Fields::new().put("ip", Some(ip)).0
}

fn condition(condition: &PodCondition) -> Map<String, Value> {
    Fields::new()
        .time("lastProbeTime", condition.last_probe_time.as_ref())
        .time("lastTransitionTime", condition.last_transition_time.as_ref())
        .put("message", condition.message.clone())
        .put("observedGeneration", condition.observed_generation)
        .put("reason", condition.reason.clone())
        .put("status", Some(condition.status.clone()))
        .put("type", Some(condition.type_.clone()))
        .0
}

fn container_status(status: &ContainerStatus) -> Map<String, Value> {
    Fields::new()
        .quantities("allocatedResources", status.allocated_resources.as_ref())
        .put("containerID", status.container_id.clone())
        .put("image", Some(status.image.clone()))
        .put("imageID", Some(status.image_id.clone()))
        .put("lastState", Some(status.last_state.as_ref().map(state).unwrap_or_default()))
        .put("name", Some(status.name.clone()))
        .put("ready", Some(status.ready))
        .put("resources", status.resources.as_ref().map(resources))
        .put("restartCount", Some(status.restart_count))
        .put("started", status.started)
        .put("state", status.state.as_ref().map(state))
        .put("stopSignal", status.stop_signal.clone())
        .put("user", status.user.as_ref().map(user))
        .list("volumeMounts", status.volume_mounts.as_ref(), mount)
        .0
}

fn resources(resources: &ResourceRequirements) -> Map<String, Value> {
    Fields::new()
        .quantities("limits", resources.limits.as_ref())
        .quantities("requests", resources.requests.as_ref())
        .0
}

fn user(user: &ContainerUser) -> Map<String, Value> {
    let linux = user.linux.as_ref().map(|linux| {
        Fields::new()
            .put("gid", Some(linux.gid))
            .put("supplementalGroups", linux.supplemental_groups.clone())
            .put("uid", Some(linux.uid))
            .0
    });
    Fields::new().put("linux", linux).0
}

fn mount(mount: &VolumeMountStatus) -> Map<String, Value> {
    Fields::new()
        .put("mountPath", Some(mount.mount_path.clone()))
        .put("name", Some(mount.name.clone()))
        .put("readOnly", mount.read_only)
        .put("recursiveReadOnly", mount.recursive_read_only.clone())
        .0
}

fn state(state: &ContainerState) -> Map<String, Value> {
    let running = state
        .running
        .as_ref()
        .map(|running| Fields::new().time("startedAt", running.started_at.as_ref()).0);
    let terminated = state.terminated.as_ref().map(|terminated| {
        Fields::new()
            .put("containerID", terminated.container_id.clone())
            .put("exitCode", Some(terminated.exit_code))
            .time("finishedAt", terminated.finished_at.as_ref())
            .put("message", terminated.message.clone())
            .put("reason", terminated.reason.clone())
            .put("signal", terminated.signal)
            .time("startedAt", terminated.started_at.as_ref())
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
    use serde_json::json;

    use super::*;

    /// What a real API server printed comes out again, and the types' own printing has no field more.
    #[test]
    fn only_lines_that_came_are_marked() {
        let page = html("a: 1\nb: <9>\nc: 3\n", Some("a: 1\nb: 2\nc: 3\n"));
        assert!(page.ends_with(">a: 1\n<mark>b: &lt;9&gt;</mark>\nc: 3\n</pre>"), "{page}");
        let page = html("a: 2\nb: 1\nc: 3\n", Some("a: 1\nb: 1\n"));
        assert!(page.ends_with("><mark>a: 2</mark>\nb: 1\n<mark>c: 3</mark>\n</pre>"), "{page}");
        assert!(!html("a: 1\n", None).contains("mark"));
    }

    #[test]
    fn a_status_is_printed_in_full() {
        let resources = json!({"limits": {"memory": "64Mi"}, "requests": {"memory": "64Mi"}});
        let terminated = json!({"terminated": {
            "containerID": "containerd://1", "exitCode": 1, "finishedAt": "2026-01-01T00:00:05Z",
            "message": "no", "reason": "Error", "signal": 9, "startedAt": null}});
        let running = json!({"running": {"startedAt": "2026-01-01T00:00:01Z"}});
        let container = |state: &Value| {
            json!({
                "allocatedResources": {"memory": "64Mi"}, "containerID": "containerd://0",
                "image": "docker.io/library/busybox:1.36", "imageID": "sha256:0", "lastState": terminated,
                "name": "app", "ready": true, "resources": resources, "restartCount": 1, "started": true,
                "state": state, "user": {"linux": {"gid": 0, "supplementalGroups": [0], "uid": 0}},
                "volumeMounts": [{"mountPath": "/trace", "name": "trace", "readOnly": true, "recursiveReadOnly": "Disabled"}],
            })
        };
        let waiting = json!({"waiting": {"message": "back-off 10s", "reason": "CrashLoopBackOff"}});
        let condition = json!({
            "lastProbeTime": null, "lastTransitionTime": "2026-01-01T00:00:01Z", "message": "m",
            "observedGeneration": 1, "reason": "ContainersNotReady", "status": "False", "type": "Ready"});
        let status = json!({
            "allocatedResources": {"memory": "64Mi"}, "conditions": [condition],
            "containerStatuses": [container(&running)], "ephemeralContainerStatuses": [container(&terminated)],
            "hostIP": "192.168.0.11", "hostIPs": [{"ip": "192.168.0.11"}],
            "initContainerStatuses": [container(&waiting)], "message": "m", "observedGeneration": 1,
            "phase": "Running", "podIP": "10.244.0.5", "podIPs": [{"ip": "10.244.0.5"}],
            "qosClass": "Burstable", "reason": "r", "resources": resources, "startTime": "2026-01-01T00:00:00Z"});
        let typed: PodStatus = serde_json::from_value(status.clone()).unwrap();
        assert_eq!(status_json(&typed), status);
        let mut printed = serde_json::to_value(&typed).unwrap();
        for condition in printed["conditions"].as_array_mut().unwrap() {
            condition["lastProbeTime"] = Value::Null;
        }
        for list in ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"] {
            for state in ["state", "lastState"] {
                let terminated = &mut printed[list][0][state]["terminated"];
                if terminated.is_object() {
                    terminated["startedAt"] = Value::Null;
                } else if let Some(state) = printed[list][0][state].as_object_mut() {
                    state.remove("terminated");
                }
            }
        }
        assert_eq!(printed, status);
    }
}
