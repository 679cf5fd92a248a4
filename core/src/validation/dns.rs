//! Name resolution of a Pod.
//!
//! Upstream: validatePodDNSConfig and ValidateHostAliases, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{HostAlias, PodDNSConfig, PodSpec};

use super::errors::{Errors, json};
use super::pod::{list, text};
use super::{formats, ip};
use crate::features::Gate;
use crate::text::FieldPath;

/// validatePodDNSConfig.
pub(super) fn dns_config(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    let is_none = text(&spec.dns_policy) == "None";
    let Some(config) = &spec.dns_config else {
        if is_none {
            errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
        }
        return;
    };
    let servers = list(&config.nameservers);
    let servers_path = path.child("nameservers");
    if is_none && servers.is_empty() {
        let detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
        errors.required(&servers_path, detail);
        return;
    }
    if servers.len() > 3 {
        errors.invalid(&servers_path, json(&servers), "must not have more than 3 nameservers");
    }
    for (index, server) in servers.iter().enumerate() {
        ip::ip(errors, server, &servers_path.index(index));
    }
    searches(errors, config, &path.child("searches"));
    for (index, option) in list(&config.options).iter().enumerate() {
        if text(&option.name).is_empty() {
            errors.required(&path.child("options").index(index), "must not be empty");
        }
    }
}

fn searches(errors: &mut Errors, config: &PodDNSConfig, path: &FieldPath) {
    let searches = list(&config.searches);
    if searches.len() > 32 {
        errors.invalid(path, json(&searches), "must not have more than 32 search paths");
    }
    if searches.join(" ").len() > 2048 {
        let detail =
            "must not have more than 2048 characters (including spaces) in the search list";
        errors.invalid(path, json(&searches), detail);
    }
    let relaxed = errors.has(Gate::RelaxedDNSSearchValidation);
    for (index, search) in searches.iter().enumerate() {
        if relaxed && search == "." {
            continue;
        }
        let search = search.strip_suffix('.').unwrap_or(search);
        let complaints = if relaxed {
            formats::dns_subdomain_with_underscore(search)
        } else {
            formats::dns_subdomain(search)
        };
        errors.invalid_each(&path.index(index), search, complaints);
    }
}

/// ValidateHostAliases.
pub(super) fn host_aliases(errors: &mut Errors, aliases: &[HostAlias], path: &FieldPath) {
    for (index, alias) in aliases.iter().enumerate() {
        let path = path.index(index);
        ip::ip(errors, &alias.ip, &path.child("ip"));
        for (index, name) in list(&alias.hostnames).iter().enumerate() {
            let path = path.child("hostnames").index(index);
            errors.invalid_each(&path, name, formats::dns_subdomain(name));
        }
    }
}
