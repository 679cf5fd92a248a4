//! Pods, and the `spec` that they share with every template.
//!
//! Upstream: ValidatePodCreate and ValidatePodSpec, pkg/apis/core/validation/validation.go, v1.36.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{Container, Pod, PodResourceClaim, PodSpec, Volume};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::json;

use super::errors::{Errors, range_error};
use super::formats;
use super::visit::containers_with_paths;
use super::{
    affinity, annotations, containers, dns, env, ephemeral_containers, init_containers, labels,
    metadata, os, pod_resources, pod_security, resources, scheduling, volumes, windows,
};
use crate::text::FieldPath;

/// What the parts of a Pod need to know of the rest.
pub(super) struct Scope<'a> {
    /// All of it.
    pub(super) spec: &'a PodSpec,
    /// The volumes that are right, by name.
    pub(super) volumes: BTreeMap<&'a str, &'a Volume>,
    /// The names of the Pod's resource claims.
    pub(super) claims: BTreeSet<&'a str>,
    /// Whether it belongs to a Pod and not to a template.
    pub(super) is_pod: bool,
}

impl Scope<'_> {
    /// The time that containers get to stop; a negative one is taken for a second.
    pub(super) fn grace(&self) -> Option<i64> {
        let seconds = self.spec.termination_grace_period_seconds?;
        Some(if seconds < 0 { 1 } else { seconds })
    }

    /// The Pod's restart policy.
    pub(super) fn restart_policy(&self) -> &str {
        self.spec.restart_policy.as_deref().unwrap_or_default()
    }

    /// Whether the Pod shares the users of its node.
    pub(super) fn host_users(&self) -> bool {
        self.spec.host_users != Some(false)
    }
}

/// ValidatePodCreate.
pub(super) fn pod(errors: &mut Errors, pod: &Pod) {
    let empty = PodSpec::default();
    let spec = pod.spec.as_ref().unwrap_or(&empty);
    let (meta_path, path) = (FieldPath::parse("metadata"), FieldPath::parse("spec"));
    metadata::object_meta(errors, &pod.metadata, formats::dns_subdomain, &meta_path);
    annotations::of_pod(errors, &pod.metadata, spec, &meta_path.child("annotations"));
    pod_spec(errors, spec, Some(&pod.metadata), &path);
    only_for_pods(errors, spec, &path);
    if !list(&spec.ephemeral_containers).is_empty() {
        errors.forbidden(&path.child("ephemeralContainers"), "cannot be set on create");
    }
    if !text(&spec.node_name).is_empty() && !list(&spec.scheduling_gates).is_empty() {
        let detail = "cannot be set until all schedulingGates have been cleared";
        errors.forbidden(&path.child("nodeName"), detail);
    }
    annotations::seccomp_matches(errors, &pod.metadata, spec, &path);
    annotations::app_armor_matches(errors, &pod.metadata, spec, &path);
}

/// validatePodMetadataAndSpec: what templates may still get wrong.
fn only_for_pods(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    if text(&spec.service_account_name).is_empty() {
        volumes::tokens_without_account(errors, spec, &path.child("volumes"));
    }
    for (container, path) in mains_and_inits(spec, path) {
        containers::image_without_blanks(errors, container, &path);
    }
}

/// The main containers, then the init containers.
fn mains_and_inits<'a>(
    spec: &'a PodSpec,
    path: &FieldPath,
) -> impl Iterator<Item = (&'a Container, FieldPath)> {
    let (mains, inits) = (path.child("containers"), path.child("initContainers"));
    let mains =
        spec.containers.iter().enumerate().map(move |(at, container)| (container, mains.index(at)));
    let inits = list(&spec.init_containers)
        .iter()
        .enumerate()
        .map(move |(at, container)| (container, inits.index(at)));
    mains.chain(inits)
}

