//! The options of programs, as getopt reads them.

/// The words that options are called by, each with its letter.
const LONG: [(&str, char); 40] = [
    ("quiet", 'q'),
    ("silent", 'q'),
    ("count", 'c'),
    ("bytes", 'c'),
    ("lines", 'n'),
    ("line-number", 'n'),
    ("words", 'w'),
    ("chars", 'm'),
    ("invert-match", 'v'),
    ("ignore-case", 'i'),
    ("in-place", 'i'),
    ("extended-regexp", 'E'),
    ("regexp-extended", 'E'),
    ("fixed-strings", 'F'),
    ("only-matching", 'o'),
    ("files-with-matches", 'l'),
    ("max-count", 'm'),
    ("after-context", 'A'),
    ("before-context", 'B'),
    ("context", 'C'),
    ("no-messages", 's'),
    ("no-filename", 'h'),
    ("recursive", 'r'),
    ("regexp", 'e'),
    ("expression", 'e'),
    ("file", 'f'),
    ("fields", 'f'),
    ("delimiter", 'd'),
    ("decode", 'd'),
    ("wrap", 'w'),
    ("reverse", 'r'),
    ("unique", 'u'),
    ("unbuffered", 'u'),
    ("numeric-sort", 'n'),
    ("key", 'k'),
    ("null", '0'),
    ("max-args", 'n'),
    ("no-run-if-empty", 'r'),
    ("append", 'a'),
    ("line-buffered", 'U'),
];

/// What a program is called with.
#[derive(Debug, Default)]
pub(super) struct Options<'a> {
    given: Vec<(char, &'a str)>,
    /// What is no option.
    pub(super) operands: Vec<&'a str>,
}

/// What an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Flag,
    /// It may have a value behind it.
    Open,
    Valued,
}

fn kind(with_value: &str, letter: char) -> Kind {
    match with_value.split_once(letter) {
        None => Kind::Flag,
        Some(_) if letter == '?' => Kind::Flag,
        Some((_, rest)) if rest.starts_with('?') => Kind::Open,
        Some(_) => Kind::Valued,
    }
}

impl<'a> Options<'a> {
    /// Reads arguments, where these letters have values: those with a `?` behind them only without a blank. `early`
    /// where options end at the first other word.
    pub(super) fn read(arguments: &'a [String], with_value: &str, early: bool) -> Self {
        let mut options = Self::default();
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            if word == "--" {
                options.operands.extend(words);
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = long.split_once('=').unwrap_or((long, ""));
                let letter = LONG.iter().find(|(known, _)| *known == name).map(|(_, it)| *it);
                let letter = letter.unwrap_or('?');
                let is_next = kind(with_value, letter) == Kind::Valued && !long.contains('=');
                let value = if is_next { words.next().unwrap_or_default() } else { value };
                options.given.push((letter, value));
                continue;
            }
            let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                options.operands.push(word);
                if early {
                    options.operands.extend(words);
                    break;
                }
                continue;
            };
            for (at, letter) in letters.char_indices() {
                let kind = kind(with_value, letter);
                if kind == Kind::Flag {
                    options.given.push((letter, ""));
                    continue;
                }
                let mut value = letters.get(at + letter.len_utf8()..).unwrap_or_default();
                if value.is_empty() && kind == Kind::Valued {
                    value = words.next().unwrap_or_default();
                }
                options.given.push((letter, value));
                break;
            }
        }
        options
    }

    /// Whether an option is given.
    pub(super) fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(given, _)| *given == letter)
    }

    /// The last value of an option.
    pub(super) fn value(&self, letter: char) -> Option<&'a str> {
        self.values(letter).pop()
    }

    /// All values of an option.
    pub(super) fn values(&self, letter: char) -> Vec<&'a str> {
        let given = self.given.iter().filter(|(given, _)| *given == letter);
        given.map(|(_, value)| *value).collect()
    }

    /// The value of an option as a number.
    pub(super) fn number(&self, letter: char) -> Option<usize> {
        self.value(letter)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_getopt_does() {
        let words = ["-n5", "a", "-vf", "x", "--lines", "3", "--quiet", "-", "--", "-y"];
        let words = words.map(str::to_owned);
        let options = Options::read(&words, "nf", false);
        assert_eq!(options.values('n'), ["5", "3"]);
        assert_eq!(options.value('f'), Some("x"));
        assert!(options.has('v') && options.has('q') && !options.has('y'));
        assert_eq!(options.operands, ["a", "-", "-y"]);
        assert_eq!(Options::read(&words, "n", true).operands.len(), 9);
    }
}
