//! What a Pod for Linux, or for Windows, may not have.
//!
//! Upstream: validateOS, validateLinux and validateWindows, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{PodSecurityContext, PodSpec, SecurityContext};

use super::errors::Errors;
use super::pod::list;
use super::visit::containers_with_paths;
use crate::text::FieldPath;

/// validateOS and what follows from it.
pub(super) fn os(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    let Some(os) = &spec.os else { return };
    match os.name.as_str() {
        "" => errors.required(&path.child("os.name"), ""),
        "linux" => linux(errors, spec, path),
        "windows" => windows(errors, spec, path),
        other => errors.not_supported(&path.child("os"), other, &["linux", "windows"]),
    }
}

/// validateLinux.
fn linux(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    let detail = "windows options cannot be set for a linux pod";
    if spec.security_context.as_ref().is_some_and(|context| context.windows_options.is_some()) {
        errors.forbidden(&path.child("securityContext.windowsOptions"), detail);
    }
    for (container, path) in containers_with_paths(spec, path) {
        let context = container.security_context.as_ref();
        if context.is_some_and(|context| context.windows_options.is_some()) {
            errors.forbidden(&path.child("securityContext.windowsOptions"), detail);
        }
    }
}

/// validateWindows.
fn windows(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    if spec.resources.is_some() {
        errors.forbidden(&path.child("resources"), "may not be set for a windows pod");
    }
    let empty = PodSecurityContext::default();
    let context = spec.security_context.as_ref().unwrap_or(&empty);
    for (field, is_set) in of_pod(spec, context) {
        forbid(errors, is_set, &path.child(field));
    }
    for (container, path) in containers_with_paths(spec, path) {
        let Some(context) = &container.security_context else { continue };
        for (field, is_set) in of_container(context) {
            forbid(errors, is_set, &path.child("securityContext").child(field));
        }
    }
}

fn forbid(errors: &mut Errors, is_set: bool, path: &FieldPath) {
    if is_set {
        errors.forbidden(path, "cannot be set for a windows pod");
    }
}

fn of_pod(spec: &PodSpec, context: &PodSecurityContext) -> [(&'static str, bool); 15] {
    [
        ("securityContext.appArmorProfile", context.app_armor_profile.is_some()),
        ("securityContext.seLinuxOptions", context.se_linux_options.is_some()),
        ("hostUsers", spec.host_users.is_some()),
        ("hostPID", spec.host_pid == Some(true)),
        ("hostIPC", spec.host_ipc == Some(true)),
        ("securityContext.seccompProfile", context.seccomp_profile.is_some()),
        ("securityContext.fsGroup", context.fs_group.is_some()),
        ("securityContext.fsGroupChangePolicy", context.fs_group_change_policy.is_some()),
        ("securityContext.sysctls", !list(&context.sysctls).is_empty()),
        ("shareProcessNamespace", spec.share_process_namespace.is_some()),
        ("securityContext.runAsUser", context.run_as_user.is_some()),
        ("securityContext.runAsGroup", context.run_as_group.is_some()),
        ("securityContext.supplementalGroups", !list(&context.supplemental_groups).is_empty()),
        ("securityContext.supplementalGroupsPolicy", context.supplemental_groups_policy.is_some()),
        ("securityContext.seLinuxChangePolicy", context.se_linux_change_policy.is_some()),
    ]
}

fn of_container(context: &SecurityContext) -> [(&'static str, bool); 10] {
    [
        ("appArmorProfile", context.app_armor_profile.is_some()),
        ("seLinuxOptions", context.se_linux_options.is_some()),
        ("seccompProfile", context.seccomp_profile.is_some()),
        ("capabilities", context.capabilities.is_some()),
        ("readOnlyRootFilesystem", context.read_only_root_filesystem.is_some()),
        ("privileged", context.privileged.is_some()),
        ("allowPrivilegeEscalation", context.allow_privilege_escalation.is_some()),
        ("procMount", context.proc_mount.is_some()),
        ("runAsUser", context.run_as_user.is_some()),
        ("runAsGroup", context.run_as_group.is_some()),
    ]
}
