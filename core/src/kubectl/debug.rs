//! `kubectl debug`: an ephemeral container is added to a Pod.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/cmd/debug/debug.go.

use crate::kubectl::cluster::Cluster;
use crate::kubectl::flags::Flags;
use crate::kubectl::{Answer, Outcome, logs};
use crate::process::scenario::write::plain;
use crate::sim::identity;

pub(super) const FLAGS: &str = "image= container|c= target= stdin|i tty|t attach quiet|q copy-to= replace same-node \
    share-processes set-image= profile= image-pull-policy= env= arguments-only custom= filename|f= keep-labels \
    keep-annotations keep-liveness keep-readiness keep-startup keep-init-containers";

pub(super) fn debug(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    let [name] = flags.args.as_slice() else {
        return Err(match flags.args.len() {
            0 => "error: NAME is required for debug".to_owned(),
            _ => "podlife: one Pod can be debugged at a time here".to_owned(),
        });
    };
    if flags.value("copy-to").is_some() || name.starts_with("node/") {
        return Err("podlife: a copy of a Pod and a Pod on the node are not simulated: kubectl debug POD --image=IMAGE \
                    adds a container to the Pod"
            .to_owned());
    }
    for only in ["replace", "same-node", "set-image"] {
        if flags.value(only).is_some() {
            return Err(format!("error: --{only} may only be used with --copy-to."));
        }
    }
    let image = flags.value("image").unwrap_or_default();
    if image.is_empty() {
        return Err("error: you must specify --image when not using --copy-to.".to_owned());
    }
    let pod = logs::named(cluster, flags, name, answer)?;
    let own = cluster.pods.iter().filter(|known| known.document.index == pod.document.index);
    // An action is about the newest Pod of its document.
    if own.into_iter().any(|known| known.trace.created > pod.trace.created) {
        let decoded = &pod.document.decoded;
        return Err(format!(
            "podlife: only the newest Pod of {} {} can be debugged here",
            decoded.kind, decoded.name
        ));
    }
    let is_quiet = flags.has("quiet");
    if let Some(target) = flags.value("target").filter(|_| !is_quiet) {
        answer.line(&format!(
            "Targeting container \"{target}\". If you don't see processes from this container it may be because the \
             container runtime doesn't support this feature."
        ));
    }
    let container = if let Some(name) = flags.value("container") {
        name.to_owned()
    } else {
        let seed = format!("{}/{}", pod.name(), cluster.at.0);
        let name = format!("debugger-{}", identity::letters(&seed, 5));
        if !is_quiet {
            answer.line(&format!("Defaulting debug container name to {name}."));
        }
        name
    };
    if pod.trace.container(&container).is_some() {
        let spec = pod.pod.spec.as_ref();
        let place = spec.map_or(0, |spec| spec.ephemeral_containers.iter().flatten().count());
        return Err(format!(
            "The Pod \"{}\" is invalid: spec.ephemeralContainers[{place}].name: Duplicate value: \"{container}\"",
            pod.name()
        ));
    }
    let is_attached = flags.has("stdin") || flags.has("tty");
    let fields = format!("name: {}, image: {}", plain(&container), plain(image));
    // Who is attached keeps the shell waiting; what an image does by itself the simulator knows.
    let runs = if is_attached { ", runs: [{}]" } else { "" };
    answer.ask(
        pod.document.index,
        cluster.at,
        "addEphemeralContainer",
        format!("{{{fields}{runs}}}"),
    );
    if is_attached {
        answer.complain(
            "podlife: nobody can type into a shell here: the container runs until the Pod ends",
        );
    }
    if flags.behind.as_ref().is_some_and(|words| !words.is_empty()) {
        answer.complain("podlife: the words behind -- are not run: the action's field runs tells how the process ends");
    }
    Ok(())
}
