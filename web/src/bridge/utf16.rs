//! Bytes of the core to UTF-16 units of the editor, in one pass over the text.

use podlife_core::text::Span;

/// Turns places of one text into the editor's.
pub(super) struct Utf16<'text> {
    text: &'text str,
    ascii: bool,
}

impl<'text> Utf16<'text> {
    /// Reads the text once.
    pub(super) fn new(text: &'text str) -> Self {
        Self { text, ascii: text.is_ascii() }
    }

    /// How many UTF-16 units stand before a byte.
    pub(super) fn offset(&self, byte: usize) -> u32 {
        let before = Span::new(0, byte).clamped(self.text);
        let units =
            if self.ascii { before.end } else { before.of(self.text).encode_utf16().count() };
        u32::try_from(units).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_outside_the_basic_plane_counts_two_units() {
        let utf16 = Utf16::new("a🐳é: x");
        assert_eq!([0, 1, 5, 7, 8].map(|byte| utf16.offset(byte)), [0, 1, 3, 4, 5]);
    }

    #[test]
    fn a_byte_inside_a_character_is_its_beginning_and_one_past_the_end_is_the_end() {
        let utf16 = Utf16::new("é");
        assert_eq!(utf16.offset(1), 0);
        assert_eq!(utf16.offset(99), 1);
    }
}
