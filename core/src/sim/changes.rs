//! Changes of the spec of a Pod that lives: an image, resources, an ephemeral container.
//!
//! Upstream: the strategies of pkg/registry/core/pod; `computePodResizeAction` and `doPodResizeAction`,
//! pkg/kubelet/kuberuntime/kuberuntime_manager.go; pkg/kubelet/allocation; pkg/kubelet/events/event.go. The node has room
//! for every resize: none is deferred or infeasible.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PodSpec, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;
use serde_json::{Map, Value};

use crate::features::Gate;
use crate::quantity::{Quantity, read};
use crate::resources;
use crate::sim::container::Container;
use crate::sim::pod_worker::{Flow, Step};
use crate::sim::rules::Rule;
use crate::sim::termination::StopOrder;
use crate::sim::trace::{EventType, SpecChange, What};
use crate::sim::{Sim, Wake, latency, rules};

/// What of a container's resources is not in force yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Resize {
    cpu: bool,
    memory: bool,
}

impl Resize {
    const NONE: Self = Self { cpu: false, memory: false };

    /// Whether something is left to be done.
    pub(super) fn is_open(self) -> bool {
        self != Self::NONE
    }
}

impl Sim<'_> {
    fn change_spec(&mut self, container: usize, change: SpecChange, rule: Rule) {
        let what = What::SpecChanged { container, change };
        self.api.changed = Some(self.record(what, &[Some(self.outside)], rule));
        self.api.generation += 1;
        self.api.version += 1;
        if self.api.scheduled.is_some() {
            self.wake_in(latency::WATCH, Wake::Watch);
        }
    }

    /// A container that is there, by its name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let there = |of: &Container<'_>| of.is_there && of.name() == name;
        self.containers.iter().position(there).filter(|_| !self.api.removed)
    }

    /// Somebody changes an image in place.
    pub(super) fn set_image(&mut self, name: &str, image: &str) {
        let Some(index) = self.position(name) else { return };
        let Some(of) = self.containers.get_mut(index) else { return };
        if of.is_ephemeral() || of.image == image {
            return;
        }
        of.redefine(Some(image), None);
        self.change_spec(index, SpecChange::Image(image.to_owned()), rules::SET_IMAGE);
    }

    /// Somebody adds an ephemeral container.
    pub(super) fn add_ephemeral(&mut self, name: &str) {
        let absent = |of: &Container<'_>| of.is_ephemeral() && !of.is_there && of.name() == name;
        let Some(index) = self.containers.iter().position(absent) else { return };
        if self.api.removed {
            return;
        }
        if let Some(of) = self.containers.get_mut(index) {
            of.is_there = true;
        }
        self.change_spec(index, SpecChange::Added, rules::EPHEMERAL);
    }

    /// Somebody changes resources in place, unless the API server refuses that.
    ///
    /// Upstream: `ValidatePodResize`, pkg/apis/core/validation/validation.go.
    pub(super) fn resize(
        &mut self,
        name: &str,
        requests: &[(String, String)],
        limits: &[(String, String)],
    ) {
        let Some(index) = self.position(name) else { return };
        let Some(of) = self.containers.get(index).filter(|of| !of.is_ephemeral()) else { return };
        let before = of.resources().cloned().unwrap_or_default();
        let mut wanted = before.clone();
        put(&mut wanted.requests, requests);
        put(&mut wanted.limits, limits);
        // A request that is not given is the limit, as at the creation.
        for (resource, limit) in wanted.limits.iter().flatten() {
            let requests = wanted.requests.get_or_insert_default();
            requests.entry(resource.clone()).or_insert_with(|| limit.clone());
        }
        let changes = |resource: &str| {
            amount(before.requests.as_ref(), resource) != amount(wanted.requests.as_ref(), resource)
                || amount(before.limits.as_ref(), resource)
                    != amount(wanted.limits.as_ref(), resource)
        };
        let (cpu, memory) = (changes("cpu"), changes("memory"));
        let mut given = requests.iter().chain(limits);
        let others = given.any(|(name, _)| name != "cpu" && name != "memory" && changes(name));
        if wanted == before {
            return;
        }
        let is_served = self.scenario.features.has(Gate::InPlacePodVerticalScaling);
        let unknown = "the server could not find the requested resource".to_owned();
        let refusal = if is_served { self.refusal(index, &wanted, others) } else { Some(unknown) };
        if let Some(message) = refusal {
            self.record(
                What::Refused(index, message),
                &[Some(self.outside)],
                rules::RESIZE_REFUSED,
            );
            return;
        }
        if let Some(of) = self.containers.get_mut(index) {
            of.redefine(None, Some(&wanted));
            of.wanted = Resize { cpu: of.wanted.cpu || cpu, memory: of.wanted.memory || memory };
        }
        self.change_spec(index, SpecChange::Resources(Box::new(wanted)), rules::RESIZE);
    }

    /// What the API server says against a resize, if it does; `others` where it is not only about CPU and memory.
    fn refusal(&self, index: usize, wanted: &ResourceRequirements, others: bool) -> Option<String> {
        let of = self.containers.get(index)?;
        for (resource, request) in read(wanted.requests.as_ref()) {
            let limit = read(wanted.limits.as_ref()).remove(&resource);
            if let Some(limit) = limit.filter(|limit| request > *limit) {
                let list = if of.is_init_entry() { "initContainers" } else { "containers" };
                return Some(format!(
                    "spec.{list}[{}].resources.requests: Invalid value: \"{request}\": must be less than or equal to \
                     {resource} limit of {limit}",
                    of.index
                ));
            }
        }
        let class = self.pod.qos_class;
        let mut spec: PodSpec = self.spec.clone();
        let listed = spec.init_containers.iter_mut().flatten().chain(&mut spec.containers);
        for (place, (container, of)) in listed.zip(&self.containers).enumerate() {
            container.resources =
                if place == index { Some(wanted.clone()) } else { of.resources().cloned() };
        }
        if class != resources::qos_class(&spec) {
            return Some(format!(
                "spec: Invalid value: \"{class}\": Pod QOS Class may not change as a result of resizing"
            ));
        }
        let text = if of.is_init() {
            "resources for non-sidecar init containers are immutable"
        } else if !others {
            return None;
        } else if of.is_sidecar() {
            "only cpu and memory resources for sidecar containers are mutable"
        } else {
            "only cpu and memory resources are mutable"
        };
        Some(format!("spec: Forbidden: {text}"))
    }

    /// The kubelet has seen a resize: the node has room for it.
    ///
    /// Upstream: `RetryPendingResizes`, pkg/kubelet/allocation/allocation_manager.go.
    pub(super) fn allocate(&mut self) {
        if self.api.deletion.is_some() || !self.containers.iter().any(|of| of.wanted.is_open()) {
            return;
        }
        for of in &mut self.containers {
            let wanted = std::mem::take(&mut of.wanted);
            of.resize = Resize {
                cpu: of.resize.cpu || wanted.cpu,
                memory: of.resize.memory || wanted.memory,
            };
        }
        self.worker.resizing = Some(self.api.generation);
        self.resize_event("ResizeStarted", "started");
    }

    /// Says that a resize is done once every container that runs has what it was given.
    ///
    /// Upstream: `SyncPod`, pkg/kubelet/kubelet.go.
    pub(super) fn finish_resize(&mut self) {
        if self.worker.resizing.is_none() {
            return;
        }
        let open = |of: &Container<'_>| of.resize.is_open() && of.newest_runs();
        if self.containers.iter().any(open) {
            return;
        }
        for of in &mut self.containers {
            of.resize = Resize::NONE;
        }
        self.resize_event("ResizeCompleted", "completed");
        self.worker.resizing = None;
    }

    fn resize_event(&mut self, reason: &'static str, word: &str) {
        let Some(generation) = self.worker.resizing else { return };
        let mut summary = String::from("{");
        for (list, inits) in [("initContainers", true), ("containers", false)] {
            let of_list = self.containers.iter().filter(|of| !of.is_ephemeral());
            let of_list = of_list.filter(|of| of.is_init_entry() == inits);
            let listed: Vec<Value> = of_list.map(allocation).collect();
            if !listed.is_empty() {
                summary.push_str(&format!("\"{list}\":{},", Value::Array(listed)));
            }
        }
        let message = format!("Pod resize {word}: {summary}\"generation\":{generation}}}");
        let cause = self.api.changed;
        self.event(EventType::Normal, reason, message, None, cause, rules::RESIZE);
    }

    /// What a pass does about a running container whose resources are not in force: it is restarted where its
    /// policy says so.
    pub(super) fn resize_action(&self, index: usize) -> Option<ResizeAction> {
        let of = self.containers.get(index).filter(|of| of.resize.is_open())?;
        let restarts = |resource: &str| {
            let policies = of.spec.resize_policy.iter().flatten();
            policies.into_iter().any(|policy| {
                policy.resource_name == resource && policy.restart_policy == "RestartContainer"
            })
        };
        let restart =
            (of.resize.cpu && restarts("cpu")) || (of.resize.memory && restarts("memory"));
        Some(if restart {
            ResizeAction::Restart(StopOrder::resized(of.name()))
        } else {
            ResizeAction::InPlace(Step::Resize(index))
        })
    }

    /// The runtime has changed the limits of a running container.
    pub(super) fn end_resize(&mut self, container: usize) -> Flow {
        if let Some(of) = self.containers.get_mut(container) {
            of.resize = Resize::NONE;
        }
        self.trigger(self.api.changed);
        Flow::After(latency::RESIZE)
    }

    /// The ephemeral containers that have never been started.
    pub(super) fn new_ephemerals(&self) -> impl Iterator<Item = usize> {
        let new = |of: &Container<'_>| of.is_ephemeral() && of.is_there && of.newest().is_none();
        self.containers.iter().enumerate().filter(move |(_, of)| new(of)).map(|(index, _)| index)
    }
}

