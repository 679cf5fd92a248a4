//! Ephemeral containers, which no manifest may have.
//!
//! Upstream: validateEphemeralContainers, pkg/apis/core/validation/validation.go, v1.36.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Container, ResourceRequirements};

use super::containers;
use super::errors::Errors;
use super::pod::{Scope, list, text};
use crate::object::as_container;
use crate::text::FieldPath;

/// validateEphemeralContainers.
pub(super) fn ephemeral_containers(errors: &mut Errors, scope: &Scope<'_>, path: &FieldPath) {
    let others: BTreeSet<&str> = scope
        .spec
        .containers
        .iter()
        .chain(list(&scope.spec.init_containers))
        .map(|container| container.name.as_str())
        .collect();
    let mut names = others.clone();
    for (index, ephemeral) in list(&scope.spec.ephemeral_containers).iter().enumerate() {
        let path = path.index(index);
        let container = as_container(ephemeral.clone());
        containers::common(errors, scope, &container, &path);
        containers::image_without_blanks(errors, &container, &path);
        if !names.insert(&ephemeral.name) {
            errors.duplicate(&path.child("name"), &ephemeral.name);
        }
        let target = text(&ephemeral.target_container_name);
        if !target.is_empty() && !others.contains(target) {
            errors.not_found(&path.child("targetContainerName"), target, "");
        }
        forbidden_fields(errors, &container, &path);
    }
}

/// The fields that allowedEphemeralContainerFields leaves out, in the order of the Go struct.
fn forbidden_fields(errors: &mut Errors, container: &Container, path: &FieldPath) {
    let none = ResourceRequirements::default();
    let set = [
        ("ports", !list(&container.ports).is_empty()),
        ("resources", container.resources.as_ref().is_some_and(|resources| *resources != none)),
        ("resizePolicy", !list(&container.resize_policy).is_empty()),
        ("restartPolicy", container.restart_policy.is_some()),
        ("restartPolicyRules", !list(&container.restart_policy_rules).is_empty()),
        ("livenessProbe", container.liveness_probe.is_some()),
        ("readinessProbe", container.readiness_probe.is_some()),
        ("startupProbe", container.startup_probe.is_some()),
        ("lifecycle", container.lifecycle.is_some()),
    ];
    let detail = "cannot be set for an Ephemeral Container";
    for (field, _) in set.into_iter().filter(|(_, is_set)| *is_set) {
        errors.forbidden(&path.child(field), detail);
    }
    for (index, mount) in list(&container.volume_mounts).iter().enumerate() {
        let path = path.child("volumeMounts").index(index);
        if !text(&mount.sub_path).is_empty() {
            errors.forbidden(&path.child("subPath"), detail);
        }
        if !text(&mount.sub_path_expr).is_empty() {
            errors.forbidden(&path.child("subPathExpr"), detail);
        }
    }
}
