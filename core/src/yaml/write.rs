//! Changes what a text says. Only the lines concerned change; comments, order and quoting elsewhere stay as they are.
//!
//! New values are given as YAML. In a block they are written as they are given, indented; in braces or brackets on one
//! line. Nothing comes of a change that would touch more than its place: where an alias or a merge key stands.

mod across;

pub use across::{move_across, put_behind};

use crate::text::{Edit, FieldPath, Span, Step, line_break};
use crate::yaml::{self, Content, Entry, Node, Style};

/// The edits that make a field say `value`: none where it does already.
///
/// What is missing above it is made. A list gets one more item where the path names the place behind its last one.
pub fn put(text: &str, root: &Node, path: &FieldPath, value: &str) -> Option<Vec<Edit>> {
    let writer = Writer::of(text);
    let mut node = root;
    for (done, step) in path.0.iter().enumerate() {
        writer.own(node)?;
        let rest = path.0.get(done..)?;
        match child(node, step) {
            Some(inner) if rest.len() == 1 || inner.is_null() => {
                let entry = entry(node, step)?;
                return writer.replace(entry, inner, &nested(rest.get(1..)?, value));
            }
            Some(inner) => node = inner,
            None => return writer.add(node, step, &nested(rest, value)).map(|edit| vec![edit]),
        }
    }
    None
}

/// The edits that take a field or an item away, and what it was the only one in: none where it is not there.
pub fn remove(text: &str, root: &Node, path: &FieldPath) -> Option<Vec<Edit>> {
    let writer = Writer::of(text);
    let mut way = Vec::new();
    let mut node = root;
    for step in &path.0 {
        writer.own(node)?;
        let Some(inner) = child(node, step) else { return Some(Vec::new()) };
        way.push((node, place(node, step)?));
        node = inner;
    }
    let (mut holder, mut place) = way.pop()?;
    while parts(holder).len() == 1
        && let Some((outer, of)) = way.pop()
    {
        (holder, place) = (outer, of);
    }
    Some(vec![Edit::replace(writer.extent(holder, place)?, "")])
}

/// The edits that put another field in the place of one.
pub fn exchange(
    text: &str,
    root: &Node,
    path: &FieldPath,
    name: &str,
    value: &str,
) -> Option<Vec<Edit>> {
    let writer = Writer::of(text);
    let holder = root.at(&path.parent())?;
    writer.own(holder)?;
    let entry = entry(holder, path.0.last()?)?;
    writer.own(&entry.value)?;
    let new = if holder.flow {
        format!("{name}: {}", flow(value)?)
    } else {
        let indent = " ".repeat(writer.column(entry.key.start)?);
        indented(&keyed(name, value, is_block(value)), &indent)
            .trim()
            .replace('\n', writer.line_break)
    };
    Some(vec![Edit::replace(writer.written(entry.span()), new)])
}

/// The edits that move an item of a list in front of another one, with its comments.
pub fn move_before(text: &str, list: &Node, from: usize, to: usize) -> Option<Vec<Edit>> {
    let writer = Writer::of(text);
    writer.own(list)?;
    let (item, target) = (list.items().get(from)?, list.items().get(to)?);
    if list.flow {
        let moved = format!("{}, ", writer.written(item.span).of(text));
        let gone = writer.extent(list, from)?;
        return Some(vec![Edit::insert(target.span.start, moved), Edit::replace(gone, "")]);
    }
    let (lines, before) = (writer.lines(list, from)?, writer.lines(list, to)?);
    let mut moved = lines.of(text).to_owned();
    if !moved.ends_with('\n') {
        moved.push_str(writer.line_break);
    }
    Some(vec![Edit::insert(before.start, moved), Edit::replace(lines, "")])
}

fn child<'node>(node: &'node Node, step: &Step) -> Option<&'node Node> {
    match step {
        Step::Field(name) => node.get(name),
        Step::Key(name) => node.get(name),
        Step::Index(index) => node.items().get(*index),
    }
}

fn entry<'node>(node: &'node Node, step: &Step) -> Option<&'node Entry> {
    match step {
        Step::Field(name) => node.entry(name),
        Step::Key(name) => node.entry(name),
        Step::Index(_) => None,
    }
}

fn place(node: &Node, step: &Step) -> Option<usize> {
    match step {
        Step::Index(index) => Some(*index),
        Step::Field(_) | Step::Key(_) => {
            let wanted = entry(node, step)?;
            node.entries().iter().position(|entry| entry.name == wanted.name)
        }
    }
}

/// The spans of what a list or an object holds.
fn parts(node: &Node) -> Vec<Span> {
    match &node.content {
        Content::Mapping(entries) => entries.iter().map(Entry::span).collect(),
        Content::Sequence(items) => items.iter().map(|item| item.span).collect(),
        Content::Scalar(_) => Vec::new(),
    }
}

