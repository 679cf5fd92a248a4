//! The Pod object in the API at an instant, in full.
//!
//! The trace holds of a status what changes; what follows from the spec and from names is filled in here.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};

use crate::defaults;
use crate::object::{Object, as_container};
use crate::quantity::List;
use crate::resources;
use crate::sim::identity;
use crate::sim::trace::{SpecChange, Trace, TraceContainer, What};
use crate::sim::workload::{
    COMPLETION_INDEX, Controller, Instance, NODE, NODE_IP, TRACKING_FINALIZER,
};
use crate::time::SimTime;

/// Where every container finds the token of its ServiceAccount.
const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// The taints of nodes that do not answer.
const LOST_NODE: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/// The object as `kubectl get pod -o yaml` would find it; nothing before its creation and after its removal.
pub fn pod_at(instance: &Instance<'_>, trace: &Trace, at: SimTime) -> Option<api::Pod> {
    let status = status_at(trace, at)?;
    let mut spec = stored_spec(instance);
    let scheduled = |what: &What| matches!(what, What::Scheduled);
    if trace.entries.iter().any(|entry| entry.at <= at && scheduled(&entry.what)) {
        spec.node_name = Some(NODE.to_owned());
    }
    change_spec(&mut spec, trace, at);
    let status = full_status(status, &spec, instance);
    let metadata = metadata(instance, trace, at);
    Some(api::Pod { metadata, spec: Some(spec), status: Some(status) })
}

/// The status that stands in the API at an instant.
pub fn status_at(trace: &Trace, at: SimTime) -> Option<&api::PodStatus> {
    if trace.removed().is_some_and(|removed| removed <= at) {
        return None;
    }
    trace.statuses().take_while(|(from, _)| *from <= at).last().map(|(_, status)| status)
}

/// Whether a condition of a Pod is true: `Ready`.
pub fn is_true(status: &api::PodStatus, type_: &str) -> bool {
    let mut conditions = status.conditions.iter().flatten();
    conditions.any(|known| known.type_ == type_ && known.status == "True")
}

/// The changes of the spec up to an instant.
fn changes(trace: &Trace, at: SimTime) -> impl Iterator<Item = (&TraceContainer, &SpecChange)> {
    trace.entries.iter().take_while(move |entry| entry.at <= at).filter_map(|entry| {
        let What::SpecChanged { container, change } = &entry.what else { return None };
        Some((trace.containers.get(*container)?, change))
    })
}

/// The generation of the spec.
fn generation(trace: &Trace, at: SimTime) -> i64 {
    let generation = changes(trace, at).fold(1, |generation, _| generation + 1);
    gates_removed(trace, at).fold(generation, |generation, _| generation + 1)
}

/// The scheduling gates that were removed up to an instant.
fn gates_removed(trace: &Trace, at: SimTime) -> impl Iterator<Item = &String> {
    trace.entries.iter().take_while(move |entry| entry.at <= at).filter_map(|entry| {
        let What::GateRemoved(gate) = &entry.what else { return None };
        Some(gate)
    })
}

/// `metadata.finalizers`.
fn finalizers(instance: &Instance<'_>, trace: &Trace, at: SimTime) -> Vec<String> {
    let mut finalizers = instance.finalizers.to_vec();
    if instance.controller.as_ref().is_some_and(|controller| controller.kind == "Job") {
        finalizers.push(TRACKING_FINALIZER.to_owned());
    }
    for entry in trace.entries.iter().take_while(|entry| entry.at <= at) {
        if let What::Finalizers(changed) = &entry.what {
            finalizers.clone_from(changed);
        }
    }
    finalizers
}

/// Puts into the spec what was changed of it in place up to an instant.
pub fn change_spec(spec: &mut api::PodSpec, trace: &Trace, at: SimTime) {
    for gate in gates_removed(trace, at) {
        let gates = spec.scheduling_gates.get_or_insert_default();
        gates.retain(|known| known.name != *gate);
        if gates.is_empty() {
            spec.scheduling_gates = None;
        }
    }
    for (of, change) in changes(trace, at) {
        if *change == SpecChange::Added {
            spec.ephemeral_containers.get_or_insert_default().push(api::EphemeralContainer {
                name: of.name.clone(),
                image: Some(of.image.clone()),
                image_pull_policy: Some(defaults::pull_policy(&of.image).to_owned()),
                termination_message_path: Some("/dev/termination-log".to_owned()),
                termination_message_policy: Some("File".to_owned()),
                ..api::EphemeralContainer::default()
            });
            continue;
        }
        for container in all_containers(spec).filter(|container| container.name == of.name) {
            match change {
                SpecChange::Image(image) => container.image = Some(image.clone()),
                SpecChange::Resources(resources) => {
                    container.resources = Some(resources.as_ref().clone());
                }
                SpecChange::Added => {}
            }
        }
    }
}

