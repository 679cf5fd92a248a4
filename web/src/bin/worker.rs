//! The core in a worker: text in, JSON out.
//!
//! A panic ends one call. The hook asks for a fresh instance, which the next call gets.

use std::cell::RefCell;
use std::panic;
use std::rc::Rc;

use podlife_core::analysis::{self, Analysis, Answer, Ask, Options, ViewOf};
use podlife_core::assist;
use podlife_core::export::{self, Wanted};
use podlife_core::features::Version;
use podlife_core::kubectl;
use podlife_core::lint::{self, Preset};
use podlife_core::quiz;
use podlife_core::text::Span;
use podlife_core::time::{SimDuration, SimTime};
use podlife_core::view::resources::Prices;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

fn main() {
    panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        wasm_bindgen::handler::schedule_reinit();
    }));
}

/// What is asked besides the text.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// How long to watch; empty for what the scenario says.
    until: String,
    /// Whether it is wanted what may be asked about the Pod.
    what_if: bool,
    /// Which rules are asked; empty for the default.
    preset: String,
    /// The version of Kubernetes; empty for the default.
    version: String,
}

/// The options that are written in a JSON text.
fn options(asked: &str) -> Options {
    let asked: Asked = serde_json::from_str(asked).unwrap_or_default();
    let preset = Preset::named(&asked.preset).unwrap_or_default();
    Options {
        version: version_of(&asked.version),
        until: SimDuration::parse(&asked.until),
        path: "pod.yaml".to_owned(),
        what_if: asked.what_if,
        lint: lint::Config { preset, ..lint::Config::default() },
        ..Options::default()
    }
}

/// What was analysed, with the text and what was asked besides.
type Analysed = (String, String, Rc<Analysis>);

thread_local! {
    /// The newest analysis: a terminal asks about the same text again and again.
    static NEWEST: RefCell<Option<Analysed>> = const { RefCell::new(None) };
}

fn analysis_of(text: &str, asked: &str) -> Rc<Analysis> {
    let is_it = |known: &&Analysed| known.0 == text && known.1 == asked;
    let known = NEWEST.with_borrow(|newest| newest.as_ref().filter(is_it).map(|it| it.2.clone()));
    known.unwrap_or_else(|| {
        let analysis = Rc::new(Analysis::of(text, &options(asked)));
        let newest = (text.to_owned(), asked.to_owned(), analysis.clone());
        NEWEST.replace(Some(newest));
        analysis
    })
}

/// What a terminal says to commands, one a line with its instant in milliseconds before it, as the JSON of a list of
/// `Entered`.
#[wasm_bindgen]
pub fn enter(text: &str, asked: &str, commands: &str) -> String {
    let (options, analysis) = (options(asked), analysis_of(text, asked));
    let enter = |command: &str| {
        let (at, line) = command.split_once(' ').unwrap_or((command, ""));
        kubectl::enter(text, &options, &analysis, SimTime(at.parse().unwrap_or_default()), line)
    };
    let entered: Vec<_> = commands.split('\n').map(enter).collect();
    serde_json::to_string(&entered).unwrap_or_default()
}

/// What the last word of a command may become, with its instant in milliseconds before it, as the JSON of a list.
#[wasm_bindgen]
pub fn complete_command(text: &str, asked: &str, command: &str) -> String {
    let (at, line) = command.split_once(' ').unwrap_or((command, ""));
    let at = SimTime(at.parse().unwrap_or_default());
    let words = kubectl::complete(&analysis_of(text, asked), at, line);
    serde_json::to_string(&words).unwrap_or_default()
}

/// A text in a format, as the JSON of an `Export`; what is wanted is its format, the instant in milliseconds and the
/// address that shows the same, one a line.
#[wasm_bindgen]
pub fn take_away(text: &str, asked: &str, wanted: &str) -> String {
    let mut lines = wanted.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (format, at, link) = (next(), SimTime(next().parse().unwrap_or_default()), next());
    let wanted = Wanted { format, at, link, version: options(asked).version };
    let made = export::export(text, &analysis_of(text, asked), &wanted);
    serde_json::to_string(&made).unwrap_or_default()
}

/// Marks an answer to a question, as the JSON of a `Mark`; nothing where one of them cannot be read.
#[wasm_bindgen]
pub fn grade(question: &str, answer: &str) -> String {
    let (Ok(question), Ok(answer)) = (serde_json::from_str(question), serde_json::from_str(answer))
    else {
        return "null".to_owned();
    };
    serde_json::to_string(&quiz::grade(&question, &answer)).unwrap_or_default()
}

