//! The behavior of one container: everything about it that no manifest tells.

use k8s_openapi::api::core::v1::Container;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::process::command::{self, Reading};
use crate::process::images::{self, Ends, Given};
use crate::process::programs;
use crate::process::scenario::ContainerScenario;
use crate::time::SimDuration;

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

/// Everything about one container's process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behavior {
    /// One entry a start; the last one repeats.
    pub runs: Vec<ProcessRun>,
    /// What the stop signal does.
    pub on_stop_signal: StopReaction,
    /// What the startup probe finds.
    pub startup: Vec<ProbeAnswer>,
    /// What the readiness probe finds.
    pub readiness: Vec<ProbeAnswer>,
    /// What the liveness probe finds.
    pub liveness: Vec<ProbeAnswer>,
    /// How the postStart hook runs.
    pub post_start: HookRun,
    /// How the preStop hook runs.
    pub pre_stop: HookRun,
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
    /// What had to be assumed, in a sentence.
    pub assumed: Option<String>,
}

/// What is to be expected of a container, from what the manifest says and what the scenario says of it.
///
/// `runs_to_end` is true for init containers without `restartPolicy: Always`, which have no use for a process
/// that never ends.
pub fn behavior(
    container: &Container,
    runs_to_end: bool,
    said: Option<&ContainerScenario>,
) -> Behavior {
    let read = read_container(container, runs_to_end);
    let mut behavior = Behavior {
        runs: read.runs,
        on_stop_signal: read.on_stop_signal,
        startup: Vec::new(),
        readiness: Vec::new(),
        liveness: Vec::new(),
        post_start: hook(container, |lifecycle| lifecycle.post_start.as_ref()),
        pre_stop: hook(container, |lifecycle| lifecycle.pre_stop.as_ref()),
        image: ImageState::Present,
        start: None,
        oom_after: None,
        termination_message: None,
        log: None,
        config_missing: None,
        assumed: read.assumed,
    };
    if let Some(said) = said {
        say(&mut behavior, said);
    }
    behavior
}

fn say(behavior: &mut Behavior, said: &ContainerScenario) {
    if !said.runs.is_empty() {
        behavior.runs.clone_from(&said.runs);
        behavior.assumed = None;
        // A process that the scenario describes is taken at its word: it does not ignore the signal by itself.
        behavior.on_stop_signal = StopReaction::Exits(SimDuration::ZERO, 143);
    }
    if let Some(reaction) = said.on_stop_signal {
        behavior.on_stop_signal = reaction;
    }
    behavior.startup.clone_from(&said.startup);
    behavior.readiness.clone_from(&said.readiness);
    behavior.liveness.clone_from(&said.liveness);
    behavior.post_start = said.post_start.unwrap_or(behavior.post_start);
    behavior.pre_stop = said.pre_stop.unwrap_or(behavior.pre_stop);
    if let Some(image) = &said.image {
        behavior.image = image.clone();
    }
    behavior.start.clone_from(&said.start);
    behavior.oom_after = said.oom_after;
    behavior.termination_message.clone_from(&said.termination_message);
    behavior.log.clone_from(&said.log);
    behavior.config_missing.clone_from(&said.config_missing);
}

fn hook(
    container: &Container,
    pick: impl Fn(
        &k8s_openapi::api::core::v1::Lifecycle,
    ) -> Option<&k8s_openapi::api::core::v1::LifecycleHandler>,
) -> HookRun {
    let mut run = HookRun { takes: SimDuration::ZERO, success: true };
    let Some(handler) = container.lifecycle.as_ref().and_then(pick) else { return run };
    if let Some(sleep) = &handler.sleep {
        run.takes = SimDuration::from_secs(u64::try_from(sleep.seconds).unwrap_or_default());
    }
    // The kubelet has no handler for the one, and cannot make a request to a port that it does not find.
    let get = handler.http_get.as_ref();
    run.success = handler.tcp_socket.is_none()
        && get.is_none_or(|get| container_port(&get.port, container).is_some());
    if let Some(command) = handler.exec.as_ref().and_then(|exec| exec.command.as_ref())
        && let Reading::Ends { after, exit_code } = command::read(command)
    {
        run = HookRun { takes: after, success: exit_code == 0 };
    }
    run
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

struct ReadContainer {
    runs: Vec<ProcessRun>,
    on_stop_signal: StopReaction,
    assumed: Option<String>,
}

fn read_container(container: &Container, runs_to_end: bool) -> ReadContainer {
    let words: Vec<String> =
        container.command.iter().chain(container.args.iter()).flatten().cloned().collect();
    let argv: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut own = None;
    if container.command.is_none() {
        let reference = container.image.as_deref().unwrap_or_default();
        let Some(image) = images::known(reference) else {
            return assumed(container, runs_to_end, "nothing is known of its image");
        };
        let variables: Vec<String> = container
            .env
            .iter()
            .flatten()
            .filter_map(|variable| Some(format!("{}={}", variable.name, variable.value.as_ref()?)))
            .collect();
        let (ends, on_stop) = image.own(&argv, &variables);
        let read = known(
            container,
            ends,
            on_stop.reaction(true),
            image.is_assumed(ends).then_some("that is how such images usually behave"),
        );
        if image.given(&argv) == Given::Program {
            return read;
        }
        own = image.takes_any().then_some(read);
    }
    match command::read(&words) {
        Reading::Ends { after, exit_code } => {
            known(container, Ends::After(after, exit_code), StopReaction::Ignores, None)
        }
        Reading::Runs => known(container, Ends::Never, StopReaction::Ignores, None),
        Reading::Unknown => match programs::program(&argv) {
            Some(program) => known(
                container,
                program.ends,
                program.on_stop,
                program.is_assumed.then_some("that is how such programs usually behave"),
            ),
            None => own.unwrap_or_else(|| {
                assumed(container, runs_to_end, "its command is not one that can be read")
            }),
        },
    }
}

/// What is known of a process; `assumed` says why that is no more than usual.
fn known(
    container: &Container,
    ends: Ends,
    on_stop_signal: StopReaction,
    assumed: Option<&str>,
) -> ReadContainer {
    let (run, what) = match ends {
        Ends::Never => {
            let stops = match on_stop_signal {
                StopReaction::Ignores => "to ignore the stop signal".to_owned(),
                StopReaction::Exits(_, code) => format!("to stop with exit code {code}"),
            };
            (ProcessRun::default(), format!("run until it is stopped, and {stops}"))
        }
        Ends::After(after, exit_code) => {
            let seconds = after.whole_secs();
            let what = format!("finish after {seconds} s with exit code {exit_code}");
            (ProcessRun { exits_after: Some(after), exit_code }, what)
        }
    };
    let name = &container.name;
    let assumed = assumed.map(|why| format!("`{name}` is assumed to {what}: {why}."));
    ReadContainer { runs: vec![run], on_stop_signal, assumed }
}

fn assumed(container: &Container, runs_to_end: bool, why: &str) -> ReadContainer {
    let name = &container.name;
    let (run, what) = if runs_to_end {
        let run = ProcessRun { exits_after: Some(SimDuration::from_secs(2)), exit_code: 0 };
        (run, format!("`{name}` is assumed to finish after 2 s with exit code 0: {why}."))
    } else {
        let run = ProcessRun::default();
        (
            run,
            format!("`{name}` is assumed to run until it is stopped, and to stop at once: {why}."),
        )
    };
    ReadContainer {
        runs: vec![run],
        on_stop_signal: StopReaction::Exits(SimDuration::ZERO, 143),
        assumed: Some(what),
    }
}
