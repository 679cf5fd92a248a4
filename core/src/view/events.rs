//! `kubectl get events`, and what becomes of events on their way to the API.

use serde::{Deserialize, Serialize};

use crate::sim::story::{JobTrace, JobWhat, Story};
use crate::sim::trace::{EventType, Trace, What};
use crate::text::sort_by;
use crate::time::{SimDuration, SimTime};
use crate::view::kubectl_get::{human_millis, in_order};
use crate::view::tabwriter;

/// One occurrence of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventRow {
    /// When it was sent.
    pub at: SimTime,
    /// `Normal` or `Warning`.
    #[serde(rename = "type")]
    pub type_: String,
    /// `Killing`.
    pub reason: String,
    /// `Stopping container app`.
    pub message: String,
    /// `spec.containers{app}`; empty for the Pod itself.
    pub field_path: String,
    /// Who sent it: `kubelet`, `default-scheduler`.
    pub from: String,
    /// The entry of the trace that explains it.
    pub cause: usize,
}

/// All events of everything that was played together, in order of time.
pub fn story_events(story: &Story) -> Vec<EventRow> {
    let of_pod = |(pod, trace): (usize, &Trace)| shifted(events(trace), story.causes_before(pod));
    let pods = story.pods.iter().enumerate().map(of_pod);
    let job = story.job.as_ref().map(|job| {
        let offset = story.first().map_or(0, |trace| trace.entries.len());
        shifted(job_events(job), offset)
    });
    in_order(pods.chain(job), |row| row.at)
}

/// The entries that they name lie further down the list.
fn shifted(mut rows: Vec<EventRow>, offset: usize) -> Vec<EventRow> {
    for row in &mut rows {
        row.cause += offset;
    }
    rows
}

/// All events of a Job, in order of time; those of its Pods are not among them.
#[expect(clippy::wildcard_enum_match_arm, reason = "one kind of entries among many")]
pub fn job_events(job: &JobTrace) -> Vec<EventRow> {
    let rows = job.entries.iter().enumerate().filter_map(|(cause, entry)| match &entry.what {
        JobWhat::Event { type_, reason, message } => Some(EventRow {
            at: entry.at,
            type_: type_name(*type_).to_owned(),
            reason: reason.clone(),
            message: message.clone(),
            field_path: String::new(),
            from: "job-controller".to_owned(),
            cause,
        }),
        _ => None,
    });
    rows.collect()
}

fn type_name(type_: EventType) -> &'static str {
    match type_ {
        EventType::Normal => "Normal",
        EventType::Warning => "Warning",
    }
}

/// The events of a run that reach the API, one entry for each occurrence, in order of time.
pub fn events(trace: &Trace) -> Vec<EventRow> {
    let mut recorder = Recorder::default();
    let mut rows = sent(trace);
    rows.retain_mut(|row| match recorder.record(row) {
        Some(message) => {
            row.message = message;
            true
        }
        None => false,
    });
    rows
}

/// All events that were sent.
fn sent(trace: &Trace) -> Vec<EventRow> {
    let mut rows = Vec::new();
    for entry in &trace.entries {
        let What::Event { type_, reason, message, container } = &entry.what else { continue };
        let from =
            if matches!(*reason, "Scheduled" | "FailedScheduling") { SCHEDULER } else { "kubelet" };
        rows.push(EventRow {
            at: entry.at,
            type_: type_name(*type_).to_owned(),
            reason: (*reason).to_owned(),
            message: message.clone(),
            field_path: container
                .and_then(|container| trace.containers.get(container))
                .map(crate::sim::trace::TraceContainer::field_path)
                .unwrap_or_default(),
            from: from.to_owned(),
            cause: entry.because.first().copied().unwrap_or_default(),
        });
    }
    rows
}

/// Its events are of the newer kind, whose times have fractions of a second.
pub(crate) const SCHEDULER: &str = "default-scheduler";

/// An event object in the API: occurrences that are alike share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventObject {
    /// The first occurrence; its message is the newest one's.
    pub event: EventRow,
    /// When it last occurred.
    pub last: SimTime,
    /// How often it had occurred when it was last sent; 0 where it never was.
    pub shown: u32,
    /// How often it occurred.
    count: u32,
    /// Whether it is one object for several messages.
    combined: bool,
}

