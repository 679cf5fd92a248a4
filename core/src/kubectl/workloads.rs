//! Deployments, ReplicaSets, StatefulSets, DaemonSets, CronJobs.

use serde_json::{Value, json};

use crate::analysis::DocumentAnalysis;
use crate::defaults;
use crate::kubectl::cluster::{Cluster, Item, stored};
use crate::kubectl::resources::Resource;
use crate::sim::identity;
use crate::sim::workload::Instance;

/// `spec.replicas`
pub(super) fn replicas(value: &Value) -> i64 {
    value.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(1)
}

/// The objects of one of these types.
pub(super) fn items(cluster: &Cluster<'_>, resource: &'static Resource) -> Vec<Item> {
    let mut items = Vec::new();
    for document in cluster.analysis.documents.iter().filter(|document| document.story.is_some()) {
        let Some(object) = &document.object else { continue };
        let kind = document.decoded.kind.as_str();
        let of_deployment = kind == "Deployment" && resource.kind == "ReplicaSet";
        if kind != resource.kind && !of_deployment {
            continue;
        }
        let mut value = defaults::stored(object);
        if of_deployment {
            value = replica_set(document, &value);
        }
        let status = status(cluster, document, &value, resource.kind);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("status".to_owned(), status);
        }
        items.push(cluster.item(resource, stored(value, resource)));
    }
    items
}

/// The ReplicaSet that a Deployment makes.
fn replica_set(document: &DocumentAnalysis, deployment: &Value) -> Value {
    let first = document.trace().and_then(|trace| document.instance(trace));
    let labels = first.as_ref().map(Instance::labels).unwrap_or_default();
    let name = first.and_then(|first| first.controller).map(|made| made.name).unwrap_or_default();
    let text = |path: &str| deployment.pointer(path).cloned().unwrap_or_default();
    let mut selector = text("/spec/selector/matchLabels");
    let mut template = text("/spec/template");
    if let (Some(hash), Some(selector)) =
        (labels.get("pod-template-hash"), selector.as_object_mut())
    {
        selector.insert("pod-template-hash".to_owned(), Value::from(hash.as_str()));
    }
    if let Some(known) = template.pointer_mut("/metadata/labels") {
        *known = json!(labels);
    }
    let owner = text("/metadata/name");
    let uid = identity::uid("Deployment", owner.as_str().unwrap_or_default());
    json!({
        "metadata": {
            "labels": labels,
            "name": name,
            "namespace": text("/metadata/namespace"),
            "ownerReferences": [{
                "apiVersion": "apps/v1", "blockOwnerDeletion": true, "controller": true,
                "kind": "Deployment", "name": owner, "uid": uid,
            }],
        },
        "spec": {
            "replicas": text("/spec/replicas"),
            "selector": {"matchLabels": selector},
            "template": template,
        },
    })
}

/// What the controller of a workload says of its Pods: they are alike, so one stands for all.
fn status(cluster: &Cluster<'_>, document: &DocumentAnalysis, value: &Value, kind: &str) -> Value {
    if kind == "CronJob" {
        return json!({});
    }
    let mut own = cluster.pods.iter().filter(|pod| pod.document.index == document.index);
    let there = own.clone().count() > 0;
    let ready = own.any(|pod| pod.is_ready() && !pod.is_deleted());
    let wanted = if kind == "DaemonSet" { 1 } else { replicas(value) };
    let count = |is: bool| if is { wanted } else { 0 };
    let (there, ready) = (count(there), count(ready));
    match kind {
        "DaemonSet" => json!({
            "currentNumberScheduled": there, "desiredNumberScheduled": 1, "numberAvailable": ready,
            "numberMisscheduled": 0, "numberReady": ready, "observedGeneration": 1,
            "updatedNumberScheduled": there,
        }),
        "Deployment" => json!({
            "availableReplicas": ready, "observedGeneration": 1, "readyReplicas": ready, "replicas": there,
            "unavailableReplicas": wanted - ready, "updatedReplicas": there,
        }),
        "StatefulSet" => json!({
            "availableReplicas": ready, "currentReplicas": there, "observedGeneration": 1,
            "readyReplicas": ready, "replicas": there, "updatedReplicas": there,
        }),
        _ => json!({
            "availableReplicas": ready, "fullyLabeledReplicas": there, "observedGeneration": 1,
            "readyReplicas": ready, "replicas": there,
        }),
    }
}
