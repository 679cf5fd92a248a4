//! Pods and the templates of Pods.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    AppArmorProfile, Container, ContainerPort, EnvVar, EphemeralContainer, HTTPGetAction,
    Lifecycle, ObjectFieldSelector, Pod, PodSpec, PodTemplateSpec, Probe, ResourceFieldSelector,
    ResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;

use super::{disabled, image, quantities, scheduling, text, volumes};
use crate::features::{Features, Gate};
use crate::object::{as_container, as_ephemeral};
use crate::quantity::{self, aggregate_limits, aggregate_requests, is_huge_page, is_pod_level};

/// SetDefaults_Pod, then podStrategy.PrepareForCreate.
pub(super) fn create(pod: &mut Pod, features: Features) {
    let spec = pod.spec.get_or_insert_default();
    if !features.has(Gate::PodLevelResources) {
        spec.resources = None;
    }
    for container in all_containers(spec) {
        if let Some(resources) = container.resources.as_mut() {
            request_what_is_limited(resources);
        }
    }
    pod_level_resources(spec);
    spec.enable_service_links.get_or_insert(true);
    if spec.host_network == Some(true) {
        all_containers(spec)
            .flat_map(|container| container.ports.iter_mut().flatten())
            .for_each(host_port);
    }
    pod_spec(spec);
    disabled::drop_from(spec, features);
    scheduling::merge_label_keys(spec, pod.metadata.labels.as_ref(), features);
    if features.has(Gate::AppArmorFields) {
        app_armor_from_annotations(spec, pod.metadata.annotations.as_ref());
    }
}

/// What a template of Pods gets.
pub(super) fn template(template: &mut PodTemplateSpec, features: Features) {
    template.metadata.get_or_insert_default();
    let spec = template.spec.get_or_insert_default();
    pod_spec(spec);
    disabled::drop_from(spec, features);
}

pub(super) fn all_containers(spec: &mut PodSpec) -> impl Iterator<Item = &mut Container> {
    spec.containers.iter_mut().chain(spec.init_containers.iter_mut().flatten())
}

/// SetDefaults_Pod: a limit without a request is the request, too.
fn request_what_is_limited(resources: &mut ResourceRequirements) {
    let Some(limits) = resources.limits.clone() else { return };
    let requests = resources.requests.get_or_insert_default();
    for (name, limit) in limits {
        requests.entry(name).or_insert(limit);
    }
}

fn host_port(port: &mut ContainerPort) {
    if port.host_port.unwrap_or_default() == 0 && port.container_port != 0 {
        port.host_port = Some(port.container_port);
    }
}

/// defaultHugePagePodLimits and defaultPodRequests.
fn pod_level_resources(spec: &mut PodSpec) {
    let (limits, requests) = (aggregate_limits(spec), aggregate_requests(spec));
    let Some(resources) = spec.resources.as_mut() else { return };
    let requested = resources.requests.clone().unwrap_or_default();
    if resources.limits.is_some() || !requested.is_empty() {
        let huge =
            limits.iter().filter(|(name, _)| is_huge_page(name) && !requested.contains_key(*name));
        add_missing(&mut resources.limits, huge);
    }
    let limits = quantity::read(resources.limits.as_ref());
    if limits.is_empty() {
        return;
    }
    let overcommitted =
        requests.iter().filter(|(name, _)| is_pod_level(name) && !is_huge_page(name));
    add_missing(&mut resources.requests, overcommitted);
    add_missing(&mut resources.requests, limits.iter().filter(|(name, _)| is_pod_level(name)));
}

fn add_missing<'a>(
    list: &mut Option<BTreeMap<String, Written>>,
    more: impl Iterator<Item = (&'a String, &'a quantity::Quantity)>,
) {
    for (name, quantity) in more {
        list.get_or_insert_default()
            .entry(name.clone())
            .or_insert_with(|| Written(quantity.to_string()));
    }
}

/// SetDefaults_PodSpec and the defaults of everything in it.
fn pod_spec(spec: &mut PodSpec) {
    text(&mut spec.dns_policy, "ClusterFirst");
    text(&mut spec.restart_policy, "Always");
    text(&mut spec.scheduler_name, "default-scheduler");
    spec.security_context.get_or_insert_default();
    spec.termination_grace_period_seconds.get_or_insert(30);
    service_account(spec);
    quantities::list(spec.overhead.as_mut());
    spec.resources.iter_mut().for_each(quantities::requirements);
    spec.volumes.iter_mut().flatten().for_each(volumes::volume);
    for container in all_containers(spec) {
        defaults_of_container(container);
    }
    spec.ephemeral_containers.iter_mut().flatten().for_each(ephemeral_container);
}

