//! What is played of a side.

use super::{Side, marks};
use crate::analysis::compare::{again, facts, goes_on, is_refused, tenths};
use crate::analysis::{Analysis, DocumentAnalysis, RunReport};
use crate::lint;
use crate::sim::story::Story;
use crate::sim::trace::{Role, TraceContainer, What};
use crate::time::{SimDuration, SimTime};

/// What is shorter than this is not told.
const TOLD: SimDuration = SimDuration::from_millis(100);

/// What is played of a side.
pub(super) struct Life<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) document: &'a DocumentAnalysis,
    /// The life in which its Pod is deleted, or watched for longer.
    pub(super) ending: Option<Story>,
}

impl Life<'_> {
    /// The life as it is shown.
    pub(super) fn story(&self) -> Option<&Story> {
        self.ending.as_ref().or(self.document.story.as_ref()).filter(|_| self.is_accepted())
    }

    /// What there is to tell of it.
    pub(super) fn facts(&self, text: &str) -> Vec<(&'static str, String)> {
        let mut facts = facts(self.document, self.ending.as_ref(), true);
        if let Some((what, words)) = facts.iter_mut().find(|(what, _)| *what == "lost lines") {
            *what = marks::LOST;
            *words = match words.as_str() {
                "0" => self.unread(text).unwrap_or_else(|| "none".to_owned()),
                count => format!("{count} lines"),
            };
        }
        facts
    }

    /// What an app may write after a log shipper has ended; nothing where there is no log shipper, or no app that writes.
    fn unread(&self, text: &str) -> Option<String> {
        let trace = self.story()?.first()?;
        let pod = self.document.subject(text)?;
        let ships = |it: &&lint::Member<'_>| it.helper() == Some(lint::Helper::LogShipper);
        let shipper = pod.members.iter().find(ships)?;
        let last = |name: &str| trace.runs(trace.container(name)?).pop();
        let read = last(shipper.name())?.finished?.at;
        let apps = pod.apps().filter(|it| it.name() != shipper.name());
        let writers: Vec<_> = apps.filter_map(|it| Some((last(it.name())?, it.name()))).collect();
        if writers.is_empty() {
            // Nobody writes any.
            return Some(marks::NOTHING.to_owned());
        }
        let ends = writers.into_iter().map(|(run, name)| {
            let end = run.finished.map_or(trace.end, |end| end.at);
            (end.since(read.max(run.started)), name)
        });
        let (unread, name) = ends.max()?;
        (unread >= TOLD).then(|| format!("those of the last {} of {name}", tenths(unread)))
    }

    fn is_accepted(&self) -> bool {
        !is_refused(self.document)
    }

    pub(super) fn end(&self) -> Option<SimTime> {
        self.story().map(|story| story.end)
    }

    pub(super) fn tell(&self, side: Side, end: SimTime) -> Side {
        let mut side = side;
        if !self.is_accepted() {
            side.refused.clone_from(&self.document.kubectl);
        } else if let Some(story) = self.story() {
            let mut run = RunReport::of(self.document, story);
            run.timeline.end = end;
            // What is not shown of it need not be told.
            (run.events, run.logs) = Default::default();
            side.run = Some(run);
            side.warning = warning(story);
        } else {
            "Its Pod could not be played.".clone_into(&mut side.refused);
        }
        side
    }
}

/// What goes wrong for good, in a sentence; empty where nothing does.
fn warning(story: &Story) -> String {
    let Some(trace) = story.first() else { return String::new() };
    let lives = |place: usize| trace.runs(place);
    let all = || trace.containers.iter().enumerate();
    let is_held =
        |(place, it): &(usize, &TraceContainer)| it.role == Role::App && lives(*place).is_empty();
    let ends = |place: usize| {
        let run = lives(place).pop();
        let told = trace.entries.iter().find(|entry| entry.what == What::Term(place));
        // An end that somebody asked for is not one of its own.
        let by_itself = |at: SimTime| told.is_none_or(|told| at < told.at);
        run.and_then(|run| run.finished).is_some_and(|end| by_itself(end.at))
    };
    if let Some((_, held)) = all().find(is_held) {
        let runs_on = |(place, it): &(usize, &TraceContainer)| {
            it.role == Role::Init && !lives(*place).is_empty() && !ends(*place)
        };
        return match all().find(runs_on) {
            Some((_, first)) => {
                let (held, first) = (&held.name, &first.name);
                format!("`{held}` never starts: `{first}` has to end before it, and goes on.")
            }
            None => format!("`{}` never starts.", held.name),
        };
    }
    let completes = story.job.as_ref().is_none_or(|job| {
        job.statuses()
            .any(|(_, status)| status.completion_time.is_some() || status.failed.is_some())
    });
    let runs_on = |(place, it): &(usize, &TraceContainer)| it.role == Role::App && !ends(*place);
    match all().find(runs_on) {
        Some((_, app)) if !completes => {
            format!("The Job never completes: `{}` goes on.", app.name)
        }
        _ => String::new(),
    }
}

/// The lives with those deleted that go on, all at the same instant, and watched for the same time.
pub(super) fn together(mut lives: Vec<Option<Life<'_>>>) -> Vec<Option<Life<'_>>> {
    let goes = |life: &Life<'_>| {
        let story = life.story()?;
        story.first().filter(|trace| goes_on(story, trace)).map(|trace| trace.end)
    };
    if let Some(at) = lives.iter().flatten().filter_map(goes).max() {
        for life in lives.iter_mut().flatten().filter(|life| goes(life).is_some()) {
            life.ending = again(life.document, &life.analysis.neighbors, Some(at), None);
        }
    }
    let Some(end) = lives.iter().flatten().filter_map(Life::end).max() else { return lives };
    // A Job that does not complete is watched for as long as the others.
    for life in lives.iter_mut().flatten() {
        let is_over = |story: &Story| story.job.is_none() || story.end >= end;
        if life.story().is_some_and(|story| !is_over(story)) {
            let until = end.since(SimTime::ZERO);
            life.ending = again(life.document, &life.analysis.neighbors, None, Some(until));
        }
    }
    lives
}
