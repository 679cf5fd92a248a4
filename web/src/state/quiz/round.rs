//! A round of questions: which they are, which one is shown, what was answered.

use podlife_core::quiz::Chance;

use super::question::{Given, Lists, Mark, topic_of};
use crate::json::{Json, quoted};
use crate::state::words::{say, say_with};

/// How many tasks a mock exam has.
pub(crate) const TASKS: usize = 17;
/// How long it takes, in milliseconds.
pub(crate) const EXAM: f64 = 120.0 * 60.0 * 1000.0;
/// From how many hundredths on it is passed.
pub(crate) const PASS: i64 = 66;

/// What kind of round it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// All questions of a topic.
    Topic(String),
    /// Five of all.
    #[default]
    Quick,
    /// As in an exam, by its name.
    Exam(String),
    /// What is to be asked again today.
    Review,
    /// What was wrong.
    Wrong,
    /// One question.
    One(String),
    /// Questions that the simulator makes.
    Made,
}

impl Mode {
    /// What it is called.
    pub(crate) fn title(&self, lists: &Lists) -> String {
        match self {
            Self::Topic(name) => lists.title(name).to_owned(),
            Self::Quick => say("Quick five").to_owned(),
            Self::Exam(exam) => say_with("Mock exam {}", &[exam]),
            Self::Review => say("Daily review").to_owned(),
            Self::Wrong => say("Once more").to_owned(),
            Self::One(id) => lists.title(topic_of(id)).to_owned(),
            Self::Made => say("Endless").to_owned(),
        }
    }

    /// Whether nothing is told before the end.
    pub(crate) const fn is_exam(&self) -> bool {
        matches!(self, Self::Exam(_))
    }

    /// As the address has it, without what belongs to a round alone.
    pub(crate) fn written(&self) -> (&'static str, &str) {
        match self {
            Self::Topic(name) => ("topic", name),
            Self::Quick => ("mode", "quick"),
            Self::Exam(exam) => ("exam", exam),
            Self::Review => ("mode", "review"),
            Self::Wrong => ("mode", "wrong"),
            Self::One(id) => ("question", id),
            Self::Made => ("mode", "made"),
        }
    }

    /// Reads what the address has.
    pub(crate) fn read(key: &str, value: &str) -> Option<Self> {
        Some(match (key, value) {
            ("topic", name) => Self::Topic(name.to_owned()),
            ("exam", exam) => Self::Exam(exam.to_owned()),
            ("question", id) => Self::One(id.to_owned()),
            ("mode", "quick") => Self::Quick,
            ("mode", "review") => Self::Review,
            ("mode", "wrong") => Self::Wrong,
            ("mode", "made") => Self::Made,
            _ => return None,
        })
    }
}

/// One question of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The question.
    pub(crate) id: String,
    /// What was answered so far.
    pub(crate) given: Option<Given>,
    /// What became of it.
    pub(crate) mark: Option<Mark>,
    /// Whether somebody wants to come back to it.
    pub(crate) flagged: bool,
    /// How many hints were taken.
    pub(crate) hints: usize,
}

/// A round.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Round {
    /// What kind it is.
    pub(crate) mode: Mode,
    /// Which questions chance took.
    pub(crate) seed: u64,
    /// The questions in their order.
    pub(crate) turns: Vec<Turn>,
    /// Which one is shown.
    pub(crate) index: usize,
    /// When the time is over, in milliseconds since 1970.
    pub(crate) ends: Option<f64>,
    /// Whether it is over.
    pub(crate) is_over: bool,
}

impl Round {
    /// A round of these questions.
    pub(crate) fn of(mode: Mode, seed: u64, ids: Vec<String>) -> Self {
        let turns = ids.into_iter().map(|id| Turn { id, ..Turn::default() }).collect();
        Self { mode, seed, turns, ..Self::default() }
    }

