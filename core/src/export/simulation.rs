//! The run of one document as JSON: what `podlife simulate --output json` prints a line of.
//!
//! `simulation.schema.json` beside this file says what is in it; names only ever come in addition.

use k8s_openapi::api::batch::v1::JobStatus;

use crate::analysis::DocumentAnalysis;
use crate::process::machine::LogLine;
use crate::sim::story::Story;
use crate::sim::trace::{HookKind, ProbeKind, Role, Trace, What};
use crate::text::JsonText;
use crate::time::SimTime;
use crate::view::cause::story_causes;
use crate::view::events::{EventRow, events, job_events};
use crate::view::kubectl_get::rows;
use crate::view::status_yaml::status_json;
use crate::view::timeline::probe_name;

/// The shape that is written, as its `schema` field names it.
pub const SCHEMA: &str = "https://podlife.dev/schemas/simulation.v1.json";

/// That shape as JSON Schema.
pub const SCHEMA_TEXT: &str = include_str!("simulation.schema.json");

/// One document, in one line.
pub fn simulation(path: &str, document: &DocumentAnalysis, story: &Story) -> String {
    let mut json = JsonText::default();
    json.open('{').key("schema").string(SCHEMA);
    json.key("path").string(path).key("document").number(document.index as u64);
    json.key("kind").string(&document.decoded.kind);
    json.key("name").string(&document.decoded.name);
    json.key("end").number(story.end.0).key("pods").open('[');
    for trace in &story.pods {
        pod(&mut json, document, trace);
    }
    json.close(']').key("causes").open('[');
    for (id, cause) in story_causes(story).into_iter().enumerate() {
        json.open('{').key("id").number(id as u64).key("at").number(cause.at.0);
        json.key("what").string(&cause.what).key("because").open('[');
        for because in cause.because {
            json.number(because as u64);
        }
        json.close(']').key("rule").string(&cause.rule_id);
        json.key("source").string(&cause.source).close('}');
    }
    json.close(']');
    if let Some(job) = &story.job {
        json.key("job").open('[');
        for (at, status) in job.statuses() {
            json.open('{').key("at").number(at.0).key("status");
            job_status(&mut json, status);
            json.close('}');
        }
        json.close(']').key("jobEvents");
        listed(&mut json, &job_events(job), true);
        json.key("jobDeleted").some_number(job.removed().map(|at| at.0));
    }
    json.close('}');
    json.finish()
}

/// `v1.JobStatus`; the trace keeps its times elsewhere, so it has none.
fn job_status(json: &mut JsonText, status: &JobStatus) {
    json.open('{');
    for (name, number) in [
        ("active", status.active),
        ("failed", status.failed),
        ("ready", status.ready),
        ("succeeded", status.succeeded),
        ("terminating", status.terminating),
    ] {
        if let Some(number) = number {
            json.key(name).raw(&number.to_string());
        }
    }
    for (name, indexes) in
        [("completedIndexes", &status.completed_indexes), ("failedIndexes", &status.failed_indexes)]
    {
        if let Some(indexes) = indexes {
            json.key(name).string(indexes);
        }
    }
    if let Some(conditions) = &status.conditions {
        json.key("conditions").open('[');
        for condition in conditions {
            json.open('{').key("type").string(&condition.type_);
            json.key("status").string(&condition.status);
            for (name, words) in [("reason", &condition.reason), ("message", &condition.message)] {
                if let Some(words) = words {
                    json.key(name).string(words);
                }
            }
            json.close('}');
        }
        json.close(']');
    }
    if let Some(uncounted) = &status.uncounted_terminated_pods {
        json.key("uncountedTerminatedPods").open('{');
        for (name, pods) in [("succeeded", &uncounted.succeeded), ("failed", &uncounted.failed)] {
            if let Some(pods) = pods {
                json.key(name).open('[');
                for pod in pods {
                    json.string(pod);
                }
                json.close(']');
            }
        }
        json.close('}');
    }
    json.close('}');
}

fn at_status(json: &mut JsonText, at: SimTime, status: &str) {
    json.open('{').key("at").number(at.0).key("status").raw(status).close('}');
}

