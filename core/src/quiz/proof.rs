//! Whether what a question states is what happens.

use std::collections::BTreeSet;

use crate::quiz::drawn;
use crate::quiz::grade::{Answer, grade};
use crate::quiz::parse::{Fault, fields};
use crate::quiz::question::{Asks, Choice, Drawn, Kind, Question, instant};
use crate::quiz::run::Run;
use crate::quiz::spelling;
use crate::time::{SimDuration, SimTime};

/// How far the instant of a row must be from a change: real clusters differ by so much.
const STEADY: SimDuration = SimDuration::from_millis(700);

/// How far times must be apart to be different answers, in seconds.
const DIFFERENT: u64 = 2;

/// The domains of the exams, in their words.
///
/// Source: CKAD and CKA curricula v1.35, <https://github.com/cncf/curriculum>.
pub const DOMAINS: [(&str, &[&str]); 3] = [
    (
        "CKAD",
        &[
            "Application Design and Build",
            "Application Deployment",
            "Application Observability and Maintenance",
            "Application Environment, Configuration and Security",
            "Services and Networking",
        ],
    ),
    (
        "CKA",
        &[
            "Troubleshooting",
            "Cluster Architecture, Installation and Configuration",
            "Services and Networking",
            "Workloads and Scheduling",
            "Storage",
        ],
    ),
    ("general", &["Beyond the exams"]),
];

/// What is wrong with a question: its form, and whatever its runs do not derive again.
pub fn prove(question: &Question) -> Vec<Fault> {
    let mut faults = Vec::new();
    fields(question, &mut faults);
    words(question, &mut faults);
    if !faults.is_empty() {
        return faults;
    }
    spelling::check(question, &mut faults);
    let run = question.run();
    screens(question, &run, &mut faults);
    match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice | Kind::FindFault => {
            choices(question, &run, &mut faults);
        }
        Kind::Predict => prediction(question, &run, &mut faults),
        Kind::OrderEvents => order(question, &run, &mut faults),
        Kind::RepairYaml | Kind::WriteYaml => written(question, &mut faults),
    }
    faults
}

/// What people read, and what it is filed under.
fn words(question: &Question, faults: &mut Vec<Fault>) {
    let texts = [
        ("title", &question.title),
        ("prompt", &question.prompt),
        ("explanation", &question.explanation),
        ("learn", &question.learn),
    ];
    for (name, text) in texts {
        if text.trim().is_empty() {
            faults.push(Fault::new(name, format!("`{name}` says nothing")));
        }
    }
    for (name, list) in
        [("hints", &question.hints), ("sources", &question.sources), ("exams", &question.exams)]
    {
        if list.is_empty() || list.iter().any(|text| text.trim().is_empty()) {
            faults.push(Fault::new(name, format!("`{name}` says nothing")));
        }
    }
    for (index, source) in question.sources.iter().enumerate() {
        let is_named = match source.strip_prefix("https://") {
            Some(address) => !address.contains(' '),
            None => source.contains(": ") || source.contains(".go"),
        };
        if !is_named {
            let message = format!("`{source}` is no address, and no file with what is found in it");
            faults.push(Fault::new(&format!("sources[{index}]"), message));
        }
    }
    if !(1..=3).contains(&question.difficulty) {
        faults.push(Fault::new("difficulty", "`difficulty` is 1, 2 or 3"));
    }
    if question.version().is_none() {
        faults.push(Fault::new("kubernetes", "`kubernetes` is a version from 1.27 to 1.37"));
    }
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for exam in &question.exams {
        match DOMAINS.iter().find(|(name, _)| name == exam) {
            Some((_, domains)) => known.extend(domains.iter()),
            None => faults
                .push(Fault::new("exams", format!("`{exam}` is none of CKAD, CKA and general"))),
        }
    }
    if !known.is_empty() && !known.contains(question.domain.as_str()) {
        let message =
            format!("`{}` is no domain of {}", question.domain, question.exams.join(" or "));
        faults.push(Fault::new("domain", message));
    }
}

fn screens(question: &Question, run: &Run, faults: &mut Vec<Fault>) {
    for (index, screen) in question.screen.iter().enumerate() {
        let place = format!("screen[{index}]");
        match instant(&screen.at) {
            None => {
                faults.push(Fault::new(&place, format!("`{}` is no length of time", screen.at)));
            }
            Some(at) if run.screen(at, &screen.command).0.trim().is_empty() => {
                faults.push(Fault::new(&place, format!("`{}` prints nothing", screen.command)));
            }
            Some(_) => {}
        }
    }
}

fn choices(question: &Question, run: &Run, faults: &mut Vec<Fault>) {
    let right = question.right().len();
    if right == 0 {
        faults.push(Fault::new("choices", "no choice is right"));
    } else if question.kind == Kind::SingleChoice && right != 1 {
        faults.push(Fault::new("choices", format!("{right} choices are right, not one")));
    }
    if question.choices.len() < 3 {
        faults.push(Fault::new("choices", "three choices are the least"));
    }
    for (index, choice) in question.choices.iter().enumerate() {
        let place = format!("choices[{index}]");
        feedback(choice, &place, faults);
        if choice.text.trim().is_empty() || choice.drawn.is_some() {
            faults.push(Fault::new(&place, "a choice says something; only a prediction is drawn"));
        }
        if choice.claim.is_empty() {
            faults.push(Fault::new(&place, "a choice without `claim` is not proved"));
            continue;
        }
        match (choice.correct, run.hold_all(&choice.claim)) {
            (true, Err(happened)) => {
                faults.push(Fault::new(&place, format!("it is not right: {happened}")));
            }
            (false, Ok(_)) => {
                faults.push(Fault::new(&place, "it is not wrong: all of its claims hold"));
            }
            (true, Ok(_)) | (false, Err(_)) => {}
        }
    }
}

