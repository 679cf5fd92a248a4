//! Services, and where they lead.

use serde_json::{Map, Value, json};

use crate::kubectl::cluster::{Cluster, OLD, PodNow, stored};
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
///
/// Upstream: `CategorizeEndpoints`, pkg/proxy/topology.go.
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
        let ready = || selected(cluster, &service).filter(|pod| pod.is_ready());
        // Those that are being deleted take requests as long as there is nobody else.
        let ready = ready().find(|pod| !pod.is_deleted()).or_else(|| ready().next());
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
