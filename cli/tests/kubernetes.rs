//! `--kubernetes`: what is not known of a version goes to the error stream, and a version that is not known is refused.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: \"nginx:1.29\"}]}\n";

/// The commands that ask which Kubernetes is meant.
const COMMANDS: [&str; 3] = ["check", "default", "simulate"];

/// What a command says of a Pod that it reads from standard input.
fn podlife(command: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_podlife"))
        .arg(command)
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(POD.as_bytes());
    child.wait_with_output().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn what_is_not_known_of_a_version_is_said_beside_the_answer() {
    for command in COMMANDS {
        let recorded = podlife(command, &["--kubernetes", "1.36"]);
        assert_eq!(recorded, podlife(command, &[]), "{command}: 1.36 is meant where none is named");
        assert_eq!((recorded.status.code(), errors(&recorded)), (Some(0), String::new()));
        assert!(!recorded.stdout.is_empty(), "{command}");

        for version in ["1.27", "1.37"] {
            let other = podlife(command, &["--kubernetes", version]);
            assert_eq!(
                errors(&other),
                format!(
                    "podlife: Of Kubernetes {version} the fields and feature gates are known; the words of its \
                     messages and the times of its kubelet are those of 1.36, not compared with a cluster of that \
                     version.\n"
                )
            );
            assert_eq!(other.status.code(), Some(0), "{command}");
            let printed = String::from_utf8(other.stdout).unwrap();
            assert!(!printed.is_empty() && !printed.contains("podlife:"), "{command}: {printed}");
        }
    }
}

#[test]
fn a_version_that_is_not_known_is_refused() {
    for command in COMMANDS {
        for version in ["1.26", "1.38", "36"] {
            let refused = podlife(command, &["--kubernetes", version]);
            let said = errors(&refused);
            assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0), "{said}");
            let first = format!(
                "error: invalid value '{version}' for '--kubernetes <VERSION>': write 1.27 to 1.37"
            );
            assert_eq!(said.lines().next(), Some(first.as_str()), "{command}");
        }
    }
}
