//! What stands beside a Pod in the same text: the `ConfigMaps` and `Secrets` that it reads, the Services that lead to it.
//!
//! They are read as far as they can be understood; nobody says here what is wrong with them.

use std::collections::BTreeMap;

use crate::text::{fingerprint, sort_by};
use crate::yaml::{self, Content, Node, Resolved, Scalar};

/// The two kinds that hold keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// `ConfigMap`
    ConfigMap,
    /// `Secret`
    Secret,
}

impl Holder {
    /// Its kind, as manifests and the kubelet write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
        }
    }
}

/// What a ConfigMap or a Secret holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    holder: Holder,
    namespace: String,
    name: String,
    /// Keys and texts, in the order of the keys.
    data: Vec<(String, String)>,
    /// How many of them are there for variables too; those behind are `binaryData`.
    texts: usize,
}

impl Keys {
    /// What volumes show.
    pub(super) fn files(&self) -> &[(String, String)] {
        &self.data
    }

    /// What variables can be made of: `binaryData` is for volumes alone.
    pub(super) fn texts(&self) -> &[(String, String)] {
        self.data.get(..self.texts).unwrap_or_default()
    }
}

/// The text of a key.
pub(super) fn text_of<'keys>(keys: &'keys [(String, String)], key: &str) -> Option<&'keys str> {
    keys.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
}

/// What stands for a text that nobody knows: one word, so that it can be the name of a host.
pub(super) fn placeholder(holder: Holder, name: &str, key: &str) -> String {
    let holder = match holder {
        Holder::ConfigMap => "configmap",
        Holder::Secret => "secret",
    };
    format!("<{holder}.{name}.{key}>")
}

/// Whether a word stands for a text that nobody knows.
pub(super) fn is_placeholder(word: &str) -> bool {
    word.ends_with('>') && (word.starts_with("<configmap.") || word.starts_with("<secret."))
}

/// What a reference to a ConfigMap or a Secret leads to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'a> {
    /// It is part of the text.
    Keys(&'a Keys),
    /// It is not, and is assumed to be there; nobody knows what it holds.
    Unknown,
    /// It is not, and need not be there.
    Nothing,
}

/// A Service with an address, or with those of its Pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    namespace: String,
    name: String,
    selector: Vec<(String, String)>,
    /// What it listens on.
    ports: Vec<ServicePort>,
    /// Its address; of a headless one nothing.
    ip: String,
    /// Whether its name is the Pod's own address: `clusterIP: None`.
    pub(super) is_headless: bool,
    /// Whether it leads also to a Pod that is not ready.
    pub(super) takes_unready: bool,
}

/// A port of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ServicePort {
    name: String,
    port: u16,
    target: TargetPort,
}

/// Where a port of a Service leads.
#[derive(Clone, Debug, PartialEq, Eq)]
enum TargetPort {
    Number(u16),
    Name(String),
}

impl Service {
    /// The Service by which Pods ask the API server.
    fn kubernetes() -> Self {
        let name = "https".to_owned();
        Self {
            namespace: "default".to_owned(),
            name: "kubernetes".to_owned(),
            selector: Vec::new(),
            ports: vec![ServicePort { name, port: 443, target: TargetPort::Number(6443) }],
            ip: "10.96.0.1".to_owned(),
            is_headless: false,
            takes_unready: false,
        }
    }

    /// Whether it is in a namespace.
    pub fn is_in(&self, namespace: &str) -> bool {
        self.namespace == namespace
    }

    /// Whether it selects a Pod of its namespace; without a selector somebody else says where it leads.
    pub fn selects(&self, labels: &BTreeMap<String, String>) -> bool {
        !self.selector.is_empty()
            && self.selector.iter().all(|(key, value)| labels.get(key) == Some(value))
    }

    /// Its name in its own namespace.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address.
    pub(super) fn ip(&self) -> &str {
        &self.ip
    }

    /// The variables that tell of it.
    ///
    /// Upstream: `FromServices`, pkg/kubelet/envvars/envvars.go.
    fn variables(&self, all: &mut Vec<(String, String)>) {
        let Some(first) = self.ports.first().filter(|_| !self.is_headless) else { return };
        let upper = |name: &str| name.to_ascii_uppercase().replace('-', "_");
        let (own, ip) = (upper(&self.name), &self.ip);
        let mut set = |name: String, value: String| all.push((format!("{own}_{name}"), value));
        set("SERVICE_HOST".to_owned(), ip.clone());
        set("SERVICE_PORT".to_owned(), first.port.to_string());
        for port in self.ports.iter().filter(|port| !port.name.is_empty()) {
            set(format!("SERVICE_PORT_{}", upper(&port.name)), port.port.to_string());
        }
        set("PORT".to_owned(), format!("tcp://{ip}:{}", first.port));
        for ServicePort { port, .. } in &self.ports {
            set(format!("PORT_{port}_TCP"), format!("tcp://{ip}:{port}"));
            set(format!("PORT_{port}_TCP_PROTO"), "tcp".to_owned());
            set(format!("PORT_{port}_TCP_PORT"), port.to_string());
            set(format!("PORT_{port}_TCP_ADDR"), ip.clone());
        }
    }

