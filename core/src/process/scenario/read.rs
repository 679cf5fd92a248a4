//! From the tree to a [`Scenario`].

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::diagnostic::Diagnostic;
use crate::process::scenario::fields::{Fields, Problems, text_of};
use crate::process::scenario::{
    Action, ContainerScenario, MissingVolume, OutsideHost, Scenario, TimedAction,
};
use crate::process::scenario::{expectation, gates};
use crate::process::{HookRun, ImageState, ProbeAnswer, ProcessRun, StartFailure, StopReaction};
use crate::text::Span;
use crate::time::{SimDuration, SimTime};
use crate::yaml::Node;

/// Reads a Scenario document; what is wrong with it is said, the rest counts.
pub fn read(root: &Node) -> (Scenario, Vec<Diagnostic>) {
    let mut problems = Problems::default();
    let mut fields = Fields::new(root, "A Scenario", &mut problems);
    for name in ["apiVersion", "kind", "metadata"] {
        fields.get(name);
    }
    let mut scenario = Scenario::default();
    if let Some(spec) = fields.get("spec") {
        scenario = read_spec(spec, &mut problems);
    }
    fields.done(&mut problems);
    (scenario, problems.0)
}

/// Reads a list of expectations that stands by itself, as in a docs page or a question.
pub fn read_expectations(root: &Node) -> (Vec<super::Expectation>, Vec<Diagnostic>) {
    let mut problems = Problems::default();
    let expectations =
        root.items().iter().filter_map(|item| expectation::read(item, &mut problems)).collect();
    (expectations, problems.0)
}

fn read_spec(spec: &Node, problems: &mut Problems) -> Scenario {
    let mut fields = Fields::new(spec, "The spec of a Scenario", problems);
    let mut scenario = Scenario {
        target_span: fields.get("target").map(|target| target.span),
        target: fields.string("target", problems),
        until: fields.duration("until", problems),
        ..Scenario::default()
    };
    for item in fields.list("containers", problems) {
        let container = read_container(item, problems);
        if scenario.container(&container.name).is_some() {
            problems.add(
                item.span,
                format!("`{}` is described twice.", container.name),
                "Keep one entry a container.",
            );
        }
        scenario.containers.push(container);
    }
    scenario.volumes =
        fields.list("volumes", problems).iter().map(|item| read_volume(item, problems)).collect();
    scenario.network =
        fields.list("network", problems).iter().map(|item| read_host(item, problems)).collect();
    scenario.actions = fields
        .list("actions", problems)
        .iter()
        .filter_map(|item| read_action(item, problems))
        .collect();
    if let Some(node) = fields.get("node") {
        let mut node = Fields::new(node, "`node`", problems);
        let reason = node.string("reason", problems);
        if node.bool("schedulable", problems) == Some(false) {
            scenario.unschedulable =
                Some(reason.unwrap_or_else(|| "0/1 nodes are available.".to_owned()));
        }
        node.done(problems);
    }
    if let Some(node) = fields.get("featureGates") {
        gates::read(node, &mut scenario, problems);
    }
    scenario.expect = fields
        .list("expect", problems)
        .iter()
        .filter_map(|item| expectation::read(item, problems))
        .collect();
    fields.done(problems);
    scenario
}

fn read_container(node: &Node, problems: &mut Problems) -> ContainerScenario {
    let mut fields = Fields::new(node, "A container of a Scenario", problems);
    let mut container = ContainerScenario {
        name: fields.required("name", problems),
        span: node.get("name").map_or(node.span, |name| name.span),
        ..ContainerScenario::default()
    };
    read_process(&mut container, &mut fields, problems);
    if let Some(per_index) = fields.get("perIndex") {
        for entry in per_index.entries() {
            let Ok(index) = entry.name.parse() else {
                problems.add(entry.key, "A completion index is a whole number.".to_owned(), "");
                continue;
            };
            let mut fields = Fields::new(&entry.value, "An index of a Scenario", problems);
            let mut other =
                ContainerScenario { name: container.name.clone(), ..ContainerScenario::default() };
            read_process(&mut other, &mut fields, problems);
            fields.done(problems);
            container.per_index.push((index, other));
        }
    }
    fields.done(problems);
    container
}

