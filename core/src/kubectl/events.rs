//! Events: `kubectl get events` and `kubectl events`.

use serde_json::{Value, json};

use crate::kubectl::cluster::{Cluster, Item};
use crate::kubectl::flags::Flags;
use crate::kubectl::resources::Resource;
use crate::kubectl::{Answer, Outcome};
use crate::sim::identity;
use crate::text::sort_by;
use crate::time::{rfc3339, rfc3339_nano};
use crate::view::events::{EventObject, SCHEDULER, collect, event_objects, job_events};
use crate::view::tabwriter;

pub(super) const FLAGS: &str =
    "all-namespaces|A watch|w for= types= no-headers output|o= chunk-size=";

/// The event objects, each with its kind and the namespace and the name of what it is about.
fn objects(cluster: &Cluster<'_>) -> Vec<(&'static str, String, String, EventObject)> {
    let mut all = Vec::new();
    for document in &cluster.analysis.documents {
        let Some(story) = &document.story else { continue };
        for trace in story.pods.iter().filter(|trace| trace.created <= cluster.at) {
            let Some(instance) = document.instance(trace) else { continue };
            for event in event_objects(trace, cluster.at) {
                all.push(("Pod", instance.namespace.to_owned(), trace.pod.clone(), event));
            }
        }
        if let Some(job) = &story.job {
            let rows = job_events(job);
            let rows = rows.iter().take_while(|row| row.at <= cluster.at);
            let namespace =
                document.object.as_ref().and_then(|object| object.metadata().namespace.clone());
            let namespace = namespace.unwrap_or_else(|| "default".to_owned());
            for event in collect(rows) {
                all.push(("Job", namespace.clone(), job.name.clone(), event));
            }
        }
    }
    all
}

/// The objects of the API, in the order of their names: of what they are about, and of when they first occurred.
pub(super) fn items(cluster: &Cluster<'_>, resource: &'static Resource) -> Vec<Item> {
    let mut items = Vec::new();
    for (number, (kind, namespace, of, known)) in objects(cluster).into_iter().enumerate() {
        let event = &known.event;
        let name = format!(
            "{of}.{:016x}",
            (known.event.at.0 + 1) * 1_000_000 + u64::try_from(number).unwrap_or_default()
        );
        let stamp = |at: crate::time::SimTime| Value::from(rfc3339(at.unix_seconds()));
        let is_new = event.from == SCHEDULER;
        let (first, last) = (stamp(event.at), stamp(known.last));
        let value = json!({
            "apiVersion": "v1", "kind": "Event", "count": known.shown,
            "eventTime": if is_new { Value::from(rfc3339_nano(event.at)) } else { Value::Null },
            "firstTimestamp": if is_new { Value::Null } else { first.clone() },
            "lastTimestamp": if is_new { Value::Null } else { last },
            "involvedObject": {
                "apiVersion": if kind == "Job" { "batch/v1" } else { "v1" }, "fieldPath": event.field_path,
                "kind": kind, "name": of, "namespace": namespace, "uid": identity::uid(kind, &of),
            },
            "message": event.message, "reason": event.reason, "type": event.type_,
            "metadata": {
                "creationTimestamp": first, "name": name, "namespace": namespace, "resourceVersion": "1000",
                "uid": identity::uid("Event", &name),
            },
            "reportingComponent": event.from, "source": {"component": event.from},
        });
        let cells = vec![
            known.age(known.last, cluster.at),
            event.type_.clone(),
            event.reason.clone(),
            format!("{}/{of}", kind.to_ascii_lowercase()),
            event.message.trim().to_owned(),
        ];
        items.push(Item { resource, namespace, name, value, cells, wide: Vec::new() });
    }
    items
}

/// `kubectl events`: the newest last.
///
/// Upstream: staging/src/k8s.io/kubectl/pkg/cmd/events.
pub(super) fn events(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    if flags.value("output").is_some() {
        return Err("podlife: -o is not simulated here: write kubectl get events -o …".to_owned());
    }
    let about = flags.value("for").map(|about| {
        let (kind, name) = about.split_once('/').unwrap_or(("", about));
        let kind = crate::kubectl::resources::find(kind).map(|known| known.kind);
        kind.map(|kind| (kind, name.to_owned()))
    });
    let about = about.transpose()?;
    let types: Option<Vec<&str>> = flags.value("types").map(|types| types.split(',').collect());
    let mut all = objects(cluster);
    all.retain(|(kind, namespace, name, known)| {
        (flags.has("all-namespaces") || namespace == flags.namespace())
            && about.as_ref().is_none_or(|(of, named)| of == kind && named == name)
            && types.as_ref().is_none_or(|types| {
                types.iter().any(|type_| type_.eq_ignore_ascii_case(&known.event.type_))
            })
    });
    if all.is_empty() {
        answer.complain(&if flags.has("all-namespaces") {
            "No events found.".to_owned()
        } else {
            format!("No events found in {} namespace.", flags.namespace())
        });
        return Ok(());
    }
    sort_by(&mut all, |one, other| one.3.last.whole_seconds().cmp(&other.3.last.whole_seconds()));
    let mut rows = Vec::new();
    let mut header = vec!["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];
    if flags.has("all-namespaces") {
        header.insert(0, "NAMESPACE");
    }
    if !flags.has("no-headers") {
        rows.push(header.into_iter().map(str::to_owned).collect());
    }
    for (kind, namespace, name, known) in all {
        let first = known.age(known.event.at, cluster.at);
        let age = if known.shown > 1 {
            format!("{} (x{} over {first})", known.age(known.last, cluster.at), known.shown)
        } else {
            first
        };
        let mut row = vec![
            age,
            known.event.type_.clone(),
            known.event.reason.clone(),
            format!("{kind}/{name}"),
            known.event.message.trim().to_owned(),
        ];
        if flags.has("all-namespaces") {
            row.insert(0, namespace);
        }
        rows.push(row);
    }
    answer.print(1, &tabwriter::GET.rows(&rows));
    Ok(())
}
