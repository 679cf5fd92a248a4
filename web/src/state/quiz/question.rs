//! Questions as the quiz page reads them.

use std::borrow::Cow;

use podlife_core::time::{SimDuration, SimTime};

use crate::json::Json;

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// One of several sentences.
    One,
    /// Some of several sentences.
    Several,
    /// One of several rows of `kubectl get pods`.
    Row,
    /// Events in their order.
    Order,
    /// A manifest.
    Manifest,
}

/// What lists and rounds need of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Its folder and name.
    pub(crate) id: String,
    /// The kind, as the file says it.
    pub(crate) kind: String,
    /// Its title.
    pub(crate) title: String,
    /// The exams that it helps with.
    pub(crate) exams: Vec<String>,
    /// Its domain in each of them.
    pub(crate) domains: Vec<String>,
    /// A number that changes with the question.
    pub(crate) hash: String,
}

impl Head {
    /// Its domain in an exam.
    pub(crate) fn domain_in(&self, exam: &str) -> &str {
        let domain = self.exams.iter().zip(&self.domains).find(|(own, _)| *own == exam);
        domain.map_or("", |(_, domain)| domain)
    }

    /// The name of its topic.
    pub(crate) fn topic(&self) -> &str {
        topic_of(&self.id)
    }
}

/// The topic of a question.
pub(crate) fn topic_of(id: &str) -> &str {
    id.split('/').next().unwrap_or_default()
}

/// What questions are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topic {
    /// The name of its folder.
    pub(crate) name: String,
    /// In a word or two.
    pub(crate) title: String,
    /// What one learns there.
    pub(crate) summary: String,
}

/// All that is known before a question is shown: `quiz.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lists {
    /// The topics in their order.
    pub(crate) topics: Vec<Topic>,
    /// The questions by topic and name.
    pub(crate) heads: Vec<Head>,
}

impl Lists {
    /// Reads `quiz.json`.
    pub(crate) fn read(text: &str) -> Self {
        let json = Json::parse(text);
        let topic = |json: &Json| Topic {
            name: text_of(json, "name"),
            title: text_of(json, "title"),
            summary: text_of(json, "summary"),
        };
        let head = |json: &Json| Head {
            id: text_of(json, "id"),
            kind: text_of(json, "kind"),
            title: text_of(json, "title"),
            exams: texts_of(json, "exams"),
            domains: texts_of(json, "domains"),
            hash: text_of(json, "hash"),
        };
        Self {
            topics: json.get("topics").list().iter().map(topic).collect(),
            heads: json.get("questions").list().iter().map(head).collect(),
        }
    }

    /// The head of a question.
    pub(crate) fn head(&self, id: &str) -> Option<&Head> {
        self.heads.iter().find(|head| head.id == id)
    }

    /// The title of a topic.
    pub(crate) fn title<'a>(&'a self, name: &'a str) -> &'a str {
        self.topics.iter().find(|topic| topic.name == name).map_or(name, |topic| &topic.title)
    }
}

/// A question, as far as it is shown; the core reads the rest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// The whole of it, as the core takes it.
    pub(crate) written: String,
    /// Its folder and name.
    pub(crate) id: String,
    /// How it is answered.
    pub(crate) way: Way,
    /// Its title.
    pub(crate) title: String,
    /// What is asked.
    pub(crate) prompt: String,
    /// The manifest that is shown.
    pub(crate) manifest: String,
    /// What its processes do, which is not shown.
    pub(crate) scenario: String,
    /// Commands with their output.
    pub(crate) screen: Vec<(String, String)>,
    /// From vague to nearly the answer.
    pub(crate) hints: Vec<String>,
    /// The page about it.
    pub(crate) learn: String,
    /// Where it is known from.
    pub(crate) sources: Vec<String>,
    /// What may be answered: sentences, events, or rows.
    pub(crate) options: Vec<String>,
    /// What a manifest has to do.
    pub(crate) goal: Vec<String>,
    /// The version of Kubernetes; empty for the usual one.
    pub(crate) version: String,
    /// Whether a terminal stands beside it.
    pub(crate) has_terminal: bool,
}

impl Question {
    /// Reads the questions of a topic.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        Json::written_entries(text).into_iter().map(Self::read).collect()
    }

    /// Reads one question.
    pub(crate) fn read(written: &str) -> Self {
        let json = Json::parse(written);
        let list = |name| json.get(name).list();
        let said = |name, of| list(name).iter().map(|it| text_of(it, of)).collect::<Vec<_>>();
        let kind = json.get("kind").text();
        let asks_row = json.get("asks").text() == "row";
        let (way, options) = match kind {
            "order-events" => (Way::Order, said("events", "text")),
            "repair-yaml" | "write-yaml" => (Way::Manifest, Vec::new()),
            "predict" if asks_row => (Way::Row, said("choices", "text")),
            "multiple-choice" => (Way::Several, said("choices", "text")),
            _ => {
                let right =
                    list("choices").iter().filter(|it| it.get("correct").truth() == Some(true));
                (if right.count() > 1 { Way::Several } else { Way::One }, said("choices", "text"))
            }
        };
        Self {
            written: written.to_owned(),
            id: text_of(&json, "id"),
            way,
            title: text_of(&json, "title"),
            prompt: text_of(&json, "prompt"),
            manifest: text_of(&json, "manifest"),
            scenario: text_of(&json, "scenario"),
            screen: list("screen")
                .iter()
                .map(|it| (text_of(it, "command"), text_of(it, "output")))
                .collect(),
            hints: texts_of(&json, "hints"),
            learn: text_of(&json, "learn"),
            sources: texts_of(&json, "sources"),
            options,
            goal: said("expect", "says"),
            version: text_of(&json, "kubernetes"),
            has_terminal: way == Way::Manifest || kind == "find-fault",
        }
    }

    /// The text that is played where this is the manifest.
    pub(crate) fn played(&self, manifest: &str) -> String {
        if self.scenario.is_empty() {
            manifest.to_owned()
        } else {
            format!("{}\n---\n{}", manifest.trim_end(), self.scenario)
        }
    }
}

