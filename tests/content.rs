//! Examples do what they promise, and questions are proved by their runs.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::{Diagnostic, Severity};
use podlife_core::quiz::{self, Answer, Kind, Question};
use podlife_tests::case::Case;
use podlife_tests::{files_below, questions, root};

fn files(folder: &str) -> Vec<(String, PathBuf, String)> {
    let found: Vec<_> = files_below(&root().join(folder))
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "yaml"))
        .map(|file| {
            let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
            let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, file, text)
        })
        .collect();
    assert!(!found.is_empty(), "nothing below {folder}");
    found
}

fn report(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems\n\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn examples_have_a_head_and_do_what_they_promise() {
    let mut problems = Vec::new();
    for (name, _, text) in files("content/examples") {
        for (line, key) in text.lines().zip(["# title: ", "# summary: ", "# order: ", "# group: "])
        {
            if line.strip_prefix(key).is_none_or(|value| value.trim().is_empty()) {
                problems.push(format!("{name}: `{line}` should begin with `{key}`"));
            }
        }
        let analysis = Analysis::of(&text, &Options::default());
        let found = analysis.diagnostics.iter();
        // An example of what goes wrong says by which rule.
        let is_meant = |found: &Diagnostic| text.contains(&format!("{{lint: {}}}", found.code));
        let errors = found.filter(|found| found.severity == Severity::Error && !is_meant(found));
        problems.extend(errors.map(|error| format!("{name}: {}", error.message)));
        // A Service beside the Pod is of a kind that is not looked at.
        let mut verdicts = analysis.documents.iter().filter_map(|document| document.accepted);
        if !verdicts.clone().any(|accepted| accepted) || !verdicts.all(|accepted| accepted) {
            problems.push(format!("{name}: the API server does not accept it"));
        }
        if analysis.played().is_none() {
            problems.push(format!("{name}: there is nothing to play"));
        }
        let said = Case::of(&text).problems();
        problems.extend(said.into_iter().map(|problem| format!("{name}: {problem}")));
    }
    report(&problems);
}

#[test]
fn every_entry_of_the_gallery_is_there_once_and_every_fix_is_an_example() {
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    for (name, _, text) in files("content/examples") {
        let head = |key: &str| text.lines().find_map(|line| line.strip_prefix(key));
        entries.extend(head("# entry: ").map(str::to_owned));
        if let Some(fix) = head("# fix: ")
            && !root().join(format!("content/examples/{fix}.yaml")).exists()
        {
            problems.push(format!("{name}: there is no example `{fix}`"));
        }
    }
    for entry in (1..=57).map(|number| format!("E{number:02}")) {
        let found = entries.iter().filter(|found| **found == entry).count();
        if found != 1 {
            problems.push(format!("{entry} is there {found} times, not once"));
        }
    }
    if entries.len() != 57 {
        problems.push(format!("an entry is none of E01 to E57: {entries:?}"));
    }
    report(&problems);
}

#[test]
fn questions_cannot_be_wrong_unnoticed() {
    let mut problems = Vec::new();
    for (name, question) in questions() {
        let found = quiz::prove(&question);
        problems.extend(
            found.into_iter().map(|fault| format!("{name}: {}: {}", fault.path, fault.message)),
        );
    }
    report(&problems);
}

#[test]
fn the_quiz_asks_what_it_has_to_ask() {
    /// How many entries each topic has to ask, by the letters of its entries.
    const ENTRIES: [(&str, usize); 18] = [
        ("CON", 13),
        ("INI", 20),
        ("NAT", 15),
        ("STA", 8),
        ("PRB", 18),
        ("RST", 13),
        ("TRM", 18),
        ("HKS", 9),
        ("STS", 12),
        ("RES", 11),
        ("VOL", 9),
        ("NET", 7),
        ("JOB", 8),
        ("KUB", 6),
        ("MSH", 3),
        ("ANT", 2),
        ("SEC", 2),
        ("VER", 2),
    ];
    let questions = questions();
    let mut problems = Vec::new();
    for (letters, count) in ENTRIES {
        for entry in (1..=count).map(|number| format!("{letters}-{number:02}")) {
            let found = questions
                .iter()
                .filter(|(_, question)| question.entry.as_ref() == Some(&entry))
                .count();
            if found != 1 {
                problems.push(format!("{entry} is asked {found} times, not once"));
            }
        }
    }
    let topic = |name: &str| name.split('/').rev().nth(1).unwrap_or_default().to_owned();
    let mut topics: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in &questions {
        *topics.entry(topic(name)).or_default() += 1;
    }
    let thin = topics.iter().filter(|(_, count)| **count < 8);
    problems.extend(
        thin.map(|(topic, count)| format!("`{topic}` has {count} questions, eight are the least")),
    );
    let hands_on = questions.iter().filter(|(_, question)| question.kind.is_hands_on()).count();
    if hands_on < 45 {
        problems.push(format!("{hands_on} questions are hands-on, 45 are the least"));
    }
    report(&problems);
}

#[test]
fn the_right_answer_gets_all_points_and_another_one_does_not() {
    for (name, question) in questions() {
        let (question, _) = quiz::publish(question, &name, &|_| None);
        let (right, wrong) = answers(&question);
        let mark = quiz::grade(&question, &right);
        assert!(mark.correct && mark.points == mark.out_of, "{name}: {mark:#?}");
        let mark = quiz::grade(&question, &wrong);
        assert!(!mark.correct && mark.points < mark.out_of, "{name}: {mark:#?}");
        let json = serde_json::to_string(&question).unwrap();
        assert_eq!(serde_json::from_str::<Question>(&json).unwrap(), question, "{name}");
    }
}

/// A right answer and a wrong one. The core says which is right; that it is, the proof has shown.
fn answers(question: &Question) -> (Answer, Answer) {
    if question.kind.is_written() {
        let solution = question.solution.clone().unwrap();
        return (Answer::Manifest(solution), Answer::Manifest(question.manifest.clone()));
    }
    if question.kind == Kind::OrderEvents {
        let given: Vec<usize> = (0..question.events.len()).collect();
        let mark = quiz::grade(question, &Answer::Order(given.clone()));
        let place =
            |text: &str| question.events.iter().position(|event| event.text == text).unwrap();
        let right = mark.items.iter().map(|item| place(&item.text)).collect();
        return (Answer::Order(right), Answer::Order(given));
    }
    let all = 0..question.choices.len();
    let wrong = all.filter(|index| !question.right().contains(index)).take(1).collect();
    (Answer::Choices(question.right()), Answer::Choices(wrong))
}
