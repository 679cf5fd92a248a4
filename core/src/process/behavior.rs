//! The behavior of one container: everything about it that no manifest tells.

use k8s_openapi::api::core::v1::{Container, PodSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::process::images;
use crate::process::machine::{Machine, Report, Setting};
use crate::process::programs;
use crate::process::scenario::ContainerScenario;
use crate::time::{SimDuration, SimTime};

/// One start of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessRun {
    /// When it ends by itself; nothing where it runs until it is stopped.
    pub exits_after: Option<SimDuration>,
    /// What it exits with.
    pub exit_code: i32,
}

/// What a process does when it gets the stop signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReaction {
    /// It ends with this code after some time.
    Exits(SimDuration, i32),
    /// It goes on, as a process with number 1 does that has no handler for the signal.
    Ignores,
}

/// What a probe would find from some time after the start of the container on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeAnswer {
    /// Since the container's start.
    pub from: SimDuration,
    /// Whether the check succeeds.
    pub success: bool,
    /// How long the check needs.
    pub takes: SimDuration,
}

/// How a lifecycle hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HookRun {
    /// How long it needs.
    pub takes: SimDuration,
    /// Whether it ends well.
    pub success: bool,
}

/// What the node knows of the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageState {
    /// It is on the node.
    Present,
    /// It is pulled in this time.
    Pull(SimDuration),
    /// It is not on the node, and nobody pulls it.
    Absent,
    /// The pull fails with this message after this time.
    Error(String, SimDuration),
}

/// The runtime cannot start the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFailure {
    /// The runtime's message.
    pub message: String,
    /// The exit code that it reports.
    pub exit_code: i32,
    /// `StartError`.
    pub reason: String,
}

/// Everything about one container's process that no manifest tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behavior {
    /// One entry a start, the last one repeats; none where its command tells what it does.
    pub runs: Vec<ProcessRun>,
    /// From its start until it serves, where that is said.
    pub starts_after: Option<SimDuration>,
    /// What the stop signal does, where the process itself does not tell.
    pub on_stop_signal: Option<StopReaction>,
    /// What the startup probe finds; nothing where the process tells.
    pub startup: Option<Vec<ProbeAnswer>>,
    /// What the readiness probe finds.
    pub readiness: Option<Vec<ProbeAnswer>>,
    /// What the liveness probe finds.
    pub liveness: Option<Vec<ProbeAnswer>>,
    /// How the postStart hook runs, where it does not tell.
    pub post_start: Option<HookRun>,
    /// How the preStop hook runs, where it does not tell.
    pub pre_stop: Option<HookRun>,
    /// What the node knows of the image.
    pub image: ImageState,
    /// The runtime cannot start it.
    pub start: Option<StartFailure>,
    /// The kernel kills it that long after its start.
    pub oom_after: Option<SimDuration>,
    /// What it writes to its termination log.
    pub termination_message: Option<String>,
    /// What it prints.
    pub log: Option<String>,
    /// What it needs and is missing, and until when (since the Pod's creation).
    pub config_missing: Option<(String, Option<SimDuration>)>,
}

/// What a scenario says of a container; where it says nothing, the container's own command does.
pub fn behavior(said: Option<&ContainerScenario>) -> Behavior {
    let default = ContainerScenario::default();
    let said = said.unwrap_or(&default);
    let is_described = !said.runs.is_empty();
    // A process that the scenario describes passes its probes and obeys its stop signal, unless that is described too.
    let answers = |answers: &Vec<ProbeAnswer>| match said.starts_after {
        Some(from) if answers.is_empty() => {
            Some(vec![ProbeAnswer { from, success: true, takes: SimDuration::ZERO }])
        }
        _ => (is_described || !answers.is_empty()).then(|| answers.clone()),
    };
    let obeys = is_described.then_some(StopReaction::Exits(SimDuration::ZERO, 143));
    Behavior {
        runs: said.runs.clone(),
        starts_after: said.starts_after,
        on_stop_signal: said.on_stop_signal.or(obeys),
        startup: answers(&said.startup),
        readiness: answers(&said.readiness),
        liveness: answers(&said.liveness),
        post_start: said.post_start,
        pre_stop: said.pre_stop,
        image: said.image.clone().unwrap_or(ImageState::Present),
        start: said.start.clone(),
        oom_after: said.oom_after,
        termination_message: said.termination_message.clone(),
        log: said.log.clone(),
        config_missing: said.config_missing.clone(),
    }
}