fn read_process(
    container: &mut ContainerScenario,
    fields: &mut Fields<'_>,
    problems: &mut Problems,
) {
    container.runs = read_runs(fields.list("runs", problems), problems);
    container.starts_after = fields.duration("startsAfter", problems);
    container.on_stop_signal = fields.get("onStopSignal").map(|node| read_reaction(node, problems));
    container.startup = read_answers(fields, "startup", problems);
    container.readiness = read_answers(fields, "readiness", problems);
    container.liveness = read_answers(fields, "liveness", problems);
    container.post_start = fields.get("postStart").map(|node| read_hook(node, problems));
    container.pre_stop = fields.get("preStop").map(|node| read_hook(node, problems));
    container.image = fields.get("image").map(|node| read_image(node, problems));
    container.start = fields.get("start").map(|node| {
        let mut fields = Fields::new(node, "`start`", problems);
        let failure = StartFailure {
            message: fields.string("error", problems).unwrap_or_default(),
            exit_code: fields
                .int("exitCode", problems)
                .and_then(|code| i32::try_from(code).ok())
                .unwrap_or(128),
            reason: fields.string("reason", problems).unwrap_or_else(|| "StartError".to_owned()),
        };
        fields.done(problems);
        failure
    });
    if let Some(memory) = fields.get("memory") {
        let mut memory = Fields::new(memory, "`memory`", problems);
        container.oom_after = memory.duration("oomAfter", problems);
        memory.done(problems);
    }
    container.termination_message = fields.string("terminationMessage", problems);
    container.log = fields.string("log", problems);
    if let Some(config) = fields.get("config") {
        let mut config = Fields::new(config, "`config`", problems);
        let missing = config.required("missing", problems);
        container.config_missing = Some((missing, config.duration("until", problems)));
        config.done(problems);
    }
}

fn read_runs(items: &[Node], problems: &mut Problems) -> Vec<ProcessRun> {
    let mut runs = Vec::new();
    for item in items {
        let mut fields = Fields::new(item, "A run", problems);
        let exits_after = fields.duration("exitsAfter", problems);
        let exit_code = exit_code(&mut fields, problems);
        fields.done(problems);
        runs.push(ProcessRun { exits_after, exit_code: exit_code.unwrap_or_default() });
    }
    runs
}

