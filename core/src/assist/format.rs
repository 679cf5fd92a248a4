//! The same text with an indentation of two.

use crate::assist::outline::{Kind, Outline, blanks};
use crate::text::{Edit, Span, apply, sort_by};
use crate::yaml::{self, Content, Node};

/// The edits that indent a text evenly; nothing where it is not YAML, or where that would change what it says.
///
/// Only the blanks in front of lines and behind dashes change: comments, quotes and order stay. A list that stands right
/// below its key stays there.
pub fn format(text: &str) -> Option<Vec<Edit>> {
    let edits = edits(&Outline::read(text));
    let (before, after) = (yaml::parse(text), yaml::parse(&apply(text, &edits)));
    let is_same = before.documents.len() == after.documents.len()
        && before.documents.iter().zip(&after.documents).all(|(before, after)| {
            before.failed.is_none()
                && after.failed.is_none()
                && says_the_same(&before.root, &after.root)
        });
    is_same.then_some(edits)
}

fn says_the_same(one: &Node, other: &Node) -> bool {
    match (&one.content, &other.content) {
        (Content::Scalar(one), Content::Scalar(other)) => {
            one.text == other.text && one.style == other.style
        }
        (Content::Sequence(one), Content::Sequence(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| says_the_same(one, other))
        }
        (Content::Mapping(one), Content::Mapping(other)) => {
            let is_same = |(one, other): (&yaml::Entry, &yaml::Entry)| {
                one.name == other.name && says_the_same(&one.value, &other.value)
            };
            one.len() == other.len() && one.iter().zip(other).all(is_same)
        }
        (_, _) => false,
    }
}

fn edits(outline: &Outline<'_>) -> Vec<Edit> {
    let columns = columns(outline);
    let mut edits = Vec::new();
    // Comments are as deep as what follows them.
    let mut comments: Vec<Span> = Vec::new();
    // How much deeper the last line is than it was.
    let mut deeper = 0_isize;
    let mut nodes = outline.nodes.iter().zip(&columns).peekable();
    // Where the last text ends that may have several lines.
    let mut text_end = 0;
    let mut start = 0;
    while start < outline.text.len() {
        let end = outline.line_end(start);
        let next = outline.after_break(end);
        let line = Span::new(start, end).of(outline.text);
        let indent = Span::new(start, start + blanks(line));
        // What stands in braces moves with them.
        while let Some((node, _)) = nodes.next_if(|(node, _)| {
            node.kind == Kind::Document || node.flow || node.span.start < indent.end
        }) {
            text_end = text_end.max(node.value.map_or(0, |value| value.end));
        }
        let is_text = start < text_end;
        let is_node = nodes.peek().is_some_and(|(node, _)| node.span.start == indent.end);
        if is_node {
            let mut behind_dash = None;
            while let Some((node, column)) = nodes.next_if(|(node, _)| node.span.start <= end) {
                text_end = text_end.max(node.value.map_or(0, |value| value.end));
                if node.kind == Kind::Document || node.flow {
                    continue;
                }
                match behind_dash {
                    None => {
                        for comment in comments.drain(..) {
                            set(&mut edits, comment, *column);
                        }
                        set(&mut edits, indent, *column);
                    }
                    Some(dash) => set(&mut edits, Span::new(dash, node.span.start), 1),
                }
                deeper = column.cast_signed() + 1 - node.column.cast_signed();
                behind_dash = Some(node.span.end);
            }
        } else if line.get(indent.end - start..).is_some_and(|rest| rest.starts_with('#'))
            && !is_text
        {
            comments.push(indent);
        } else if !line.trim().is_empty() && !line.starts_with("---") {
            let was = (indent.end - indent.start).cast_signed();
            set(&mut edits, indent, usize::try_from(was + deeper).unwrap_or_default());
        } else if line.starts_with("---") {
            comments.clear();
            deeper = 0;
        }
        start = next;
    }
    sort_by(&mut edits, |one: &Edit, other| one.span.cmp(&other.span));
    edits
}

fn set(edits: &mut Vec<Edit>, blanks: Span, width: usize) {
    let is_there = blanks.end - blanks.start == width;
    if !is_there {
        edits.push(Edit::replace(blanks, " ".repeat(width)));
    }
}

/// The column of each node as it should be, from 0.
fn columns(outline: &Outline<'_>) -> Vec<usize> {
    let mut columns: Vec<usize> = Vec::with_capacity(outline.nodes.len());
    for node in &outline.nodes {
        let above = columns.get(node.parent).copied().unwrap_or_default();
        let holder = outline.nodes.get(node.parent).filter(|_| node.kind != Kind::Document);
        columns.push(match holder.map(|holder| (holder.kind, holder.column)) {
            None | Some((Kind::Document, _)) => 0,
            Some((Kind::Key, column)) if node.kind == Kind::Item && column == node.column => above,
            Some(_) => above + 2,
        });
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str) -> Option<String> {
        format(text).map(|edits| apply(text, &edits))
    }

    #[test]
    fn an_uneven_text_becomes_even_and_says_the_same() {
        let text = "# top\nkind: Pod # kept\nspec:\n      # of containers\n      containers:\n        -   name: a\n            # of args\n            args:\n                - -c\n                - |\n                   if x\n                     y\n\n            env: [{name: A,\n               value: \"1\"}]\n      # last\n---\nkind:   Pod\n";
        let want = "# top\nkind: Pod # kept\nspec:\n  # of containers\n  containers:\n    - name: a\n      # of args\n      args:\n        - -c\n        - |\n           if x\n             y\n\n      env: [{name: A,\n         value: \"1\"}]\n      # last\n---\nkind:   Pod\n";
        assert_eq!(formatted(text).as_deref(), Some(want));
        assert_eq!(formatted(want).as_deref(), Some(want));
    }

    #[test]
    fn a_list_right_below_its_key_stays_there() {
        let text =
            "spec:\n    containers:\n    - name: a\n      ports:\n      - containerPort: 80\n";
        let want = "spec:\n  containers:\n  - name: a\n    ports:\n    - containerPort: 80\n";
        assert_eq!(formatted(text).as_deref(), Some(want));
        let windows = text.replace('\n', "\r\n");
        assert_eq!(formatted(&windows).as_deref(), Some(want.replace('\n', "\r\n").as_str()));
    }

    #[test]
    fn what_is_no_yaml_is_left_alone() {
        assert_eq!(formatted("a: [1\nb: {\n"), None);
        assert_eq!(formatted("a:\n  b: 1\n c: 2\n"), None);
    }
}
