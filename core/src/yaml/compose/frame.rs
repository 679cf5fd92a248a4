//! Lists and objects while they are read.

use std::collections::BTreeMap;

use crate::text::Span;
use crate::yaml::{Content, Entry, Node, Resolved, Scalar, go_syntax};

/// How large a node is once all aliases in it are replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    pub(super) nodes: usize,
    pub(super) depth: usize,
}

impl Measure {
    pub(super) fn leaf() -> Self {
        Self { nodes: 1, depth: 1 }
    }

    /// Takes one more node in.
    pub(super) fn add(&mut self, inner: Self) {
        self.nodes += inner.nodes;
        self.depth = self.depth.max(inner.depth + 1);
    }
}

/// A list or an object that is not finished.
pub(super) struct Open {
    pub(super) frame: Frame,
    pub(super) span: Span,
    pub(super) flow: bool,
    pub(super) anchor: Option<usize>,
    pub(super) measure: Measure,
}

/// What an unfinished list or object holds so far.
pub(super) enum Frame {
    /// A list.
    Sequence(Vec<Node>),
    /// An object, and the key whose value comes next.
    Mapping { entries: Vec<Entry>, key: Option<Key> },
}

/// A key.
pub(super) struct Key {
    /// Its name; nothing for null.
    pub(super) name: Option<String>,
    pub(super) span: Span,
    pub(super) is_merge: bool,
}

impl Key {
    /// The name of a key in JSON, and what go-yaml says where it cannot be a key.
    pub(super) fn name_of(node: &Node) -> (Option<String>, Option<String>) {
        let Content::Scalar(Scalar { value, .. }) = &node.content else {
            let words = format!("yaml: invalid map key: {}", go_syntax::value(node));
            return (Some(String::new()), Some(words));
        };
        (Self::name_of_scalar(value), None)
    }

    /// The name of a scalar in JSON; nothing for null.
    pub(super) fn name_of_scalar(value: &Resolved) -> Option<String> {
        match value {
            Resolved::Null => None,
            Resolved::Bool(value) => Some(value.to_string()),
            Resolved::Int(value) => Some(value.to_string()),
            Resolved::Float(value) => Some(go_syntax::float_key(*value)),
            Resolved::String(value) => Some(value.clone()),
        }
    }
}

/// A key with its value; a value that is nothing stands right behind the colon, not on a later line.
pub(super) fn entry(name: String, key: Span, mut value: Node) -> Entry {
    if value.span.is_empty() && value.is_null() && value.span.start > key.end + 1 {
        value.span = Span::at(key.end);
    }
    Entry { name, key, value, merged: false }
}

/// Takes over the entries of a merge key's value; false where it holds anything but maps.
///
/// Of several maps the first one has the last word.
pub(super) fn merge(entries: &mut Vec<Entry>, value: &Node) -> bool {
    let mut take = |node: &Node| {
        entries.extend(node.entries().iter().map(|entry| Entry { merged: true, ..entry.clone() }));
        matches!(node.content, Content::Mapping(_))
    };
    match &value.content {
        Content::Mapping(_) => take(value),
        Content::Sequence(items) => {
            items.iter().rev().map(take).fold(true, |all, is_map| all & is_map)
        }
        Content::Scalar(_) => false,
    }
}

/// Keeps of equal keys the last one; gives the written ones that are lost, and the key that won.
pub(super) fn keep_last(entries: &mut Vec<Entry>) -> Vec<(Entry, Span)> {
    let is_small = entries.len() <= 16;
    if is_small && !(1..entries.len()).any(|end| is_repeated(entries, end)) {
        return Vec::new();
    }
    let mut final_places: BTreeMap<&str, usize> = BTreeMap::new();
    for (position, entry) in entries.iter().enumerate() {
        final_places.insert(&entry.name, position);
    }
    if final_places.len() == entries.len() {
        return Vec::new();
    }
    let winners: Vec<Option<(Span, bool)>> = entries
        .iter()
        .enumerate()
        .map(|(position, entry)| {
            let winner = *final_places.get(entry.name.as_str())?;
            let winner_entry = entries.get(winner)?;
            (winner != position).then_some((winner_entry.key, winner_entry.merged))
        })
        .collect();
    let mut lost = Vec::new();
    let mut kept = Vec::with_capacity(entries.len());
    for (entry, winner) in entries.drain(..).zip(winners) {
        match winner {
            None => kept.push(entry),
            Some((winner, false)) if !entry.merged => lost.push((entry, winner)),
            Some(_) => {}
        }
    }
    *entries = kept;
    lost
}

/// Whether the key of the entry at `end` stands before it.
fn is_repeated(entries: &[Entry], end: usize) -> bool {
    let (before, rest) = entries.split_at(end);
    rest.first().is_some_and(|entry| before.iter().any(|other| other.name == entry.name))
}

/// Where the last thing within a list or an object ends.
pub(super) fn content_end(node: &Node) -> Option<usize> {
    match &node.content {
        Content::Scalar(_) => Some(node.span.end),
        Content::Sequence(items) => items.last().map(|item| item.span.end),
        Content::Mapping(entries) => {
            entries.iter().filter(|entry| !entry.merged).map(|entry| entry.span().end).max()
        }
    }
    .map(|end| end.max(node.span.start))
}

/// The first number that JSON cannot hold, in the order of sorted keys.
pub(super) fn not_finite(node: &Node) -> Option<(Span, f64)> {
    match &node.content {
        Content::Scalar(Scalar { value: Resolved::Float(number), .. }) if !number.is_finite() => {
            Some((node.span, *number))
        }
        Content::Scalar(_) => None,
        Content::Sequence(items) => items.iter().find_map(not_finite),
        Content::Mapping(entries) => entries.iter().find_map(|entry| not_finite(&entry.value)),
    }
}
