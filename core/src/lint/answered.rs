//! A document that the API server has something to say of, as rules about its answers look at it.

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
