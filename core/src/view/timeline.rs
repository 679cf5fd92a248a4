//! The picture of a run as lanes, bars and marks, without pixels.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a lane shows some kinds of entries among many"
)]

mod outside;

use serde::{Deserialize, Serialize};

use crate::sim::rules;
use crate::sim::story::{JobTrace, Story};
use crate::sim::trace::{Entry, HookKind, ProbeKind, SpecChange, Trace, TraceContainer, What};
use crate::text::sort_by;
use crate::time::SimTime;
use crate::view::{kubectl_get, pod};

pub use crate::sim::trace::Role;

/// What a container does during a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doing {
    /// Waiting for its turn, or for something that is missing.
    Waiting,
    /// Its image is pulled.
    Pulling,
    /// The process runs and its startup probe has not succeeded.
    Starting,
    /// The process runs and is started, but not ready.
    NotReady,
    /// The process runs and is ready.
    Ready,
    /// It has been told to stop.
    Stopping,
    /// It ended and waits to be started again: `CrashLoopBackOff`.
    BackOff,
}

/// A stretch of one lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// What goes on.
    pub doing: Doing,
    /// From when.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// The entry of the trace that began it.
    pub cause: usize,
}

/// What a mark on a lane stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MarkKind {
    /// The stop signal.
    Term,
    /// SIGKILL.
    Kill,
    /// A probe that succeeded.
    ProbeSuccess,
    /// A probe that failed.
    ProbeFailure,
    /// The process ended by itself or by a signal.
    Exit,
    /// Something happened from outside, to the Pod as a whole or to its Job.
    Outside,
}

/// Something that happens at one instant of a lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What.
    pub kind: MarkKind,
    /// When.
    pub at: SimTime,
    /// In words: `TERM`, `exit 1`, `startup probe failed`.
    pub label: String,
    /// The entry of the trace that explains it.
    pub cause: usize,
}

/// A lifecycle hook that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// `postStart` or `preStop`.
    pub name: String,
    /// From when.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// The entry of the trace that explains it.
    pub cause: usize,
}

/// One container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// The container's name.
    pub name: String,
    /// What kind it is.
    pub role: Role,
    /// Its image, shortened to what tells it apart: `envoy:v1.34`.
    pub image: String,
    /// From left to right, without overlap.
    pub segments: Vec<Segment>,
    /// In order of time.
    pub marks: Vec<Mark>,
    /// In order of time.
    pub hooks: Vec<Hook>,
    /// What was assumed of its process, as a sentence; nothing where it was said.
    pub assumed: Option<String>,
}

/// A stretch of the Pod's own bands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// From when.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// kubectl's STATUS word.
    pub status: String,
}

/// The time between the request to stop and the last moment to do so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grace {
    /// When the stop began.
    pub from: SimTime,
    /// When the grace period ends.
    pub to: SimTime,
}

/// One Pod from its acceptance to the end of the observation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// The Pod's name.
    pub pod: String,
    /// How far it was simulated.
    pub end: SimTime,
    /// STATUS as it changes; the last one ends where the object left the API.
    pub status: Vec<Band>,
    /// When the condition `Ready` is True.
    pub ready: Vec<Band>,
    /// The containers: init entries, app containers, ephemeral ones, each in the order of the manifest.
    pub lanes: Vec<Lane>,
    /// The grace periods.
    pub grace: Vec<Grace>,
    /// What happened from outside, in order of time.
    #[serde(default)]
    pub outside: Vec<Mark>,
    /// When the object left the API.
    pub deleted: Option<SimTime>,
}

impl Timeline {
    /// Whether it shows the same as another one, except for the Pod's name.
    pub fn looks_like(&self, other: &Self) -> bool {
        let Self { pod: _, end, status, ready, lanes, grace, outside, deleted } = self;
        (end, status, ready, lanes, grace, outside, deleted)
            == (
                &other.end,
                &other.status,
                &other.ready,
                &other.lanes,
                &other.grace,
                &other.outside,
                &other.deleted,
            )
    }
}

