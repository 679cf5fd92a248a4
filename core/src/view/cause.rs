//! Why each thing happened, in words.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "most entries are about one container, and say so alike"
)]

use serde::{Deserialize, Serialize};

use crate::sim::trace::{HookKind, Role, Trace, What};
use crate::time::SimTime;
use crate::view::timeline::probe_name;

/// One entry of the trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// When.
    pub at: SimTime,
    /// What happened: `proxy got SIGTERM`.
    pub what: String,
    /// Between which instants it may come, where that is not exact.
    pub range: Option<(SimTime, SimTime)>,
    /// The entries it follows from.
    pub because: Vec<usize>,
    /// The rule in one sentence: `Native sidecars stop last, in reverse order.`
    pub rule: String,
    /// The rule's name: `stop.sidecar`.
    pub rule_id: String,
    /// Where Kubernetes does it: `kuberuntime_termination_order.go:newTerminationOrdering`.
    pub source: String,
    /// The container it is about, if any.
    pub container: Option<String>,
    /// The field of the manifest that it is about, seen from the Pod: `spec.initContainers[0]`.
    pub field: Option<String>,
}

/// All entries of a run, in words.
pub fn causes(trace: &Trace) -> Vec<Cause> {
    let causes = trace.entries.iter().map(|entry| {
        let container =
            container_of(&entry.what).and_then(|container| trace.containers.get(container));
        Cause {
            at: entry.at,
            range: entry.range,
            what: words(trace, &entry.what),
            because: entry.because.clone(),
            rule: entry.rule.text.to_owned(),
            rule_id: entry.rule.id.to_owned(),
            source: entry.rule.source.to_owned(),
            container: container.map(|container| container.name.clone()),
            field: container.map(|container| {
                let list = match container.role {
                    Role::Init | Role::Sidecar => "initContainers",
                    Role::App => "containers",
                    Role::Ephemeral => "ephemeralContainers",
                };
                format!("spec.{list}[{}]", container.index)
            }),
        }
    });
    causes.collect()
}

fn container_of(what: &What) -> Option<usize> {
    match what {
        What::PullBegan(of)
        | What::PullEnded(of)
        | What::Started(of, _)
        | What::Finished { container: of, .. }
        | What::StartFailed { container: of, .. }
        | What::BecameStarted(of)
        | What::ReadyChanged(of, _)
        | What::HookBegan(of, _)
        | What::HookEnded(of, _, _)
        | What::Probed(of, _, _)
        | What::StopBegan(of)
        | What::Term(of)
        | What::Kill(of)
        | What::BackOffBegan(of)
        | What::BackOffEnded(of) => Some(*of),
        What::Event { container, .. } => *container,
        _ => None,
    }
}

fn words(trace: &Trace, what: &What) -> String {
    let name = container_of(what)
        .and_then(|of| trace.containers.get(of))
        .map_or("", |of| of.name.as_str());
    let hook = |kind: &HookKind| match kind {
        HookKind::PostStart => "postStart",
        HookKind::PreStop => "preStop",
    };
    match what {
        What::Created => format!("Pod {} was created", trace.pod),
        What::Scheduled => "The Pod was bound to a node".to_owned(),
        What::SandboxReady => "The sandbox is ready".to_owned(),
        What::PullBegan(_) => format!("The image of {name} is being pulled"),
        What::PullEnded(_) => format!("The pull for {name} ended"),
        What::Started(_, 0) => format!("{name} started"),
        What::Started(_, run) => format!("{name} started again, restart {run}"),
        What::Finished { exit_code, reason, .. } => match reason.as_str() {
            "Completed" | "Error" => format!("{name} exited with {exit_code}"),
            other => format!("{name} ended: {other}, exit code {exit_code}"),
        },
        What::StartFailed { exit_code, .. } => {
            format!("{name} could not be started, exit code {exit_code}")
        }
        What::BecameStarted(_) => format!("{name} counts as started"),
        What::ReadyChanged(_, true) => format!("{name} became ready"),
        What::ReadyChanged(_, false) => format!("{name} is no longer ready"),
        What::HookBegan(_, kind) => format!("The {} hook of {name} began", hook(kind)),
        What::HookEnded(_, kind, true) => format!("The {} hook of {name} ended", hook(kind)),
        What::HookEnded(_, kind, false) => format!("The {} hook of {name} failed", hook(kind)),
        What::Probed(_, kind, true) => {
            format!("The {} probe of {name} succeeded", probe_name(*kind))
        }
        What::Probed(_, kind, false) => format!("The {} probe of {name} failed", probe_name(*kind)),
        What::StopBegan(_) => format!("The kubelet begins to stop {name}"),
        What::Term(_) => format!("{name} got SIGTERM"),
        What::Kill(_) => format!("{name} got SIGKILL"),
        What::BackOffBegan(_) => format!("The restart of {name} has to wait"),
        What::BackOffEnded(_) => format!("The wait of {name} is over"),
        What::StopRequested { .. } => "The Pod is being stopped".to_owned(),
        What::DeletionMarked { .. } => "The Pod was deleted".to_owned(),
        What::Status(_) => "The status changed".to_owned(),
        What::Event { reason, message, .. } => format!("Event {reason}: {message}"),
        What::Removed => "The object was removed".to_owned(),
    }
}