fn metadata(instance: &Instance<'_>, trace: &Trace, at: SimTime) -> ObjectMeta {
    let deletion = trace.deletion(at);
    let seen = trace.entries.partition_point(|entry| entry.at <= at);
    let given = |map: BTreeMap<String, String>| (!map.is_empty()).then_some(map);
    let mut metadata = ObjectMeta {
        annotations: given(instance.annotations()),
        creation_timestamp: Some(trace.created.stamp()),
        finalizers: Some(finalizers(instance, trace, at)).filter(|list| !list.is_empty()),
        generation: Some(generation(trace, at) + i64::from(deletion.is_some())),
        labels: given(instance.labels()),
        name: Some(instance.name.clone()),
        namespace: Some(instance.namespace.to_owned()),
        resource_version: Some((1000 + seen).to_string()),
        uid: Some(instance.uid()),
        ..ObjectMeta::default()
    };
    if let Some((_, seconds)) = deletion {
        metadata.deletion_timestamp = trace.deletion_time(at).map(SimTime::stamp);
        metadata.deletion_grace_period_seconds = Some(seconds);
    }
    if let Some(controller) = &instance.controller {
        metadata.owner_references = Some(vec![reference(controller)]);
        if controller.kind != "StatefulSet" {
            let end = instance.name.rfind('-').map_or(0, |dash| dash + 1);
            metadata.generate_name = instance.name.get(..end).map(ToOwned::to_owned);
        }
    }
    metadata
}

fn reference(controller: &Controller) -> OwnerReference {
    OwnerReference {
        api_version: if controller.kind == "Job" { "batch/v1" } else { "apps/v1" }.to_owned(),
        block_owner_deletion: Some(true),
        controller: Some(true),
        kind: controller.kind.to_owned(),
        name: controller.name.clone(),
        uid: controller.uid(),
    }
}

/// The spec as it is stored: with the defaults of a Pod, and with what admission adds to every Pod.
pub fn stored_spec(instance: &Instance<'_>) -> api::PodSpec {
    let mut spec = instance.spec.clone();
    if instance.is_from_template {
        let metadata = ObjectMeta { labels: Some(instance.labels()), ..ObjectMeta::default() };
        let mut pod = Object::Pod(api::Pod { metadata, spec: Some(spec.clone()), status: None });
        defaults::apply(&mut pod, instance.features);
        if let Some(created) = pod.pod_spec_mut() {
            spec = std::mem::take(created);
        }
    }
    if instance.completion_index().is_some() {
        add_index(&mut spec);
    }
    let is_daemon = instance.controller.as_ref().is_some_and(|made| made.kind == "DaemonSet");
    add_service_account(&mut spec, &instance.name);
    add_priority(&mut spec);
    add_tolerations(&mut spec, is_daemon);
    spec
}

fn all_containers(spec: &mut api::PodSpec) -> impl Iterator<Item = &mut api::Container> {
    spec.init_containers.iter_mut().flatten().chain(&mut spec.containers)
}

/// Upstream: `addCompletionIndexEnvVariables`, pkg/controller/job/indexed_job_utils.go.
fn add_index(spec: &mut api::PodSpec) {
    for container in all_containers(spec) {
        let known = |variable: &api::EnvVar| variable.name == "JOB_COMPLETION_INDEX";
        let env = container.env.get_or_insert_default();
        if !env.iter().any(known) {
            let field_path = format!("metadata.labels['{COMPLETION_INDEX}']");
            env.push(api::EnvVar {
                name: "JOB_COMPLETION_INDEX".to_owned(),
                value_from: Some(api::EnvVarSource {
                    field_ref: Some(field("v1", field_path)),
                    ..api::EnvVarSource::default()
                }),
                value: None,
            });
        }
    }
}

fn field(api_version: &str, field_path: String) -> api::ObjectFieldSelector {
    api::ObjectFieldSelector { api_version: Some(api_version.to_owned()), field_path }
}