impl EventObject {
    /// The age of an instant: the API keeps whole seconds, but for the scheduler's events.
    pub(crate) fn age(&self, of: SimTime, now: SimTime) -> String {
        let of = if self.event.from == SCHEDULER { of } else { of.whole_seconds() };
        human_millis(now.0.cast_signed().saturating_sub(of.0.cast_signed()))
    }
}

/// The event objects of a Pod at an instant, in the order of their names: as they first occurred.
pub fn event_objects(trace: &Trace, at: SimTime) -> Vec<EventObject> {
    let rows = sent(trace);
    collect(rows.iter().take_while(|row| row.at <= at))
}

/// The objects that become of occurrences of one object, given in order of time.
pub fn collect<'a>(rows: impl Iterator<Item = &'a EventRow>) -> Vec<EventObject> {
    let mut recorder = Recorder::default();
    for row in rows {
        recorder.record(row);
    }
    recorder.objects.retain(|object| object.shown > 0);
    recorder.objects
}

/// The different messages that make one object of those that follow.
const SIMILAR: usize = 10;
/// How long messages are remembered.
const SIMILAR_WITHIN: SimDuration = SimDuration::from_secs(600);
/// How many events of one type may come at once.
const BURST: u64 = 25;
/// After which time there may be one more.
const REFILL: SimDuration = SimDuration::from_secs(300);

/// Counts, combines and drops events before they are sent.
///
/// Upstream: `EventCorrelator`, staging/src/k8s.io/client-go/tools/record/events_cache.go.
#[derive(Debug, Default)]
struct Recorder {
    objects: Vec<EventObject>,
    /// By sender, type and reason: the messages, and when the last one came.
    similar: Vec<(EventRow, Vec<String>)>,
    /// By sender and type: since when the time for events has been running, and what was spent of it.
    spent: Vec<(String, String, SimTime)>,
}

impl Recorder {
    /// Takes an occurrence; the message with which it is sent, if it is.
    fn record(&mut self, row: &EventRow) -> Option<String> {
        let combined = self.is_combined(row);
        let same = |object: &EventObject| {
            let event = &object.event;
            let says_the_same =
                (&event.message, &event.field_path) == (&row.message, &row.field_path);
            object.combined == combined && alike(event, row) && (combined || says_the_same)
        };
        let place = self.objects.iter().position(same).unwrap_or_else(|| {
            let event = row.clone();
            self.objects.push(EventObject { event, last: row.at, shown: 0, count: 0, combined });
            self.objects.len() - 1
        });
        let passes = row.from == SCHEDULER || self.has_time(row);
        if let Some(object) = self.objects.get_mut(place) {
            object.count += 1;
            // What is dropped is counted, and told of with the next that is sent.
            if passes {
                object.last = row.at;
                object.shown = object.count;
                if combined {
                    object.event.message =
                        format!("(combined from similar events): {}", row.message);
                }
                return Some(object.event.message.clone());
            }
        }
        None
    }

    /// Upstream: `EventAggregate`.
    fn is_combined(&mut self, row: &EventRow) -> bool {
        let at = self.similar.iter().position(|(known, _)| alike(known, row));
        let at = at.unwrap_or_else(|| {
            self.similar.push((row.clone(), Vec::new()));
            self.similar.len() - 1
        });
        let Some((last, messages)) = self.similar.get_mut(at) else { return false };
        if row.at.since(last.at) > SIMILAR_WITHIN {
            messages.clear();
        }
        last.at = row.at;
        if !messages.contains(&row.message) {
            messages.push(row.message.clone());
        }
        if messages.len() < SIMILAR {
            return false;
        }
        messages.pop();
        true
    }

    /// Whether the filter against floods lets it pass.
    ///
    /// Upstream: `EventSourceObjectSpamFilter`; a bucket of tokens, here kept as the instant at which it is full again.
    fn has_time(&mut self, row: &EventRow) -> bool {
        let full = SimDuration(REFILL.0 * (BURST - 1));
        let known =
            self.spent.iter_mut().find(|(from, type_, _)| (from, type_) == (&row.from, &row.type_));
        match known {
            Some((_, _, until)) => {
                if until.since(row.at) > full {
                    return false;
                }
                *until = (*until).max(row.at) + REFILL;
            }
            None => self.spent.push((row.from.clone(), row.type_.clone(), row.at + REFILL)),
        }
        true
    }
}

