//! The words of the interface: English as they stand in the code, or another language as a catalogue has them.
//!
//! `tests/words.rs` finds the words in the code by the names of these functions, each with a literal behind it.

use std::cell::Cell;
use std::fmt::{Display, Write as _};

thread_local! {
    /// English words and what stands for them, sorted by the English ones; none where the interface is English.
    static CATALOGUE: Cell<&'static [(&'static str, &'static str)]> = const { Cell::new(&[]) };
}

/// Takes a catalogue over for as long as the page is open: a line in English, the next one in the other language, in
/// the order of the English ones.
pub(crate) fn learn(lines: String) {
    let mut lines = lines.leak().split('\n');
    let mut words = Vec::new();
    while let (Some(english), Some(other)) = (lines.next(), lines.next()) {
        words.push((english, other));
    }
    CATALOGUE.set(words.leak());
}

/// Words in the language that was chosen, as they are where it has none for them.
pub(crate) fn say(english: &str) -> &str {
    let words = CATALOGUE.get();
    let place = words.partition_point(|(known, _)| *known < english);
    words.get(place).filter(|(known, _)| *known == english).map_or(english, |(_, other)| other)
}

/// The same with values in the places of `{}`.
pub(crate) fn say_with(english: &str, values: &[&dyn Display]) -> String {
    let mut parts = say(english).split("{}");
    let mut said = parts.next().unwrap_or_default().to_owned();
    for (value, part) in values.iter().zip(parts) {
        // Writing into a string cannot fail.
        let _ = write!(said, "{value}");
        said.push_str(part);
    }
    said
}

/// Words that the core has put together: those that begin with a digit, and a name, are their values.
pub(crate) fn retell(words: &str, name: &str) -> String {
    let (mut pattern, mut values) = (String::new(), Vec::new());
    for part in words.split(' ') {
        if !pattern.is_empty() {
            pattern.push(' ');
        }
        if part == name || part.starts_with(|c: char| c.is_ascii_digit()) {
            values.push(part);
            pattern.push_str("{}");
        } else {
            pattern.push_str(part);
        }
    }
    let mut said = String::new();
    for (place, part) in say(&pattern).split("{}").enumerate() {
        let value = place.checked_sub(1).and_then(|place| values.get(place));
        said.push_str(value.copied().unwrap_or_default());
        said.push_str(part);
    }
    said
}

/// Words that are said later.
pub(crate) const fn word(english: &'static str) -> &'static str {
    english
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_english_until_others_are_learned() {
        assert_eq!(say("Close"), "Close");
        assert_eq!(say_with("{} of {}", &[&1, &"two"]), "1 of two");
        learn("Close\nSchließen\n{} of {}\n{} von {}".to_owned());
        assert_eq!(say("Close"), "Schließen");
        assert_eq!(say_with("{} of {}", &[&1, &"two"]), "1 von two");
        assert_eq!(say("Open"), "Open");
        assert_eq!(say(word("")), "");
    }

    #[test]
    fn what_the_core_puts_together_is_told_by_its_pattern() {
        learn("Call {} on port {}\n{} auf Port {} aufrufen\ntakes {}\nbraucht {}".to_owned());
        assert_eq!(retell("Call app on port 80", "app"), "app auf Port 80 aufrufen");
        assert_eq!(retell("takes 1s", "app"), "braucht 1s");
        assert_eq!(retell("ends with app or 1s", "app"), "ends with app or 1s");
        assert_eq!(retell("", ""), "");
    }

    #[test]
    fn a_value_too_many_or_too_few_breaks_nothing() {
        assert_eq!(say_with("{} found", &[]), "");
        assert_eq!(say_with("found", &[&1]), "found");
    }
}
