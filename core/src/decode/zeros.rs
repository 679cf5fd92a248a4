//! Values that say nothing: the API server's types cannot tell an empty string, list or map, `false` or 0 from a field
//! that is not given, where the Go field is no pointer. They are left out before anything looks at the object.

use crate::decode::value::Value;

/// Fields whose empty string is kept: pointers in the Go types.
const TEXT_KEPT: &[&str] = &[
    "apiGroup",
    "cachingMode",
    "completionMode",
    "containerName",
    "fsGroupChangePolicy",
    "fsType",
    "gmsaCredentialSpec",
    "gmsaCredentialSpecName",
    "hostnameOverride",
    "initiatorName",
    "kind",
    "localhostProfile",
    "managedBy",
    "maxSurge",
    "maxUnavailable",
    "mountPropagation",
    "name",
    "namespace",
    "nodeAffinityPolicy",
    "port",
    "nodeTaintsPolicy",
    "podReplacementPolicy",
    "preemptionPolicy",
    "procMount",
    "recursiveReadOnly",
    "resourceClaimName",
    "resourceClaimTemplateName",
    "restartPolicy",
    "runAsUserName",
    "runtimeClassName",
    "seLinuxChangePolicy",
    "service",
    "signerName",
    "stopSignal",
    "storageClassName",
    "succeededIndexes",
    "supplementalGroupsPolicy",
    "timeZone",
    "type",
    "value",
    "volumeAttributesClassName",
    "volumeMode",
];
/// Fields whose `false` is dropped.
const FALSE_DROPPED: &[&str] = &[
    "chapAuthDiscovery",
    "chapAuthSession",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "paused",
    "readOnly",
    "sslEnabled",
    "stdin",
    "stdinOnce",
    "tty",
];
/// Fields whose 0 is dropped.
const ZERO_DROPPED: &[&str] = &[
    "failureThreshold",
    "hostPort",
    "initialDelaySeconds",
    "minReadySeconds",
    "periodSeconds",
    "successThreshold",
    "timeoutSeconds",
];
/// Maps with keys of the user's own.
const MAPS: &[&str] = &[
    "annotations",
    "labels",
    "limits",
    "matchLabels",
    "nodeSelector",
    "options",
    "overhead",
    "requests",
    "volumeAttributes",
];

/// Leaves them all out. `around` is the name of the field that holds the value.
pub(super) fn prune(value: &mut Value<'_>, around: &str) {
    match value {
        Value::Map(fields) => {
            for (name, field) in fields.iter_mut() {
                if !MAPS.contains(name) {
                    prune(field, name);
                }
            }
            fields.retain(|(name, field)| !is_nothing(name, field, around));
        }
        Value::List(items) => items.iter_mut().for_each(|item| prune(item, around)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Owned(_) => {}
    }
}

fn is_nothing(name: &str, field: &Value<'_>, around: &str) -> bool {
    match field {
        Value::Null => true,
        Value::Bool(truth) => {
            let pointer = name == "readOnly" && matches!(around, "csi" | "azureDisk");
            !truth && FALSE_DROPPED.contains(&name) && !pointer
        }
        Value::Int(number) => *number == 0 && ZERO_DROPPED.contains(&name),
        Value::Text(text) => text.is_empty() && !is_text_kept(name, around),
        Value::Owned(text) => text.is_empty() && !is_text_kept(name, around),
        Value::List(items) => items.is_empty() && name != "sources",
        Value::Map(fields) => fields.is_empty() && MAPS.contains(&name),
    }
}

/// Some names are pointers in one struct and plain in another.
fn is_text_kept(name: &str, around: &str) -> bool {
    match name {
        "name" => matches!(around, "clusterTrustBundle"),
        "namespace" => matches!(around, "dataSourceRef"),
        "kind" => matches!(around, "azureDisk"),
        "fsType" => matches!(around, "csi" | "azureDisk"),
        "type" => matches!(around, "hostPath"),
        "value" => matches!(around, "options"),
        "restartPolicy" => matches!(around, "containers" | "initContainers"),
        _ => TEXT_KEPT.contains(&name),
    }
}
