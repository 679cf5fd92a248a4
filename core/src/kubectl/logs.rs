//! `kubectl logs`.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/cmd/logs/logs.go.

use crate::kubectl::cluster::{Cluster, PodNow};
use crate::kubectl::flags::Flags;
use crate::kubectl::get;
use crate::kubectl::resources::find;
use crate::kubectl::select::Selector;
use crate::kubectl::{Answer, Outcome};
use crate::time::SimDuration;
use crate::view::kubectl_logs::{LogsOptions, follow, logs as read};
use crate::view::pod_yaml::pod_json;

pub(super) const FLAGS: &str = "container|c= previous|p all-containers all-pods prefix timestamps tail= since= \
    since-time= follow|f selector|l= limit-bytes= max-log-requests= ignore-errors pod-running-timeout= \
    insecure-skip-tls-verify-backend";

const USAGE: &str = "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required \
    argument for the logs command\nSee 'kubectl logs -h' for help and examples";

pub(super) fn logs(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    let mut container = flags.value("container").map(str::to_owned);
    let selector = flags.value("selector");
    let tail = match flags.value("tail") {
        None if selector.is_some() => Some(10),
        None => None,
        Some(value) => match value.parse::<i64>() {
            Ok(lines) if lines >= 0 => usize::try_from(lines).ok(),
            Ok(-1) => None,
            Ok(_) => return Err("error: --tail must be greater than or equal to -1".to_owned()),
            Err(_) => {
                return Err(format!(
                    "error: invalid argument \"{value}\" for \"--tail\" flag: strconv.ParseInt: parsing \"{value}\": \
                     invalid syntax\nSee 'kubectl logs --help' for usage."
                ));
            }
        },
    };
    let since = match flags.value("since").filter(|value| *value != "0s") {
        None => None,
        Some(value) => match SimDuration::parse(value) {
            Some(since) => Some(cluster.at - since),
            None => {
                return Err(format!(
                    "error: invalid argument \"{value}\" for \"--since\" flag: time: invalid duration \"{value}\"\nSee \
                     'kubectl logs --help' for usage."
                ));
            }
        },
    };
    let pods = match (selector, flags.args.as_slice()) {
        (Some(selector), []) => {
            let selector = Selector::labels(selector)?;
            let mut pods: Vec<&PodNow<'_>> = cluster.pods.iter().collect();
            pods.retain(|pod| {
                pod.instance.namespace == flags.namespace()
                    && selector.fits_labels(&pod_json(&pod.pod))
            });
            if pods.is_empty() {
                answer.complain(&format!("No resources found in {} namespace.", flags.namespace()));
            }
            pods
        }
        (Some(_), _) => {
            return Err("error: only a selector (-l) or a POD name is allowed".to_owned());
        }
        (None, [pod]) => vec![named(cluster, flags, pod, answer)?],
        // The container may stand behind the Pod.
        (None, [pod, second]) if container.is_none() => {
            container = Some(second.clone());
            vec![named(cluster, flags, pod, answer)?]
        }
        (None, [_, _]) => {
            return Err("error: only one of -c or an inline [CONTAINER] arg is allowed".to_owned());
        }
        (None, _) => return Err(USAGE.to_owned()),
    };
    let options = LogsOptions {
        container: container.as_deref(),
        all_containers: flags.has("all-containers"),
        previous: flags.has("previous"),
        prefix: flags.has("prefix"),
        timestamps: flags.has("timestamps"),
        tail,
        since,
    };
    for pod in pods {
        let logs = read(&pod.instance, pod.trace, &options, cluster.at);
        for note in &logs.notes {
            answer.complain(note);
        }
        for line in &logs.lines {
            answer.line(line);
        }
        if let Some(error) = logs.error {
            return Err(error);
        }
        if flags.has("follow") {
            answer.goes_on = true;
            for (at, line) in follow(&pod.instance, pod.trace, &options, cluster.at) {
                answer.later.push((at, line + "\n"));
            }
        }
    }
    answer.later.sort_by_key(|(at, _)| *at);
    Ok(())
}

/// The Pod of a name, or the first of those that `deployment/web` or `job/x` made.
///
/// Upstream: `getPodsForObject` and `ByLogging`, staging/src/k8s.io/kubectl/pkg/polymorphichelpers.
pub(super) fn named<'c, 'a>(
    cluster: &'c Cluster<'a>,
    flags: &Flags,
    word: &str,
    answer: &mut Answer,
) -> Result<&'c PodNow<'a>, String> {
    let namespace = flags.namespace();
    let (type_, name) = word.split_once('/').unwrap_or(("pods", word));
    let resource = find(type_)?;
    let missing =
        || format!("Error from server (NotFound): {} \"{name}\" not found", resource.qualified());
    if resource.plural == "pods" {
        return cluster.pod(namespace, name).ok_or_else(missing);
    }
    let asked = [get::Asked { resource, names: vec![name.to_owned()] }];
    let (lists, _) = get::found(
        cluster,
        &asked,
        &Flags::parse("get", "", &["-n".to_owned(), namespace.to_owned()])?,
    )?;
    if lists.iter().all(Vec::is_empty) {
        return Err(missing());
    }
    let is_made = |pod: &&PodNow<'_>| {
        let of_document =
            pod.document.decoded.kind == resource.kind && pod.document.decoded.name == name;
        let owner = pod.instance.controller.as_ref();
        let is_owner = owner.is_some_and(|made| made.kind == resource.kind && made.name == name);
        pod.instance.namespace == namespace && (of_document || is_owner)
    };
    let mut own: Vec<&PodNow<'a>> = match resource.plural {
        "services" => {
            let services = cluster.services();
            let mut services = services.iter();
            let service = services
                .find(|service| crate::kubectl::services::text(service, "/metadata/name") == name);
            let selected =
                service.map(|of| crate::kubectl::services::selected(cluster, of).collect());
            selected.unwrap_or_default()
        }
        _ => cluster.pods.iter().filter(is_made).collect(),
    };
    let count = own.len();
    if own.is_empty() {
        return Err("error: timed out waiting for the condition".to_owned());
    }
    let first = own.swap_remove(0);
    if count > 1 {
        answer.complain(&format!("Found {count} pods, using pod/{}", first.name()));
    }
    Ok(first)
}
