//! Makes the text of a Scenario say something. Only the lines concerned change.

mod remove;

use crate::process::scenario::fields::text_of;
use crate::process::scenario::{API_VERSION, KIND};
use crate::text::{Edit, Span};
use crate::yaml::write::Writer;
use crate::yaml::{self, Content, Document, Entry, Node};

/// A field and what it says, as YAML on one line: `("runs", "[{exitsAfter: 5s}]")`.
pub type Field = (&'static str, String);

/// What a Scenario is made to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Fields of its spec, as `until`.
    Spec(Vec<Field>),
    /// Fields of an entry of a list of its spec, as of `containers`.
    Entry {
        /// The list.
        list: &'static str,
        /// What names its entries, and the name: `("name", "app")`.
        name: (&'static str, String),
        /// What the entry says besides.
        fields: Vec<Field>,
    },
    /// One more entry of a list, as of `actions`; nothing where the same stands there.
    Added(&'static str, Vec<Field>),
    /// Fields of an item of a list, by its place.
    Item(&'static str, usize, Vec<Field>),
    /// A field of an entry of a list says nothing any more, and the entry goes that has nothing but its name.
    Without {
        /// The list.
        list: &'static str,
        /// The entry's name.
        name: String,
        /// The field.
        field: &'static str,
    },
    /// An item of a list goes, by its place.
    Dropped(&'static str, usize),
}

impl Change {
    /// Fields of the entry of a container.
    pub fn container(name: &str, fields: Vec<Field>) -> Self {
        Self::Entry { list: "containers", name: ("name", name.to_owned()), fields }
    }

    /// The fields of the spec that it is about.
    fn spec(&self) -> New {
        let (list, item, is_named) = match self {
            Self::Spec(fields) => return New::Fields(lines(fields).collect()),
            Self::Entry { list, name: (key, name), fields } => {
                let named = (*key, New::Line(plain(name)));
                (*list, std::iter::once(named).chain(lines(fields)).collect(), true)
            }
            Self::Added(list, fields) => (*list, lines(fields).collect(), false),
            Self::Item(list, place, fields) => {
                return New::Fields(vec![(list, New::At(*place, lines(fields).collect()))]);
            }
            Self::Without { .. } | Self::Dropped(..) => return New::Fields(Vec::new()),
        };
        New::Fields(vec![(list, New::Item(item, is_named))])
    }
}

/// What is to stand somewhere.
enum New {
    /// YAML on one line.
    Line(String),
    /// Some fields of an object.
    Fields(Vec<NewField>),
    /// An item of a list; where its first field names it, there is one of that name.
    Item(Vec<NewField>, bool),
    /// Fields of the item at a place of a list.
    At(usize, Vec<NewField>),
}

type NewField = (&'static str, New);

fn lines(fields: &[Field]) -> impl Iterator<Item = NewField> {
    fields.iter().map(|(key, value)| (*key, New::Line(value.clone())))
}

/// A name as YAML.
pub fn plain(name: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '/');
    let is_plain = name.chars().all(is_safe) && parsed(name).as_str() == Some(name);
    if is_plain { name.to_owned() } else { format!("'{}'", name.replace('\'', "''")) }
}

/// A value that is written on one line.
pub fn parsed(value: &str) -> Node {
    let mut documents = yaml::parse(value).documents;
    let root = documents.pop().map(|document| document.root.as_ref().clone());
    root.unwrap_or_else(|| Node::null(Span::at(0)))
}

/// The edit that puts a Scenario at the end of the text, for the manifest `target` where there are several.
pub fn append(text: &str, target: Option<&str>, change: &Change) -> Edit {
    let writer = Writer::of(text);
    let mut spec = change.spec();
    if let (Some(target), New::Fields(fields)) = (target, &mut spec) {
        fields.insert(0, ("target", New::Line(plain(target))));
    }
    let fields = [
        ("apiVersion", New::Line(API_VERSION.to_owned())),
        ("kind", New::Line(KIND.to_owned())),
        ("spec", spec),
    ];
    let mut lines = String::new();
    for field in &fields {
        writer.block_field(&mut lines, field, 0, 0);
    }
    append_document(text, &lines)
}

/// The edit that puts a document at the end of the text.
pub fn append_document(text: &str, document: &str) -> Edit {
    let writer = Writer::of(text);
    let separator = format!("---{}", writer.line_break);
    writer.insert_block(text.len(), &(separator + document))
}

/// The edits that make a Scenario say it: none where it does already, nothing where more than that would change.
pub fn change(text: &str, root: &Node, change: &Change) -> Option<Vec<Edit>> {
    put(text, root, None, change)
}

/// The same, where a document goes that would say nothing any more.
pub fn change_document(text: &str, document: &Document, change: &Change) -> Option<Vec<Edit>> {
    put(text, &document.root, Some(document), change)
}

fn put(text: &str, root: &Node, document: Option<&Document>, change: &Change) -> Option<Vec<Edit>> {
    if has_alias(text, root) {
        return None;
    }
    match change {
        Change::Without { list, name, field } => {
            let is = |item: &Node, _| item.get("name").and_then(text_of).as_ref() == Some(name);
            return remove::remove(text, root, document, list, is, Some(field));
        }
        Change::Dropped(list, place) => {
            return remove::remove(text, root, document, list, |_, of| of == *place, None);
        }
        Change::Spec(_) | Change::Entry { .. } | Change::Added(..) | Change::Item(..) => {}
    }
    let mut edits = Vec::new();
    Writer::of(text).put_fields(root, &[("spec", change.spec())], &mut edits)?;
    Some(edits)
}

/// Whether a part of it stands somewhere else.
fn has_alias(text: &str, node: &Node) -> bool {
    let has_own = |entry: &Entry| entry.merged || has_alias(text, &entry.value);
    node.span.of(text).starts_with('*')
        || node.entries().iter().any(has_own)
        || node.items().iter().any(|item| has_alias(text, item))
}

impl Writer<'_> {
    /// Puts fields into an object.
    fn put_fields(&self, node: &Node, fields: &[NewField], edits: &mut Vec<Edit>) -> Option<()> {
        let mut missing = Vec::new();
        for field in fields {
            match node.entry(field.0) {
                Some(entry) => self.put(entry, &field.1, edits)?,
                None => missing.push(field),
            }
        }
        let (Some(first), Some(_)) = (node.entries().first(), missing.first()) else {
            if !missing.is_empty() {
                // An object without fields is `{}`.
                edits.push(Edit::replace(self.written(node.span), flow_fields(fields)));
            }
            return matches!(node.content, Content::Mapping(_)).then_some(());
        };
        if node.flow {
            let last = node.entries().last().filter(|entry| !entry.value.span.is_empty())?;
            let end = self.written(last.value.span).end;
            let added = missing.iter().map(|field| format!(", {}", flow_field(field)));
            edits.push(Edit::insert(end, added.collect::<String>()));
        } else {
            let column = self.column(first.key.start)?;
            let mut lines = String::new();
            for field in missing {
                self.block_field(&mut lines, field, column, column);
            }
            edits.push(self.insert_block(self.line_after(node), &lines));
        }
        Some(())
    }

    /// Makes the value of a key say something.
    fn put(&self, entry: &Entry, new: &New, edits: &mut Vec<Edit>) -> Option<()> {
        match new {
            New::Line(line) if entry.value.means(&parsed(line)) => Some(()),
            New::Line(line) => self.put_line(entry, line, edits),
            New::At(place, fields) => {
                self.put_fields(entry.value.items().get(*place)?, fields, edits)
            }
            New::Fields(_) | New::Item(..) if entry.value.is_null() => {
                self.put_line(entry, &flow(new), edits)
            }
            New::Fields(fields) => self.put_fields(&entry.value, fields, edits),
            New::Item(fields, is_named) => self.put_item(&entry.value, fields, *is_named, edits),
        }
    }

    /// Puts an item into a list.
    fn put_item(
        &self,
        list: &Node,
        fields: &[NewField],
        is_named: bool,
        edits: &mut Vec<Edit>,
    ) -> Option<()> {
        let Content::Sequence(items) = &list.content else { return None };
        let known = items.iter().find(|item| {
            let mut said = fields.iter().take(if is_named { 1 } else { usize::MAX });
            said.all(|(key, new)| {
                let New::Line(line) = new else { return false };
                item.get(key).is_some_and(|value| {
                    let line = parsed(line);
                    value.means(&line) || is_named && text_of(value) == text_of(&line)
                })
            })
        });
        match (known, items.last()) {
            (Some(item), _) if is_named => return self.put_fields(item, fields.get(1..)?, edits),
            (Some(_), _) => {}
            (None, Some(before)) if list.flow => {
                let added = format!(", {}", flow_fields(fields));
                edits.push(Edit::insert(self.written(before.span).end, added));
            }
            (None, None) => {
                let added = format!("[{}]", flow_fields(fields));
                edits.push(Edit::replace(self.written(list.span), added));
            }
            (None, Some(before)) => {
                let dash =
                    self.text.get(..before.span.start)?.trim_end_matches(' ').strip_suffix('-')?;
                let dash = self.column(dash.len())?;
                let mut lines = " ".repeat(dash);
                if before.flow {
                    lines.push_str(&format!("- {}{}", flow_fields(fields), self.line_break));
                } else {
                    // The fields stand as far behind the dash as those of the last item.
                    let column = self.column(before.span.start)?;
                    lines.push_str(&format!("-{}", " ".repeat(column - dash - 1)));
                    for (index, field) in fields.iter().enumerate() {
                        let blanks = if index == 0 { 0 } else { column };
                        self.block_field(&mut lines, field, blanks, column);
                    }
                }
                edits.push(self.insert_block(self.line_after(list), &lines));
            }
        }
        Some(())
    }

    /// Puts another value behind a key; comments behind the key stay.
    fn put_line(&self, entry: &Entry, line: &str, edits: &mut Vec<Edit>) -> Option<()> {
        let value = self.written(entry.value.span);
        let behind = self.text.get(entry.key.end..)?;
        let rest = behind.trim_start_matches(' ').strip_prefix(':')?;
        let colon = self.text.len() - rest.len();
        let between = self.text.get(colon..value.start.max(colon))?;
        if !value.is_empty() && !between.contains('\n') {
            edits.push(Edit::replace(value, line));
            return Some(());
        }
        edits.push(Edit::insert(colon, format!(" {line}")));
        if !value.is_empty() {
            let rest = between.lines().next()?;
            if !matches!(rest.trim_start().chars().next(), None | Some('#')) {
                return None;
            }
            edits.push(Edit::replace(Span::new(colon + rest.len(), value.end), ""));
        }
        Some(())
    }

    /// Puts whole lines into the text; a text that ends within its last line gets a line break first.
    fn insert_block(&self, at: usize, lines: &str) -> Edit {
        let is_open = self
            .text
            .get(..at)
            .is_some_and(|before| !matches!(before.as_bytes().last(), None | Some(b'\n')));
        let line_break = if is_open { self.line_break } else { "" };
        Edit::insert(at, format!("{line_break}{lines}"))
    }

    /// Writes lines with a field; `before` is what its line still needs in front, `column` where its key stands.
    fn block_field(&self, lines: &mut String, field: &NewField, before: usize, column: usize) {
        let (key, new) = field;
        lines.push_str(&format!("{}{key}:", " ".repeat(before)));
        match new {
            New::Line(line) => lines.push_str(&format!(" {line}{}", self.line_break)),
            New::Fields(fields) => {
                lines.push_str(self.line_break);
                for field in fields {
                    self.block_field(lines, field, column + 2, column + 2);
                }
            }
            // There is nothing at its place where the list is not there.
            New::At(..) => lines.push_str(self.line_break),
            New::Item(fields, _) => {
                lines.push_str(&format!("{}{}- ", self.line_break, " ".repeat(column)));
                for (index, field) in fields.iter().enumerate() {
                    let before = if index == 0 { 0 } else { column + 2 };
                    self.block_field(lines, field, before, column + 2);
                }
            }
        }
    }
}

fn flow(new: &New) -> String {
    match new {
        New::Line(line) => line.clone(),
        New::Fields(fields) => flow_fields(fields),
        New::Item(fields, _) => format!("[{}]", flow_fields(fields)),
        New::At(..) => "[]".to_owned(),
    }
}

fn flow_field((key, new): &NewField) -> String {
    format!("{key}: {}", flow(new))
}

fn flow_fields(fields: &[NewField]) -> String {
    let fields: Vec<String> = fields.iter().map(flow_field).collect();
    format!("{{{}}}", fields.join(", "))
}

#[cfg(test)]
mod tests;
