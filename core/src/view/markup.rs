//! Text as HTML and SVG hold it: the one place where what a user wrote becomes part of a page.

use crate::text::Span;

/// Text as an element or an attribute between double quotes holds it.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' | '\r' => out.push(character),
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// Adds several pieces.
pub(crate) fn push(out: &mut String, pieces: &[&str]) {
    for piece in pieces {
        out.push_str(piece);
    }
}

/// The attribute of what leads to a place of the text: ` data-at="12 34"`, in bytes.
pub(crate) fn place(span: Span) -> String {
    let mut out = String::new();
    push(&mut out, &[" data-at=\"", &span.start.to_string(), " ", &span.end.to_string(), "\""]);
    out
}

/// Adds words that lead to a place of the text.
pub(crate) fn link(out: &mut String, span: Span, words: &str) {
    push(
        out,
        &[
            "<button type=\"button\" class=\"link\"",
            &place(span),
            ">",
            &escaped(words),
            "</button>",
        ],
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_user_writes_becomes_an_element_or_an_attribute() {
        assert_eq!(escaped("<script>\"'&\u{0}"), "&lt;script&gt;&quot;&#39;&amp; ");
        let mut out = String::new();
        link(&mut out, Span::new(1, 2), "\"><img onerror=x>");
        assert_eq!(
            out,
            "<button type=\"button\" class=\"link\" data-at=\"1 2\">&quot;&gt;&lt;img onerror=x&gt;</button>"
        );
    }
}
