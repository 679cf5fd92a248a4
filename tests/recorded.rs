//! What a real cluster did, and whether a simulated Pod did the same.
//!
//! A real kubelet looks at its containers once a second and wakes up late after a back-off, so times are compared with
//! the tolerances of the conformance kit; the order of things and what they are is not tolerated to differ.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::life::{BRIEF, Life};
use crate::logs;
use crate::markdown::Fence;
use crate::printed::without_blanks;
use crate::root;

/// Marks closer together than this came at the same moment. In milliseconds.
const MOMENT: u64 = 30;
/// First occurrences of events closer together than this may swap.
const EVENT_MOMENT: u64 = 500;
/// How much later or earlier something may come, or a tenth of the time since what came before it if that is more.
const LATE: u64 = 1500;
/// A pause of this length is a back-off, after which the kubelet wakes up to half as long again later.
const BACK_OFF: u64 = 8000;
/// Events of what is tried again and again: their number depends on the random part of the pauses.
const RETRIED: [&str; 7] = [
    "BackOff",
    "Unhealthy",
    "Failed",
    "Pulling",
    "FailedMount",
    "ErrImageNeverPull",
    "InspectFailed",
];

/// The folder of recordings, where it is: beside the checkout, or where `CONFORMANCE` says.
#[must_use]
pub fn kit() -> Option<PathBuf> {
    let said = std::env::var_os("CONFORMANCE").map(PathBuf::from);
    let folder =
        said.unwrap_or_else(|| root().join("../shared/conformance")).join("lifecycle/open");
    folder.is_dir().then_some(folder)
}

/// The folder of one recording: of the life of a Pod, or of a Pod with ordinary scripts.
#[must_use]
pub fn folder(name: &str) -> Option<PathBuf> {
    let lives = kit()?;
    let scripts = lives.join("../../scripts/open");
    [lives, scripts].into_iter().map(|kind| kind.join(name)).find(|folder| folder.is_dir())
}

/// What a fence would say if it was written from its recording; nothing where there is no such recording.
#[must_use]
pub fn from_recording(fence: &Fence) -> Option<String> {
    let name = fence.value("recorded")?;
    if matches!(
        fence.what(),
        "wide" | "labels" | "describe" | "kubectl-events" | "jobs" | "describe-job"
    ) {
        return printed_by_kubectl(name, fence.what());
    }
    let written = std::fs::read_to_string(folder(name)?.join("trace.json")).ok()?;
    let recording: Value = serde_json::from_str(&written).ok()?;
    let pod = fence.value("pod").and_then(|pod| pod.parse().ok()).unwrap_or_default();
    if fence.what() == "prints" {
        let lines = logs::recorded(recording.get("pods")?.get(pod)?, fence);
        return Some(logs::print(&lines));
    }
    Life::recorded(&recording, pod).print(fence)
}

/// What a real kubectl printed about the Pod of a recording.
fn printed_by_kubectl(name: &str, what: &str) -> Option<String> {
    let file = kit()?.join("../../kubectl").join(format!("{name}.txt"));
    let written = std::fs::read_to_string(file).ok()?;
    let (begin, end) = match what {
        "wide" => ("get pods -o wide", ""),
        "labels" => ("get pod ", " --show-labels"),
        "describe" => ("describe pod ", ""),
        "jobs" => ("get jobs", ""),
        "describe-job" => ("describe job ", ""),
        _ => ("get events", ""),
    };
    written.split("\n\n$ kubectl ").find_map(|said| {
        let (command, output) = said.split_once('\n')?;
        let wanted = command.starts_with(begin) && command.ends_with(end);
        wanted.then(|| without_blanks(output.trim_end_matches('\n')))
    })
}

/// What differs between a recording and what was played, as sentences; nothing where the fence has no such comparison.
#[must_use]
pub fn differences(fence: &Fence, life: &Life) -> Option<Vec<String>> {
    Some(match fence.what() {
        "times" => times(fence, life),
        "rows" | "job" => rows(fence, life),
        "events" => events(fence, life),
        "status" => {
            let played = life.print(fence)?;
            let same = played == fence.body;
            if same { Vec::new() } else { vec![format!("the simulated Pod has\n{played}")] }
        }
        _ => return None,
    })
}

