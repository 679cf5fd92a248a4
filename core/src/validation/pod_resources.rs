//! Requests and limits of a Pod as a whole.
//!
//! Upstream: validatePodResources and validatePodResourceConsistency, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::ResourceRequirements;

use super::errors::Errors;
use super::pod::{Scope, list};
use super::resources;
use crate::quantity;
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
    requests_suffice(errors, scope, requirements, path);
    limits_fit(errors, scope, requirements, path);
}

/// What the Pod requests is at least what its containers request together.
fn requests_suffice(
    errors: &mut Errors,
    scope: &Scope<'_>,
    requirements: &ResourceRequirements,
    path: &FieldPath,
) {
    let requests = quantity::read(requirements.requests.as_ref());
    for (name, needed) in quantity::aggregate_requests(scope.spec) {
        let Some(request) = requests.get(&name) else { continue };
        if needed > *request {
            let path = path.child("requests").key(&name);
            let detail = format!(
                "must be greater than or equal to aggregate container requests of {needed}"
            );
            errors.invalid(&path, request, detail);
        }
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
