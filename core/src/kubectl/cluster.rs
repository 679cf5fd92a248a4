//! The simulated cluster at an instant: the text's objects, as the API has them.

use k8s_openapi::api::core::v1 as api;
use serde_json::{Map, Value, json};

use crate::analysis::{Analysis, DocumentAnalysis};
use crate::features::Version;
use crate::kubectl::resources::Resource;
use crate::kubectl::{endpoints, events, jobs, services, tables, workloads};
use crate::process::neighbors::Neighbors;
use crate::sim::identity;
use crate::sim::trace::Trace;
use crate::sim::visit::{self, Visit};
use crate::sim::workload::{Instance, NODE, NODE_IP, Workload};
use crate::text::sort_by;
use crate::time::{CREATION, SimDuration, SimTime, rfc3339};
use crate::view::pod::{is_true, pod_at};
use crate::view::pod_yaml::pod_json;
use crate::yaml::{self, Content, Node, Resolved};

/// How long before the text's objects the cluster was made.
const CLUSTER_AGE: SimDuration = SimDuration::from_secs(3600);

/// The cluster.
pub(super) struct Cluster<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) at: SimTime,
    pub(super) version: Version,
    /// The Pods that are there, in the order of their names.
    pub(super) pods: Vec<PodNow<'a>>,
}

/// A Pod that is there.
pub(super) struct PodNow<'a> {
    pub(super) document: &'a DocumentAnalysis,
    pub(super) instance: Instance<'a>,
    pub(super) trace: &'a Trace,
    pub(super) pod: api::Pod,
}

/// An object as a command finds it.
pub(super) struct Item {
    pub(super) resource: &'static Resource,
    pub(super) namespace: String,
    pub(super) name: String,
    /// The object as the API server prints it.
    pub(super) value: Value,
    /// Its line in tables, without its namespace.
    pub(super) cells: Vec<String>,
    /// What `-o wide` puts behind.
    pub(super) wide: Vec<String>,
}

impl PodNow<'_> {
    pub(super) fn name(&self) -> &str {
        &self.instance.name
    }

    /// Whether its condition `Ready` is true.
    pub(super) fn is_ready(&self) -> bool {
        self.pod.status.as_ref().is_some_and(|status| is_true(status, "Ready"))
    }

    /// Whether it is being deleted.
    pub(super) fn is_deleted(&self) -> bool {
        self.pod.metadata.deletion_timestamp.is_some()
    }

    /// `status.podIP`
    pub(super) fn ip(&self) -> Option<&str> {
        self.pod.status.as_ref()?.pod_ip.as_deref()
    }
}

impl<'a> Cluster<'a> {
    pub(super) fn new(analysis: &'a Analysis, at: SimTime) -> Self {
        let mut pods = Vec::new();
        for document in &analysis.documents {
            for trace in document.story.iter().flat_map(|story| &story.pods) {
                if trace.created <= at
                    && let Some(instance) = document.instance(trace)
                    && let Some(pod) = pod_at(&instance, trace, at)
                {
                    pods.push(PodNow { document, instance, trace, pod });
                }
            }
        }
        let key = |pod: &PodNow<'_>| (pod.instance.namespace.to_owned(), pod.name().to_owned());
        sort_by(&mut pods, |one, other| key(one).cmp(&key(other)));
        let version = analysis.documents.first().map(|first| first.scenario.features.version());
        Self { analysis, at, version: version.unwrap_or_default(), pods }
    }

