//! A round of questions: which one is shown, what is answered, what became of it.

use podlife_core::time::SimDuration;

use crate::json::{Json, quoted};

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One of several sentences.
    Choice,
    /// Events in their order.
    Order,
    /// One of several rows of `kubectl get pods`.
    Row,
    /// A manifest.
    Manifest,
}

/// A question, as far as it is shown; the core reads the rest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// The whole of it, as the core takes it.
    pub(crate) written: String,
    /// Its folder and name.
    pub(crate) id: String,
    /// How it is answered.
    pub(crate) kind: Kind,
    /// What is asked.
    pub(crate) prompt: String,
    /// The exam and its domain.
    pub(crate) domain: String,
    /// The manifest that is shown.
    pub(crate) manifest: String,
    /// The page about it.
    pub(crate) learn: String,
    /// What may be answered: sentences, events, or rows.
    pub(crate) options: Vec<String>,
    /// What a manifest has to do.
    pub(crate) goal: Vec<String>,
    /// The instant that a row is asked for.
    pub(crate) at: Option<SimDuration>,
}

impl Question {
    /// Reads the questions of a topic, or all of them.
    pub(crate) fn all(text: &str, topic: Option<&str>) -> Vec<Self> {
        let questions = Json::written_entries(text).into_iter().map(Self::read);
        let is_wanted = |question: &Self| {
            topic.is_none_or(|topic| question.id.split('/').next() == Some(topic))
        };
        questions.filter(is_wanted).collect()
    }

    fn read(written: &str) -> Self {
        let json = Json::parse(written);
        let text = |name| json.get(name).text().to_owned();
        let texts = |name| json.get(name).list().iter().map(|it| it.text().to_owned()).collect();
        let exams: Vec<String> = texts("exams");
        let option = |it: &Json| match it.get("status").text() {
            "" => it.get("text").text().to_owned(),
            status => {
                let restarts = it.get("restarts").number();
                format!("{}   {status}   {restarts}", it.get("ready").text())
            }
        };
        let (kind, options) = match json.get("kind").text() {
            "order-events" => (Kind::Order, json.get("events")),
            "predict-row" => (Kind::Row, json.get("rows")),
            "repair-yaml" => (Kind::Manifest, &Json::Null),
            _ => (Kind::Choice, json.get("choices")),
        };
        Self {
            written: written.to_owned(),
            id: text("id"),
            kind,
            prompt: text("prompt"),
            domain: format!("{} · {}", exams.join(", "), json.get("domain").text()),
            manifest: text("manifest"),
            learn: text("learn"),
            options: options.list().iter().map(option).collect(),
            goal: texts("goal"),
            at: seconds(json.get("at").text()),
        }
    }
}

/// `20s`, `2m` or `1m30s`; questions ask for nothing finer.
fn seconds(text: &str) -> Option<SimDuration> {
    let (minutes, rest) = text.split_once('m').unwrap_or(("0", text));
    let seconds = rest.strip_suffix('s').unwrap_or("0").parse::<u64>().ok()?;
    let minutes = minutes.parse::<u64>().ok()?;
    (!text.is_empty()).then(|| SimDuration::from_secs(minutes * 60 + seconds))
}

/// A part of a question and what the answer made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// What it says.
    pub(crate) text: String,
    /// Whether it is right.
    pub(crate) right: bool,
    /// Whether it was chosen.
    pub(crate) chosen: bool,
    /// Why it is wrong, or when it happened.
    pub(crate) note: String,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Whether all of it is right.
    pub(crate) correct: bool,
    /// Its parts.
    pub(crate) items: Vec<Item>,
    /// The rule, then why.
    pub(crate) explanation: String,
    /// The manifest to play.
    pub(crate) replay: String,
}

impl Mark {
    /// Reads what the core says; nothing where it could not mark the answer.
    pub(crate) fn read(json: &Json) -> Option<Self> {
        let item = |json: &Json| Item {
            text: json.get("text").text().to_owned(),
            right: json.get("right").truth().unwrap_or_default(),
            chosen: json.get("chosen").truth().unwrap_or_default(),
            note: json.get("note").text().to_owned(),
        };
        Some(Self {
            correct: json.get("correct").truth()?,
            items: json.get("items").list().iter().map(item).collect(),
            explanation: json.get("explanation").text().to_owned(),
            replay: json.get("replay").text().to_owned(),
        })
    }
}

/// A round of questions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quiz {
    /// The questions; nothing before they are loaded.
    pub(crate) questions: Option<Vec<Question>>,
    /// Which one is shown.
    pub(crate) index: usize,
    /// The option that is chosen.
    pub(crate) chosen: Option<usize>,
    /// The order in which the events stand.
    pub(crate) order: Vec<usize>,
    /// What became of the answer.
    pub(crate) mark: Option<Mark>,
    /// Why there is no mark.
    pub(crate) failure: Option<String>,
    /// The questions that were answered right, now or on an earlier day.
    pub(crate) solved: Vec<String>,
}

