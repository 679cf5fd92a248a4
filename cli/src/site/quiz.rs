//! The questions as the quiz page reads them.

use serde_json::{Value, json};

use super::File;
use super::content::{Content, Question};
use super::problem::Problem;

/// `quiz.json`: every question with the run that proves it.
pub(super) fn file(content: &Content) -> Result<File, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut questions = Vec::new();
    for question in &content.questions {
        match entry(question) {
            Ok(entry) => questions.push(entry),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let text = serde_json::to_string(&questions).unwrap_or_default();
    Ok(File { path: "quiz.json".to_owned(), text })
}

fn entry(question: &Question) -> Result<Value, Problem> {
    let wrong = |line: usize, message: String| Problem::new(&question.file, line, message);
    let mut value: Value = serde_yaml::from_str(&question.text).map_err(|error| {
        wrong(error.location().map_or(0, |location| location.line()), error.to_string())
    })?;
    let Some(fields) = value.as_object_mut() else {
        return Err(wrong(1, "a question is a mapping".to_owned()));
    };
    fields.insert("id".to_owned(), json!(format!("{}/{}", question.topic, question.slug)));
    fields.insert("topic".to_owned(), json!(question.topic));
    Ok(value)
}
