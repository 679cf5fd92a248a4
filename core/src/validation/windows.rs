//! Windows options of security contexts.
//!
//! Upstream: validateWindowsSecurityContextOptions and validateWindowsHostProcessPod,
//! pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{PodSpec, WindowsSecurityContextOptions};

use super::errors::Errors;
use super::formats;
use super::visit::containers_with_paths;
use crate::text::FieldPath;

/// The most bytes of a credential specification.
const CREDENTIAL_LIMIT: usize = 64 * 1024;

/// validateWindowsSecurityContextOptions.
pub(super) fn options(
    errors: &mut Errors,
    options: Option<&WindowsSecurityContextOptions>,
    path: &FieldPath,
) {
    let Some(options) = options else { return };
    if let Some(name) = &options.gmsa_credential_spec_name {
        let complaints = formats::dns_subdomain(name);
        errors.invalid_each(&path.child("gmsaCredentialSpecName"), name, complaints);
    }
    if let Some(credentials) = &options.gmsa_credential_spec {
        let path = path.child("gmsaCredentialSpec");
        if credentials.is_empty() {
            errors.invalid(&path, credentials, "gmsaCredentialSpec cannot be an empty string");
        } else if credentials.len() > CREDENTIAL_LIMIT {
            errors.invalid(&path, credentials, "gmsaCredentialSpec size must be under 64 KiB");
        }
    }
    if let Some(name) = &options.run_as_user_name {
        let path = path.child("runAsUserName");
        errors.invalid_each(&path, name, user_name(name));
    }
}

/// What is wrong with `DOMAIN\user`.
fn user_name(name: &str) -> Vec<&'static str> {
    if name.is_empty() {
        return vec!["runAsUserName cannot be an empty string"];
    }
    if name.chars().any(|c| c.is_ascii_control()) {
        return vec!["runAsUserName cannot contain control characters"];
    }
    if name.matches('\\').count() > 1 {
        return vec!["runAsUserName cannot contain more than one backslash"];
    }
    let (domain, user) = match name.split_once('\\') {
        Some((domain, user)) => (Some(domain), user),
        None => (None, name),
    };
    let mut complaints = domain.map(domain_name).unwrap_or_default();
    if user.is_empty() {
        complaints.push("runAsUserName's User cannot be empty");
    } else if user.len() > 104 {
        complaints.push("runAsUserName's User length must not be longer than 104 characters");
    }
    if !user.is_empty() && user.chars().all(|c| matches!(c, '.' | ' ')) {
        complaints.push("runAsUserName's User cannot contain only periods or spaces");
    }
    if user.contains(|c: char| r#""/\:;|=,+*?<>@[]"#.contains(c)) {
        complaints.push(
            r#"runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]"#,
        );
    }
    complaints
}

fn domain_name(domain: &str) -> Vec<&'static str> {
    let mut complaints = Vec::new();
    if domain.len() >= 256 {
        complaints.push("runAsUserName's Domain length must be under 256 characters");
    }
    if !is_net_bios(domain) && !is_dns(domain) {
        complaints.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
    complaints
}

fn is_net_bios(domain: &str) -> bool {
    let length = domain.chars().count();
    (1..=15).contains(&length)
        && !domain.starts_with('.')
        && !domain.contains(|c: char| r#"\/:*?"<>|"#.contains(c))
}

fn is_dns(domain: &str) -> bool {
    domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// validateWindowsHostProcessPod.
pub(super) fn host_process(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    let context = spec.security_context.as_ref();
    let of_pod = context
        .and_then(|context| context.windows_options.as_ref())
        .and_then(|options| options.host_process);
    let containers = containers_with_paths(spec, path);
    let mut count = 0;
    for (container, path) in &containers {
        let own = container
            .security_context
            .as_ref()
            .and_then(|context| context.windows_options.as_ref())
            .and_then(|options| options.host_process);
        if let (Some(of_pod), Some(own)) = (of_pod, own)
            && of_pod != own
        {
            let path = path.child("securityContext.windowsOptions.hostProcess");
            errors.invalid(
                &path,
                own,
                format!(
                    "pod hostProcess value must be identical if both are specified, was {of_pod}"
                ),
            );
        }
        count += usize::from(own.or(of_pod) == Some(true));
    }
    if count > 0 && count != containers.len() {
        errors.invalid(path, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
    }
    if count > 0 && spec.host_network != Some(true) {
        let detail = "hostNetwork must be true if pod contains any hostProcess containers";
        errors.invalid(&path.child("hostNetwork"), false, detail);
    }
}