fn text_of(json: &Json, name: &str) -> String {
    json.get(name).text().to_owned()
}

fn texts_of(json: &Json, name: &str) -> Vec<String> {
    json.get(name).list().iter().map(|it| it.text().to_owned()).collect()
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
    /// Why it is right or wrong, or when it happened.
    pub(crate) note: String,
}

/// What became of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Whether all of it is right.
    pub(crate) correct: bool,
    /// Points.
    pub(crate) points: i64,
    /// Points that can be had.
    pub(crate) out_of: i64,
    /// Its parts.
    pub(crate) items: Vec<Item>,
    /// The rule, then why.
    pub(crate) explanation: String,
    /// The manifest to play; empty where there is nothing to play.
    pub(crate) replay: String,
    /// Where to look.
    pub(crate) at: Option<SimTime>,
    /// A right answer to play beside it; empty where it is right.
    pub(crate) reference: String,
}

impl Mark {
    /// Reads what the core says; nothing where it could not mark the answer.
    pub(crate) fn read(json: &Json) -> Option<Self> {
        let item = |json: &Json| Item {
            text: text_of(json, "text"),
            right: json.get("right").truth().unwrap_or_default(),
            chosen: json.get("chosen").truth().unwrap_or_default(),
            note: text_of(json, "note"),
        };
        let at = json.get("at").is_some().then(|| json.get("at").number().unsigned_abs());
        Some(Self {
            correct: json.get("correct").truth()?,
            points: json.get("points").number(),
            out_of: json.get("outOf").number(),
            items: json.get("items").list().iter().map(item).collect(),
            explanation: text_of(json, "explanation"),
            replay: text_of(json, "replay"),
            at: at.map(|at| SimTime::ZERO + SimDuration::from_millis(at)),
            reference: text_of(json, "reference"),
        })
    }

    /// The part of the points that was made, in hundredths.
    pub(crate) fn percent(&self) -> i64 {
        if self.out_of > 0 { self.points * 100 / self.out_of } else { 0 }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// The places of the choices.
    Choices(Vec<usize>),
    /// The places of the events in the order that was answered.
    Order(Vec<usize>),
    /// The manifest.
    Manifest(String),
}

impl Given {
    /// As the core takes it.
    pub(crate) fn written(&self) -> String {
        let places =
            |places: &[usize]| places.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        match self {
            Self::Choices(chosen) => format!("{{\"choices\":[{}]}}", places(chosen)),
            Self::Order(order) => format!("{{\"order\":[{}]}}", places(order)),
            Self::Manifest(manifest) => {
                format!("{{\"manifest\":{}}}", crate::json::quoted(manifest))
            }
        }
    }

    /// Reads what was written.
    pub(crate) fn read(json: &Json) -> Option<Self> {
        let places = |name| {
            let list = json.get(name).list().iter();
            list.map(|it| usize::try_from(it.number()).unwrap_or_default()).collect()
        };
        if let Json::Text(manifest) = json.get("manifest") {
            return Some(Self::Manifest(Cow::into_owned(manifest.clone())));
        }
        if matches!(json.get("order"), Json::List(_)) {
            return Some(Self::Order(places("order")));
        }
        matches!(json.get("choices"), Json::List(_)).then(|| Self::Choices(places("choices")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_says_how_it_is_answered() {
        for (written, way) in [
            (r#"{"kind":"single-choice","choices":[{"text":"a","correct":true}]}"#, Way::One),
            (
                r#"{"kind":"find-fault","choices":[{"text":"a","correct":true},{"text":"b","correct":true}]}"#,
                Way::Several,
            ),
            (r#"{"kind":"predict","asks":"row","choices":[]}"#, Way::Row),
            (r#"{"kind":"predict","asks":"time","choices":[]}"#, Way::One),
            (r#"{"kind":"order-events","events":[]}"#, Way::Order),
            (r#"{"kind":"write-yaml"}"#, Way::Manifest),
        ] {
            assert_eq!(Question::read(written).way, way, "{written}");
        }
    }

    #[test]
    fn an_answer_is_read_as_it_is_written() {
        for given in [
            Given::Choices(vec![1]),
            Given::Order(vec![2, 0, 1]),
            Given::Manifest("a: \"b\"\n".to_owned()),
            Given::Manifest(String::new()),
        ] {
            assert_eq!(Given::read(&Json::parse(&given.written())), Some(given));
        }
        assert_eq!(Given::read(&Json::Null), None);
    }
}
