//! `podlife quiz`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use podlife_core::lint::rule;
use podlife_core::quiz::{self, Kind, Question};
use podlife_core::text::{FieldPath, LineIndex};
use podlife_core::yaml;

use crate::input::{self, Input};
use crate::outcome::{Failure, Out};
use crate::parallel::in_order;

/// What stands in the folder of a topic beside its questions.
pub(crate) const TOPIC_FILE: &str = "_topic.yaml";

#[derive(Debug, Args)]
pub(crate) struct QuizArguments {
    #[command(subcommand)]
    command: QuizCommand,
}

#[derive(Debug, Subcommand)]
enum QuizCommand {
    /// Derive every stated answer again, and say where a question is not as it should be.
    Check {
        /// Question files, or folders of them.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

/// Something wrong at a line of a question, from 1; 0 where it is about the whole file.
pub(crate) type Fault = (usize, String);

/// Checks question files; whether nothing is wrong with them.
pub(crate) fn run(arguments: &QuizArguments, out: &mut Out) -> Result<bool, Failure> {
    let QuizCommand::Check { paths } = &arguments.command;
    let inputs: Vec<Input> = input::read_all(paths)?
        .into_iter()
        .filter(|input| !input.path.ends_with(TOPIC_FILE))
        .collect();
    let mut tally = Tally::default();
    in_order(
        &inputs,
        |input| {
            let path = Path::new(&input.path);
            let pages = pages_beside(path);
            Ok((
                input.path.clone(),
                checked(&input.text, &|page| pages.as_ref().is_none_or(|docs| is_page(docs, page))),
            ))
        },
        |(path, checked)| {
            let (question, mut faults) = checked;
            let topic = topic_of(&path);
            if let Some(question) = question {
                faults.extend(tally.count(&topic, &question, &path).map(|message| (0, message)));
            }
            for (line, message) in &faults {
                match line {
                    0 => writeln!(out, "{path}: {message}")?,
                    line => writeln!(out, "{path}:{line}: {message}")?,
                }
            }
            tally.faults += faults.len();
            Ok(())
        },
    )?;
    tally.tell(out)?;
    Ok(tally.faults == 0)
}

/// Reads a question and proves it; `is_page` knows the pages that it may lead to.
pub(crate) fn checked(
    text: &str,
    is_page: &dyn Fn(&str) -> bool,
) -> (Option<Question>, Vec<Fault>) {
    let question = match quiz::parse(text) {
        Ok(question) => question,
        Err(message) => {
            let (message, line) = with_line(&message);
            return (None, vec![(line, message)]);
        }
    };
    let stream = yaml::parse(text);
    let lines = LineIndex::new(text);
    let line_of = |path: &str| {
        let root = stream.documents.first().map(|document| &document.root);
        let span =
            root.filter(|_| !path.is_empty()).map(|root| root.locate(&FieldPath::parse(path)));
        span.map_or(0, |span| lines.position(span.start).line)
    };
    let mut faults: Vec<Fault> = quiz::prove(&question)
        .into_iter()
        .map(|fault| (line_of(&fault.path), fault.message))
        .collect();
    let is_there = |page: &str| match page.strip_prefix("rules/") {
        Some(name) => rule(name).is_some_and(|rule| rule.name == name),
        None => is_page(page),
    };
    if !is_there(&question.learn) {
        faults.push((line_of("learn"), format!("there is no page `{}`", question.learn)));
    }
    faults.sort();
    (Some(question), faults)
}

/// serde says where at the end of its message: `… at line 3 column 5`.
fn with_line(message: &str) -> (String, usize) {
    let place = message.rsplit_once(" at line ").and_then(|(before, place)| {
        let line = place.split(' ').next()?.parse().ok()?;
        Some((before.to_owned(), line))
    });
    place.unwrap_or((message.to_owned(), 0))
}

/// The folder of docs beside the one of the questions, where there is one.
fn pages_beside(question: &Path) -> Option<PathBuf> {
    let path = fs::canonicalize(question).ok()?;
    let docs = path.ancestors().nth(3)?.join("docs");
    docs.is_dir().then_some(docs)
}

fn is_page(docs: &Path, page: &str) -> bool {
    docs.join(format!("{page}.md")).is_file()
}

fn topic_of(path: &str) -> String {
    let folder = Path::new(path).parent().and_then(Path::file_name);
    folder.unwrap_or_default().to_string_lossy().into_owned()
}

/// What was counted.
#[derive(Default)]
struct Tally {
    /// Questions, and hands-on ones, by topic.
    topics: BTreeMap<String, (usize, usize)>,
    kinds: BTreeMap<String, usize>,
    /// Where each title and each entry was seen first.
    seen: BTreeMap<String, String>,
    faults: usize,
}

impl Tally {
    /// Counts a question; says what it repeats.
    fn count(&mut self, topic: &str, question: &Question, path: &str) -> Option<String> {
        let (all, hands_on) = self.topics.entry(topic.to_owned()).or_default();
        *all += 1;
        *hands_on += usize::from(question.kind.is_hands_on());
        *self.kinds.entry(kind_name(question.kind)).or_default() += 1;
        let titles = [Some(&question.title), question.entry.as_ref()];
        titles.into_iter().flatten().find_map(|text| {
            let before = self.seen.insert(text.clone(), path.to_owned())?;
            Some(format!("`{text}` is there already, in {before}"))
        })
    }

    fn tell(&self, out: &mut Out) -> Result<(), Failure> {
        for (topic, (all, hands_on)) in &self.topics {
            writeln!(out, "{topic:16}{all:>4} questions, {hands_on} hands-on")?;
        }
        for (kind, count) in &self.kinds {
            writeln!(out, "{kind:16}{count:>4}")?;
        }
        let all: usize = self.topics.values().map(|(all, _)| all).sum();
        let hands_on: usize = self.topics.values().map(|(_, hands_on)| hands_on).sum();
        writeln!(
            out,
            "podlife: {all} questions of {} topics, {hands_on} hands-on, {} faults",
            self.topics.len(),
            self.faults
        )?;
        Ok(())
    }
}

/// `single-choice`
fn kind_name(kind: Kind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|name| Some(name.as_str()?.to_owned()))
        .unwrap_or_default()
}