/// A line of a `times` fence, or of an `events` fence: the instant in milliseconds, and what happened.
fn timed(line: &str) -> Option<(u64, &str)> {
    let (at, what) = line.trim_start().split_once("s ")?;
    let (whole, part) = at.split_once('.')?;
    let at = whole.parse::<u64>().ok()? * 1000 + part.parse::<u64>().ok()? * 10;
    Some((at, what.trim_start()))
}

/// Names the first, second, … occurrence of the same thing apart.
fn numbered<'a>(all: impl Iterator<Item = (u64, &'a str)>) -> Vec<(u64, String)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    all.map(|(at, what)| {
        let count = seen.entry(what).or_default();
        *count += 1;
        (at, format!("{what} #{count}"))
    })
    .collect()
}

/// What a mark is about, without the codes: `app term`, `app preStop begins`.
fn kind(what: &str) -> String {
    what.split(" finish").next().unwrap_or_default().to_owned()
}

fn times(fence: &Fence, life: &Life) -> Vec<String> {
    let said: Vec<(u64, &str)> = fence.body.lines().filter_map(timed).collect();
    if said.is_empty() || said.len() != fence.body.lines().count() {
        return vec!["a line is `  5.08s app term`".to_owned()];
    }
    let played = life.times(fence);
    // A recording knows of a signal or a hook only what the process itself wrote down, and nothing of SIGKILL.
    let known = |what: &str| {
        let is_note = [" term", " begins", " ends"].iter().any(|end| what.ends_with(end));
        !what.ends_with(" kill") && (!is_note || said.iter().any(|(_, it)| kind(it) == kind(what)))
    };
    let played = played.iter().filter(|it| known(&it.what)).map(|it| (it.at, it.what.as_str()));
    let (said, played) = (numbered(said.iter().copied()), numbered(played));
    let at = |what: &str| played.iter().find(|(_, it)| it == what).map(|(at, _)| *at);
    let mut wrong = Vec::new();
    for (when, what) in &played {
        if !said.iter().any(|(_, it)| it == what) {
            wrong.push(format!("{when} ms: `{what}` did not happen in the recording"));
        }
    }
    let mut before: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut last = None;
    for (index, (really, what)) in said.iter().enumerate() {
        let Some(here) = at(what) else {
            wrong.push(format!("`{what}` is not played"));
            continue;
        };
        let container = what.split(' ').next().unwrap_or_default();
        let since = |earlier: Option<(u64, u64)>| {
            earlier.map(|(really_then, then)| (really - really_then, here.saturating_sub(then)))
        };
        let is_start = what.contains(" start ");
        let fits = really.abs_diff(here) <= LATE
            || since(before.get(container).copied()).is_some_and(|(a, b)| near(a, b, is_start))
            || since(last).is_some_and(|(a, b)| near(a, b, false));
        if !fits {
            wrong.push(format!("`{what}` is played at {here} ms, really at {really} ms"));
        }
        before.insert(container, (*really, here));
        last = Some((*really, here));
        for (later, other) in said.iter().skip(index + 1).filter(|(at, _)| *at > really + MOMENT) {
            if at(other).is_some_and(|other| other + 5 < here) {
                wrong.push(format!("`{what}` comes before `{other}` ({really} < {later} ms)"));
            }
        }
    }
    wrong
}

/// Whether a simulated stretch of time fits a real one. A start may have waited for a back-off, after which the kubelet
/// wakes up late by a random part.
fn near(really: u64, here: u64, is_start: bool) -> bool {
    let part = if is_start && really >= BACK_OFF { really / 2 + LATE } else { really / 10 };
    really.abs_diff(here) <= LATE.max(part)
}

