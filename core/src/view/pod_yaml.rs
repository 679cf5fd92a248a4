//! `kubectl get pod -o yaml`.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use serde_json::{Map, Value, json};

use crate::defaults;
use crate::object::Object;
use crate::time::rfc3339;
use crate::view::status_yaml::status_json;
use crate::yaml;

/// The object as kubectl prints it.
pub fn pod_yaml(pod: &Pod) -> String {
    yaml::emit(&pod_json(pod))
}

/// The object as the API server prints it.
pub fn pod_json(pod: &Pod) -> Value {
    let spec = Pod { spec: pod.spec.clone(), ..Pod::default() };
    let spec = defaults::stored(&Object::Pod(spec)).get_mut("spec").map(Value::take);
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata(&pod.metadata),
        "spec": spec.unwrap_or_default(),
        "status": pod.status.as_ref().map(status_json),
    })
}

/// Written field by field, because the type's own printing brings a library for dates into the browser.
fn metadata(metadata: &ObjectMeta) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(Value::from);
    let map = |map: &Option<BTreeMap<String, String>>| {
        let texts = map.as_ref()?.iter();
        Some(texts.map(|(key, value)| (key.clone(), Value::from(value.clone()))).collect())
    };
    put("annotations", map(&metadata.annotations));
    let time = metadata.creation_timestamp.as_ref();
    put("creationTimestamp", time.map(|time| Value::from(rfc3339(time.0.as_second()))));
    let seconds = metadata.deletion_grace_period_seconds;
    put("deletionGracePeriodSeconds", seconds.map(Value::from));
    let time = metadata.deletion_timestamp.as_ref();
    put("deletionTimestamp", time.map(|time| Value::from(rfc3339(time.0.as_second()))));
    put("finalizers", metadata.finalizers.clone().map(Value::from));
    put("generateName", text(&metadata.generate_name));
    put("generation", metadata.generation.map(Value::from));
    put("labels", map(&metadata.labels));
    put("name", text(&metadata.name));
    put("namespace", text(&metadata.namespace));
    let owners = metadata.owner_references.as_ref();
    put("ownerReferences", owners.map(|owners| owners.iter().map(reference).collect()));
    put("resourceVersion", text(&metadata.resource_version));
    put("uid", text(&metadata.uid));
    fields
}

fn reference(owner: &OwnerReference) -> Value {
    json!({
        "apiVersion": owner.api_version, "blockOwnerDeletion": owner.block_owner_deletion,
        "controller": owner.controller, "kind": owner.kind, "name": owner.name, "uid": owner.uid,
    })
}
