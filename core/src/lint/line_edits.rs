//! Turns a text whose lines were indented anew, or put between others, into edits that touch nothing else.

use crate::text::{Edit, Span};

/// The edits that make `old`, which stands at `offset`, into `new`; one that replaces all of it where lines changed.
pub(super) fn line_edits(offset: usize, old: &str, new: &str) -> Vec<Edit> {
    pieces(offset, old, new)
        .unwrap_or_else(|| vec![Edit::replace(Span::new(offset, offset + old.len()), new)])
}

fn pieces(offset: usize, old: &str, new: &str) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut coming = new.split_inclusive('\n').filter(|line| !line.trim().is_empty());
    let mut at = offset;
    for line in old.split_inclusive('\n') {
        let said = line.trim_start_matches([' ', '\t']);
        let blanks = line.len() - said.len();
        let mut put = String::new();
        if said.trim().is_empty() {
            at += line.len();
            continue;
        }
        loop {
            let next = coming.next()?;
            if let Some(front) = front(next, said) {
                put.push_str(front);
                break;
            }
            put.push_str(next);
        }
        if put != line.get(..blanks)? {
            edits.push(Edit::replace(Span::new(at, at + blanks), put));
        }
        at += line.len();
    }
    let rest: String = coming.collect();
    if !rest.trim().is_empty() {
        let line_break = if old.ends_with('\n') { "" } else { "\n" };
        edits.push(Edit::insert(at, format!("{line_break}{rest}")));
    }
    Some(edits)
}

/// What stands in front of the line's own text: blanks, and the dash of a list.
fn front<'a>(line: &'a str, said: &str) -> Option<&'a str> {
    let front = line.trim_end().strip_suffix(said.trim_end())?;
    front.chars().all(|c| matches!(c, ' ' | '-')).then_some(front)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::apply;

    #[test]
    fn only_what_is_new_is_written() {
        let old = "a:\n# b\n\nb: 1";
        let new = "top:\n  a:\n    # b\n\n    b: 1\nend: 2\n";
        let edits = line_edits(0, old, new);
        assert_eq!(apply(old, &edits), "top:\n  a:\n    # b\n\n    b: 1\nend: 2\n");
        assert!(edits.iter().all(|edit| edit.span.is_empty()));
    }

    #[test]
    fn a_line_can_get_a_dash() {
        let edits = line_edits(0, "name: a\nimage: b\n", "- name: a\n  image: b\n");
        assert_eq!(apply("name: a\nimage: b\n", &edits), "- name: a\n  image: b\n");
    }

    #[test]
    fn lines_that_changed_are_replaced_with_the_rest() {
        assert_eq!(line_edits(3, "a: 1\n", "b: 1\n"), [Edit::replace(Span::new(3, 8), "b: 1\n")]);
    }
}
