//! The tree.

use crate::text::sort_by;
use crate::text::{FieldPath, Span, Step};

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: `yes` is a boolean.
    Plain,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
}

/// What a scalar means to Kubernetes.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// `null`, `~` or nothing: the field is absent.
    Null,
    /// `true`, and also `yes`, `on`, `y`.
    Bool(bool),
    /// A whole number, up to the largest unsigned 64-bit one.
    Int(i128),
    /// Another number.
    Float(f64),
    /// Text.
    String(String),
}

/// A leaf of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The text after unquoting and folding.
    pub text: String,
    /// How it is written.
    pub style: Style,
    /// What it means.
    pub value: Resolved,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key; `yes:` is the key `true`.
    pub name: String,
    /// Where the key stands.
    pub key: Span,
    /// The value.
    pub value: Node,
    /// Whether a merge key (`<<`) brought it here.
    pub merged: bool,
}

impl Entry {
    /// The key and the value together.
    pub fn span(&self) -> Span {
        if self.merged { self.value.span } else { self.key.to(self.value.span) }
    }
}

/// The entries by name, as JSON that was made of Go's maps has them.
pub fn by_name(entries: &[Entry]) -> Vec<&Entry> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sort_by(&mut sorted, |left: &&Entry, right| left.name.cmp(&right.name));
    sorted
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A leaf.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// An object, its entries in the order of the text; a key stands there once, with the value that counts.
    Mapping(Vec<Entry>),
}

/// A value with its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it holds.
    pub content: Content,
    /// Where it stands; where an alias stands, not what it names.
    pub span: Span,
    /// Whether it is written in brackets or braces.
    pub flow: bool,
}

impl Node {
    /// An absent value at a place.
    pub fn null(span: Span) -> Self {
        let scalar = Scalar { text: String::new(), style: Style::Plain, value: Resolved::Null };
        Self { content: Content::Scalar(scalar), span, flow: false }
    }

    /// Whether it stands for an absent value.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(Scalar { value: Resolved::Null, .. }))
    }

    /// The text of a scalar that means text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(Scalar { value: Resolved::String(text), .. }) => Some(text),
            Content::Scalar(_) | Content::Sequence(_) | Content::Mapping(_) => None,
        }
    }

    /// The number of a scalar that means a whole number.
    pub fn as_int(&self) -> Option<i128> {
        match &self.content {
            Content::Scalar(Scalar { value: Resolved::Int(number), .. }) => Some(*number),
            Content::Scalar(_) | Content::Sequence(_) | Content::Mapping(_) => None,
        }
    }

    /// The items, where it is a list; nothing otherwise.
    pub fn items(&self) -> &[Node] {
        match &self.content {
            Content::Sequence(items) => items,
            Content::Scalar(_) | Content::Mapping(_) => &[],
        }
    }

    /// The entries, where it is an object; nothing otherwise.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Mapping(entries) => entries,
            Content::Scalar(_) | Content::Sequence(_) => &[],
        }
    }

    /// The entry of a key.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.name == name)
    }

    /// The value of a key.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|entry| &entry.value)
    }

    /// The value at a path.
    pub fn at(&self, path: &FieldPath) -> Option<&Node> {
        path.0.iter().try_fold(self, |node, step| match step {
            Step::Field(name) => node.get(name),
            Step::Key(name) => node.get(name),
            Step::Index(index) => node.items().get(*index),
        })
    }

    /// The entry at a path, where the last step is a key.
    pub fn entry_at(&self, path: &FieldPath) -> Option<&Entry> {
        match path.0.last()? {
            Step::Field(name) => self.at(&path.parent())?.entry(name),
            Step::Key(name) => self.at(&path.parent())?.entry(name),
            Step::Index(_) => None,
        }
    }

    /// Whether it says the same as another, however the two are written.
    pub fn means(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::Scalar(one), Content::Scalar(other)) => one.value == other.value,
            (Content::Sequence(one), Content::Sequence(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.means(other))
            }
            (Content::Mapping(_), Content::Mapping(entries)) => {
                self.entries().len() == entries.len()
                    && entries.iter().all(|entry| {
                        self.get(&entry.name).is_some_and(|value| value.means(&entry.value))
                    })
            }
            (Content::Scalar(_) | Content::Sequence(_) | Content::Mapping(_), _) => false,
        }
    }

    /// The place of a path, or of the nearest thing around it that the text has.
    ///
    /// A scalar is named by itself, a missing field by the key of what should hold it, a list item or an object
    /// by its first line's key where there is one.
    pub fn locate(&self, path: &FieldPath) -> Span {
        let mut path = path.clone();
        loop {
            if let Some(node) = self.at(&path) {
                return match (&node.content, self.entry_at(&path)) {
                    (Content::Scalar(_), _) if !node.span.is_empty() => node.span,
                    (_, Some(entry)) if !entry.merged => entry.key,
                    (Content::Mapping(entries), _) => {
                        let name =
                            entries.iter().find(|entry| entry.name == "name").or(entries.first());
                        name.map_or(node.span, Entry::span)
                    }
                    (Content::Scalar(_) | Content::Sequence(_), _) => node.span,
                };
            }
            if path.0.pop().is_none() {
                return Span::at(self.span.start);
            }
        }
    }
}