fn rows(fence: &Fence, life: &Life) -> Vec<String> {
    let said = fence.body.lines().skip(1).map(|line| match line.strip_suffix("   (brief)") {
        Some(row) => (row, 0),
        None => (line, BRIEF),
    });
    let said: Vec<(&str, u64)> = said.collect();
    let printed = life.print(fence).unwrap_or_default();
    let played = printed.lines().skip(1).map(|line| match line.strip_suffix("   (brief)") {
        Some(row) => (row, 0),
        None => (line, BRIEF),
    });
    let played: Vec<(&str, u64)> = played.collect();
    if said.is_empty() {
        return vec!["no row".to_owned()];
    }
    let mut wrong = Vec::new();
    if let Some(row) = missing(&said, &played) {
        wrong.push(format!("the row `{row}` is not played; the rows are\n{printed}"));
    }
    if let Some(row) = missing(&played, &said) {
        wrong.push(format!("the row `{row}` is not in the recording; the rows are\n{printed}"));
    }
    wrong
}

/// The first row that is shown for a while and does not come in the other list in its turn.
fn missing<'a>(rows: &[(&'a str, u64)], others: &[(&str, u64)]) -> Option<&'a str> {
    let mut rest = others.iter();
    let mut last = None;
    for (row, _) in rows.iter().filter(|(_, shown)| *shown >= BRIEF) {
        // Two rows with a brief one between them are one where the brief one was missed.
        if last == Some(row) {
            continue;
        }
        if !rest.any(|(other, _)| other == row) {
            return Some(row);
        }
        last = Some(row);
    }
    None
}

