//! Findings that an author allows: by a comment above or behind what they are about, or by an annotation.
//!
//! `# podlife: allow classic-sidecar, G01 (the proxy is stateless)`; what stands in parentheses is for readers.
//! Behind a line it is about that line, above one about all that begins there, above the first line about the document.

use crate::diagnostic::{Diagnostic, Stage};
use crate::lint::rule;
use crate::text::{LineIndex, Span};
use crate::yaml::{Content, Document, Entry, Node};

/// The annotation whose value names rules: all of the object is allowed them.
pub const ANNOTATION: &str = "podlife.dev/allow";

/// How a comment begins that allows something.
const COMMENT: &str = "# podlife: allow ";

/// Some rules that say nothing within a range of the text.
struct Allowance<'a> {
    span: Span,
    names: &'a str,
}

impl Allowance<'_> {
    fn covers(&self, found: &Diagnostic) -> bool {
        let inside = self.span.start <= found.span.start && found.span.start <= self.span.end;
        let named = || {
            let names = self.names.split('(').next().unwrap_or_default();
            let mut names = names.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty());
            names.any(|name| match rule(&found.code) {
                Some(rule) => rule.is_called(name),
                None => found.code == name,
            })
        };
        inside && matches!(found.stage, Stage::Lint | Stage::Run) && named()
    }
}

/// Takes out of a document's findings what its author allows.
pub fn take_allowed(
    document: &Document,
    lines: &LineIndex<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    in_comments(document, lines, &mut all);
    if lines.text().contains(ANNOTATION) {
        in_annotations(&document.root, document.span, &mut all);
    }
    if all.is_empty() {
        return Vec::new();
    }
    let is_allowed = |found: &Diagnostic| all.iter().any(|allowance| allowance.covers(found));
    let (allowed, rest) = std::mem::take(diagnostics).into_iter().partition(is_allowed);
    *diagnostics = rest;
    allowed
}

fn in_comments<'a>(document: &Document, lines: &LineIndex<'a>, all: &mut Vec<Allowance<'a>>) {
    let text = lines.text();
    let before = text.get(..document.span.start).unwrap_or_default();
    // Comments in front of the first key belong to the document.
    let start = before.rfind("\n---").map_or(0, |at| at + 1);
    let written = text.get(start..document.span.end.max(start)).unwrap_or_default();
    for (at, _) in written.match_indices(COMMENT) {
        let at = start + at;
        if within_scalar(&document.root, at) {
            continue;
        }
        let line = lines.line(lines.position(at).line);
        let names = text.get(at + COMMENT.len()..line.end.max(at)).unwrap_or_default();
        let in_front = text.get(line.start..at).unwrap_or_default();
        let span = if in_front.trim().is_empty() {
            let top = document.root.entries().first().map_or(document.root.span, Entry::span);
            match next_content(text, line.end) {
                Some(next) if next > top.start => {
                    let line = lines.position(next).line;
                    begins_at(&document.root, lines, line).unwrap_or_else(|| lines.line(line))
                }
                Some(_) | None => document.span,
            }
        } else {
            line
        };
        all.push(Allowance { span, names });
    }
}

/// The place of the next line that is neither empty nor a comment: its first letter.
fn next_content(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        let said = line.trim_start();
        if !said.is_empty() && !said.starts_with('#') {
            return Some(at + line.len() - said.len());
        }
        at += line.len();
    }
    None
}

/// The outermost thing that begins in a line.
fn begins_at(node: &Node, lines: &LineIndex<'_>, line: usize) -> Option<Span> {
    let wanted = lines.line(line);
    let parts = node.entries().iter().map(|entry| (entry.span(), &entry.value));
    for (span, inner) in parts.chain(node.items().iter().map(|item| (item.span, item))) {
        if wanted.start <= span.start && span.start <= wanted.end {
            return Some(span);
        }
        let found = begins_at(inner, lines, line);
        if found.is_some() {
            return found;
        }
    }
    None
}

fn within_scalar(node: &Node, at: usize) -> bool {
    match &node.content {
        Content::Scalar(_) => node.span.start <= at && at < node.span.end,
        Content::Mapping(entries) => entries.iter().any(|entry| within_scalar(&entry.value, at)),
        Content::Sequence(items) => items.iter().any(|item| within_scalar(item, at)),
    }
}

fn in_annotations<'a>(node: &'a Node, span: Span, all: &mut Vec<Allowance<'a>>) {
    let annotations = node.get("metadata").and_then(|metadata| metadata.get("annotations"));
    let names = annotations.and_then(|all| all.get(ANNOTATION)).and_then(Node::as_str);
    if let Some(names) = names {
        all.push(Allowance { span, names });
    }
    for key in ["spec", "template", "jobTemplate"] {
        if let Some(inner) = node.get(key) {
            in_annotations(inner, inner.span, all);
        }
    }
}
