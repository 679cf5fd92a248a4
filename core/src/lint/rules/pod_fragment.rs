//! See [`RULE`].

use crate::decode::flattened::wrap_fragment;
use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::line_edits::line_edits;
use crate::lint::rule::declare_rule;
use crate::lint::written::Written;
use crate::text::Span;

declare_rule! {
    /// The text is a piece of a Pod without the lines that make it one.
    ///
    /// ## Why it matters
    ///
    /// Articles show the part that matters, often only `containers:` and `volumes:`.
    /// Podlife reads such a piece as the `spec` of a Pod and runs it. The API server does not: every object needs `apiVersion`, `kind` and `metadata.name`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// containers:
    /// - name: app
    ///   image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: pod
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields>
    "pod-fragment", "A00", since = "0.1.0", Error, [Default, Exam], Text(check)
}

fn check(written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !written.fragment {
        return;
    }
    let root = &written.document.root;
    let first = root.items().first().unwrap_or(root).entries().first();
    let Some(first) = first.map(|entry| entry.key) else { return };
    let is_containers = !root.items().is_empty() || root.get("image").is_some();
    let missing = if is_containers {
        "`kubectl` needs a Pod with `spec.containers` around it"
    } else {
        "`kubectl` needs `apiVersion`, `kind`, `metadata` and `spec` around it"
    };
    let mut finding = RULE
        .finding(first, format!("this is a piece of a Pod: {missing}"))
        .help("wrap it into a Pod; until then it is read as if it were one");
    finding.fixes.extend(wrap(written));
    diagnostics.push(finding);
}

/// Puts the lines around the piece that make it a Pod.
fn wrap(written: &Written<'_>) -> Option<Fix> {
    let span = body(written);
    let piece = span.of(written.text);
    let edits = line_edits(span.start, piece, &wrap_fragment(piece)?);
    Some(Fix { title: "Wrap it into a Pod".to_owned(), edits, safe: true })
}

/// The document's own lines: without a `---` in front of them and the blank lines around them.
fn body(written: &Written<'_>) -> Span {
    let mut start = written.document.span.start;
    for line in written.document.span.of(written.text).split_inclusive('\n') {
        let said = line.trim_start_matches('\u{feff}');
        if !line.starts_with("---") && !said.trim().is_empty() {
            start += line.len() - said.len();
            break;
        }
        start += line.len();
    }
    let said = Span::new(start, written.document.span.end).of(written.text);
    let trimmed = said.trim_end();
    let rest = said.get(trimmed.len()..).unwrap_or_default();
    let line_break = rest.find('\n').map_or(0, |at| at + 1);
    Span::new(start, start + trimmed.len() + line_break)
}
