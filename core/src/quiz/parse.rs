//! Reads question files: every field by name, none too many, none that belongs to another kind of question.

use serde::{Deserialize, Serialize};

use crate::quiz::question::{Choice, Claims, Event, Question, Row, Task};
use crate::time::{SimDuration, SimTime};

/// Reads a question file.
///
/// # Errors
/// What is wrong with it, where that can be said with its line.
pub fn parse(text: &str) -> Result<Question, String> {
    serde_yaml::from_str(text).map_err(|error| error.to_string())
}

/// The kinds of questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    SingleChoice,
    OrderEvents,
    PredictRow,
    RepairYaml,
}

/// A question as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    kind: Kind,
    title: String,
    exams: Vec<String>,
    domain: String,
    prompt: String,
    manifest: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
    explanation: String,
    learn: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<Choice>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    events: Option<Vec<Event>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<Row>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goal: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expect: Option<Claims>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
}

impl TryFrom<Fields> for Question {
    type Error = String;

    fn try_from(fields: Fields) -> Result<Self, String> {
        let task = task(&fields)?;
        Ok(Self {
            id: fields.id,
            title: fields.title,
            exams: fields.exams,
            domain: fields.domain,
            prompt: fields.prompt,
            manifest: fields.manifest,
            scenario: fields.scenario,
            explanation: fields.explanation,
            learn: fields.learn,
            task,
        })
    }
}

/// The fields that belong to the kind, all of them and no other.
fn task(fields: &Fields) -> Result<Task, String> {
    let given = [
        ("choices", fields.choices.is_some()),
        ("events", fields.events.is_some()),
        ("at", fields.at.is_some()),
        ("rows", fields.rows.is_some()),
        ("goal", fields.goal.is_some()),
        ("expect", fields.expect.is_some()),
        ("solution", fields.solution.is_some()),
    ];
    let wanted: &[&str] = match fields.kind {
        Kind::SingleChoice => &["choices"],
        Kind::OrderEvents => &["events"],
        Kind::PredictRow => &["at", "rows"],
        Kind::RepairYaml => &["goal", "expect", "solution"],
    };
    for (name, is_given) in given {
        match (wanted.contains(&name), is_given) {
            (true, false) => return Err(format!("`{name}` is missing")),
            (false, true) => return Err(format!("`{name}` belongs to another kind of question")),
            (true, true) | (false, false) => {}
        }
    }
    Ok(match fields.kind {
        Kind::SingleChoice => Task::SingleChoice(fields.choices.clone().unwrap_or_default()),
        Kind::OrderEvents => Task::OrderEvents(fields.events.clone().unwrap_or_default()),
        Kind::PredictRow => {
            let at = fields.at.as_deref().and_then(SimDuration::parse);
            let at = at.ok_or("`at` is a length of time: 20s, 1m30s")?;
            let rows = fields.rows.clone().unwrap_or_default();
            Task::PredictRow { at: SimTime::ZERO + at, rows }
        }
        Kind::RepairYaml => Task::RepairYaml {
            goal: fields.goal.clone().unwrap_or_default(),
            expect: fields.expect.clone().ok_or("`expect` is missing")?,
            solution: fields.solution.clone().unwrap_or_default(),
        },
    })
}

impl From<Question> for Fields {
    fn from(question: Question) -> Self {
        let topic = question.id.as_deref().and_then(|id| id.split_once('/'));
        let mut fields = Self {
            topic: topic.map(|(topic, _)| topic.to_owned()),
            id: question.id,
            kind: Kind::SingleChoice,
            title: question.title,
            exams: question.exams,
            domain: question.domain,
            prompt: question.prompt,
            manifest: question.manifest,
            scenario: question.scenario,
            explanation: question.explanation,
            learn: question.learn,
            choices: None,
            events: None,
            at: None,
            rows: None,
            goal: None,
            expect: None,
            solution: None,
        };
        match question.task {
            Task::SingleChoice(choices) => fields.choices = Some(choices),
            Task::OrderEvents(events) => {
                fields.kind = Kind::OrderEvents;
                fields.events = Some(events);
            }
            Task::PredictRow { at, rows } => {
                fields.kind = Kind::PredictRow;
                fields.at = Some(format!("{}ms", at.0));
                fields.rows = Some(rows);
            }
            Task::RepairYaml { goal, expect, solution } => {
                fields.kind = Kind::RepairYaml;
                fields.goal = Some(goal);
                fields.expect = Some(expect);
                fields.solution = Some(solution);
            }
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &str = "\
kind: single-choice
title: T
exams: [CKAD]
domain: D
prompt: P
manifest: 'a: 1'
explanation: E
learn: learn/x
choices:
- {text: A, correct: true, claim: [{runs: {container: app, count: 1}}]}
- {text: B, claim: [{never: {starts: {container: app}}}], feedback: F}
";

    #[test]
    fn a_question_is_written_as_it_is_read() {
        let question = parse(QUESTION).unwrap();
        let json = serde_json::to_string(&question).unwrap();
        assert_eq!(serde_json::from_str::<Question>(&json).unwrap(), question);
        assert_eq!(parse(&serde_yaml::to_string(&question).unwrap()), Ok(question));
    }

    #[test]
    fn nothing_is_ignored() {
        let added = |line: &str| parse(&format!("{QUESTION}{line}\n")).unwrap_err();
        assert!(added("colour: red").contains("unknown field `colour`"));
        assert!(added("at: 20s").contains("`at` belongs to another kind of question"));
        let broken = QUESTION.replace("count: 1", "cuont: 1");
        assert!(parse(&broken).unwrap_err().contains("`runs` has no field `cuont`"));
        let kind = QUESTION.replace("single-choice", "order-events");
        assert!(parse(&kind).unwrap_err().contains("`choices` belongs to another kind"));
    }
}
