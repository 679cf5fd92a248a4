//! A place in the text that moves on.

use crate::text::Span;

/// A place as error messages and the rules of indentation count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::yaml) struct Mark {
    /// Bytes before it.
    pub(in crate::yaml) offset: usize,
    /// Characters before it.
    pub(in crate::yaml) index: usize,
    /// Lines before it.
    pub(in crate::yaml) line: usize,
    /// Characters before it on its line.
    pub(in crate::yaml) column: usize,
}

impl Mark {
    /// From this place to another one.
    pub(in crate::yaml) fn to(self, end: Self) -> Span {
        Span::new(self.offset, end.offset)
    }
}

/// Reads a text character by character. There are no NUL characters in it: a zero byte is the end.
pub(super) struct Cursor<'text> {
    pub(super) text: &'text str,
    pub(super) mark: Mark,
}

impl<'text> Cursor<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self { text, mark: Mark::default() }
    }

    /// The byte `ahead` of the place; 0 behind the end.
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.mark.offset + ahead).copied().unwrap_or(0)
    }

    pub(super) fn at(&self, byte: u8) -> bool {
        self.peek(0) == byte
    }

    pub(super) fn is_end(&self) -> bool {
        self.mark.offset >= self.text.len()
    }

    /// A space or a tab.
    pub(super) fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), b' ' | b'\t')
    }

    /// How many bytes the line break takes that stands there; 0 where none does.
    ///
    /// NEL, LS and PS break lines in YAML 1.1.
    pub(super) fn line_break(&self, ahead: usize) -> usize {
        match self.peek(ahead) {
            b'\r' if self.peek(ahead + 1) == b'\n' => 2,
            b'\r' | b'\n' => 1,
            0xC2 if self.peek(ahead + 1) == 0x85 => 2,
            0xE2 if self.peek(ahead + 1) == 0x80 && matches!(self.peek(ahead + 2), 0xA8 | 0xA9) => {
                3
            }
            _ => 0,
        }
    }

    pub(super) fn is_break(&self) -> bool {
        self.line_break(0) > 0
    }

    pub(super) fn is_break_or_end(&self) -> bool {
        self.is_end() || self.is_break()
    }

    /// A blank, a line break or the end.
    pub(super) fn is_blank_or_end(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), b' ' | b'\t' | b'\r' | b'\n')
            || self.mark.offset + ahead >= self.text.len()
            || self.line_break(ahead) > 0
    }

    /// Whether `---` or `...` stands there by itself, in the first column.
    pub(super) fn is_document_indicator(&self) -> bool {
        self.mark.column == 0
            && matches!(
                self.text.as_bytes().get(self.mark.offset..self.mark.offset + 3),
                Some(b"---" | b"...")
            )
            && self.is_blank_or_end(3)
    }

    /// Goes one character on.
    pub(super) fn skip(&mut self) {
        let width = match self.peek(0) {
            0..=0x7F => 1,
            0x80..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xFF => 4,
        };
        self.mark.offset = (self.mark.offset + width).min(self.text.len());
        self.mark.index += 1;
        self.mark.column += 1;
    }

    /// Goes some bytes on, which hold no line break.
    pub(super) fn skip_bytes(&mut self, bytes: usize) -> &'text str {
        let start = self.mark.offset;
        let skipped = self.text.get(start..start + bytes).unwrap_or_default();
        let characters = skipped.bytes().filter(|byte| byte & 0xC0 != 0x80).count();
        self.mark.offset += skipped.len();
        self.mark.index += characters;
        self.mark.column += characters;
        skipped
    }

    /// Goes on while the bytes are such; they are all ASCII.
    pub(super) fn skip_while(&mut self, is_such: impl Fn(u8) -> bool) -> &'text str {
        let rest = self.text.get(self.mark.offset..).unwrap_or_default();
        self.skip_bytes(rest.bytes().take_while(|byte| is_such(*byte)).count())
    }

    /// Goes to the end of the line.
    pub(super) fn skip_to_break(&mut self) -> &'text str {
        let start = self.mark.offset;
        let mut length = 0;
        while start + length < self.text.len() && self.line_break(length) == 0 {
            length += 1;
        }
        self.skip_bytes(length)
    }

    /// Goes over a line break, if there is one, and gives it as YAML hands it on.
    pub(super) fn skip_break(&mut self) -> &'text str {
        let length = self.line_break(0);
        if length == 0 {
            return "";
        }
        let start = self.mark.offset;
        self.mark.offset += length;
        self.mark.index +=
            if self.text.get(start..self.mark.offset) == Some("\r\n") { 2 } else { 1 };
        self.mark.line += 1;
        self.mark.column = 0;
        if length == 3 { self.text.get(start..self.mark.offset).unwrap_or_default() } else { "\n" }
    }
}
