//! Lines and columns, as people count them.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// A place in the text: 1-based, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

/// Where a span starts and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    /// The first character.
    pub start: Position,
    /// The place after the last character.
    pub end: Position,
}

/// Knows where each line of one text begins.
#[derive(Clone, Debug)]
pub struct LineIndex<'text> {
    text: &'text str,
    starts: Vec<usize>,
}

impl<'text> LineIndex<'text> {
    /// Reads the text once.
    pub fn new(text: &'text str) -> Self {
        let ends =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The text.
    pub fn text(&self) -> &'text str {
        self.text
    }

    /// The line and column of a byte; an offset past the end is the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = Span::at(offset).clamped(self.text).start;
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let column = Span::new(start, offset).of(self.text).chars().count();
        Position { line: line + 1, column: column + 1 }
    }

    /// The lines and columns of a span.
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The span of a line (from 1) without its line break; empty at the end where there is none.
    pub fn line(&self, line: usize) -> Span {
        let Some(start) = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied()
        else {
            return Span::at(self.text.len());
        };
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        let said = Span::new(start, end).of(self.text).trim_end_matches(['\n', '\r']);
        Span::new(start, start + said.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_not_bytes() {
        let index = LineIndex::new("ä: ü\nb: x");
        assert_eq!(index.position(4), Position { line: 1, column: 4 });
        assert_eq!(index.position(7), Position { line: 2, column: 1 });
        assert_eq!(index.position(99), Position { line: 2, column: 5 });
        assert_eq!(index.line(2), Span::new(7, 11));
    }
}