/// Whether two occurrences differ in their container and message at most.
fn alike(one: &EventRow, other: &EventRow) -> bool {
    (&one.from, &one.type_, &one.reason) == (&other.from, &other.type_, &other.reason)
}

/// `kubectl get events` at an instant, of a Job and its Pods, or of a Pod.
///
/// Upstream: `printEvent`, pkg/printers/internalversion/printers.go.
pub fn story_events_table(story: &Story, now: SimTime) -> String {
    let header = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    // They come in the order of their names: the object's, a dot, the time.
    let mut pods: Vec<&Trace> = story.pods.iter().collect();
    sort_by(&mut pods, |one, other| one.pod.cmp(&other.pod));
    for trace in pods {
        add_rows(&mut rows, &format!("pod/{}", trace.pod), event_objects(trace, now), now);
    }
    if let Some(job) = &story.job {
        let events = job_events(job);
        let events = collect(events.iter().take_while(|row| row.at <= now));
        add_rows(&mut rows, &format!("job/{}", job.name), events, now);
    }
    if rows.len() == 1 {
        return "No resources found in default namespace.\n".to_owned();
    }
    tabwriter::GET.rows(&rows)
}

fn add_rows(rows: &mut Vec<Vec<String>>, object: &str, events: Vec<EventObject>, now: SimTime) {
    for known in events {
        rows.push(vec![
            known.age(known.last, now),
            known.event.type_.clone(),
            known.event.reason.clone(),
            object.to_owned(),
            known.event.message.trim().to_owned(),
        ]);
    }
}

/// The table at the end of `kubectl describe`, with tabs.
///
/// Upstream: `DescribeEvents`, staging/src/k8s.io/kubectl/pkg/describe/describe.go.
pub(super) fn describe_events(mut events: Vec<EventObject>, now: SimTime) -> String {
    let mut text = "Events:\n  Type\tReason\tAge\tFrom\tMessage\n".to_owned();
    text.push_str("  ----\t------\t----\t----\t-------\n");
    // Sorted by the last time, which the newer kind of events has not.
    let key =
        |known: &EventObject| (known.event.from != SCHEDULER).then(|| known.last.whole_seconds());
    sort_by(&mut events, |one, other| key(one).cmp(&key(other)));
    for known in events {
        let first = known.age(known.event.at, now);
        let age = if known.shown > 1 {
            format!("{} (x{} over {first})", known.age(known.last, now), known.shown)
        } else {
            first
        };
        let EventRow { type_, reason, from, field_path, message, .. } = &known.event;
        let path = if field_path.is_empty() { String::new() } else { format!("{field_path}: ") };
        let message = message.trim();
        text.push_str(&format!("  {type_}\t{reason}\t{age}\t{from}\t{path}{message}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(at: u64, type_: &str, message: &str) -> EventRow {
        EventRow {
            at: SimTime(at),
            type_: type_.to_owned(),
            reason: "Unhealthy".to_owned(),
            message: message.to_owned(),
            field_path: "spec.containers{app}".to_owned(),
            from: "kubelet".to_owned(),
            cause: 0,
        }
    }

    #[test]
    fn the_kubelet_sends_25_events_of_a_type_and_one_more_every_five_minutes() {
        let mut recorder = Recorder::default();
        let passed = |recorder: &mut Recorder, at: u64, type_: &str| {
            recorder.record(&row(at, type_, "same")).is_some()
        };
        assert_eq!((0..30).filter(|at| passed(&mut recorder, *at, "Warning")).count(), 25);
        assert!(passed(&mut recorder, 40, "Normal"));
        assert!(!passed(&mut recorder, 299_999, "Warning"));
        assert!(passed(&mut recorder, 300_000, "Warning"));
        assert!(!passed(&mut recorder, 300_001, "Warning"));
        let warning = recorder.objects.iter().find(|object| object.event.type_ == "Warning");
        assert_eq!(warning.unwrap().shown, 32);
    }

    #[test]
    fn ten_messages_for_one_reason_are_combined() {
        let rows: Vec<EventRow> =
            (0..12).map(|at| row(at * 1000, "Warning", &format!("attempt {at}"))).collect();
        let objects = collect(rows.iter());
        assert_eq!(objects.len(), 10);
        let combined = objects.last().unwrap();
        assert_eq!(combined.event.message, "(combined from similar events): attempt 11");
        assert_eq!((combined.shown, combined.event.at), (3, SimTime(9000)));
    }
}
