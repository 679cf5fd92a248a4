//! Every word of the interface stands in each catalogue, and nothing else does.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use podlife_tests::{files_below, root};

/// What the catalogue calls its own language.
const OWN_NAME: &str = "English";

/// Words that are said without being written behind `say`, by where they stand: in a page as it is served, or in what the
/// core puts together.
const FRAME: [(&str, &[&str]); 5] = [
    (
        "cli/src/site",
        &[
            "Contents",
            "Docs",
            "On this page",
            "Patterns",
            "Lifecycle",
            "Operate",
            "Labs",
            "Reference",
            "Exam",
            "Guides",
            "Kubernetes {}, checked",
            "Played as Kubernetes {} plays it, in your browser: nothing you paste leaves it.",
            "Report an error",
            "Source",
            ", MIT or Apache-2.0",
            "Test yourself",
            "All {}",
            "Ways on",
            "Before",
            "Beginner",
            "CKA and troubleshooting",
            "Migration",
            "From the first sidecar to a Pod that you can read like a clock.",
            "What the exam for developers asks about multi-container Pods.",
            "From what kubectl shows to the cause.",
            "From classic sidecars to native ones.",
            "What a Pod does, second by second",
            "Each page answers one question and proves the answer: every manifest on it is read, checked and played by the tests. Take one of four ways, or pick a page.",
            "Live example",
            "Open in playground",
            "What its processes do",
            "not started yet",
            "not ready",
            "probe failed, succeeded",
            "lighter: assumed",
            "A solution",
            "After the fix",
            "after {} s",
            "after {} m",
            "events",
            "in this order",
            "what the scheduler counts",
            "Podlife warns",
            "Podlife says",
            "The API server refuses it",
            "The API server accepts it and warns",
            "The API server drops a field",
            "Nobody has read",
            "What to do",
            "Fix",
            "What comes of it",
            "Pods worth watching",
            "Each opens in the playground, where you can play it and change it.",
            "What goes wrong",
            "anything or nothing",
            "nothing",
            "Words",
            "By what goes wrong",
            "All examples",
            "All rules",
            "What Podlife warns of",
            "There is no such page",
            "Walk through it in the terminal",
            "To do",
            "Hint",
            "Yes",
            "No",
            "Native sidecar, first in initContainers",
            "Regular init container, after it",
            "App container",
            "there is none",
            "its image cannot be pulled",
            "runs, startup probe not passed",
            "runs, not ready",
            "runs, ready",
            "crashed, waits in back-off",
            "ends with {} again and again",
            "not created yet",
            "at work",
            "failed, waits in back-off",
            "done",
            "has ended with {}, restartPolicy Never",
            "Deleted",
            "no",
            "yes, some seconds ago",
        ],
    ),
    ("index.html", &["Podlife: watch a Pod live"]),
    ("quiz.html", &["Quiz · Podlife"]),
    ("embed.html", &["A Pod's life · Podlife"]),
    (
        "core/src",
        &[
            "Starts up in",
            "takes",
            "takes {}",
            "starts at once",
            "Runs",
            "until it is stopped",
            "exits after",
            "exits after {} with {}",
            "exits at once with {}",
            "Startup probe",
            "Readiness probe",
            "Liveness probe",
            "always passes",
            "always fails",
            "fails until",
            "fails from",
            "passes",
            "fails",
            "passes after {} s",
            "fails after {} s",
            "is not run",
            "On stop signal",
            "ignores it",
            "does what its process does",
            "does not exit in time",
            "does not exit",
            "Image pull",
            "fails: not found",
            "is on the node",
            "Memory",
            "runs out after",
            "has enough",
            "Scenario",
            "its process tells",
            "read from the command",
            "Delete the Pod",
            "Evict the Pod",
            "Drain the node",
            "Kill {}",
            "Crash {}",
            "Out of memory in {}",
            "Call {} on port {}",
            "delete the Pod",
            "evict the Pod",
            "drain the node",
            "an app",
            "a proxy",
            "a database proxy",
            "an auth proxy",
            "a TLS proxy",
            "a log shipper",
            "an exporter",
            "a telemetry agent",
            "a config reloader",
            "a syncer",
            "a secrets agent",
            "a cache",
            "a database",
            "a waiter",
            "a set-up step",
            "a migration",
            "a network set-up",
            "a single task",
            "a debug container",
            "a pause container",
            "a helper",
            "API server",
            "accepts it",
            "refuses it",
            "requests",
            "QoS class",
            "start order",
            "none starts",
            "never starts",
            "ready after",
            "STATUS at the end",
            "restarts",
            "stop order",
            "none ends",
            "lost lines",
            "completion",
        ],
    ),
];

