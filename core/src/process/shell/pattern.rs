//! Patterns: `*`, `?` and `[a-z]`, as `case`, `${x#…}` and file names use them.

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    Any,
    Many,
    Set { negated: bool, ranges: Vec<(char, char)> },
}

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Pattern {
    tokens: Vec<Token>,
    /// Whether `^` negates a set as `!` does.
    caret: bool,
}

impl Pattern {
    /// A pattern of nothing.
    pub(in crate::process) fn empty(caret: bool) -> Self {
        Self { tokens: Vec::new(), caret }
    }

    /// Adds a piece of text; what is quoted stands for itself.
    pub(in crate::process) fn push(&mut self, text: &str, quoted: bool) {
        let letters: Vec<char> = text.chars().collect();
        let mut rest = letters.as_slice();
        while let [first, after @ ..] = rest {
            rest = after;
            let token = match first {
                _ if quoted => Token::Char(*first),
                '*' => Token::Many,
                '?' => Token::Any,
                '\\' => match after {
                    [next, after @ ..] => {
                        rest = after;
                        Token::Char(*next)
                    }
                    [] => Token::Char('\\'),
                },
                '[' => match set(after, self.caret) {
                    Some((set, after)) => {
                        rest = after;
                        set
                    }
                    None => Token::Char('['),
                },
                _ => Token::Char(*first),
            };
            self.tokens.push(token);
        }
    }

    /// A pattern of one unquoted text.
    pub(in crate::process) fn of(text: &str) -> Self {
        let mut pattern = Self::empty(true);
        pattern.push(text, false);
        pattern
    }

    /// Whether it says more than its letters.
    pub(in crate::process) fn is_wild(&self) -> bool {
        !self.tokens.iter().all(|token| matches!(token, Token::Char(_)))
    }

    /// Whether it begins with a letter that is a dot: only then it means hidden files.
    pub(in crate::process) fn begins_with_dot(&self) -> bool {
        self.tokens.first() == Some(&Token::Char('.'))
    }

    /// Its parts between slashes, where it is a path.
    pub(in crate::process) fn split(&self) -> Vec<Self> {
        let parts = self.tokens.split(|token| *token == Token::Char('/'));
        parts.map(|part| Self { tokens: part.to_vec(), caret: self.caret }).collect()
    }

    /// What it stands for where it is not wild.
    pub(in crate::process) fn literal(&self) -> String {
        let letters = self.tokens.iter().map(|token| match token {
            Token::Char(letter) => *letter,
            Token::Any | Token::Many | Token::Set { .. } => '?',
        });
        letters.collect()
    }

    /// The same read from its end.
    pub(in crate::process) fn reversed(&self) -> Self {
        Self { tokens: self.tokens.iter().rev().cloned().collect(), caret: self.caret }
    }

    /// Whether it is the whole text.
    pub(in crate::process) fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        self.reaches(&letters, true) == Some(letters.len())
    }

    /// How much of a text it is, from the beginning: as little as possible, or as much.
    pub(in crate::process) fn reaches(&self, text: &[char], longest: bool) -> Option<usize> {
        let count = self.tokens.len();
        // At which of its tokens it may be.
        let mut places = vec![false; count + 1];
        self.enter(&mut places, 0);
        let mut found = None;
        for (at, letter) in text.iter().map(Some).chain([None]).enumerate() {
            if places.last() == Some(&true) {
                found = Some(at);
                if !longest {
                    break;
                }
            }
            let Some(letter) = letter else { break };
            let mut next = vec![false; count + 1];
            for (place, token) in self.tokens.iter().enumerate() {
                if places.get(place) == Some(&true) && token.fits(*letter) {
                    let stays = *token == Token::Many;
                    self.enter(&mut next, if stays { place } else { place + 1 });
                }
            }
            places = next;
            if !places.contains(&true) {
                break;
            }
        }
        found
    }

    /// It comes to a place; a `*` there may be nothing.
    fn enter(&self, places: &mut [bool], from: usize) {
        let mut place = from;
        while let Some(is_there) = places.get_mut(place) {
            *is_there = true;
            if self.tokens.get(place) != Some(&Token::Many) {
                return;
            }
            place += 1;
        }
    }
}

impl Token {
    fn fits(&self, letter: char) -> bool {
        match self {
            Self::Char(own) => *own == letter,
            Self::Any | Self::Many => true,
            Self::Set { negated, ranges } => {
                ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter)) != *negated
            }
        }
    }
}

/// A set behind its bracket, and what follows it; nothing where it does not end.
fn set(rest: &[char], caret: bool) -> Option<(Token, &[char])> {
    let negated = rest.first() == Some(&'!') || (caret && rest.first() == Some(&'^'));
    let mut at = usize::from(negated);
    let mut ranges = Vec::new();
    loop {
        let first = *rest.get(at)?;
        if first == ']' && !ranges.is_empty() {
            return Some((Token::Set { negated, ranges }, rest.get(at + 1..)?));
        }
        if first == '[' && rest.get(at + 1) == Some(&':') {
            let inside = rest.get(at + 2..)?;
            let length = inside.windows(2).position(|two| two == [':', ']'])?;
            let name: String = inside.get(..length)?.iter().collect();
            ranges.extend(class(&name));
            at += length + 4;
            continue;
        }
        let range = match (rest.get(at + 1), rest.get(at + 2)) {
            (Some('-'), Some(last)) if *last != ']' => {
                at += 3;
                (first, *last)
            }
            _ => {
                at += 1;
                (first, first)
            }
        };
        ranges.push(range);
    }
}

/// The ranges of a class: `[:digit:]`.
pub(in crate::process) fn class(name: &str) -> &'static [(char, char)] {
    match name {
        "digit" => &[('0', '9')],
        "lower" => &[('a', 'z')],
        "upper" => &[('A', 'Z')],
        "alpha" => &[('a', 'z'), ('A', 'Z')],
        "alnum" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
        "xdigit" => &[('a', 'f'), ('A', 'F'), ('0', '9')],
        "space" => &[(' ', ' '), ('\t', '\r')],
        "blank" => &[(' ', ' '), ('\t', '\t')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        for (pattern, text, expected) in [
            ("function-*", "function-case", true),
            ("*", "", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*.log", "x.log.gz", false),
            ("*.log*", "x.log.gz", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[[:digit:]][[:digit:]]", "42", true),
            ("[", "[", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("*a*b*a*", "xxaybza", true),
        ] {
            assert_eq!(Pattern::of(pattern).matches(text), expected, "{pattern} {text}");
        }
        let mut quoted = Pattern::empty(true);
        quoted.push("*", true);
        assert!(!quoted.is_wild() && quoted.matches("*") && !quoted.matches("a"));
    }
}
