//! What `kubectl get pods` shows for the states of containers that readers choose: every row comes from a run.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use k8s_openapi::api::core::v1::{ContainerStatus, PodStatus};
use podlife_core::analysis::{Analysis, Options};
use podlife_core::time::{SimDuration, SimTime};
use podlife_core::view::kubectl_get::{row_at, rows};
use serde_json::json;

use super::File;

/// The instant that is looked at.
const NOW: SimTime = SimTime(500_000);

/// A container whose state is chosen.
struct Part {
    name: &'static str,
    /// What it is, for people.
    label: &'static str,
    /// Its states: what people read, what its status says, and how it comes to that.
    states: &'static [State],
}

struct State {
    label: &'static str,
    shows: Shows,
    /// What stands in its entry of the manifest.
    spec: &'static str,
    /// What stands in its entry of the Scenario.
    does: &'static str,
}

/// What the status of a container says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    /// There is no such container.
    Nothing,
    NotCreated,
    ImagePull,
    BackOff,
    NotStarted,
    NotReady,
    Ready,
    /// A regular init container at work.
    Running,
    Ended(i32),
}

const CRASHES: &str = "runs: [{exitsAfter: 1s, exitCode: 1}]";
const PULL: &str = "image: {error: not found}";
const STARTUP: &str =
    "startupProbe: {httpGet: {port: 80}, periodSeconds: 30, failureThreshold: 1000}";
const READINESS: &str = "readinessProbe: {httpGet: {port: 80}, periodSeconds: 30}";

const fn state(label: &'static str, shows: Shows, spec: &'static str, does: &'static str) -> State {
    State { label, shows, spec, does }
}

const PARTS: [Part; 3] = [
    Part {
        name: "proxy",
        label: "Native sidecar, first in initContainers",
        states: &[
            state("there is none", Shows::Nothing, "", ""),
            state("its image cannot be pulled", Shows::ImagePull, "", PULL),
            state(
                "runs, startup probe not passed",
                Shows::NotStarted,
                STARTUP,
                "startup: [{from: 0s, result: failure}]",
            ),
            state(
                "runs, not ready",
                Shows::NotReady,
                READINESS,
                "readiness: [{from: 0s, result: failure}]",
            ),
            state("runs, ready", Shows::Ready, "", "onStopSignal: {ignored: true}"),
            state("crashed, waits in back-off", Shows::BackOff, "", CRASHES),
            state(
                "ends with 0 again and again",
                Shows::Ended(0),
                "",
                "runs: [{exitsAfter: 1s, exitCode: 0}]",
            ),
        ],
    },
    Part {
        name: "migrate",
        label: "Regular init container, after it",
        states: &[
            state("there is none", Shows::Nothing, "", ""),
            state("not created yet", Shows::NotCreated, "", ""),
            state("at work", Shows::Running, "", "runs: [{}]"),
            state("failed, waits in back-off", Shows::BackOff, "", CRASHES),
            state("done", Shows::Ended(0), "", "runs: [{exitsAfter: 1s, exitCode: 0}]"),
        ],
    },
    Part {
        name: "app",
        label: "App container",
        states: &[
            state("not created yet", Shows::NotCreated, "", ""),
            state("its image cannot be pulled", Shows::ImagePull, "", PULL),
            state(
                "runs, not ready",
                Shows::NotReady,
                READINESS,
                "readiness: [{from: 0s, result: failure}]",
            ),
            state("runs, ready", Shows::Ready, "", "onStopSignal: {ignored: true}"),
            state("crashed, waits in back-off", Shows::BackOff, "", CRASHES),
            state(
                "has ended with 0, restartPolicy Never",
                Shows::Ended(0),
                "",
                "runs: [{exitsAfter: 490s, exitCode: 0}]",
            ),
            state(
                "has ended with 1, restartPolicy Never",
                Shows::Ended(1),
                "",
                "runs: [{exitsAfter: 490s, exitCode: 1}]",
            ),
        ],
    },
];

/// The choices; without JavaScript nothing is shown of it.
pub(super) fn html() -> String {
    let mut out = String::from(
        "<form class=\"decoder\" data-rows=\"decoder.json\" hidden><div class=\"decoder__in\">",
    );
    for part in PARTS {
        let _ = write!(out, "<label>{}<select name=\"{}\">", part.label, part.name);
        // What is usual of a part that works: it is ready, or is through.
        let usual = if part.name == "migrate" { Shows::Ended(0) } else { Shows::Ready };
        for (place, state) in part.states.iter().enumerate() {
            let chosen = if state.shows == usual { " selected" } else { "" };
            let _ = write!(out, "<option value=\"{place}\"{chosen}>{}</option>", state.label);
        }
        out.push_str("</select></label>");
    }
    out.push_str("<label>Deleted<select name=\"deleted\"><option value=\"0\">no</option><option value=\"1\">yes, some seconds ago</option></select></label></div><pre aria-live=\"polite\"></pre></form>\n");
    out
}

