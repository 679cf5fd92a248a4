//! Reads question files: every field by name, none too many, none that belongs to another kind of question.

use crate::quiz::question::{Kind, Question};

/// Something wrong in a question file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field that it is about, such as `choices[1].claim`; empty where it is the whole file.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

impl Fault {
    pub(super) fn new(path: &str, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), message: message.into() }
    }
}

/// Reads a question file.
///
/// # Errors
/// What is wrong with it, where that can be said with its line.
pub fn parse(text: &str) -> Result<Question, String> {
    serde_yaml::from_str(text).map_err(|error| error.to_string())
}

/// The fields that belong to the kind: those it needs, and those it may not have.
pub(super) fn fields(question: &Question, faults: &mut Vec<Fault>) {
    let given = [
        ("choices", !question.choices.is_empty()),
        ("asks", question.asks.is_some()),
        ("at", question.at.is_some()),
        ("of", question.of.is_some()),
        ("events", !question.events.is_empty()),
        ("expect", !question.expect.is_empty()),
        ("solution", question.solution.is_some()),
        ("other", !question.other.is_empty()),
        ("wrong", !question.wrong.is_empty()),
    ];
    let (needed, allowed): (&[&str], &[&str]) = match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice | Kind::FindFault => (&["choices"], &[]),
        Kind::Predict => (&["asks", "choices"], &["at", "of"]),
        Kind::OrderEvents => (&["events"], &[]),
        Kind::RepairYaml | Kind::WriteYaml => (&["expect", "solution", "other", "wrong"], &[]),
    };
    for (name, is_given) in given {
        if needed.contains(&name) && !is_given {
            faults.push(Fault::new("", format!("`{name}` is missing")));
        } else if is_given && !needed.contains(&name) && !allowed.contains(&name) {
            faults.push(Fault::new(name, format!("`{name}` belongs to another kind of question")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &str = "\
kind: single-choice
title: T
difficulty: 1
exams: [CKAD]
domain: D
prompt: P
manifest: 'a: 1'
explanation: E
learn: learn/x
sources: [s]
choices:
- {text: A, correct: true, claim: [{runs: {container: app, count: 1}}], feedback: F}
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
        let broken = parse(&format!("{QUESTION}colour: red\n")).unwrap_err();
        assert!(broken.contains("unknown field `colour`"), "{broken}");
        let broken = parse(&QUESTION.replace("count: 1", "cuont: 1")).unwrap_err();
        assert!(broken.contains("`runs` has no field `cuont`"), "{broken}");
        let mut faults = Vec::new();
        fields(&parse(&QUESTION.replace("single-choice", "order-events")).unwrap(), &mut faults);
        let said: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(said, ["`choices` belongs to another kind of question", "`events` is missing"]);
    }
}
