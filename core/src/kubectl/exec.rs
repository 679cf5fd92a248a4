//! `kubectl exec`: a command runs in the container as it is at that instant.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go.

use k8s_openapi::api::core::v1::Pod;

use crate::kubectl::cluster::{Cluster, PodNow};
use crate::kubectl::flags::Flags;
use crate::kubectl::{Answer, Outcome, logs};
use crate::process::lacks_program;
use crate::process::scenario::write::plain;
use crate::sim::visit::{self, LONGEST_COMMAND, Visit};
use crate::view::kubectl_logs::default_container;

pub(super) const FLAGS: &str =
    "container|c= stdin|i tty|t quiet|q pod-running-timeout= filename|f=";

pub(super) fn exec(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    let Some(name) = flags.args.first() else {
        return Err("error: pod, type/name or --filename must be specified".to_owned());
    };
    let words = match &flags.behind {
        // Other words in front of `--` than the first are not looked at.
        Some(words) if !words.is_empty() => words,
        None if flags.args.len() > 1 => {
            return Err("error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee \
                        'kubectl exec -h' for help and examples"
                .to_owned());
        }
        _ => {
            return Err("error: you must specify at least one command for the container".to_owned());
        }
    };
    let pod = logs::named(cluster, flags, name, answer)?;
    let status = pod.pod.status.as_ref();
    let phase = status.and_then(|status| status.phase.as_deref()).unwrap_or_default();
    if ["Succeeded", "Failed"].contains(&phase) {
        return Err(format!(
            "error: cannot exec into a container in a completed pod; current phase is {phase}"
        ));
    }
    let mut notes = Vec::new();
    let container = match flags.value("container") {
        Some(name) => name.to_owned(),
        None => default_container(&pod.pod, &mut notes),
    };
    for note in notes.iter().filter(|_| !flags.has("quiet")) {
        answer.complain(note);
    }
    if pod.trace.container(&container).is_none() {
        return Err(format!(
            "Error from server (BadRequest): container {container} is not valid for pod {}",
            pod.name()
        ));
    }
    if is_interactive(words) && !is_lacking(&pod.pod, &container, words) {
        return Err(format!(
            "podlife: nobody can type into a shell here: write what it should do, as kubectl exec {name} -- {} -c 'ls'",
            words.first().map(String::as_str).unwrap_or_default()
        ));
    }
    run(cluster, pod, &container, words, answer)
}

/// Whether it is a shell without anything to do.
fn is_interactive(words: &[String]) -> bool {
    let program = words.first().map(String::as_str).unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or_default();
    let is_shell = ["sh", "bash", "ash", "dash", "zsh"].contains(&program);
    is_shell && words.iter().skip(1).all(|word| ["-i", "-l", "-il"].contains(&word.as_str()))
}

/// Whether the image of a container is known not to have a program.
fn is_lacking(pod: &Pod, container: &str, words: &[String]) -> bool {
    let (Some(spec), Some(program)) = (&pod.spec, words.first()) else { return false };
    let mut all = spec.containers.iter().chain(spec.init_containers.iter().flatten());
    all.any(|known| known.name == container && lacks_program(known, program))
}

fn run(
    cluster: &Cluster<'_>,
    pod: &PodNow<'_>,
    container: &str,
    words: &[String],
    answer: &mut Answer,
) -> Outcome {
    let is_bound = pod.pod.spec.as_ref().is_some_and(|spec| spec.node_name.is_some());
    if !is_bound {
        return Err(format!(
            "Error from server (BadRequest): pod {} does not have a host assigned",
            pod.name()
        ));
    }
    match cluster.visit(pod, Visit::Exec { container, words }) {
        Some(visit::Answer::Ran { stdout, stderr, exit_code, acts, notes }) => {
            answer.print(1, &stdout);
            answer.print(2, &stderr);
            for note in notes {
                answer.complain(&format!("podlife: {note}"));
            }
            if acts {
                let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
                let fields =
                    format!("{{container: {}, command: [{}]}}", plain(container), words.join(", "));
                answer.ask(pod.document.index, cluster.at, "exec", fields);
            }
            match exit_code {
                Some(0) => Ok(()),
                Some(code) => {
                    answer.complain(&format!("command terminated with exit code {code}"));
                    answer.exit_code = code;
                    Ok(())
                }
                None => {
                    answer.complain("^C");
                    answer.complain(&format!(
                        "podlife: it would run on: after {} s nobody waits any longer",
                        LONGEST_COMMAND.whole_secs()
                    ));
                    answer.exit_code = 130;
                    Ok(())
                }
            }
        }
        Some(visit::Answer::Failed(why)) => Err(format!(
            "error: Internal error occurred: error executing command in container: failed to exec in container: failed to \
             start exec: OCI runtime exec failed: exec failed: unable to start container process: {why}"
        )),
        Some(visit::Answer::NotRunning | visit::Answer::Fetched { .. }) | None => Err(format!(
            "error: Internal error occurred: unable to upgrade connection: container not found (\"{container}\")"
        )),
    }
}

/// A word as YAML in brackets.
fn quoted(word: &str) -> String {
    if word.contains(['\n', '\t']) || word.chars().any(char::is_control) {
        return serde_json::Value::from(word).to_string();
    }
    plain(word)
}