    /// The questions of a round that chance, or nothing but its kind, puts together.
    pub(crate) fn made(mode: Mode, seed: u64, lists: &Lists) -> Self {
        let all = lists.heads.iter();
        let ids = match &mode {
            Mode::Topic(name) => {
                all.filter(|head| head.topic() == name).map(|head| head.id.clone()).collect()
            }
            Mode::One(id) => {
                all.filter(|head| head.id == *id).map(|head| head.id.clone()).collect()
            }
            Mode::Quick => {
                let mut ids: Vec<String> = all.map(|head| head.id.clone()).collect();
                Chance(seed).shuffle(&mut ids);
                ids.truncate(5);
                ids
            }
            Mode::Exam(exam) => exam_of(exam, seed, lists),
            Mode::Made => {
                (0..10).map(|index| format!("made/{}", seed.wrapping_add(index))).collect()
            }
            Mode::Review | Mode::Wrong => Vec::new(),
        };
        Self::of(mode, seed, ids)
    }

    /// The question that is shown.
    pub(crate) fn turn(&self) -> Option<&Turn> {
        self.turns.get(self.index)
    }

    /// The same, to be changed.
    pub(crate) fn turn_mut(&mut self) -> Option<&mut Turn> {
        self.turns.get_mut(self.index)
    }

    /// How many hundredths of all points were made.
    pub(crate) fn percent(&self) -> i64 {
        let made: i64 =
            self.turns.iter().filter_map(|turn| Some(turn.mark.as_ref()?.percent())).sum();
        let count = i64::try_from(self.turns.len()).unwrap_or(1).max(1);
        made / count
    }

    /// As it is kept over a reload.
    pub(crate) fn written(&self) -> String {
        let turn = |turn: &Turn| {
            let given = turn.given.as_ref().map_or("null".to_owned(), Given::written);
            format!(
                "{{\"id\":{},\"given\":{given},\"flagged\":{},\"hints\":{}}}",
                quoted(&turn.id),
                turn.flagged,
                turn.hints
            )
        };
        let turns: Vec<String> = self.turns.iter().map(turn).collect();
        let (key, value) = self.mode.written();
        let ends = self.ends.map_or("null".to_owned(), |ends| format!("{ends:.0}"));
        format!(
            "{{\"key\":{},\"value\":{},\"seed\":{},\"index\":{},\"ends\":{ends},\"turns\":[{}]}}",
            quoted(key),
            quoted(value),
            self.seed,
            self.index,
            turns.join(",")
        )
    }

    /// Reads what was kept.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text);
        let mode = Mode::read(json.get("key").text(), json.get("value").text())?;
        let turn = |json: &Json| Turn {
            id: json.get("id").text().to_owned(),
            given: Given::read(json.get("given")),
            mark: None,
            flagged: json.get("flagged").truth().unwrap_or_default(),
            hints: usize::try_from(json.get("hints").number()).unwrap_or_default(),
        };
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
        let ends = json.get("ends").is_some().then(|| json.get("ends").number() as f64);
        Some(Self {
            mode,
            seed: json.get("seed").number().unsigned_abs(),
            turns: json.get("turns").list().iter().map(turn).collect(),
            index: usize::try_from(json.get("index").number()).unwrap_or_default(),
            ends,
            is_over: false,
        })
    }
}

/// What the tasks of an exam are about, as parts of a hundred with their topics.
///
/// Source: the curricula of CKAD and CKA v1.35, as far as they touch Pods of several containers.
const CKAD: &[(usize, &[&str])] = &[
    (40, &["concepts", "init", "sidecars", "startup", "volumes", "jobs", "antipatterns", "mesh"]),
    (20, &["probes", "hooks"]),
    (15, &["kubectl", "status", "restarts", "shutdown"]),
    (15, &["resources", "security", "versions"]),
    (10, &["network"]),
];
const CKA: &[(usize, &[&str])] = &[
    (40, &["kubectl", "status", "init", "shutdown", "volumes", "hooks", "startup"]),
    (20, &["restarts", "jobs"]),
    (20, &["resources", "security", "versions", "sidecars"]),
    (10, &["probes"]),
    (10, &["network", "mesh"]),
];

