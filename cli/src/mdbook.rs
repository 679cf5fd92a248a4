//! `podlife mdbook`: a preprocessor of mdBook.
//!
//! Every code block of the language `podlife` is proved: the API server has to accept its manifest (or refuse it, where the
//! block says `refused`), and what its Scenario expects has to hold; else the book is not built. Readers see the picture of
//! its run above the code, and with JavaScript the live timeline in its place.
//!
//! The protocol: <https://rust-lang.github.io/mdBook/for_developers/preprocessors.html>.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

use clap::{Args, Subcommand};
use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::Stage;
use podlife_core::features::Version;
use podlife_core::time::SimDuration;
use podlife_core::view::svg::{SvgOptions, svg};
use podlife_core::view::timeline::story_timeline;
use pulldown_cmark::{CodeBlockKind, Event, Options as Markdown, Parser, Tag};
use serde_json::Value;

use crate::outcome::{Failure, Out};

/// The language of the blocks.
const LANGUAGE: &str = "podlife";

/// Where the script comes from where the book does not say.
const SITE: &str = "https://podlife.dev/";

#[derive(Debug, Args)]
pub(crate) struct MdbookArguments {
    #[command(subcommand)]
    command: Option<MdbookCommand>,
}

#[derive(Debug, Subcommand)]
enum MdbookCommand {
    /// Whether books for a renderer can be preprocessed; all can.
    Supports {
        /// The renderer's name.
        renderer: String,
    },
}

/// Reads a book from standard input, and prints it with pictures and scripts.
pub(crate) fn run(arguments: &MdbookArguments, out: &mut Out) -> Result<bool, Failure> {
    if arguments.command.is_some() {
        return Ok(true);
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| format!("the book cannot be read: {error}"))?;
    let unread = |error: serde_json::Error| format!("mdBook has sent no book: {error}");
    let (context, mut book): (Value, Value) = serde_json::from_str(&text).map_err(unread)?;
    let settings = context.pointer("/config/preprocessor/podlife");
    let setting = |name: &str| settings.and_then(|settings| settings.get(name));
    let site = setting("site").and_then(Value::as_str).unwrap_or(SITE).trim_end_matches('/');
    let writer = Writer {
        site: site.to_owned(),
        has_pictures: setting("pictures").and_then(Value::as_bool).unwrap_or(true),
    };
    let mut problems = Vec::new();
    visit(&mut book, &writer, &mut problems);
    if !problems.is_empty() {
        return Err(Failure::Message(format!(
            "what the book says of its Pods does not hold\n{}",
            problems.join("\n")
        )));
    }
    let written = serde_json::to_string(&book).map_err(|error| error.to_string())?;
    out.write_all(written.as_bytes())?;
    Ok(true)
}

/// Goes through all chapters, whatever the lists are called that hold them.
fn visit(value: &mut Value, writer: &Writer, problems: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, writer, problems)),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if name == "Chapter" {
                    chapter(field, writer, problems);
                }
                visit(field, writer, problems);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn chapter(chapter: &mut Value, writer: &Writer, problems: &mut Vec<String>) {
    let file = chapter.get("path").and_then(Value::as_str).unwrap_or("a chapter").to_owned();
    let Some(Value::String(content)) = chapter.get_mut("content") else { return };
    match writer.written(content) {
        Ok(written) => *content = written,
        Err(found) => {
            problems.extend(found.iter().map(|(line, told)| format!("{file}:{line}: {told}")));
        }
    }
}

/// How chapters are written.
struct Writer {
    /// Where the script is.
    site: String,
    has_pictures: bool,
}

/// Problems with their lines, from 1.
type Problems = Vec<(usize, String)>;

impl Writer {
    /// A chapter with its pictures and the script.
    fn written(&self, content: &str) -> Result<String, Problems> {
        let (mut out, mut last) = (String::new(), 0);
        let (mut problems, mut has_blocks) = (Problems::new(), false);
        for (event, place) in Parser::new_ext(content, Markdown::all()).into_offset_iter() {
            let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else { continue };
            let Some(shown) = Shown::read(&info) else { continue };
            let block = content.get(place.clone()).unwrap_or_default();
            let line = content.get(..place.start).unwrap_or_default().matches('\n').count() + 1;
            has_blocks = true;
            match self.picture(body(block), &shown) {
                Ok(picture) => {
                    out.push_str(content.get(last..place.start).unwrap_or_default());
                    out.push_str(&picture);
                    last = place.start;
                }
                Err(told) => problems.extend(told.into_iter().map(|told| (line, told))),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        out.push_str(content.get(last..).unwrap_or_default());
        if has_blocks {
            let _ = write!(
                out,
                "\n\n<script type=\"module\" src=\"{}/podlife-embed.js\"></script>\n",
                self.site
            );
        }
        Ok(out)
    }

    /// The picture of a run, which the script takes away; what is wrong with the manifest, or with what it expects.
    fn picture(&self, text: &str, shown: &Shown) -> Result<String, Vec<String>> {
        let options = Options { until: shown.until, version: shown.version, ..Options::default() };
        let analysis = Analysis::of(text, &options);
        let mut problems = Vec::new();
        let is_refused = analysis.documents.iter().any(|document| document.accepted == Some(false));
        if is_refused != shown.is_refused {
            let told = analysis.documents.iter().map(|document| document.kubectl.trim().to_owned());
            problems.push(told.collect::<Vec<_>>().join(" "));
        }
        let of_scenario = analysis.diagnostics.iter().filter(|it| it.stage == Stage::Scenario);
        problems.extend(of_scenario.map(|found| found.message.clone()));
        for document in &analysis.documents {
            let verdict = document.verdict();
            for expectation in &document.scenario.expect {
                if let Err(happened) = verdict.holds(&expectation.claim) {
                    let said = expectation.span.of(text);
                    problems.push(format!("`{said}` does not hold: {happened}"));
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        match analysis.played() {
            Some((_, story)) if self.has_pictures && !shown.is_hidden => {
                let picture = svg(&story_timeline(story), &SvgOptions::default());
                // Markdown ends a block of HTML at an empty line.
                let picture: Vec<&str> =
                    picture.lines().filter(|line| !line.trim().is_empty()).collect();
                Ok(format!("<div class=\"podlife-static\">{}</div>\n\n", picture.join(" ")))
            }
            _ => Ok(String::new()),
        }
    }
}

/// What stands behind the language.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shown {
    until: Option<SimDuration>,
    version: Version,
    is_refused: bool,
    /// Readers are asked first what they think will happen.
    is_hidden: bool,
}

impl Shown {
    /// Reads `podlife,until=40s,spoiler`; nothing where it is another language.
    fn read(info: &str) -> Option<Self> {
        let mut words = info.split([',', ' ']).filter(|word| !word.is_empty());
        if words.next()? != LANGUAGE {
            return None;
        }
        let mut shown = Self::default();
        for word in words {
            match word.split_once('=').unwrap_or((word, "")) {
                ("until", value) => shown.until = SimDuration::parse(value),
                ("version", value) => shown.version = Version::parse(value).unwrap_or_default(),
                ("refused", _) => shown.is_refused = true,
                ("spoiler", _) => shown.is_hidden = true,
                _ => {}
            }
        }
        Some(shown)
    }
}

/// The lines between the fences.
fn body(block: &str) -> &str {
    let inside = block.split_once('\n').map_or("", |(_, rest)| rest);
    let end = inside.trim_end().rfind('\n').map_or(0, |end| end + 1);
    inside.get(..end).unwrap_or_default()
}