/// Upstream: `Admit` and `mountServiceAccountToken`, plugin/pkg/admission/serviceaccount/admission.go.
fn add_service_account(spec: &mut api::PodSpec, pod: &str) {
    if spec.service_account_name.is_none() {
        spec.service_account_name = Some("default".to_owned());
        spec.service_account = Some("default".to_owned());
    }
    if spec.automount_service_account_token == Some(false) {
        return;
    }
    let name = format!("kube-api-access-{}", identity::letters(pod, 5));
    let mut needed = false;
    for container in all_containers(spec) {
        let mounts = container.volume_mounts.get_or_insert_default();
        if mounts.iter().all(|mount| mount.mount_path != TOKEN_PATH) {
            needed = true;
            mounts.push(api::VolumeMount {
                mount_path: TOKEN_PATH.to_owned(),
                name: name.clone(),
                read_only: Some(true),
                ..api::VolumeMount::default()
            });
        }
    }
    if needed {
        let volume =
            api::Volume { name, projected: Some(token_volume()), ..api::Volume::default() };
        spec.volumes.get_or_insert_default().push(volume);
    }
}

/// Upstream: `TokenVolumeSource`, plugin/pkg/admission/serviceaccount/admission.go.
fn token_volume() -> api::ProjectedVolumeSource {
    let token = api::ServiceAccountTokenProjection {
        expiration_seconds: Some(3607),
        path: "token".to_owned(),
        ..api::ServiceAccountTokenProjection::default()
    };
    let key = api::KeyToPath {
        key: "ca.crt".to_owned(),
        path: "ca.crt".to_owned(),
        ..api::KeyToPath::default()
    };
    let certificate = api::ConfigMapProjection {
        items: Some(vec![key]),
        name: "kube-root-ca.crt".to_owned(),
        ..api::ConfigMapProjection::default()
    };
    let namespace = api::DownwardAPIVolumeFile {
        field_ref: Some(field("v1", "metadata.namespace".to_owned())),
        path: "namespace".to_owned(),
        ..api::DownwardAPIVolumeFile::default()
    };
    let none = api::VolumeProjection::default;
    api::ProjectedVolumeSource {
        default_mode: Some(420),
        sources: Some(vec![
            api::VolumeProjection { service_account_token: Some(token), ..none() },
            api::VolumeProjection { config_map: Some(certificate), ..none() },
            api::VolumeProjection {
                downward_api: Some(api::DownwardAPIProjection { items: Some(vec![namespace]) }),
                ..none()
            },
        ]),
    }
}

/// Upstream: `Admit`, plugin/pkg/admission/priority/admission.go.
fn add_priority(spec: &mut api::PodSpec) {
    spec.priority.get_or_insert(match spec.priority_class_name.as_deref() {
        Some("system-cluster-critical") => 2_000_000_000,
        Some("system-node-critical") => 2_000_001_000,
        _ => 0,
    });
    spec.preemption_policy.get_or_insert_with(|| "PreemptLowerPriority".to_owned());
}

/// Upstream: `Admit`, plugin/pkg/admission/defaulttolerationseconds/admission.go, and `AddOrUpdateDaemonPodTolerations`,
/// pkg/controller/daemon/util/daemonset_util.go.
fn add_tolerations(spec: &mut api::PodSpec, is_daemon: bool) {
    let host_network = spec.host_network == Some(true);
    let tolerations = spec.tolerations.get_or_insert_default();
    let exists = |key: &str, effect: &str, seconds: Option<i64>| api::Toleration {
        effect: Some(effect.to_owned()),
        key: Some(key.to_owned()),
        operator: Some("Exists".to_owned()),
        toleration_seconds: seconds,
        value: None,
    };
    let any_or = |said: Option<&String>, wanted: &str| {
        said.is_none_or(|said| said.is_empty() || said == wanted)
    };
    for key in LOST_NODE {
        let tolerated = |known: &api::Toleration| {
            any_or(known.key.as_ref(), key) && any_or(known.effect.as_ref(), "NoExecute")
        };
        if !tolerations.iter().any(tolerated) {
            let seconds = (!is_daemon).then_some(300);
            tolerations.push(exists(key, "NoExecute", seconds));
        }
    }
    if is_daemon {
        for kind in ["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"] {
            let key = format!("node.kubernetes.io/{kind}");
            tolerations.push(exists(&key, "NoSchedule", None));
        }
        if host_network {
            let key = "node.kubernetes.io/network-unavailable";
            tolerations.push(exists(key, "NoSchedule", None));
        }
    }
}

