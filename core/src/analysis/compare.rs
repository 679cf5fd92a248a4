//! What a fix changes in the life of a Pod: both texts are played.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, DocumentAnalysis, Options};
use crate::process::neighbors::Neighbors;
use crate::process::scenario::{Action, TimedAction};
use crate::quantity::List;
use crate::resources;
use crate::sim;
use crate::sim::story::Story;
use crate::sim::trace::{Role, Trace, What};
use crate::sim::workload::Workload;
use crate::text::{ChangedLine, Span, apply, changed_lines, sort_by};
use crate::time::{SimDuration, SimTime};
use crate::view::kubectl_describe::job;
use crate::view::{kubectl_get, pod};

/// What is different after a fix, in plain words; nothing where both texts live the same life.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Changes {
    /// One entry for each thing that changes.
    pub all: Vec<Change>,
}

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What: `start order`.
    pub what: String,
    /// How it is: `app, proxy`.
    pub before: String,
    /// How it is after the fix: `proxy, app`.
    pub after: String,
}

/// One line for each change.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all.iter().try_for_each(|change| writeln!(f, "{change}"))
    }
}

/// `start order: app, proxy → proxy, app`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} → {}", self.what, self.before, self.after)
    }
}

/// What a fix does, for people to decide about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The lines of the text that change, in runs, with lines around them that stay.
    pub lines: Vec<Vec<ChangedLine>>,
    /// What is different in the life of the Pod.
    pub changes: Changes,
}

/// What a fix of a finding does, both by their places in a report about the text; nothing where there is no such fix.
pub fn preview(text: &str, options: &Options, finding: usize, fix: usize) -> Option<Preview> {
    let before = Analysis::of(text, options);
    let found = before.diagnostics.get(finding)?;
    let fixed = apply(text, &found.fixes.get(fix)?.edits);
    let after = Analysis::of(&fixed, options);
    let place = before.documents.iter().position(|it| it.span.touches(found.span.start));
    let changes = place.map(|place| Changes::between(&before, &after, place));
    let changes = changes.unwrap_or_default();
    Some(Preview { lines: changed_lines(text, &fixed, AROUND), changes })
}

/// How many lines that stay are shown beside those that change.
const AROUND: usize = 2;

impl Changes {
    /// What is different in the life of the first Pod of the document at a place in two texts, or of its Job.
    ///
    /// A Pod that does not end by itself is deleted at the end of what is watched, so that the order of stopping shows.
    /// Of a document that has no Pod, or is not in both, there is nothing to tell.
    pub fn between(before: &Analysis, after: &Analysis, place: usize) -> Self {
        let facts = |analysis: &Analysis| {
            let document = analysis.documents.get(place)?;
            let ending = deleted(document, &analysis.neighbors);
            Some(facts(document, ending.as_ref(), false))
        };
        let (Some(before), Some(after)) = (facts(before), facts(after)) else {
            return Self::default();
        };
        let changed = before.into_iter().filter_map(|(what, before)| {
            let (_, after) = after.iter().find(|(other, _)| *other == what)?;
            let is_changed = before != *after;
            is_changed.then(|| Change { what: what.to_owned(), before, after: after.clone() })
        });
        Self { all: changed.collect() }
    }
}

/// What there is to tell of a document, and how it is; `ending` is the life in which its Pod is deleted, where that is
/// another one. With `all`, containers that have to end before the others start count too.
pub(super) fn facts(
    document: &DocumentAnalysis,
    ending: Option<&Story>,
    all: bool,
) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(accepted) = document.accepted {
        let does = if accepted { "accepts it" } else { "refuses it" };
        facts.push(("API server", does.to_owned()));
    }
    // What is refused lives no life.
    let is_told = all && !is_refused(document);
    if document.accepted == Some(false) && !is_told {
        return facts;
    }
    if let Some(story) = &document.story
        && let Some(trace) = story.first()
    {
        let ending = ending.and_then(Story::first).unwrap_or(trace);
        tell_life(story, trace, ending, all, &mut facts);
    }
    if let Some(spec) = document.object.as_ref().and_then(|object| object.pod_spec()) {
        facts.push(("requests", listed(&resources::requests(spec))));
        facts.push(("QoS class", resources::qos_class(spec).to_owned()));
    }
    facts
}

