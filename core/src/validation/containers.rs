//! Containers.
//!
//! Upstream: validateContainers and validateContainerCommon, pkg/apis/core/validation/validation.go, v1.36.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Container, ContainerResizePolicy, ContainerRestartRule};

use super::errors::Errors;
use super::pod::{Scope, list, one_of, text};
use super::{env, formats, mounts, ports, probes, resources, security};
use crate::features::Gate;
use crate::text::FieldPath;

/// validateContainers.
pub(super) fn containers(errors: &mut Errors, scope: &Scope<'_>, path: &FieldPath) {
    let containers = &scope.spec.containers;
    if containers.is_empty() {
        errors.required(path, "");
        return;
    }
    let mut names = BTreeSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index);
        common(errors, scope, container, &path);
        if !names.insert(&container.name) {
            errors.duplicate(&path.child("name"), &container.name);
        }
        running(errors, scope, container, &path);
        if errors.version().has(34) {
            restart_policy(errors, container, &path);
        } else if container.restart_policy.is_some() {
            errors
                .forbidden(&path.child("restartPolicy"), "may not be set for non-init containers");
        }
    }
    ports::host_port_conflicts(errors, containers, path);
}

/// What containers that keep running may have, and init containers that end may not.
pub(super) fn running(
    errors: &mut Errors,
    scope: &Scope<'_>,
    container: &Container,
    path: &FieldPath,
) {
    if let Some(lifecycle) = &container.lifecycle {
        probes::lifecycle(errors, lifecycle, scope, &path.child("lifecycle"));
    }
    probes::liveness(errors, container.liveness_probe.as_ref(), &path.child("livenessProbe"));
    probes::readiness(errors, container.readiness_probe.as_ref(), &path.child("readinessProbe"));
    probes::liveness(errors, container.startup_probe.as_ref(), &path.child("startupProbe"));
}

/// validateContainerCommon.
pub(super) fn common(
    errors: &mut Errors,
    scope: &Scope<'_>,
    container: &Container,
    path: &FieldPath,
) {
    let name = &container.name;
    if name.is_empty() {
        errors.required(&path.child("name"), "");
    } else {
        errors.invalid_each(&path.child("name"), name, formats::dns_label(name));
    }
    if text(&container.image).is_empty() {
        errors.required(&path.child("image"), "");
    }
    let policies = &["File", "FallbackToLogsOnError"];
    let policy = text(&container.termination_message_policy);
    one_of(errors, policy, policies, &path.child("terminationMessagePolicy"));
    ports::ports(errors, list(&container.ports), &path.child("ports"));
    env::env(errors, list(&container.env), &path.child("env"));
    env::env_from(errors, list(&container.env_from), &path.child("envFrom"));
    mounts::volume_mounts(errors, scope, container, &path.child("volumeMounts"));
    mounts::volume_devices(errors, scope, container, &path.child("volumeDevices"));
    let policies = &["Always", "IfNotPresent", "Never"];
    let policy = text(&container.image_pull_policy);
    one_of(errors, policy, policies, &path.child("imagePullPolicy"));
    if let Some(requirements) = &container.resources {
        resources::of_container(errors, requirements, scope, &path.child("resources"));
    }
    resize_policy(errors, scope, container, &path.child("resizePolicy"));
    let context = container.security_context.as_ref();
    security::security_context(errors, context, scope, &path.child("securityContext"));
}

/// validateResizePolicy.
fn resize_policy(errors: &mut Errors, scope: &Scope<'_>, container: &Container, path: &FieldPath) {
    let mut names = BTreeSet::new();
    for (index, policy) in list(&container.resize_policy).iter().enumerate() {
        let ContainerResizePolicy { resource_name, restart_policy } = policy;
        if !names.insert(resource_name) {
            errors.duplicate(&path.index(index), resource_name);
        }
        one_of(errors, resource_name, &["cpu", "memory"], path);
        one_of(errors, restart_policy, &["NotRequired", "RestartContainer"], path);
        if scope.restart_policy() == "Never" && restart_policy != "NotRequired" {
            let detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
            errors.invalid(path, restart_policy, detail);
        }
    }
}

/// The most rules of a container.
const MOST_RULES: usize = 20;
/// The most exit codes of a rule.
const MOST_CODES: usize = 255;

/// validateContainerRestartPolicy.
pub(super) fn restart_policy(errors: &mut Errors, container: &Container, path: &FieldPath) {
    let policy_path = path.child("restartPolicy");
    let rules = list(&container.restart_policy_rules);
    match container.restart_policy.as_deref() {
        None if !rules.is_empty() => {
            errors.required(&policy_path, "must specify restartPolicy when restart rules are used");
        }
        None | Some("Always" | "Never" | "OnFailure") => {}
        Some(other) => {
            errors.not_supported(&policy_path, other, &["Always", "Never", "OnFailure"]);
        }
    }
    let path = path.child("restartPolicyRules");
    if rules.len() > MOST_RULES {
        errors.too_many(&path, rules.len(), MOST_RULES);
    }
    for (index, rule) in rules.iter().enumerate() {
        restart_rule(errors, rule, &path.index(index));
    }
}

fn restart_rule(errors: &mut Errors, rule: &ContainerRestartRule, path: &FieldPath) {
    let all = errors.has(Gate::RestartAllContainersOnContainerExits);
    let actions: &[&str] = if all { &["Restart", "RestartAllContainers"] } else { &["Restart"] };
    if !actions.contains(&rule.action.as_str()) {
        errors.not_supported(&path.child("action"), &rule.action, actions);
    }
    let path = path.child("exitCodes");
    let Some(codes) = &rule.exit_codes else {
        errors.required(&path, "must be specified");
        return;
    };
    let operators = &["In", "NotIn"];
    if !operators.contains(&codes.operator.as_str()) {
        errors.not_supported(&path.child("operator"), &codes.operator, operators);
    }
    let count = list(&codes.values).len();
    if count > MOST_CODES {
        errors.too_many(&path.child("values"), count, MOST_CODES);
    }
}

/// validateContainerOnlyForPod.
pub(super) fn image_without_blanks(errors: &mut Errors, container: &Container, path: &FieldPath) {
    let image = text(&container.image);
    if image.trim() != image {
        let detail = "must not have leading or trailing whitespace";
        errors.invalid(&path.child("image"), image, detail);
    }
}
