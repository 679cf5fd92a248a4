//! When the events of a question happen.

use crate::quiz::question::Event;
use crate::sim::trace::{EntryId, Trace, What};
use crate::time::{SimDuration, SimTime};

/// How far two events must be apart for their order to be more than chance.
const APART: SimDuration = SimDuration::from_millis(300);

/// An event of a question in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Its place in the question.
    pub(super) event: usize,
    /// The entry of the trace.
    pub(super) entry: EntryId,
    /// When.
    pub(super) at: SimTime,
}

/// The events in the order in which they happen, and those that do not happen.
pub(super) fn moments(events: &[Event], trace: &Trace) -> (Vec<Moment>, Vec<usize>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for (index, event) in events.iter().enumerate() {
        match find(event, trace) {
            Some((entry, at)) => {
                let place = found.partition_point(|before: &Moment| before.entry <= entry);
                found.insert(place, Moment { event: index, entry, at });
            }
            None => missing.push(index),
        }
    }
    (found, missing)
}

/// The first time that the event happens; nothing where it names more or less than one thing.
fn find(event: &Event, trace: &Trace) -> Option<(EntryId, SimTime)> {
    let said = [&event.start, &event.finish, &event.term, &event.ready];
    let mut names = said.into_iter().flatten();
    let (Some(name), None) = (names.next(), names.next()) else { return None };
    let container = trace.container(name)?;
    let is_it = |what: &What| {
        if event.start.is_some() {
            matches!(what, What::Started(of, _) if *of == container)
        } else if event.finish.is_some() {
            matches!(what, What::Finished { container: of, .. } if *of == container)
        } else if event.term.is_some() {
            *what == What::Term(container)
        } else {
            *what == What::ReadyChanged(container, true)
        }
    };
    let entry = trace.entries.iter().position(|entry| is_it(&entry.what))?;
    Some((entry, trace.entries.get(entry)?.at))
}

/// Whether one comes before the other on every cluster: well before it, or because the other follows from it.
pub(super) fn is_certain(earlier: Moment, later: Moment, trace: &Trace) -> bool {
    let apart = later.at.since(earlier.at);
    apart >= APART || (earlier.at < later.at && follows(later.entry, earlier.entry, trace))
}

fn follows(later: EntryId, earlier: EntryId, trace: &Trace) -> bool {
    later == earlier
        || trace.entries.get(later).is_some_and(|entry| {
            let causes = entry.because.iter().filter(|cause| **cause < later);
            causes.into_iter().any(|cause| *cause >= earlier && follows(*cause, earlier, trace))
        })
}
