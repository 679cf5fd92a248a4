//! Requests and limits of a Pod as a whole.
//!
//! Upstream: validatePodResources and validatePodResourceConsistency, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::ResourceRequirements;

use super::errors::Errors;
use super::pod::{Scope, list};
use super::resources;
use crate::quantity::{self, List};
use crate::text::FieldPath;

/// validatePodResources.
pub(super) fn pod_resources(errors: &mut Errors, scope: &Scope<'_>, path: &FieldPath) {
    let Some(requirements) = &scope.spec.resources else { return };
    if scope.spec.os.as_ref().is_some_and(|os| os.name == "windows") {
        return;
    }
    if !list(&requirements.claims).is_empty() {
        errors.forbidden(&path.child("claims"), "claims may not be set for Resources at pod-level");
    }
    resources::of_pod(errors, requirements, scope, path);
    sums_fit(errors, scope, requirements, path);
    limits_fit(errors, scope, requirements, path);
}

/// What the Pod requests is at least what its containers request together; of huge pages its limit, too.
fn sums_fit(
    errors: &mut Errors,
    scope: &Scope<'_>,
    requirements: &ResourceRequirements,
    path: &FieldPath,
) {
    let requests = quantity::read(requirements.requests.as_ref());
    let needed = quantity::aggregate_requests(scope.spec);
    sum_fits(errors, &requests, &needed, "requests", &path.child("requests"));
    let limits = quantity::read(requirements.limits.as_ref());
    let mut needed = quantity::aggregate_limits(scope.spec);
    needed.retain(|name, _| quantity::is_huge_page(name));
    sum_fits(errors, &limits, &needed, "limits", &path.child("limits"));
}

fn sum_fits(errors: &mut Errors, of_pod: &List, needed: &List, what: &str, path: &FieldPath) {
    for (name, needed) in needed {
        let Some(given) = of_pod.get(name).filter(|given| needed > *given) else { continue };
        let detail =
            format!("must be greater than or equal to aggregate container {what} of {needed}");
        errors.invalid(&path.key(name), given, detail);
    }
}

/// No container has a higher limit than the Pod. The path is upstream's.
fn limits_fit(
    errors: &mut Errors,
    scope: &Scope<'_>,
    requirements: &ResourceRequirements,
    path: &FieldPath,
) {
    let of_pod = quantity::read(requirements.limits.as_ref());
    for (index, container) in scope.spec.containers.iter().enumerate() {
        let written = container.resources.as_ref().and_then(|resources| resources.limits.as_ref());
        for (name, limit) in quantity::read(written) {
            let Some(most) = of_pod.get(&name).filter(|most| limit > **most) else { continue };
            let path = path.child("containers").index(index).key(&name).child("limits");
            errors.invalid(
                &path,
                &limit,
                format!("must be less than or equal to pod limits of {most}"),
            );
        }
    }
}