/// ValidatePodSpec. `pod` is the metadata of a Pod, and missing for a template.
pub(super) fn pod_spec(
    errors: &mut Errors,
    spec: &PodSpec,
    pod: Option<&ObjectMeta>,
    path: &FieldPath,
) {
    let volumes = volumes::volumes(errors, list(&spec.volumes), pod, &path.child("volumes"));
    let claims = list(&spec.resource_claims).iter().map(|claim| claim.name.as_str());
    let claims = claims.filter(|name| !name.is_empty()).collect();
    let scope = Scope { spec, volumes, claims, is_pod: pod.is_some() };
    resource_claims(errors, list(&spec.resource_claims), &path.child("resourceClaims"));
    containers::containers(errors, &scope, &path.child("containers"));
    init_containers::init_containers(errors, &scope, &path.child("initContainers"));
    ephemeral_containers::ephemeral_containers(errors, &scope, &path.child("ephemeralContainers"));
    pod_resources::pod_resources(errors, &scope, &path.child("resources"));
    host_network_ports(errors, &scope, path);
    policies(errors, spec, path);
    pod_security::security_context(errors, spec, &path.child("securityContext"));
    affinity::affinity(errors, spec.affinity.as_ref(), &path.child("affinity"));
    dns::dns_config(errors, spec, &path.child("dnsConfig"));
    scheduling::gates(errors, spec, path);
    scheduling::topology_spread(errors, spec, &path.child("topologySpreadConstraints"));
    windows::host_process(errors, spec, path);
    host_users(errors, spec, path);
    hostname_override(errors, spec, path);
    names(errors, spec, path);
    scheduling::tolerations(errors, list(&spec.tolerations), &path.child("tolerations"));
    dns::host_aliases(errors, list(&spec.host_aliases), &path.child("hostAliases"));
    classes(errors, &scope, path);
    os::os(errors, spec, path);
    env::file_volumes(errors, &scope, path);
}

/// validatePodResourceClaims.
fn resource_claims(errors: &mut Errors, claims: &[PodResourceClaim], path: &FieldPath) {
    let mut names = BTreeSet::new();
    for (index, claim) in claims.iter().enumerate() {
        let path = path.index(index);
        let name_path = path.child("name");
        if claim.name.is_empty() {
            errors.required(&name_path, "");
        } else if names.insert(&claim.name) {
            errors.invalid_each(&name_path, &claim.name, formats::dns_label(&claim.name));
        } else {
            errors.duplicate(&name_path, &claim.name);
        }
        resource_claim_source(errors, claim, &path);
    }
}

fn resource_claim_source(errors: &mut Errors, claim: &PodResourceClaim, path: &FieldPath) {
    let sources = (&claim.resource_claim_name, &claim.resource_claim_template_name);
    let shown = || json!({"Name": claim.name, "ResourceClaimName": sources.0, "ResourceClaimTemplateName": sources.1});
    match sources {
        (Some(_), Some(_)) => errors.invalid(
            path,
            shown(),
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified",
        ),
        (None, None) => errors.invalid(
            path,
            shown(),
            "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`",
        ),
        (Some(_), None) | (None, Some(_)) => {}
    }
    for (field, name) in
        [("resourceClaimName", sources.0), ("resourceClaimTemplateName", sources.1)]
    {
        if let Some(name) = name {
            errors.invalid_each(&path.child(field), name, formats::dns_subdomain(name));
        }
    }
}

/// validatePodHostNetworkDeps.
fn host_network_ports(errors: &mut Errors, scope: &Scope<'_>, path: &FieldPath) {
    if scope.spec.host_network != Some(true) {
        return;
    }
    for (at, container) in scope.spec.containers.iter().enumerate() {
        let ports = path.child("containers").index(at).child("ports");
        for (index, port) in list(&container.ports).iter().enumerate() {
            let host = port.host_port.unwrap_or_default();
            if (scope.is_pod || host != 0) && host != port.container_port {
                let detail = "must match `containerPort` when `hostNetwork` is true";
                errors.invalid(&ports.index(index).child("hostPort"), host, detail);
            }
        }
    }
}

/// validateRestartPolicy and validateDNSPolicy, then the node selector.
fn policies(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    one_of(errors, text(&spec.restart_policy), RESTART_POLICIES, &path.child("restartPolicy"));
    one_of(errors, text(&spec.dns_policy), DNS_POLICIES, &path.child("dnsPolicy"));
    labels::labels(errors, spec.node_selector.as_ref(), &path.child("nodeSelector"));
}