/// Lays out a run.
pub fn timeline(trace: &Trace) -> Timeline {
    let end = trace.end;
    let deleted = trace.removed();
    let shown_until = deleted.unwrap_or(end);
    let rows = kubectl_get::rows(trace);
    let status = rows.iter().map(|row| (row.at, Some(row.status.clone())));
    let ready = trace
        .statuses()
        .map(|(at, status)| (at, pod::is_true(status, "Ready").then(|| "Ready".to_owned())));
    let lane = |(index, container)| Lane::of(trace, index, container, end);
    Timeline {
        pod: trace.pod.clone(),
        end,
        status: bands(status, shown_until),
        ready: bands(ready, shown_until),
        lanes: trace.containers.iter().enumerate().map(lane).collect(),
        grace: trace.entries.iter().filter_map(grace).collect(),
        outside: outside::of_pod(trace, 0),
        deleted,
    }
}

/// Lays out everything that was played together: a lane for each container of each Pod.
pub fn story_timeline(story: &Story) -> Timeline {
    if story.pods.len() < 2 {
        let mut only = story.first().map(timeline).unwrap_or_default();
        only.outside.extend(outside::of_job(story));
        return Timeline { end: story.end, ..only };
    }
    let prefix = common_prefix(&story.pods);
    let mut all = Timeline {
        pod: format!("{prefix}…"),
        end: story.end,
        deleted: story.job.as_ref().and_then(JobTrace::removed),
        ..Timeline::default()
    };
    for (position, trace) in story.pods.iter().enumerate() {
        let part = timeline(trace);
        // The bands are about the newest Pod.
        let until = story.pods.get(position + 1).map_or(story.end, |next| next.created);
        all.status.extend(part.status.into_iter().filter_map(|band| band.before(until)));
        all.ready.extend(part.ready.into_iter().filter_map(|band| band.before(until)));
        // Of many grace periods only those tell something that were used up.
        let used = |grace: &Grace| last_end(trace).is_none_or(|end| end >= grace.to);
        all.grace.extend(part.grace.into_iter().filter(used));
        all.outside.extend(outside::of_pod(trace, story.causes_before(position)));
        let pod = trace.pod.strip_prefix(prefix).filter(|pod| !pod.is_empty());
        let pod = pod.map_or_else(|| (position + 1).to_string(), ToOwned::to_owned);
        for mut lane in part.lanes {
            lane.name = format!("{pod}/{}", lane.name);
            lane.shift(story.causes_before(position));
            all.lanes.push(lane);
        }
    }
    all.outside.extend(outside::of_job(story));
    sort_by(&mut all.outside, |one, other| one.at.cmp(&other.at));
    all
}

/// What the names of several Pods have in common, up to a dash: `migrate-`.
fn common_prefix(pods: &[Trace]) -> &str {
    let Some(first) = pods.first().map(|trace| trace.pod.as_str()) else { return "" };
    let starts = |end: &usize| {
        let start = first.get(..*end).unwrap_or_default();
        pods.iter().all(|trace| trace.pod.starts_with(start))
    };
    let mut dashes = first.rmatch_indices('-').map(|(at, _)| at + 1);
    let end = dashes.find(starts).unwrap_or_default();
    first.get(..end).unwrap_or_default()
}

/// When the last process of a Pod ended; nothing while one runs.
fn last_end(trace: &Trace) -> Option<SimTime> {
    let mut last = SimTime::ZERO;
    for container in 0..trace.containers.len() {
        for run in trace.runs(container) {
            last = last.max(run.finished?.at);
        }
    }
    Some(last)
}

fn grace(entry: &Entry) -> Option<Grace> {
    match entry.what {
        What::StopRequested { deadline } => Some(Grace { from: entry.at, to: deadline }),
        _ => None,
    }
}

/// Stretches of the same word; nothing is drawn where there is none.
fn bands(changes: impl Iterator<Item = (SimTime, Option<String>)>, end: SimTime) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let mut open: Option<(SimTime, String)> = None;
    let changes: Vec<_> = changes.chain(std::iter::once((end, None))).collect();
    for (at, word) in changes {
        if open.as_ref().map(|(_, word)| word) == word.as_ref() {
            continue;
        }
        if let Some((from, status)) = open.take()
            && from < at
        {
            bands.push(Band { from, to: at, status });
        }
        open = word.map(|word| (at, word));
    }
    bands
}

