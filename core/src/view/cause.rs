//! Why each thing happened, in words.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "some kinds of entries are about a field of their own"
)]

use serde::{Deserialize, Serialize};

use crate::sim::story::{JobTrace, JobWhat, Origin, Story};
use crate::sim::trace::{HookKind, ProbeKind, Role, SpecChange, Trace, TraceContainer, What};
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

/// All entries of everything that was played together, in words: those of the first Pod, of the Job, of the other
/// Pods.
pub fn story_causes(story: &Story) -> Vec<Cause> {
    let job_offset = story.first().map_or(0, |trace| trace.entries.len());
    let mut causes = Vec::with_capacity(story.causes_before(story.pods.len()));
    for (pod, trace) in story.pods.iter().enumerate() {
        add_pod(&mut causes, trace, story.causes_before(pod), job_offset);
        if pod == 0 {
            add_job(&mut causes, story, job_offset);
        }
    }
    if story.pods.is_empty() {
        add_job(&mut causes, story, job_offset);
    }
    causes
}

fn add_pod(causes: &mut Vec<Cause>, trace: &Trace, offset: usize, job_offset: usize) {
    for (id, entry) in trace.entries.iter().enumerate() {
        let container =
            entry.what.container().and_then(|container| trace.containers.get(container));
        let of_job = trace.from_job.iter().filter(|(own, _)| *own == id);
        causes.push(Cause {
            at: entry.at,
            range: entry.range,
            what: words(trace, &entry.what),
            because: entry
                .because
                .iter()
                .map(|because| because + offset)
                .chain(of_job.map(|(_, job)| job + job_offset))
                .collect(),
            rule: entry.rule.text.to_owned(),
            rule_id: entry.rule.id.to_owned(),
            source: entry.rule.source.to_owned(),
            container: container.map(|container| container.name.clone()),
            field: field(container, &entry.what),
        });
    }
}

/// The field that an entry is about, seen from the Pod: as far down as the entry tells.
fn field(container: Option<&TraceContainer>, what: &What) -> Option<String> {
    let Some(container) = container else {
        let field = match what {
            What::DeletionMarked { .. } | What::StopRequested { .. } => {
                "spec.terminationGracePeriodSeconds"
            }
            What::GateRemoved(_) => "spec.schedulingGates",
            What::Finalizers(_) => "metadata.finalizers",
            _ => return None,
        };
        return Some(field.to_owned());
    };
    let list = match container.role {
        Role::Init | Role::Sidecar => "initContainers",
        Role::App => "containers",
        Role::Ephemeral => "ephemeralContainers",
    };
    let is_sidecar = container.role == Role::Sidecar;
    let below = match what {
        What::Probed(_, ProbeKind::Startup, _) => ".startupProbe",
        What::Probed(_, ProbeKind::Readiness, _) => ".readinessProbe",
        What::Probed(_, ProbeKind::Liveness, _) => ".livenessProbe",
        What::HookBegan(_, HookKind::PostStart) | What::HookEnded(_, HookKind::PostStart, _) => {
            ".lifecycle.postStart"
        }
        What::HookBegan(_, HookKind::PreStop) | What::HookEnded(_, HookKind::PreStop, _) => {
            ".lifecycle.preStop"
        }
        What::PullBegan(_) | What::PullEnded(_) => ".image",
        // That it is the last to stop, and is started again whatever happens, is what makes it a sidecar.
        What::Term(_) | What::BackOffBegan(_) | What::BackOffEnded(_) if is_sidecar => {
            ".restartPolicy"
        }
        What::BackOffBegan(_) | What::BackOffEnded(_) => {
            return Some("spec.restartPolicy".to_owned());
        }
        _ => "",
    };
    Some(format!("spec.{list}[{}]{below}", container.index))
}

fn add_job(causes: &mut Vec<Cause>, story: &Story, offset: usize) {
    let Some(job) = &story.job else { return };
    for entry in &job.entries {
        let place = |origin: &Origin| match origin {
            Origin::Job(id) => id + offset,
            Origin::Pod(pod, id) => id + story.causes_before(*pod),
        };
        causes.push(Cause {
            at: entry.at,
            range: None,
            what: job_words(story, job, &entry.what),
            because: entry.because.iter().map(place).collect(),
            rule: entry.rule.text.to_owned(),
            rule_id: entry.rule.id.to_owned(),
            source: entry.rule.source.to_owned(),
            container: None,
            field: None,
        });
    }
}

fn job_words(story: &Story, job: &JobTrace, what: &JobWhat) -> String {
    let name = |pod: &usize| story.pods.get(*pod).map_or("", |trace| trace.pod.as_str());
    match what {
        JobWhat::Created => format!("Job {} was created", job.name),
        JobWhat::Suspended(true) => "The Job was suspended".to_owned(),
        JobWhat::Suspended(false) => "The Job was resumed".to_owned(),
        JobWhat::PodCreated(pod) => format!("The Job made Pod {}", name(pod)),
        JobWhat::PodDeleted(pod) => format!("The Job deleted Pod {}", name(pod)),
        JobWhat::BackOff(until) => format!("The Job waits until {until} before it makes a Pod"),
        JobWhat::Status(_) => "The status of the Job changed".to_owned(),
        JobWhat::Event { reason, message, .. } => format!("Event {reason}: {message}"),
        JobWhat::Removed => "The Job was removed".to_owned(),
    }
}

fn words(trace: &Trace, what: &What) -> String {
    let container = what.container().and_then(|of| trace.containers.get(of));
    let name = container.map_or("", |of| of.name.as_str());
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
        What::Term(_) => {
            format!("{name} got {}", container.map_or("", |of| of.stop_signal.as_str()))
        }
        What::Kill(_) => format!("{name} got SIGKILL"),
        What::Signal(_, signal) => format!("{name} got SIG{signal}"),
        What::Refused(_, message) => format!("The API server refused to change {name}: {message}"),
        What::SpecChanged { change, .. } => match change {
            SpecChange::Image(image) => format!("The image of {name} was changed to {image}"),
            SpecChange::Resources(_) => format!("The resources of {name} were changed"),
            SpecChange::Added => format!("{name} was added to the Pod"),
        },
        What::BackOffBegan(_) => format!("The restart of {name} has to wait"),
        What::BackOffEnded(_) => format!("The wait of {name} is over"),
        What::StopRequested { .. } => "The Pod is being stopped".to_owned(),
        What::DeletionMarked { .. } => "The Pod was deleted".to_owned(),
        What::Finalizers(_) => "The finalizers were changed".to_owned(),
        What::GateRemoved(gate) => format!("The scheduling gate {gate} was removed"),
        What::Outside(action) => format!("From outside: {}", action.words()),
        What::Status(_) => "The status changed".to_owned(),
        What::Event { reason, message, .. } => format!("Event {reason}: {message}"),
        What::Removed => "The object was removed".to_owned(),
    }
}
