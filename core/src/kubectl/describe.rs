//! `kubectl describe`.

use serde_json::Value;

use crate::kubectl::cluster::{Cluster, Item};
use crate::kubectl::columns::by_name;
use crate::kubectl::flags::Flags;
use crate::kubectl::get::{Asked, asked, found};
use crate::kubectl::jobs::jobs;
use crate::kubectl::services::{selected, text};
use crate::kubectl::{Answer, Outcome, tables};
use crate::view::kubectl_describe::describe as describe_pod;
use crate::view::kubectl_describe::job::describe_job;
use crate::view::tabwriter;

pub(super) const FLAGS: &str =
    "selector|l= all-namespaces|A show-events filename|f= recursive|R chunk-size= kustomize|k=";

/// Upstream: `Run`, staging/src/k8s.io/kubectl/pkg/cmd/describe/describe.go.
pub(super) fn describe(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    let (asked, _) = asked(&flags.args, "describe")?;
    let mut described = Vec::new();
    let (mut lists, mut missing) = found(cluster, &asked, flags)?;
    if let ([Asked { resource, names }], false) = (asked.as_slice(), missing.is_empty())
        && let [prefix] = names.as_slice()
    {
        // A name that is none may be what names begin with.
        let all = Asked { resource, names: Vec::new() };
        let (mut all, _) = found(cluster, &[all], flags)?;
        for list in &mut all {
            list.retain(|item| item.name.starts_with(prefix.as_str()));
        }
        if all.iter().any(|list| !list.is_empty()) {
            (lists, missing) = (all, Vec::new());
        }
    }
    for item in lists.iter().flatten() {
        described.push(one(cluster, item)?);
    }
    if described.is_empty() && missing.is_empty() {
        answer.complain(&format!("No resources found in {} namespace.", flags.namespace()));
    }
    answer.print(1, &described.join("\n\n"));
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
}

fn one(cluster: &Cluster<'_>, item: &Item) -> Result<String, String> {
    match item.resource.plural {
        "pods" => {
            let pod = cluster.pod(&item.namespace, &item.name);
            Ok(pod
                .map(|pod| describe_pod(&pod.instance, pod.trace, cluster.at))
                .unwrap_or_default())
        }
        "jobs" => {
            let job = jobs(cluster).find(|job| job.trace.name == item.name);
            Ok(job.map(|job| describe_job(&job.job, job.trace, cluster.at)).unwrap_or_default())
        }
        "services" => Ok(service(cluster, item)),
        "configmaps" => Ok(config_map(item)),
        plural => Err(format!(
            "podlife: {plural} are not described here: kubectl get {} {} -o yaml shows the object",
            item.resource.singular, item.name
        )),
    }
}

/// The lines that every object begins with.
fn head(item: &Item) -> String {
    let mut lines = format!("Name:\t{}\nNamespace:\t{}\n", item.name, item.namespace);
    for (title, field) in [("Labels", "labels"), ("Annotations", "annotations")] {
        let map = item.value.pointer(&format!("/metadata/{field}")).and_then(Value::as_object);
        let between = if field == "labels" { "=" } else { ": " };
        let pairs = map.into_iter().flat_map(by_name);
        let pairs: Vec<String> = pairs
            .map(|(key, value)| format!("{key}{between}{}", value.as_str().unwrap_or_default()))
            .collect();
        let pairs = if pairs.is_empty() { "<none>".to_owned() } else { pairs.join("\n\t") };
        lines.push_str(&format!("{title}:\t{pairs}\n"));
    }
    lines
}

/// Upstream: `describeService`, staging/src/k8s.io/kubectl/pkg/describe/describe.go.
fn service(cluster: &Cluster<'_>, item: &Item) -> String {
    let value = &item.value;
    let mut lines = head(item);
    let mut put = |name: &str, value: &str| lines.push_str(&format!("{name}:\t{value}\n"));
    let first = |path: &str| {
        let list = value.pointer(path).and_then(Value::as_array);
        let words = list.into_iter().flatten().filter_map(Value::as_str);
        words.collect::<Vec<_>>().join(",")
    };
    put("Selector", &tables::pairs(value.pointer("/spec/selector")));
    put("Type", text(value, "/spec/type"));
    put("IP Family Policy", text(value, "/spec/ipFamilyPolicy"));
    put("IP Families", &first("/spec/ipFamilies"));
    put("IP", text(value, "/spec/clusterIP"));
    put("IPs", &first("/spec/clusterIPs"));
    let ports = value.pointer("/spec/ports").and_then(Value::as_array);
    for port in ports.into_iter().flatten() {
        let name = port.get("name").and_then(Value::as_str).unwrap_or("<unset>");
        let protocol = port.get("protocol").and_then(Value::as_str).unwrap_or_default();
        let number = |field: &str| port.get(field).and_then(Value::as_u64);
        put("Port", &format!("{name}\t{}/{protocol}", number("port").unwrap_or_default()));
        let target = port.get("targetPort").map(crate::kubectl::jsonpath::printed);
        put("TargetPort", &format!("{}/{protocol}", target.unwrap_or_default()));
        if let Some(node) = number("nodePort") {
            put("NodePort", &format!("{name}\t{node}/{protocol}"));
        }
        let mut ready: Vec<String> = selected(cluster, value)
            .filter(|pod| pod.is_ready() && !pod.is_deleted())
            .filter_map(|pod| {
                Some(format!("{}:{}", pod.ip()?, crate::kubectl::services::target(pod, port)?))
            })
            .collect();
        if item.name == "kubernetes" {
            ready.push(format!("{}:6443", crate::sim::workload::NODE_IP));
        }
        put("Endpoints", &ready.join(","));
    }
    put("Session Affinity", text(value, "/spec/sessionAffinity"));
    let policy = text(value, "/spec/externalTrafficPolicy");
    if !policy.is_empty() {
        put("External Traffic Policy", policy);
    }
    put("Internal Traffic Policy", text(value, "/spec/internalTrafficPolicy"));
    put("Events", "<none>");
    tabwriter::DESCRIBE.align(&lines)
}

/// Upstream: `ConfigMapDescriber`.
fn config_map(item: &Item) -> String {
    let mut said = tabwriter::DESCRIBE.align(&head(item));
    said.push_str("\nData\n====\n");
    let data = item.value.pointer("/data").and_then(Value::as_object);
    for (key, value) in data.into_iter().flat_map(by_name) {
        said.push_str(&format!("{key}:\n----\n{}\n\n", value.as_str().unwrap_or_default()));
    }
    said.push_str("\nBinaryData\n====\n");
    let data = item.value.pointer("/binaryData").and_then(Value::as_object);
    for (key, value) in data.into_iter().flat_map(by_name) {
        let bytes = value.as_str().and_then(crate::yaml::base64).map_or(0, |bytes| bytes.len());
        said.push_str(&format!("{key}: {bytes} bytes\n"));
    }
    said.push_str("\nEvents:  <none>\n");
    said
}
