//! What the site writes of a question: everything that is drawn from runs is in it, so that showing it plays nothing.

use serde::Serialize;

use crate::quiz::chance::Chance;
use crate::quiz::drawn;
use crate::quiz::moments::Found;
use crate::quiz::proof::DOMAINS;
use crate::quiz::question::{Kind, Question, instant};

/// What lists and rounds need of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Its folder and name.
    pub id: String,
    /// What kind it is.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// From 1 to 3.
    pub difficulty: u8,
    /// The exams that it helps with.
    pub exams: Vec<String>,
    /// Its domain in each of them, in the same order.
    pub domains: Vec<String>,
    /// A number that changes with the question: an answer to another one does not count for it.
    pub hash: String,
}

/// The question with what is drawn from its runs, its parts in an order that says nothing, and its head.
///
/// A question has one domain; in an exam that has no domain of this name, `else_in` says where its topic belongs.
pub fn publish(
    mut question: Question,
    id: &str,
    else_in: &dyn Fn(&str) -> Option<String>,
) -> (Question, Head) {
    let run = question.run();
    for index in 0..question.screen.len() {
        if let Some(screen) = question.screen.get_mut(index) {
            let at = instant(&screen.at).unwrap_or_default();
            screen.output = run.screen(at, &screen.command).0;
        }
    }
    let texts: Vec<Option<String>> =
        question.choices.iter().map(|choice| drawn::text(&question, choice, &run).ok()).collect();
    for (choice, text) in question.choices.iter_mut().zip(texts) {
        choice.text = text.unwrap_or_default();
        choice.drawn = None;
    }
    let mut chance = Chance(hash(id.as_bytes()));
    chance.shuffle(&mut question.choices);
    chance.shuffle(&mut question.events);
    if let Some(story) = run.story() {
        // Chance may have put them right, which would make an answer of nothing.
        let keys: Vec<_> =
            question.events.iter().filter_map(|event| event.find(story)).map(Found::key).collect();
        if keys.len() > 1 && keys.is_sorted() {
            question.events.reverse();
        }
    }
    question.id = Some(id.to_owned());
    question.other.clear();
    question.wrong.clear();
    // What is proved needs no proof in the browser, unless it is what an answer is marked by.
    for choice in &mut question.choices {
        choice.claim.clear();
    }
    let text = serde_json::to_string(&question).unwrap_or_default();
    let domains = question.exams.iter().map(|exam| {
        let known = DOMAINS.iter().find(|(name, _)| name == exam).map_or(&[][..], |(_, all)| all);
        let is_own = known.contains(&question.domain.as_str());
        let other = if is_own { None } else { else_in(exam) };
        other.unwrap_or_else(|| question.domain.clone())
    });
    let domains = domains.collect();
    let head = Head {
        id: id.to_owned(),
        kind: question.kind,
        title: question.title.clone(),
        difficulty: question.difficulty,
        exams: question.exams.clone(),
        domains,
        hash: format!("{:08x}", hash(text.as_bytes()) >> 32),
    };
    (question, head)
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix)
}
