//! A document as rules about the text look at it.

use crate::text::LineIndex;
use crate::yaml::Document;

/// Everything that a rule may read of a document that need not be a Pod.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The whole text.
    pub text: &'a str,
    /// Its lines.
    pub lines: &'a LineIndex<'a>,
    /// The document.
    pub document: &'a Document,
    /// Whether it was taken for a piece of a Pod.
    pub fragment: bool,
    /// The document's own text with its indentation restored, where that was lost.
    pub restored: Option<&'a str>,
}
