//! `kubectl delete`.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go.

use crate::kubectl::cluster::{Cluster, Item};
use crate::kubectl::flags::Flags;
use crate::kubectl::get::{asked, found};
use crate::kubectl::jobs::jobs;
use crate::kubectl::{Answer, Outcome};

pub(super) const FLAGS: &str = "grace-period= now force all selector|l= all-namespaces|A field-selector= wait? timeout= \
    dry-run?unchanged output|o= cascade?background ignore-not-found filename|f= recursive|R interactive|i kustomize|k= \
    raw=";

const FORCED: &str = "Warning: Immediate deletion does not wait for confirmation that the running resource has been \
    terminated. The resource may continue to run on the cluster indefinitely.";

pub(super) fn delete(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    if flags.value("filename").is_some() {
        return Err("podlife: this terminal has no files: name what is to be deleted, as kubectl delete pod NAME".to_owned());
    }
    let seconds = grace_period(flags)?;
    let (asked, _) = asked(&flags.args, "delete")?;
    let names = asked.iter().any(|asked| !asked.names.is_empty());
    if !names
        && !flags.has("all")
        && flags.value("selector").is_none()
        && flags.value("field-selector").is_none()
    {
        return Err("error: resource(s) were provided, but no name was specified".to_owned());
    }
    let (lists, missing) = found(cluster, &asked, flags)?;
    if flags.has("force") {
        answer.complain(FORCED);
    }
    let items: Vec<&Item> = lists.iter().flatten().collect();
    if items.is_empty() && missing.is_empty() {
        answer.line("No resources found");
    }
    let dry = flags.dry_run();
    for item in items {
        let done = if seconds == Some(0) { "force deleted" } else { "deleted" };
        let done = format!("{done}{}", dry.unwrap_or_default());
        let prefix = item.resource.prefix();
        if dry.is_none() {
            act(cluster, item, seconds, answer)?;
        }
        if flags.value("output") == Some("name") {
            answer.line(&format!("{prefix}/{}", item.name));
        } else if item.resource.namespaced {
            answer.line(&format!(
                "{prefix} \"{}\" {done} from {} namespace",
                item.name, item.namespace
            ));
        } else {
            answer.line(&format!("{prefix} \"{}\" {done}", item.name));
        }
    }
    let missing = if flags.has("ignore-not-found") { Vec::new() } else { missing };
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
}

/// The grace period that is asked for; nothing where it is the Pod's own.
fn grace_period(flags: &Flags) -> Result<Option<i64>, String> {
    let given = flags.value("grace-period").map(|value| {
        value.parse::<i64>().map_err(|_| {
            format!(
                "error: invalid argument \"{value}\" for \"--grace-period\" flag: strconv.ParseInt: parsing \"{value}\": \
                 invalid syntax\nSee 'kubectl delete --help' for usage."
            )
        })
    });
    let given = given.transpose()?.filter(|seconds| *seconds >= 0);
    let (now, force) = (flags.has("now"), flags.has("force"));
    match given {
        Some(_) if now => {
            Err("error: --now and --grace-period cannot be specified together".to_owned())
        }
        Some(1..) if force => {
            Err("error: --force and --grace-period greater than 0 cannot be specified together"
                .to_owned())
        }
        // Without --force, 0 is made 1, so that nothing is lost by accident.
        Some(0) if !force => Ok(Some(1)),
        None if now && !force => Ok(Some(1)),
        None if force => Ok(Some(0)),
        given => Ok(given),
    }
}

/// The action of the Scenario that it is.
fn act(cluster: &Cluster<'_>, item: &Item, seconds: Option<i64>, answer: &mut Answer) -> Outcome {
    let refused = || {
        Err(format!(
            "podlife: of {} nothing can be deleted here but by taking its document out of the text",
            item.resource.plural
        ))
    };
    let (document, name, fields) = match item.resource.plural {
        "pods" => {
            let Some(pod) = cluster.pod(&item.namespace, &item.name) else { return Ok(()) };
            let own =
                cluster.pods.iter().filter(|known| known.document.index == pod.document.index);
            // An action is about the newest Pod of its document.
            if own.into_iter().any(|known| known.trace.created > pod.trace.created) {
                return Err(format!(
                    "podlife: only the newest Pod of {} {} can be deleted here",
                    pod.document.decoded.kind, pod.document.decoded.name
                ));
            }
            let fields = seconds
                .map_or_else(|| "{}".to_owned(), |it| format!("{{gracePeriodSeconds: {it}}}"));
            (pod.document.index, "delete", fields)
        }
        "jobs" => {
            let job = jobs(cluster).find(|job| job.trace.name == item.name);
            let Some(job) = job else { return refused() };
            (job.document.index, "deleteJob", "{}".to_owned())
        }
        _ => return refused(),
    };
    answer.ask(document, cluster.at, name, fields);
    Ok(())
}
