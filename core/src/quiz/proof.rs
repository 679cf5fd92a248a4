//! Whether what a question states is what happens.

use crate::quiz::moments::{is_certain, moments};
use crate::quiz::question::{Choice, Claims, Event, Question, Row, Task};
use crate::sim::trace::Trace;
use crate::time::{SimDuration, SimTime};
use crate::view::expectation::Verdict;
use crate::view::kubectl_get::{PodRow, row_at, rows};

/// How far the instant of a row must be from a change: real clusters differ by so much.
const STEADY: SimDuration = SimDuration::from_millis(700);

/// What is wrong with a question, where its answers are derived again; `run` is the whole pipeline.
pub fn prove(question: &Question, run: &dyn Fn(&str) -> Verdict) -> Vec<String> {
    let mut problems = Vec::new();
    let verdict = run(&question.text());
    let texts = [
        ("title", &question.title),
        ("prompt", &question.prompt),
        ("explanation", &question.explanation),
        ("domain", &question.domain),
    ];
    for (name, text) in texts {
        if text.trim().is_empty() {
            problems.push(format!("`{name}` says nothing"));
        }
    }
    let is_exam = |exam: &String| matches!(exam.as_str(), "CKA" | "CKAD" | "KCNA");
    if question.exams.is_empty() || !question.exams.iter().all(is_exam) {
        problems.push("`exams` are CKA, CKAD or KCNA".to_owned());
    }
    match (&question.task, verdict.trace()) {
        (Task::SingleChoice(choices), _) => prove_choices(choices, &verdict, &mut problems),
        (Task::OrderEvents(events), Some(trace)) => prove_order(events, trace, &mut problems),
        (Task::PredictRow { at, rows }, Some(trace)) => {
            prove_row(*at, rows, trace, &mut problems);
        }
        (Task::OrderEvents(_) | Task::PredictRow { .. }, None) => {
            problems.push(format!("nothing can be played: {}", verdict.errors.join("; ")));
        }
        (Task::RepairYaml { goal, expect, solution }, _) => {
            let solved = run(&question.with_scenario(solution));
            prove_repair(goal, expect, &verdict, &solved, &mut problems);
        }
    }
    problems
}

fn prove_choices(choices: &[Choice], verdict: &Verdict, problems: &mut Vec<String>) {
    if choices.iter().filter(|choice| choice.correct).count() != 1 || choices.len() < 2 {
        problems.push("exactly one of several choices is right".to_owned());
    }
    for choice in choices {
        let failed = choice.claim.claims.iter().find_map(|claim| verdict.holds(claim).err());
        match (choice.correct, failed) {
            (true, Some(happened)) => {
                problems.push(format!("\"{}\" is not right: {happened}", choice.text));
            }
            (false, None) => problems.push(format!("\"{}\" holds as well", choice.text)),
            (true, None) | (false, Some(_)) => {}
        }
        if !choice.correct && choice.feedback.is_empty() {
            problems.push(format!("\"{}\" has no feedback", choice.text));
        }
    }
}

fn prove_order(events: &[Event], trace: &Trace, problems: &mut Vec<String>) {
    let (order, missing) = moments(events, trace);
    for event in missing.iter().filter_map(|index| events.get(*index)) {
        problems.push(format!("\"{}\" does not happen, or says more than one thing", event.text));
    }
    for pair in order.windows(2) {
        let [earlier, later] = pair else { continue };
        if !is_certain(*earlier, *later, trace) {
            problems.push(format!("events at {} and {} are too close", earlier.at, later.at));
        }
    }
    if order.len() < 3 {
        problems.push("an order needs three events".to_owned());
    }
    if order.is_sorted_by_key(|moment| moment.event) {
        problems.push("the events are given in their right order".to_owned());
    }
}

/// Whether it is this row, ages aside.
pub(super) fn is_row(row: &Row, shown: &PodRow) -> bool {
    (row.ready.as_str(), row.status.as_str(), row.restarts)
        == (shown.ready.as_str(), shown.status.as_str(), shown.restarts)
}

fn prove_row(at: SimTime, choices: &[Row], trace: &Trace, problems: &mut Vec<String>) {
    let all = rows(trace);
    let Some(shown) = row_at(&all, trace, at) else {
        problems.push(format!("there is no row at {at}"));
        return;
    };
    let right = choices.iter().filter(|row| is_row(row, shown)).count();
    if right != 1 {
        problems.push(format!(
            "{right} of the rows are right: it is `{} {} {}`",
            shown.ready, shown.status, shown.restarts
        ));
    }
    if choices.iter().any(|row| !is_row(row, shown) && row.feedback.is_empty()) {
        problems.push("a wrong row has no feedback".to_owned());
    }
    let is_steady = row_at(&all, trace, at - STEADY) == Some(shown)
        && row_at(&all, trace, at + STEADY) == Some(shown);
    if !is_steady {
        problems.push(format!("the row changes within {STEADY} of {at}"));
    }
}

fn prove_repair(
    goal: &[String],
    expect: &Claims,
    given: &Verdict,
    solved: &Verdict,
    problems: &mut Vec<String>,
) {
    if goal.is_empty() {
        problems.push("`goal` says nothing".to_owned());
    }
    for claim in &expect.claims {
        if let Err(happened) = solved.holds(claim) {
            problems.push(format!("the solution does not do: {happened}"));
        }
    }
    if expect.claims.iter().all(|claim| given.holds(claim).is_ok()) {
        problems.push("the manifest does already".to_owned());
    }
}
