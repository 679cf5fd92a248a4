//! Mistakes in the syntax: kubectl's words, and better ones.

use crate::diagnostic::{Diagnostic, Severity, Stage};
use crate::text::Span;
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
    let here = character(problem.mark, text);
    let start = character(problem.start, text);
    let line = rest_of_line(problem.start, text);
    let at = |span: Span, message: String| {
        let span = span.clamped(text).shifted(offset);
        Diagnostic::new(Stage::Yaml, "yaml", Severity::Error, span, message)
    };
    let found = here.of(text);
    match (problem.context, problem.words) {
        ("while scanning a quoted scalar", _) => {
            at(start, "this quote is opened and never closed".to_owned())
                .help("close it on the same line")
                .related(
                    here.clamped(text).shifted(offset),
                    "the text ends here, still within the quotes",
                )
        }
        ("while scanning a simple key", _) => {
            let help = match line.of(text).split_once(':') {
                Some((key, value)) if !value.starts_with(' ') && !value.is_empty() => {
                    format!("put a space behind the colon: `{key}: {value}`")
                }
                Some(_) | None => {
                    "write `key: value`, or indent it below what it belongs to".to_owned()
                }
            };
            at(
                line,
                format!(
                    "`{}` is neither a key with a value nor part of the line before",
                    line.of(text)
                ),
            )
            .help(help)
        }
        (
            _,
            "found a tab character that violates indentation"
            | "found a tab character where an indentation space is expected",
        ) => at(here, "a tab stands where the indentation needs spaces".to_owned())
            .help("indent with spaces only"),
        (_, "found character that cannot start any token") if found == "\t" => {
            at(here, "a tab stands where the indentation needs spaces".to_owned())
                .help("indent with spaces only")
        }
        (_, "found character that cannot start any token") => {
            at(here, format!("a value cannot begin with `{found}`")).help("put it in quotes")
        }
        (_, "mapping values are not allowed in this context") => at(
            here,
            "there is a second `: ` on this line, or the line is indented too far".to_owned(),
        )
        .help("put a value with `: ` in it in quotes; give each key the column of its neighbors"),
        (_, "block sequence entries are not allowed in this context") => {
            at(here, "a list cannot begin on the line of its key".to_owned())
                .help("start the list on the next line")
        }
        (_, "mapping keys are not allowed in this context") => {
            at(here, "`? ` would begin a key here".to_owned()).help("put the value in quotes")
        }
        (_, "did not find expected key") => at(
            whole_line(line_start(problem.mark.offset, text), text),
            "this does not fit the columns around it".to_owned(),
        )
        .help("give it the column of the keys that it stands beside")
        .related(start.clamped(text).shifted(offset), "they begin here"),
        (_, "did not find expected '-' indicator") => at(
            whole_line(line_start(problem.mark.offset, text), text),
            "this does not fit the list around it".to_owned(),
        )
        .help("indent it below its item, or begin it with `- `")
        .related(start.clamped(text).shifted(offset), "the list begins here"),
        (_, "did not find expected ',' or ']'") => {
            at(here, "a comma or the closing `]` is missing before this".to_owned())
                .related(start.clamped(text).shifted(offset), "the list is opened here")
        }
        (_, "did not find expected ',' or '}'") => {
            at(here, "a comma or the closing `}` is missing before this".to_owned())
                .related(start.clamped(text).shifted(offset), "the object is opened here")
        }
        (_, "found unknown escape character") => {
            at(line, "there is no such escape in double quotes".to_owned())
                .help("double the backslash, or use single quotes")
        }
        (_, words) => at(here, words.to_owned()),
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

fn line_start(offset: usize, text: &str) -> usize {
    text.get(..offset).unwrap_or(text).rfind('\n').map_or(0, |at| at + 1)
}

/// The text of a line, without the blanks around it.
fn whole_line(start: usize, text: &str) -> Span {
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    Span::new(start + indent, start + line.trim_end().len().max(indent))
}
