//! The life of a Pod as a fence prints it: one that was played, or one that a real cluster recorded.

use k8s_openapi::api::batch::v1::JobStatus;
use k8s_openapi::api::core::v1::{ContainerStatus, PodStatus};
use podlife_core::sim::story::Story;
use podlife_core::sim::trace::{HookKind, ProbeKind, Trace, What};
use podlife_core::time::SimDuration;
use podlife_core::view::events::events;
use podlife_core::view::kubectl_get::rows;
use serde_json::Value;

use crate::markdown::Fence;

/// A row that is shown for less than this may be missed by who looks: `(brief)`. In milliseconds.
pub const BRIEF: u64 = 500;

/// Something that happened at an instant, in the words of the fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When, in milliseconds since the Pod was created.
    pub at: u64,
    /// `app start`, `1/1   Running   0`, `Killing  Stopping container app`.
    pub what: String,
    /// How often an event was seen; for rows how long they were shown, in milliseconds.
    pub count: u64,
}

/// What is compared of the life of a Pod.
#[derive(Clone, Debug, Default)]
pub struct Life {
    /// Processes, hooks, probes and the object: in order of time.
    pub marks: Vec<Happened>,
    /// READY, STATUS and RESTARTS of `kubectl get pods`.
    pub rows: Vec<Happened>,
    /// Each occurrence of an event.
    pub events: Vec<Happened>,
    /// The numbers and conditions of the Job that the Pod belongs to.
    pub job: Vec<Happened>,
    /// The status at each change.
    pub statuses: Vec<(u64, PodStatus)>,
}

/// The part of a life that a fence is about: `from=8s`, `until=20s`.
fn part(fence: &Fence, all: &[Happened]) -> Vec<Happened> {
    let instant = |key| fence.value(key).and_then(SimDuration::parse);
    let from = instant("from").map_or(0, |from| from.0);
    let until = instant("until").map_or(u64::MAX, |until| until.0);
    all.iter().filter(|it| (from..=until).contains(&it.at)).cloned().collect()
}

impl Life {
    /// What was played.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what a fence shows, among much else")]
    #[must_use]
    pub fn played(trace: &Trace) -> Self {
        let name = |container: usize| {
            trace.containers.get(container).map_or("?", |container| container.name.as_str())
        };
        let mut life = Self::default();
        for entry in &trace.entries {
            let what = match &entry.what {
                What::Started(container, _) => format!("{} start", name(*container)),
                What::StartFailed { container, exit_code, reason, .. } => {
                    life.mark(entry.at.0, format!("{} start", name(*container)));
                    format!("{} finish {exit_code} {reason}", name(*container))
                }
                What::Finished { container, exit_code, reason, .. } => {
                    format!("{} finish {exit_code} {reason}", name(*container))
                }
                What::Term(container) => format!("{} term", name(*container)),
                What::Kill(container) => format!("{} kill", name(*container)),
                What::HookBegan(container, kind) => {
                    format!("{} {} begins", name(*container), hook(*kind))
                }
                What::HookEnded(container, kind, _) => {
                    format!("{} {} ends", name(*container), hook(*kind))
                }
                What::Probed(container, kind, passed) => {
                    let kind = match kind {
                        ProbeKind::Startup => "startup",
                        ProbeKind::Readiness => "readiness",
                        ProbeKind::Liveness => "liveness",
                    };
                    format!("{} {kind} probe {}", name(*container), passes(*passed))
                }
                What::Removed => "pod deleted".to_owned(),
                What::Status(status) => {
                    life.statuses.push((entry.at.0, status.as_ref().clone()));
                    continue;
                }
                _ => continue,
            };
            life.mark(entry.at.0, what);
        }
        let rows: Vec<_> = rows(trace)
            .into_iter()
            .map(|row| (row.at.0, row.ready, row.status, i64::from(row.restarts)))
            .collect();
        life.show_rows(&rows, trace.removed().unwrap_or(trace.end).0);
        for event in events(trace) {
            life.see_event(event.at.0, &event.reason, &event.message);
        }
        life
    }

    /// What was played, with the Job: the Pod of a place in the order of their creation.
    #[must_use]
    pub fn of_story(story: &Story, pod: usize) -> Self {
        let mut life = story.pods.get(pod).map(Self::played).unwrap_or_default();
        if let Some(job) = &story.job {
            let statuses: Vec<_> =
                job.statuses().map(|(at, status)| (at.0, status.clone())).collect();
            life.show_job(&statuses, job.removed().unwrap_or(story.end).0);
        }
        life
    }

