//! Scripts do here what they did in real shells: they print the same, and end the same way.

#![expect(clippy::indexing_slicing, reason = "a test fails by a panic")]

use std::fs;
use std::time::{Duration, Instant};

use podlife_core::analysis::{Analysis, Options};
use podlife_core::time::SimDuration;
use podlife_tests::root;
use serde_json::{Value, json};

/// The shells, each with an image that has it and the word that calls it.
const SHELLS: [(&str, &str, &str); 3] =
    [("busybox", "busybox:1.36", "sh"), ("dash", "debian:12", "sh"), ("bash", "debian:12", "bash")];
/// How many differences may stay, each with its reason.
const MOST_DIFFERENCES: usize = 5;
/// How many scripts are changed, and how long one of them takes at most here.
const CHANGED: usize = 2000;
const LONGEST: Duration = Duration::from_secs(5);
/// What is put into scripts: what shells and their programs trip over.
const PIECES: [&str; 40] = [
    "$(",
    ")",
    "`",
    "\"",
    "'",
    "${",
    "}",
    "$((",
    "))",
    ";",
    "&",
    "|",
    "&&",
    "||",
    "<<E\n",
    "\nE\n",
    "<",
    ">",
    ">&",
    "\\",
    "\n",
    " ",
    "*",
    "?",
    "[",
    "]",
    "!",
    "{",
    "(",
    "if ",
    "fi",
    "done",
    "while :; do ",
    "esac",
    "$x",
    "\0",
    "ü",
    "99999999999999999999",
    "-",
    "/",
];

/// A Pod whose only container runs a script in `/data`, as the recordings did.
fn manifest(image: &str, shell: &str, script: &str) -> String {
    // The kubelet makes one dollar of two, see `Expand` in third_party/forked/golang/expansion.
    let script = script.replace("$$", "$$$$");
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "pod"},
        "spec": {
            "restartPolicy": "Never",
            "volumes": [{"name": "data", "emptyDir": {}}],
            "containers": [{
                "name": "app",
                "image": image,
                "command": [shell, "-c", script],
                "workingDir": "/data",
                "volumeMounts": [{"name": "data", "mountPath": "/data"}],
            }],
        },
    })
    .to_string()
}

/// What a script prints and how it ends; and what had to be assumed of it.
fn played(image: &str, shell: &str, script: &str) -> (Value, String) {
    let options = Options { until: Some(SimDuration::from_secs(60)), ..Options::default() };
    let analysis = Analysis::of(&manifest(image, shell, script), &options);
    let Some(trace) = analysis.documents.first().and_then(|document| document.trace()) else {
        return (Value::Null, format!("{:?}", analysis.diagnostics));
    };
    let printed = trace.logs.iter().filter(|line| line.stream == 1);
    let stdout: String = printed.flat_map(|line| [line.text.as_str(), "\n"]).collect();
    let code = trace.runs(0).first().and_then(|run| run.finished.clone()).map(|end| end.exit_code);
    let assumed = trace.containers.iter().filter_map(|container| container.assumed().clone());
    let said = trace.logs.iter().filter(|line| line.stream == 2).map(|line| line.text.clone());
    (json!({"stdout": stdout, "code": code}), assumed.chain(said).collect::<Vec<_>>().join("\n"))
}

/// The last line of a log is a line, whether it has an end or not.
fn with_line_end(recorded: &Value) -> Value {
    let mut recorded = recorded.clone();
    let stdout = recorded["stdout"].as_str().unwrap_or_default();
    if !stdout.is_empty() && !stdout.ends_with('\n') {
        recorded["stdout"] = json!(format!("{stdout}\n"));
    }
    recorded
}

#[test]
fn scripts_do_what_they_did_in_real_shells() {
    let recorded = fs::read_to_string(root().join("tests/recorded/shell.jsonl")).unwrap();
    let (mut wrong, mut stays, mut agreed) = (String::new(), 0, Vec::new());
    for (shell, image, word) in SHELLS {
        let (mut right, mut all) = (0, 0);
        for line in recorded.lines() {
            let entry: Value = serde_json::from_str(line).unwrap();
            let (Some(expected), Some(script)) =
                (entry.get(shell).map(with_line_end), entry["script"].as_str())
            else {
                continue;
            };
            all += 1;
            let (found, said) = played(image, word, script);
            let differs = entry["differs"].get(shell).is_some();
            match (found == expected, differs) {
                (true, false) => right += 1,
                (false, true) => stays += 1,
                (true, true) => wrong += &format!("--- {shell} agrees now:\n{script}\n"),
                (false, false) => {
                    wrong += &format!(
                        "--- {shell}:\n{script}\n--- said {said}\n--- expected {}\n{}\n--- found {}\n{}\n",
                        expected["code"],
                        expected["stdout"].as_str().unwrap_or_default(),
                        found["code"],
                        found["stdout"].as_str().unwrap_or_default(),
                    );
                }
            }
        }
        agreed.push(format!("{shell} {right} of {all}"));
    }
    assert!(wrong.is_empty() && stays <= MOST_DIFFERENCES, "{wrong}\n{}", agreed.join(", "));
}

/// Numbers that look like random ones, the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    /// A script in which a token or a letter is dropped, doubled, put somewhere else or replaced.
    fn changed(&mut self, script: &str) -> String {
        let by_letter = self.below(2) == 0;
        let mut parts: Vec<&str> = if by_letter {
            script.split_inclusive(|_: char| true).collect()
        } else {
            script.split_inclusive([' ', '\n', ';', '"', '\'', '(', ')', '|', '&']).collect()
        };
        for _ in 0..=self.below(3) {
            let (at, other) = (self.below(parts.len()), self.below(parts.len()));
            match self.below(5) {
                _ if parts.is_empty() => {}
                0 => {
                    parts.remove(at);
                }
                1 => parts.insert(at, parts[at]),
                2 => parts.swap(at, other),
                3 => parts.insert(at, PIECES[self.below(PIECES.len())]),
                _ => parts.truncate(at + 1),
            }
        }
        parts.concat()
    }
}

#[test]
fn changed_scripts_come_to_an_end_and_do_the_same_again() {
    let recorded =
        fs::read_to_string(root().join("tests/recorded/shell.jsonl")).unwrap_or_default();
    let read = |line| serde_json::from_str(line).unwrap_or(Value::Null);
    let entries: Vec<Value> = recorded.lines().map(read).collect();
    let mut numbers = Numbers(1);
    for at in 0..CHANGED {
        let script = entries[at % entries.len()]["script"].as_str().unwrap_or_default();
        let script = numbers.changed(script);
        let (_, image, word) = SHELLS[at % 3];
        let began = Instant::now();
        let first = played(image, word, &script);
        assert!(
            began.elapsed() < LONGEST,
            "{word} of {image} takes {:?}:\n{script}",
            began.elapsed()
        );
        assert_eq!(first, played(image, word, &script), "{script}");
    }
}