/// What happens in a round.
#[derive(Clone, Debug)]
pub(crate) enum QuizAction {
    /// The questions are there, and which of them were solved before.
    Loaded(Vec<Question>, Vec<String>),
    /// An option is chosen.
    Choose(usize),
    /// An event changes its place with the next one (true) or the one before.
    Move(usize, bool),
    /// The answer is marked.
    Marked(Mark),
    /// The answer could not be marked.
    Failed(String),
    /// Another question.
    Show(usize),
}

impl Quiz {
    /// The question that is shown.
    pub(crate) fn question(&self) -> Option<&Question> {
        self.questions.as_ref()?.get(self.index)
    }

    /// The answer as the core takes it; nothing before there is one.
    pub(crate) fn answer(&self, manifest: &str) -> Option<String> {
        match self.question()?.kind {
            Kind::Choice => self.chosen.map(|chosen| format!("{{\"choice\":{chosen}}}")),
            Kind::Row => self.chosen.map(|chosen| format!("{{\"row\":{chosen}}}")),
            Kind::Order => {
                let places: Vec<String> = self.order.iter().map(usize::to_string).collect();
                Some(format!("{{\"order\":[{}]}}", places.join(",")))
            }
            Kind::Manifest => Some(format!("{{\"manifest\":{}}}", quoted(manifest))),
        }
    }

    /// Whether there is another question after this one.
    pub(crate) fn has_next(&self) -> bool {
        self.index + 1 < self.count()
    }

    /// How many questions there are.
    pub(crate) fn count(&self) -> usize {
        self.questions.as_ref().map_or(0, Vec::len)
    }

    fn show(&mut self, index: usize) {
        self.index = index;
        self.chosen = None;
        self.mark = None;
        self.failure = None;
        self.order = (0..self.question().map_or(0, |it| it.options.len())).collect();
    }
}

impl Quiz {
    /// Something happened.
    pub(crate) fn apply(&mut self, action: QuizAction) {
        match action {
            QuizAction::Loaded(questions, solved) => {
                self.questions = Some(questions);
                self.solved = solved;
                self.show(0);
            }
            QuizAction::Choose(option) if self.mark.is_none() => self.chosen = Some(option),
            QuizAction::Move(place, down) if self.mark.is_none() => {
                let other = if down { place + 1 } else { place.saturating_sub(1) };
                if place < self.order.len() && other < self.order.len() {
                    self.order.swap(place, other);
                }
            }
            QuizAction::Choose(_) | QuizAction::Move(..) => {}
            QuizAction::Marked(mark) => {
                let id = self.question().map(|question| question.id.clone()).unwrap_or_default();
                if mark.correct && !self.solved.contains(&id) {
                    self.solved.push(id);
                }
                self.failure = None;
                self.mark = Some(mark);
            }
            QuizAction::Failed(why) => self.failure = Some(why),
            QuizAction::Show(index) => self.show(index),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTIONS: &str = r#"[
        {"id": "sidecars/a", "kind": "single-choice", "exams": ["CKAD"], "domain": "Design",
         "choices": [{"text": "yes", "correct": true, "claim": []}, {"text": "no", "claim": []}]},
        {"id": "status/b", "kind": "predict-row", "at": "20s", "rows": [{"ready": "1/2", "status": "Running", "restarts": 0}]},
        {"id": "status/c", "kind": "order-events", "events": [{"text": "x"}, {"text": "y"}, {"text": "z"}]}
    ]"#;

    fn after(actions: Vec<QuizAction>) -> Quiz {
        let loaded = QuizAction::Loaded(Question::all(QUESTIONS, None), Vec::new());
        let mut quiz = Quiz::default();
        std::iter::once(loaded).chain(actions).for_each(|action| quiz.apply(action));
        quiz
    }

    fn mark(correct: bool) -> Mark {
        Mark { correct, items: Vec::new(), explanation: String::new(), replay: String::new() }
    }

    #[test]
    fn a_topic_leaves_out_the_other_questions() {
        let ids: Vec<String> =
            Question::all(QUESTIONS, Some("status")).into_iter().map(|it| it.id).collect();
        assert_eq!(ids, ["status/b", "status/c"]);
    }

    #[test]
    fn the_answer_is_what_the_core_reads() {
        let choice = after(vec![QuizAction::Choose(1)]);
        assert_eq!(choice.answer("").unwrap(), r#"{"choice":1}"#);
        let order =
            after(vec![QuizAction::Show(2), QuizAction::Move(0, true), QuizAction::Move(2, true)]);
        assert_eq!(order.answer("").unwrap(), r#"{"order":[1,0,2]}"#);
        assert_eq!(after(vec![QuizAction::Show(1)]).answer(""), None);
    }

    #[test]
    fn the_instant_of_a_row_is_read_as_it_is_written() {
        for (text, expected) in
            [("20s", Some(20)), ("2m", Some(120)), ("1m30s", Some(90)), ("", None)]
        {
            assert_eq!(seconds(text), expected.map(SimDuration::from_secs), "{text}");
        }
    }

    #[test]
    fn nothing_is_changed_after_the_mark_and_a_right_answer_is_remembered() {
        let quiz = after(vec![
            QuizAction::Choose(0),
            QuizAction::Marked(mark(true)),
            QuizAction::Choose(1),
        ]);
        assert_eq!(quiz.chosen, Some(0));
        assert!(quiz.solved == ["sidecars/a"]);
    }
}
