//! What a Pod reserves and may use: which container sets it in which phase, and which quality of service follows.
//!
//! Upstream: staging/src/k8s.io/component-helpers/resource/helpers.go and pkg/apis/core/v1/helper/qos/qos.go, v1.36.

mod cost;
mod html;

pub use cost::{Prices, cost};
pub use html::html;

use k8s_openapi::api::core::v1::{Container, PodSpec, ResourceRequirements};

use crate::object::Source;
use crate::quantity::{List, Quantity, is_pod_level, is_sidecar, read};
use crate::resources;
use crate::sim::trace::Role;
use crate::text::{FieldPath, Span};

/// What the containers of a Pod ask for, and what comes of it.
#[derive(Clone, Debug)]
pub struct Resources {
    /// The containers in the order in which they start; those that count for nothing are not among them.
    pub rows: Vec<Row>,
    /// What the Pod as a whole asks for, `spec.resources`; nothing where it does not.
    pub pod: Option<Row>,
    /// One of each resource that is asked for: `cpu`, `memory`, `ephemeral-storage`, then the others by their names.
    pub totals: Vec<Total>,
    /// `Guaranteed`, `Burstable` or `BestEffort`.
    pub qos: &'static str,
    /// What keeps the Pod from being `Guaranteed`.
    pub breaks: Vec<Break>,
}

/// A container, or the Pod as a whole.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What kind it is; nothing for the Pod.
    pub role: Option<Role>,
    /// Where its name stands.
    pub at: Span,
    /// What it requests, with what it gets from its limits.
    pub requests: List,
    /// What it is limited to.
    pub limits: List,
    /// Where its requests and limits stand in the text, by `requests.cpu`.
    places: Vec<(String, Span)>,
}

impl Row {
    /// Where `requests` or `limits` of a resource stand; nothing where they are not written.
    pub fn place(&self, list: &str, resource: &str) -> Option<Span> {
        let wanted = (list, resource);
        let is_it = |name: &str| name.split_once('.') == Some(wanted);
        self.places.iter().find(|(name, _)| is_it(name)).map(|(_, span)| *span)
    }
}

/// One resource of the Pod.
#[derive(Clone, Debug)]
pub struct Total {
    /// Its name: `cpu`.
    pub resource: String,
    /// What is reserved while each init container runs, and while the others do.
    pub phases: Vec<Phase>,
    /// What the containers request together: the largest of the phases.
    pub containers: Quantity,
    /// What the Pod as a whole requests, which then counts instead.
    pub pod: Option<Quantity>,
    /// What the Pod costs besides its containers.
    pub overhead: Option<Quantity>,
    /// What the scheduler reserves.
    pub requests: Quantity,
    /// What the Pod may use; nothing where no limit is set.
    pub limits: Option<Quantity>,
}

/// A stretch of the Pod's life in which the same containers run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// The init container that runs to its end; nothing for the time after the last of them.
    pub init: Option<usize>,
    /// Which rows ask for how much: the sidecars that run already, then the others.
    pub parts: Vec<(usize, Quantity)>,
    /// All of it.
    pub sum: Quantity,
    /// Whether it is the largest, which is what is reserved.
    pub decides: bool,
}

/// Something that keeps a Pod from being `Guaranteed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The row; nothing for the Pod as a whole.
    pub row: Option<usize>,
    /// What it lacks: `no memory limit`.
    pub what: String,
    /// Where that could be said.
    pub at: Span,
}

impl Resources {
    /// Reads a Pod as it is stored; `path` is the place of its spec in the text.
    pub fn of(spec: &PodSpec, path: &FieldPath, source: &Source) -> Self {
        let mut rows = Vec::new();
        let inits = path.child("initContainers");
        for (index, container) in spec.init_containers.iter().flatten().enumerate() {
            let role = if is_sidecar(container) { Role::Sidecar } else { Role::Init };
            rows.push(row(container, role, &inits.index(index), source));
        }
        let apps = path.child("containers");
        for (index, container) in spec.containers.iter().enumerate() {
            rows.push(row(container, Role::App, &apps.index(index), source));
        }
        let pod = spec.resources.as_ref().map(|own| {
            let at = source.span(&path.child("resources"));
            let places = places(own, &path.child("resources"), source);
            let [requests, limits] = [&own.requests, &own.limits].map(|list| read(list.as_ref()));
            Row { name: "spec.resources".to_owned(), role: None, at, requests, limits, places }
        });
        let totals = totals(spec, &rows, pod.as_ref());
        let qos = resources::qos_class(spec);
        let breaks = breaks(&rows, pod.as_ref(), path, source);
        Self { rows, pod, totals, qos, breaks }
    }

    /// The total of a resource.
    pub fn total(&self, resource: &str) -> Option<&Total> {
        self.totals.iter().find(|total| total.resource == resource)
    }
}

