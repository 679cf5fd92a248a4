//! The objects that say which Pods Services lead to: Endpoints and EndpointSlices.
//!
//! Upstream: `printEndpoints` and `printEndpointSlice`, pkg/printers/internalversion/printers.go; the controllers of
//! pkg/controller/endpoint and staging/src/k8s.io/endpointslice.

use serde_json::{Map, Value, json};

use crate::kubectl::cluster::{Cluster, Item, OLD, stored};
use crate::kubectl::resources::Resource;
use crate::kubectl::services::{selected, target, text};
use crate::sim::identity;
use crate::sim::workload::{NODE, NODE_IP};

/// An address behind a Service.
struct Endpoint {
    ip: String,
    /// The Pod; nothing for the API server.
    pod: Option<String>,
    /// Whether it answers.
    serves: bool,
    is_deleted: bool,
}

impl Endpoint {
    fn is_ready(&self) -> bool {
        self.serves && !self.is_deleted
    }

    /// The Pod as an object refers to it.
    fn add_target(&self, namespace: &str, value: &mut Value) {
        if let (Some(pod), Some(fields)) = (&self.pod, value.as_object_mut()) {
            fields.insert("nodeName".to_owned(), NODE.into());
            let target = json!({
                "kind": "Pod", "name": pod, "namespace": namespace, "uid": identity::uid("Pod", pod),
            });
            fields.insert("targetRef".to_owned(), target);
        }
    }
}

/// What stands behind one Service.
struct Behind {
    name: String,
    namespace: String,
    is_own: bool,
    endpoints: Vec<Endpoint>,
    /// The ports that its own lead to.
    ports: Vec<Value>,
}

/// The objects of one of the two types.
pub(super) fn items(cluster: &Cluster<'_>, resource: &'static Resource) -> Vec<Item> {
    let services = cluster.services();
    let behind = services.iter().filter_map(|service| behind(cluster, service));
    behind
        .map(|behind| {
            if resource.kind == "EndpointSlice" {
                slice(cluster, resource, &behind)
            } else {
                endpoints(cluster, resource, behind)
            }
        })
        .collect()
}

fn behind(cluster: &Cluster<'_>, service: &Value) -> Option<Behind> {
    let name = text(service, "/metadata/name").to_owned();
    let is_own = name == "kubernetes";
    if service.pointer("/spec/selector").is_none() && !is_own {
        return None;
    }
    let takes_unready =
        service.pointer("/spec/publishNotReadyAddresses") == Some(&Value::Bool(true));
    let pods: Vec<_> = selected(cluster, service).collect();
    let mut ports: Vec<Value> = Vec::new();
    for port in service.pointer("/spec/ports").and_then(Value::as_array).into_iter().flatten() {
        let number =
            if is_own { Some(6443) } else { pods.iter().find_map(|pod| target(pod, port)) };
        let Some(number) = number else { continue };
        let mut known = json!({"port": number, "protocol": port.get("protocol")});
        if let (Some(name), Some(fields)) = (port.get("name"), known.as_object_mut()) {
            fields.insert("name".to_owned(), name.clone());
        }
        ports.push(known);
    }
    let api_server =
        Endpoint { ip: NODE_IP.to_owned(), pod: None, serves: true, is_deleted: false };
    let mut endpoints: Vec<Endpoint> = pods
        .into_iter()
        .filter_map(|pod| {
            Some(Endpoint {
                ip: pod.ip()?.to_owned(),
                pod: Some(pod.name().to_owned()),
                serves: takes_unready || pod.is_ready(),
                is_deleted: pod.is_deleted() && !takes_unready,
            })
        })
        .collect();
    endpoints.extend(is_own.then_some(api_server));
    let namespace = text(service, "/metadata/namespace").to_owned();
    Some(Behind { name, namespace, is_own, endpoints, ports })
}

/// An object with its line, whose last cell is its age.
fn item(
    cluster: &Cluster<'_>,
    resource: &'static Resource,
    of: &Behind,
    (name, fields): (String, Value),
    mut cells: Vec<String>,
) -> Item {
    let mut metadata = Map::new();
    metadata.insert("name".to_owned(), name.as_str().into());
    metadata.insert("namespace".to_owned(), of.namespace.as_str().into());
    if of.is_own {
        metadata.insert("uid".to_owned(), OLD.into());
    }
    if resource.kind == "EndpointSlice" {
        let labels = json!({"kubernetes.io/service-name": of.name});
        metadata.insert("labels".to_owned(), labels);
    }
    let mut value = fields;
    if let Some(fields) = value.as_object_mut() {
        fields.insert("metadata".to_owned(), Value::Object(metadata));
    }
    let value = stored(value, resource);
    cells.insert(0, name.clone());
    cells.push(cluster.age(&value));
    Item { resource, namespace: of.namespace.clone(), name, value, cells, wide: Vec::new() }
}

fn slice(cluster: &Cluster<'_>, resource: &'static Resource, of: &Behind) -> Item {
    let mut endpoints = Vec::new();
    for known in &of.endpoints {
        let mut value = json!({
            "addresses": [known.ip],
            "conditions": {
                "ready": known.is_ready(), "serving": known.serves, "terminating": known.is_deleted,
            },
        });
        known.add_target(&of.namespace, &mut value);
        endpoints.push(value);
    }
    let suffix = identity::letters(&format!("{}/{}", of.namespace, of.name), 5);
    let name = if of.is_own { of.name.clone() } else { format!("{}-{suffix}", of.name) };
    let cells = vec![
        "IPv4".to_owned(),
        joined(&numbers(of), "<unset>"),
        joined(&of.endpoints.iter().map(|known| known.ip.clone()).collect::<Vec<_>>(), "<unset>"),
    ];
    let fields = json!({"addressType": "IPv4", "endpoints": endpoints, "ports": of.ports});
    item(cluster, resource, of, (name, fields), cells)
}

fn endpoints(cluster: &Cluster<'_>, resource: &'static Resource, mut of: Behind) -> Item {
    of.endpoints.retain(|known| !known.is_deleted);
    let mut subset = Map::new();
    subset.insert("ports".to_owned(), Value::Array(of.ports.clone()));
    for (field, wanted) in [("addresses", true), ("notReadyAddresses", false)] {
        let mut list = Vec::new();
        for known in of.endpoints.iter().filter(|known| known.serves == wanted) {
            let mut value = json!({"ip": known.ip});
            known.add_target(&of.namespace, &mut value);
            list.push(value);
        }
        if !list.is_empty() {
            subset.insert(field.to_owned(), Value::Array(list));
        }
    }
    let mut addresses = Vec::new();
    for port in numbers(&of) {
        let ready = of.endpoints.iter().filter(|known| known.serves);
        addresses.extend(ready.map(|known| format!("{}:{port}", known.ip)));
    }
    let fields = if of.endpoints.is_empty() { json!({}) } else { json!({"subsets": [subset]}) };
    item(cluster, resource, &of, (of.name.clone(), fields), vec![joined(&addresses, "<none>")])
}

fn numbers(of: &Behind) -> Vec<String> {
    of.ports.iter().filter_map(|port| Some(port.get("port")?.to_string())).collect()
}

/// The first three, and how many more there are.
///
/// Upstream: `formatEndpoints`.
fn joined(list: &[String], nothing: &str) -> String {
    let first = list.get(..list.len().min(3)).unwrap_or_default().join(",");
    match list.len() {
        0 => nothing.to_owned(),
        1..=3 => first,
        all => format!("{first} + {} more...", all - 3),
    }
}
