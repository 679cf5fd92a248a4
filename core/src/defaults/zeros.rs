//! Values that say nothing: the API server stores no empty string, list or map, no `false` and no 0
//! where its type cannot tell them from a field that is not given.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::object::Object;

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
    "mountPropagation",
    "port",
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

/// Drops them all; but of a workload's selector and labels, which validation compares, it stays known
/// whether they were given.
pub(super) fn drop_from(object: &mut Object) {
    let selector = selector(object).is_some_and(|selector| *selector != LabelSelector::default());
    let labels = template_labels(object).is_some_and(|labels| labels.is_some());
    drop_zeros(object);
    if let Some(known) =
        self::selector(object).filter(|known| selector && **known == LabelSelector::default())
    {
        known.match_labels = Some(BTreeMap::new());
    }
    if let Some(known) = template_labels(object).filter(|_| labels) {
        known.get_or_insert_default();
    }
}

/// The selector that a workload must have.
fn selector(object: &mut Object) -> Option<&mut LabelSelector> {
    match object {
        Object::Deployment(object) => object.spec.as_mut().map(|spec| &mut spec.selector),
        Object::ReplicaSet(object) => object.spec.as_mut().map(|spec| &mut spec.selector),
        Object::StatefulSet(object) => object.spec.as_mut().map(|spec| &mut spec.selector),
        Object::DaemonSet(object) => object.spec.as_mut().map(|spec| &mut spec.selector),
        Object::Pod(_) | Object::PodTemplate(_) | Object::Job(_) | Object::CronJob(_) => None,
    }
}

/// The labels of the template that the selector is compared with.
fn template_labels(object: &mut Object) -> Option<&mut Option<BTreeMap<String, String>>> {
    selector(object)?;
    Some(&mut object.template_mut()?.metadata.as_mut()?.labels)
}

fn drop_zeros(object: &mut Object) {
    match object {
        Object::Pod(object) => reread(object),
        Object::PodTemplate(object) => reread(object),
        Object::Deployment(object) => reread(object),
        Object::ReplicaSet(object) => reread(object),
        Object::StatefulSet(object) => reread(object),
        Object::DaemonSet(object) => reread(object),
        Object::Job(object) => reread(object),
        Object::CronJob(object) => reread(object),
    }
}

fn reread<T: Serialize + DeserializeOwned>(object: &mut T) {
    let Ok(mut value) = serde_json::to_value(&*object) else { return };
    prune(&mut value, "");
    if let Ok(pruned) = serde_json::from_value(value) {
        *object = pruned;
    }
}

/// `around` is the name of the field that holds the value.
fn prune(value: &mut Value, around: &str) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if !MAPS.contains(&name.as_str()) {
                    prune(field, name);
                }
            }
            fields.retain(|name, field| !is_nothing(name, field, around));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| prune(item, around)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_nothing(name: &str, field: &Value, around: &str) -> bool {
    match field {
        Value::Null => true,
        Value::Bool(truth) => {
            let pointer = name == "readOnly" && matches!(around, "csi" | "azureDisk");
            !truth && FALSE_DROPPED.contains(&name) && !pointer
        }
        Value::Number(number) => number.as_i64() == Some(0) && ZERO_DROPPED.contains(&name),
        Value::String(text) => text.is_empty() && !is_text_kept(name, around),
        Value::Array(items) => items.is_empty() && name != "sources",
        Value::Object(fields) => fields.is_empty() && MAPS.contains(&name),
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

/// Fields that refer to an object by its name, which may be left out.
const REFERENCES: &[&str] = &[
    "configMap",
    "configMapKeyRef",
    "configMapRef",
    "imagePullSecrets",
    "nodePublishSecretRef",
    "secret",
    "secretKeyRef",
    "secretRef",
];

/// Drops the empty names of references from what the types print.
pub(super) fn drop_names(value: &mut Value) {
    let fields: Vec<(&String, &mut Value)> = match value {
        Value::Array(items) => return items.iter_mut().for_each(drop_names),
        Value::Object(fields) => fields.iter_mut().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
    };
    for (name, field) in fields {
        drop_names(field);
        if name == "scaleIO" {
            drop_secret(field);
        }
        if REFERENCES.contains(&name.as_str()) {
            if let Value::Array(items) = field {
                items.iter_mut().for_each(drop_name);
            } else {
                drop_name(field);
            }
        }
    }
}

/// The Secret of a ScaleIO volume is required by its type, though the API server does not ask for it.
fn drop_secret(volume: &mut Value) {
    if let Value::Object(fields) = volume
        && fields.get("secretRef").is_some_and(|secret| *secret == json!({}))
    {
        fields.remove("secretRef");
    }
}

fn drop_name(reference: &mut Value) {
    if let Value::Object(fields) = reference
        && fields.get("name").is_some_and(|name| name == "")
    {
        fields.remove("name");
    }
}
