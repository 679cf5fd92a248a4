//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::rule::declare_rule;
use crate::lint::written::Written;
use crate::text::{Edit, Span};
use crate::yaml::{Content, Node};

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
    "pod-fragment", "A00", since = "0.1.0", Error, Text(check)
}

/// What the text is a piece of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// An object that says neither what it is nor how it is written.
    Headless,
    /// The fields of a Pod's spec.
    Spec,
    /// A list of containers.
    Containers,
    /// One container.
    Container,
}

fn check(written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !written.fragment {
        return;
    }
    let root = &written.document.root;
    let Some(piece) = piece(root) else { return };
    let first = root.items().first().unwrap_or(root).entries().first();
    let Some(first) = first.map(|entry| entry.key) else { return };
    let message = match piece {
        Piece::Headless | Piece::Spec => {
            "this is a piece of a Pod: `kubectl` needs `apiVersion`, `kind`, `metadata` and `spec` around it".to_owned()
        }
        Piece::Containers | Piece::Container => {
            let list = list_name(root);
            format!("this is a piece of a Pod: `kubectl` needs a Pod with `spec.{list}` around it")
        }
    };
    let mut finding = RULE
        .finding(first, message)
        .help("wrap it into a Pod; until then it is read as if it were one");
    finding.fixes.extend(wrap(written, piece));
    diagnostics.push(finding);
}

fn piece(root: &Node) -> Option<Piece> {
    match &root.content {
        Content::Sequence(_) => Some(Piece::Containers),
        Content::Mapping(_) if root.get("spec").is_some() => Some(Piece::Headless),
        Content::Mapping(_) if root.get("image").is_some() => Some(Piece::Container),
        Content::Mapping(_) => Some(Piece::Spec),
        Content::Scalar(_) => None,
    }
}

/// The list that containers belong to: a native sidecar tells.
fn list_name(root: &Node) -> &'static str {
    let is_sidecar =
        |item: &Node| item.get("restartPolicy").and_then(Node::as_str) == Some("Always");
    let items = root.items();
    let all = if items.is_empty() { std::slice::from_ref(root) } else { items };
    if all.iter().any(is_sidecar) { "initContainers" } else { "containers" }
}

/// Puts the lines around the piece that make it a Pod.
fn wrap(written: &Written<'_>, piece: Piece) -> Option<Fix> {
    let (text, root) = (written.text, &written.document.root);
    let span = body(written);
    let has_metadata = root.get("metadata").is_some();
    if root.flow && piece != Piece::Headless || root.get("jobTemplate").is_some() {
        return None;
    }
    let (header, shift) = match piece {
        // Which workload it is nobody said; only a Pod can be told from its spec.
        Piece::Headless => {
            let spec = root.get("spec")?;
            if root.flow || spec.get("template").is_some() || spec.get("jobTemplate").is_some() {
                return None;
            }
            let metadata = if has_metadata { "" } else { "metadata:\n  name: pod\n" };
            (format!("apiVersion: v1\nkind: Pod\n{metadata}"), 0)
        }
        Piece::Spec => (format!("{POD}spec:\n"), 2),
        Piece::Containers => (format!("{POD}spec:\n  {}:\n", list_name(root)), 2),
        Piece::Container => (format!("{POD}spec:\n  {}:\n", list_name(root)), 4),
    };
    let spec = if piece == Piece::Headless { root.get("spec")? } else { root };
    let has_app = match piece {
        Piece::Headless | Piece::Spec => spec.get("containers").is_some(),
        Piece::Containers | Piece::Container => list_name(root) == "containers",
    };
    let mut edits = vec![Edit::insert(span.start, header)];
    edits.extend(shifted(text, span, root, piece, shift));
    if !has_app {
        let column = if piece == Piece::Headless { column(text, spec)? } else { 2 };
        let indent = " ".repeat(column);
        let app = format!(
            "{indent}containers:\n{indent}- name: app\n{indent}  image: registry.example/app:1.0\n"
        );
        let breaks = if span.of(text).ends_with('\n') { "" } else { "\n" };
        edits.push(Edit::insert(span.end, format!("{breaks}{app}")));
    }
    Some(Fix { title: "Wrap it into a Pod".to_owned(), edits: joined(edits), safe: true })
}

/// The first lines of a Pod.
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod\n";

/// The document's own lines: without a `---` in front of them and the blank lines around them.
fn body(written: &Written<'_>) -> Span {
    let text = written.text;
    let mut start = written.document.span.start;
    for line in written.document.span.of(text).split_inclusive('\n') {
        let is_separator = line.starts_with("---");
        if !is_separator && !line.trim_start_matches('\u{feff}').trim().is_empty() {
            break;
        }
        start += line.len();
    }
    let said = Span::new(start, written.document.span.end).of(text);
    let trimmed = said.trim_end();
    let line_break =
        said.get(trimmed.len()..).map_or(0, |rest| usize::from(rest.starts_with('\n')));
    Span::new(start, start + trimmed.len() + line_break)
}

/// Moves every line of the piece to the right; one container also gets its dash.
fn shifted(text: &str, span: Span, root: &Node, piece: Piece, by: usize) -> Vec<Edit> {
    let mut edits = Vec::new();
    if by == 0 {
        return edits;
    }
    let first = root.entries().first().map_or(root.span.start, |entry| entry.key.start);
    let own = column(text, root).unwrap_or_default();
    let mut offset = span.start;
    for line in span.of(text).split_inclusive('\n') {
        let line_span = Span::new(offset, offset + line.len());
        offset = line_span.end;
        if line.trim().is_empty() {
            continue;
        }
        let has_first = line_span.start <= first && first < line_span.end;
        if piece == Piece::Container && has_first {
            let blanks = Span::new(line_span.start, line_span.start + own);
            edits.push(Edit::replace(blanks, format!("{}- ", " ".repeat(own + by - 2))));
        } else if piece == Piece::Container && line_span.end <= first {
            edits.push(Edit::insert(line_span.start, " ".repeat(by - 2)));
        } else {
            edits.push(Edit::insert(line_span.start, " ".repeat(by)));
        }
    }
    edits
}

/// The column of the first key of a mapping.
fn column(text: &str, node: &Node) -> Option<usize> {
    let first = node.entries().first()?.key.start;
    Some(text.get(..first)?.rsplit('\n').next()?.len())
}

/// Edits at one place become one.
fn joined(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::new();
    for edit in edits {
        match joined.last_mut() {
            Some(last) if last.span.is_empty() && last.span.start == edit.span.start => {
                last.text.push_str(&edit.text);
                last.span = edit.span;
            }
            Some(_) | None => joined.push(edit),
        }
    }
    joined
}