    /// What a recording holds: `trace.json` of the conformance kit, one of its Pods.
    #[must_use]
    pub fn recorded(recording: &Value, pod: usize) -> Self {
        let end = recording["end"].as_u64().unwrap_or_default();
        let pod = recording["pods"].get(pod).unwrap_or(&Value::Null);
        let mut life = Self::default();
        for container in list(&pod["containers"]) {
            let name = text(&container["name"]);
            for run in list(&container["runs"]) {
                if let Some(at) = run["started"].as_u64() {
                    life.mark(at, format!("{name} start"));
                }
                if let Some(at) = run["finished"].as_u64() {
                    let (code, reason) = (&run["exitCode"], text(&run["reason"]));
                    life.mark(at, format!("{name} finish {code} {reason}"));
                }
            }
        }
        for mark in list(&pod["marks"]) {
            let name = text(&mark["container"]);
            let probe = text(&mark["probe"]);
            let what = match text(&mark["mark"]) {
                "TERM" => format!("{name} term"),
                "PostStartBegin" => format!("{name} postStart begins"),
                "PostStartEnd" => format!("{name} postStart ends"),
                "PreStopBegin" => format!("{name} preStop begins"),
                "PreStopEnd" => format!("{name} preStop ends"),
                "ProbeSuccess" => format!("{name} {probe} probe passes"),
                "ProbeFailure" => format!("{name} {probe} probe fails"),
                _ => continue,
            };
            life.mark(mark["at"].as_u64().unwrap_or_default(), what);
        }
        if let Some(at) = pod["deleted"].as_u64() {
            life.mark(at, "pod deleted".to_owned());
        }
        life.marks.sort_by_key(|mark| mark.at);
        let rows: Vec<_> = list(&pod["rows"])
            .iter()
            .map(|row| {
                let (ready, status) = (text(&row["ready"]), text(&row["status"]));
                let restarts = row["restarts"].as_i64().unwrap_or_default();
                let at = row["at"].as_u64().unwrap_or_default();
                (at, ready.to_owned(), status.to_owned(), restarts)
            })
            .collect();
        life.show_rows(&rows, pod["deleted"].as_u64().unwrap_or(end));
        for event in list(&pod["events"]) {
            let at = event["at"].as_u64().unwrap_or_default();
            life.see_event(at, text(&event["reason"]), text(&event["message"]));
        }
        let job: Vec<_> = list(&recording["job"])
            .iter()
            .filter_map(|it| {
                let status = serde_json::from_value(it["status"].clone()).ok()?;
                Some((it["at"].as_u64()?, status))
            })
            .collect();
        life.show_job(&job, recording["jobDeleted"].as_u64().unwrap_or(end));
        life.statuses = list(&pod["status"])
            .iter()
            .filter_map(|it| {
                let status = serde_json::from_value(it["status"].clone()).ok()?;
                Some((it["at"].as_u64()?, status))
            })
            .collect();
        life
    }

    fn mark(&mut self, at: u64, what: String) {
        self.marks.push(Happened { at, what, count: 1 });
    }

    fn show_rows(&mut self, rows: &[(u64, String, String, i64)], end: u64) {
        for (at, ready, status, restarts) in rows {
            show(&mut self.rows, *at, format!("{ready:<7} {status:<27} {restarts}"));
        }
        last_until(&mut self.rows, end);
    }

    fn show_job(&mut self, statuses: &[(u64, JobStatus)], end: u64) {
        for (at, status) in statuses {
            let mut conditions = status.conditions.clone().unwrap_or_default();
            conditions.retain(|condition| condition.status == "True");
            let conditions: Vec<String> = conditions
                .into_iter()
                .map(|it| [it.type_, it.reason.unwrap_or_default()].join(" ").trim().to_owned())
                .collect();
            let numbers =
                [status.active, status.ready, status.terminating, status.succeeded, status.failed];
            let numbers = numbers.map(Option::unwrap_or_default);
            let [active, ready, terminating, succeeded, failed] = numbers;
            let what = format!(
                "{active:<8} {ready:<7} {terminating:<13} {succeeded:<11} {failed:<8} {}",
                conditions.join(", ")
            );
            show(&mut self.job, *at, what.trim_end().to_owned());
        }
        last_until(&mut self.job, end);
    }

    /// Names of Pods and nodes, and what a probe printed, are of the cluster and not of the kubelet.
    fn see_event(&mut self, at: u64, reason: &str, message: &str) {
        let message = match message.split_once(" in pod ") {
            Some((before, _)) => format!("{before} in pod POD"),
            None if reason == "Scheduled" => "Successfully assigned the Pod to a node".to_owned(),
            None if reason == "Unhealthy" => {
                message.split(": ").next().unwrap_or_default().to_owned()
            }
            None => message.to_owned(),
        };
        self.events.push(Happened { at, what: format!("{reason}  {message}"), count: 1 });
    }

