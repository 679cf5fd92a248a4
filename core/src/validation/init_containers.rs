//! Init containers, and the sidecars among them.
//!
//! Upstream: validateInitContainers, pkg/apis/core/validation/validation.go, v1.36.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::Container;

use super::errors::Errors;
use super::pod::{Scope, list};
use super::{containers, ports};
use crate::features::Gate;
use crate::quantity::is_sidecar;
use crate::text::FieldPath;

/// validateInitContainers.
pub(super) fn init_containers(errors: &mut Errors, scope: &Scope<'_>, path: &FieldPath) {
    let mut names: BTreeSet<&str> =
        scope.spec.containers.iter().map(|container| container.name.as_str()).collect();
    for (index, container) in list(&scope.spec.init_containers).iter().enumerate() {
        let item = path.index(index);
        containers::common(errors, scope, container, &item);
        restart_policy(errors, container, &item);
        if names.contains(container.name.as_str()) {
            errors.duplicate(&item.child("name"), &container.name);
        } else if !container.name.is_empty() {
            names.insert(&container.name);
        }
        ports::host_port_conflicts(errors, std::slice::from_ref(container), path);
        if is_sidecar(container) {
            containers::running(errors, scope, container, &item);
        } else {
            not_running(errors, container, &item);
        }
    }
}

/// validateInitContainerRestartPolicy, which validateContainerRestartPolicy took the place of.
fn restart_policy(errors: &mut Errors, container: &Container, path: &FieldPath) {
    if errors.version().has(34) {
        containers::restart_policy(errors, container, path);
        let all = errors.has(Gate::RestartAllContainersOnContainerExits);
        if !all && is_sidecar(container) && !list(&container.restart_policy_rules).is_empty() {
            let detail =
                "restartPolicyRules are not allowed for init containers with restart policy Always";
            errors.forbidden(&path.child("restartPolicyRules"), detail);
        }
    } else if let Some(policy) =
        container.restart_policy.as_deref().filter(|policy| *policy != "Always")
    {
        errors.not_supported(&path.child("restartPolicy"), policy, &["Always"]);
    }
}

/// An init container that ends has neither hooks nor probes, and is not resized with a restart.
fn not_running(errors: &mut Errors, container: &Container, path: &FieldPath) {
    let set = [
        ("lifecycle", container.lifecycle.is_some()),
        ("livenessProbe", container.liveness_probe.is_some()),
        ("readinessProbe", container.readiness_probe.is_some()),
        ("startupProbe", container.startup_probe.is_some()),
    ];
    for (field, _) in set.into_iter().filter(|(_, is_set)| *is_set) {
        let detail = "may not be set for init containers without restartPolicy=Always";
        errors.forbidden(&path.child(field), detail);
    }
    for (index, policy) in list(&container.resize_policy).iter().enumerate() {
        if policy.restart_policy == "RestartContainer" {
            let detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
            let path = path.child("resizePolicy").index(index).child("restartPolicy");
            errors.invalid(&path, &policy.restart_policy, detail);
        }
    }
}