fn events(fence: &Fence, life: &Life) -> Vec<String> {
    let count = |line: &str| -> (String, u64) {
        match line.rsplit_once("  x") {
            Some((what, count)) => (what.to_owned(), count.parse().unwrap_or(1)),
            None => (line.to_owned(), 1),
        }
    };
    let printed = life.print(fence).unwrap_or_default();
    let read = |body: &str| -> Vec<(u64, String, u64)> {
        let lines = body.lines().filter_map(timed);
        lines.map(|(at, line)| (at, count(line))).map(|(at, (what, n))| (at, what, n)).collect()
    };
    let (said, played) = (read(&fence.body), read(&printed));
    if said.is_empty() {
        return vec!["no event".to_owned()];
    }
    let mut wrong = Vec::new();
    let backs_off = said.iter().any(|(_, what, _)| what.starts_with("BackOff"));
    for (at, what, really) in &said {
        let Some((here_at, _, here)) = played.iter().find(|(_, it, _)| it == what) else {
            wrong.push(format!("the event `{what}` is not played"));
            continue;
        };
        let reason = what.split("  ").next().unwrap_or_default();
        let tolerated = if RETRIED.contains(&reason) {
            2.max(really * 2 / 5)
        } else {
            u64::from(backs_off && *really > 1)
        };
        if really.abs_diff(*here) > tolerated {
            wrong.push(format!("the event `{what}` is played {here} times, really {really}"));
        }
        for (later, other, _) in said.iter().filter(|(later, ..)| *later > at + EVENT_MOMENT) {
            let other_at = played.iter().find(|(_, it, _)| it == other).map(|(at, ..)| *at);
            if other_at.is_some_and(|other_at| other_at < *here_at) {
                wrong.push(format!("`{what}` comes before `{other}` ({at} < {later} ms)"));
            }
        }
    }
    for (_, what, _) in &played {
        if !said.iter().any(|(_, it, _)| it == what) {
            wrong.push(format!("the event `{what}` is not in the recording"));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life::Happened;

    fn fence(info: &str, body: &str) -> Fence {
        Fence { info: info.to_owned(), body: body.to_owned(), line: 1 }
    }

    fn all(list: &[(u64, &str, u64)]) -> Vec<Happened> {
        list.iter()
            .map(|(at, what, count)| Happened { at: *at, what: (*what).to_owned(), count: *count })
            .collect()
    }

    fn wrong(info: &str, body: &str, life: &Life) -> String {
        differences(&fence(info, body), life).unwrap_or_default().join("; ")
    }

    #[test]
    fn order_and_time_of_processes_count() {
        let said = "  0.50s app start\n  4.00s app term\n  6.00s app finish 0 Completed\n";
        let played = |list: &[(u64, &str, u64)]| Life { marks: all(list), ..Life::default() };
        let (start, term, end) =
            ((600, "app start", 1), (4100, "app term", 1), (6200, "app finish 0 Completed", 1));
        assert_eq!(wrong("times", said, &played(&[start, term, end])), "");
        let kill = (6200, "app kill", 1);
        assert_eq!(
            wrong("times", said, &played(&[start, term, kill, end])),
            "",
            "nobody notes a kill"
        );
        assert!(wrong("times", said, &played(&[start, term])).contains("is not played"));
        assert!(
            wrong("times", said, &played(&[start, end])).contains("`app term #1` is not played")
        );
        let (late, code) = ((9000, "app finish 0 Completed", 1), (6200, "app finish 1 Error", 1));
        assert!(
            wrong("times", said, &played(&[start, term, late])).contains("is played at 9000 ms")
        );
        assert!(wrong("times", said, &played(&[start, term, code])).contains("did not happen"));
        let early = (3900, "app finish 0 Completed", 1);
        assert!(wrong("times", said, &played(&[start, early, term])).contains("comes before"));
        let again = (7000, "app start", 1);
        assert!(
            wrong("times", said, &played(&[start, term, end, again])).contains("did not happen")
        );
        assert!(!wrong("times", "", &played(&[])).is_empty(), "an empty fence claims nothing");
    }

    #[test]
    fn only_brief_rows_may_be_missing() {
        let said = "READY\n0/1 Pending 0   (brief)\n1/1 Running 0\n0/1 Error 0\n";
        let played = |list: &[(u64, &str, u64)]| Life { rows: all(list), ..Life::default() };
        let (running, error) = ((20, "1/1 Running 0", 5000), (5020, "0/1 Error 0", 3000));
        let brief = (5000, "0/1 Terminating 0", 20);
        assert_eq!(wrong("rows", said, &played(&[running, error])), "");
        assert_eq!(wrong("rows", said, &played(&[running, brief, error])), "");
        let long = (5000, "0/1 Terminating 0", 700);
        assert!(
            wrong("rows", said, &played(&[running, long, error]))
                .contains("is not in the recording")
        );
        assert!(wrong("rows", said, &played(&[running])).contains("`0/1 Error 0` is not played"));
        assert!(wrong("rows", said, &played(&[error, running])).contains("is not played"));
    }

    #[test]
    fn events_are_the_same_ones_as_often() {
        let said =
            "  0.50s  Started  Container started\n  3.00s  Killing  Stopping container app\n";
        let played = |list: &[(u64, &str, u64)]| Life { events: all(list), ..Life::default() };
        let (started, killing) =
            ((600, "Started  Container started", 1), (3100, "Killing  Stopping container app", 1));
        assert_eq!(wrong("events", said, &played(&[started, killing])), "");
        assert!(wrong("events", said, &played(&[started])).contains("is not played"));
        assert!(
            wrong("events", said, &played(&[started, started, killing]))
                .contains("2 times, really 1")
        );
        assert!(
            wrong("events", said, &played(&[started, killing, (4000, "BackOff  no", 1)]))
                .contains("not in the")
        );
        let early = (100, "Killing  Stopping container app", 1);
        assert!(wrong("events", said, &played(&[early, started])).contains("comes before"));
    }

    #[test]
    fn a_status_has_no_tolerance() {
        assert!(
            wrong("status at=1s", "phase: Running\n", &Life::default())
                .contains("there is no status")
        );
    }

    #[test]
    fn a_back_off_may_end_late_and_a_stop_may_not() {
        assert!(near(10_000, 15_500, true) && !near(10_000, 17_000, true));
        assert!(near(5000, 6400, false) && !near(10_000, 12_000, false));
    }
}
