//! Mistakes in the syntax: kubectl's words, and better ones.

use crate::diagnostic::{Diagnostic, Fix, Severity, Stage};
use crate::text::{Edit, Span};
use crate::yaml::scanner::{Mark, Problem};

/// What kubectl says.
///
/// Upstream: `parser.fail`, go.yaml.in/yaml v2, decode.go. It counts lines from the document's start, and the
/// lines of mistakes in the grammar from 0.
pub(super) fn words(problem: &Problem) -> String {
    let line = if problem.mark.line > 0 {
        problem.mark.line + usize::from(problem.by_scanner)
    } else {
        problem.start.line
    };
    if line == 0 {
        format!("yaml: {}", problem.words)
    } else {
        format!("yaml: line {line}: {}", problem.words)
    }
}

/// What is the matter, at the place where it can be put right.
pub(super) fn explain(problem: &Problem, text: &str, offset: usize) -> Diagnostic {
    let Explained { span, message, help, related, fix } = explained(problem, text);
    let place = |span: Span| span.clamped(text).shifted(offset);
    let mut diagnostic =
        Diagnostic::new(Stage::Yaml, "yaml", Severity::Error, place(span), message);
    if let Some(help) = help {
        diagnostic = diagnostic.help(help);
    }
    if let Some((span, message)) = related {
        diagnostic = diagnostic.related(place(span), message);
    }
    if let Some((title, span, text)) = fix {
        let edits = vec![Edit::replace(place(span), text)];
        diagnostic = diagnostic.fix(Fix { title: title.to_owned(), edits, safe: true });
    }
    diagnostic
}

