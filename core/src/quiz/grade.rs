//! Marks answers.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a query looks for some kinds of claims among many"
)]

use serde::{Deserialize, Serialize};

use crate::process::scenario;
use crate::quiz::claim::{Claim, Is, Own};
use crate::quiz::drawn;
use crate::quiz::question::{Kind, Question, instant};
use crate::quiz::run::{Run, joined};
use crate::time::SimTime;

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// The places of the choices in the question.
    Choices(Vec<usize>),
    /// The places of the events in the question, in the order that was answered.
    Order(Vec<usize>),
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
    /// The choices of the question, its events in their right order, or what is expected of the manifest.
    pub items: Vec<Item>,
    /// The rule, then why.
    pub explanation: String,
    /// What to play to see it: the question's manifest, or the one that was answered, with its scenario; nothing where
    /// there is nothing to play.
    pub replay: String,
    /// The instant to look at, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// A right answer to play beside it, where the manifest is not right.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reference: String,
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
    /// Why it is right or wrong, when it happened, or what happened instead.
    pub note: String,
}

/// Marks an answer.
pub fn grade(question: &Question, answer: &Answer) -> Mark {
    let mut mark = Mark { explanation: question.explanation.clone(), ..Mark::default() };
    match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice | Kind::FindFault | Kind::Predict => {
            let chosen = if let Answer::Choices(chosen) = answer { chosen.as_slice() } else { &[] };
            choices(question, chosen, &mut mark);
        }
        Kind::OrderEvents => {
            let order = if let Answer::Order(order) = answer { order.as_slice() } else { &[] };
            events(question, order, &mut mark);
        }
        Kind::RepairYaml | Kind::WriteYaml => {
            let written =
                if let Answer::Manifest(written) = answer { written.as_str() } else { "" };
            manifest(question, written, &mut mark);
        }
    }
    mark.correct = mark.points == mark.out_of && mark.out_of > 0;
    mark
}

/// A point for each right choice, and one less for each wrong one.
fn choices(question: &Question, chosen: &[usize], mark: &mut Mark) {
    let run = question.run();
    let right = question.right();
    mark.items = question
        .choices
        .iter()
        .enumerate()
        .map(|(index, choice)| Item {
            text: if choice.text.is_empty() {
                drawn::text(question, choice, &run).unwrap_or_default()
            } else {
                choice.text.clone()
            },
            right: choice.correct,
            chosen: chosen.contains(&index),
            note: choice.feedback.clone(),
        })
        .collect();
    let hits = right.iter().filter(|index| chosen.contains(index)).count();
    let misses = chosen.iter().filter(|index| !right.contains(index)).count();
    mark.out_of = right.len();
    mark.points = hits.saturating_sub(misses);
    if run.story().is_some() {
        run.text().clone_into(&mut mark.replay);
        mark.at = question.instant().map(|at| at.0).or_else(|| moment(question, &run));
    }
}

fn moment(question: &Question, run: &Run) -> Option<u64> {
    question.of.as_ref()?.find(run.story()?).map(|found| found.at.0)
}

/// A point for each event in its place.
fn events(question: &Question, order: &[usize], mark: &mut Mark) {
    let run = question.run();
    let Some(story) = run.story() else { return };
    let found = question.events.iter().enumerate();
    let mut found: Vec<_> =
        found.filter_map(|(index, event)| Some((event.find(story)?, index))).collect();
    found.sort_by_key(|(moment, _)| moment.key());
    mark.items = found
        .iter()
        .enumerate()
        .map(|(place, (moment, index))| Item {
            text: question.events.get(*index).map(|event| event.text.clone()).unwrap_or_default(),
            right: order.get(place) == Some(index),
            chosen: order.contains(index),
            note: moment.at.to_string(),
        })
        .collect();
    mark.points = mark.items.iter().filter(|item| item.right).count();
    mark.out_of = mark.items.len();
    run.text().clone_into(&mut mark.replay);
}

/// What is asked of every manifest.
const ACCEPTED: &str = "The API server accepts it";

/// A point for each expectation that holds.
fn manifest(question: &Question, written: &str, mark: &mut Mark) {
    let answer = question.as_answer(written);
    let run = question.run_of(&answer);
    let refused = run
        .refused()
        .or_else(|| run.analysis().documents.is_empty().then(|| "there is nothing".to_owned()));
    mark.items.push(Item {
        text: ACCEPTED.to_owned(),
        right: refused.is_none(),
        chosen: true,
        note: refused.clone().unwrap_or_default(),
    });
    let mut first: Option<&Claim> = None;
    for expected in &question.expect {
        let failed = expected.holds.iter().find_map(|claim| Some((claim, run.holds(claim).err()?)));
        let note = match (&refused, &failed) {
            (Some(_), _) => "what is refused does nothing".to_owned(),
            (None, Some((_, happened))) => happened.clone(),
            (None, None) => String::new(),
        };
        if refused.is_none() && first.is_none() {
            first = failed.map(|(claim, _)| claim);
        }
        mark.items.push(Item {
            text: expected.says.clone(),
            right: note.is_empty(),
            chosen: true,
            note,
        });
    }
    mark.points = mark.items.iter().filter(|item| item.right).count();
    mark.out_of = mark.items.len();
    let scenario = first.and_then(other_scenario).or(question.scenario.as_deref());
    mark.replay = joined(&answer, scenario);
    if mark.points < mark.out_of {
        mark.at = first.and_then(|claim| looked_at(claim, &run)).map(|at| at.0);
        let solution = question.solution.as_deref().unwrap_or_default();
        mark.reference = joined(solution, scenario);
    }
}

