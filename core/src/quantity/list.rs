//! Lists of resources, and what the containers of a Pod need together.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodSpec, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;

use super::Quantity;

/// Resources by name: `cpu`, `memory`, `nvidia.com/gpu`.
pub type List = BTreeMap<String, Quantity>;

/// What a manifest says of requests, limits or overhead; what cannot be read is left out.
pub fn read(written: Option<&BTreeMap<String, Written>>) -> List {
    let mut list = List::new();
    for (name, text) in written.into_iter().flatten() {
        if let Ok(quantity) = Quantity::parse(&text.0) {
            list.insert(name.clone(), quantity);
        }
    }
    list
}

/// Whether an init container keeps running beside the others.
pub fn is_sidecar(container: &Container) -> bool {
    container.restart_policy.as_deref() == Some("Always")
}

/// Whether a Pod as a whole may ask for the resource.
///
/// IsSupportedPodLevelResource, component-helpers/resource/helpers.go.
pub fn is_pod_level(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || is_huge_page(name)
}

/// Whether the resource is huge pages of some size.
pub fn is_huge_page(name: &str) -> bool {
    name.starts_with("hugepages-")
}

/// What all containers request together.
///
/// AggregateContainerRequests, component-helpers/resource/helpers.go.
pub fn aggregate_requests(spec: &PodSpec) -> List {
    aggregate(spec, |resources| read(resources.requests.as_ref()))
}

/// What all containers are limited to together.
///
/// AggregateContainerLimits, component-helpers/resource/helpers.go.
pub fn aggregate_limits(spec: &PodSpec) -> List {
    aggregate(spec, |resources| read(resources.limits.as_ref()))
}

fn aggregate(spec: &PodSpec, list: fn(&ResourceRequirements) -> List) -> List {
    let of = |container: &Container| container.resources.as_ref().map(list).unwrap_or_default();
    let mut total = List::new();
    for container in &spec.containers {
        plus_all(&mut total, &of(container));
    }
    let (mut sidecars, mut highest) = (List::new(), List::new());
    for container in spec.init_containers.iter().flatten() {
        let mut during = of(container);
        if is_sidecar(container) {
            plus_all(&mut total, &during);
            plus_all(&mut sidecars, &during);
            during.clone_from(&sidecars);
        } else {
            plus_all(&mut during, &sidecars);
        }
        raise(&mut highest, &during);
    }
    raise(&mut total, &highest);
    total
}

/// Adds each resource of `more`.
pub fn plus_all(list: &mut List, more: &List) {
    for (name, quantity) in more {
        let sum = list.get(name).map_or_else(|| quantity.clone(), |sum| sum.plus(quantity));
        list.insert(name.clone(), sum);
    }
}

fn raise(list: &mut List, least: &List) {
    for (name, quantity) in least {
        if list.get(name).is_none_or(|known| quantity > known) {
            list.insert(name.clone(), quantity.clone());
        }
    }
}