/// A value in what is missing above it, as YAML.
fn nested(steps: &[Step], value: &str) -> String {
    let mut text = value.trim_end().to_owned();
    let mut is_block = !steps.is_empty() && is_block(&text);
    for step in steps.iter().rev() {
        let name: &str = match step {
            Step::Index(_) => {
                text = format!("- {}", indented(&text, "  ").trim_start());
                is_block = true;
                continue;
            }
            Step::Field(name) => name,
            Step::Key(name) => name,
        };
        text = keyed(name, &text, is_block);
        is_block = true;
    }
    text
}

/// `name: value`, with a value that takes several lines below its key.
fn keyed(name: &str, value: &str, is_block: bool) -> String {
    if is_block {
        format!("{name}:\n{}", indented(value, "  "))
    } else {
        format!("{name}: {value}")
    }
}

/// Whether a value stands below its key, on lines of its own.
fn is_block(value: &str) -> bool {
    let may_be =
        (value.contains(['\n', ':']) || value.starts_with('-')) && !value.starts_with(['{', '[']);
    may_be
        && parsed(value)
            .is_some_and(|node| !node.flow && !matches!(node.content, Content::Scalar(_)))
}

fn indented(text: &str, by: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines.flat_map(|line| [if line.trim().is_empty() { "" } else { by }, line]).collect()
}

/// YAML that is given to be written.
fn parsed(value: &str) -> Option<Node> {
    let mut documents = yaml::parse(value).documents;
    Some(documents.pop()?.root.as_ref().clone())
}

/// YAML on one line.
fn flow(value: &str) -> Option<String> {
    fn of(text: &str, node: &Node) -> String {
        let joined = |parts: Vec<String>| parts.join(", ");
        match &node.content {
            Content::Scalar(_) => node.span.of(text).trim().to_owned(),
            _ if node.flow => node.span.of(text).trim().to_owned(),
            Content::Mapping(entries) => {
                let entry = |entry: &Entry| format!("{}: {}", entry.name, of(text, &entry.value));
                format!("{{{}}}", joined(entries.iter().map(entry).collect()))
            }
            Content::Sequence(items) => {
                format!("[{}]", joined(items.iter().map(|item| of(text, item)).collect()))
            }
        }
    }
    let line = of(value, &parsed(value)?);
    (!line.contains('\n')).then_some(line)
}

/// Where things stand in a text, and what it takes to change them.
pub(crate) struct Writer<'a> {
    pub(crate) text: &'a str,
    pub(crate) line_break: &'static str,
}