/// How resources come into force.
pub(super) enum ResizeAction {
    /// While the container runs.
    InPlace(Step),
    /// By a restart.
    Restart(StopOrder),
}

fn put(list: &mut Option<BTreeMap<String, Written>>, amounts: &[(String, String)]) {
    for (name, text) in amounts {
        let canonical =
            Quantity::parse(text).map_or_else(|_| text.clone(), |known| known.to_string());
        list.get_or_insert_default().insert(name.clone(), Written(canonical));
    }
}

fn amount<'list>(
    list: Option<&'list BTreeMap<String, Written>>,
    resource: &str,
) -> Option<&'list str> {
    list?.get(resource).map(|text| text.0.as_str())
}

/// `{"name":"app","resources":{"limits":{"cpu":"300m"}}}`
fn allocation(of: &Container<'_>) -> Value {
    let mut resources = Map::new();
    if let Some(known) = of.resources() {
        for (name, list) in [("limits", &known.limits), ("requests", &known.requests)] {
            if let Some(list) = list.as_ref().filter(|list| !list.is_empty()) {
                let amounts =
                    list.iter().map(|(name, text)| (name.clone(), Value::from(text.0.as_str())));
                resources.insert(name.to_owned(), Value::Object(amounts.collect()));
            }
        }
    }
    let mut allocation = Map::new();
    allocation.insert("name".to_owned(), Value::from(of.name()));
    allocation.insert("resources".to_owned(), Value::Object(resources));
    Value::Object(allocation)
}
