//! Where one document ends and the next begins.
//!
//! Upstream: `YAMLReader.Read`, staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go. Only lines decide: a
//! `---` at the start of a line splits even within a block scalar.

use crate::text::Span;

/// A part of the text that is one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its place among all parts, empty ones included.
    pub(super) index: usize,
    /// Where it stands; a `---` in front belongs to it only where nothing was before it.
    pub(super) span: Span,
    /// A separator line with something on it that may not be there.
    pub(super) bad_separator: Option<Span>,
}

/// Splits a text as kubectl does.
pub(super) fn split(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut current = Span::at(0);
    let mut bad_separator = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(offset, offset + line.len());
        offset = span.end;
        if let Some(after) = line.strip_prefix("---") {
            let rest = after.trim();
            let bad = !rest.is_empty() && !rest.starts_with('#');
            if !current.is_empty() {
                let index = pieces.len();
                pieces.push(Piece { index, span: current, bad_separator: bad_separator.take() });
                current = Span::at(span.end);
                if !bad {
                    continue;
                }
            }
            if bad {
                let start = span.start + 3 + (after.len() - after.trim_start().len());
                bad_separator = Some(Span::new(start, start + rest.len()));
                current = span;
                continue;
            }
        }
        current.end = span.end;
    }
    if !current.is_empty() {
        pieces.push(Piece { index: pieces.len(), span: current, bad_separator });
    }
    let mut documents = Vec::with_capacity(pieces.len());
    for piece in pieces {
        for span in json_objects(text, piece.span) {
            documents.push(Piece { index: documents.len(), span, ..piece });
        }
    }
    documents
}

/// The JSON objects that follow one another, where there is nothing else; all as one otherwise.
///
/// Upstream: `YAMLOrJSONDecoder.Decode`, staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go.
fn json_objects(text: &str, span: Span) -> Vec<Span> {
    let mut objects = Vec::new();
    let mut start = span.start;
    loop {
        let rest = Span::new(start, span.end).of(text);
        let blank = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        match json_object(rest) {
            Some(length) => {
                objects.push(Span::new(start + blank, start + blank + length));
                start += blank + length;
            }
            None if rest.is_empty() && objects.len() > 1 => return objects,
            None => return vec![span],
        }
    }
}

/// How long the object is that a text begins with.
fn json_object(text: &str) -> Option<usize> {
    if !text.starts_with('{') {
        return None;
    }
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        split(text).iter().map(|piece| piece.span.of(text)).collect()
    }

    #[test]
    fn a_leading_separator_belongs_to_the_first_document_and_others_to_none() {
        assert_eq!(texts("---\na: 1\n--- # next\nb: 2\n"), ["---\na: 1\n", "b: 2\n"]);
    }

    #[test]
    fn two_separators_hold_an_empty_document_that_counts() {
        assert_eq!(texts("---\n---\na: 1\n---\n---\n"), ["---\n", "a: 1\n", "---\n"]);
    }

    #[test]
    fn an_indented_separator_is_text_and_one_in_a_block_scalar_splits() {
        assert_eq!(texts("a: |\n  x\n ---\n---\nb"), ["a: |\n  x\n ---\n", "b"]);
    }

    #[test]
    fn json_objects_that_follow_one_another_are_documents() {
        assert_eq!(texts("{\"a\": \"}\"}\n{\"b\": [{}]}\n"), ["{\"a\": \"}\"}", "{\"b\": [{}]}"]);
        assert_eq!(texts("{a: 1}\n"), ["{a: 1}\n"]);
        assert_eq!(texts("{a: 1} b\n{"), ["{a: 1} b\n{"]);
    }

    #[test]
    fn other_text_on_a_separator_is_remembered() {
        let text = "a: 1\n--- {b: 2}\nc: 3\n";
        let pieces = split(text);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[1].bad_separator.map(|span| span.of(text)), Some("{b: 2}"));
    }
}