/// What there is to say; places are those of the document.
struct Explained {
    span: Span,
    message: String,
    help: Option<String>,
    related: Option<(Span, &'static str)>,
    fix: Option<(&'static str, Span, String)>,
}

impl Explained {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None, related: None, fix: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn related(mut self, span: Span, message: &'static str) -> Self {
        self.related = Some((span, message));
        self
    }

    fn fix(mut self, title: &'static str, span: Span, text: String) -> Self {
        self.fix = Some((title, span, text));
        self
    }
}

fn explained(problem: &Problem, text: &str) -> Explained {
    let here = character(problem.mark, text);
    let start = character(problem.start, text);
    let own_line = whole_line(line_start(problem.mark.offset, text), text);
    match problem.words {
        "found unexpected end of stream" | "found unexpected document indicator" => {
            Explained::new(start, "this quote is opened and never closed")
                .help("close it on the same line")
                .related(here, "the text ends here, still within the quotes")
        }
        "could not find expected ':'" => lonely_key(rest_of_line(problem.start, text), text),
        "found a tab character that violates indentation"
        | "found a tab character where an indentation space is expected" => tab(here, text),
        "found character that cannot start any token" if here.of(text) == "\t" => tab(here, text),
        "found character that cannot start any token" => {
            let value = rest_of_line(problem.mark, text);
            let quoted = format!("\"{}\"", value.of(text));
            let said = format!("a value cannot begin with `{}`", here.of(text));
            let explained = Explained::new(here, said).help("put it in quotes");
            if value.of(text).contains(['"', '\\']) {
                return explained;
            }
            explained.fix("Put it in quotes", value, quoted)
        }
        "mapping values are not allowed in this context" => {
            if let Some(parent) = parent_with_value(problem.mark, text) {
                return Explained::new(
                    own_line,
                    "this is indented below a key that has a value already",
                )
                .help("give it the column of the key above")
                .related(parent, "this has a value already");
            }
            Explained::new(
                here,
                "there is a second `: ` on this line, or the line is indented too far",
            )
            .help(
                "put a value with `: ` in it in quotes; give each key the column of its neighbors",
            )
        }
        "block sequence entries are not allowed in this context" => {
            Explained::new(here, "a list cannot begin on the line of its key")
                .help("start the list on the next line")
        }
        "mapping keys are not allowed in this context" => {
            Explained::new(here, "`? ` would begin a key here").help("put the value in quotes")
        }
        "did not find expected key" | "did not find expected '-' indicator"
            if follows_quote(problem.mark, text) =>
        {
            Explained::new(rest_of_line(problem.mark, text), "the quotes are closed before this")
                .help("double a quote that belongs to the text, or use the other kind of quotes")
        }
        "did not find expected key" => {
            Explained::new(own_line, "this does not fit the columns around it")
                .help("give it the column of the keys that it stands beside")
                .related(start, "they begin here")
        }
        "did not find expected '-' indicator" => {
            Explained::new(own_line, "this does not fit the list around it")
                .help("indent it below its item, or begin it with `- `")
                .related(start, "the list begins here")
        }
        "did not find expected ',' or ']'" => {
            Explained::new(here, "a comma or the closing `]` is missing before this")
                .related(start, "the list is opened here")
        }
        "did not find expected ',' or '}'" => {
            Explained::new(here, "a comma or the closing `}` is missing before this")
                .related(start, "the object is opened here")
        }
        "found unknown escape character" => Explained::new(
            rest_of_line(problem.start, text),
            "there is no such escape in double quotes",
        )
        .help("double the backslash, or use single quotes"),
        words => Explained::new(here, words),
    }
}

fn tab(place: Span, text: &str) -> Explained {
    let rest = text.get(place.start..).unwrap_or_default();
    let tabs = rest.len() - rest.trim_start_matches('\t').len();
    Explained::new(place, "a tab stands where the indentation needs spaces")
        .help("indent with spaces only")
        .fix("Write spaces", Span::new(place.start, place.start + tabs), "  ".repeat(tabs))
}

/// A line that would have to be a key with a value.
fn lonely_key(line: Span, text: &str) -> Explained {
    let said = line.of(text);
    let message = format!("`{said}` is neither a key with a value nor part of the line before");
    let explained = Explained::new(line, message);
    match said.split_once(':') {
        Some((key, value)) if !value.is_empty() && !value.starts_with(' ') => {
            let colon = Span::at(line.start + key.len() + 1);
            explained.help(format!("put a space behind the colon: `{key}: {value}`")).fix(
                "Put a space behind the colon",
                colon,
                " ".to_owned(),
            )
        }
        Some(_) | None => {
            explained.help("write `key: value`, or indent it below what it belongs to")
        }
    }
}

/// The line that is wrong.
pub(super) fn line(problem: &Problem, text: &str) -> Span {
    let begins_there = matches!(
        problem.context,
        "while scanning a quoted scalar"
            | "while parsing a quoted scalar"
            | "while scanning a simple key"
            | "while parsing a flow sequence"
            | "while parsing a flow mapping"
            | "while parsing a flow node"
    );
    let mark = if begins_there { problem.start } else { problem.mark };
    let mut start = line_start(mark.offset, text);
    if whole_line(start, text).is_empty() {
        // The line is noticed to be wrong behind its end.
        let before = text.get(..start).unwrap_or_default();
        start = line_start(before.trim_end().len(), text);
    }
    Span::new(start, whole_line(start, text).end)
}

/// The character at a place; nothing at the end of a line.
fn character(mark: Mark, text: &str) -> Span {
    let length =
        text.get(mark.offset..).and_then(|rest| rest.chars().next()).map_or(0, |character| {
            if matches!(character, '\n' | '\r') { 0 } else { character.len_utf8() }
        });
    Span::new(mark.offset, mark.offset + length)
}

/// From a place to the end of its line, without a comment.
fn rest_of_line(mark: Mark, text: &str) -> Span {
    let rest = text.get(mark.offset..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    Span::new(mark.offset, mark.offset + line.len())
}

/// Whether a quote is closed right before the place, on the same line.
fn follows_quote(mark: Mark, text: &str) -> bool {
    let before = text.get(line_start(mark.offset, text)..mark.offset).unwrap_or_default();
    before.trim_end().ends_with(['"', '\''])
}

/// The line above that is indented less and gives its key a value, where the place's line has one key only.
fn parent_with_value(mark: Mark, text: &str) -> Option<Span> {
    let start = line_start(mark.offset, text);
    let own = text.get(start..mark.offset)?;
    if own.contains(": ") {
        return None;
    }
    let above = text.get(..start)?.trim_end();
    let parent = whole_line(line_start(above.len(), text), text);
    let column = |span: Span| span.start - line_start(span.start, text);
    let line = whole_line(start, text);
    let has_value = parent.of(text).split_once(": ").is_some_and(|(_, value)| !value.is_empty());
    let is_deeper = column(line) > column(parent);
    (has_value && is_deeper && !parent.of(text).starts_with('#')).then_some(parent)
}

fn line_start(offset: usize, text: &str) -> usize {
    text.get(..offset).unwrap_or(text).rfind('\n').map_or(0, |at| at + 1)
}

/// The text of a line, without the blanks around it.
fn whole_line(start: usize, text: &str) -> Span {
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    Span::new(start + indent, start + line.trim_end().len().max(indent))
}