    /// The Pod of a name.
    pub(super) fn pod(&self, namespace: &str, name: &str) -> Option<&PodNow<'a>> {
        let mut pods = self.pods.iter();
        pods.find(|pod| pod.instance.namespace == namespace && pod.name() == name)
    }

    /// The objects of a type, in the order of their namespaces and names.
    pub(super) fn items(&self, resource: &'static Resource) -> Vec<Item> {
        let mut items = match resource.plural {
            "pods" => self.pods.iter().map(|pod| self.pod_item(resource, pod)).collect(),
            "events" => events::items(self, resource),
            "nodes" => vec![self.node(resource)],
            "namespaces" => self.namespaces(resource),
            "services" => {
                self.services().into_iter().map(|value| self.item(resource, value)).collect()
            }
            "endpoints" | "endpointslices" => endpoints::items(self, resource),
            "configmaps" | "secrets" => self.holders(resource),
            "jobs" => jobs::items(self, resource),
            _ => workloads::items(self, resource),
        };
        let key = |item: &Item| (item.namespace.clone(), item.name.clone());
        sort_by(&mut items, |one, other| key(one).cmp(&key(other)));
        items
    }

    /// An object with its line.
    pub(super) fn item(&self, resource: &'static Resource, value: Value) -> Item {
        let text =
            |path: &str| value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
        let age = self.age(&value);
        let (cells, wide) = tables::cells(resource, &name, &value, &age);
        Item { resource, namespace, name, value, cells, wide }
    }

    /// How old an object is.
    pub(super) fn age(&self, value: &Value) -> String {
        let of_cluster = value.pointer("/metadata/uid").and_then(Value::as_str) == Some(OLD);
        let since =
            if of_cluster { self.at.since(SimTime::ZERO).0 + CLUSTER_AGE.0 } else { self.at.0 };
        crate::view::kubectl_get::human_duration(SimDuration(since))
    }

    fn pod_item(&self, resource: &'static Resource, of: &PodNow<'a>) -> Item {
        let (cells, wide) = tables::pod_cells(of, self.at);
        Item {
            resource,
            namespace: of.instance.namespace.to_owned(),
            name: of.name().to_owned(),
            value: pod_json(&of.pod),
            cells,
            wide,
        }
    }

    /// The documents of a kind that are read no further than the tree, the first of a name.
    pub(super) fn written(&self, kind: &str) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        for document in &self.analysis.documents {
            let decoded = &document.decoded;
            if decoded.kind != kind || decoded.api_version != "v1" || decoded.name.is_empty() {
                continue;
            }
            let value = of_node(&document.source().root);
            let key = |value: &Value| {
                let namespace = value.pointer("/metadata/namespace").and_then(Value::as_str);
                let name = value.pointer("/metadata/name").and_then(Value::as_str);
                (namespace.unwrap_or("default").to_owned(), name.map(str::to_owned))
            };
            if !found.iter().any(|known| key(known) == key(&value)) {
                found.push(value);
            }
        }
        found
    }

    /// The Services, with that of the API server.
    pub(super) fn services(&self) -> Vec<Value> {
        services::services(self)
    }

    fn holders(&self, resource: &'static Resource) -> Vec<Item> {
        let mut all = self.written(resource.kind);
        for value in &mut all {
            if resource.kind == "Secret" {
                secret(value);
            }
        }
        let root = json!({"metadata": {"name": "kube-root-ca.crt", "uid": OLD}, "data": {
            "ca.crt": "-----BEGIN CERTIFICATE-----\n(not part of the simulation)\n-----END CERTIFICATE-----\n"}});
        if resource.kind == "ConfigMap" {
            all.push(root);
        }
        all.into_iter().map(|value| self.item(resource, stored(value, resource))).collect()
    }

    fn namespaces(&self, resource: &'static Resource) -> Vec<Item> {
        let mut names = vec!["default", "kube-node-lease", "kube-public", "kube-system"];
        let own = self.pods.iter().map(|pod| pod.instance.namespace);
        let said = self.analysis.documents.iter().filter(|known| known.decoded.kind == "Namespace");
        let said = said.map(|known| known.decoded.name.as_str());
        for name in own.chain(said) {
            if !names.contains(&name) && !name.is_empty() {
                names.push(name);
            }
        }
        let item = |(at, name): (usize, &str)| {
            let uid = if at < 4 { OLD.to_owned() } else { identity::uid("Namespace", name) };
            let value = json!({
                "metadata": {"name": name, "uid": uid, "labels": {"kubernetes.io/metadata.name": name}},
                "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"},
            });
            self.item(resource, stored(value, resource))
        };
        names.into_iter().enumerate().map(item).collect()
    }

    fn node(&self, resource: &'static Resource) -> Item {
        let kubelet = kubelet_version(self.version);
        let value = json!({
            "metadata": {"name": NODE, "uid": OLD, "labels": {
                "beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": NODE, "kubernetes.io/os": "linux", "node-role.kubernetes.io/control-plane": ""}},
            "spec": {"podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"]},
            "status": {
                "addresses": [{"address": NODE_IP, "type": "InternalIP"}, {"address": NODE, "type": "Hostname"}],
                "conditions": [{"message": "kubelet is posting ready status", "reason": "KubeletReady",
                    "status": "True", "type": "Ready"}],
                "nodeInfo": {
                    "architecture": "amd64", "containerRuntimeVersion": "containerd://2.1.9",
                    "kernelVersion": "6.12.48+deb13-amd64", "kubeletVersion": kubelet, "operatingSystem": "linux",
                    "osImage": "Debian GNU/Linux 13 (trixie)"},
            },
        });
        self.item(resource, stored(value, resource))
    }

    /// Plays a Pod's document up to the instant, and asks the Pod.
    pub(super) fn visit(&self, of: &PodNow<'a>, visit: Visit<'_>) -> Option<visit::Answer> {
        let mut neighbors = Neighbors::default();
        for document in &self.analysis.documents {
            neighbors.add(&document.source().root);
        }
        let mut workload = Workload::of(of.document.object.as_ref()?)?;
        workload.pod.neighbors = &neighbors;
        visit::visit(&workload, &of.document.scenario, self.at, of.name(), visit)
    }
}