fn exit_code(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<i32> {
    let node = fields.get("exitCode")?;
    let code = fields.int("exitCode", problems)?;
    if !(0..=255).contains(&code) {
        problems.add(node.span, "An exit code is a number from 0 to 255.".to_owned(), "");
    }
    i32::try_from(code.rem_euclid(256)).ok()
}

fn read_reaction(node: &Node, problems: &mut Problems) -> StopReaction {
    let mut fields = Fields::new(node, "`onStopSignal`", problems);
    let ignored = fields.bool("ignored", problems).unwrap_or_default();
    let after = fields.duration("exitsAfter", problems).unwrap_or_default();
    let code = exit_code(&mut fields, problems).unwrap_or_default();
    fields.done(problems);
    if ignored { StopReaction::Ignores } else { StopReaction::Exits(after, code) }
}

fn result(fields: &mut Fields<'_>, problems: &mut Problems) -> bool {
    let Some(node) = fields.get("result") else { return true };
    match text_of(node).as_deref() {
        Some("success") => true,
        Some("failure") => false,
        _ => {
            problems.add(node.span, "A result is success or failure.".to_owned(), "");
            true
        }
    }
}

fn read_answers(
    fields: &mut Fields<'_>,
    name: &'static str,
    problems: &mut Problems,
) -> Vec<ProbeAnswer> {
    let mut answers: Vec<ProbeAnswer> = Vec::new();
    for item in fields.list(name, problems) {
        let mut fields = Fields::new(item, "A probe result", problems);
        let answer = ProbeAnswer {
            from: fields.duration("from", problems).unwrap_or_default(),
            success: result(&mut fields, problems),
            takes: fields.duration("takes", problems).unwrap_or(SimDuration::ZERO),
        };
        fields.done(problems);
        let place = answers.partition_point(|before| before.from <= answer.from);
        answers.insert(place, answer);
    }
    answers
}

fn read_hook(node: &Node, problems: &mut Problems) -> HookRun {
    let mut fields = Fields::new(node, "A hook", problems);
    let hook = HookRun {
        takes: fields.duration("takes", problems).unwrap_or_default(),
        success: result(&mut fields, problems),
    };
    fields.done(problems);
    hook
}

fn read_image(node: &Node, problems: &mut Problems) -> ImageState {
    let mut fields = Fields::new(node, "`image`", problems);
    let pull = fields.duration("pull", problems);
    let present = fields.bool("present", problems);
    let error = fields.string("error", problems);
    fields.done(problems);
    match (error, pull, present) {
        (Some(error), takes, _) => ImageState::Error(error, takes.unwrap_or_default()),
        (None, Some(takes), _) => ImageState::Pull(takes),
        (None, None, Some(false)) => ImageState::Absent,
        (None, None, Some(true) | None) => ImageState::Present,
    }
}

fn read_volume(node: &Node, problems: &mut Problems) -> MissingVolume {
    let mut fields = Fields::new(node, "A volume of a Scenario", problems);
    let volume = MissingVolume {
        name: fields.required("name", problems),
        span: node.get("name").map_or(node.span, |name| name.span),
        missing: fields.required("missing", problems),
        until: fields.duration("until", problems).map(|since| SimTime::ZERO + since),
    };
    fields.done(problems);
    volume
}

fn read_host(node: &Node, problems: &mut Problems) -> OutsideHost {
    let mut fields = Fields::new(node, "A host of a Scenario", problems);
    let host = fields.required("host", problems);
    let port = fields.int("port", problems);
    let from = fields.duration("from", problems);
    let until = fields.duration("until", problems);
    let never = fields.bool("never", problems) == Some(true);
    fields.done(problems);
    let place = |name: &str| node.get(name).map_or(node.span, |value| value.span);
    let known = port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
    if port.is_some() && known.is_none() {
        problems.add(place("port"), "A port is a number from 1 to 65535.".to_owned(), "");
    }
    if never && (from.is_some() || until.is_some()) {
        let message = "A host that never answers has no `from` and no `until`.".to_owned();
        problems.add(place("never"), message, "Keep one of them.");
    } else if until.is_some_and(|until| until <= from.unwrap_or_default()) {
        let message = "`until` is not after `from`: the host never answers.".to_owned();
        problems.add(place("until"), message, "Write {never: true} where that is meant.");
    }
    let since_creation = |time: SimDuration| SimTime::ZERO + time;
    OutsideHost {
        host,
        port: known,
        from: (!never).then(|| since_creation(from.unwrap_or_default())),
        until: until.map(since_creation),
    }
}

fn read_action(node: &Node, problems: &mut Problems) -> Option<TimedAction> {
    let mut fields = Fields::new(node, "An action", problems);
    let at = SimTime::ZERO + fields.duration("at", problems).unwrap_or_default();
    let mut action = None;
    if let Some(node) = fields.get_even_null("delete") {
        let mut delete = Fields::new(node, "`delete`", problems);
        action = Some(Action::Delete {
            grace_period_seconds: delete.int("gracePeriodSeconds", problems),
        });
        delete.done(problems);
    }
    if let Some(node) = fields.get("signal") {
        let mut signal = Fields::new(node, "`signal`", problems);
        action = Some(Action::Signal {
            container: signal.required("container", problems),
            signal: signal.required("signal", problems),
        });
        signal.done(problems);
    }
    if fields.get_even_null("evict").is_some() {
        action = Some(Action::Evict);
    }
    if fields.get_even_null("drain").is_some() {
        action = Some(Action::Drain);
    }
    if let Some(node) = fields.get("condition") {
        let mut condition = Fields::new(node, "`condition`", problems);
        action = Some(Action::Condition {
            type_: condition.required("type", problems),
            status: condition.required("status", problems),
        });
        condition.done(problems);
    }
    if let Some(gate) = fields.string("removeSchedulingGate", problems) {
        action = Some(Action::RemoveSchedulingGate(gate));
    }
    if let Some(node) = fields.get("setImage") {
        let mut set = Fields::new(node, "`setImage`", problems);
        action = Some(Action::SetImage {
            container: set.required("container", problems),
            image: set.required("image", problems),
        });
        set.done(problems);
    }
    if let Some(node) = fields.get("addEphemeralContainer") {
        let mut add = Fields::new(node, "`addEphemeralContainer`", problems);
        action = Some(Action::AddEphemeralContainer {
            name: add.required("name", problems),
            image: add.required("image", problems),
            runs: read_runs(add.list("runs", problems), problems),
        });
        add.done(problems);
    }
    if fields.get_even_null("deleteJob").is_some() {
        action = Some(Action::DeleteJob);
    }
    if let Some(suspend) = fields.bool("suspendJob", problems) {
        action = Some(Action::SuspendJob(suspend));
    }
    if fields.get("setFinalizers").is_some() {
        let finalizers =
            fields.list("setFinalizers", problems).iter().filter_map(text_of).collect();
        action = Some(Action::SetFinalizers(finalizers));
    }
    if let Some(node) = fields.get("resize") {
        action = Some(read_resize(node, problems));
    }
    if let Some(node) = fields.get("request") {
        let mut request = Fields::new(node, "`request`", problems);
        action = Some(Action::Request {
            container: request.required("container", problems),
            port: request
                .int("port", problems)
                .and_then(|port| u16::try_from(port).ok())
                .unwrap_or(80),
            path: request.string("path", problems).unwrap_or_else(|| "/".to_owned()),
        });
        request.done(problems);
    }
    if let Some(node) = fields.get("exec") {
        let mut exec = Fields::new(node, "`exec`", problems);
        action = Some(Action::Exec {
            container: exec.required("container", problems),
            command: exec.list("command", problems).iter().filter_map(text_of).collect(),
        });
        exec.done(problems);
    }
    fields.done(problems);
    if action.is_none() {
        problems.add(
            node.span,
            "An action says what happens.".to_owned(),
            "Write {at: 8s, delete: {}}.",
        );
    }
    Some(TimedAction { at, action: action?, span: node.span })
}

fn read_resize(node: &Node, problems: &mut Problems) -> Action {
    let mut resize = Fields::new(node, "`resize`", problems);
    let container = resize.required("container", problems);
    let mut amounts = |name| {
        let entries = resize.get(name).map(Node::entries).unwrap_or_default();
        entries
            .iter()
            .filter_map(|entry| Some((entry.name.clone(), text_of(&entry.value)?)))
            .collect()
    };
    let action =
        Action::Resize { container, requests: amounts("requests"), limits: amounts("limits") };
    resize.done(problems);
    action
}

/// Says which containers of a scenario neither the manifest has nor an action adds.
pub fn check_names(scenario: &Scenario, containers: &[&str]) -> Vec<Diagnostic> {
    let mut problems = Problems::default();
    let mut known = containers.to_vec();
    for timed in &scenario.actions {
        if let Action::AddEphemeralContainer { name, .. } = &timed.action {
            if known.contains(&name.as_str()) {
                let message = format!("The Pod has a container `{name}` already.");
                problems.add(timed.span, message, "Give it another name.");
            }
            known.push(name);
        }
    }
    let mut check = |name: &str, span: Span| {
        if !known.contains(&name) {
            let message = format!("The Pod has no container `{name}`.");
            problems.add(span, message, &format!("It has {}.", containers.join(", ")));
        }
    };
    for container in &scenario.containers {
        check(&container.name, container.span);
    }
    for timed in &scenario.actions {
        if let Action::Signal { container, .. }
        | Action::SetImage { container, .. }
        | Action::Resize { container, .. }
        | Action::Exec { container, .. }
        | Action::Request { container, .. } = &timed.action
        {
            check(container, timed.span);
        }
    }
    problems.0
}

/// Says which volumes of a scenario the Pod neither has nor mounts; a StatefulSet adds those of its claims.
pub fn check_volumes(scenario: &Scenario, spec: &PodSpec) -> Vec<Diagnostic> {
    let mut problems = Problems::default();
    for volume in &scenario.volumes {
        let has = spec.volumes.iter().flatten().any(|known| known.name == volume.name);
        let mut all = spec.init_containers.iter().flatten().chain(&spec.containers);
        let mounts = |of: &Container| {
            of.volume_mounts.iter().flatten().any(|mount| mount.name == volume.name)
        };
        if !has && !all.any(mounts) {
            let message = format!("The Pod has no volume `{}`.", volume.name);
            problems.add(volume.span, message, "");
        }
    }
    problems.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    #[test]
    fn hosts_say_from_when_they_answer_and_each_mistake_is_told() {
        for (host, expected) in [
            ("{host: db, port: 5432, from: 20s, until: 40s}", ""),
            ("{host: db, never: true}", ""),
            ("{port: 5432}", "A host of a Scenario needs `host`."),
            ("{host: db, port: 70000}", "A port is a number from 1 to 65535."),
            (
                "{host: db, from: 5s, until: 5s}",
                "`until` is not after `from`: the host never answers.",
            ),
            (
                "{host: db, never: true, from: 5s}",
                "A host that never answers has no `from` and no `until`.",
            ),
            ("{host: db, since: 5s}", "A host of a Scenario has no field `since`."),
        ] {
            let stream = yaml::parse(&format!("spec: {{network: [{host}]}}"));
            let [document] = stream.documents.as_slice() else { panic!("{host}") };
            let (scenario, found) = read(&document.root);
            assert_eq!(scenario.network.len(), 1, "{host}");
            let found: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
            assert_eq!(found.join("|"), expected, "{host}");
        }
    }
}