fn pod(json: &mut JsonText, document: &DocumentAnalysis, trace: &Trace) {
    json.open('{').key("name").string(&trace.pod).key("containers").open('[');
    for (index, container) in trace.containers.iter().enumerate() {
        let role = match container.role {
            Role::Init => "init",
            Role::Sidecar => "sidecar",
            Role::App => "app",
            Role::Ephemeral => "ephemeral",
        };
        json.open('{').key("name").string(&container.name).key("role").string(role);
        json.key("runs").open('[');
        for run in trace.runs(index) {
            json.open('{').key("started").some_number(Some(run.started.0));
            let end = run.finished.as_ref();
            json.key("finished").some_number(end.map(|end| end.at.0)).key("exitCode");
            json.raw(&end.map_or_else(|| "null".to_owned(), |end| end.exit_code.to_string()));
            json.key("reason").some_string(end.map(|end| end.reason.as_str())).close('}');
        }
        json.close(']').key("assumed").some_string(container.assumed().as_deref()).close('}');
    }
    json.close(']').key("marks").open('[');
    marks(json, trace);
    json.close(']').key("rows").open('[');
    for row in rows(trace) {
        json.open('{').key("at").number(row.at.0).key("ready").string(&row.ready);
        json.key("status").string(&row.status).key("restarts");
        json.raw(&row.restarts.to_string()).close('}');
    }
    json.close(']').key("status").open('[');
    for (at, status) in document.full_statuses(trace) {
        at_status(json, at, &status_json(&status).to_string());
    }
    json.close(']').key("events");
    listed(json, &events(trace), false);
    json.key("logs").open('[');
    printed(json, trace);
    json.close(']').key("lost").open('[');
    let name = |place: usize| trace.containers.get(place).map(|container| container.name.as_str());
    for lost in &trace.lost {
        json.open('{').key("file").string(&lost.file).key("volume").string(&lost.volume);
        json.key("writer").some_string(name(lost.writer));
        json.key("reader").some_string(name(lost.reader));
        json.key("lines").number(lost.lines as u64).key("at").number(lost.first_at.0).close('}');
    }
    json.close(']').key("deleted").some_number(trace.removed().map(|at| at.0)).close('}');
}

/// Occurrences of events; those of a Job also tell who sent them, and why.
fn listed(json: &mut JsonText, events: &[EventRow], with_cause: bool) {
    json.open('[');
    for event in events {
        json.open('{').key("at").number(event.at.0).key("type").string(&event.type_);
        json.key("reason").string(&event.reason).key("message").string(&event.message);
        json.key("fieldPath").string(&event.field_path);
        if with_cause {
            json.key("from").string(&event.from).key("cause").number(event.cause as u64);
        }
        json.close('}');
    }
    json.close(']');
}

/// What each run of each container printed.
fn printed(json: &mut JsonText, trace: &Trace) {
    for (container, of) in trace.containers.iter().enumerate() {
        for run in 0..trace.runs(container).len() {
            let is_own = |line: &&LogLine| (line.container, line.run) == (container, run);
            if !trace.logs.iter().any(|line| is_own(&line)) {
                continue;
            }
            json.open('{').key("container").string(&of.name).key("run").number(run as u64);
            json.key("lines").open('[');
            for line in trace.logs.iter().filter(is_own) {
                let stream = if line.stream == 2 { "stderr" } else { "stdout" };
                json.open('{').key("at").number(line.at.0).key("stream").string(stream);
                json.key("line").string(&line.text).close('}');
            }
            json.close(']').close('}');
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "some kinds of entries are marks")]
fn marks(json: &mut JsonText, trace: &Trace) {
    for entry in &trace.entries {
        let mut probe: Option<ProbeKind> = None;
        let (container, mark) = match &entry.what {
            What::Term(of) => (*of, "TERM"),
            What::Kill(of) => (*of, "KILL"),
            What::HookBegan(of, HookKind::PostStart) => (*of, "PostStartBegin"),
            What::HookEnded(of, HookKind::PostStart, _) => (*of, "PostStartEnd"),
            What::HookBegan(of, HookKind::PreStop) => (*of, "PreStopBegin"),
            What::HookEnded(of, HookKind::PreStop, _) => (*of, "PreStopEnd"),
            What::Probed(of, kind, success) => {
                probe = Some(*kind);
                (*of, if *success { "ProbeSuccess" } else { "ProbeFailure" })
            }
            What::PullBegan(of) => (*of, "PullBegin"),
            What::PullEnded(of) => (*of, "PullEnd"),
            What::BackOffBegan(of) => (*of, "BackOffBegin"),
            What::BackOffEnded(of) => (*of, "BackOffEnd"),
            _ => continue,
        };
        let name = trace.containers.get(container).map(|container| container.name.as_str());
        json.open('{').key("at").number(entry.at.0).key("container").some_string(name);
        json.key("mark").string(mark);
        if let Some(probe) = probe {
            json.key("probe").string(probe_name(probe));
        }
        json.close('}');
    }
}
