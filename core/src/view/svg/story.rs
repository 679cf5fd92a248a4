//! The timeline in sentences, for those who do not see it.

use crate::time::SimTime;
use crate::view::timeline::{Doing, Lane, Mark, MarkKind, Timeline};

use super::draw::kind;

/// What happens, in a sentence for each container and one for the Pod.
pub fn story(timeline: &Timeline) -> String {
    let mut sentences: Vec<String> = timeline.lanes.iter().map(lane).collect();
    for mark in &timeline.outside {
        sentences.push(format!("Outside: {} at {}.", mark.label, mark.at));
    }
    let pod = match (timeline.deleted, timeline.status.last()) {
        (Some(deleted), _) => format!("The Pod is gone at {deleted}."),
        (None, Some(last)) => {
            format!("At {} the Pod is {}.", timeline.end, last.status)
        }
        (None, None) => String::new(),
    };
    sentences.push(pod);
    sentences.join(" ")
}

fn lane(lane: &Lane) -> String {
    let who = format!("{} ({})", lane.name, kind(lane.role));
    let Some(start) = first_start(lane) else {
        return format!("{who} never starts.");
    };
    let mut clauses = vec![format!("starts at {start}")];
    let first_ready = lane.segments.iter().find(|segment| segment.doing == Doing::Ready);
    if let Some(ready) = first_ready.filter(|ready| ready.from > start) {
        clauses.push(format!("is ready at {}", ready.from));
    }
    let of = |kind: MarkKind| lane.marks.iter().filter(move |mark| mark.kind == kind);
    if let Some(term) = of(MarkKind::Term).next_back() {
        clauses.push(format!("gets SIGTERM at {}", term.at));
    }
    if let Some(kill) = of(MarkKind::Kill).next_back() {
        clauses.push(format!("is killed at {}", kill.at));
    }
    let exits: Vec<&Mark> = of(MarkKind::Exit).collect();
    match exits.as_slice() {
        [] => {}
        [only] => clauses.push(ending(only)),
        [first, .., last] => clauses.push(format!(
            "ends {} times, first with {} at {} and last with {} at {}",
            exits.len(),
            first.label,
            first.at,
            last.label,
            last.at
        )),
    }
    match clauses.split_last() {
        Some((last, [])) => format!("{who} {last}."),
        Some((last, before)) => format!("{who} {} and {last}.", before.join(", ")),
        None => String::new(),
    }
}

fn ending(mark: &Mark) -> String {
    match mark.label.strip_prefix("exit ") {
        Some(code) => format!("exits with {code} at {}", mark.at),
        None => format!("ends at {}: {}", mark.at, mark.label),
    }
}

fn first_start(lane: &Lane) -> Option<SimTime> {
    let runs = lane.segments.iter().find(|segment| match segment.doing {
        Doing::Starting | Doing::NotReady | Doing::Ready | Doing::Stopping => true,
        Doing::Waiting | Doing::Pulling | Doing::BackOff => false,
    });
    let exit = lane.marks.iter().find(|mark| mark.kind == MarkKind::Exit).map(|mark| mark.at);
    runs.map(|segment| segment.from).or(exit)
}
