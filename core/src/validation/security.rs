//! Security contexts of containers, and the profiles that Pods have, too.
//!
//! Upstream: ValidateSecurityContext, validateSeccompProfileField and ValidateAppArmorProfileField,
//! pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{AppArmorProfile, SeccompProfile, SecurityContext};
use serde_json::{Value, json};

use super::errors::Errors;
use super::pod::Scope;
use super::{formats, paths, windows};
use crate::text::FieldPath;

/// ValidateSecurityContext.
pub(super) fn security_context(
    errors: &mut Errors,
    context: Option<&SecurityContext>,
    scope: &Scope<'_>,
    path: &FieldPath,
) {
    let Some(context) = context else { return };
    id(errors, context.run_as_user, &path.child("runAsUser"));
    id(errors, context.run_as_group, &path.child("runAsGroup"));
    if let Some(mount) = &context.proc_mount {
        let path = path.child("procMount");
        let known = &["Default", "Unmasked"];
        if !known.contains(&mount.as_str()) {
            errors.not_supported(&path, mount, known);
        }
        if mount == "Unmasked" && scope.host_users() {
            errors.invalid(&path, mount, "`hostUsers` must be false to use `Unmasked`");
        }
    }
    seccomp_profile(errors, context.seccomp_profile.as_ref(), &path.child("seccompProfile"));
    escalation(errors, context, path);
    windows::options(errors, context.windows_options.as_ref(), &path.child("windowsOptions"));
    app_armor_profile(errors, context.app_armor_profile.as_ref(), &path.child("appArmorProfile"));
}

/// A user or group is a number of 31 bits.
pub(super) fn id(errors: &mut Errors, id: Option<i64>, path: &FieldPath) {
    let Some(id) = id else { return };
    for complaint in formats::user_id(id) {
        errors.invalid(path, id, complaint);
    }
}

/// A container that may not gain privileges may not have them either.
fn escalation(errors: &mut Errors, context: &SecurityContext, path: &FieldPath) {
    if context.allow_privilege_escalation != Some(false) {
        return;
    }
    if context.privileged == Some(true) {
        let detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
        errors.invalid(path, internal(context), detail);
    }
    let capabilities = context.capabilities.as_ref();
    let added = capabilities.and_then(|capabilities| capabilities.add.as_deref());
    for _ in added.unwrap_or_default().iter().filter(|added| *added == "CAP_SYS_ADMIN") {
        let detail =
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
        errors.invalid(path, internal(context), detail);
    }
}

/// The security context as Go prints it: core.SecurityContext, with the fields' Go names.
fn internal(context: &SecurityContext) -> Value {
    let capabilities = context
        .capabilities
        .as_ref()
        .map(|capabilities| json!({"Add": capabilities.add, "Drop": capabilities.drop}));
    let se_linux = context.se_linux_options.as_ref().map(|options| {
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        json!({"User": given(&options.user), "Role": given(&options.role),
            "Type": given(&options.type_), "Level": given(&options.level)})
    });
    let windows = context.windows_options.as_ref().map(|options| {
        json!({"GMSACredentialSpecName": options.gmsa_credential_spec_name,
            "GMSACredentialSpec": options.gmsa_credential_spec,
            "RunAsUserName": options.run_as_user_name, "HostProcess": options.host_process})
    });
    let app_armor = context.app_armor_profile.as_ref().map(
        |profile| json!({"Type": profile.type_, "LocalhostProfile": profile.localhost_profile}),
    );
    json!({
        "Capabilities": capabilities, "Privileged": context.privileged, "SELinuxOptions": se_linux,
        "WindowsOptions": windows, "RunAsUser": context.run_as_user, "RunAsGroup": context.run_as_group,
        "RunAsNonRoot": context.run_as_non_root,
        "ReadOnlyRootFilesystem": context.read_only_root_filesystem,
        "AllowPrivilegeEscalation": context.allow_privilege_escalation, "ProcMount": context.proc_mount,
        "SeccompProfile": context.seccomp_profile.as_ref().map(internal_seccomp),
        "AppArmorProfile": app_armor,
    })
}

fn internal_seccomp(profile: &SeccompProfile) -> Value {
    json!({"Type": profile.type_, "LocalhostProfile": profile.localhost_profile})
}

const PROFILE_TYPES: &[&str] = &["Localhost", "RuntimeDefault", "Unconfined"];

/// validateSeccompProfileField.
pub(super) fn seccomp_profile(
    errors: &mut Errors,
    profile: Option<&SeccompProfile>,
    path: &FieldPath,
) {
    let Some(profile) = profile else { return };
    if profile.type_.is_empty() {
        errors.required(&path.child("type"), "type is required when seccompProfile is set");
    } else if !PROFILE_TYPES.contains(&profile.type_.as_str()) {
        errors.not_supported(&path.child("type"), &profile.type_, PROFILE_TYPES);
    }
    let path = path.child("localhostProfile");
    match (profile.type_ == "Localhost", &profile.localhost_profile) {
        (true, None) => errors.required(&path, "must be set when seccomp type is Localhost"),
        (true, Some(name)) => paths::local_descending(errors, name, &path),
        (false, None) => {}
        (false, Some(_)) => {
            let detail = "can only be set when seccomp type is Localhost";
            errors.invalid(&path, internal_seccomp(profile), detail);
        }
    }
}

/// The most bytes of a profile's path.
const PROFILE_LIMIT: usize = 4095;

/// ValidateAppArmorProfileField.
pub(super) fn app_armor_profile(
    errors: &mut Errors,
    profile: Option<&AppArmorProfile>,
    path: &FieldPath,
) {
    let Some(profile) = profile else { return };
    let name_path = path.child("localhostProfile");
    match (profile.type_.as_str(), &profile.localhost_profile) {
        ("", _) => {
            errors.required(&path.child("type"), "type is required when appArmorProfile is set");
        }
        ("Localhost", None) => {
            errors.required(&name_path, "must be set when AppArmor type is Localhost");
        }
        ("Localhost", Some(name)) => app_armor_name(errors, name, &name_path),
        ("RuntimeDefault" | "Unconfined", None) => {}
        ("RuntimeDefault" | "Unconfined", Some(name)) => {
            errors.invalid(&name_path, name, "can only be set when AppArmor type is Localhost");
        }
        (other, _) => errors.not_supported(&path.child("type"), other, PROFILE_TYPES),
    }
}

fn app_armor_name(errors: &mut Errors, name: &str, path: &FieldPath) {
    if name.trim() != name {
        errors.invalid(path, name, "must not be padded with whitespace");
    } else if name.is_empty() {
        errors.required(path, "must be set when AppArmor type is Localhost");
    }
    if name.len() > PROFILE_LIMIT {
        errors.too_long(path, PROFILE_LIMIT);
    }
}
