//! Text as HTML and SVG hold it: the one place where what a user wrote becomes part of a page.

use crate::text::Span;

/// Text as an element or an attribute between double quotes holds it.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(character),
            // XML has no signs of control, and neither of these two.
            control if control.is_control() => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// Words in which code stands between backticks; a backtick alone is a sign like any other.
pub fn coded(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('`')
        && let Some((code, after)) = after.split_once('`')
    {
        push(&mut out, &[&escaped(before), "<code>", &escaped(code), "</code>"]);
        rest = after;
    }
    out.push_str(&escaped(rest));
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
        assert_eq!(escaped("<script>\"&\u{0}\u{ffff}"), "&lt;script&gt;&quot;&amp;  ");
        let mut out = String::new();
        link(&mut out, Span::new(1, 2), "\"><img onerror=x>");
        assert_eq!(
            out,
            "<button type=\"button\" class=\"link\" data-at=\"1 2\">&quot;&gt;&lt;img onerror=x&gt;</button>"
        );
    }

    #[test]
    fn code_stands_between_two_backticks() {
        assert_eq!(coded("`a<b>` & c"), "<code>a&lt;b&gt;</code> &amp; c");
        assert_eq!(coded("a `b` and ` alone"), "a <code>b</code> and ` alone");
        assert_eq!(coded("a ` b"), "a ` b");
    }
}
