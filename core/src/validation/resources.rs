//! Requests and limits.
//!
//! Upstream: validateResourceRequirements, pkg/apis/core/validation/validation.go, and
//! pkg/apis/core/helper/helpers.go, v1.36.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{ResourceClaim, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;

use super::errors::{Errors, NEGATIVE};
use super::formats;
use super::pod::{Scope, list, text};
use crate::quantity::{self, List, Quantity, is_huge_page};
use crate::text::FieldPath;

/// ValidateContainerResourceRequirements.
pub(super) fn of_container(
    errors: &mut Errors,
    requirements: &ResourceRequirements,
    scope: &Scope<'_>,
    path: &FieldPath,
) {
    quantities(errors, requirements, container_resource_name, path);
    claims(errors, list(&requirements.claims), &scope.claims, &path.child("claims"));
}

/// validatePodResourceRequirements.
pub(super) fn of_pod(
    errors: &mut Errors,
    requirements: &ResourceRequirements,
    scope: &Scope<'_>,
    path: &FieldPath,
) {
    quantities(errors, requirements, pod_resource_name, path);
    claims(errors, list(&requirements.claims), &scope.claims, &path.child("claims"));
}

/// validateOverhead: overhead is checked as limits are.
pub(super) fn overhead(
    errors: &mut Errors,
    overhead: Option<&BTreeMap<String, Written>>,
    path: &FieldPath,
) {
    let requirements =
        ResourceRequirements { limits: overhead.cloned(), ..ResourceRequirements::default() };
    quantities(errors, &requirements, container_resource_name, path);
}

type NameRule = fn(&mut Errors, &str, &FieldPath);

/// validateResourceRequirements, without the claims.
fn quantities(
    errors: &mut Errors,
    requirements: &ResourceRequirements,
    name_rule: NameRule,
    path: &FieldPath,
) {
    let limits = quantity::read(requirements.limits.as_ref());
    let requests = quantity::read(requirements.requests.as_ref());
    let (limits_path, requests_path) = (path.child("limits"), path.child("requests"));
    for (name, limit) in &limits {
        let path = limits_path.key(name);
        name_rule(errors, name, &path);
        quantity_value(errors, name, limit, &path);
        huge_page_value(errors, name, limit, &path);
    }
    for (name, request) in &requests {
        let path = requests_path.key(name);
        name_rule(errors, name, &path);
        quantity_value(errors, name, request, &path);
        match limits.get(name) {
            Some(limit) => within(errors, name, request, limit, &requests_path),
            None if !is_overcommit_allowed(name) => {
                errors.required(&limits_path, "Limit must be set for non overcommitable resources");
            }
            None => {}
        }
        huge_page_value(errors, name, request, &path);
    }
    let has = |wanted: fn(&str) -> bool| [&limits, &requests].iter().any(|list| any(list, wanted));
    if has(is_huge_page) && !has(|name| matches!(name, "cpu" | "memory")) {
        errors.forbidden(path, "HugePages require cpu or memory");
    }
}

fn any(list: &List, wanted: fn(&str) -> bool) -> bool {
    list.keys().any(|name| wanted(name))
}

/// A request is not above its limit, and equal to it where the resource cannot be shared.
fn within(errors: &mut Errors, name: &str, request: &Quantity, limit: &Quantity, path: &FieldPath) {
    if request != limit && !is_overcommit_allowed(name) {
        errors.invalid(path, request, format!("must be equal to {name} limit of {limit}"));
    } else if request > limit {
        let detail = format!("must be less than or equal to {name} limit of {limit}");
        errors.invalid(path, request, detail);
    }
}

/// ValidateResourceQuantityValue.
pub(super) fn quantity_value(
    errors: &mut Errors,
    name: &str,
    quantity: &Quantity,
    path: &FieldPath,
) {
    if quantity.is_negative() {
        errors.invalid(path, quantity, NEGATIVE);
    }
    if is_integer(name) && !quantity.is_whole() {
        errors.invalid(path, quantity, "must be an integer");
    }
}

/// validateResourceQuantityHugePageValue.
fn huge_page_value(errors: &mut Errors, name: &str, quantity: &Quantity, path: &FieldPath) {
    let Some(size) = name.strip_prefix("hugepages-") else { return };
    let size = Quantity::parse(size).unwrap_or_default();
    let divisible = size.is_whole() && size.ceil() > 0 && quantity.ceil() % size.ceil() == 0;
    if !divisible {
        let detail = format!("{quantity} is not positive integer multiple of {name}");
        errors.invalid(path, quantity, detail);
    }
}

