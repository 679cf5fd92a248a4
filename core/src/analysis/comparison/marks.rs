//! What is different between the sides: in the table, and in their timelines.

use super::{Cell, Fact, Side};
use crate::time::SimDuration;

/// What there is to tell of each side; nothing where there is no such side.
type Told = Option<Vec<(&'static str, String)>>;

/// What stands where there is nothing to tell.
pub(super) const NOTHING: &str = "–";

/// The rows that are only told where the sides differ in them.
const ONLY_WHERE_DIFFERENT: [&str; 4] = ["API server", "never starts", "STATUS", "restarts"];

/// The row about what nobody reads of what was written.
pub(super) const LOST: &str = "lost log lines";

/// One row for each thing that is told of a side, in their order.
pub(super) fn table(told: &[Told], base: usize, is_job: bool) -> Vec<Fact> {
    let mut rows: Vec<&'static str> = Vec::new();
    for (what, _) in told.iter().flatten().flatten() {
        if !rows.contains(what) {
            rows.push(what);
        }
    }
    // The side of which most is told has the order.
    if let Some(longest) = told.iter().flatten().max_by_key(|side| side.len()) {
        let place = |what: &&str| longest.iter().position(|(other, _)| other == what);
        crate::text::sort_by(&mut rows, |one, other| place(one).cmp(&place(other)));
    }
    let rows = rows.into_iter().map(|what| row(what, told, base, is_job));
    rows.filter(|row| row.differs || !ONLY_WHERE_DIFFERENT.contains(&row.what.as_str())).collect()
}

fn row(what: &'static str, told: &[Told], base: usize, is_job: bool) -> Fact {
    let words = |side: &Told| {
        let found = side.iter().flatten().find(|(other, _)| *other == what);
        match found.map(|(_, words)| words.as_str()) {
            None => NOTHING.to_owned(),
            Some("none") if what == "completion" && is_job => "never".to_owned(),
            Some("none") if what == "completion" => "runs until it is deleted".to_owned(),
            Some(words) => words.to_owned(),
        }
    };
    let all: Vec<String> = told.iter().map(words).collect();
    let first = all.get(base).or_else(|| all.first());
    // A side that cannot be has nothing to differ in.
    let there: Vec<&String> = all.iter().filter(|words| *words != NOTHING).collect();
    let differs = there.iter().any(|words| there.first() != Some(words));
    let is_better = there.iter().any(|words| !is_bad(what, words));
    let cell = |words: &String| {
        let mark = match words.as_str() {
            NOTHING => "",
            _ if !differs => "",
            _ if is_bad(what, words) => "bad",
            _ if is_better && tells_good(what) => "good",
            _ if Some(words) != first => "other",
            _ => "",
        };
        Cell { words: words.clone(), mark: mark.to_owned() }
    };
    Fact { what: what.to_owned(), differs, cells: all.iter().map(cell).collect() }
}

/// Whether something is bad for the Pod, whatever it is for.
fn is_bad(what: &str, words: &str) -> bool {
    match what {
        LOST | "never starts" => words != "none",
        "ready after" | "completion" => words == "never" || words.starts_with("Failed"),
        "API server" => words == "refuses it",
        _ => false,
    }
}

/// Whether what is not bad of it is good.
fn tells_good(what: &str) -> bool {
    matches!(what, LOST | "completion" | "API server")
}

/// What is nearer to its counterpart than this has not moved.
const STILL: SimDuration = SimDuration::from_millis(500);

/// Says of each side which of its entries are different from the side as it stands.
pub(super) fn mark_changed(sides: &mut [Side], base: usize) {
    let seen = sides.get(base).map(entries).unwrap_or_default();
    // What has no life has nothing to differ from.
    if seen.is_empty() {
        return;
    }
    for (_, side) in sides.iter_mut().enumerate().filter(|(place, _)| *place != base) {
        let own = entries(side);
        let changed = own.iter().filter(|entry| !has(&seen, entry)).map(|entry| entry.cause);
        side.changed = changed.collect();
    }
}

/// An entry that a picture shows: the place of its cause, which one of its kind it is, its words, and when.
struct Seen {
    cause: usize,
    count: usize,
    what: String,
    at: crate::time::SimTime,
}

fn has(other: &[Seen], entry: &Seen) -> bool {
    let same = |it: &&Seen| it.what == entry.what && it.count == entry.count;
    other
        .iter()
        .find(same)
        .is_some_and(|it| it.at.since(entry.at).max(entry.at.since(it.at)) < STILL)
}

fn entries(side: &Side) -> Vec<Seen> {
    let Some(run) = &side.run else { return Vec::new() };
    let mut causes: Vec<usize> = Vec::new();
    for lane in &run.timeline.lanes {
        causes.extend(lane.segments.iter().map(|it| it.cause));
        causes.extend(lane.marks.iter().map(|it| it.cause));
        causes.extend(lane.hooks.iter().map(|it| it.cause));
    }
    causes.sort_unstable();
    causes.dedup();
    let mut seen: Vec<Seen> = Vec::new();
    for cause in causes {
        let Some(told) = run.causes.get(cause) else { continue };
        let count = seen.iter().filter(|it| it.what == told.what).count();
        seen.push(Seen { cause, count, what: told.what.clone(), at: told.at });
    }
    seen
}
