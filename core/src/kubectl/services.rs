//! Services, and where they lead.

use serde_json::{Map, Value, json};

use crate::kubectl::cluster::{Cluster, Item, OLD, PodNow, stored};
use crate::kubectl::resources::Resource;
use crate::process::neighbors::cluster_ip;
use crate::sim::identity;
use crate::sim::workload::{NODE, NODE_IP};

/// The ports that node ports are drawn from: the first, and how many there are.
const NODE_PORTS: (u64, u64) = (30_000, 2_768);

/// The Services of the text with their defaults, and that of the API server.
///
/// Upstream: `SetDefaults_Service`, pkg/apis/core/v1/defaults.go; pkg/registry/core/service/storage/alloc.go.
pub(super) fn services(cluster: &Cluster<'_>) -> Vec<Value> {
    let Some(resource) = Resource::named("services") else { return Vec::new() };
    let own = json!({
        "metadata": {"name": "kubernetes", "uid": OLD,
            "labels": {"component": "apiserver", "provider": "kubernetes"}},
        "spec": {"clusterIP": "10.96.0.1", "ports": [
            {"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}]},
    });
    let mut all = cluster.written("Service");
    all.push(own);
    all.into_iter()
        .map(|value| {
            let mut value = stored(value, resource);
            complete(&mut value);
            value
        })
        .collect()
}

/// A text of an object.
pub(super) fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

fn complete(value: &mut Value) {
    let namespace = text(value, "/metadata/namespace").to_owned();
    let name = text(value, "/metadata/name").to_owned();
    let Some(fields) = value.as_object_mut() else { return };
    fields.insert("status".to_owned(), json!({"loadBalancer": {}}));
    let spec = fields.entry("spec").or_insert_with(|| Value::Object(Map::new()));
    let Some(spec) = spec.as_object_mut() else { return };
    let type_ = spec.entry("type").or_insert_with(|| "ClusterIP".into());
    let type_ = type_.as_str().unwrap_or_default().to_owned();
    spec.entry("sessionAffinity").or_insert_with(|| "None".into());
    if type_ == "ExternalName" {
        return;
    }
    spec.entry("internalTrafficPolicy").or_insert_with(|| "Cluster".into());
    spec.entry("ipFamilies").or_insert_with(|| json!(["IPv4"]));
    spec.entry("ipFamilyPolicy").or_insert_with(|| "SingleStack".into());
    let has_node_ports = ["NodePort", "LoadBalancer"].contains(&type_.as_str());
    if has_node_ports {
        spec.entry("externalTrafficPolicy").or_insert_with(|| "Cluster".into());
    }
    let ip = spec.entry("clusterIP").or_insert(Value::Null);
    if ip.as_str().is_none_or(str::is_empty) {
        *ip = cluster_ip(&namespace, &name).into();
    }
    let ip = ip.clone();
    spec.entry("clusterIPs").or_insert_with(|| Value::Array(vec![ip]));
    for port in spec.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(port) = port.as_object_mut() else { continue };
        port.entry("protocol").or_insert_with(|| "TCP".into());
        let number = port.get("port").cloned().unwrap_or_default();
        port.entry("targetPort").or_insert_with(|| number.clone());
        if has_node_ports {
            let (first, count) = NODE_PORTS;
            let drawn = first + identity::hash(&format!("{namespace}/{name}/{number}")) % count;
            port.entry("nodePort").or_insert_with(|| drawn.into());
        }
    }
}

/// Where a request to an address goes.
pub(super) enum Route<'c, 'a> {
    /// To a port of a Pod.
    Pod(&'c PodNow<'a>, u16),
    /// Nobody takes it.
    Refused,
    /// It gets no answer.
    Lost,
    /// There is no such name.
    NoName,
}

/// The Pods that a Service selects; without a selector somebody else says where it leads.
pub(super) fn selected<'c, 'a>(
    cluster: &'c Cluster<'a>,
    service: &Value,
) -> impl Iterator<Item = &'c PodNow<'a>> {
    let selector = service.pointer("/spec/selector").and_then(Value::as_object).cloned();
    let namespace = text(service, "/metadata/namespace").to_owned();
    cluster.pods.iter().filter(move |pod| {
        let Some(selector) = selector.as_ref().filter(|selector| !selector.is_empty()) else {
            return false;
        };
        let labels = pod.pod.metadata.labels.as_ref();
        let has = |key: &String, value: &Value| {
            labels.and_then(|labels| labels.get(key)).map(String::as_str) == value.as_str()
        };
        pod.instance.namespace == namespace
            && pod.ip().is_some()
            && selector.iter().all(|(key, value)| has(key, value))
    })
}

/// The port of a Pod that a Service's port leads to.
pub(super) fn target(pod: &PodNow<'_>, port: &Value) -> Option<u16> {
    let target = port.get("targetPort")?;
    if let Some(number) = target.as_u64() {
        return u16::try_from(number).ok();
    }
    let name = target.as_str()?;
    let spec = pod.instance.spec;
    let containers = spec.init_containers.iter().flatten().chain(&spec.containers);
    let mut ports = containers.flat_map(|container| container.ports.iter().flatten());
    let known = ports.find(|port| port.name.as_deref() == Some(name))?;
    u16::try_from(known.container_port).ok()
}

/// Where a request from outside of the Pods goes: to the node's address, a Service's or a Pod's.
pub(super) fn route<'c, 'a>(cluster: &'c Cluster<'a>, host: &str, port: u16) -> Route<'c, 'a> {
    let on_node = [NODE_IP, NODE].contains(&host);
    if ["localhost", "127.0.0.1"].contains(&host) {
        return Route::Refused;
    }
    for service in cluster.services() {
        let is_own = text(&service, "/spec/clusterIP") == host;
        if !is_own && !on_node {
            continue;
        }
        let key = if is_own { "port" } else { "nodePort" };
        let ports = service.pointer("/spec/ports").and_then(Value::as_array);
        let mut ports = ports.into_iter().flatten();
        let Some(known) =
            ports.find(|known| known.get(key).and_then(Value::as_u64) == Some(port.into()))
        else {
            if is_own {
                return Route::Lost;
            }
            continue;
        };
        let ready = selected(cluster, &service).find(|pod| pod.is_ready());
        return match ready.and_then(|pod| Some((pod, target(pod, known)?))) {
            Some((pod, target)) => Route::Pod(pod, target),
            None => Route::Refused,
        };
    }
    let of_pod = |pod: &&PodNow<'_>| pod.ip() == Some(host);
    if let Some(pod) = cluster.pods.iter().find(of_pod) {
        return Route::Pod(pod, port);
    }
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    match is_address {
        _ if on_node => Route::Refused,
        true => Route::Lost,
        false => Route::NoName,
    }
}

/// The objects that say which Pods Services lead to.
///
/// Upstream: `printEndpoints` and `printEndpointSlice`, pkg/printers/internalversion/printers.go.
pub(super) fn endpoints(cluster: &Cluster<'_>, resource: &'static Resource) -> Vec<Item> {
    let is_slice = resource.kind == "EndpointSlice";
    let mut items = Vec::new();
    for service in cluster.services() {
        let name = text(&service, "/metadata/name").to_owned();
        let is_own = name == "kubernetes";
        let has_selector = service.pointer("/spec/selector").is_some();
        if !has_selector && !is_own {
            continue;
        }
        let namespace = text(&service, "/metadata/namespace");
        let ports = service.pointer("/spec/ports").and_then(Value::as_array).cloned();
        let ports = ports.unwrap_or_default();
        let takes_unready =
            service.pointer("/spec/publishNotReadyAddresses") == Some(&Value::Bool(true));
        let mut ready: Vec<(String, String)> = Vec::new();
        let mut all: Vec<(String, String, bool)> = Vec::new();
        let mut named = Vec::new();
        for port in &ports {
            let own = if is_own {
                vec![(NODE_IP.to_owned(), NODE.to_owned(), 6443, true)]
            } else {
                Vec::new()
            };
            let pods = selected(cluster, &service).filter_map(|pod| {
                let target = target(pod, port)?;
                let is_ready = takes_unready || pod.is_ready();
                Some((pod.ip()?.to_owned(), pod.name().to_owned(), target, is_ready))
            });
            for (ip, pod, target, is_ready) in own.into_iter().chain(pods) {
                let mut known = json!({"port": target, "protocol": port.get("protocol")});
                if let (Some(name), Some(fields)) = (port.get("name"), known.as_object_mut()) {
                    fields.insert("name".to_owned(), name.clone());
                }
                if !named.contains(&known) {
                    named.push(known);
                }
                if is_ready {
                    ready.push((ip.clone(), target.to_string()));
                }
                if !all.iter().any(|(known, ..)| *known == ip) {
                    all.push((ip, pod, is_ready));
                }
            }
        }
        let (cut, object) = if is_slice {
            let endpoints: Vec<Value> = all
                .iter()
                .map(|(ip, pod, is_ready)| {
                    json!({
                        "addresses": [ip], "nodeName": NODE,
                        "conditions": {"ready": is_ready, "serving": is_ready, "terminating": false},
                        "targetRef": {"kind": "Pod", "name": pod, "namespace": namespace},
                    })
                })
                .collect();
            let suffix = identity::letters(&format!("{namespace}/{name}"), 5);
            let own = if is_own { name.clone() } else { format!("{name}-{suffix}") };
            (own, json!({"addressType": "IPv4", "endpoints": endpoints, "ports": named}))
        } else {
            let of = |wanted: bool| -> Vec<Value> {
                let fits = all.iter().filter(|(_, _, is_ready)| *is_ready == wanted);
                fits.map(|(ip, pod, _)| {
                    json!({"ip": ip, "nodeName": NODE,
                        "targetRef": {"kind": "Pod", "name": pod, "namespace": namespace}})
                })
                .collect()
            };
            let mut subset = json!({"ports": named});
            for (field, wanted) in [("addresses", true), ("notReadyAddresses", false)] {
                let list = of(wanted);
                if let (false, Some(fields)) = (list.is_empty(), subset.as_object_mut()) {
                    fields.insert(field.to_owned(), Value::Array(list));
                }
            }
            let subsets = if all.is_empty() { json!([]) } else { json!([subset]) };
            (name.clone(), json!({"subsets": subsets}))
        };
        let mut value = object;
        if let Some(fields) = value.as_object_mut() {
            let mut metadata = json!({"name": cut, "namespace": namespace});
            if let Some(metadata) = metadata.as_object_mut() {
                if is_slice {
                    metadata
                        .insert("labels".to_owned(), json!({"kubernetes.io/service-name": name}));
                }
                if is_own {
                    metadata.insert("uid".to_owned(), OLD.into());
                }
            }
            fields.insert("metadata".to_owned(), metadata);
        }
        let value = stored(value, resource);
        let age = cluster.age(&value);
        let joined = |list: Vec<String>| match list.len() {
            0 => None,
            1..=3 => Some(list.join(",")),
            more => Some(format!(
                "{} + {} more...",
                list.iter().take(3).cloned().collect::<Vec<_>>().join(","),
                more - 3
            )),
        };
        let cells = if is_slice {
            let ports = named.iter().filter_map(|port| Some(port.get("port")?.to_string()));
            let mut numbers: Vec<String> = Vec::new();
            for port in ports {
                if !numbers.contains(&port) {
                    numbers.push(port);
                }
            }
            let unset = || "<unset>".to_owned();
            let addresses = all.into_iter().map(|(ip, ..)| ip).collect();
            vec![
                cut,
                "IPv4".to_owned(),
                joined(numbers).unwrap_or_else(unset),
                joined(addresses).unwrap_or_else(unset),
                age,
            ]
        } else {
            let addresses = ready.iter().map(|(ip, port)| format!("{ip}:{port}")).collect();
            vec![cut, joined(addresses).unwrap_or_else(|| "<none>".to_owned()), age]
        };
        let (namespace, name) = (namespace.to_owned(), cells.first().cloned().unwrap_or_default());
        items.push(Item { resource, namespace, name, value, cells, wide: Vec::new() });
    }
    items
}
