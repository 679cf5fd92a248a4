//! Whether what somebody claims of a run holds, and what really happened.

use std::fmt::Write as _;

use k8s_openapi::api::core::v1::PodStatus;

use crate::process::scenario::{Claim, Window};
use crate::sim::story::Story;
use crate::sim::trace::{Run, Trace, What};
use crate::time::SimTime;
use crate::view::events::{EventRow, story_events};
use crate::view::kubectl_get::{PodRow, in_order, row_at, rows, story_rows};

/// What came out: the run, and what was said of the manifest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// What was played; nothing where there was nothing to play.
    pub story: Option<Story>,
    /// Whether the API server accepts the manifest; nothing for kinds without a Pod.
    pub accepted: Option<bool>,
    /// What the API server says where it refuses.
    pub errors: Vec<String>,
    /// The rules that have something to say.
    pub lints: Vec<String>,
}

impl Verdict {
    /// Whether a claim holds.
    ///
    /// # Errors
    /// What really happened, in one clause: "`app` started at 8.4 s, not before 5.0 s".
    pub fn holds(&self, claim: &Claim) -> Result<(), String> {
        self.check(claim).map(|_| ())
    }

    /// The life of the first Pod.
    pub fn trace(&self) -> Option<&Trace> {
        self.story.as_ref().and_then(Story::first)
    }

    /// Whether a claim holds, and what really happened either way.
    pub fn judge(&self, claim: &Claim) -> (bool, String) {
        match self.check(claim) {
            Ok(happened) => (true, happened),
            Err(happened) => (false, happened),
        }
    }

    /// What happened, on the one side where the claim holds, on the other where it does not.
    fn check(&self, claim: &Claim) -> Result<String, String> {
        match claim {
            Claim::Never(other) => match self.check(other) {
                Ok(happened) => Err(happened),
                Err(did_not) => Ok(did_not),
            },
            Claim::Accepted(expected) => self.accepted_is(*expected),
            Claim::Error(part) => {
                let found = self.errors.iter().find(|message| message.contains(part.as_str()));
                let said = || format!("the API server says {}", listed(&self.errors));
                found.cloned().ok_or_else(said)
            }
            Claim::Lint(rule) => self.lint(rule),
            Claim::NoLint(rule) => match self.lint(rule) {
                Ok(found) => Err(found),
                Err(nothing) => Ok(nothing),
            },
            Claim::StartsBefore(_)
            | Claim::StopsBefore(_)
            | Claim::Row { .. }
            | Claim::Starts(..)
            | Claim::Finishes { .. }
            | Claim::Signal { .. }
            | Claim::Runs(..)
            | Claim::Event { .. }
            | Claim::Log { .. }
            | Claim::Phase(..)
            | Claim::Condition { .. }
            | Claim::Deleted(_) => {
                let story = self.story.as_ref();
                Played(story.ok_or("there is no Pod that could be played")?).check(claim)
            }
        }
    }

    fn accepted_is(&self, expected: bool) -> Result<String, String> {
        let accepted = self.accepted == Some(true);
        let happened = if accepted {
            "the API server accepts it".to_owned()
        } else {
            format!("the API server refuses it: {}", listed(&self.errors))
        };
        if accepted == expected { Ok(happened) } else { Err(happened) }
    }

    fn lint(&self, rule: &str) -> Result<String, String> {
        if self.lints.iter().any(|found| found == rule) {
            Ok(format!("`{rule}` has something to say"))
        } else {
            Err(format!("the rules that have something to say are {}", listed(&self.lints)))
        }
    }
}

/// What was played, with the questions that claims ask of it. Runs count over all Pods, as a scenario counts them; the
/// order of containers is that in the first Pod; what is shown at an instant is the newest Pod.
struct Played<'a>(&'a Story);

