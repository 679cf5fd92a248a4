//! What somebody has answered so far: kept in the browser, and in a file where that is wanted.

use std::collections::BTreeMap;

use super::memory::{Card, Rating};
use super::question::{Head, Lists};
use crate::json::{Json, quoted};

/// What is known of one question's answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Known {
    /// Of which question: an answer to an earlier one of the same name does not count.
    pub(crate) hash: String,
    /// Whether the last answer was right.
    pub(crate) right: bool,
    /// How often it was answered.
    pub(crate) count: i64,
    /// When it is asked again.
    pub(crate) card: Card,
}

/// All answers, and the days on which there were some.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Progress {
    /// By the names of the questions.
    pub(crate) known: BTreeMap<String, Known>,
    /// Counted from 1970, in order.
    pub(crate) days: Vec<i64>,
}

/// How far one is with some questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    /// How many there are.
    pub(crate) all: usize,
    /// How many were answered.
    pub(crate) seen: usize,
    /// How many were right the last time.
    pub(crate) right: usize,
}

impl Progress {
    /// Reads what was kept; nothing where it is no progress.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text);
        if json.get("podlife").text() != "quiz" {
            return None;
        }
        let mut progress = Self {
            days: json.get("days").list().iter().map(Json::number).collect(),
            ..Self::default()
        };
        for entry in json.get("answers").list() {
            let thousandth = |name| f64_of(entry.get(name).number()) / 1000.0;
            let card = Card {
                stability: thousandth("stability"),
                difficulty: thousandth("difficulty"),
                last: entry.get("last").number(),
                due: entry.get("due").number(),
            };
            let known = Known {
                hash: entry.get("hash").text().to_owned(),
                right: entry.get("right").truth().unwrap_or_default(),
                count: entry.get("count").number(),
                card,
            };
            progress.known.insert(entry.get("id").text().to_owned(), known);
        }
        Some(progress)
    }

    /// As it is kept.
    pub(crate) fn written(&self) -> String {
        let answer = |(id, known): (&String, &Known)| {
            let Card { stability, difficulty, last, due } = known.card;
            format!(
                "{{\"id\":{},\"hash\":{},\"right\":{},\"count\":{},\"stability\":{},\"difficulty\":{},\"last\":{last},\"due\":{due}}}",
                quoted(id),
                quoted(&known.hash),
                known.right,
                known.count,
                thousand(stability),
                thousand(difficulty)
            )
        };
        let answers: Vec<String> = self.known.iter().map(answer).collect();
        let days: Vec<String> = self.days.iter().map(i64::to_string).collect();
        format!(
            "{{\"podlife\":\"quiz\",\"days\":[{}],\"answers\":[{}]}}",
            days.join(","),
            answers.join(",\n")
        )
    }

    /// An answer was marked.
    pub(crate) fn note(&mut self, head: &Head, rating: Rating, day: i64) {
        let before = self.of(head).cloned();
        let card = before
            .as_ref()
            .map_or_else(|| Card::first(rating, day), |known| known.card.next(rating, day));
        let count = before.map_or(0, |known| known.count) + 1;
        let right = rating != Rating::Again;
        let known = Known { hash: head.hash.clone(), right, count, card };
        self.known.insert(head.id.clone(), known);
        if self.days.last().is_none_or(|last| *last < day) {
            self.days.push(day);
        }
    }

    /// What is known of a question as it is now.
    pub(crate) fn of(&self, head: &Head) -> Option<&Known> {
        self.known.get(&head.id).filter(|known| known.hash == head.hash)
    }

    /// How far one is with some of the questions.
    pub(crate) fn share<'a>(&self, heads: impl Iterator<Item = &'a Head>) -> Share {
        heads.fold(Share::default(), |share, head| {
            let known = self.of(head);
            Share {
                all: share.all + 1,
                seen: share.seen + usize::from(known.is_some()),
                right: share.right + usize::from(known.is_some_and(|known| known.right)),
            }
        })
    }

    /// The questions that are to be asked again on a day, those that wait longest first.
    pub(crate) fn due(&self, lists: &Lists, day: i64) -> Vec<String> {
        let mut due: Vec<(i64, String)> = lists
            .heads
            .iter()
            .filter_map(|head| Some((self.of(head)?.card.due, head.id.clone())))
            .filter(|(due, _)| *due <= day)
            .collect();
        due.sort();
        due.into_iter().map(|(_, id)| id).collect()
    }

    /// The questions whose last answer was wrong.
    pub(crate) fn wrong(&self, lists: &Lists) -> Vec<String> {
        let wrong =
            lists.heads.iter().filter(|head| self.of(head).is_some_and(|known| !known.right));
        wrong.map(|head| head.id.clone()).collect()
    }

    /// How many days in a row there were answers, up to today or yesterday.
    pub(crate) fn streak(&self, today: i64) -> usize {
        let mut days = self.days.iter().rev();
        let Some(last) = days.next().filter(|last| today - **last <= 1) else { return 0 };
        1 + days.zip(1..).take_while(|(day, back)| **day == last - back).count()
    }
}

fn thousand(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a hundred years of days at most")]
    let thousand = (number * 1000.0).round() as i64;
    thousand
}

#[expect(clippy::cast_precision_loss, reason = "thousandths of days are few")]
fn f64_of(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(id: &str, hash: &str) -> Head {
        Head {
            id: id.to_owned(),
            kind: String::new(),
            title: String::new(),
            exams: Vec::new(),
            domains: Vec::new(),
            hash: hash.to_owned(),
        }
    }

    #[test]
    fn what_is_kept_is_read_again_and_other_files_are_not() {
        let mut progress = Progress::default();
        progress.note(&head("init/a", "1"), Rating::Good, 20_000);
        progress.note(&head("init/b", "2"), Rating::Again, 20_001);
        let read = Progress::read(&progress.written()).unwrap();
        // Thousandths of a day are kept.
        assert_eq!(read.written(), progress.written());
        assert_eq!((read.known.len(), read.days), (2, progress.days));
        assert_eq!(Progress::read("{\"a\": 1}"), None);
        assert_eq!(Progress::read("kind: Pod"), None);
    }

    #[test]
    fn an_answer_is_dropped_when_its_question_has_changed() {
        let mut progress = Progress::default();
        progress.note(&head("init/a", "1"), Rating::Good, 20_000);
        assert!(progress.of(&head("init/a", "1")).is_some());
        assert_eq!(progress.of(&head("init/a", "9")), None);
        let lists = Lists { topics: Vec::new(), heads: vec![head("init/a", "9")] };
        assert!(progress.due(&lists, 30_000).is_empty());
    }

    #[test]
    fn what_was_wrong_waits_first_and_days_in_a_row_count() {
        let lists = Lists {
            topics: Vec::new(),
            heads: vec![head("a/a", "1"), head("a/b", "1"), head("a/c", "1")],
        };
        let mut progress = Progress::default();
        for (index, rating) in [Rating::Good, Rating::Again].into_iter().enumerate() {
            progress.note(&lists.heads[index], rating, 100);
        }
        assert_eq!(progress.due(&lists, 100), ["a/b"]);
        assert_eq!(progress.wrong(&lists), ["a/b"]);
        assert_eq!(progress.due(&lists, 104), ["a/b", "a/a"]);
        assert_eq!(progress.share(lists.heads.iter()), Share { all: 3, seen: 2, right: 1 });
        progress.days = vec![90, 98, 99, 100];
        assert_eq!([100, 101, 102].map(|day| progress.streak(day)), [3, 3, 0]);
    }
}
