//! The lines of tables.
//!
//! Upstream: pkg/printers/internalversion/printers.go.

use k8s_openapi::api::batch::v1::Job;
use serde_json::Value;

use crate::kubectl::cluster::PodNow;
use crate::kubectl::columns::by_name;
use crate::kubectl::resources::Resource;
use crate::kubectl::services::text;
use crate::sim::story::JobTrace;
use crate::time::SimTime;
use crate::view::kubectl_describe::job::job_row;
use crate::view::kubectl_get;

/// The columns of a type, and those of `-o wide` behind them.
pub(super) fn header(resource: &Resource) -> (&'static [&'static str], &'static [&'static str]) {
    const TEMPLATE: &[&str] = &["CONTAINERS", "IMAGES", "SELECTOR"];
    match resource.plural {
        "pods" => (
            &["NAME", "READY", "STATUS", "RESTARTS", "AGE"],
            &["IP", "NODE", "NOMINATED NODE", "READINESS GATES"],
        ),
        "services" => {
            (&["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"], &["SELECTOR"])
        }
        "deployments" => (&["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"], TEMPLATE),
        "replicasets" => (&["NAME", "DESIRED", "CURRENT", "READY", "AGE"], TEMPLATE),
        "statefulsets" => (&["NAME", "READY", "AGE"], &["CONTAINERS", "IMAGES"]),
        "daemonsets" => (
            &[
                "NAME",
                "DESIRED",
                "CURRENT",
                "READY",
                "UP-TO-DATE",
                "AVAILABLE",
                "NODE SELECTOR",
                "AGE",
            ],
            TEMPLATE,
        ),
        "jobs" => (&["NAME", "STATUS", "COMPLETIONS", "DURATION", "AGE"], TEMPLATE),
        "cronjobs" => (
            &["NAME", "SCHEDULE", "TIMEZONE", "SUSPEND", "ACTIVE", "LAST SCHEDULE", "AGE"],
            TEMPLATE,
        ),
        "configmaps" => (&["NAME", "DATA", "AGE"], &[]),
        "secrets" => (&["NAME", "TYPE", "DATA", "AGE"], &[]),
        "nodes" => (
            &["NAME", "STATUS", "ROLES", "AGE", "VERSION"],
            &["INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"],
        ),
        "events" => (&["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"], &[]),
        "endpoints" => (&["NAME", "ENDPOINTS", "AGE"], &[]),
        "endpointslices" => (&["NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"], &[]),
        _ => (&["NAME", "STATUS", "AGE"], &[]),
    }
}

/// The line of an object, and what `-o wide` puts behind it.
pub(super) fn cells(
    resource: &Resource,
    name: &str,
    value: &Value,
    age: &str,
) -> (Vec<String>, Vec<String>) {
    let number =
        |path: &str| value.pointer(path).and_then(Value::as_i64).unwrap_or_default().to_string();
    let wanted = || number("/spec/replicas");
    let count =
        |path: &str| value.pointer(path).and_then(Value::as_object).map_or(0, serde_json::Map::len);
    let ready = || format!("{}/{}", number("/status/readyReplicas"), wanted());
    let mut wide = Vec::new();
    let middle = match resource.plural {
        "services" => {
            wide.push(pairs(value.pointer("/spec/selector")));
            vec![
                text(value, "/spec/type").to_owned(),
                or_none(text(value, "/spec/clusterIP")),
                external(value),
                ports(value),
            ]
        }
        "deployments" => {
            wide = template(value, true);
            vec![ready(), number("/status/updatedReplicas"), number("/status/availableReplicas")]
        }
        "replicasets" => {
            wide = template(value, true);
            vec![wanted(), number("/status/replicas"), number("/status/readyReplicas")]
        }
        "statefulsets" => {
            wide = template(value, false);
            vec![ready()]
        }
        "daemonsets" => {
            wide = template(value, true);
            vec![
                number("/status/desiredNumberScheduled"),
                number("/status/currentNumberScheduled"),
                number("/status/numberReady"),
                number("/status/updatedNumberScheduled"),
                number("/status/numberAvailable"),
                pairs(value.pointer("/spec/template/spec/nodeSelector")),
            ]
        }
        "cronjobs" => {
            let job = value.pointer("/spec/jobTemplate").cloned().unwrap_or_default();
            wide = template(&job, true);
            let suspended = value.pointer("/spec/suspend") == Some(&Value::Bool(true));
            let suspended = if suspended { "True" } else { "False" };
            let zone = or_none(text(value, "/spec/timeZone"));
            // Its Job was made as the text begins.
            vec![
                text(value, "/spec/schedule").to_owned(),
                zone,
                suspended.to_owned(),
                "1".to_owned(),
                age.to_owned(),
            ]
        }
        "configmaps" => vec![(count("/data") + count("/binaryData")).to_string()],
        "secrets" => vec![text(value, "/type").to_owned(), count("/data").to_string()],
        "nodes" => {
            let info = |name: &str| text(value, &format!("/status/nodeInfo/{name}")).to_owned();
            let ip = text(value, "/status/addresses/0/address").to_owned();
            wide = vec![
                ip,
                "<none>".to_owned(),
                info("osImage"),
                info("kernelVersion"),
                info("containerRuntimeVersion"),
            ];
            let first = vec![
                name.to_owned(),
                "Ready".to_owned(),
                "control-plane".to_owned(),
                age.to_owned(),
            ];
            return ([first, vec![info("kubeletVersion")]].concat(), wide);
        }
        _ => vec![text(value, "/status/phase").to_owned()],
    };
    ([vec![name.to_owned()], middle, vec![age.to_owned()]].concat(), wide)
}

