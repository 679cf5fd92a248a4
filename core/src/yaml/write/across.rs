//! Moves an item from one list of an object to another one, with its comments.

use super::Writer;
use crate::text::{Edit, Span, apply};
use crate::yaml::{Entry, Node};

/// The edits that move an item of the list `from` to the end of the list `to`, both fields of `holder`; `changes` are
/// edits of the item, which it takes along.
///
/// A list that is missing is made in front of `from`; one that would be empty goes. Nothing where the lists are not
/// written in the same way, one in lines and the other in brackets.
pub fn move_across(
    text: &str,
    holder: &Node,
    (from, index): (&str, usize),
    to: &str,
    changes: &[Edit],
) -> Option<Vec<Edit>> {
    let writer = Writer::of(text);
    writer.own(holder)?;
    let source = holder.entry(from)?;
    writer.own(&source.value)?;
    let target = holder.entry(to);
    if let Some(target) = target {
        writer.own(&target.value)?;
        // A key that says nothing would be there twice.
        if target.value.is_null() || target.value.flow != source.value.flow {
            return None;
        }
    }
    let item = source.value.items().get(index)?;
    let (moved, gone) = if source.value.flow {
        (
            changed(text, writer.written(item.span), changes),
            vec![writer.gone(holder, source, index)?],
        )
    } else {
        writer.lines_gone(holder, source, index, changes)?
    };
    let added = match target {
        Some(target) if source.value.flow => match target.value.items().last() {
            Some(last) => Edit::insert(writer.written(last.span).end, format!(", {moved}")),
            None => Edit::replace(writer.written(target.value.span), format!("[{moved}]")),
        },
        Some(target) => {
            let (here, last) = (writer.place_of(item)?, target.value.items().last()?);
            let shifted = shift(&moved, here, writer.place_of(last)?)?;
            writer.insert_lines(writer.line_after(last), &shifted)
        }
        None => writer.new_list(holder, source, to, &moved)?,
    };
    let gone = gone.into_iter().map(|span| Edit::replace(span, ""));
    Some(gone.chain([added]).collect())
}

/// The edits that put `name: value` behind another field of an object, or to its end where that stands in braces.
pub fn put_behind(text: &str, holder: &Node, other: &str, name: &str, value: &str) -> Option<Edit> {
    let writer = Writer::of(text);
    writer.own(holder)?;
    let other = holder.entry(other)?;
    if holder.flow {
        // JSON stays JSON.
        let quote = if other.key.of(text).starts_with('"') { "\"" } else { "" };
        let last = writer.written(holder.entries().last()?.value.span).end;
        let field = [", ", quote, name, quote, ": ", quote, value, quote].concat();
        return Some(Edit::insert(last, field));
    }
    let column = writer.column(holder.entries().first()?.key.start)?;
    let line = [&" ".repeat(column), name, ": ", value, writer.line_break].concat();
    Some(writer.insert_lines(writer.line_after(&other.value), &line))
}

impl Writer<'_> {
    /// How far from the edge the dash of an item stands.
    fn place_of(&self, item: &Node) -> Option<usize> {
        self.column(self.dash(item.span.start)?)
    }

    /// What goes with an item in brackets: the whole list where it is the only one.
    fn gone(&self, holder: &Node, list: &Entry, index: usize) -> Option<Span> {
        if list.value.items().len() > 1 {
            return self.extent(&list.value, index);
        }
        let place = holder.entries().iter().position(|entry| entry.name == list.name)?;
        self.extent(holder, place)
    }

    /// The lines of an item, as they are to be moved, and what goes with them; comments behind the key of a list that
    /// goes stay.
    fn lines_gone(
        &self,
        holder: &Node,
        list: &Entry,
        index: usize,
        changes: &[Edit],
    ) -> Option<(String, Vec<Span>)> {
        let lines = self.lines(&list.value, index)?;
        let mut moved = changed(self.text, lines, changes);
        if !moved.ends_with('\n') {
            moved.push_str(self.line_break);
        }
        if list.value.items().len() > 1 {
            return Some((moved, vec![lines]));
        }
        let column = self.column(list.key.start)?;
        let start = list.key.start - column;
        let key = Span::new(start, self.line_end(list.key.end));
        let is_alone = self.text.get(start..list.key.start)?.trim().is_empty();
        let has_comment = key.of(self.text).contains('#');
        if is_alone && !has_comment && key.end <= lines.start {
            return Some((moved, vec![key, lines]));
        }
        let whole = self.gone(holder, list, index)?;
        (!has_comment).then_some((moved, vec![whole]))
    }

    /// A list of one item in front of another field.
    fn new_list(&self, holder: &Node, before: &Entry, name: &str, moved: &str) -> Option<Edit> {
        let at = before.key.start;
        if holder.flow || before.value.flow {
            let quote = if before.key.of(self.text).starts_with('"') { "\"" } else { "" };
            let mut list = format!("{quote}{name}{quote}: [{moved}]");
            if holder.flow {
                list.push_str(", ");
            } else {
                list.push_str(self.line_break);
                list.push_str(&" ".repeat(self.column(at)?));
            }
            return Some(Edit::insert(at, list));
        }
        let column = self.column(at)?;
        let indent = " ".repeat(column);
        let is_alone = self.text.get(at - column..at)?.trim().is_empty();
        Some(if is_alone {
            Edit::insert(at - column, format!("{indent}{name}:{}{moved}", self.line_break))
        } else {
            // Behind the dash of a list: the line goes on with the new list.
            Edit::insert(at, format!("{name}:{}{moved}{indent}", self.line_break))
        })
    }
}

/// The text of a span after edits that lie within it.
fn changed(text: &str, span: Span, edits: &[Edit]) -> String {
    let within = |edit: &Edit| {
        let place = Span::new(edit.span.start - span.start, edit.span.end - span.start);
        Edit::replace(place, edit.text.clone())
    };
    apply(span.of(text), &edits.iter().map(within).collect::<Vec<_>>())
}

/// Lines moved from one column to another; nothing where they hold what cannot be moved.
fn shift(lines: &str, from: usize, to: usize) -> Option<String> {
    let mut shifted = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        if line.trim().is_empty() {
            shifted.push_str(line);
        } else if to >= from {
            shifted.push_str(&" ".repeat(to - from));
            shifted.push_str(line);
        } else {
            shifted.push_str(line.strip_prefix(&" ".repeat(from - to))?);
        }
    }
    Some(shifted)
}
