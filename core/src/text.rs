//! Places in a text and changes to it.
//!
//! Everything in the core counts bytes; [`LineIndex`] turns them into the lines and columns people read.

mod changed_lines;
mod edit;
mod field_path;
mod fingerprint;
mod json;
mod line_index;
mod order;

pub use changed_lines::{Becomes, ChangedLine, changed_lines};
pub use edit::{Edit, apply};
pub use field_path::{FieldPath, Step};
pub use fingerprint::fingerprint;
pub use json::JsonText;
pub use line_index::{LineIndex, Position, Range};
pub use order::sort_by;

use serde::{Deserialize, Serialize};

/// How a text ends its lines: as it ends the first one.
pub fn line_break(text: &str) -> &'static str {
    match text.find('\n').and_then(|end| text.get(..end)) {
        Some(line) if line.ends_with('\r') => "\r\n",
        Some(_) | None => "\n",
    }
}

/// A half-open range of bytes of the text, always on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to `end`, which is never before `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// An empty range: a place between two characters.
    pub fn at(offset: usize) -> Self {
        Self { start: offset, end: offset }
    }

    /// The smallest range that holds both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same range in a text that has `offset` bytes more in front.
    pub fn shifted(self, offset: usize) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }

    /// Whether there is no character in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` lies within, its end included.
    pub fn touches(self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// What the text says there; empty where the range does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The nearest range that lies within `text` and on its character boundaries.
    pub fn clamped(self, text: &str) -> Self {
        let floor = |mut offset: usize| {
            offset = offset.min(text.len());
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        Self::new(floor(self.start), floor(self.end))
    }
}
