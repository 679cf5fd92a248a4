//! Marks answers.

use serde::{Deserialize, Serialize};

use crate::quiz::moments::moments;
use crate::quiz::proof::is_row;
use crate::quiz::question::{Choice, Claims, Event, Question, Row, Task};
use crate::time::SimTime;
use crate::view::expectation::Verdict;
use crate::view::kubectl_get::{row_at, rows};

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// The place of the choice in the question.
    Choice(usize),
    /// The places of the events in the question, in the order that was answered.
    Order(Vec<usize>),
    /// The place of the row in the question.
    Row(usize),
    /// The manifest.
    Manifest(String),
}

/// What became of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// Whether all of it is right.
    pub correct: bool,
    /// Points.
    pub points: usize,
    /// Points that can be had.
    pub out_of: usize,
    /// The choices or rows of the question, its events in their right order, or what is expected of the manifest.
    pub items: Vec<Item>,
    /// The rule, then why.
    pub explanation: String,
    /// What to play to see it: the question's manifest, or the one that was answered, with its scenario.
    pub replay: String,
}

/// A part of a question and what the answer made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// What it says.
    pub text: String,
    /// Whether it is right: the right choice, an event in its place, an expectation that holds.
    pub right: bool,
    /// Whether it was chosen.
    pub chosen: bool,
    /// Why it is wrong, or when it happened.
    pub note: String,
}

/// Marks an answer; `run` is the whole pipeline.
pub fn grade(question: &Question, answer: &Answer, run: &dyn Fn(&str) -> Verdict) -> Mark {
    let mut replay = question.text();
    let (items, points) = match &question.task {
        Task::SingleChoice(choices) => choices_marked(choices, answer),
        Task::OrderEvents(events) => events_marked(events, answer, &run(&replay)),
        Task::PredictRow { at, rows } => rows_marked(*at, rows, answer, &run(&replay)),
        Task::RepairYaml { expect, .. } => {
            let manifest = match answer {
                Answer::Manifest(manifest) => manifest.as_str(),
                Answer::Choice(_) | Answer::Order(_) | Answer::Row(_) => "",
            };
            replay = question.with_scenario(manifest);
            manifest_marked(expect, &run(&replay))
        }
    };
    let out_of = match &question.task {
        Task::SingleChoice(_) | Task::PredictRow { .. } => 1,
        Task::OrderEvents(_) | Task::RepairYaml { .. } => items.len(),
    };
    let correct = points == out_of && out_of > 0;
    Mark { correct, points, out_of, items, explanation: question.explanation.clone(), replay }
}

fn choices_marked(choices: &[Choice], answer: &Answer) -> (Vec<Item>, usize) {
    let chosen = match answer {
        Answer::Choice(chosen) => Some(*chosen),
        Answer::Order(_) | Answer::Row(_) | Answer::Manifest(_) => None,
    };
    let item = |(index, choice): (usize, &Choice)| Item {
        text: choice.text.clone(),
        right: choice.correct,
        chosen: chosen == Some(index),
        note: choice.feedback.clone(),
    };
    one_of(choices.iter().enumerate().map(item).collect())
}

fn rows_marked(
    at: SimTime,
    choices: &[Row],
    answer: &Answer,
    verdict: &Verdict,
) -> (Vec<Item>, usize) {
    let chosen = match answer {
        Answer::Row(chosen) => Some(*chosen),
        Answer::Choice(_) | Answer::Order(_) | Answer::Manifest(_) => None,
    };
    let trace = verdict.trace();
    let shown = trace.and_then(|trace| row_at(&rows(trace), trace, at).cloned());
    let item = |(index, row): (usize, &Row)| Item {
        text: format!("{} {} {}", row.ready, row.status, row.restarts),
        right: shown.as_ref().is_some_and(|shown| is_row(row, shown)),
        chosen: chosen == Some(index),
        note: row.feedback.clone(),
    };
    one_of(choices.iter().enumerate().map(item).collect())
}

/// A point where the chosen one is right.
fn one_of(items: Vec<Item>) -> (Vec<Item>, usize) {
    let points = usize::from(items.iter().any(|item| item.chosen && item.right));
    (items, points)
}

/// A point for each event in its place.
fn events_marked(events: &[Event], answer: &Answer, verdict: &Verdict) -> (Vec<Item>, usize) {
    let answered: &[usize] = match answer {
        Answer::Order(order) => order,
        Answer::Choice(_) | Answer::Row(_) | Answer::Manifest(_) => &[],
    };
    let Some(trace) = verdict.trace() else { return (Vec::new(), 0) };
    let (order, _) = moments(events, trace);
    let item = |(place, moment): (usize, &crate::quiz::moments::Moment)| Item {
        text: events.get(moment.event).map(|event| event.text.clone()).unwrap_or_default(),
        right: answered.get(place) == Some(&moment.event),
        chosen: answered.contains(&moment.event),
        note: moment.at.to_string(),
    };
    let items: Vec<Item> = order.iter().enumerate().map(item).collect();
    let points = items.iter().filter(|item| item.right).count();
    (items, points)
}

/// A point for each expectation that holds.
fn manifest_marked(expect: &Claims, verdict: &Verdict) -> (Vec<Item>, usize) {
    let items: Vec<Item> = expect
        .claims
        .iter()
        .map(|claim| {
            let (right, text) = verdict.judge(claim);
            let note = if right { String::new() } else { verdict.errors.join("; ") };
            Item { text, right, chosen: true, note }
        })
        .collect();
    let points = items.iter().filter(|item| item.right).count();
    (items, points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::parse;

    #[test]
    fn a_choice_is_right_or_wrong_and_says_why() {
        let question = parse(
            "{kind: single-choice, title: T, exams: [CKA], domain: D, prompt: P, manifest: M, explanation: E, \
             learn: l/x, choices: [{text: A, claim: [{accepted: true}], feedback: F}, \
             {text: B, correct: true, claim: [{accepted: false}]}]}",
        )
        .unwrap();
        let run = |_: &str| Verdict::default();
        let wrong = grade(&question, &Answer::Choice(0), &run);
        assert_eq!((wrong.correct, wrong.points, wrong.out_of), (false, 0, 1));
        assert_eq!((wrong.items[0].chosen, wrong.items[0].note.as_str()), (true, "F"));
        assert!(grade(&question, &Answer::Choice(1), &run).correct);
        assert!(!grade(&question, &Answer::Row(1), &run).correct);
    }

    #[test]
    fn answers_cross_as_json() {
        let json = serde_json::to_string(&Answer::Order(vec![2, 0, 1])).unwrap();
        assert_eq!(json, "{\"order\":[2,0,1]}");
    }
}