/// The image without its registry and digest: `envoy:v1.34.0`.
pub(crate) fn short_image(image: &str) -> String {
    let named = image.split('@').next().unwrap_or_default();
    named.rsplit('/').next().unwrap_or_default().to_owned()
}

impl Band {
    /// The part before an instant.
    fn before(self, until: SimTime) -> Option<Self> {
        (self.from < until).then(|| Self { to: self.to.min(until), ..self })
    }
}

impl Lane {
    /// The entries that it names lie further down the list.
    fn shift(&mut self, offset: usize) {
        self.segments.iter_mut().for_each(|segment| segment.cause += offset);
        self.marks.iter_mut().for_each(|mark| mark.cause += offset);
        self.hooks.iter_mut().for_each(|hook| hook.cause += offset);
    }

    fn of(trace: &Trace, index: usize, container: &TraceContainer, end: SimTime) -> Self {
        let mut lane = Self {
            name: container.name.clone(),
            role: container.role,
            image: short_image(&container.image),
            segments: Vec::new(),
            marks: Vec::new(),
            hooks: Vec::new(),
            assumed: container.assumed(),
        };
        // An ephemeral container is not there before somebody adds it.
        let is_late = container.role == Role::Ephemeral;
        let mut open = (!is_late).then_some((Doing::Waiting, trace.created, 0));
        for (id, entry) in trace.entries.iter().enumerate() {
            if entry.what == What::Removed {
                lane.close(&mut open, entry.at);
                break;
            }
            lane.mark(trace, index, id, entry);
            let now_doing = open.map(|(doing, _, _)| doing);
            let next = match next_doing(trace, index, id, entry, now_doing) {
                Change::None => now_doing,
                Change::To(doing) => Some(doing),
                Change::Gone => None,
            };
            if next != now_doing {
                lane.close(&mut open, entry.at);
                open = next.map(|doing| (doing, entry.at, id));
            }
        }
        lane.close(&mut open, end);
        lane
    }

    fn close(&mut self, open: &mut Option<(Doing, SimTime, usize)>, at: SimTime) {
        if let Some((doing, from, cause)) = open.take()
            && from < at
        {
            self.segments.push(Segment { doing, from, to: at, cause });
        }
    }

    fn mark(&mut self, trace: &Trace, index: usize, id: usize, entry: &Entry) {
        let (kind, label) = match &entry.what {
            What::Term(of) if *of == index => {
                let signal = trace.containers.get(index).map_or("", |of| of.stop_signal.as_str());
                (MarkKind::Term, signal.trim_start_matches("SIG").to_owned())
            }
            What::Kill(of) if *of == index => (MarkKind::Kill, "KILL".to_owned()),
            What::Probed(of, kind, success) if *of == index => {
                let name = probe_name(*kind);
                if *success {
                    (MarkKind::ProbeSuccess, format!("{name} probe succeeded"))
                } else {
                    (MarkKind::ProbeFailure, format!("{name} probe failed"))
                }
            }
            What::Finished { container, exit_code, reason, .. }
            | What::StartFailed { container, exit_code, reason, .. }
                if *container == index =>
            {
                let label = match reason.as_str() {
                    "Completed" | "Error" => format!("exit {exit_code}"),
                    other => other.to_owned(),
                };
                (MarkKind::Exit, label)
            }
            What::HookBegan(of, kind) if *of == index => {
                let name = match kind {
                    HookKind::PostStart => "postStart",
                    HookKind::PreStop => "preStop",
                };
                let ended = trace.entries.iter().skip(id).find(
                    |later| matches!(later.what, What::HookEnded(of, ended, _) if of == index && ended == *kind),
                );
                let to = ended.map_or(trace.end, |ended| ended.at);
                self.hooks.push(Hook { name: name.to_owned(), from: entry.at, to, cause: id });
                return;
            }
            _ => return,
        };
        self.marks.push(Mark { kind, at: entry.at, label, cause: id });
    }
}

