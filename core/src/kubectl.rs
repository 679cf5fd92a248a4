//! The terminal: what kubectl and curl answer about the simulated cluster of a text at an instant.
//!
//! The text's documents are the cluster, as they are at that instant; what a command would change comes back as an
//! action of the Scenario. Nothing of it is remembered: who wants the action to count writes it into the text
//! ([`crate::analysis::what_if`]) and asks again.
//!
//! The words and columns are those of kubectl 1.36. What this terminal itself has to say begins with `podlife: `.

mod apply;
mod cluster;
mod columns;
mod complete;
mod curl;
mod debug;
mod delete;
mod describe;
mod endpoints;
mod enter;
mod events;
mod exec;
mod explain;
mod flags;
mod get;
mod jobs;
mod jsonpath;
mod line;
mod logs;
mod others;
mod patch;
mod resources;
mod run;
mod select;
mod services;
mod tables;
mod watch;
mod workloads;

pub use complete::complete;
pub use enter::{Entered, enter};

use crate::analysis::Analysis;
use crate::kubectl::cluster::Cluster;
use crate::kubectl::flags::Flags;
use crate::kubectl::line::Line;
use crate::process::scenario::write::Change;
use crate::time::SimTime;

/// What a terminal shows of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What is printed at once, in order: 1 is standard output, 2 standard error.
    pub output: Vec<(u32, String)>,
    /// The exit code.
    pub exit_code: i32,
    /// What is printed later, and when, by a command that goes on: `get --watch`, `logs --follow`.
    pub later: Vec<(SimTime, String)>,
    /// Whether it is such a command.
    pub goes_on: bool,
    /// What the command changes, in order.
    pub actions: Vec<Requested>,
}

/// Something that a command does to the Pods of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requested {
    /// The place of the document in the stream, as [`crate::analysis::what_if`] takes it.
    pub document: usize,
    /// The Scenario's new action.
    pub change: Change,
    /// The same as one line of YAML: `{at: 8s, delete: {}}`.
    pub text: String,
}

impl Answer {
    /// A command that fails, with its line on standard error.
    fn failed(message: &str) -> Self {
        let mut answer = Self { exit_code: 1, ..Self::default() };
        answer.complain(message);
        answer
    }

    /// All that is printed at once on standard output, or on standard error.
    pub fn stream(&self, stream: u32) -> String {
        let own = self.output.iter().filter(|(of, _)| *of == stream);
        own.map(|(_, text)| text.as_str()).collect()
    }

    /// Prints a text.
    fn print(&mut self, stream: u32, text: &str) {
        match self.output.last_mut() {
            Some((last, all)) if *last == stream => all.push_str(text),
            _ => self.output.push((stream, text.to_owned())),
        }
    }

    /// A line on standard error.
    fn complain(&mut self, line: &str) {
        self.print(2, line);
        self.print(2, "\n");
    }

    /// A line on standard output.
    fn line(&mut self, line: &str) {
        self.print(1, line);
        self.print(1, "\n");
    }

    /// Asks for an action at an instant: its name and what it says, as YAML.
    fn ask(&mut self, document: usize, at: SimTime, name: &'static str, fields: String) {
        let (seconds, millis) = (at.0 / 1000, at.0 % 1000);
        let since = match millis {
            0 => format!("{seconds}s"),
            _ => format!("{}s", format!("{seconds}.{millis:03}").trim_end_matches('0')),
        };
        let text = format!("{{at: {since}, {name}: {fields}}}");
        let change = Change::Added("actions", vec![("at", since), (name, fields)]);
        self.actions.push(Requested { document, change, text });
    }
}

/// What ends a command early: its line on standard error; the exit code is 1.
type Outcome = Result<(), String>;

/// The answer to a command line at an instant after the creation of the text's objects.
pub fn answer(analysis: &Analysis, at: SimTime, line: &str) -> Answer {
    nested(analysis, at, line, 0)
}

/// How deep commands may stand in `$(…)`.
const DEEPEST: usize = 4;

fn nested(analysis: &Analysis, at: SimTime, line: &str, depth: usize) -> Answer {
    let inside = |line: &str| {
        if depth < DEEPEST {
            return nested(analysis, at, line, depth + 1).stream(1);
        }
        String::new()
    };
    let line = match Line::read(line, &inside) {
        Ok(line) => line,
        Err(message) => return Answer { exit_code: 2, ..Answer::failed(&message) },
    };
    let mut answer = Answer::default();
    for note in &line.notes {
        answer.complain(note);
    }
    run(&Cluster::new(analysis, at), &line.words, &mut answer);
    line.finish(answer)
}

/// The answer to a command whose words a shell has read already.
pub fn answer_words(analysis: &Analysis, at: SimTime, words: &[String]) -> Answer {
    let mut answer = Answer::default();
    run(&Cluster::new(analysis, at), words, &mut answer);
    answer
}