fn feedback(choice: &Choice, place: &str, faults: &mut Vec<Fault>) {
    if choice.feedback.trim().is_empty() {
        faults.push(Fault::new(place, "`feedback` says nothing"));
    }
}

fn prediction(question: &Question, run: &Run, faults: &mut Vec<Fault>) {
    let right = question.right();
    let is_plain = |index: &usize| {
        let drawn = question.choices.get(*index).and_then(|choice| choice.drawn.as_ref());
        drawn.is_some_and(|drawn| *drawn == Drawn::default())
    };
    if right.len() != 1 || !right.iter().all(is_plain) {
        faults.push(Fault::new("choices", "exactly one choice is right, and it is `drawn: {}`"));
    }
    let is_drawn = |choice: &&Choice| !choice.correct && choice.drawn.is_some();
    if question.choices.iter().filter(is_drawn).count() == 0 {
        faults.push(Fault::new("choices", "at least one wrong choice is drawn from a run"));
    }
    if question.choices.len() < 3 {
        faults.push(Fault::new("choices", "three choices are the least"));
    }
    let mut texts: Vec<String> = Vec::new();
    for (index, choice) in question.choices.iter().enumerate() {
        let place = format!("choices[{index}]");
        feedback(choice, &place, faults);
        match drawn::text(question, choice, run) {
            Ok(text) => {
                if texts.iter().any(|other| is_same(question, other, &text)) {
                    faults.push(Fault::new(&place, format!("`{text}` is there twice")));
                }
                texts.push(text);
            }
            Err(why) => faults.push(Fault::new(&place, why)),
        }
    }
    if let (Some(Asks::Row | Asks::Phase), Some(at), Some(story)) =
        (question.asks, question.instant(), run.story())
    {
        let seen = |at: SimTime| match question.asks {
            Some(Asks::Phase) => drawn::phase(story, at),
            _ => drawn::row(story, at)
                .map(|row| format!("{} {} {}", row.ready, row.status, row.restarts)),
        };
        if seen(at - STEADY) != seen(at) || seen(at + STEADY) != seen(at) {
            faults.push(Fault::new("at", format!("what is seen changes within {STEADY} of {at}")));
        }
    }
}

fn is_same(question: &Question, one: &str, other: &str) -> bool {
    if question.asks == Some(Asks::Time)
        && let (Some(one), Some(other)) = (drawn::seconds(one), drawn::seconds(other))
    {
        return one.abs_diff(other) < DIFFERENT;
    }
    one == other
}

fn order(question: &Question, run: &Run, faults: &mut Vec<Fault>) {
    let (Some(story), Some(trace)) = (run.story(), run.trace()) else {
        faults.push(Fault::new(
            "manifest",
            run.refused().unwrap_or_else(|| "nothing is played".to_owned()),
        ));
        return;
    };
    if question.events.len() < 3 {
        faults.push(Fault::new("events", "an order needs three events"));
    }
    let mut found = Vec::new();
    for (index, event) in question.events.iter().enumerate() {
        let place = format!("events[{index}]");
        if event.text.trim().is_empty() {
            faults.push(Fault::new(&place, "`text` says nothing"));
        }
        match (event.said(), event.find(story)) {
            (1, Some(moment)) => found.push((moment, event)),
            (1, None) => faults.push(Fault::new(&place, "it does not happen")),
            _ => faults.push(Fault::new(&place, "an event names exactly one moment")),
        }
    }
    found.sort_by_key(|(moment, _)| moment.key());
    for pair in found.windows(2) {
        let [(earlier, one), (later, other)] = pair else { continue };
        if !earlier.certainly_before(*later, trace) {
            let message = format!(
                "\"{}\" at {} and \"{}\" at {} are too close: which one is first is chance",
                one.text, earlier.at, other.text, later.at
            );
            faults.push(Fault::new("events", message));
        }
    }
}

fn written(question: &Question, faults: &mut Vec<Fault>) {
    for (index, expected) in question.expect.iter().enumerate() {
        if expected.says.trim().is_empty() || expected.holds.is_empty() {
            faults
                .push(Fault::new(&format!("expect[{index}]"), "`says` and `holds` say something"));
        }
    }
    if !question.wrong.first().is_some_and(|wrong| wrong.trivial) || question.wrong.len() < 2 {
        faults.push(Fault::new(
            "wrong",
            "two wrong answers are the least, and the first is the trivial way out",
        ));
    }
    let mark = |manifest: &str| grade(question, &Answer::Manifest(manifest.to_owned()));
    if mark(&question.manifest).correct {
        faults.push(Fault::new("manifest", "the manifest does everything already"));
    }
    let solution = question.solution.as_deref().unwrap_or_default();
    let solutions = std::iter::once(("solution".to_owned(), solution));
    let others = question.other.iter().enumerate();
    let others = others.map(|(index, other)| (format!("other[{index}]"), other.manifest.as_str()));
    for (place, manifest) in solutions.chain(others) {
        for item in mark(manifest).items.iter().filter(|item| !item.right) {
            faults
                .push(Fault::new(&place, format!("does not do \"{}\": {}", item.text, item.note)));
        }
    }
    if question.other.iter().any(|other| other.manifest.trim() == solution.trim()) {
        faults.push(Fault::new("other", "another solution is not the same again"));
    }
    for (index, wrong) in question.wrong.iter().enumerate() {
        if mark(&wrong.manifest).correct {
            faults
                .push(Fault::new(&format!("wrong[{index}]"), format!("\"{}\" passes", wrong.says)));
        }
    }
}