/// How many tasks are of which kinds at most: most are work, fewer ask what happens, fewer still what is known.
const KINDS: [(usize, &[&str]); 3] = [
    (7, &["repair-yaml", "write-yaml", "find-fault"]),
    (5, &["predict", "order-events"]),
    (5, &["single-choice", "multiple-choice"]),
];

fn exam_of(exam: &str, seed: u64, lists: &Lists) -> Vec<String> {
    let parts = if exam == "CKA" { CKA } else { CKAD };
    let mut heads: Vec<_> =
        lists.heads.iter().filter(|head| head.exams.iter().any(|it| it == exam)).collect();
    let mut chance = Chance(seed);
    chance.shuffle(&mut heads);
    let mut left = KINDS.map(|(count, _)| count);
    let mut ids: Vec<String> = Vec::new();
    let mut take = |wanted: usize, topics: Option<&[&str]>, ids: &mut Vec<String>| {
        let before = ids.len();
        for head in &heads {
            if ids.len() >= before + wanted {
                break;
            }
            let is_in = topics.is_none_or(|topics| topics.contains(&head.topic()));
            let kind = KINDS.iter().position(|(_, kinds)| kinds.contains(&head.kind.as_str()));
            let Some(room) = kind.and_then(|kind| left.get_mut(kind)) else { continue };
            if is_in && *room > 0 && !ids.contains(&head.id) {
                *room -= 1;
                ids.push(head.id.clone());
            }
        }
    };
    for (part, topics) in parts {
        take((TASKS * part + 50) / 100, Some(topics), &mut ids);
    }
    // Where a part had too few of a kind, others fill in.
    let missing = TASKS.saturating_sub(ids.len());
    take(missing, None, &mut ids);
    ids.truncate(TASKS);
    chance.shuffle(&mut ids);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::quiz::question::Head;

    fn lists() -> Lists {
        let mut heads = Vec::new();
        let topics = CKAD.iter().chain(CKA).flat_map(|(_, topics)| *topics);
        for (index, topic) in topics.enumerate() {
            for kind in KINDS.iter().flat_map(|(_, kinds)| *kinds) {
                let id = format!("{topic}/{kind}-{index}");
                heads.push(Head {
                    id: id.clone(),
                    kind: (*kind).to_owned(),
                    title: id,
                    exams: vec!["CKAD".to_owned(), "CKA".to_owned()],
                    domains: Vec::new(),
                    hash: String::new(),
                });
            }
        }
        Lists { topics: Vec::new(), heads }
    }

    #[test]
    fn an_exam_has_its_parts_and_the_same_seed_makes_the_same_one() {
        let lists = lists();
        for exam in ["CKAD", "CKA"] {
            let round = |seed| Round::made(Mode::Exam(exam.to_owned()), seed, &lists);
            let one = round(7);
            assert_eq!(one.turns.len(), TASKS);
            assert_eq!(one, round(7));
            assert_ne!(one, round(8));
            let mut ids: Vec<&str> = one.turns.iter().map(|turn| turn.id.as_str()).collect();
            let hands_on =
                ids.iter().filter(|id| id.contains("-yaml") || id.contains("find-fault")).count();
            assert_eq!(hands_on, 7);
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), TASKS);
        }
    }

    #[test]
    fn a_round_outlives_a_reload() {
        let mut round = Round::made(Mode::Exam("CKAD".to_owned()), 7, &lists());
        round.ends = Some(1_790_000_000_000.0);
        round.index = 3;
        round.turns[0].given = Some(Given::Order(vec![1, 0]));
        round.turns[1].given = Some(Given::Manifest("kind: Pod\n".to_owned()));
        round.turns[2].flagged = true;
        assert_eq!(Round::read(&round.written()), Some(round));
        assert_eq!(Round::read("{}"), None);
    }
}
