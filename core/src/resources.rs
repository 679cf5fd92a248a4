//! What a Pod reserves, what it may use, and its quality of service.
//!
//! Upstream: staging/src/k8s.io/component-helpers/resource/helpers.go and pkg/apis/core/v1/helper/qos/qos.go, v1.36.

use k8s_openapi::api::core::v1::{PodSpec, ResourceRequirements};

use crate::quantity::{
    List, Quantity, aggregate_limits, aggregate_requests, is_pod_level, plus_all, read,
};

/// What the scheduler reserves for the Pod: PodRequests.
pub fn requests(spec: &PodSpec) -> List {
    let mut list = aggregate_requests(spec);
    list.extend(pod_level(read(of_pod(spec).requests.as_ref())));
    plus_all(&mut list, &read(spec.overhead.as_ref()));
    list
}

/// What the Pod may use: PodLimits. A resource without a limit is not in the list.
pub fn limits(spec: &PodSpec) -> List {
    let mut list = aggregate_limits(spec);
    list.extend(pod_level(read(of_pod(spec).limits.as_ref())));
    for (name, overhead) in read(spec.overhead.as_ref()) {
        if let Some(limit) = list.get_mut(&name).filter(|limit| !limit.is_zero()) {
            *limit = limit.plus(&overhead);
        }
    }
    list
}

fn of_pod(spec: &PodSpec) -> ResourceRequirements {
    spec.resources.clone().unwrap_or_default()
}

fn pod_level(list: List) -> impl Iterator<Item = (String, Quantity)> {
    list.into_iter().filter(|(name, _)| is_pod_level(name))
}

/// `Guaranteed`, `Burstable` or `BestEffort`: ComputePodQOS.
pub fn qos_class(spec: &PodSpec) -> &'static str {
    let pod = of_pod(spec);
    let names = pod.requests.iter().chain(&pod.limits).flat_map(|list| list.keys());
    if names.clone().any(|name| is_pod_level(name)) {
        return class(std::iter::once(&pod));
    }
    let none = ResourceRequirements::default();
    let containers = spec.containers.iter().chain(spec.init_containers.iter().flatten());
    class(containers.map(|container| container.resources.as_ref().unwrap_or(&none)))
}

/// The class of containers with these resources; init containers count like the others.
fn class<'a>(all: impl Iterator<Item = &'a ResourceRequirements>) -> &'static str {
    let (mut requested, mut limited, mut guaranteed) = (List::new(), List::new(), true);
    for resources in all {
        let limits = counted(read(resources.limits.as_ref()));
        // A Pod's requests default to its limits; those of a template do so when its Pod is made.
        let mut requests = limits.clone();
        for (name, request) in read(resources.requests.as_ref()) {
            requests.insert(name, request);
        }
        plus_all(&mut requested, &counted(requests));
        plus_all(&mut limited, &limits);
        guaranteed &= limits.len() == COUNTED.len();
    }
    if requested.is_empty() && limited.is_empty() {
        "BestEffort"
    } else if guaranteed && requested == limited {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// The resources that decide the class.
const COUNTED: [&str; 2] = ["cpu", "memory"];

fn counted(mut list: List) -> List {
    list.retain(|name, quantity| {
        COUNTED.contains(&name.as_str()) && !quantity.is_zero() && !quantity.is_negative()
    });
    list
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn spec(spec: Value) -> PodSpec {
        serde_json::from_value(spec).unwrap()
    }

    fn container(cpu: &str, policy: Option<&str>) -> Value {
        json!({"name": "c", "restartPolicy": policy, "resources": {"requests": {"cpu": cpu}}})
    }

    #[test]
    fn a_sidecar_counts_while_later_init_containers_run() {
        let pod = spec(json!({
            "initContainers": [container("1", None), container("200m", Some("Always")), container("900m", None)],
            "containers": [container("500m", None)]}));
        assert_eq!(requests(&pod)["cpu"].to_string(), "1100m");
    }

    #[test]
    fn overhead_is_added_to_requests_and_to_limits_that_are_there() {
        let pod = spec(json!({"overhead": {"cpu": "250m", "memory": "1Gi"},
            "containers": [{"name": "c", "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "1"}}}]}));
        assert_eq!(requests(&pod)["cpu"].to_string(), "1250m");
        assert_eq!(requests(&pod)["memory"].to_string(), "1Gi");
        assert_eq!(limits(&pod)["cpu"].to_string(), "1250m");
        assert_eq!(limits(&pod).get("memory"), None);
    }

    #[test]
    fn one_init_container_without_limits_makes_a_guaranteed_pod_burstable() {
        let all = json!({"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "1", "memory": "1Gi"}});
        let main = json!({"name": "c", "resources": all});
        assert_eq!(qos_class(&spec(json!({"containers": [main]}))), "Guaranteed");
        let with_init = json!({"initContainers": [{"name": "i"}], "containers": [main]});
        assert_eq!(qos_class(&spec(with_init)), "Burstable");
        assert_eq!(qos_class(&spec(json!({"containers": [{"name": "c"}]}))), "BestEffort");
    }
}
