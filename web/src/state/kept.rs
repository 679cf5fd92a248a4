//! Texts of a person's own that a link has taken the place of, the newest first, as the browser keeps them.

/// What stands between two texts; a manifest holds none.
const BETWEEN: char = '\0';

/// How many are kept.
const MOST: usize = 4;

/// What is kept with one more text.
pub(crate) fn with(kept: &str, own: &str) -> String {
    let others = kept.split(BETWEEN).filter(|text| !text.is_empty() && *text != own);
    let all: Vec<&str> = std::iter::once(own).chain(others).take(MOST).collect();
    all.join("\0")
}

/// What is kept without a text, which is on the screen.
pub(crate) fn without(kept: &str, text: &str) -> String {
    let others: Vec<&str> = kept.split(BETWEEN).filter(|other| *other != text).collect();
    others.join("\0")
}

/// The newest; nothing where none is kept.
pub(crate) fn newest(kept: &str) -> Option<&str> {
    kept.split(BETWEEN).next().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_comes_first_and_none_is_kept_twice() {
        let kept = with(&with(&with("", "one"), "two"), "one");
        assert_eq!(newest(&kept), Some("one"));
        assert_eq!(newest(&without(&kept, "one")), Some("two"));
        assert_eq!(newest(&without(&without(&kept, "one"), "two")), None);
        assert_eq!(newest(""), None);
    }

    #[test]
    fn the_oldest_are_let_go() {
        let kept =
            ["a", "b", "c", "d", "e"].iter().fold(String::new(), |kept, own| with(&kept, own));
        assert_eq!(kept.split('\0').collect::<Vec<_>>(), ["e", "d", "c", "b"]);
    }
}
