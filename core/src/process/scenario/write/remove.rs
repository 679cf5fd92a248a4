//! Takes something out of a Scenario, and what it was the only one in; comments stay.

use crate::process::scenario::write::Writer;
use crate::text::{Edit, Span};
use crate::yaml::{Content, Document, Entry, Node};

/// What holds something, and the place of that in it.
type Step<'node> = (&'node Node, usize);

/// What stands beside the fields that say something.
const NAMES: [&str; 6] = ["apiVersion", "kind", "metadata", "target", "name", "at"];

/// The steps from the root to a field of an item of a list of the spec, or to the item; nothing where it is not there.
fn way<'node>(
    root: &'node Node,
    list: &str,
    item: impl Fn(&Node, usize) -> bool,
    field: Option<&str>,
) -> Option<Vec<Step<'node>>> {
    let step = |node: &'node Node, key: &str| {
        let place = node.entries().iter().position(|entry| entry.name == key)?;
        Some((node, place))
    };
    let spec = step(root, "spec")?;
    let all = step(root.get("spec")?, list)?;
    let items = all.0.get(list)?;
    let place = (0..).zip(items.items()).find(|(place, node)| item(node, *place))?.0;
    let mut way = vec![spec, all, (items, place)];
    if let Some(field) = field {
        way.push(step(items.items().get(place)?, field)?);
    }
    Some(way)
}

/// The edits that take away an item, or one of its fields: none where it is not there, nothing where that cannot be done
/// without touching more. With `document` the whole document goes where nothing else is left.
pub(super) fn remove(
    text: &str,
    root: &Node,
    document: Option<&Document>,
    list: &str,
    item: impl Fn(&Node, usize) -> bool,
    field: Option<&str>,
) -> Option<Vec<Edit>> {
    let Some(way) = way(root, list, item, field) else { return Some(Vec::new()) };
    let writer = Writer::of(text);
    let mut place = way.len() - 1;
    let mut gone = writer.extent(*way.get(place)?)?;
    while is_alone(*way.get(place)?) {
        let outer = match (place.checked_sub(1), document) {
            (Some(before), _) => writer.extent(*way.get(before)?)?,
            (None, Some(document)) => writer.whole(document),
            (None, None) => break,
        };
        let around = [Span::new(outer.start, gone.start), Span::new(gone.end, outer.end)];
        if outer.start > gone.start
            || outer.end < gone.end
            || around.iter().any(|part| has_comment(part.of(text)))
        {
            break;
        }
        gone = outer;
        match place.checked_sub(1) {
            Some(before) => place = before,
            None => break,
        }
    }
    Some(vec![Edit::replace(gone, "")])
}

/// Whether nothing that says something stands beside it.
fn is_alone((node, place): Step<'_>) -> bool {
    match &node.content {
        Content::Mapping(entries) => (0..)
            .zip(entries)
            .all(|(other, entry)| other == place || NAMES.contains(&entry.name.as_str())),
        Content::Sequence(items) => items.len() == 1,
        Content::Scalar(_) => false,
    }
}

/// Whether a comment begins in a piece of text that holds no scalar with a `#`, to be on the safe side.
fn has_comment(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with('#') || line.contains(" #"))
}

impl Writer<'_> {
    /// What has to go with an entry or an item, so that the rest is well written; nothing where that cannot be said.
    fn extent(&self, (node, place): Step<'_>) -> Option<Span> {
        let parts: Vec<Span> = match &node.content {
            Content::Mapping(entries) => entries.iter().map(Entry::span).collect(),
            Content::Sequence(items) => items.iter().map(|item| item.span).collect(),
            Content::Scalar(_) => return None,
        };
        let (part, next) = (*parts.get(place)?, parts.get(place + 1));
        let end = part.start + part.of(self.text).trim_end().len();
        let before = place.checked_sub(1).and_then(|before| parts.get(before));
        if node.flow {
            let gone = match (before, next) {
                (Some(before), _) => {
                    let after = before.start + before.of(self.text).trim_end().len();
                    Span::new(after, end)
                }
                (None, Some(next)) => Span::new(part.start, next.start),
                (None, None) => Span::new(part.start, end),
            };
            return (!has_comment(gone.of(self.text))).then_some(gone);
        }
        let value = match &node.content {
            Content::Mapping(entries) => &entries.get(place)?.value,
            Content::Sequence(items) => items.get(place)?,
            Content::Scalar(_) => return None,
        };
        let mut start = part.start;
        if matches!(node.content, Content::Sequence(_)) {
            let dash = self.text.get(..start)?.trim_end().strip_suffix('-')?;
            start = dash.len();
        }
        let column = self.column(start)?;
        let head = self.text.get(start - column..start)?;
        if head.trim().is_empty() {
            let after = self.line_after(value).max(end);
            return Some(Span::new(start - column, after));
        }
        // The first field of an item stands behind its dash: the next one moves there.
        let gone = Span::new(start, next.map_or(end, |next| next.start));
        (next.is_none() || !has_comment(gone.of(self.text))).then_some(gone)
    }

    /// A document with the line that parts it from the others.
    fn whole(&self, document: &Document) -> Span {
        let span = document.span;
        let line_before = |at: usize| {
            let before = self.text.get(..at).unwrap_or_default();
            let before = before.strip_suffix('\n').unwrap_or(before);
            before.rfind('\n').map_or(0, |end| end + 1)
        };
        let start = line_before(span.start);
        let is_separator = |line: &str| line.trim_end() == "---";
        if start < span.start && is_separator(Span::new(start, span.start).of(self.text)) {
            return Span::new(start, span.end);
        }
        let rest = self.text.get(span.end..).unwrap_or_default();
        match rest.split_inclusive('\n').next() {
            Some(line) if is_separator(line) => Span::new(span.start, span.end + line.len()),
            Some(_) | None => span,
        }
    }
}
