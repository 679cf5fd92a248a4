//! The security context of a Pod.
//!
//! Upstream: validatePodSpecSecurityContext, pkg/apis/core/validation/validation.go, v1.36.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{PodSecurityContext, PodSpec};

use super::errors::Errors;
use super::pod::list;
use super::{security, windows};
use crate::text::FieldPath;

/// validatePodSpecSecurityContext.
pub(super) fn security_context(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    let empty = PodSecurityContext::default();
    let context = spec.security_context.as_ref().unwrap_or(&empty);
    security::id(errors, context.fs_group, &path.child("fsGroup"));
    security::id(errors, context.run_as_user, &path.child("runAsUser"));
    security::id(errors, context.run_as_group, &path.child("runAsGroup"));
    for (index, group) in list(&context.supplemental_groups).iter().enumerate() {
        security::id(errors, Some(*group), &path.child("supplementalGroups").index(index));
    }
    if spec.share_process_namespace == Some(true) && spec.host_pid == Some(true) {
        let detail = "ShareProcessNamespace and HostPID cannot both be enabled";
        errors.invalid(&path.child("shareProcessNamespace"), true, detail);
    }
    sysctls(errors, spec, context, &path.child("sysctls"));
    known(
        errors,
        context.fs_group_change_policy.as_deref(),
        &["Always", "OnRootMismatch"],
        &path.child("fsGroupChangePolicy"),
    );
    let seccomp = context.seccomp_profile.as_ref();
    security::seccomp_profile(errors, seccomp, &path.child("seccompProfile"));
    windows::options(errors, context.windows_options.as_ref(), &path.child("windowsOptions"));
    let app_armor = context.app_armor_profile.as_ref();
    security::app_armor_profile(errors, app_armor, &path.child("appArmorProfile"));
    known(
        errors,
        context.supplemental_groups_policy.as_deref(),
        &["Merge", "Strict"],
        &path.child("supplementalGroupsPolicy"),
    );
    known(
        errors,
        context.se_linux_change_policy.as_deref(),
        &["Recursive"],
        &path.child("seLinuxChangePolicy"),
    );
}

fn known(errors: &mut Errors, value: Option<&str>, known: &[&str], path: &FieldPath) {
    if let Some(value) = value.filter(|value| !known.contains(value)) {
        errors.not_supported(path, value, known);
    }
}

/// The most bytes of the name of a kernel parameter.
const SYSCTL_LIMIT: usize = 253;

/// validateSysctls.
fn sysctls(errors: &mut Errors, spec: &PodSpec, context: &PodSecurityContext, path: &FieldPath) {
    let mut names = BTreeSet::new();
    for (index, sysctl) in list(&context.sysctls).iter().enumerate() {
        let path = path.index(index).child("name");
        let name = sysctl.name.as_str();
        if name.is_empty() {
            errors.required(&path, "");
        } else if !is_sysctl(name) {
            errors.invalid(&path, name, format!(r"must have at most {SYSCTL_LIMIT} characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"));
        } else if names.contains(name) {
            errors.duplicate(&path, name);
        }
        host_sysctl(errors, spec, name, &path);
        names.insert(name);
    }
}

fn is_sysctl(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let segment = |segment: &str| {
        segment.bytes().next().is_some_and(plain)
            && segment.bytes().last().is_some_and(plain)
            && segment.bytes().all(|byte| plain(byte) || matches!(byte, b'-' | b'_'))
    };
    name.len() <= SYSCTL_LIMIT && name.split(['.', '/']).all(segment)
}

/// ValidateHostSysctl: parameters of a namespace that the Pod shares with its node.
fn host_sysctl(errors: &mut Errors, spec: &PodSpec, name: &str, path: &FieldPath) {
    let name_with_dots = dotted(name);
    let starts =
        |prefixes: &[&str]| prefixes.iter().any(|prefix| name_with_dots.starts_with(prefix));
    if spec.host_network == Some(true) && starts(&["net."]) {
        errors.invalid(path, name, "may not be specified when 'hostNetwork' is true");
    } else if spec.host_ipc == Some(true) {
        let exact = name_with_dots == "kernel.sem";
        if exact || starts(&["kernel.shm", "kernel.msg", "fs.mqueue."]) {
            errors.invalid(path, name, "may not be specified when 'hostIPC' is true");
        }
    }
}

/// NormalizeName, component-helpers/node/util/sysctl: the first separator decides which one is meant.
fn dotted(name: &str) -> String {
    match name.find(['.', '/']) {
        Some(at) if name.get(at..).is_some_and(|rest| rest.starts_with('/')) => name
            .chars()
            .map(|c| match c {
                '.' => '/',
                '/' => '.',
                other => other,
            })
            .collect(),
        _ => name.to_owned(),
    }
}