/// The kubelet's word for a probe.
pub fn probe_name(kind: ProbeKind) -> &'static str {
    match kind {
        ProbeKind::Startup => "startup",
        ProbeKind::Readiness => "readiness",
        ProbeKind::Liveness => "liveness",
    }
}

/// How an entry changes what a container does.
enum Change {
    /// It does not.
    None,
    /// It does this from now on.
    To(Doing),
    /// It does nothing any more.
    Gone,
}

/// What a container does from an entry on.
fn next_doing(trace: &Trace, index: usize, id: usize, entry: &Entry, now: Option<Doing>) -> Change {
    let runs = matches!(now, Some(Doing::Starting | Doing::NotReady | Doing::Ready));
    match &entry.what {
        What::SpecChanged { container, change: SpecChange::Added } if *container == index => {
            Change::To(Doing::Waiting)
        }
        What::PullBegan(of) if *of == index => Change::To(Doing::Pulling),
        What::PullEnded(of) if *of == index => Change::To(Doing::Waiting),
        What::Started(of, _) if *of == index => Change::To(doing_after_start(trace, index, id)),
        What::BecameStarted(of) if *of == index && now == Some(Doing::Starting) => {
            Change::To(Doing::NotReady)
        }
        What::ReadyChanged(of, ready) if *of == index && runs && now != Some(Doing::Starting) => {
            Change::To(if *ready { Doing::Ready } else { Doing::NotReady })
        }
        // A sidecar whose turn has not come is not stopping: it works for those that are.
        What::Term(of) | What::HookBegan(of, HookKind::PreStop) if *of == index && runs => {
            Change::To(Doing::Stopping)
        }
        What::Finished { container, .. } | What::StartFailed { container, .. }
            if *container == index =>
        {
            doing_after_end(trace, index, id).map_or(Change::Gone, Change::To)
        }
        _ => Change::None,
    }
}

/// A container whose probes do not hold it back is drawn as ready from its first instant.
fn doing_after_start(trace: &Trace, index: usize, id: usize) -> Doing {
    let has_no_probes =
        |container: &TraceContainer| matches!(container.role, Role::Init | Role::Ephemeral);
    if trace.containers.get(index).is_some_and(has_no_probes) {
        return Doing::Ready;
    }
    if let Some(doing) = doing_as_before(trace, index, id) {
        return doing;
    }
    let later = || {
        trace.entries.iter().skip(id).take_while(
            |entry| !matches!(entry.what, What::Finished { container, .. } if container == index),
        )
    };
    let Some(started) = later().find(|entry| entry.what == What::BecameStarted(index)) else {
        return Doing::Starting;
    };
    let at_once = later()
        .any(|entry| entry.what == What::ReadyChanged(index, true) && entry.at == started.at);
    match (started.rule == rules::STARTED, at_once) {
        (false, _) => Doing::Starting,
        (true, false) => Doing::NotReady,
        (true, true) => Doing::Ready,
    }
}

/// A container that was stopped and started again within one pass: the status goes on saying of it what it said of the run
/// before, and a startup probe that has to succeed once more is looked at later.
fn doing_as_before(trace: &Trace, index: usize, id: usize) -> Option<Doing> {
    let name = &trace.containers.get(index)?.name;
    let before = trace.entries.get(..id)?.iter().rev();
    let status = before.into_iter().find_map(|entry| match &entry.what {
        What::Status(status) => Some(status),
        _ => None,
    })?;
    let lists = [&status.init_container_statuses, &status.container_statuses];
    let known = lists.into_iter().flatten().flatten().find(|known| known.name == *name)?;
    let doing = if known.ready { Doing::Ready } else { Doing::NotReady };
    (known.started == Some(true)).then_some(doing)
}

/// After its end a container waits for its next start, if there is one.
fn doing_after_end(trace: &Trace, index: usize, id: usize) -> Option<Doing> {
    let mut later = trace.entries.iter().skip(id + 1).filter_map(|entry| match entry.what {
        What::BackOffBegan(of) if of == index => Some(Doing::BackOff),
        What::Started(of, _) if of == index => Some(Doing::Waiting),
        _ => None,
    });
    later.next()
}