impl Played<'_> {
    fn check(&self, claim: &Claim) -> Result<String, String> {
        match claim {
            Claim::StartsBefore(names) => self
                .one_after_another(names, "started", &|runs| runs.first().map(|run| run.started)),
            Claim::StopsBefore(names) => self.one_after_another(names, "ended", &|runs| {
                runs.last()?.finished.as_ref().map(|end| end.at)
            }),
            Claim::Row { at, ready, status, restarts } => {
                let fits = |row: &PodRow| {
                    ready.as_ref().is_none_or(|ready| *ready == row.ready)
                        && status.as_ref().is_none_or(|status| *status == row.status)
                        && restarts.is_none_or(|restarts| restarts == i64::from(row.restarts))
                };
                self.row(*at, &fits)
            }
            Claim::Starts(container, window) => {
                let run = self.run(container, window)?;
                within(run.started, window, &format!("`{container}` started"))
            }
            Claim::Finishes { container, exit_code, reason, window } => {
                let run = self.run(container, window)?;
                let end = run.finished.ok_or_else(|| format!("`{container}` did not end"))?;
                let happened =
                    format!("`{container}` ended with {} ({})", end.exit_code, end.reason);
                let other_code = exit_code.is_some_and(|code| code != i64::from(end.exit_code));
                let other_reason = reason.as_ref().is_some_and(|reason| *reason != end.reason);
                if other_code || other_reason {
                    return Err(format!("{happened} at {}", end.at));
                }
                within(end.at, window, &happened)
            }
            Claim::Signal { container, signal, window } => self.signal(container, signal, window),
            Claim::Runs(container, count) => {
                let runs = self.runs(container)?.len();
                let happened = format!("`{container}` was started {}", times(runs));
                if i64::try_from(runs) == Ok(*count) { Ok(happened) } else { Err(happened) }
            }
            Claim::Event { reason, container, message, count } => {
                self.event(reason.as_deref(), container.as_deref(), message.as_deref(), *count)
            }
            Claim::Log { container, run, at, contains, lines, never } => {
                let at = at.unwrap_or(self.0.end);
                let printed = self.printed(container, *run, at)?;
                log(container, at, &printed, contains.as_deref(), *lines, never.as_deref())
            }
            Claim::Phase(at, expected) => {
                let phase = self.status(*at)?.phase.clone().unwrap_or_default();
                is(&format!("the phase at {at}"), &phase, expected)
            }
            Claim::Condition { at, type_, status } => {
                let said = self.condition(*at, type_)?;
                is(&format!("the condition {type_} at {at}"), said, status)
            }
            Claim::Deleted(window) => {
                let mut removed = self.0.pods.iter().filter_map(Trace::removed);
                let removed = removed.next().ok_or("the object is still in the API")?;
                within(removed, window, "the object left the API")
            }
            Claim::Accepted(_)
            | Claim::Error(_)
            | Claim::Lint(_)
            | Claim::NoLint(_)
            | Claim::Never(_) => Err("this is not said of a run".to_owned()),
        }
    }

    fn runs(&self, container: &str) -> Result<Vec<Run>, String> {
        self.index(container)?;
        let lists = self.0.pods.iter().map(|trace| {
            trace.container(container).map(|index| trace.runs(index)).unwrap_or_default()
        });
        Ok(in_order(lists, |run| run.started))
    }

    fn index(&self, container: &str) -> Result<usize, String> {
        let trace = self.0.first().ok_or("no Pod was made")?;
        trace.container(container).ok_or_else(|| format!("there is no container `{container}`"))
    }

    fn newest(&self, at: SimTime) -> Result<&Trace, String> {
        self.0.newest_at(at).ok_or_else(|| format!("there is no Pod at {at}"))
    }

    /// What the newest Pod, or else its Job, says of a condition.
    fn condition(&self, at: SimTime, type_: &str) -> Result<&str, String> {
        let job = self.0.job.as_ref().and_then(|job| {
            let until = job.statuses().take_while(|(from, _)| *from <= at);
            let mut conditions = until.last()?.1.conditions.iter().flatten();
            conditions.find(|condition| condition.type_ == type_)
        });
        if let Some(condition) = job {
            return Ok(&condition.status);
        }
        let mut conditions = self.status(at)?.conditions.iter().flatten();
        let found = conditions.find(|condition| condition.type_ == type_);
        Ok(found.map_or("absent", |condition| condition.status.as_str()))
    }

    fn run(&self, container: &str, window: &Window) -> Result<Run, String> {
        let mut runs = self.runs(container)?;
        let count = runs.len();
        let index = window.run.unwrap_or_default();
        if index >= count {
            return Err(match count {
                0 => format!("`{container}` never started"),
                _ => format!("`{container}` was started {}", times(count)),
            });
        }
        Ok(runs.swap_remove(index))
    }

    fn one_after_another(
        &self,
        names: &[String],
        verb: &str,
        instant: &dyn Fn(&[Run]) -> Option<SimTime>,
    ) -> Result<String, String> {
        let mut happened = String::new();
        let mut last: Option<SimTime> = None;
        let mut fits = true;
        for name in names {
            let index = self.index(name)?;
            let runs = self.0.first().map(|trace| trace.runs(index)).unwrap_or_default();
            let at = instant(&runs)
                .ok_or_else(|| format!("`{name}` has not {verb} by {}", self.0.end))?;
            fits &= last.is_none_or(|last| last < at);
            last = Some(at);
            let separator = if happened.is_empty() { "" } else { ", " };
            let _ = write!(happened, "{separator}`{name}` {verb} at {at}");
        }
        if fits { Ok(happened) } else { Err(happened) }
    }

    fn row(&self, at: Option<SimTime>, fits: &dyn Fn(&PodRow) -> bool) -> Result<String, String> {
        let shown = |row: &PodRow| format!("`{} {} {}`", row.ready, row.status, row.restarts);
        if let Some(at) = at {
            let trace = self.newest(at)?;
            let rows = rows(trace);
            let row = row_at(&rows, trace, at).ok_or_else(|| format!("no row at {at}"))?;
            let happened = format!("the row at {at} is {}", shown(row));
            return if fits(row) { Ok(happened) } else { Err(happened) };
        }
        let rows = story_rows(self.0);
        match rows.iter().find(|row| fits(row)) {
            Some(row) => Ok(format!("the row from {} on is {}", row.at, shown(row))),
            None => Err(format!(
                "the rows are {}",
                rows.iter().map(shown).collect::<Vec<_>>().join(", ")
            )),
        }
    }

    fn signal(&self, container: &str, signal: &str, window: &Window) -> Result<String, String> {
        let index = self.index(container)?;
        let wanted = match signal {
            "TERM" => What::Term(index),
            "KILL" => What::Kill(index),
            _ => return Err(format!("a signal is TERM or KILL, not `{signal}`")),
        };
        let all = self.0.pods.iter().flat_map(|trace| &trace.entries);
        let all = all.filter(|entry| entry.what == wanted).map(|entry| entry.at);
        let mut outcome = Err(format!("`{container}` never got {signal}"));
        for at in all {
            outcome = within(at, window, &format!("`{container}` got {signal}"));
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    fn event(
        &self,
        reason: Option<&str>,
        container: Option<&str>,
        message: Option<&str>,
        count: Option<i64>,
    ) -> Result<String, String> {
        let fits = |event: &EventRow| {
            let name =
                event.field_path.split_once('{').and_then(|(_, rest)| rest.strip_suffix('}'));
            reason.is_none_or(|reason| reason == event.reason)
                && container.is_none_or(|container| name == Some(container))
                && message.is_none_or(|part| event.message.contains(part))
        };
        let found = story_events(self.0).iter().filter(|event| fits(event)).count();
        let happened = format!("such an event was sent {}", times(found));
        let enough = count.map_or(found > 0, |count| i64::try_from(found) == Ok(count));
        if enough { Ok(happened) } else { Err(happened) }
    }

    /// What a container has printed up to an instant, in all its runs or in one.
    fn printed(
        &self,
        container: &str,
        run: Option<usize>,
        at: SimTime,
    ) -> Result<Vec<&str>, String> {
        self.index(container)?;
        let asked = match run {
            Some(_) => Some(self.run(container, &Window { run, ..Window::default() })?.started),
            None => None,
        };
        let mut printed = Vec::new();
        for trace in &self.0.pods {
            let Some(index) = trace.container(container) else { continue };
            let runs = trace.runs(index);
            for line in trace.logs.iter().filter(|line| line.container == index && line.at <= at) {
                let started = runs.get(line.run).map(|run| run.started);
                if asked.is_none() || started == asked {
                    printed.push(line.text.as_str());
                }
            }
        }
        Ok(printed)
    }

    fn status(&self, at: SimTime) -> Result<&PodStatus, String> {
        let until = self.newest(at)?.statuses().take_while(|(from, _)| *from <= at);
        until.last().map(|(_, status)| status).ok_or_else(|| format!("there is no status at {at}"))
    }
}

fn log(
    container: &str,
    at: SimTime,
    printed: &[&str],
    contains: Option<&str>,
    lines: Option<i64>,
    never: Option<&str>,
) -> Result<String, String> {
    if let Some(line) = never.and_then(|never| printed.iter().find(|line| line.contains(never))) {
        return Err(format!("`{container}` has printed `{line}` by {at}"));
    }
    let fits = |line: &&&str| contains.is_none_or(|part| line.contains(part));
    let found = printed.iter().filter(fits).count();
    let such = if contains.is_some() { "such " } else { "" };
    let mut happened = match found {
        1 => format!("`{container}` has printed one {such}line by {at}"),
        _ => format!("`{container}` has printed {found} {such}lines by {at}"),
    };
    let enough = match lines {
        Some(lines) => i64::try_from(found) == Ok(lines),
        None => found > 0 || (contains.is_none() && never.is_some()),
    };
    if enough {
        return Ok(happened);
    }
    if let Some(last) = printed.last() {
        let _ = write!(happened, "; the last one of all is `{last}`");
    }
    Err(happened)
}

fn within(at: SimTime, window: &Window, what: &str) -> Result<String, String> {
    let happened = format!("{what} at {at}");
    if let Some(after) = window.after.filter(|after| at < *after) {
        return Err(format!("{happened}, not after {after}"));
    }
    if let Some(before) = window.before.filter(|before| at > *before) {
        return Err(format!("{happened}, not before {before}"));
    }
    Ok(happened)
}

fn is(what: &str, said: &str, expected: &str) -> Result<String, String> {
    let happened = format!("{what} is {said}");
    if said == expected { Ok(happened) } else { Err(format!("{happened}, not {expected}")) }
}

fn times(count: usize) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}

