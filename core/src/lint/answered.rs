//! A document that the API server has something to say of, as rules about its answers look at it.

use crate::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::object::Source;
use crate::text::{Edit, FieldPath, Span};
use crate::yaml::{Node, write};

/// Everything that a rule may read of what the API server refuses, or warns of.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The whole text.
    pub text: &'a str,
    /// Where the fields of the document stand.
    pub source: &'a Source,
    /// Its Pod, where it could be understood.
    pub pod: Option<&'a Subject<'a>>,
}

impl<'a> Answered<'a> {
    /// What stands at a path.
    pub(super) fn at(&self, path: &FieldPath) -> Option<&'a Node> {
        self.source.root.at(path)
    }

    /// The place of a field in the text.
    pub(super) fn span(&self, path: &FieldPath) -> Span {
        self.source.span(path)
    }

    /// The edits that make a field say `value`; see [`write::put`].
    pub(super) fn put(&self, path: &FieldPath, value: &str) -> Option<Vec<Edit>> {
        write::put(self.text, &self.source.root, path, value)
    }

    /// The edits that take a field away; see [`write::remove`].
    pub(super) fn remove(&self, path: &FieldPath) -> Option<Vec<Edit>> {
        write::remove(self.text, &self.source.root, path)
    }
}

/// Whether a path ends at this field of a container itself: `spec.containers[0].image`.
pub(super) fn is_of_container(path: &str, name: &str) -> bool {
    let item = path.strip_suffix(name).and_then(|rest| rest.strip_suffix("]."));
    item.and_then(|item| item.rsplit_once('[')).is_some_and(|(list, _)| list.ends_with("ontainers"))
}

impl Diagnostic {
    /// Whether a field whose path ends with `field` gets a message that ends with `words`.
    pub(super) fn says(&self, field: &str, words: &str) -> bool {
        self.field.ends_with(field) && self.message.ends_with(words)
    }

    /// The value in `spec.field: Invalid value: "1Gi": why`; empty where there is none.
    pub(super) fn refused(&self) -> &str {
        let value = self.message.split_once("Invalid value: ").map_or("", |(_, value)| value);
        value.split(": ").next().unwrap_or_default().trim_matches('"')
    }

    /// Says what to do.
    pub(super) fn advise(&mut self, help: &str) {
        self.help = Some(help.to_owned());
    }
}