const RESTART_POLICIES: &[&str] = &["Always", "OnFailure", "Never"];
const DNS_POLICIES: &[&str] = &["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

/// A value that must be given, and be one of those there are.
pub(super) fn one_of(errors: &mut Errors, value: &str, known: &[&str], path: &FieldPath) {
    if value.is_empty() {
        errors.required(path, "");
    } else if !known.contains(&value) {
        errors.not_supported(path, value, known);
    }
}

/// validateHostUsers.
fn host_users(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    if spec.host_users != Some(false) {
        return;
    }
    let since_35 = errors.version().has(35);
    let detail =
        if since_35 { "when `hostUsers` is false" } else { "when `pod.Spec.HostUsers` is false" };
    for (field, set) in
        [("hostNetwork", spec.host_network), ("HostPID", spec.host_pid), ("HostIPC", spec.host_ipc)]
    {
        if set == Some(true) {
            errors.forbidden(&path.child(field), detail);
        }
    }
    for (container, path) in containers_with_paths(spec, path) {
        if since_35 && !list(&container.volume_devices).is_empty() {
            errors.forbidden(&path.child("volumeDevices"), detail);
        }
    }
}

/// The name that the Pod gives itself instead of its own.
fn hostname_override(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    let Some(name) = &spec.hostname_override else { return };
    let path = path.child("hostnameOverride");
    if spec.set_hostname_as_fqdn == Some(true) {
        errors.forbidden(&path, "may not be specified when setHostnameAsFQDN is true");
    }
    if spec.host_network == Some(true) {
        errors.forbidden(&path, "may not be specified when hostNetwork is true");
    }
    if name.len() > 64 {
        errors.too_long(&path, 64);
    }
    errors.invalid_each(&path, name, formats::dns_subdomain(name));
}

/// Names of the account, the node and the host, and the deadline between them.
fn names(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    subdomain(errors, spec.service_account_name.as_ref(), &path.child("serviceAccountName"));
    subdomain(errors, spec.node_name.as_ref(), &path.child("nodeName"));
    if let Some(seconds) = spec.active_deadline_seconds
        && !(1..=i64::from(i32::MAX)).contains(&seconds)
    {
        let detail = range_error(1, i64::from(i32::MAX));
        errors.invalid(&path.child("activeDeadlineSeconds"), seconds, detail);
    }
    for (field, name) in [("hostname", &spec.hostname), ("subdomain", &spec.subdomain)] {
        let name = text(name);
        if !name.is_empty() {
            errors.invalid_each(&path.child(field), name, formats::dns_label(name));
        }
    }
}

fn subdomain(errors: &mut Errors, name: Option<&String>, path: &FieldPath) {
    let name = name.map(String::as_str).unwrap_or_default();
    if !name.is_empty() {
        errors.invalid_each(path, name, formats::dns_subdomain(name));
    }
}

/// Classes, preemption and overhead.
fn classes(errors: &mut Errors, scope: &Scope<'_>, path: &FieldPath) {
    let spec = scope.spec;
    subdomain(errors, spec.priority_class_name.as_ref(), &path.child("priorityClassName"));
    if let Some(name) = &spec.runtime_class_name {
        errors.invalid_each(&path.child("runtimeClassName"), name, formats::dns_subdomain(name));
    }
    if let Some(policy) = &spec.preemption_policy {
        let known = &["PreemptLowerPriority", "Never"];
        one_of(errors, policy, known, &path.child("preemptionPolicy"));
    }
    if spec.overhead.is_some() {
        resources::overhead(errors, spec.overhead.as_ref(), &path.child("overhead"));
    }
}

/// A list that is not given is empty.
#[expect(clippy::ref_option, reason = "fields of the API types are options, and are read in place")]
pub(super) fn list<T>(list: &Option<Vec<T>>) -> &[T] {
    list.as_deref().unwrap_or_default()
}

/// A string that is not given is empty.
#[expect(clippy::ref_option, reason = "fields of the API types are options, and are read in place")]
pub(super) fn text(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}
