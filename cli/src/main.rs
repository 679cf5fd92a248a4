//! `podlife`: the command line.
//!
//! The commands read files, ask the core, and print what it says. Exit status: 0 nothing wrong, 1 findings, 2 unusable
//! arguments or an unreadable file.

mod check;
mod default;
mod explain;
mod fix;
mod input;
mod kubectl;
mod mdbook;
mod outcome;
mod output;
mod parallel;
mod quiz;
mod rule_page;
mod settings;
mod simulate;
mod site;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use podlife_core::features::Version;
use podlife_core::time::SimDuration;

use crate::outcome::{Failure, Out};

/// Most of the work is to make and to drop small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// See a Pod live: what the API server would say of it and what the kubelet would do.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Decode, validate, warn and lint.
    Check(check::CheckArguments),
    /// Apply fixes, and leave everything else as it is.
    Fix(fix::FixArguments),
    /// Print the page of a rule, or the list of all rules.
    Explain(explain::ExplainArguments),
    /// Print objects as the API server would store them.
    Default(DefaultArguments),
    /// Play a Pod second by second.
    Simulate(SimulateArguments),
    /// Ask what kubectl (or curl) answers about a text's Pods at an instant.
    Kubectl(KubectlArguments),
    /// Prove the questions of a quiz.
    Quiz(quiz::QuizArguments),
    /// Write the docs, the examples and the questions as pages.
    Site(site::SiteArguments),
    /// Preprocess a book of mdBook: prove its `podlife` blocks, and draw them.
    Mdbook(mdbook::MdbookArguments),
}

/// Which Kubernetes is meant.
#[derive(Debug, Args)]
struct WhichKubernetes {
    /// The version of Kubernetes: 1.27 to 1.37 [default: 1.36].
    #[arg(long, value_name = "VERSION", value_parser = version)]
    kubernetes: Option<Version>,
}

impl WhichKubernetes {
    /// The version; what is not known of it goes to the error stream.
    fn asked(&self) -> Version {
        self.asked_or(Version::default())
    }

    /// The same with the version that is meant where none is named.
    fn asked_or(&self, other: Version) -> Version {
        let version = self.kubernetes.unwrap_or(other);
        if let Some(caveat) = version.caveat() {
            eprintln!("podlife: {caveat}");
        }
        version
    }
}

#[derive(Debug, Args)]
struct DefaultArguments {
    #[command(flatten)]
    which: WhichKubernetes,
    /// How to print the objects.
    #[arg(long, value_enum, default_value_t = DefaultOutput::Yaml)]
    output: DefaultOutput,
    /// Files, folders, or `-` for standard input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DefaultOutput {
    /// A stream of YAML documents.
    Yaml,
    /// One JSON object a line, one per document.
    Json,
}

#[derive(Debug, Args)]
struct SimulateArguments {
    #[command(flatten)]
    which: WhichKubernetes,
    /// A Scenario document: what the processes do and what happens to the Pod.
    #[arg(long)]
    scenario: Option<PathBuf>,
    /// How long to watch: 300ms, 5s, 2m or 1h30m.
    #[arg(long, value_parser = duration)]
    until: Option<SimDuration>,
    /// How to print the run.
    #[arg(long, value_enum, default_value_t = SimulateOutput::Text)]
    output: SimulateOutput,
    /// The instant that kubectl looks at: 300ms, 5s, 2m or 1h30m after the creation; the end if it is not given.
    #[arg(long, value_parser = duration)]
    at: Option<SimDuration>,
    /// The container whose log is printed; the one that kubectl chooses if it is not given.
    #[arg(long, short, value_name = "NAME")]
    container: Option<String>,
    /// The log of the run before.
    #[arg(long, short)]
    previous: bool,
    /// The theme of a picture, with a legend and its own ground; one that follows where it is shown if it is not given.
    #[arg(long, value_enum)]
    theme: Option<Theme>,
    /// A file, or `-` for standard input.
    path: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SimulateOutput {
    /// The rows of kubectl get pods -w, the events, and the last of what the containers print.
    Text,
    /// One JSON object a line, one per document.
    Json,
    /// The timeline as a picture.
    Svg,
    /// The timeline as a Gantt chart of Mermaid.
    Mermaid,
    /// A trace that Perfetto and chrome://tracing open.
    Trace,
    /// What kubectl get pods prints at an instant.
    Get,
    /// What kubectl get pods -o wide prints at an instant.
    Wide,
    /// What kubectl get pods --show-labels prints at an instant.
    Labels,
    /// What kubectl describe pod prints at an instant.
    Describe,
    /// What kubectl get events prints at an instant.
    Events,
    /// What kubectl get pod -o yaml prints at an instant.
    Yaml,
    /// What kubectl logs prints at an instant.
    Logs,
    /// What kubectl get jobs prints at an instant.
    Jobs,
    /// What kubectl describe job prints at an instant.
    DescribeJob,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

#[derive(Debug, Args)]
struct KubectlArguments {
    #[command(flatten)]
    which: WhichKubernetes,
    /// A Scenario document: what the processes do and what happens to the Pod.
    #[arg(long)]
    scenario: Option<PathBuf>,
    /// How long to watch: 300ms, 5s, 2m or 1h30m.
    #[arg(long, value_parser = duration)]
    until: Option<SimDuration>,
    /// The instant of the command: 300ms, 5s, 2m or 1h30m after the creation; the end if it is not given.
    #[arg(long, value_parser = duration)]
    at: Option<SimDuration>,
    /// A file, or `-` for standard input.
    path: PathBuf,
    /// What stands behind kubectl: `get pods -o wide`; or `curl` and what stands behind it.
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

fn version(text: &str) -> Result<Version, String> {
    Version::parse(text).ok_or_else(|| format!("write {} to {}", Version::OLDEST, Version::NEWEST))
}

fn duration(text: &str) -> Result<SimDuration, String> {
    SimDuration::parse(text).ok_or_else(|| "write 300ms, 5s, 2m or 1h30m".to_owned())
}

fn main() -> ExitCode {
    let mut out = Out::new(io::stdout().lock());
    let outcome = match Arguments::parse().command {
        Command::Check(arguments) => check::run(&arguments, &mut out),
        Command::Fix(arguments) => fix::run(&arguments, &mut out),
        Command::Explain(arguments) => explain::run(&arguments, &mut out),
        Command::Default(arguments) => default::run(&arguments, &mut out),
        Command::Simulate(arguments) => simulate::run(&arguments, &mut out),
        Command::Kubectl(arguments) => kubectl::run(&arguments, &mut out),
        Command::Quiz(arguments) => quiz::run(&arguments, &mut out),
        Command::Site(arguments) => site::run(&arguments, &mut out),
        Command::Mdbook(arguments) => mdbook::run(&arguments, &mut out),
    };
    match outcome.and_then(|fine| Ok(out.flush().map(|()| fine)?)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Failure::Exit(code)) => ExitCode::from(code),
        Err(Failure::Message(message)) => {
            eprintln!("podlife: {message}");
            ExitCode::from(2)
        }
        // `podlife … | head` is no mistake.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::Output(error)) => {
            eprintln!("podlife: cannot print: {error}");
            ExitCode::from(2)
        }
    }
}
