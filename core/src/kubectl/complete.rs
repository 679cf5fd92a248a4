//! What may stand at the end of a command line.

use crate::analysis::Analysis;
use crate::kubectl::cluster::Cluster;
use crate::kubectl::flags::{self, Flags};
use crate::kubectl::resources::{RESOURCES, find};
use crate::kubectl::{
    VERBS, apply, debug, delete, describe, events, exec, explain, get, logs, others, patch, run,
};
use crate::time::SimTime;

const OUTPUTS: [&str; 7] = [
    "wide",
    "yaml",
    "json",
    "name",
    "jsonpath=",
    "custom-columns=",
    "custom-columns=NAME:.metadata.name",
];

/// The words that the last word of a line may become, in order; an empty last word may become any of them.
pub fn complete(analysis: &Analysis, at: SimTime, line: &str) -> Vec<String> {
    let line = line.trim_start();
    let line = line.strip_prefix("$ ").unwrap_or(line).trim_start();
    if line.contains(['|', '\'', '"']) {
        return Vec::new();
    }
    let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let last = if line.ends_with(char::is_whitespace) || line.is_empty() {
        String::new()
    } else {
        words.pop().unwrap_or_default()
    };
    let cluster = Cluster::new(analysis, at);
    let mut all = candidates(&cluster, &words, &last);
    all.retain(|word| word.starts_with(&last) && *word != last);
    all.sort_unstable();
    all.dedup();
    all
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn candidates(cluster: &Cluster<'_>, words: &[String], last: &str) -> Vec<String> {
    let Some((program, rest)) = words.split_first() else {
        return owned(&["kubectl", "curl"]);
    };
    if program == "curl" {
        return addresses(cluster);
    }
    if program != "kubectl" && program != "k" {
        return Vec::new();
    }
    let Some((verb, rest)) = rest.split_first() else { return owned(&VERBS) };
    let known = match verb.as_str() {
        "get" => get::FLAGS,
        "describe" => describe::FLAGS,
        "logs" => logs::FLAGS,
        "events" => events::FLAGS,
        "exec" => exec::FLAGS,
        "debug" => debug::FLAGS,
        "patch" => patch::FLAGS,
        "delete" => delete::FLAGS,
        "create" | "apply" => apply::FLAGS,
        "run" => run::FLAGS,
        "explain" => explain::FLAGS,
        _ => others::FLAGS,
    };
    if rest.iter().any(|word| word == "--") {
        return Vec::new();
    }
    if last.starts_with('-') {
        return flags::names(known);
    }
    // The flags are read without one at the end that still has no value.
    let (flag, before) = match rest.split_last() {
        Some((flag, before)) if flag.starts_with('-') => (flag.as_str(), before),
        _ => ("", rest),
    };
    let read = Flags::parse(verb, known, rest).or_else(|_| Flags::parse(verb, known, before));
    let Ok(read) = read else { return Vec::new() };
    match flag {
        "-o" | "--output" => return owned(&OUTPUTS),
        "-n" | "--namespace" => return names(cluster, "namespaces", &read),
        "-c" | "--container" | "--target" => return containers(cluster, &read),
        _ => {}
    }
    match (verb.as_str(), read.args.as_slice()) {
        ("get" | "describe" | "delete" | "patch", []) if !last.contains('/') => {
            let mut all: Vec<String> =
                RESOURCES.iter().map(|known| known.plural.to_owned()).collect();
            if verb == "get" {
                all.push("all".to_owned());
            }
            all
        }
        ("get" | "describe" | "delete" | "patch", []) => {
            let type_ = last.split('/').next().unwrap_or_default();
            let names = names(cluster, type_, &read);
            names.into_iter().map(|name| format!("{type_}/{name}")).collect()
        }
        ("get" | "describe" | "delete" | "patch", [type_, given @ ..]) => {
            let mut names = names(cluster, type_, &read);
            names.retain(|name| !given.contains(name));
            names
        }
        ("logs" | "exec" | "debug", []) => names(cluster, "pods", &read),
        ("logs", [_]) => containers(cluster, &read),
        ("explain", []) => RESOURCES.iter().map(|known| known.plural.to_owned()).collect(),
        ("config", []) => owned(&["current-context", "get-clusters", "get-contexts", "get-users"]),
        _ => Vec::new(),
    }
}

fn names(cluster: &Cluster<'_>, type_: &str, flags: &Flags) -> Vec<String> {
    let Ok(resource) = find(type_) else { return Vec::new() };
    let mut items = cluster.items(resource);
    items.retain(|item| !resource.namespaced || item.namespace == flags.namespace());
    items.into_iter().map(|item| item.name).collect()
}

fn containers(cluster: &Cluster<'_>, flags: &Flags) -> Vec<String> {
    let pod = flags.args.first().and_then(|name| cluster.pod(flags.namespace(), name));
    let containers = pod.into_iter().flat_map(|pod| &pod.trace.containers);
    containers.map(|container| container.name.clone()).collect()
}

/// What `curl` reaches: node ports, Services, Pods.
fn addresses(cluster: &Cluster<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for service in cluster.services() {
        let ip = crate::kubectl::services::text(&service, "/spec/clusterIP").to_owned();
        let ports = service.pointer("/spec/ports").and_then(serde_json::Value::as_array);
        for port in ports.into_iter().flatten() {
            let number = |name: &str| port.get(name).and_then(serde_json::Value::as_u64);
            if let Some(node) = number("nodePort") {
                all.push(format!("{}:{node}", crate::sim::workload::NODE_IP));
            }
            all.extend(number("port").map(|port| format!("{ip}:{port}")));
        }
    }
    all.extend(cluster.pods.iter().filter_map(|pod| pod.ip().map(str::to_owned)));
    all
}