/// The uid of what was there before the text.
pub(super) const OLD: &str = "00000000-0000-4000-a000-000000000000";

/// `v1.36.2`
pub(super) fn kubelet_version(version: Version) -> String {
    let patch = if version == Version::RECORDED { 2 } else { 0 };
    format!("v{version}.{patch}")
}

/// An object with what the API server adds to each.
pub(super) fn stored(mut value: Value, resource: &Resource) -> Value {
    let Some(fields) = value.as_object_mut() else { return value };
    fields.insert("apiVersion".to_owned(), resource.api_version().into());
    fields.insert("kind".to_owned(), resource.kind.into());
    let metadata = fields.entry("metadata").or_insert_with(|| Value::Object(Map::new()));
    let Some(metadata) = metadata.as_object_mut() else { return value };
    let name = metadata.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    if resource.namespaced {
        let namespace = metadata.entry("namespace").or_insert(Value::Null);
        if namespace.as_str().is_none_or(str::is_empty) {
            *namespace = "default".into();
        }
    }
    let uid = identity::uid(resource.kind, &name);
    let uid = metadata.entry("uid").or_insert_with(|| uid.into());
    let age = if uid.as_str() == Some(OLD) { 3600 } else { 0 };
    metadata.insert("creationTimestamp".to_owned(), rfc3339(CREATION - age).into());
    metadata.insert("resourceVersion".to_owned(), "1000".into());
    if !resource.group.is_empty() {
        metadata.insert("generation".to_owned(), 1.into());
    }
    value
}

/// What a tree means, without what is null.
pub(super) fn of_node(node: &Node) -> Value {
    match &node.content {
        Content::Sequence(items) => items.iter().map(of_node).collect(),
        Content::Mapping(entries) => {
            let given = entries.iter().filter(|entry| !entry.value.is_null());
            Value::Object(given.map(|entry| (entry.name.clone(), of_node(&entry.value))).collect())
        }
        Content::Scalar(scalar) => match &scalar.value {
            Resolved::Null => Value::Null,
            Resolved::Bool(value) => (*value).into(),
            Resolved::Int(value) => match i64::try_from(*value) {
                Ok(value) => value.into(),
                Err(_) => Value::from(scalar.text.as_str()),
            },
            Resolved::Float(value) => json!(value),
            Resolved::String(text) => Value::from(text.as_str()),
        },
    }
}

/// `stringData` becomes `data`.
fn secret(value: &mut Value) {
    let Some(fields) = value.as_object_mut() else { return };
    fields.entry("type").or_insert_with(|| "Opaque".into());
    let Some(Value::Object(texts)) = fields.remove("stringData") else { return };
    let data = fields.entry("data").or_insert_with(|| Value::Object(Map::new()));
    let Some(data) = data.as_object_mut() else { return };
    for (key, text) in texts {
        let text = text.as_str().map_or_else(|| text.to_string(), str::to_owned);
        data.insert(key, yaml::to_base64(text.as_bytes()).into());
    }
}