/// `decoder.json`: the row of each choice that exists, by the places of its states.
pub(super) fn file() -> File {
    let [proxies, inits, apps] = PARTS.map(|part| part.states);
    let mut known = BTreeMap::new();
    for (proxy, of_proxy) in proxies.iter().enumerate() {
        for (init, of_init) in inits.iter().enumerate() {
            for (app, of_app) in apps.iter().enumerate() {
                for deleted in [false, true] {
                    if let Some(row) = row([of_proxy, of_init, of_app], deleted) {
                        let key = format!("{proxy}{init}{app}{}", u8::from(deleted));
                        known.insert(key, row);
                    }
                }
            }
        }
    }
    File { path: "decoder.json".to_owned(), text: json!(known).to_string() }
}

/// READY, STATUS and RESTARTS, where the states come about together.
fn row(states: [&State; 3], is_deleted: bool) -> Option<String> {
    let analysis = Analysis::of(&text(states, is_deleted), &options());
    let (_, story) = analysis.played()?;
    let trace = story.first()?;
    let (_, shown_status) = trace.statuses().take_while(|(at, _)| *at <= NOW).last()?;
    for (part, state) in PARTS.iter().zip(states) {
        if shown(shown_status, part.name) != state.shows {
            return None;
        }
    }
    let rows = rows(trace);
    let row = row_at(&rows, trace, NOW)?;
    Some(format!("{}|{}|{}", row.ready, row.status, row.restarts))
}

fn options() -> Options {
    Options { until: Some(SimDuration::from_secs(505)), ..Options::default() }
}

fn text(states: [&State; 3], is_deleted: bool) -> String {
    let [proxy, init, app] = states;
    let entry = |part: &Part, state: &State, more: &str| {
        let image = "registry.example/any:1";
        let mut out = format!("  - name: {}\n    image: {image}\n{more}", part.name);
        if !state.spec.is_empty() {
            let _ = writeln!(out, "    {}", state.spec);
        }
        out
    };
    let policy = if matches!(app.shows, Shows::Ended(_)) { "Never" } else { "Always" };
    // With Never a failed init container would fail the Pod, and is not waited for.
    let mut out = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  restartPolicy: {policy}\n"
    );
    let [of_proxy, of_init, of_app] = &PARTS;
    if proxy.shows != Shows::Nothing || init.shows != Shows::Nothing {
        out.push_str("  initContainers:\n");
    }
    if proxy.shows != Shows::Nothing {
        out.push_str(&entry(of_proxy, proxy, "    restartPolicy: Always\n"));
    }
    if init.shows != Shows::Nothing {
        out.push_str(&entry(of_init, init, ""));
    }
    out.push_str("  containers:\n");
    out.push_str(&entry(of_app, app, ""));
    out.push_str("---\napiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec:\n  containers:\n");
    for (part, state) in PARTS.iter().zip(states) {
        if state.shows != Shows::Nothing {
            let _ = writeln!(out, "  - name: {}", part.name);
            let does = if state.does.is_empty() { "runs: [{}]" } else { state.does };
            let _ = writeln!(out, "    {does}");
        }
    }
    if is_deleted {
        out.push_str("  actions:\n  - {at: 495s, delete: {}}\n");
    }
    out
}

/// What a status says of a container.
fn shown(status: &PodStatus, name: &str) -> Shows {
    let inits = status.init_container_statuses.iter().flatten();
    let all = inits.chain(status.container_statuses.iter().flatten());
    let Some(known) = all.clone().find(|known| known.name == name) else { return Shows::Nothing };
    let is_regular_init = name == "migrate";
    of_status(known, is_regular_init)
}

fn of_status(known: &ContainerStatus, is_regular_init: bool) -> Shows {
    let Some(state) = &known.state else { return Shows::NotCreated };
    if let Some(terminated) = &state.terminated {
        return Shows::Ended(terminated.exit_code);
    }
    if state.running.is_some() {
        return match (is_regular_init, known.started, known.ready) {
            (true, ..) => Shows::Running,
            (false, Some(true), true) => Shows::Ready,
            (false, Some(true), false) => Shows::NotReady,
            (false, ..) => Shows::NotStarted,
        };
    }
    match state.waiting.as_ref().and_then(|waiting| waiting.reason.as_deref()) {
        Some("ImagePullBackOff" | "ErrImagePull") => Shows::ImagePull,
        Some("CrashLoopBackOff") => Shows::BackOff,
        _ => Shows::NotCreated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_of_runs_and_what_cannot_be_is_left_out() {
        let known: BTreeMap<String, String> = serde_json::from_str(&file().text).unwrap();
        let row = |key: &str| known.get(key).map(String::as_str);
        // Sidecar and app ready.
        assert_eq!(row("4030"), Some("2/2|Running|0"));
        // The image of the sidecar keeps everything else waiting.
        assert_eq!(row("1100"), Some("0/2|Init:ImagePullBackOff|0"));
        assert_eq!(row("1030"), None);
        // An init container at work, behind a sidecar that is ready.
        assert_eq!(row("4200"), Some("1/2|Init:1/2|0"));
        assert_eq!(row("4031"), Some("2/2|Terminating|0"));
        assert!(known.len() > 70, "{}", known.len());
    }
}