/// Questions that the simulator makes, one for each seed, as the JSON of a list of `Question`; the seeds are one a line.
#[wasm_bindgen]
pub fn made_questions(seeds: &str) -> String {
    let seeds = seeds.lines().filter_map(|seed| seed.parse().ok());
    let questions: Vec<_> = seeds.filter_map(quiz::made).collect();
    serde_json::to_string(&questions).unwrap_or_default()
}

/// Everything there is to say about a text, as the JSON of a `Report`.
#[wasm_bindgen]
pub fn analyse(text: &str, asked: &str) -> String {
    let report = analysis_of(text, asked).report();
    // A report is plain data: there is nothing in it that JSON cannot say.
    serde_json::to_string(&report).unwrap_or_default()
}

/// A view of the Pod that is played, as the JSON of a list: a piece of a page, and what goes with it. What is wanted is
/// one a line: which view, the playhead in milliseconds, the width, how many Pods, and what a CPU and a GiB cost.
#[wasm_bindgen]
pub fn view_of(text: &str, asked: &str, of: &str) -> String {
    let mut lines = of.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let of = ViewOf {
        what: next(),
        at: SimTime(next().parse().unwrap_or_default()),
        width: next().parse().unwrap_or_default(),
        prices: Prices { replicas: next(), cpu: next(), memory: next() },
    };
    serde_json::to_string(&analysis_of(text, asked).view_of(text, &of)).unwrap_or_default()
}

/// What a fix does, as the JSON of a `Preview`: the place of its finding in the report about the text, and its own there.
#[wasm_bindgen]
pub fn preview(text: &str, asked: &str, finding: &str, fix: &str) -> String {
    let options = Options { what_if: false, ..options(asked) };
    let place = finding.parse().ok().zip(fix.parse().ok());
    let preview = place.and_then(|(finding, fix)| analysis::preview(text, &options, finding, fix));
    serde_json::to_string(&preview).unwrap_or_default()
}

/// A text beside what `with` says, and where that is an earlier text, `before`; as the JSON of a `Comparison`.
#[wasm_bindgen]
pub fn compare(text: &str, asked: &str, with: &str, before: &str) -> String {
    let comparison = analysis::compare(text, &options(asked), with, before);
    serde_json::to_string(&comparison).unwrap_or_default()
}

/// What may stand at a place of a text, as the JSON of a `Completion`; places are counted as browsers do.
#[wasm_bindgen]
pub fn complete(text: &str, offset: &str, version: &str) -> String {
    let mut answer = assist::complete(text, byte_at(text, offset), version_of(version));
    answer.span = in_utf16(text, answer.span);
    serde_json::to_string(&answer).unwrap_or_default()
}

/// What the field at a place of a text is, as the JSON of a `Hover`, or `null`.
#[wasm_bindgen]
pub fn hover(text: &str, offset: &str, version: &str) -> String {
    let mut answer = assist::hover(text, byte_at(text, offset), version_of(version));
    if let Some(answer) = &mut answer {
        answer.span = in_utf16(text, answer.span);
    }
    serde_json::to_string(&answer).unwrap_or_default()
}

/// The edits that indent a text evenly, as the JSON of an `Answer`.
#[wasm_bindgen]
pub fn format(text: &str) -> String {
    let (edits, why) = match assist::format(text) {
        Some(edits) if edits.is_empty() => (edits, "It is indented evenly."),
        Some(edits) => (edits, ""),
        None => (Vec::new(), "It can be formatted once it is YAML: see Problems."),
    };
    serde_json::to_string(&Answer { edits, why: why.to_owned() }).unwrap_or_default()
}

fn version_of(version: &str) -> Version {
    Version::parse(version).unwrap_or_default()
}

/// Where a place is in bytes that is counted in UTF-16.
fn byte_at(text: &str, offset: &str) -> usize {
    let mut left: usize = offset.parse().unwrap_or_default();
    for (at, character) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(character.len_utf16());
    }
    text.len()
}

fn in_utf16(text: &str, span: Span) -> Span {
    let count = |end: usize| text.get(..end).map_or(0, |before| before.encode_utf16().count());
    Span::new(count(span.start), count(span.end))
}

/// The edits of a text for what a person asks, which is the fields of an `Ask` in their order, one a line; an `Answer`
/// as JSON.
#[wasm_bindgen]
pub fn what_if(text: &str, ask: &str) -> String {
    let mut lines = ask.split('\n').map(str::to_owned);
    let mut next = || lines.next().unwrap_or_default();
    let ask = Ask {
        what: next(),
        of: next(),
        key: next(),
        choice: next().parse().unwrap_or_default(),
        time: next(),
        number: next(),
    };
    let answer = analysis::answer(text, &Options::default(), &ask);
    serde_json::to_string(&answer).unwrap_or_default()
}