impl<'a> Writer<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text, line_break: line_break(text) }
    }

    /// Whether a node stands here alone: no alias, no anchor, nothing merged into it.
    fn own(&self, node: &Node) -> Option<()> {
        let before = self.text.get(..node.span.start)?.trim_end();
        let is_tied = node.span.of(self.text).starts_with('*')
            || before.rsplit([' ', '\n']).next().is_some_and(|word| word.starts_with('&'))
            || node.entries().iter().any(|entry| entry.merged);
        (!is_tied).then_some(())
    }

    /// Puts one more field, or one more item, into an object or a list.
    fn add(&self, node: &Node, step: &Step, lines: &str) -> Option<Edit> {
        let fits = match (&node.content, step) {
            (Content::Sequence(items), Step::Index(place)) => *place == items.len(),
            (Content::Mapping(_), Step::Field(_) | Step::Key(_)) => true,
            _ => false,
        };
        if !fits {
            return None;
        }
        let last = parts(node).last().copied();
        if node.flow || last.is_none() {
            // In braces without their braces: `name: value`, and an item without its dash.
            let line = flow(lines)?;
            let inner = line.get(1..line.len() - 1)?;
            return Some(match last {
                Some(last) => Edit::insert(self.written(last).end, format!(", {inner}")),
                None => Edit::replace(self.written(node.span), line),
            });
        }
        let first = parts(node).first()?.start;
        let column = match node.content {
            Content::Sequence(_) => self.column(self.dash(first)?)?,
            Content::Mapping(_) | Content::Scalar(_) => self.column(first)?,
        };
        let mut lines = indented(lines, &" ".repeat(column)).replace('\n', self.line_break);
        lines.push_str(self.line_break);
        Some(self.insert_lines(self.line_after(node), &lines))
    }

    /// Puts another value behind a key; comments behind the key stay.
    fn replace(&self, entry: &Entry, node: &Node, value: &str) -> Option<Vec<Edit>> {
        if parsed(value).is_some_and(|wanted| node.means(&wanted)) {
            return Some(Vec::new());
        }
        let line = flow(value)?;
        let written = self.written(node.span);
        if entry.merged || written.of(self.text).contains(['\n', '*', '&']) {
            return None;
        }
        if !written.is_empty() && written.start > entry.key.end {
            return Some(vec![Edit::replace(written, line)]);
        }
        let behind = self.text.get(entry.key.end..)?;
        let rest = behind.trim_start_matches(' ').strip_prefix(':')?;
        Some(vec![Edit::insert(self.text.len() - rest.len(), format!(" {line}"))])
    }

    /// What stands in a span without the blanks behind it.
    pub(crate) fn written(&self, span: Span) -> Span {
        Span::new(span.start, span.start + span.of(self.text).trim_end().len())
    }

    /// Where the dash of an item stands.
    fn dash(&self, item: usize) -> Option<usize> {
        let before = self.text.get(..item)?.trim_end_matches(' ').strip_suffix('-')?;
        Some(before.len())
    }

    /// How many blanks and dashes stand in front of an offset in its line; nothing where there is more.
    pub(crate) fn column(&self, offset: usize) -> Option<usize> {
        let before = self.text.get(..offset)?.rsplit('\n').next()?.trim_start_matches('\u{feff}');
        before.chars().all(|c| matches!(c, ' ' | '-')).then_some(before.len())
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |at| from + at + 1)
    }

    /// The start of the line after what a node says.
    pub(crate) fn line_after(&self, node: &Node) -> usize {
        let mut end = self.line_end(self.written(node.span).end);
        let mut leaf = node;
        while let Some(last) =
            leaf.entries().last().map(|entry| &entry.value).or(leaf.items().last())
        {
            leaf = last;
        }
        // Empty lines behind `|+` belong to it.
        if matches!(&leaf.content, Content::Scalar(scalar) if matches!(scalar.style, Style::Literal | Style::Folded))
        {
            let is_blank =
                |at: usize| Span::new(at, self.line_end(at)).of(self.text).trim().is_empty();
            while end < self.text.len() && is_blank(end) {
                end = self.line_end(end);
            }
        }
        end
    }

    /// Puts whole lines into the text; a text that ends within its last line gets a line break first, and keeps its
    /// end.
    fn insert_lines(&self, at: usize, lines: &str) -> Edit {
        let before = self.text.get(..at).unwrap_or_default();
        if before.is_empty() || before.ends_with('\n') {
            return Edit::insert(at, lines);
        }
        Edit::insert(at, format!("{}{}", self.line_break, lines.trim_end()))
    }

    /// The lines of an item with the comments right above its dash.
    fn lines(&self, list: &Node, place: usize) -> Option<Span> {
        let item = list.items().get(place)?;
        let dash = self.dash(item.span.start)?;
        let column = self.column(dash)?;
        let mut start = dash - column;
        if !self.text.get(start..dash)?.trim().is_empty() {
            return None;
        }
        while let Some(above) = start.checked_sub(1).and_then(|end| self.text.get(..end)) {
            let line = above.rsplit('\n').next().unwrap_or_default();
            let said = line.trim_start();
            if !said.starts_with('#') || line.len() - said.len() != column {
                break;
            }
            start = above.len() - line.len();
        }
        Some(Span::new(start, self.line_after(item)))
    }

    /// What has to go with a field or an item, so that the rest is well written; nothing where that cannot be said.
    pub(crate) fn extent(&self, node: &Node, place: usize) -> Option<Span> {
        let parts = parts(node);
        let (part, next) = (*parts.get(place)?, parts.get(place + 1));
        let before = place.checked_sub(1).and_then(|before| parts.get(before));
        let has_comment = |span: Span| span.of(self.text).contains(" #");
        if node.flow {
            let gone = match (before, next) {
                (Some(before), _) => Span::new(self.written(*before).end, self.written(part).end),
                (None, Some(next)) => Span::new(part.start, next.start),
                (None, None) => self.written(part),
            };
            return (!has_comment(gone)).then_some(gone);
        }
        let value = match &node.content {
            Content::Mapping(entries) => &entries.get(place)?.value,
            Content::Sequence(_) => return self.lines(node, place),
            Content::Scalar(_) => return None,
        };
        let column = self.column(part.start)?;
        let line = part.start - column;
        if self.text.get(line..part.start)?.trim().is_empty() {
            // A key without a value ends where its line does.
            let end = if value.span.is_empty() {
                self.line_end(part.start)
            } else {
                self.line_after(value)
            };
            return Some(Span::new(line, end));
        }
        // The first field of an item stands behind its dash: the next one moves there.
        let gone = Span::new(part.start, next?.start);
        (!has_comment(gone)).then_some(gone)
    }
}

#[cfg(test)]
mod tests;