/// The number of a port that may be named; nothing where no port of the container has the name.
///
/// Upstream: `ResolveContainerPort`, pkg/probe/util.go.
pub fn container_port(port: &IntOrString, container: &Container) -> Option<i32> {
    match port {
        IntOrString::Int(number) => Some(*number),
        IntOrString::String(name) => {
            let mut ports = container.ports.iter().flatten();
            let named = ports.find(|known| known.name.as_deref() == Some(name.as_str()));
            named.map(|known| known.container_port).or_else(|| name.parse().ok())
        }
    }
}

/// How long a container's process needs from its start until it serves: said by a Scenario, or known of its program, or
/// of its image.
pub fn start_up(container: &Container, said: Option<&ContainerScenario>) -> Option<SimDuration> {
    if let Some(said) = said.filter(|said| said.starts_after.is_some() || !said.runs.is_empty()) {
        return said.starts_after;
    }
    if container.command.is_some() {
        let words = container.command.iter().chain(&container.args).flatten();
        let words: Vec<&str> = words.map(String::as_str).collect();
        return programs::program(&words).map(|program| program.starts_after);
    }
    images::known_image(container.image.as_deref()?).map(|image| image.starts_after)
}

/// What a container's process does on its stop signal, as far as that is said or known of its program or its image.
fn on_stop(container: &Container, said: Option<&ContainerScenario>) -> Option<StopReaction> {
    if let Some(reaction) = said.and_then(|said| said.on_stop_signal) {
        return Some(reaction);
    }
    let words = container.command.iter().chain(&container.args).flatten();
    let words: Vec<&str> = words.map(String::as_str).collect();
    if container.command.is_some() {
        return programs::program(&words).map(|program| program.on_stop);
    }
    let image = images::known(container.image.as_deref()?)?;
    match image.given(&words) {
        images::Given::Program => Some(image.own(&words, &[]).1.reaction(true)),
        images::Given::Command => programs::program(&words).map(|program| program.on_stop),
    }
}

/// Programs without a handler for any signal.
const WITHOUT_HANDLER: [&str; 7] = ["sleep", "tail", "cat", "yes", "nc", "watch", "inotifywait"];

/// Whether it may be that a container's process does nothing about its stop signal; a run tells for sure.
pub fn may_ignore_stop(container: &Container, said: Option<&ContainerScenario>) -> bool {
    let first = container.command.iter().chain(&container.args).flatten().next();
    let name = first.and_then(|first| first.rsplit('/').next());
    on_stop(container, said) == Some(StopReaction::Ignores)
        || name.is_some_and(|name| WITHOUT_HANDLER.contains(&name))
}

/// Whether a container's process is known to need some time to stop.
pub fn stops_slowly(container: &Container, said: Option<&ContainerScenario>) -> bool {
    let time = SimDuration::from_secs(2);
    matches!(on_stop(container, said), Some(StopReaction::Exits(after, _)) if after > time)
}

/// Whether a container's process comes to an end without being told to.
///
/// The container is played by itself, for as long as anything is watched.
pub fn ends_by_itself(container: &Container, said: Option<&ContainerScenario>) -> bool {
    if let Some(run) = said.and_then(|said| said.runs.last()) {
        return run.exits_after.is_some();
    }
    let spec = PodSpec { containers: vec![container.clone()], ..PodSpec::default() };
    let setting = Setting::of(&spec);
    let mut machine = Machine::new(&setting, &[(container, false)]);
    machine.start(SimTime::ZERO, 0, 0, false);
    let limit = SimTime::ZERO + SimDuration::from_secs(15 * 60);
    let mut at = SimTime::ZERO;
    loop {
        if machine.advance(at).iter().any(|report| matches!(report, Report::Exited { .. })) {
            return true;
        }
        let next = machine.next_at().filter(|next| *next <= limit && !machine.is_endless());
        let Some(next) = next else { return false };
        at = next;
    }
}
