//! A line of a text as a terminal shows it.

use unicode_width::UnicodeWidthChar;

use super::paint::sign;

/// The columns that a tab takes.
const TAB: usize = 4;

/// Longer lines than this are cut.
const WIDEST: usize = 140;

/// How much of a long line is shown, and how much of that in front of what is marked.
const WINDOW: (usize, usize) = (120, 40);

/// The characters of a line with their places.
struct Cell {
    /// The byte of the line that it begins at.
    at: usize,
    shown: char,
    /// How many columns it takes.
    width: usize,
}

/// What is printed of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ShownLine {
    pub(super) text: String,
    /// The columns in front of what is marked.
    pub(super) before: usize,
    /// The columns that are marked; one at least.
    pub(super) marked: usize,
}

impl ShownLine {
    /// A line with a range of its bytes marked.
    pub(super) fn of(line: &str, start: usize, end: usize) -> Self {
        let cells = cells(line);
        let width = |cells: &[Cell]| cells.iter().map(|cell| cell.width).sum::<usize>();
        let column = |byte: usize| width(until(&cells, byte));
        let (from, to) = (column(start), column(end));
        let marked = (to - from.min(to)).max(1);
        if width(&cells) <= WIDEST {
            return Self { text: said(&cells), before: from, marked };
        }
        let left = from.saturating_sub(WINDOW.1);
        let (mut text, mut skipped, mut taken) = (String::new(), 0, 0);
        for cell in &cells {
            if skipped < left {
                skipped += cell.width;
            } else if taken < WINDOW.0 {
                push(&mut text, cell);
                taken += cell.width;
            }
        }
        let rest = width(&cells) > skipped + taken;
        let cut = |is_cut: bool| if is_cut { "…" } else { "" };
        let before = from - skipped.min(from) + usize::from(left > 0);
        let marked = marked.min(taken.saturating_sub(from - skipped.min(from))).max(1);
        Self { text: format!("{}{text}{}", cut(left > 0), cut(rest)), before, marked }
    }
}

fn until(cells: &[Cell], byte: usize) -> &[Cell] {
    let count = cells.iter().take_while(|cell| cell.at < byte).count();
    cells.get(..count).unwrap_or_default()
}

fn cells(line: &str) -> Vec<Cell> {
    let cell = |(at, character): (usize, char)| match sign(character) {
        _ if character == '\t' => Cell { at, shown: '\t', width: TAB },
        // A mark in front of a file is nothing to see.
        _ if character == '\u{feff}' => Cell { at, shown: character, width: 0 },
        Some(sign) => Cell { at, shown: sign, width: 1 },
        None => Cell { at, shown: character, width: character.width().unwrap_or(0) },
    };
    line.char_indices().map(cell).collect()
}

fn said(cells: &[Cell]) -> String {
    let mut text = String::new();
    for cell in cells {
        push(&mut text, cell);
    }
    text.truncate(text.trim_end().len());
    text
}

fn push(text: &mut String, cell: &Cell) {
    match cell.shown {
        '\t' => text.push_str(&" ".repeat(TAB)),
        '\u{feff}' => {}
        shown => text.push(shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, marked: &str) -> (String, usize, usize) {
        let start = line.find(marked).unwrap();
        let line = ShownLine::of(line, start, start + marked.len());
        (line.text, line.before, line.marked)
    }

    #[test]
    fn columns_are_those_of_a_terminal() {
        assert_eq!(shown("a: b", "b"), ("a: b".to_owned(), 3, 1));
        assert_eq!(shown("\ta: b", "a"), ("    a: b".to_owned(), 4, 1));
        assert_eq!(shown("漢字: 東京", "東京"), ("漢字: 東京".to_owned(), 6, 4));
        assert_eq!(shown("a\u{308}: b", "b"), ("a\u{308}: b".to_owned(), 3, 1));
        assert_eq!(shown("\u{feff}a: b\r", "b"), ("a: b\u{240d}".to_owned(), 3, 1));
        assert_eq!(ShownLine::of("", 0, 0).marked, 1);
        assert_eq!(
            ShownLine::of("ab", 5, 9),
            ShownLine { text: "ab".to_owned(), before: 2, marked: 1 }
        );
    }

    #[test]
    fn a_long_line_is_shown_around_the_mark() {
        let line = format!("{}mark{}", "x".repeat(500), "y".repeat(500));
        let (text, before, marked) = shown(&line, "mark");
        assert_eq!((before, marked), (41, 4));
        assert_eq!(text.chars().skip(before).take(4).collect::<String>(), "mark");
        assert!(text.starts_with("…x") && text.ends_with("y…"));
        assert_eq!(text.chars().count(), 122);
        let (text, before, marked) = shown(&"z".repeat(300), "z");
        assert_eq!((text.chars().count(), before, marked), (121, 0, 1));
        let all = ShownLine::of(&line, 0, line.len());
        assert_eq!((all.before, all.marked), (0, 120));
    }
}