/// A status with all its fields; `spec` is the stored one.
pub fn full_status(
    status: &api::PodStatus,
    spec: &api::PodSpec,
    instance: &Instance<'_>,
) -> api::PodStatus {
    let mut status = status.clone();
    if let Some(ip) = &status.pod_ip {
        status.pod_ips = Some(vec![api::PodIP { ip: ip.clone() }]);
    }
    if status.start_time.is_none() {
        return status;
    }
    status.host_ip = Some(NODE_IP.to_owned());
    status.host_ips = Some(vec![api::HostIP { ip: NODE_IP.to_owned() }]);
    let (requests, limits) = (written(resources::requests(spec)), written(resources::limits(spec)));
    status.allocated_resources.clone_from(&requests);
    status.resources = Some(api::ResourceRequirements { claims: None, limits, requests });
    let init = spec.init_containers.iter().flatten();
    let ephemeral = spec.ephemeral_containers.iter().flatten();
    let ephemeral: Vec<api::Container> = ephemeral.cloned().map(as_container).collect();
    let all: Vec<&api::Container> = init.chain(&spec.containers).chain(&ephemeral).collect();
    let lists = [
        &mut status.init_container_statuses,
        &mut status.container_statuses,
        &mut status.ephemeral_container_statuses,
    ];
    for known in lists.into_iter().flatten().flatten() {
        if let Some(container) = all.iter().find(|container| container.name == known.name) {
            complete(known, container, spec, &instance.name);
        }
    }
    status
}

fn written(list: List) -> Option<BTreeMap<String, Written>> {
    let mut map = BTreeMap::new();
    for (name, quantity) in list {
        map.insert(name, Written(quantity.to_string()));
    }
    (!map.is_empty()).then_some(map)
}

/// Upstream: `convertToAPIContainerStatuses`, pkg/kubelet/kubelet_pods.go.
fn complete(
    known: &mut api::ContainerStatus,
    container: &api::Container,
    spec: &api::PodSpec,
    pod: &str,
) {
    let mounts = container.volume_mounts.iter().flatten().map(|mount| api::VolumeMountStatus {
        mount_path: mount.mount_path.clone(),
        name: mount.name.clone(),
        read_only: mount.read_only.filter(|read_only| *read_only),
        recursive_read_only: (mount.read_only == Some(true)).then(|| "Disabled".to_owned()),
        volume_status: None,
    });
    let mounts: Vec<api::VolumeMountStatus> = mounts.collect();
    known.volume_mounts = (!mounts.is_empty()).then_some(mounts);
    let id = |count: i32| {
        let digits = identity::digits(&format!("{pod}/{}/{count}", container.name), 64);
        Some(format!("containerd://{digits}"))
    };
    let count = known.restart_count;
    // Who waits shows the newest record as its last state.
    let waits = known.state.as_ref().is_some_and(|state| state.waiting.is_some());
    let last = known.last_state.as_mut().and_then(|state| state.terminated.as_mut());
    let mut has_record = last.is_some();
    if let Some(last) = last {
        last.container_id = id(if waits { count } else { count - 1 });
    }
    if let Some(state) = &mut known.state {
        has_record |= state.running.is_some();
        if let Some(ended) = state.terminated.as_mut().filter(|ended| ended.started_at.is_some()) {
            has_record = true;
            ended.container_id = id(count);
        }
    }
    if !has_record {
        return;
    }
    known.container_id = id(count);
    known.image_id = format!("sha256:{}", identity::digits(&known.image, 64));
    let resources = container.resources.clone().unwrap_or_default();
    known.allocated_resources.clone_from(&resources.requests);
    known.resources = Some(resources);
    known.user = Some(api::ContainerUser { linux: Some(user(container, spec)) });
}

/// Whom its process runs as; an image that names nobody runs as root.
fn user(container: &api::Container, spec: &api::PodSpec) -> api::LinuxContainerUser {
    let (own, pod) = (container.security_context.as_ref(), spec.security_context.as_ref());
    let uid = own.and_then(|own| own.run_as_user).or(pod.and_then(|pod| pod.run_as_user));
    let gid = own.and_then(|own| own.run_as_group).or(pod.and_then(|pod| pod.run_as_group));
    let gid = gid.unwrap_or_default();
    let mut groups = vec![gid];
    if let Some(pod) = pod {
        let more = pod.fs_group.iter().chain(pod.supplemental_groups.iter().flatten());
        for group in more {
            if !groups.contains(group) {
                groups.push(*group);
            }
        }
    }
    api::LinuxContainerUser { gid, supplemental_groups: Some(groups), uid: uid.unwrap_or_default() }
}
