//! The questions as the quiz page reads them.

use podlife_core::analysis::{Analysis, Options};
use podlife_core::quiz;

use super::File;
use super::content::{Content, Question};
use super::problem::Problem;

/// `quiz.json`: every question, with a proof that holds.
pub(super) fn file(content: &Content) -> Result<File, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut questions = Vec::new();
    for written in &content.questions {
        match question(written, content) {
            Ok(question) => questions.push(question),
            Err(found) => problems.extend(found),
        }
    }
    let json = serde_json::to_string(&questions);
    match json {
        Ok(text) if problems.is_empty() => Ok(File { path: "quiz.json".to_owned(), text }),
        Ok(_) => Err(problems),
        Err(error) => {
            problems.extend(content.questions.first().map(|question| {
                Problem::new(&question.file, 0, format!("cannot be written as JSON: {error}"))
            }));
            Err(problems)
        }
    }
}

fn question(written: &Question, content: &Content) -> Result<quiz::Question, Vec<Problem>> {
    let wrong = |message: String| Problem::new(&written.file, 0, message);
    let mut question = quiz::parse(&written.text).map_err(|error| vec![wrong(error)])?;
    let run = |text: &str| Analysis::of(text, &Options::default()).verdict();
    let mut problems: Vec<_> = quiz::prove(&question, &run).into_iter().map(wrong).collect();
    let is_page = |address: &str| {
        content.pages.iter().any(|page| page.address().trim_end_matches('/') == address)
    };
    if !is_page(&question.learn) {
        problems.push(wrong(format!("`learn: {}` is no page", question.learn)));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    question.id = Some(format!("{}/{}", written.topic, written.slug));
    Ok(question)
}
