//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::line_edits::line_edits;
use crate::lint::rule::declare_rule;
use crate::lint::written::Written;
use crate::text::{FieldPath, LineIndex, Span, Step};
use crate::yaml::{self, Node};

declare_rule! {
    /// The YAML was copied without its indentation.
    ///
    /// ## Why it matters
    ///
    /// Web pages and chat windows often swallow leading blanks.
    /// In YAML they are the structure: without them `name:` is no longer inside `metadata:`, and `kubectl` sees an object with a dozen unknown fields.
    /// The schema of a Pod says where each key belongs, so the structure can be restored.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    /// name: web
    /// spec:
    /// containers:
    /// - name: app
    /// image: nginx:1.29
    /// ports:
    /// - containerPort: 80
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: nginx:1.29
    ///     ports:
    ///     - containerPort: 80
    /// ```
    ///
    /// ## Source
    ///
    /// <https://yaml.org/spec/1.2.2/#61-indentation-spaces>
    "flattened-yaml", "A20", since = "0.1.0", Error, [Default, Exam], Text(check)
}

fn check(written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(restored) = written.restored else { return };
    let document = written.document.span;
    let title = "Restore the indentation".to_owned();
    let edits = line_edits(document.start, document.of(written.text), restored);
    let fix = Fix { title, edits, safe: true };
    let lost = first_lost(written.document.span.of(written.text), restored);
    let (span, message, parent) = match lost {
        Some(lost) => {
            let key = lost.key.shifted(document.start);
            let line = LineIndex::new(written.text).position(key.start).line;
            let message = format!(
                "the indentation is lost: `{}` in line {line} belongs below `{}`",
                key.of(written.text),
                lost.parent,
            );
            (key, message, lost.parent_key.map(|span| (span.shifted(document.start), lost.parent)))
        }
        None => (document, "the indentation is lost".to_owned(), None),
    };
    let mut finding = RULE
        .finding(span, message)
        .help("restore it; the fields of a Pod leave only one way to do so")
        .fix(fix);
    if let Some((span, parent)) = parent {
        finding = finding.related(span, format!("`{parent}` has nothing below it"));
    }
    diagnostics.push(finding);
}

/// A key that has lost its place.
struct Lost {
    /// Where it stands in the text as it is.
    key: Span,
    /// What it belongs below: `metadata`, `containers[0]`.
    parent: String,
    /// Where that stands in the text as it is; nothing for an item of a list.
    parent_key: Option<Span>,
}

/// The first key whose line begins elsewhere in the restored text.
fn first_lost(text: &str, restored: &str) -> Option<Lost> {
    let root = yaml::parse(restored).documents.into_iter().next()?.root;
    let (mut before, mut after) = (0, 0);
    for (line, other) in text.split_inclusive('\n').zip(restored.split_inclusive('\n')) {
        let (said, same) = (line.trim(), other.trim());
        if said != same {
            return None;
        }
        let blanks = |line: &str| line.len() - line.trim_start().len();
        if blanks(line) != blanks(other) && !said.is_empty() && !said.starts_with('#') {
            let dash = said.len() - said.trim_start_matches(['-', ' ']).len();
            let place = after + blanks(other) + dash;
            let found = find(&root, place, &FieldPath::root())?;
            let start = before + blanks(line) + dash;
            let parent_key = found.parent_key.and_then(|span| {
                let line = restored.get(..span.start)?.matches('\n').count();
                let index = LineIndex::new(text);
                let there = index.line(line + 1);
                let at = there.of(text).find(span.of(restored))?;
                Some(Span::new(there.start + at, there.start + at + span.end - span.start))
            });
            return Some(Lost {
                key: Span::new(start, start + found.key.end - found.key.start),
                parent: found.parent,
                parent_key,
            });
        }
        before += line.len();
        after += other.len();
    }
    None
}

/// The entry whose key stands at a place.
fn find(node: &Node, place: usize, path: &FieldPath) -> Option<Lost> {
    for entry in node.entries() {
        if entry.key.start == place {
            return Some(Lost { key: entry.key, parent: shown(path), parent_key: None });
        }
        if let Some(mut lost) = find(&entry.value, place, &path.child_named(&entry.name)) {
            let is_parent = entry.value.entries().iter().any(|below| below.key.start == place);
            if is_parent {
                lost.parent_key = Some(entry.key);
            }
            return Some(lost);
        }
    }
    node.items().iter().enumerate().find_map(|(index, item)| find(item, place, &path.index(index)))
}

/// The end of a path: a field, or an item of one.
fn shown(path: &FieldPath) -> String {
    let steps = &path.0;
    let is_item = matches!(steps.last(), Some(Step::Index(_)));
    let kept = if is_item { 2 } else { 1 };
    FieldPath(steps.get(steps.len().saturating_sub(kept)..).unwrap_or_default().to_vec())
        .to_string()
}