/// Whether the API server has something against a document, and not only misses what a fragment leaves out.
pub(super) fn is_refused(document: &DocumentAnalysis) -> bool {
    let is_whole = !document.decoded.fragment || !document.errors.is_empty();
    document.accepted == Some(false) && is_whole
}

/// What there is to tell of the life of a Pod.
fn tell_life(
    story: &Story,
    trace: &Trace,
    ending: &Trace,
    all: bool,
    facts: &mut Vec<(&'static str, String)>,
) {
    let runs = |place| trace.runs(place).into_iter();
    let told = |trace: &Trace| -> Vec<usize> {
        let counts = |it: &&(usize, Role)| all || matches!(it.1, Role::App | Role::Sidecar);
        let roles: Vec<_> = trace.containers.iter().map(|it| it.role).enumerate().collect();
        roles.iter().filter(counts).map(|(place, _)| *place).collect()
    };
    let mut never = Vec::new();
    let mut started = Vec::new();
    for place in told(trace) {
        match runs(place).next() {
            Some(run) => started.push((run.started, place)),
            None => never.push((SimTime::ZERO, place)),
        }
    }
    facts.push(("start order", names(trace, started, "none starts")));
    if all {
        let never = never.iter().filter_map(|(_, place)| trace.containers.get(*place));
        let never: Vec<&str> = never.map(|it| it.name.as_str()).collect();
        let none = if never.is_empty() { "none".to_owned() } else { never.join(", ") };
        facts.push(("never starts", none));
    }
    let ready = ready(trace).map_or_else(|| "never".to_owned(), |at| since(trace, at));
    facts.push(("ready after", ready));
    let mut rows = kubectl_get::rows(trace);
    // What a deletion makes of it is told beside that.
    let deleted = trace.deletion_marked().filter(|_| all);
    rows.retain(|row| deleted.is_none_or(|at| row.at < at));
    if let Some(last) = rows.last() {
        let running = rows.iter().rfind(|row| row.status == "Running").unwrap_or(last);
        facts.push(("READY", running.ready.clone()));
        facts.push((if all { "STATUS" } else { "STATUS at the end" }, last.status.clone()));
        facts.push(("restarts", last.restarts.to_string()));
    }
    let stays = |place: usize| {
        let is_init = ending.containers.get(place).is_some_and(|it| it.role == Role::Init);
        // One that has done its work was not stopped.
        !is_init || ending.entries.iter().any(|entry| entry.what == What::Term(place))
    };
    let stopped = told(ending).into_iter().filter(|place| stays(*place));
    let stopped = stopped.filter_map(|place| Some((stopped_at(ending, place)?, place)));
    facts.push(("stop order", names(ending, stopped.collect(), "none ends")));
    let lost: usize = ending.lost.iter().map(|lost| lost.lines).sum();
    facts.push(("lost lines", lost.to_string()));
    let is_deleted = |at: SimTime| ended(trace).is_none_or(|(end, _)| end >= at);
    let completes = match deleted {
        Some(at) if story.job.is_none() && is_deleted(at) => "none".to_owned(),
        _ => completion(story, trace),
    };
    facts.push(("completion", completes));
}

/// Whether the Pod of a story neither ends by itself nor is deleted: somebody has to, so that its stop shows.
pub(super) fn goes_on(story: &Story, trace: &Trace) -> bool {
    story.job.is_none() && trace.deletion_marked().is_none() && ended(trace).is_none()
}

/// The Pod once more, deleted at the end of what was watched; nothing where it ends otherwise, or is a Job's.
fn deleted(document: &DocumentAnalysis, neighbors: &Neighbors) -> Option<Story> {
    let story = document.story.as_ref()?;
    let trace = story.first().filter(|trace| goes_on(story, trace))?;
    let until = trace.end.since(SimTime::ZERO) + PATIENCE;
    again(document, neighbors, Some(trace.end), Some(until))
}

/// The life of a document's Pods once more: with its Pod deleted at an instant, and watched for so long, or for as long
/// as something changes.
pub(super) fn again(
    document: &DocumentAnalysis,
    neighbors: &Neighbors,
    deleted_at: Option<SimTime>,
    until: Option<SimDuration>,
) -> Option<Story> {
    let mut workload = Workload::of(document.object.as_ref()?)?;
    workload.pod.neighbors = neighbors;
    let mut scenario = document.scenario.clone();
    scenario.until = None;
    if let Some(at) = deleted_at {
        let action = Action::Delete { grace_period_seconds: None };
        scenario.actions.push(TimedAction { at, action, span: Span::at(0) });
    }
    Some(sim::play(&workload, &scenario, until))
}

/// How long a deletion is watched: most grace periods are over then.
const PATIENCE: SimDuration = SimDuration::from_secs(120);

/// `cpu 250m, memory 64Mi`.
fn listed(list: &List) -> String {
    let mut words = String::new();
    for (name, quantity) in list.iter().filter(|(_, quantity)| !quantity.is_zero()) {
        words.push_str(if words.is_empty() { "" } else { ", " });
        words.push_str(name);
        words.push(' ');
        words.push_str(&quantity.to_string());
    }
    if words.is_empty() { "none".to_owned() } else { words }
}

/// When a container begins to stop for good: it is told to, or ends by itself.
fn stopped_at(trace: &Trace, place: usize) -> Option<SimTime> {
    let runs = trace.runs(place);
    let run = runs.last()?;
    let end = run.finished.as_ref()?.at;
    let told = trace.entries.iter().filter(|entry| entry.what == What::Term(place));
    let mut told = told.map(|entry| entry.at).filter(|at| *at >= run.started);
    Some(told.next().unwrap_or(end))
}

/// The names of containers in the order of what happens to them: `proxy, app`, or `proxy and app together`.
fn names(trace: &Trace, mut places: Vec<(SimTime, usize)>, none: &str) -> String {
    sort_by(&mut places, Ord::cmp);
    let mut names = String::new();
    for (index, (at, place)) in places.iter().enumerate() {
        let Some(container) = trace.containers.get(*place) else { continue };
        let is_with = |other: Option<&(SimTime, usize)>| {
            other.is_some_and(|(then, _)| at.since(*then).max(then.since(*at)) < TOGETHER)
        };
        let is_after = index.checked_sub(1).is_some_and(|before| is_with(places.get(before)));
        names.push_str(match (names.is_empty(), is_after) {
            (true, _) => "",
            (false, true) => " and ",
            (false, false) => ", ",
        });
        names.push_str(&container.name);
        if is_after && !is_with(places.get(index + 1)) {
            names.push_str(" together");
        }
    }
    if names.is_empty() { none.to_owned() } else { names }
}

/// What happens within this time happens at once.
const TOGETHER: SimDuration = SimDuration::from_millis(20);

/// When the Pod is Ready for the first time.
fn ready(trace: &Trace) -> Option<SimTime> {
    let mut statuses = trace.statuses();
    statuses.find(|(_, status)| pod::is_true(status, "Ready")).map(|(at, _)| at)
}

/// How the Job ends, or the Pod.
fn completion(story: &Story, trace: &Trace) -> String {
    let ended = match &story.job {
        Some(job) => job.statuses().find_map(|(at, status)| {
            let end = ["Complete", "Failed"].into_iter().find(|end| job::is_true(status, end))?;
            Some((at, end.to_owned()))
        }),
        None => ended(trace),
    };
    match ended {
        Some((at, mut how)) => {
            how.push_str(" after ");
            how.push_str(&since(trace, at));
            how
        }
        None => "none".to_owned(),
    }
}

/// When the Pod ends by itself, and how.
fn ended(trace: &Trace) -> Option<(SimTime, String)> {
    trace.statuses().find_map(|(at, status)| {
        let phase = status.phase.as_deref()?;
        matches!(phase, "Succeeded" | "Failed").then(|| (at, phase.to_owned()))
    })
}

/// The time since the Pod was created, to a tenth of a second.
fn since(trace: &Trace, at: SimTime) -> String {
    tenths(at.since(trace.created))
}

/// A stretch of time to a tenth of a second.
pub(super) fn tenths(SimDuration(millis): SimDuration) -> String {
    SimDuration::from_millis((millis + 50) / 100 * 100).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Becomes;

    fn of(text: &str, title: &str) -> Preview {
        let options = Options::default();
        let analysis = Analysis::of(text, &options);
        let all = analysis.diagnostics.iter().enumerate().flat_map(|(finding, found)| {
            let fixes = found.fixes.iter().enumerate();
            fixes.map(move |(place, fix)| (finding, place, fix))
        });
        let mut titled = all.filter(|(_, _, fix)| fix.title == title);
        let (finding, fix, _) = titled.next().expect("a fix");
        preview(text, &options, finding, fix).expect("a preview")
    }

    const JOB: &str = "\
apiVersion: batch/v1
kind: Job
metadata: {name: import}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: import
        image: busybox:1.36
        command: [sleep, \"10\"]
      - name: log-shipper
        image: fluent/fluent-bit:3.2
";

    #[test]
    fn a_job_with_a_native_sidecar_completes() {
        let changes = of(JOB, "Make it a native sidecar").changes.to_string();
        assert!(
            changes.contains("start order: import, log-shipper → log-shipper, import\n"),
            "{changes}"
        );
        assert!(changes.contains("completion: none → Complete after 1"), "{changes}");
        assert!(changes.contains("stop order: import → import, log-shipper\n"), "{changes}");
    }

    const SERVER: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
  - name: log-shipper
    image: fluent/fluent-bit:3.2
    resources: {requests: {cpu: 100m}}
  - name: shop
    image: nginx:1.27
";

    #[test]
    fn a_pod_that_runs_for_ever_is_stopped_to_see_in_which_order() {
        let Preview { lines, changes } = of(SERVER, "Make it a native sidecar");
        let stops = changes.all.iter().find(|change| change.what == "stop order");
        let stops = stops.map(|it| (it.before.as_str(), it.after.as_str()));
        let expected = ("log-shipper and shop together", "shop, log-shipper");
        assert_eq!(stops, Some(expected), "{changes}");
        let gone = lines.iter().flatten().filter(|line| line.becomes == Becomes::Gone).count();
        let come = lines.iter().flatten().filter(|line| line.becomes == Becomes::New).count();
        assert!(gone <= 4 && come > gone, "{lines:?}");
    }

    #[test]
    fn what_stands_beside_the_pod_is_there_when_it_is_deleted() {
        let keys = "  - name: shop\n    envFrom: [{configMapRef: {name: shop}}]\n";
        let map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {A: b}\n";
        let text = SERVER.replace("  - name: shop\n", keys) + map;
        let changes = of(&text, "Make it a native sidecar").changes;
        let stops = changes.all.iter().find(|change| change.what == "stop order");
        assert_eq!(stops.map(|it| it.after.as_str()), Some("shop, log-shipper"), "{changes}");
    }

    #[test]
    fn of_what_the_api_server_refuses_there_is_no_life_to_compare() {
        let text = SERVER.replace("log-shipper\n", "log_shipper\n");
        let analysis = Analysis::of(&text, &Options::default());
        let finding = analysis.diagnostics.iter().position(|it| !it.fixes.is_empty());
        let preview = preview(&text, &Options::default(), finding.unwrap_or_default(), 0);
        let changes = preview.unwrap_or_default().changes.to_string();
        assert_eq!(changes, "API server: refuses it → accepts it\n");
    }

    #[test]
    fn there_is_no_preview_of_a_fix_that_is_not_there() {
        assert_eq!(preview("a: 1\n", &Options::default(), 0, 3), None);
        assert_eq!(preview(SERVER, &Options::default(), 99, 0), None);
    }
}