fn row(container: &Container, role: Role, path: &FieldPath, source: &Source) -> Row {
    let none = ResourceRequirements::default();
    let own = container.resources.as_ref().unwrap_or(&none);
    Row {
        name: container.name.clone(),
        role: Some(role),
        at: source.span(&path.child("name")),
        requests: read(own.requests.as_ref()),
        limits: read(own.limits.as_ref()),
        places: places(own, &path.child("resources"), source),
    }
}

/// Where the text has what is asked for; what the API server adds stands nowhere.
fn places(own: &ResourceRequirements, path: &FieldPath, source: &Source) -> Vec<(String, Span)> {
    let mut places = Vec::new();
    for (list, all) in [("requests", &own.requests), ("limits", &own.limits)] {
        for resource in all.iter().flatten().map(|(resource, _)| resource) {
            let field = path.child(list).key(resource);
            if source.root.at(&field).is_some() {
                places.push((format!("{list}.{resource}"), source.span(&field)));
            }
        }
    }
    places
}

/// The resources that come first, as people name them.
const FIRST: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

fn totals(spec: &PodSpec, rows: &[Row], pod: Option<&Row>) -> Vec<Total> {
    let (requests, limits) = (resources::requests(spec), resources::limits(spec));
    let overhead = read(spec.overhead.as_ref());
    let others = requests.keys().chain(limits.keys().filter(|name| !requests.contains_key(*name)));
    let others = others.filter(|name| !FIRST.contains(&name.as_str())).cloned();
    let is_asked = |name: &&str| requests.contains_key(*name) || limits.contains_key(*name);
    let names = FIRST.into_iter().filter(is_asked).map(str::to_owned).chain(others);
    let total = |resource: String| {
        let (phases, containers) = phases(rows, &resource);
        let of_pod = pod.filter(|_| is_pod_level(&resource));
        Total {
            phases,
            containers,
            pod: of_pod.and_then(|pod| pod.requests.get(&resource).cloned()),
            overhead: overhead.get(&resource).cloned(),
            requests: requests.get(&resource).cloned().unwrap_or_default(),
            limits: limits.get(&resource).cloned(),
            resource,
        }
    };
    names.map(total).collect()
}

/// What is reserved in each phase, and the most of it; while a sidecar starts it is never more than when all run.
fn phases(rows: &[Row], resource: &str) -> (Vec<Phase>, Quantity) {
    let (mut phases, mut sidecars, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for (index, row) in rows.iter().enumerate() {
        let part = row.requests.get(resource).map(|request| (index, request.clone()));
        match row.role {
            Some(Role::Init) => {
                let parts: Vec<_> = sidecars.iter().cloned().chain(part).collect();
                phases.push(phase(Some(index), parts));
            }
            Some(Role::Sidecar) => sidecars.extend(part),
            Some(Role::App | Role::Ephemeral) | None => last.extend(part),
        }
    }
    sidecars.extend(last);
    phases.push(phase(None, sidecars));
    let most = phases.iter().map(|phase| &phase.sum).max().cloned().unwrap_or_default();
    // Of several that are equal it is the last, which lasts.
    if let Some(phase) = phases.iter_mut().rfind(|phase| phase.sum == most) {
        phase.decides = true;
    }
    (phases, most)
}

fn phase(init: Option<usize>, parts: Vec<(usize, Quantity)>) -> Phase {
    let mut sum = Quantity::default();
    for (_, part) in &parts {
        sum = sum.plus(part);
    }
    Phase { init, parts, sum, decides: false }
}

/// ComputePodQOS asks all containers for limits of both and for requests that equal them; where the Pod as a whole asks
/// for something, only that counts.
fn breaks(rows: &[Row], pod: Option<&Row>, path: &FieldPath, source: &Source) -> Vec<Break> {
    let mut breaks = Vec::new();
    let pod = pod.filter(|pod| {
        pod.requests.keys().chain(pod.limits.keys()).any(|resource| is_pod_level(resource))
    });
    if let Some(pod) = pod {
        missing(&mut breaks, None, pod, source.span(&path.child("resources")));
        return breaks;
    }
    for (index, row) in rows.iter().enumerate() {
        missing(&mut breaks, Some(index), row, row.at);
    }
    breaks
}

fn missing(breaks: &mut Vec<Break>, place: Option<usize>, row: &Row, at: Span) {
    for resource in ["cpu", "memory"] {
        let positive = |quantity: &&Quantity| !quantity.is_zero() && !quantity.is_negative();
        let limit = row.limits.get(resource).filter(positive);
        let request = row.requests.get(resource).filter(positive);
        let (what, list) = match (limit, request) {
            (None, _) => (format!("no {resource} limit"), "requests"),
            (Some(limit), Some(request)) if request != limit => {
                (format!("{resource} request {request} is not its limit {limit}"), "requests")
            }
            // A request of nothing is written: without one it would be the limit.
            (Some(limit), None) if row.requests.contains_key(resource) => {
                (format!("{resource} request 0 is not its limit {limit}"), "requests")
            }
            (Some(_), _) => continue,
        };
        let at = row.place(list, resource).unwrap_or(at);
        breaks.push(Break { row: place, what, at });
    }
}

#[cfg(test)]
mod tests;