/// validateContainerResourceName.
fn container_resource_name(errors: &mut Errors, name: &str, path: &FieldPath) {
    resource_name(errors, name, path);
    if !name.contains('/') {
        let standard = matches!(name, "cpu" | "ephemeral-storage" | "memory");
        if !standard && !is_huge_page(name) {
            errors.invalid(path, name, "must be a standard resource for containers");
        }
    } else if !is_native(name) && !is_extended(name) {
        errors.invalid(path, name, "doesn't follow extended resource name standard");
    }
}

/// validatePodResourceName.
fn pod_resource_name(errors: &mut Errors, name: &str, path: &FieldPath) {
    let before = errors.len();
    resource_name(errors, name, path);
    if errors.len() == before && !quantity::is_pod_level(name) {
        errors.not_supported(path, name, &["cpu", "hugepages-", "memory"]);
    }
}

/// validateResourceName.
fn resource_name(errors: &mut Errors, name: &str, path: &FieldPath) {
    let complaints = formats::qualified_name(name);
    if complaints.is_empty() && !name.contains('/') && !is_standard(name) {
        errors.invalid(path, name, "must be a standard resource type or fully qualified");
    }
    errors.invalid_each(path, name, complaints);
}

/// IsStandardResourceName.
fn is_standard(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "configmaps",
        "cpu",
        "ephemeral-storage",
        "limits.cpu",
        "limits.ephemeral-storage",
        "limits.memory",
        "memory",
        "persistentvolumeclaims",
        "pods",
        "replicationcontrollers",
        "requests.cpu",
        "requests.ephemeral-storage",
        "requests.memory",
        "requests.storage",
        "resourcequotas",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
        "storage",
    ];
    NAMES.contains(&name) || is_huge_page(name) || name.starts_with("requests.hugepages-")
}

/// IsNativeResource.
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// IsExtendedResourceName.
fn is_extended(name: &str) -> bool {
    !is_native(name)
        && !name.starts_with("requests.")
        && formats::qualified_name(&format!("requests.{name}")).is_empty()
}

/// IsIntegerResourceName.
fn is_integer(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "configmaps",
        "persistentvolumeclaims",
        "pods",
        "replicationcontrollers",
        "resourcequotas",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
    ];
    NAMES.contains(&name) || is_extended(name)
}

/// IsOvercommitAllowed.
fn is_overcommit_allowed(name: &str) -> bool {
    is_native(name) && !is_huge_page(name)
}

/// validateResourceClaimNames.
fn claims(
    errors: &mut Errors,
    claims: &[ResourceClaim],
    of_pod: &BTreeSet<&str>,
    path: &FieldPath,
) {
    let mut known = BTreeSet::new();
    for (index, claim) in claims.iter().enumerate() {
        let path = path.index(index);
        if claim.name.is_empty() {
            errors.required(&path, "");
            continue;
        }
        claim_twice(errors, claim, &mut known, &path);
        if !of_pod.contains(claim.name.as_str()) {
            let names: Vec<&str> = of_pod.iter().copied().collect();
            let listed = if names.is_empty() {
                " which is empty".to_owned()
            } else {
                format!(": {}", names.join(", "))
            };
            let detail = format!("must be one of the names in pod.spec.resourceClaims{listed}");
            errors.not_found(&path, &claim.name, detail);
        }
    }
}

/// A claim may be named once as a whole, or once for each of its requests.
fn claim_twice(
    errors: &mut Errors,
    claim: &ResourceClaim,
    known: &mut BTreeSet<String>,
    path: &FieldPath,
) {
    let (name, request) = (&claim.name, text(&claim.request));
    if known.contains(name) {
        errors.duplicate(path, name);
        return;
    }
    let mut key = name.clone();
    if !request.is_empty() {
        errors.invalid_each(&path.child("request"), request, formats::dns_label(request));
        key = format!("{name}/{request}");
    }
    if known.contains(&key) {
        errors.duplicate(path, &key);
    } else if request.is_empty() {
        let parts =
            known.iter().filter(|known| known.split_once('/').is_some_and(|(of, _)| of == name));
        for _ in 0..parts.count() {
            errors.duplicate(path, name);
        }
    }
    known.insert(key);
}
