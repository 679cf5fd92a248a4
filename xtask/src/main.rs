//! What a newcomer types: `cargo xtask serve`, `cargo xtask test`, `cargo xtask build`.
//!
//! It needs the standard library alone, because it is the first thing that a fresh checkout compiles.
#![expect(clippy::print_stdout, reason = "it talks to the person who typed the command")]

mod conformance;
mod files;
mod links;
mod setup;
mod site;
mod sizes;
mod step;
mod test;
mod versions;
mod workspace;

use std::process::ExitCode;

use crate::step::{Outcome, run};
use crate::workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  serve [--port N]   install what is missing, build the site and serve it on http://127.0.0.1:N/ (8080)
  test [--fast]      install what the tests need, then run all of them, cheap ones first;
                     --fast stops before anything that needs a browser or a release build
  test PART          run the parts with this word in their name, such as links, on what is built already
  build              write the release site to dist/
  bench [NAME]       run the benches of the core
  conformance        score target/release/podlife against what a real Kubernetes answered
  noise FILE [RULES] count what the rules say of the manifests in a file of JSON lines; print the findings of some
                     rules, with commas between
  versions           write down which versions of Kubernetes have which fields
  help               print this

UPDATE=1 lets `test` and `conformance` rewrite the outputs, sizes and scores that stand in reviewed files.
PODLIFE_CACHE names the folder for trunk and wasm-bindgen; without it they go to the user's cache folder.
";

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    Serve { port: u16 },
    Test { fast: bool, only: Option<String> },
    Build,
    Bench { name: Option<String> },
    Conformance,
    Noise { file: String, rules: Option<String> },
    Versions,
    Help,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = match parse(&arguments) {
        Ok(task) => task,
        Err(message) => {
            eprintln!("{message}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match perform(task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Outcome {
    let workspace = Workspace::find()?;
    match task {
        Task::Serve { port } => site::serve(&workspace, port),
        Task::Test { fast, only } => test::all(&workspace, fast, only),
        Task::Build => site::build(&workspace),
        Task::Bench { name } => {
            run(workspace.cargo("bench").args(["--package", "podlife-core"]).args(name))
        }
        Task::Conformance => {
            step::loud("podlife, release build", || test::build_command_line(&workspace))?;
            conformance::check(&workspace)
        }
        Task::Noise { file, rules } => noise(&workspace, &file, rules.as_deref()),
        Task::Versions => versions::write(&workspace),
        Task::Help => {
            print!("{HELP}");
            Ok(())
        }
    }
}

/// Runs `tests/noise.rs` on a file.
fn noise(workspace: &Workspace, file: &str, rules: Option<&str>) -> Outcome {
    let file = std::path::absolute(file).map_err(|error| format!("{file}: {error}"))?;
    let mut command = workspace.cargo("run");
    command.args(["--release", "--quiet", "--package", "podlife-tests", "--example", "noise"]);
    run(command.arg("--").arg(file).args(rules))
}

fn parse(arguments: &[String]) -> Outcome<Task> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => Ok(Task::Help),
        ["serve"] => Ok(Task::Serve { port: 8080 }),
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => Ok(Task::Serve { port }),
            Err(_) => Err(format!("`{port}` is not a port")),
        },
        ["test"] => Ok(Task::Test { fast: false, only: None }),
        ["test", "--fast"] => Ok(Task::Test { fast: true, only: None }),
        ["test", part] if !part.starts_with('-') => {
            Ok(Task::Test { fast: false, only: Some((*part).to_owned()) })
        }
        ["build"] => Ok(Task::Build),
        ["bench"] => Ok(Task::Bench { name: None }),
        ["bench", name] => Ok(Task::Bench { name: Some((*name).to_owned()) }),
        ["conformance"] => Ok(Task::Conformance),
        ["noise", file] => Ok(Task::Noise { file: (*file).to_owned(), rules: None }),
        ["noise", file, rules] => {
            Ok(Task::Noise { file: (*file).to_owned(), rules: Some((*rules).to_owned()) })
        }
        ["versions"] => Ok(Task::Versions),
        other => Err(format!("`{}` is not a command", other.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Task, parse};

    fn typed(line: &str) -> Result<Task, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn serve_takes_a_port_and_has_one_of_its_own() {
        assert_eq!(typed("serve"), Ok(Task::Serve { port: 8080 }));
        assert_eq!(typed("serve --port 9000"), Ok(Task::Serve { port: 9000 }));
        assert_eq!(typed("serve --port many"), Err("`many` is not a port".to_owned()));
    }

    #[test]
    fn one_part_of_the_tests_can_be_asked_for() {
        assert_eq!(typed("test --fast"), Ok(Task::Test { fast: true, only: None }));
        assert_eq!(
            typed("test links"),
            Ok(Task::Test { fast: false, only: Some("links".to_owned()) })
        );
        assert!(typed("test --slow").is_err());
    }

    #[test]
    fn what_is_not_known_is_said() {
        assert_eq!(typed("server"), Err("`server` is not a command".to_owned()));
    }
}
