//! Fields of features that a version has, but not switched on: a create drops them.

use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::{Container, LifecycleHandler, PodSpec};

use super::pod::all_containers;
use super::scheduling::affinity_terms;
use crate::features::{Features, Gate};

/// DropDisabledTemplateFields, pkg/api/pod/util.go.
pub(super) fn drop_from(spec: &mut PodSpec, features: Features) {
    let off = |gate: Gate| !features.has(gate);
    if off(Gate::GenericWorkload) {
        spec.scheduling_group = None;
    }
    if off(Gate::PodLevelResources) {
        spec.resources = None;
    }
    if off(Gate::UserNamespacesSupport) {
        spec.host_users = None;
    }
    if off(Gate::HostnameOverride) {
        spec.hostname_override = None;
    }
    if let Some(context) = &mut spec.security_context {
        if off(Gate::SupplementalGroupsPolicy) {
            context.supplemental_groups_policy = None;
        }
        if off(Gate::SELinuxChangePolicy) {
            context.se_linux_change_policy = None;
        }
    }
    if off(Gate::DynamicResourceAllocation) {
        spec.resource_claims = None;
    }
    if off(Gate::MatchLabelKeysInPodAffinity) {
        for term in affinity_terms(spec) {
            term.match_label_keys = None;
            term.mismatch_label_keys = None;
        }
    }
    if off(Gate::SidecarContainers) {
        let inits = spec.init_containers.iter_mut().flatten();
        inits.for_each(|container| container.restart_policy = None);
    }
    // Versions before the gate refuse what it drops. In an init container `Always` is older than it.
    if off(Gate::ContainerRestartRules) && features.version().has(34) {
        spec.containers.iter_mut().for_each(|container| container.restart_policy = None);
        for container in all_containers(spec) {
            container.restart_policy_rules = None;
            container.restart_policy.take_if(|policy| policy != "Always");
        }
    }
    drop_volumes(spec, features);
    all_containers(spec).for_each(|container| drop_from_container(container, features));
}

/// dropDisabledImageVolume, and the sources of projected volumes.
fn drop_volumes(spec: &mut PodSpec, features: Features) {
    if !features.has(Gate::ImageVolume) {
        let volumes = spec.volumes.get_or_insert_default();
        let dropped: Vec<String> = volumes
            .extract_if(.., |volume| volume.image.is_some())
            .map(|volume| volume.name)
            .collect();
        for container in all_containers(spec) {
            let mounts = container.volume_mounts.iter_mut();
            mounts.for_each(|mounts| mounts.retain(|mount| !dropped.contains(&mount.name)));
        }
    }
    let projected = spec.volumes.iter_mut().flatten().flat_map(|volume| &mut volume.projected);
    for source in projected.flat_map(|projected| projected.sources.iter_mut().flatten()) {
        if !features.has(Gate::ClusterTrustBundleProjection) {
            source.cluster_trust_bundle = None;
        }
        if !features.has(Gate::PodCertificateRequest) {
            source.pod_certificate = None;
        }
    }
}

fn drop_from_container(container: &mut Container, features: Features) {
    let off = |gate: Gate| !features.has(gate);
    if off(Gate::InPlacePodVerticalScaling) {
        container.resize_policy = None;
    }
    if off(Gate::DynamicResourceAllocation)
        && let Some(resources) = &mut container.resources
    {
        resources.claims = None;
    }
    if off(Gate::EnvFiles) {
        let sources = container.env.iter_mut().flatten().flat_map(|known| &mut known.value_from);
        sources.for_each(|source| source.file_key_ref = None);
    }
    if off(Gate::RecursiveReadOnlyMounts) {
        let mounts = container.volume_mounts.iter_mut().flatten();
        mounts.for_each(|mount| mount.recursive_read_only = None);
    }
    if off(Gate::ProcMountType)
        && let Some(context) = &mut container.security_context
        && let Some(proc_mount) = &mut context.proc_mount
    {
        "Default".clone_into(proc_mount);
    }
    drop_hooks(container, features);
}

/// dropPodLifecycleSleepAction and dropContainerStopSignals: what is empty then goes, too.
fn drop_hooks(container: &mut Container, features: Features) {
    let Some(lifecycle) = &mut container.lifecycle else { return };
    let mut dropped = false;
    if !features.has(Gate::PodLifecycleSleepAction) {
        for hook in [&mut lifecycle.post_start, &mut lifecycle.pre_stop] {
            let slept = hook.as_mut().and_then(|hook| hook.sleep.take()).is_some();
            hook.take_if(|hook| slept && *hook == LifecycleHandler::default());
            dropped |= slept;
        }
    }
    if !features.has(Gate::ContainerStopSignals) {
        dropped |= lifecycle.stop_signal.take().is_some();
    }
    let is_empty = lifecycle.post_start.is_none()
        && lifecycle.pre_stop.is_none()
        && lifecycle.stop_signal.is_none();
    if dropped && is_empty {
        container.lifecycle = None;
    }
}

/// dropDisabledFields, pkg/registry/batch/job/strategy.go.
pub(super) fn drop_from_job(spec: &mut JobSpec, features: Features) {
    let off = |gate: Gate| !features.has(gate);
    if off(Gate::JobPodReplacementPolicy) {
        spec.pod_replacement_policy = None;
    }
    if off(Gate::JobBackoffLimitPerIndex) {
        spec.backoff_limit_per_index = None;
        spec.max_failed_indexes = None;
        if let Some(policy) = &mut spec.pod_failure_policy {
            policy.rules.retain(|rule| rule.action != "FailIndex");
        }
    }
    if off(Gate::JobSuccessPolicy) {
        spec.success_policy = None;
    }
    if off(Gate::JobManagedBy) {
        spec.managed_by = None;
    }
}