/// Upstream: `printPod`.
pub(super) fn pod_cells(of: &PodNow<'_>, at: SimTime) -> (Vec<String>, Vec<String>) {
    let rows = kubectl_get::rows(of.trace);
    let row = kubectl_get::row_at(&rows, of.trace, at);
    let cells = row.map(|row| row.cells(at)).unwrap_or_default();
    (cells, kubectl_get::wide(&of.pod).to_vec())
}

/// Upstream: `printJob`.
pub(super) fn job_cells(
    job: &Job,
    trace: &JobTrace,
    value: &Value,
    at: SimTime,
) -> (Vec<String>, Vec<String>) {
    (job_row(job, trace, at), template(value, true))
}

/// `a=b,c=d`
pub(super) fn pairs(map: Option<&Value>) -> String {
    let map = map.and_then(Value::as_object);
    let pairs = map.into_iter().flat_map(by_name);
    let pairs: Vec<String> =
        pairs.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
    if pairs.is_empty() { "<none>".to_owned() } else { pairs.join(",") }
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "<none>".to_owned() } else { text.to_owned() }
}

/// Upstream: `getServiceExternalIP`.
fn external(service: &Value) -> String {
    let given = service.pointer("/spec/externalIPs").and_then(Value::as_array);
    let given: Vec<&str> = given.into_iter().flatten().filter_map(Value::as_str).collect();
    match text(service, "/spec/type") {
        "ExternalName" => or_none(text(service, "/spec/externalName")),
        "LoadBalancer" if given.is_empty() => "<pending>".to_owned(),
        _ => or_none(&given.join(",")),
    }
}

/// Upstream: `makePortString`.
fn ports(service: &Value) -> String {
    let ports = service.pointer("/spec/ports").and_then(Value::as_array);
    let ports = ports.into_iter().flatten().map(|port| {
        let number = |name: &str| port.get(name).and_then(Value::as_u64);
        let node = number("nodePort").map(|node| format!(":{node}")).unwrap_or_default();
        let protocol = port.get("protocol").and_then(Value::as_str).unwrap_or("TCP");
        format!("{}{node}/{protocol}", number("port").unwrap_or_default())
    });
    or_none(&ports.collect::<Vec<_>>().join(","))
}

/// The names and the images of a template's containers, and whom the object selects.
fn template(value: &Value, has_selector: bool) -> Vec<String> {
    let containers = value.pointer("/spec/template/spec/containers").and_then(Value::as_array);
    let all = |name: &str| {
        let values = containers.into_iter().flatten().filter_map(|one| one.get(name)?.as_str());
        values.collect::<Vec<_>>().join(",")
    };
    let mut cells = vec![all("name"), all("image")];
    if has_selector {
        cells.push(pairs(value.pointer("/spec/selector/matchLabels")));
    }
    cells
}
