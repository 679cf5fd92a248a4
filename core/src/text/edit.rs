//! Changes to a text.

use serde::{Deserialize, Serialize};

use crate::text::Span;
use crate::text::sort_by;

/// Replaces a range of the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Puts `text` in front of the character at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self { span: Span::at(offset), text: text.into() }
    }
}

/// The text after all edits, whose spans are those of the text before.
///
/// Of two edits that overlap the later one in the text is left out.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sort_by(&mut sorted, |one, other| one.span.cmp(&other.span));
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for edit in sorted {
        let span = edit.span.clamped(text);
        if span.start < done {
            continue;
        }
        changed.push_str(text.get(done..span.start).unwrap_or_default());
        changed.push_str(&edit.text);
        done = span.end;
    }
    changed.push_str(text.get(done..).unwrap_or_default());
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_text_order_and_overlaps_are_left_out() {
        let edits = [
            Edit::insert(5, "!"),
            Edit::replace(Span::new(0, 3), "one"),
            Edit::replace(Span::new(1, 4), "lost"),
        ];
        assert_eq!(apply("abc d", &edits), "one d!");
    }
}
