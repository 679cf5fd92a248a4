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
use podlife_core::features::Version;
use podlife_core::text::LineIndex;
use podlife_core::time::SimDuration;
use podlife_core::view::markup::escaped;
use podlife_core::view::svg::{SvgOptions, svg};
use podlife_core::view::timeline::story_timeline;
use pulldown_cmark::{CodeBlockKind, Event, Options as Markdown, Parser, Tag};
use serde_json::Value;

use crate::outcome::{Failure, Out};

/// The language of the blocks.
const LANGUAGE: &str = "podlife";

/// What mdBook reads besides plain Markdown.
///
/// Source: `new_cmark_parser`, src/utils/mod.rs, mdBook 0.4.52.
const MARKDOWN: Markdown = Markdown::ENABLE_TABLES
    .union(Markdown::ENABLE_FOOTNOTES)
    .union(Markdown::ENABLE_STRIKETHROUGH)
    .union(Markdown::ENABLE_TASKLISTS)
    .union(Markdown::ENABLE_HEADING_ATTRIBUTES);

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
        let mut events = Parser::new_ext(content, MARKDOWN).into_offset_iter();
        while let Some((event, place)) = events.next() {
            let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else { continue };
            // As the parser reads it: without what stands before the lines of a list or a quote.
            let mut text = String::new();
            while let Some((Event::Text(part), _)) = events.next() {
                text.push_str(&part);
            }
            let Some(shown) = Shown::read(&info, &text) else { continue };
            has_blocks = true;
            let before = content.get(..place.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let drawn = shown.map_err(|told| vec![(0, told)]);
            match drawn.and_then(|shown| self.picture(&text, &shown)) {
                Ok(picture) if picture.is_empty() => {}
                Ok(picture) => {
                    out.push_str(content.get(last..place.start).unwrap_or_default());
                    let prefix = prefix(before);
                    let _ = write!(out, "{picture}\n{}\n{prefix}", prefix.trim_end());
                    last = place.start;
                }
                Err(told) => problems.extend(told.into_iter().map(|(at, told)| (line + at, told))),
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
                escaped(&self.site)
            );
        }
        Ok(out)
    }

    /// The picture of a run, which the script takes away; what is wrong with the manifest, or with what it expects, by
    /// the lines of the block, whose fence is line 0.
    fn picture(&self, text: &str, shown: &Shown) -> Result<String, Problems> {
        let options = Options { until: shown.until, version: shown.version, ..Options::default() };
        let analysis = Analysis::of(text, &options);
        let mut problems = Problems::new();
        let is_refused = analysis.documents.iter().any(|document| document.accepted == Some(false));
        let told = analysis.documents.iter().map(|document| document.kubectl.trim().to_owned());
        let told = told.collect::<Vec<_>>().join(" ");
        if analysis.documents.is_empty() {
            problems.push((0, "there is no manifest".to_owned()));
        } else if is_refused && !shown.is_refused {
            problems.push((0, told));
        } else if shown.is_refused && !is_refused {
            let message =
                format!("the block says `refused`, and the API server accepts it: {told}");
            problems.push((0, message));
        }
        let lines = LineIndex::new(text);
        let unkept = analysis.unkept(text).into_iter();
        problems.extend(unkept.map(|(span, told)| (lines.position(span.start).line, told)));
        if !problems.is_empty() {
            return Err(problems);
        }
        match analysis.played() {
            Some((_, story)) if self.has_pictures && !shown.is_hidden => {
                let picture = svg(&story_timeline(story), &SvgOptions::default());
                // Markdown ends a block of HTML at an empty line.
                let picture: Vec<&str> =
                    picture.lines().filter(|line| !line.trim().is_empty()).collect();
                Ok(format!("<div class=\"podlife-static\">{}</div>", picture.join(" ")))
            }
            _ => Ok(String::new()),
        }
    }
}

/// What the lines of a block begin with whose first line begins at the end of a text: the signs of quotes, and blanks below
/// the sign of an item.
fn prefix(before: &str) -> String {
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.chars().map(|sign| if matches!(sign, '>' | '\t') { sign } else { ' ' }).collect()
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
    /// Reads `podlife,until=40s,spoiler`, and a first line `# podlife: until=40s spoiler`; nothing where it is another
    /// language.
    fn read(info: &str, text: &str) -> Option<Result<Self, String>> {
        let is_between = |sign: char| sign == ',' || sign.is_whitespace();
        let mut words = info.split(is_between).filter(|word| !word.is_empty());
        (words.next()? == LANGUAGE).then(|| {
            let mut shown = Self::default();
            for word in words.chain(first_line(text).split(is_between)) {
                shown.take(word)?;
            }
            Ok(shown)
        })
    }

    /// What is for the script alone is passed over.
    fn take(&mut self, word: &str) -> Result<(), String> {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = value.trim_matches('"');
        match name {
            "until" => {
                let until = SimDuration::parse(value);
                self.until = Some(until.ok_or("write `until` as `300ms`, `5s` or `2m`")?);
            }
            "version" => {
                let known = Version::parse(value);
                self.version = known.ok_or_else(|| format!("Kubernetes {value} is not known"))?;
            }
            "refused" => self.is_refused = true,
            "spoiler" => self.is_hidden = true,
            _ => {}
        }
        Ok(())
    }
}

/// What stands behind `# podlife:` in the first line.
fn first_line(text: &str) -> &str {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let comment = line.strip_prefix('#').map(str::trim_start);
    comment.and_then(|comment| comment.strip_prefix("podlife:")).unwrap_or_default()
}
