//! `kubectl get pod -o yaml`, its status.

use k8s_openapi::api::core::v1::PodStatus;

use crate::yaml;

/// The status as YAML, in the order of its fields.
pub fn status_yaml(status: &PodStatus) -> String {
    // Nothing stands against writing a status as JSON.
    yaml::emit(&serde_json::to_value(status).unwrap_or_default())
}