/// SetDefaults_EphemeralContainer: an ephemeral container has the fields of any other, and its target.
fn ephemeral_container(ephemeral: &mut EphemeralContainer) {
    let target = ephemeral.target_container_name.clone();
    let mut container = as_container(std::mem::take(ephemeral));
    defaults_of_container(&mut container);
    *ephemeral = as_ephemeral(container, target);
}

/// Convert_core_PodSpec_To_v1_PodSpec, pkg/apis/core/v1/conversion.go: the old name of the field is a copy.
fn service_account(spec: &mut PodSpec) {
    let name = [&spec.service_account_name, &spec.service_account]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty())
        .cloned();
    spec.service_account_name.clone_from(&name);
    spec.service_account = name;
}

/// SetDefaults_Container and the defaults of everything in it.
fn defaults_of_container(container: &mut Container) {
    let policy = image::pull_policy(container.image.as_deref().unwrap_or_default());
    text(&mut container.image_pull_policy, policy);
    text(&mut container.termination_message_path, "/dev/termination-log");
    text(&mut container.termination_message_policy, "File");
    quantities::requirements(container.resources.get_or_insert_default());
    for port in container.ports.iter_mut().flatten() {
        text(&mut port.protocol, "TCP");
    }
    container.env.iter_mut().flatten().for_each(env);
    let probes = [
        &mut container.liveness_probe,
        &mut container.readiness_probe,
        &mut container.startup_probe,
    ];
    probes.into_iter().flatten().for_each(probe);
    container.lifecycle.iter_mut().for_each(lifecycle);
}

fn env(variable: &mut EnvVar) {
    let Some(source) = variable.value_from.as_mut() else { return };
    source.field_ref.iter_mut().for_each(field_ref);
    source.resource_field_ref.iter_mut().for_each(resource_field_ref);
}

/// SetDefaults_ObjectFieldSelector.
pub(super) fn field_ref(field: &mut ObjectFieldSelector) {
    text(&mut field.api_version, "v1");
}

/// A divisor that is not given is stored as 0, which means 1.
pub(super) fn resource_field_ref(field: &mut ResourceFieldSelector) {
    quantities::canonical(field.divisor.get_or_insert_with(|| Written("0".to_owned())));
}

/// SetDefaults_Probe.
fn probe(probe: &mut Probe) {
    probe.timeout_seconds.get_or_insert(1);
    probe.period_seconds.get_or_insert(10);
    probe.success_threshold.get_or_insert(1);
    probe.failure_threshold.get_or_insert(3);
    probe.http_get.iter_mut().for_each(http_get);
    if let Some(call) = &mut probe.grpc {
        call.service.get_or_insert_default();
    }
}

/// SetDefaults_HTTPGetAction.
fn http_get(action: &mut HTTPGetAction) {
    text(&mut action.path, "/");
    text(&mut action.scheme, "HTTP");
}

fn lifecycle(lifecycle: &mut Lifecycle) {
    let handlers = [&mut lifecycle.post_start, &mut lifecycle.pre_stop];
    handlers.into_iter().flatten().flat_map(|handler| &mut handler.http_get).for_each(http_get);
}

/// applyAppArmorVersionSkew, pkg/registry/core/pod/strategy.go.
fn app_armor_from_annotations(spec: &mut PodSpec, annotations: Option<&BTreeMap<String, String>>) {
    let Some(annotations) = annotations else { return };
    if spec.os.as_ref().is_some_and(|os| os.name == "windows") {
        return;
    }
    let of_pod =
        spec.security_context.as_ref().and_then(|context| context.app_armor_profile.clone());
    for container in all_containers(spec) {
        let key = format!("{APP_ARMOR_PREFIX}{}", container.name);
        let Some(profile) = annotations.get(&key).and_then(|value| app_armor_profile(value)) else {
            continue;
        };
        let context = container.security_context.as_ref();
        let known = context.is_some_and(|context| context.app_armor_profile.is_some());
        if !known && of_pod.as_ref() != Some(&profile) {
            container.security_context.get_or_insert_default().app_armor_profile = Some(profile);
        }
    }
}

/// The annotation that named the profile of a container before there was a field.
const APP_ARMOR_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";

/// ApparmorFieldForAnnotation, pkg/api/pod/util.go; nothing where the profile would not be valid.
fn app_armor_profile(annotation: &str) -> Option<AppArmorProfile> {
    let of_type =
        |type_: &str| AppArmorProfile { localhost_profile: None, type_: type_.to_owned() };
    match annotation {
        "unconfined" => Some(of_type("Unconfined")),
        "runtime/default" => Some(of_type("RuntimeDefault")),
        _ => {
            let name = annotation.strip_prefix("localhost/")?;
            (!name.is_empty() && name.trim() == name && name.len() <= 4095).then(|| {
                AppArmorProfile {
                    localhost_profile: Some(name.to_owned()),
                    type_: "Localhost".to_owned(),
                }
            })
        }
    }
}
