//! Puts a field where it belongs: a level down, or further out.

use crate::diagnostic::Fix;
use crate::schema::{Field, Shape, Struct};
use crate::text::{Edit, Span};
use crate::yaml::{Entry, Node};

/// The field goes into one of its neighbors, which is made, with those beside it that belong there as well:
/// `path:` and `port:` into `httpGet:`.
///
/// Nothing where the neighbor is there, or is a list; nor for any of the fields but the first.
pub(super) fn down(
    entry: &Entry,
    node: &Node,
    structure: &Struct,
    below: &Field,
    text: &str,
) -> Option<Fix> {
    if below.shape != Shape::One || node.get(below.name).is_some() {
        return None;
    }
    let inner = below.object()?;
    let belongs = |entry: &Entry| {
        structure.field(&entry.name).is_none() && inner.field(&entry.name).is_some()
    };
    let entries = node.entries();
    let first = entries.iter().position(belongs)?;
    let moved: Vec<&Entry> = entries.get(first..)?.iter().take_while(|it| belongs(it)).collect();
    let is_whole = entries.iter().filter(|entry| belongs(entry)).count() == moved.len();
    let is_first = moved.first().is_some_and(|first| first.key == entry.key);
    if !is_whole || !is_first || moved.iter().any(|entry| entry.merged) {
        return None;
    }
    let name = below.name;
    let span = entry.key.to(moved.last()?.value.span);
    let said = span.of(text).trim_end();
    let span = Span::new(span.start, span.start + said.len());
    let moved = if node.flow {
        format!("{name}: {{{said}}}")
    } else {
        let (_, column) = line_of(entry, text)?;
        format!("{name}:\n{}{}", " ".repeat(column + 2), shifted(said, 2))
    };
    Some(Fix {
        title: format!("Put it under `{name}`"),
        edits: vec![Edit::replace(span, moved)],
        safe: true,
    })
}

/// The field goes behind the last one of an object around, with its lines.
///
/// Nothing where it does not stand on lines of its own, or is there already.
pub(super) fn out(entry: &Entry, name: &str, outer: &Node, text: &str) -> Option<Fix> {
    let (start, column) = line_of(entry, text)?;
    let last = outer.entries().last()?;
    let (_, target) = line_of(last, text)?;
    let is_alone = text.get(start..entry.key.start)?.trim().is_empty();
    if outer.flow
        || entry.merged
        || !is_alone
        || target >= column
        || outer.get(&entry.name).is_some()
    {
        return None;
    }
    let end = line_end(entry.span().end, text);
    let lines = text.get(start..end)?.trim_end_matches('\n');
    let place = line_end(last.span().end, text);
    let back = column - target;
    let moved: Vec<&str> = lines.split('\n').map(|line| unindented(line, back)).collect();
    let ended = text.get(..place)?.ends_with('\n');
    let moved = format!("{}{}\n", if ended { "" } else { "\n" }, moved.join("\n"));
    Some(Fix {
        title: format!("Move it to `{name}`"),
        edits: vec![
            Edit::replace(Span::new(start, end), ""),
            Edit::replace(Span::at(place), moved),
        ],
        safe: true,
    })
}

/// Where the line of an entry begins, and the column of its key.
fn line_of(entry: &Entry, text: &str) -> Option<(usize, usize)> {
    let start = text.get(..entry.key.start)?.rfind('\n').map_or(0, |at| at + 1);
    Some((start, text.get(start..entry.key.start)?.chars().count()))
}

/// Behind the line break of the line that a place is on.
fn line_end(place: usize, text: &str) -> usize {
    // A block scalar ends behind its last line break.
    let place = place - usize::from(text.get(..place).is_some_and(|text| text.ends_with('\n')));
    let rest = text.get(place..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |at| place + at + 1)
}

/// All lines but the first further in.
fn shifted(text: &str, columns: usize) -> String {
    let deeper = format!("\n{}", " ".repeat(columns));
    text.replace('\n', &deeper).replace(&format!("{deeper}\n"), "\n\n")
}

fn unindented(line: &str, columns: usize) -> &str {
    let blank = line.bytes().take_while(|byte| *byte == b' ').count();
    line.get(blank.min(columns)..).unwrap_or_default()
}