    /// The ports of the Pod that its own lead to, where `named` knows the ports of containers by their names.
    pub fn ports(&self, named: impl Fn(&str) -> Option<u16>) -> Vec<(u16, u16)> {
        let mut ports = Vec::new();
        for ServicePort { port, target, .. } in &self.ports {
            let target = match target {
                TargetPort::Number(target) => Some(*target),
                TargetPort::Name(name) => named(name),
            };
            ports.extend(target.map(|target| (*port, target)));
        }
        ports
    }
}

/// The other objects of a text, as far as Pods have to do with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbors {
    keys: Vec<Keys>,
    services: Vec<Service>,
}

impl Neighbors {
    /// A Pod that stands alone.
    pub const NONE: &'static Self = &Self { keys: Vec::new(), services: Vec::new() };

    /// Reads a document, or what a `List` holds; one that has a name of which there was one already is not created.
    pub fn add(&mut self, node: &Node) {
        let kind = text(node, "kind").unwrap_or_default();
        if let Some(items) = node.get("items").filter(|_| kind.ends_with("List")) {
            items.items().iter().for_each(|item| self.add(item));
            return;
        }
        if text(node, "apiVersion") != Some("v1") {
            return;
        }
        let Some(metadata) = node.get("metadata") else { return };
        let name = text(metadata, "name").unwrap_or_default().to_owned();
        let namespace = text(metadata, "namespace").unwrap_or("default").to_owned();
        let holder = match kind {
            "ConfigMap" => Holder::ConfigMap,
            "Secret" => Holder::Secret,
            "Service" => return self.add_service(node, namespace, name),
            _ => return,
        };
        if self.get(holder, &namespace, &name).is_some() {
            return;
        }
        let (mut data, texts) = match holder {
            Holder::ConfigMap => {
                let mut data = entries(node, "data", false);
                let texts = data.len();
                data.extend(entries(node, "binaryData", true));
                (data, texts)
            }
            Holder::Secret => {
                let mut data = entries(node, "data", true);
                for (key, text) in entries(node, "stringData", false) {
                    data.retain(|(known, _)| *known != key);
                    data.push((key, text));
                }
                sort_by(&mut data, Ord::cmp);
                let texts = data.len();
                (data, texts)
            }
        };
        data.shrink_to_fit();
        self.keys.push(Keys { holder, namespace, name, data, texts });
    }

    fn add_service(&mut self, node: &Node, namespace: String, name: String) {
        let Some(spec) = node.get("spec") else { return };
        if text(spec, "type") == Some("ExternalName") {
            return;
        }
        let number = |node: &Node, name: &str| {
            let number = node.get(name).and_then(Node::as_int);
            number.and_then(|number| u16::try_from(number).ok())
        };
        let mut ports = Vec::new();
        for item in spec.get("ports").map(Node::items).unwrap_or_default() {
            let is_tcp = text(item, "protocol").is_none_or(|protocol| protocol == "TCP");
            let Some(port) = number(item, "port").filter(|_| is_tcp) else { continue };
            let target = match text(item, "targetPort") {
                Some(name) => TargetPort::Name(name.to_owned()),
                None => TargetPort::Number(number(item, "targetPort").unwrap_or(port)),
            };
            let name = text(item, "name").unwrap_or_default().to_owned();
            ports.push(ServicePort { name, port, target });
        }
        let takes_unready = spec.get("publishNotReadyAddresses");
        let ip = text(spec, "clusterIP").filter(|ip| !ip.is_empty());
        let is_headless = ip == Some("None");
        let drawn = || cluster_ip(&namespace, &name);
        let ip = if is_headless { String::new() } else { ip.map_or_else(drawn, str::to_owned) };
        self.services.push(Service {
            namespace,
            name,
            selector: entries(spec, "selector", false),
            ports,
            ip,
            is_headless,
            takes_unready: takes_unready.is_some_and(is_true),
        });
    }

    fn get(&self, holder: Holder, namespace: &str, name: &str) -> Option<&Keys> {
        self.keys
            .iter()
            .find(|keys| keys.holder == holder && keys.namespace == namespace && keys.name == name)
    }

    /// What a reference leads to.
    pub(super) fn find(
        &self,
        holder: Holder,
        namespace: &str,
        name: &str,
        optional: Option<bool>,
    ) -> Found<'_> {
        match self.get(holder, namespace, name) {
            Some(keys) => Found::Keys(keys),
            None if optional == Some(true) => Found::Nothing,
            None => Found::Unknown,
        }
    }

    /// The Services of the text.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The variables that tell of Services: of those in the Pod's namespace where it wants that, and of the API server.
    ///
    /// Upstream: `getServiceEnvVarMap`, pkg/kubelet/kubelet_pods.go.
    pub(super) fn service_variables(&self, namespace: &str, wants: bool) -> Vec<(String, String)> {
        let mut all = Vec::new();
        Service::kubernetes().variables(&mut all);
        for service in self.services.iter().filter(|service| wants && service.is_in(namespace)) {
            service.variables(&mut all);
        }
        all
    }
}

