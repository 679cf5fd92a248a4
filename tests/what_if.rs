//! What is asked of an example is said in its Scenario, and nothing else of its text changes.

#![expect(clippy::indexing_slicing, reason = "a test fails by a panic")]

use std::fs;

use podlife_core::analysis::{ASSUMED, Analysis, Options, what_if};
use podlife_core::diagnostic::{Diagnostic, Severity, Stage};
use podlife_core::process::scenario::write::Change;
use podlife_core::text::apply;
use podlife_tests::{files_below, root};

/// What is tried on every container, and on every text.
fn changes(container: &str) -> Vec<Change> {
    let of = |key, value: &str| Change::container(container, vec![(key, value.to_owned())]);
    let ignores = vec![("runs", "[{}]".to_owned()), ("onStopSignal", "{ignored: true}".to_owned())];
    vec![
        of("runs", "[{exitsAfter: 2s, exitCode: 1}]"),
        of("readiness", "[{from: 20s, result: failure}]"),
        of("image", "{pull: 5s}"),
        Change::container(container, ignores),
        Change::Added("actions", vec![("at", "12s".to_owned()), ("delete", "{}".to_owned())]),
        Change::Spec(vec![("until", "50s".to_owned())]),
    ]
}

/// How many lines are gone, where all that changed stands together.
fn lost(before: &str, after: &str) -> usize {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let above = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let ends = old[above..].iter().rev().zip(new[above..].iter().rev());
    old.len() - above - ends.take_while(|(one, other)| one == other).count()
}

/// Whether a Scenario is not understood.
fn is_wrong(found: &Diagnostic) -> bool {
    matches!(found.stage, Stage::Scenario | Stage::Yaml) && found.severity == Severity::Error
}

fn options() -> Options {
    // What is played stops early: what it says is another matter.
    Options { until: Some(podlife_core::time::SimDuration::from_secs(1)), ..Options::default() }
}

#[test]
fn whatever_is_asked_of_an_example_is_said_in_it_and_nothing_else_changes() {
    for file in files_below(&root().join("content/examples")) {
        let example = fs::read_to_string(&file).unwrap();
        for text in [example.replace('\n', "\r\n").trim_end().to_owned(), example] {
            let analysis = Analysis::of(&text, &options());
            let (document, story) = analysis.played().unwrap();
            let container = &story.first().unwrap().containers[0].name;
            for change in changes(container) {
                let edits = what_if(&text, &options(), document.index, &change);
                let name = file.display();
                let edits = edits.unwrap_or_else(|| panic!("{name}: {change:?}"));
                let after = apply(&text, &edits);
                let again = what_if(&after, &options(), document.index, &change);
                assert_eq!(again, Some(Vec::new()), "{name}: {change:?}\n{after}");
                let found = Analysis::of(&after, &options());
                assert!(!found.diagnostics.iter().any(is_wrong), "{name}: {change:?}\n{after}");
                // The longest value that is replaced: two runs, below their key.
                assert!(lost(&text, &after) <= 3, "{name}: {change:?}\n{after}");
            }
        }
    }
}

#[test]
fn every_fix_of_what_is_assumed_in_an_example_settles_it() {
    let mut seen = 0;
    for file in files_below(&root().join("content/examples")) {
        let text = fs::read_to_string(&file).unwrap();
        let assumed = |text: &str| -> Vec<Diagnostic> {
            let found = Analysis::of(text, &Options::default()).diagnostics;
            found.into_iter().filter(|found| found.code == ASSUMED).collect()
        };
        for found in assumed(&text) {
            for fix in &found.fixes {
                seen += 1;
                let left = assumed(&apply(&text, &fix.edits));
                assert!(left.iter().all(|left| left.container != found.container), "{found:#?}");
            }
        }
    }
    assert!(seen > 0);
}