fn run(cluster: &Cluster<'_>, words: &[String], answer: &mut Answer) {
    let Some((program, rest)) = words.split_first() else { return };
    let outcome = match program.as_str() {
        "kubectl" | "k" => kubectl(cluster, rest, answer),
        "curl" => {
            curl::curl(cluster, rest, answer);
            return;
        }
        "clear" | "true" => Ok(()),
        "echo" => {
            answer.line(&rest.join(" "));
            Ok(())
        }
        "help" | "man" => {
            answer.line(HELP);
            Ok(())
        }
        name => {
            answer.complain(&format!("{name}: command not found"));
            answer.complain("podlife: this terminal knows kubectl (also as k) and curl");
            answer.exit_code = 127;
            return;
        }
    };
    if let Err(message) = outcome {
        answer.complain(&message);
        answer.exit_code = 1;
    }
}

const HELP: &str = "kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/

Of its commands this terminal knows:
  get describe logs events exec debug patch delete create apply run explain
  version config api-resources cluster-info
and curl to the node, to Pods and to Services. Filters may follow: | grep, | head, | wc.";

/// The commands that are not simulated.
const OTHERS: [&str; 28] = [
    "annotate",
    "attach",
    "auth",
    "autoscale",
    "certificate",
    "cordon",
    "cp",
    "diff",
    "drain",
    "edit",
    "expose",
    "kustomize",
    "label",
    "plugin",
    "port-forward",
    "proxy",
    "replace",
    "rollout",
    "scale",
    "set",
    "taint",
    "top",
    "uncordon",
    "wait",
    "completion",
    "options",
    "alpha",
    "api-versions",
];
/// Those that are.
const VERBS: [&str; 17] = [
    "get",
    "describe",
    "logs",
    "events",
    "exec",
    "debug",
    "patch",
    "delete",
    "create",
    "apply",
    "run",
    "explain",
    "version",
    "config",
    "api-resources",
    "cluster-info",
    "help",
];

fn kubectl(cluster: &Cluster<'_>, words: &[String], answer: &mut Answer) -> Outcome {
    // Flags that every command has may stand in front of it.
    let before = flags::before(words)?;
    let (Some(verb), rest) = (words.get(before), words.get(before + 1..).unwrap_or_default())
    else {
        answer.line(HELP);
        return Ok(());
    };
    let all: Vec<String> = words.iter().take(before).chain(rest).cloned().collect();
    let parse = |own: &'static str| Flags::parse(verb, own, &all);
    let known = match verb.as_str() {
        "get" => get::FLAGS,
        "describe" => describe::FLAGS,
        "logs" | "log" => logs::FLAGS,
        "events" => events::FLAGS,
        "exec" => exec::FLAGS,
        "debug" => debug::FLAGS,
        "patch" => patch::FLAGS,
        "delete" => delete::FLAGS,
        "create" | "apply" => apply::FLAGS,
        "run" => run::FLAGS,
        "explain" => explain::FLAGS,
        "version" | "config" | "api-resources" | "cluster-info" => others::FLAGS,
        "help" | "--help" | "-h" => {
            answer.line(HELP);
            return Ok(());
        }
        other if OTHERS.contains(&other) => return others::not_simulated(other),
        other => return Err(unknown_command(other)),
    };
    let flags = parse(known)?;
    if flags.has("help") {
        answer.line(&format!(
            "podlife: see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_{verb}/"
        ));
        return Ok(());
    }
    match verb.as_str() {
        "get" => get::get(cluster, &flags, answer),
        "describe" => describe::describe(cluster, &flags, answer),
        "logs" | "log" => logs::logs(cluster, &flags, answer),
        "events" => events::events(cluster, &flags, answer),
        "exec" => exec::exec(cluster, &flags, answer),
        "debug" => debug::debug(cluster, &flags, answer),
        "patch" => patch::patch(cluster, &flags, answer),
        "delete" => delete::delete(cluster, &flags, answer),
        "create" | "apply" => apply::apply(cluster, verb, &flags, answer),
        "run" => run::run(cluster, &flags, answer),
        "explain" => explain::explain(&flags, answer),
        _ => others::run(cluster, verb, &flags, answer),
    }
}

/// Upstream: `findSuggestions` of cobra, command.go.
fn unknown_command(name: &str) -> String {
    let mut said = format!("error: unknown command \"{name}\" for \"kubectl\"");
    let near = |known: &&&str| distance(name, known) <= 2 || known.starts_with(name);
    let mut near: Vec<&str> = VERBS.iter().chain(&OTHERS).filter(near).copied().collect();
    near.sort_unstable();
    if !near.is_empty() {
        said.push_str("\n\nDid you mean this?");
        for known in near {
            said.push_str("\n\t");
            said.push_str(known);
        }
    }
    said
}

/// How many letters have to be put in, taken out or changed to make one word of another.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, known) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = diagonal + usize::from(letter != known);
            diagonal = *cell;
            *cell = changed.min(left + 1).min(*cell + 1);
            left = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