/// The address that a Service gets which asks for none; upstream it is drawn at random.
pub fn cluster_ip(namespace: &str, name: &str) -> String {
    let digits = fingerprint(&format!("{namespace}/{name}"));
    let byte = |from: usize| {
        let digits = digits.get(from..from + 2).unwrap_or_default();
        u8::from_str_radix(digits, 16).unwrap_or_default()
    };
    format!("10.96.{}.{}", byte(0).max(1), byte(2))
}

fn is_true(node: &Node) -> bool {
    matches!(&node.content, Content::Scalar(Scalar { value: Resolved::Bool(true), .. }))
}

fn text<'node>(node: &'node Node, name: &str) -> Option<&'node str> {
    node.get(name).and_then(Node::as_str)
}

/// The entries of a map of texts, in the order of their keys; what is not text is taken as it is written.
fn entries(node: &Node, name: &str, is_base64: bool) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in node.get(name).map(Node::entries).unwrap_or_default() {
        let Content::Scalar(scalar) = &entry.value.content else { continue };
        let decoded = yaml::base64(&scalar.text).filter(|_| is_base64);
        let text = match decoded {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None if entry.value.is_null() => String::new(),
            None => scalar.text.clone(),
        };
        all.push((entry.name.clone(), text));
    }
    sort_by(&mut all, Ord::cmp);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neighbors(text: &str) -> Neighbors {
        let mut neighbors = Neighbors::default();
        for document in yaml::parse(text).documents {
            neighbors.add(&document.root);
        }
        neighbors
    }

    #[test]
    fn keys_are_read_as_the_api_server_stores_them() {
        let found = neighbors(
            "
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {z: last, level: debug, port: 8080}
binaryData: {logo: aGk=}
immutable: true
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Secret
  metadata: {name: a, namespace: shop}
  data: {user: cm9vdA==, word: '!'}
  stringData: {user: admin, token: t}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {second: x}}
",
        );
        let Found::Keys(map) = found.find(Holder::ConfigMap, "default", "a", None) else {
            panic!("the ConfigMap is part of the text")
        };
        let shown = |pairs: &[(String, String)]| {
            pairs.iter().map(|(key, text)| format!("{key}={text}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(map.files()), "level=debug port=8080 z=last logo=hi");
        assert_eq!(shown(map.texts()), "level=debug port=8080 z=last");
        let Found::Keys(secret) = found.find(Holder::Secret, "shop", "a", None) else {
            panic!("the Secret is part of the text")
        };
        assert_eq!(shown(secret.texts()), "token=t user=admin word=!");
        let missing = |optional| found.find(Holder::Secret, "default", "a", optional);
        assert!(matches!(missing(None), Found::Unknown));
        assert!(matches!(missing(Some(true)), Found::Nothing));
    }

    #[test]
    fn services_say_where_their_ports_lead() {
        let found = neighbors(
            "
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}, {port: 443}, {port: 53, protocol: UDP}, {port: 81, targetPort: none}]
---
apiVersion: v1
kind: Service
metadata: {name: my-db}
spec: {clusterIP: 10.96.7.7, ports: [{port: 5432, name: pg-main}]}
---
apiVersion: v1
kind: Service
metadata: {name: elsewhere}
spec: {type: ExternalName, externalName: example.com}
",
        );
        let [web, db] = found.services() else { panic!("two of them have an address") };
        let named = |name: &str| (name == "http").then_some(8080);
        assert_eq!(web.ports(named), [(80, 8080), (443, 443)]);
        let labels = |app: &str| BTreeMap::from([("app".to_owned(), app.to_owned())]);
        assert!(web.is_in("default") && web.selects(&labels("web")));
        assert!(!web.selects(&labels("db")) && !db.selects(&labels("db")));
        let variables = found.service_variables("default", true);
        for (name, expected) in [
            ("MY_DB_SERVICE_HOST", Some("10.96.7.7")),
            ("MY_DB_SERVICE_PORT_PG_MAIN", Some("5432")),
            ("MY_DB_PORT", Some("tcp://10.96.7.7:5432")),
            ("WEB_PORT_443_TCP_PORT", Some("443")),
            ("KUBERNETES_SERVICE_HOST", Some("10.96.0.1")),
            ("ELSEWHERE_SERVICE_HOST", None),
        ] {
            assert_eq!(text_of(&variables, name), expected, "{name}");
        }
        assert_eq!(text_of(&found.service_variables("shop", true), "WEB_SERVICE_HOST"), None);
        assert_eq!(text_of(&found.service_variables("default", false), "WEB_SERVICE_HOST"), None);
    }
}
