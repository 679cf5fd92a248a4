//! The questions as the quiz page reads them.

use podlife_core::quiz::{self, Head};
use rayon::prelude::*;
use serde::Serialize;

use super::content::{Content, Question};
use super::problem::{Problem, all};
use super::{File, anki};
use crate::quiz::checked;

/// `quiz.json`: what lists and rounds need.
#[derive(Serialize)]
struct Lists<'a> {
    topics: Vec<TopicHead<'a>>,
    questions: Vec<Head>,
}

#[derive(Serialize)]
struct TopicHead<'a> {
    name: &'a str,
    title: &'a str,
    summary: &'a str,
}

/// `quiz.json`, and `quiz/<topic>.json` with the questions of each topic, all of them proved.
pub(super) fn files(content: &Content) -> Result<Vec<File>, Vec<Problem>> {
    let made: Vec<_> =
        content.questions.par_iter().map(|written| question(written, content)).collect();
    let (mut questions, mut heads) = (Vec::new(), Vec::new());
    for (written, (question, head)) in content.questions.iter().zip(all(made)?) {
        questions.push((&written.topic, question));
        heads.push(head);
    }
    let topics = content.topics.iter();
    let lists = Lists {
        topics: topics
            .clone()
            .map(|it| TopicHead { name: &it.name, title: &it.title, summary: &it.summary })
            .collect(),
        questions: heads,
    };
    let notes = anki::notes(questions.iter().map(|(_, question)| question));
    let mut files = vec![
        file("quiz.json".to_owned(), &lists),
        File { path: "quiz/anki.txt".to_owned(), text: notes },
    ];
    for topic in topics {
        let own: Vec<_> = questions
            .iter()
            .filter(|(of, _)| **of == topic.name)
            .map(|(_, question)| question)
            .collect();
        files.push(file(format!("quiz/{}.json", topic.name), &own));
    }
    Ok(files)
}

/// Plain data: there is nothing in it that JSON cannot say.
fn file(path: String, data: &impl Serialize) -> File {
    File { path, text: serde_json::to_string(data).unwrap_or_default() }
}

fn question(written: &Question, content: &Content) -> Result<(quiz::Question, Head), Vec<Problem>> {
    let is_page = |address: &str| {
        content.pages.iter().any(|page| page.address().trim_end_matches('/') == address)
    };
    match checked(&written.text, &is_page) {
        (Some(question), faults) if faults.is_empty() => {
            let topic = content.topics.iter().find(|topic| topic.name == written.topic);
            let domain = |exam: &str| topic?.domains.get(exam).cloned();
            Ok(quiz::publish(question, &format!("{}/{}", written.topic, written.slug), &domain))
        }
        (_, faults) => {
            let problem = |(line, message)| Problem::new(&written.file, line, message);
            Err(faults.into_iter().map(problem).collect())
        }
    }
}
