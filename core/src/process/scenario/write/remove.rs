//! Takes something out of a Scenario, and what it was the only one in; comments stay.

use crate::text::{Edit, Span};
use crate::yaml::write::Writer;
use crate::yaml::{Content, Document, Node};

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
    let extent = |(node, place): Step<'_>| {
        let mut extent = writer.extent(node, place)?;
        // Comments above an item stay.
        if let Some(item) = node.items().get(place).filter(|_| !node.flow) {
            extent.start = item.span.start - writer.column(item.span.start)?;
        }
        Some(extent)
    };
    let mut place = way.len() - 1;
    let mut gone = extent(*way.get(place)?)?;
    while is_alone(*way.get(place)?) {
        let outer = match (place.checked_sub(1), document) {
            (Some(before), _) => extent(*way.get(before)?)?,
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