    /// What a fence prints of this life; nothing where the fence is about something else.
    #[must_use]
    pub fn print(&self, fence: &Fence) -> Option<String> {
        Some(match fence.what() {
            "times" => lines(
                self.times(fence)
                    .iter()
                    .map(|it| format!("{:>7} {}", format!("{}s", seconds(it.at)), it.what)),
            ),
            "rows" => {
                table("READY   STATUS                      RESTARTS", &part(fence, &self.rows))
            }
            "job" => table(
                "ACTIVE   READY   TERMINATING   SUCCEEDED   FAILED   CONDITIONS",
                &part(fence, &self.job),
            ),
            "events" => {
                let mut events: Vec<Happened> = Vec::new();
                for event in part(fence, &self.events) {
                    match events.iter_mut().find(|seen| seen.what == event.what) {
                        Some(seen) => seen.count += 1,
                        None => events.push(event),
                    }
                }
                lines(events.iter().map(|event| {
                    let times =
                        if event.count > 1 { format!("  x{}", event.count) } else { String::new() };
                    format!("{:>7}  {}{times}", format!("{}s", seconds(event.at)), event.what)
                }))
            }
            "status" => {
                let at = match fence.value("at")? {
                    "end" => u64::MAX,
                    at => SimDuration::parse(at)?.0,
                };
                let until = self.statuses.iter().take_while(|(from, _)| *from <= at);
                let messages = fence.has("messages");
                until.last().map_or_else(
                    || "there is no status\n".to_owned(),
                    |(_, it)| status(it, messages),
                )
            }
            _ => return None,
        })
    }

    /// The marks that a `times` fence shows: probes where it asks for them.
    #[must_use]
    pub fn times(&self, fence: &Fence) -> Vec<Happened> {
        let mut marks = part(fence, &self.marks);
        marks.retain(|mark| fence.has("probes") || !mark.what.contains(" probe "));
        marks
    }
}

/// Shows a row from an instant on, in the place of the one before.
fn show(rows: &mut Vec<Happened>, at: u64, what: String) {
    if rows.last().is_some_and(|last| last.what == what) {
        return;
    }
    last_until(rows, at);
    rows.push(Happened { at, what, count: 0 });
}

/// Says how long the last row was shown.
fn last_until(rows: &mut [Happened], end: u64) {
    if let Some(last) = rows.last_mut() {
        last.count = end.saturating_sub(last.at);
    }
}

fn hook(kind: HookKind) -> &'static str {
    match kind {
        HookKind::PostStart => "postStart",
        HookKind::PreStop => "preStop",
    }
}

fn passes(passed: bool) -> &'static str {
    if passed { "passes" } else { "fails" }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Rows under their heads; those that were shown for a moment only are marked.
fn table(heads: &str, rows: &[Happened]) -> String {
    let rows = rows.iter().map(|row| {
        let brief = if row.count < BRIEF { "   (brief)" } else { "" };
        format!("{}{brief}", row.what)
    });
    lines(std::iter::once(heads.to_owned()).chain(rows))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// `5.08`: seconds to the hundredth.
#[must_use]
pub fn seconds(milliseconds: u64) -> String {
    format!("{}.{:02}", milliseconds / 1000, milliseconds % 1000 / 10)
}

/// The status in short: the phase, the conditions and one line for each container.
fn status(status: &PodStatus, messages: bool) -> String {
    let mut said = vec![format!("phase: {}", status.phase.as_deref().unwrap_or_default())];
    if let Some(reason) = &status.reason {
        said.push(format!("reason: {reason}"));
    }
    for value in ["True", "False"] {
        let conditions = status.conditions.iter().flatten().filter(|it| it.status == value);
        let types: Vec<&str> = conditions.map(|it| it.type_.as_str()).collect();
        if !types.is_empty() {
            said.push(format!("{value}: {}", types.join(" ")));
        }
    }
    let init = status.init_container_statuses.iter().flatten();
    let all = init.chain(status.container_statuses.iter().flatten());
    for known in all {
        said.push(container(known));
        let waiting = known.state.as_ref().and_then(|state| state.waiting.as_ref());
        if let Some(message) = waiting.and_then(|waiting| waiting.message.as_ref())
            && messages
        {
            said.push(format!("  {message}"));
        }
    }
    lines(said.into_iter())
}

/// `app: waiting CrashLoopBackOff, last Error 1, restarts 2`
fn container(status: &ContainerStatus) -> String {
    let state = status.state.as_ref();
    let ended = |end: &k8s_openapi::api::core::v1::ContainerStateTerminated| {
        format!("{} {}", end.reason.as_deref().unwrap_or_default(), end.exit_code)
    };
    let mut said = match state {
        Some(state) if state.running.is_some() => "running".to_owned(),
        Some(state) => match (&state.terminated, &state.waiting) {
            (Some(end), _) => format!("terminated {}", ended(end)),
            (None, Some(waiting)) => {
                format!("waiting {}", waiting.reason.as_deref().unwrap_or_default())
            }
            (None, None) => "waiting".to_owned(),
        },
        None => "waiting".to_owned(),
    };
    if let Some(last) = status.last_state.as_ref().and_then(|last| last.terminated.as_ref()) {
        said.push_str(&format!(", last {}", ended(last)));
    }
    if status.started == Some(true) {
        said.push_str(", started");
    }
    if status.ready {
        said.push_str(", ready");
    }
    if status.restart_count > 0 {
        said.push_str(&format!(", restarts {}", status.restart_count));
    }
    format!("{}: {said}", status.name)
}