/// The processes of a claim that has its own.
fn other_scenario(claim: &Claim) -> Option<&str> {
    match &claim.is {
        Is::Own(own) => match own.as_ref() {
            Own::Under { scenario, .. } => Some(scenario),
            _ => None,
        },
        Is::Never(claim) => other_scenario(claim),
        Is::Run(_) => None,
    }
}

/// The instant at which a claim looks.
fn looked_at(claim: &Claim, run: &Run) -> Option<SimTime> {
    let first = |claims: &[Claim]| claims.iter().find_map(|claim| looked_at(claim, run));
    match &claim.is {
        Is::Never(claim) => looked_at(claim, run),
        Is::Own(own) => match own.as_ref() {
            Own::Under { holds, .. } | Own::Any(holds) | Own::All(holds) => first(holds),
            Own::Kubectl(asked) => instant(&asked.at),
            _ => None,
        },
        Is::Run(claim) => match claim.as_ref() {
            scenario::Claim::Row { at, .. } | scenario::Claim::Log { at, .. } => *at,
            scenario::Claim::Phase(at, _) | scenario::Claim::Condition { at, .. } => Some(*at),
            scenario::Claim::Starts(_, window)
            | scenario::Claim::Finishes { window, .. }
            | scenario::Claim::Signal { window, .. }
            | scenario::Claim::Deleted(window) => window.before.or(window.after),
            scenario::Claim::StartsBefore(names) | scenario::Claim::StopsBefore(names) => {
                let trace = run.trace()?;
                let starts = names.iter().filter_map(|name| {
                    trace.runs(trace.container(name)?).first().map(|run| run.started)
                });
                starts.max()
            }
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::parse;

    const HEAD: &str = "title: T, difficulty: 1, exams: [CKA], domain: D, prompt: P, explanation: E, learn: l/x, sources: [s], hints: [h]";

    fn question(rest: &str) -> Question {
        parse(&format!("{{{HEAD}, {rest}}}")).unwrap()
    }

    #[test]
    fn one_choice_is_right_or_wrong_and_says_why() {
        let question = question(
            "kind: single-choice, choices: [{text: A, claim: [{accepted: true}], feedback: F}, \
             {text: B, correct: true, claim: [{accepted: false}], feedback: G}]",
        );
        let wrong = grade(&question, &Answer::Choices(vec![0]));
        assert_eq!((wrong.correct, wrong.points, wrong.out_of), (false, 0, 1));
        assert_eq!((wrong.items[0].chosen, wrong.items[0].note.as_str()), (true, "F"));
        assert!(grade(&question, &Answer::Choices(vec![1])).correct);
        assert!(!grade(&question, &Answer::Choices(vec![0, 1])).correct);
        assert!(!grade(&question, &Answer::Order(vec![1])).correct);
    }

    #[test]
    fn several_choices_give_a_point_each_and_a_wrong_one_takes_one() {
        let question = question(
            "kind: multiple-choice, choices: [{text: A, correct: true, feedback: F}, {text: B, correct: true, feedback: F}, \
             {text: C, feedback: F}]",
        );
        let points = |chosen: &[usize]| {
            let mark = grade(&question, &Answer::Choices(chosen.to_vec()));
            (mark.points, mark.out_of, mark.correct)
        };
        assert_eq!(points(&[0, 1]), (2, 2, true));
        assert_eq!(points(&[0]), (1, 2, false));
        assert_eq!(points(&[0, 1, 2]), (1, 2, false));
        assert_eq!(points(&[2]), (0, 2, false));
    }

    #[test]
    fn a_manifest_is_played_and_the_first_failure_is_where_to_look() {
        let question = question(
            "kind: repair-yaml, expect: [{says: it waits, holds: [{starts: {container: app, after: 4s}}]}, \
             {says: it is there, holds: [{container: app}]}], solution: 'x', \
             manifest: '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: nginx:1.29}]}}'",
        );
        let mark = grade(&question, &Answer::Manifest(question.manifest.clone()));
        assert_eq!((mark.points, mark.out_of, mark.correct), (2, 3, false));
        assert_eq!(mark.at, Some(4000));
        assert!(mark.items[1].note.contains("`app` started at"), "{:?}", mark.items);
        let fragment = "initContainers: [{name: w, image: 'busybox:1.37', command: [sleep, '5']}]\ncontainers: [{name: app, image: 'nginx:1.29'}]\n";
        assert!(grade(&question, &Answer::Manifest(fragment.to_owned())).correct);
        let refused = grade(&question, &Answer::Manifest("containers: []".to_owned()));
        assert_eq!(refused.points, 0, "{:?}", refused.items);
        assert_eq!(grade(&question, &Answer::Manifest(String::new())).points, 0);
    }

    #[test]
    fn answers_cross_as_json() {
        let json = serde_json::to_string(&Answer::Order(vec![2, 0, 1])).unwrap();
        assert_eq!(json, "{\"order\":[2,0,1]}");
    }
}
