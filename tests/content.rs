//! Examples do what they promise, and questions are proved by their runs.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::PathBuf;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::Severity;
use podlife_core::quiz::{self, Answer, Question, Task};
use podlife_core::view::expectation::Verdict;
use podlife_tests::case::Case;
use podlife_tests::{files_below, root};

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
        let errors = found.filter(|found| found.severity == Severity::Error);
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

fn run(text: &str) -> Verdict {
    Analysis::of(text, &Options::default()).verdict()
}

fn questions() -> Vec<(String, Question)> {
    let parsed = |(name, _, text): (String, PathBuf, String)| {
        let question = quiz::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, question)
    };
    files("content/quiz").into_iter().map(parsed).collect()
}

#[test]
fn questions_cannot_be_wrong_unnoticed() {
    let mut problems = Vec::new();
    for (name, question) in questions() {
        let found = quiz::prove(&question, &run);
        problems.extend(found.into_iter().map(|problem| format!("{name}: {problem}")));
        if !root().join(format!("content/docs/{}.md", question.learn)).exists() {
            problems.push(format!("{name}: there is no page `{}`", question.learn));
        }
    }
    report(&problems);
}

#[test]
fn the_right_answer_gets_all_points_and_another_one_does_not() {
    for (name, question) in questions() {
        let (right, wrong) = answers(&question);
        let mark = quiz::grade(&question, &right, &run);
        assert!(mark.correct && mark.points == mark.out_of, "{name}: {mark:#?}");
        let mark = quiz::grade(&question, &wrong, &run);
        assert!(!mark.correct && mark.points < mark.out_of, "{name}: {mark:#?}");
        let json = serde_json::to_string(&question).unwrap();
        assert_eq!(serde_json::from_str::<Question>(&json).unwrap(), question, "{name}");
    }
}

/// A right answer and a wrong one. The core says which is right; that it is, the proof has shown.
fn answers(question: &Question) -> (Answer, Answer) {
    let right_item = |answer: fn(usize) -> Answer| {
        let mark = quiz::grade(question, &answer(usize::MAX), &run);
        let right = mark.items.iter().position(|item| item.right).unwrap();
        (answer(right), answer(usize::from(right == 0)))
    };
    match &question.task {
        Task::SingleChoice(_) => right_item(Answer::Choice),
        Task::PredictRow { .. } => right_item(Answer::Row),
        Task::OrderEvents(events) => {
            let given: Vec<usize> = (0..events.len()).collect();
            let mark = quiz::grade(question, &Answer::Order(given.clone()), &run);
            let place = |text: &str| events.iter().position(|event| event.text == text).unwrap();
            let right = mark.items.iter().map(|item| place(&item.text)).collect();
            (Answer::Order(right), Answer::Order(given))
        }
        Task::RepairYaml { solution, .. } => {
            (Answer::Manifest(solution.clone()), Answer::Manifest(question.manifest.clone()))
        }
    }
}
