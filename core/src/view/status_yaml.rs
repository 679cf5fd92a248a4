//! `kubectl get pod -o yaml`, its status.

use k8s_openapi::api::core::v1::PodStatus;

/// The status as YAML, in the order of its fields.
pub fn status_yaml(status: &PodStatus) -> String {
    // A `PodStatus` has string keys only, so that nothing stands against writing it.
    serde_yaml::to_string(status).unwrap_or_default()
}
