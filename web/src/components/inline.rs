use yew::prelude::*;

use crate::components::element::{tag, text};

/// A sentence with `code`, **bold** and *emphasis* in it, and nothing else of Markdown.
pub(crate) fn inline(sentence: &str) -> Html {
    let drawn = pieces(sentence).into_iter().map(|piece| draw(&piece));
    drawn.collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'text> {
    Plain(&'text str),
    Code(&'text str),
    Bold(&'text str),
    Emphasis(&'text str),
}

fn draw(piece: &Piece) -> Html {
    let (name, words) = match *piece {
        Piece::Plain(words) => return text(words),
        Piece::Code(words) => ("code", words),
        Piece::Bold(words) => ("strong", words),
        Piece::Emphasis(words) => ("em", words),
    };
    tag(name, "").text(words).into()
}

/// Splits at the marks; a mark without its partner is plain text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut plain_to) = (text, 0);
    while plain_to < rest.len() {
        let (plain, after) = rest.split_at(plain_to);
        let marked = enclosed(after, "`")
            .map(|(inside, next)| (Piece::Code(inside), next))
            .or_else(|| enclosed(after, "**").map(|(inside, next)| (Piece::Bold(inside), next)))
            .or_else(|| enclosed(after, "*").map(|(inside, next)| (Piece::Emphasis(inside), next)));
        if let Some((piece, next)) = marked {
            if !plain.is_empty() {
                found.push(Piece::Plain(plain));
            }
            found.push(piece);
            (rest, plain_to) = (next, 0);
        } else {
            plain_to += after.chars().next().map_or(1, char::len_utf8);
        }
    }
    if !rest.is_empty() {
        found.push(Piece::Plain(rest));
    }
    found
}

/// What stands between `mark` at the beginning and the next one, and what follows.
fn enclosed<'text>(text: &'text str, mark: &str) -> Option<(&'text str, &'text str)> {
    let inside = text.strip_prefix(mark)?;
    let mut places = inside.char_indices().map(|(at, _)| inside.split_at(at));
    let (inside, rest) = places.find(|(_, rest)| rest.starts_with(mark))?;
    (!inside.is_empty()).then_some((inside, rest.get(mark.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_code_are_code_and_lonely_marks_are_plain() {
        assert_eq!(
            pieces("a `*.log` **is** *é* 2 * 3"),
            [
                Piece::Plain("a "),
                Piece::Code("*.log"),
                Piece::Plain(" "),
                Piece::Bold("is"),
                Piece::Plain(" "),
                Piece::Emphasis("é"),
                Piece::Plain(" 2 * 3"),
            ]
        );
    }
}