/// What the worker says, which shares no code with the application.
const WORKER: [&str; 2] =
    ["It is indented evenly.", "It can be formatted once it is YAML: see Problems."];

/// Words that are the same in every language: names, commands, columns of kubectl.
const NAMES: [&str; 5] =
    ["Podlife", "Kubernetes", "kubectl", "kubectl get pods -o wide", "READY   STATUS   RESTARTS"];

/// What shows words to people.
const SHOWS: [&str; 9] = [
    ".text(\"",
    ".label(\"",
    ".set(\"title\", \"",
    ".set(\"placeholder\", \"",
    "label=\"",
    ".textContent = \"",
    ".textContent = `",
    ".ariaLabel = \"",
    ".title = \"",
];

/// The functions that say words, each with its literal behind it.
const SAYS: [&str; 6] = ["say(", "say_with(", "named(", "named_with(", "hint(", "word("];

#[test]
fn every_catalogue_has_the_words_of_the_interface_and_no_others() {
    let said = said();
    let folder = root().join("content/words");
    let catalogues = files_below(&folder);
    assert!(!catalogues.is_empty(), "{}", folder.display());
    for file in catalogues {
        let text = fs::read_to_string(&file).unwrap();
        let known: BTreeSet<String> = text.lines().filter_map(key).collect();
        let name = file.display();
        let missing: Vec<_> = said.difference(&known).collect();
        assert!(missing.is_empty(), "{name} has no words for {missing:#?}");
        let unused: Vec<_> = known.difference(&said).collect();
        assert!(unused.is_empty(), "nobody says what {name} has words for: {unused:#?}");
    }
}

#[test]
fn what_is_said_of_the_frame_stands_there() {
    for (place, words) in FRAME {
        let path = root().join(place);
        let files = if path.is_dir() { files_below(&path) } else { vec![path] };
        let text: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
        for words in words {
            let is_there = words.split("{}").all(|part| text.contains(part));
            assert!(is_there, "nothing below {place} says `{words}`");
        }
    }
    let worker = fs::read_to_string(root().join("web/src/bin/worker.rs")).unwrap();
    assert!(WORKER.iter().all(|words| worker.contains(words)));
}

#[test]
fn no_words_are_shown_that_nobody_can_translate() {
    let mut bare = Vec::new();
    for file in sources() {
        let text = code(&file);
        for shows in SHOWS {
            for (place, _) in text.match_indices(shows) {
                let rest = &text[place + shows.len()..];
                let words = rest.split(['"', '`']).next().unwrap_or_default();
                // Signs and style sheets are none.
                let is_prose = words.starts_with(|c: char| c.is_alphanumeric() || c == ' ')
                    && words.contains(char::is_alphabetic);
                if is_prose && !NAMES.contains(&words) {
                    bare.push(format!("{}: {words}", file.display()));
                }
            }
        }
    }
    assert!(bare.is_empty(), "write `say(\"…\")`: {bare:#?}");
}

/// All words of the interface.
fn said() -> BTreeSet<String> {
    let mut said: BTreeSet<String> =
        FRAME.iter().flat_map(|(_, words)| *words).map(|words| (*words).to_owned()).collect();
    said.extend(WORKER.map(str::to_owned));
    said.insert(OWN_NAME.to_owned());
    for file in sources() {
        let text = code(&file);
        for says in SAYS {
            for (place, _) in text.match_indices(says) {
                let is_whole = !text[..place].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                let rest = text[place + says.len()..].trim_start();
                if let (true, Some(rest)) = (is_whole, rest.strip_prefix('"')) {
                    said.insert(literal(rest));
                }
            }
        }
    }
    said
}

/// A literal up to its closing quote.
fn literal(text: &str) -> String {
    let mut words = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => words.extend(characters.next()),
            other => words.push(other),
        }
    }
    words
}

/// The English words of a line `"English": "Deutsch"`; nothing for a comment.
fn key(line: &str) -> Option<String> {
    line.strip_prefix('"').map(literal)
}

/// What the browser runs, as it is written.
fn sources() -> Vec<PathBuf> {
    let places = ["web/src", "web/js/src", "web/js/glue.js"].map(|place| root().join(place));
    let below = |place: &PathBuf| {
        if place.is_dir() { files_below(place) } else { vec![place.clone()] }
    };
    let is_worker = |file: &PathBuf| file.ends_with("bin/worker.rs");
    let all = places.iter().flat_map(below);
    all.filter(|file| is_code(file) && !is_worker(file)).collect()
}

fn is_code(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "rs" || extension == "js")
}

/// The text of a file without its tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    match text.find("#[cfg(test)]\nmod tests {") {
        Some(tests) => text[..tests].to_owned(),
        None => text,
    }
}