fn listed(texts: &[String]) -> String {
    if texts.is_empty() { "none".to_owned() } else { texts.join("; ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::Object;
    use crate::process::scenario::{Scenario, read, read_expectations};
    use crate::sim::play;
    use crate::sim::workload::Workload;
    use crate::yaml;

    /// A Pod of two containers; the second one ends with 3 after two seconds, and nobody starts it again.
    fn verdict() -> Verdict {
        let pod = serde_json::from_value(json!({
            "metadata": {"name": "web"},
            "spec": {"restartPolicy": "Never", "terminationGracePeriodSeconds": 30, "containers": [
                {"name": "app", "image": "nginx:1.29"},
                {"name": "job", "image": "registry.example/job:1.0"},
            ]},
        }))
        .unwrap();
        let said = "{spec: {until: 10s, containers: [{name: job, log: \"began\\nfailed\", runs: [{exitsAfter: 2s, exitCode: 3}]}]}}";
        let stream = yaml::parse(said);
        let scenario: Scenario = read(&stream.documents[0].root).0;
        let object = Object::Pod(pod);
        let story = play(&Workload::of(&object).unwrap(), &scenario, None);
        Verdict {
            story: Some(story),
            accepted: Some(true),
            errors: Vec::new(),
            lints: vec!["latest-tag".to_owned()],
        }
    }

    fn holds(claim: &str) -> Result<(), String> {
        let stream = yaml::parse(claim);
        let (expectations, problems) = read_expectations(&stream.documents[0].root);
        assert_eq!(problems, [], "{claim}");
        verdict().holds(&expectations[0].claim)
    }

    #[test]
    fn what_happens_holds_and_its_opposite_does_not() {
        for claim in [
            "{startsBefore: [app, job]}",
            "{starts: {container: app, before: 2s}}",
            "{finishes: {container: job, exitCode: 3, reason: Error, between: [2s, 4s]}}",
            "{runs: {container: job, count: 1}}",
            "{row: {at: 8s, ready: 1/2, status: Error, restarts: 0}}",
            "{row: {status: Error}}",
            "{event: {reason: Started, container: job, count: 1}}",
            "{log: {container: job, contains: began, lines: 1, never: done}}",
            "{log: {container: job, run: 0, at: 8s, lines: 2}}",
            "{phase: {at: 8s, is: Running}}",
            "{condition: {at: 8s, type: Ready, status: 'False'}}",
            "{accepted: true}",
            "{lint: latest-tag}",
            "{noLint: classic-sidecar}",
        ] {
            assert_eq!(holds(&format!("[{claim}]")), Ok(()), "{claim}");
            assert!(holds(&format!("[{{never: {claim}}}]")).is_err(), "never {claim}");
        }
    }

    #[test]
    fn what_does_not_hold_says_what_happened() {
        for (claim, happened) in [
            ("{startsBefore: [job, app]}", "`job` started at 0."),
            ("{starts: {container: app, after: 5s}}", "`app` started at 0."),
            ("{stopsBefore: [job, app]}", "`app` has not ended by 10.0 s"),
            ("{starts: {container: job, run: 1}}", "`job` was started once"),
            ("{starts: {container: cron}}", "there is no container `cron`"),
            ("{finishes: {container: job, exitCode: 0}}", "`job` ended with 3 (Error) at 2."),
            ("{signal: {container: app, signal: TERM}}", "`app` never got TERM"),
            ("{row: {at: 8s, status: Running}}", "the row at 8.0 s is `1/2 Error 0`"),
            ("{deleted: {before: 9s}}", "the object is still in the API"),
            (
                "{log: {container: job, contains: done}}",
                "`job` has printed 0 such lines by 10.0 s; the last one of all is `failed`",
            ),
            ("{log: {container: job, never: failed}}", "`job` has printed `failed` by 10.0 s"),
            ("{log: {container: job, at: 100ms}}", "`job` has printed 0 lines by 0.1 s"),
            ("{log: {container: job, run: 1}}", "`job` was started once"),
            ("{error: 'Required value'}", "the API server says none"),
            ("{never: {phase: {at: 8s, is: Running}}}", "the phase at 8.0 s is Running"),
        ] {
            let said = holds(&format!("[{claim}]")).unwrap_err();
            assert!(said.starts_with(happened), "{claim}: {said}");
        }
    }
}
