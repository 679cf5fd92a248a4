//! Objects and lists in braces and brackets.

use crate::assist::outline::{Flow, Kind, Node, Outline, blanks, quoted_length};
use crate::text::Span;

/// What is open: its place among the pairs, and the key or item whose value comes next.
struct Open {
    flow: usize,
    node: usize,
    is_object: bool,
    last: Option<usize>,
}

/// Reads the braces that open at `from` as the value of a node; gives where they end.
pub(super) fn read(outline: &mut Outline<'_>, from: usize, node: usize) -> usize {
    let column = outline.nodes.get(node).map_or(0, |node| node.column);
    let mut open: Vec<Open> = Vec::new();
    let mut at = from;
    while let Some(&byte) = outline.text.as_bytes().get(at) {
        match byte {
            b'{' | b'[' => {
                let is_object = byte == b'{';
                let of = match open.last_mut() {
                    None => node,
                    Some(inside) => match inside.last.take() {
                        Some(last) => last,
                        None => item(outline, inside, Span::at(at)),
                    },
                };
                let flow = outline.flows.len();
                let span = Span::at(at);
                outline.flows.push(Flow { node: of, span, is_closed: false });
                open.push(Open { flow, node: of, is_object, last: None });
                at += 1;
            }
            b'}' | b']' => {
                at += 1;
                if let Some(closed) = open.pop()
                    && let Some(flow) = outline.flows.get_mut(closed.flow)
                {
                    (flow.span.end, flow.is_closed) = (at, true);
                }
                let Some(around) = open.last_mut() else { return at };
                around.last = None;
            }
            b',' => {
                if let Some(inside) = open.last_mut() {
                    inside.last = None;
                }
                at += 1;
            }
            b'\n' => {
                at += 1;
                let line = outline.rest(at);
                let depth = blanks(line);
                let first = line.get(depth..).unwrap_or_default();
                let is_empty = first.is_empty() || first.starts_with(['\r', '\n', '}', ']']);
                // What is not deeper than the key goes on without the braces.
                if !is_empty && depth < column || line.starts_with("---") {
                    break;
                }
            }
            b' ' | b'\t' | b'\r' => at += 1,
            b'#' if outline.text.as_bytes().get(at - 1).is_some_and(u8::is_ascii_whitespace) => {
                let end = outline.line_end(at);
                outline.kill(at + 1, end);
                at = end;
            }
            _ => {
                let Some(inside) = open.last_mut() else { return at };
                at = scalar(outline, inside, at, column);
            }
        }
    }
    for left in open {
        if let Some(flow) = outline.flows.get_mut(left.flow) {
            flow.span.end = at;
        }
    }
    at
}

/// Reads a key, or a value.
fn scalar(outline: &mut Outline<'_>, inside: &mut Open, at: usize, column: usize) -> usize {
    let rest = outline.rest(at);
    let length = if rest.starts_with(['"', '\'']) {
        quoted_length(rest, column).max(1)
    } else {
        plain_length(rest)
    };
    let span = Span::new(at, at + length);
    let behind = outline.rest(span.end);
    let gap = blanks(behind);
    let has_colon = behind.get(gap..).is_some_and(|rest| rest.starts_with(':'));
    match inside.last {
        Some(last) => {
            if let Some(node) = outline.nodes.get_mut(last) {
                let first = node.value.map_or(span, |value| value.to(span));
                node.value = Some(first);
            }
            span.end + usize::from(has_colon && length == 0)
        }
        None if inside.is_object => {
            let kind = if has_colon { Kind::Key } else { Kind::Word };
            let key = push(outline, kind, inside.node, span);
            if has_colon {
                inside.last = Some(key);
                return span.end + gap + 1;
            }
            span.end.max(at + 1)
        }
        None => {
            let item = item(outline, inside, Span::at(at));
            if let Some(node) = outline.nodes.get_mut(item) {
                node.value = Some(span);
            }
            inside.last = Some(item);
            span.end.max(at + 1)
        }
    }
}

fn item(outline: &mut Outline<'_>, inside: &Open, span: Span) -> usize {
    push(outline, Kind::Item, inside.node, span)
}

fn push(outline: &mut Outline<'_>, kind: Kind, parent: usize, span: Span) -> usize {
    let column = outline.nodes.get(parent).map_or(0, |node| node.column);
    outline.nodes.push(Node { kind, parent, column, span, value: None, flow: true });
    outline.nodes.len() - 1
}

/// How long a text without quotes is: up to what ends it among braces.
fn plain_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        let is_colon = byte == b':'
            && matches!(after, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'}' | b']' | b'{' | b'[');
        let is_comment = byte == b'#' && at > 0 && matches!(bytes.get(at - 1), Some(b' ' | b'\t'));
        if is_colon
            || is_comment
            || matches!(byte, b',' | b'{' | b'}' | b'[' | b']' | b'\r' | b'\n')
        {
            break;
        }
        at += 1;
    }
    rest.get(..at).map_or(0, |text| text.trim_end_matches([' ', '\t']).len())
}
