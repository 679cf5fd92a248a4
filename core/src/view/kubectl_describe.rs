//! `kubectl describe pod`.
//!
//! Upstream: `describePod`, staging/src/k8s.io/kubectl/pkg/describe/describe.go. Times are printed in UTC.

mod containers;
pub mod job;
mod volumes;

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, Time};

use crate::sim::trace::Trace;
use crate::sim::workload::Instance;
use crate::text::sort_by;
use crate::time::{SimTime, rfc1123z};
use crate::view::events::{describe_events, event_objects};
use crate::view::kubectl_get::human_millis;
use crate::view::pod::pod_at;
use crate::view::tabwriter;

/// Annotations are cut after so many characters.
const LONGEST_ANNOTATION: usize = 140;
/// What `kubectl apply` leaves on an object, which is not described.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
/// Go's zero time.
const ZERO_TIME: i64 = -62_135_596_800;

/// What is printed of Pods at an instant, one after the other.
pub fn describe_all(pods: &[(Instance<'_>, &Trace)], at: SimTime) -> String {
    let described = pods.iter().map(|(instance, trace)| describe(instance, trace, at));
    described.collect::<Vec<_>>().join("\n\n")
}

/// What is printed of the Pod at an instant; what kubectl says of a Pod that is not there.
pub fn describe(instance: &Instance<'_>, trace: &Trace, at: SimTime) -> String {
    let Some(pod) = pod_at(instance, trace, at) else {
        return format!("Error from server (NotFound): pods \"{}\" not found\n", instance.name);
    };
    let mut out = Description(String::new());
    describe_pod(&mut out, &pod, at);
    let events = event_objects(trace, at);
    if events.is_empty() {
        out.line(0, "Events:\t<none>");
    }
    let mut text = tabwriter::DESCRIBE.align(&escaped(out.0));
    if !events.is_empty() {
        text.push_str(&tabwriter::DESCRIBE.align(&escaped(describe_events(events, at))));
    }
    text
}

/// Upstream: `WriteEscaped`, staging/src/k8s.io/kubectl/pkg/util/term/term_writer.go.
fn escaped(text: String) -> String {
    if text.contains(['\u{1b}', '\r']) {
        return text.replace('\u{1b}', "^[").replace('\r', "\\r");
    }
    text
}

/// Lines with tabs between their cells.
struct Description(String);

impl Description {
    fn indent(&mut self, level: usize) {
        for _ in 0..level {
            self.0.push_str("  ");
        }
    }

    /// A line as it stands.
    fn line(&mut self, level: usize, text: &str) {
        self.indent(level);
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// `name:`, a tab, the value.
    fn put(&mut self, level: usize, name: &str, value: &str) {
        self.indent(level);
        self.0.push_str(name);
        self.0.push_str(":\t");
        self.0.push_str(value);
        self.0.push('\n');
    }

    /// Likewise, if there is a value.
    fn put_given(&mut self, level: usize, name: &str, value: Option<&String>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.put(level, name, value);
        }
    }
}

fn describe_pod(out: &mut Description, pod: &api::Pod, at: SimTime) {
    let (metadata, nothing) = (&pod.metadata, BTreeMap::new());
    let (Some(spec), Some(status)) = (&pod.spec, &pod.status) else { return };
    out.put(0, "Name", metadata.name.as_deref().unwrap_or_default());
    out.put(0, "Namespace", metadata.namespace.as_deref().unwrap_or_default());
    if let Some(priority) = spec.priority {
        out.put(0, "Priority", &priority.to_string());
    }
    out.put_given(0, "Priority Class Name", spec.priority_class_name.as_ref());
    out.put_given(0, "Runtime Class Name", spec.runtime_class_name.as_ref());
    out.put_given(0, "Service Account", spec.service_account_name.as_ref());
    match &spec.node_name {
        Some(node) => {
            let ip = status.host_ip.as_deref().unwrap_or_default();
            out.put(0, "Node", &format!("{node}/{ip}"));
        }
        None => out.put(0, "Node", "<none>"),
    }
    if let Some(start) = &status.start_time {
        out.put(0, "Start Time", &printed(Some(start)));
    }
    labels(out, 0, "Labels", metadata.labels.as_ref().unwrap_or(&nothing));
    annotations(out, 0, metadata.annotations.as_ref().unwrap_or(&nothing));
    describe_state(out, pod, status, at);
    let profile =
        spec.security_context.as_ref().and_then(|context| context.seccomp_profile.as_ref());
    if let Some(profile) = profile {
        seccomp(out, 0, 0, profile);
    }
    out.put(0, "IP", status.pod_ip.as_deref().unwrap_or_default());
    match &status.pod_ips {
        Some(ips) => {
            out.line(0, "IPs:");
            for ip in ips {
                out.put(1, "IP", &ip.ip);
            }
        }
        None => out.put(0, "IPs", "<none>"),
    }
    for owner in metadata.owner_references.iter().flatten() {
        if owner.controller == Some(true) {
            out.put(0, "Controlled By", &format!("{}/{}", owner.kind, owner.name));
        }
    }
    out.put_given(0, "NominatedNodeName", status.nominated_node_name.as_ref());
    if let Some(resources) = &spec.resources {
        out.line(0, "Resources:");
        containers::resources(out, 1, resources);
    }
    containers::describe_all(out, pod, spec, status);
    describe_conditions(out, spec, status);
    volumes::describe(out, spec.volumes.as_deref().unwrap_or_default(), false);
    out.put(0, "QoS Class", status.qos_class.as_deref().unwrap_or_default());
    labels(out, 0, "Node-Selectors", spec.node_selector.as_ref().unwrap_or(&nothing));
    tolerations(out, "", spec.tolerations.as_deref().unwrap_or_default());
    topology(out, "", spec.topology_spread_constraints.as_deref().unwrap_or_default());
}

fn describe_state(out: &mut Description, pod: &api::Pod, status: &api::PodStatus, at: SimTime) {
    let phase = status.phase.as_deref().unwrap_or_default();
    match &pod.metadata.deletion_timestamp {
        Some(deletion) if !matches!(phase, "Succeeded" | "Failed") => {
            let now = at.unix_seconds().saturating_mul(1000) + (at.0 % 1000).cast_signed();
            let lasts = human_millis(now - deletion.0.as_second().saturating_mul(1000));
            out.put(0, "Status", &format!("Terminating (lasts {lasts})"));
            let grace = pod.metadata.deletion_grace_period_seconds.unwrap_or_default();
            out.put(0, "Termination Grace Period", &format!("{grace}s"));
        }
        _ => out.put(0, "Status", phase),
    }
    out.put_given(0, "Reason", status.reason.as_ref());
    out.put_given(0, "Message", status.message.as_ref());
}

fn describe_conditions(out: &mut Description, spec: &api::PodSpec, status: &api::PodStatus) {
    let conditions = status.conditions.as_deref().unwrap_or_default();
    if let Some(gates) = spec.readiness_gates.as_ref().filter(|gates| !gates.is_empty()) {
        out.line(0, "Readiness Gates:\n  Type\tStatus");
        for gate in gates {
            let known = conditions.iter().find(|known| known.type_ == gate.condition_type);
            let value = known.map_or("<none>", |known| &known.status);
            out.line(1, &format!("{} \t{value} ", gate.condition_type));
        }
    }
    if !conditions.is_empty() {
        out.line(0, "Conditions:\n  Type\tStatus");
        for condition in conditions {
            out.line(1, &format!("{} \t{} ", condition.type_, condition.status));
        }
    }
}

fn printed(time: Option<&Time>) -> String {
    rfc1123z(time.map_or(ZERO_TIME, |time| time.0.as_second()))
}

fn seccomp(out: &mut Description, level: usize, below: usize, profile: &api::SeccompProfile) {
    out.put(level, "SeccompProfile", &profile.type_);
    if profile.type_ == "Localhost" {
        out.put(
            below,
            "LocalhostProfile",
            profile.localhost_profile.as_deref().unwrap_or_default(),
        );
    }
}

/// Upstream: `printLabelsMultiline`; a nested writer indents each piece that it is given.
fn labels(out: &mut Description, level: usize, title: &str, labels: &BTreeMap<String, String>) {
    out.indent(level);
    out.0.push_str(&format!("{title}:\t"));
    if labels.is_empty() {
        out.line(level, "<none>");
    }
    for (position, (key, value)) in labels.iter().enumerate() {
        if position > 0 {
            // The indent twice: before an empty text and before the tab.
            out.indent(level + level);
            out.0.push('\t');
        }
        out.line(level, &format!("{key}={value}"));
    }
}

/// Upstream: `printAnnotationsMultiline`.
fn annotations(out: &mut Description, level: usize, annotations: &BTreeMap<String, String>) {
    out.indent(level);
    out.0.push_str("Annotations:\t");
    let mut first = true;
    for (key, value) in annotations {
        if key == LAST_APPLIED {
            continue;
        }
        if !first {
            out.indent(level);
            out.0.push('\t');
        }
        first = false;
        let value = value.strip_suffix('\n').unwrap_or(value);
        if value.len() + key.len() + 2 > LONGEST_ANNOTATION || value.contains('\n') {
            out.line(level, &format!("{key}:"));
            for line in value.split('\n') {
                out.line(level, &format!("\t  {}", shortened(line, LONGEST_ANNOTATION - 2)));
            }
        } else {
            out.line(level, &format!("{key}: {value}"));
        }
    }
    if first {
        out.line(level, "<none>");
    }
}

/// At most so many bytes, and dots where there were more.
fn shortened(text: &str, most: usize) -> String {
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    match text.get(..end) {
        Some(start) if text.len() > most => format!("{start}..."),
        _ => text.to_owned(),
    }
}

/// Upstream: `printPodTolerationsMultiline`.
fn tolerations(out: &mut Description, space: &str, tolerations: &[api::Toleration]) {
    if tolerations.is_empty() {
        out.line(0, &format!("{space}Tolerations:\t<none>"));
        return;
    }
    let mut sorted: Vec<&api::Toleration> = tolerations.iter().collect();
    sort_by(&mut sorted, |one, other| {
        one.key.as_deref().unwrap_or_default().cmp(other.key.as_deref().unwrap_or_default())
    });
    for (position, toleration) in sorted.into_iter().enumerate() {
        let given = |field: &Option<String>| field.clone().unwrap_or_default();
        let (key, value) = (given(&toleration.key), given(&toleration.value));
        let effect = given(&toleration.effect);
        let mut line = key.clone();
        if !value.is_empty() {
            line.push_str(&format!("={value}"));
        }
        if !effect.is_empty() {
            line.push_str(&format!(":{effect}"));
        }
        if toleration.operator.as_deref() == Some("Exists") && value.is_empty() {
            let space = if key.is_empty() && effect.is_empty() { "" } else { " " };
            line.push_str(&format!("{space}op=Exists"));
        }
        if let Some(seconds) = toleration.toleration_seconds {
            line.push_str(&format!(" for {seconds}s"));
        }
        let title = if position == 0 { format!("{space}Tolerations:") } else { String::new() };
        out.line(0, &format!("{title}\t{line}"));
    }
}

/// Upstream: `describeTopologySpreadConstraints`.
fn topology(out: &mut Description, space: &str, constraints: &[api::TopologySpreadConstraint]) {
    let mut sorted: Vec<&api::TopologySpreadConstraint> = constraints.iter().collect();
    sort_by(&mut sorted, |one, other| one.topology_key.cmp(&other.topology_key));
    for (position, constraint) in sorted.into_iter().enumerate() {
        let title = if position == 0 { "Topology Spread Constraints:" } else { "" };
        let title = format!("{space}{title}");
        let (key, then) = (&constraint.topology_key, &constraint.when_unsatisfiable);
        let selector = constraint.label_selector.as_ref().map(selector);
        let selector =
            selector.map(|selector| format!(" for selector {selector}")).unwrap_or_default();
        let skew = constraint.max_skew;
        out.line(0, &format!("{title}\t{key}:{then} when max skew {skew} is exceeded{selector}"));
    }
}

/// Upstream: `FormatLabelSelector`, staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go.
fn selector(selector: &LabelSelector) -> String {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for (key, value) in selector.match_labels.iter().flatten() {
        parts.push((key, format!("{key}={value}")));
    }
    for requirement in selector.match_expressions.iter().flatten() {
        let key = &requirement.key;
        let mut values = requirement.values.clone().unwrap_or_default();
        sort_by(&mut values, String::cmp);
        let values = values.join(",");
        let part = match requirement.operator.as_str() {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "Exists" => key.clone(),
            _ => format!("!{key}"),
        };
        parts.push((key, part));
    }
    sort_by(&mut parts, |(one, _), (other, _)| one.cmp(other));
    let parts: Vec<String> = parts.into_iter().map(|(_, part)| part).collect();
    if parts.is_empty() { "<none>".to_owned() } else { parts.join(",") }
}
