//! A run as a trace that Perfetto and `chrome://tracing` open: a process for each Pod, a thread for each container.
//!
//! Upstream: the "Trace Event Format". Complete events (`X`) of one thread never overlap there, so hooks, which lie
//! across the states of their container, have a thread of their own. Times are microseconds.

use crate::sim::story::Story;
use crate::sim::trace::Trace;
use crate::text::{JsonText, sort_by};
use crate::time::SimTime;
use crate::view::cause::{Cause, story_causes};
use crate::view::events::{EventRow, events, job_events};
use crate::view::timeline::{Doing, Lane, MarkKind, Timeline, timeline};

/// The trace as JSON.
pub fn trace_events(story: &Story) -> String {
    let mut trace = Writing { names: JsonText::default(), events: Vec::new() };
    trace.names.open('{').key("displayTimeUnit").string("ms");
    trace.names.key("otherData").open('{').key("generator").string("Podlife").close('}');
    trace.names.key("traceEvents").open('[');
    let causes = story_causes(story);
    for (position, pod) in story.pods.iter().enumerate() {
        let own = causes.get(story.causes_before(position)..).unwrap_or_default();
        trace.pod(position as u64 + 1, pod, own);
    }
    if let Some(job) = &story.job {
        let process = story.pods.len() as u64 + 1;
        trace.name(process, 0, "process_name", &["Job ", &job.name].concat());
        trace.name(process, 1, "thread_name", "Events");
        trace.kubernetes_events((process, 1), &job_events(job));
    }
    let Writing { mut names, mut events } = trace;
    sort_by(&mut events, |one, other| one.0.cmp(&other.0));
    for (_, event) in &events {
        names.raw(event);
    }
    names.close(']').close('}');
    let mut out = names.finish();
    out.push('\n');
    out
}

/// What is written already: what things are called, and what happens, with its instant.
struct Writing {
    names: JsonText,
    events: Vec<(SimTime, String)>,
}

/// A process and one of its threads.
type Place = (u64, u64);

impl Writing {
    fn pod(&mut self, process: u64, trace: &Trace, causes: &[Cause]) {
        let all: Timeline = timeline(trace);
        self.name(process, 0, "process_name", &["Pod ", &all.pod].concat());
        for (thread, name) in [(1, "STATUS"), (2, "Ready"), (3, "Events")] {
            self.name(process, thread, "thread_name", name);
        }
        for band in &all.status {
            self.stretch((process, 1), &band.status, "status", (band.from, band.to), None);
        }
        for band in &all.ready {
            self.stretch((process, 2), "Ready", "ready", (band.from, band.to), None);
        }
        for grace in all.grace.iter().filter(|grace| grace.from < grace.to) {
            self.instant((process, 1), "Grace period begins", "deletion", grace.from, None);
            self.instant((process, 1), "Grace period ends", "deletion", grace.to, None);
        }
        for mark in &all.outside {
            self.instant((process, 1), &mark.label, "outside", mark.at, causes.get(mark.cause));
        }
        self.kubernetes_events((process, 3), &events(trace));
        for (position, lane) in all.lanes.iter().enumerate() {
            self.lane((process, 10 + 2 * position as u64), lane, causes);
        }
    }

    fn lane(&mut self, (process, thread): Place, lane: &Lane, causes: &[Cause]) {
        self.name(process, thread, "thread_name", &lane.name);
        for segment in &lane.segments {
            let word = match segment.doing {
                Doing::Waiting => "Waiting",
                Doing::Pulling => "Pulling",
                Doing::Starting => "Starting",
                Doing::NotReady => "Not ready",
                Doing::Ready => "Running",
                Doing::Stopping => "Stopping",
                Doing::BackOff => "CrashLoopBackOff",
            };
            let why = causes.get(segment.cause);
            self.stretch((process, thread), word, "state", (segment.from, segment.to), why);
        }
        for mark in &lane.marks {
            let kind = match mark.kind {
                MarkKind::Term | MarkKind::Kill => "signal",
                MarkKind::ProbeSuccess | MarkKind::ProbeFailure => "probe",
                MarkKind::Exit => "exit",
                MarkKind::Outside => "outside",
            };
            self.instant((process, thread), &mark.label, kind, mark.at, causes.get(mark.cause));
        }
        if !lane.hooks.is_empty() {
            self.name(process, thread + 1, "thread_name", &[&lane.name, " hooks"].concat());
        }
        for hook in &lane.hooks {
            let why = causes.get(hook.cause);
            self.stretch((process, thread + 1), &hook.name, "hook", (hook.from, hook.to), why);
        }
    }

    fn kubernetes_events(&mut self, place: Place, rows: &[EventRow]) {
        for row in rows {
            let mut event = begun(place, &row.reason, "event", row.at);
            event.key("ph").string("i").key("s").string("t").key("args").open('{');
            event.key("type").string(&row.type_).key("message").string(&row.message);
            event.key("from").string(&row.from).close('}').close('}');
            self.events.push((row.at, event.finish()));
        }
    }

    /// What a process or a thread is called; threads stay in the order of their numbers.
    fn name(&mut self, process: u64, thread: u64, what: &str, name: &str) {
        let entry = |json: &mut JsonText, what: &str| {
            json.open('{').key("ph").string("M").key("ts").number(0);
            json.key("pid").number(process).key("tid").number(thread);
            json.key("name").string(what).key("args").open('{');
        };
        entry(&mut self.names, what);
        self.names.key("name").string(name).close('}').close('}');
        if thread > 0 {
            entry(&mut self.names, "thread_sort_index");
            self.names.key("sort_index").number(thread).close('}').close('}');
        }
    }

    fn stretch(
        &mut self,
        place: Place,
        name: &str,
        kind: &str,
        (from, to): (SimTime, SimTime),
        why: Option<&Cause>,
    ) {
        let mut event = begun(place, name, kind, from);
        event.key("ph").string("X").key("dur").number(to.since(from).0 * 1000);
        self.end(event, from, why);
    }

    fn instant(&mut self, place: Place, name: &str, kind: &str, at: SimTime, why: Option<&Cause>) {
        let mut event = begun(place, name, kind, at);
        event.key("ph").string("i").key("s").string("t");
        self.end(event, at, why);
    }

    fn end(&mut self, mut event: JsonText, at: SimTime, why: Option<&Cause>) {
        if let Some(why) = why {
            event.key("args").open('{').key("what").string(&why.what);
            event.key("rule").string(&why.rule).key("source").string(&why.source).close('}');
        }
        event.close('}');
        self.events.push((at, event.finish()));
    }
}

fn begun((process, thread): Place, name: &str, kind: &str, at: SimTime) -> JsonText {
    let mut event = JsonText::default();
    event.open('{').key("name").string(name).key("cat").string(kind);
    event.key("ts").number(at.0 * 1000).key("pid").number(process).key("tid").number(thread);
    event
}
