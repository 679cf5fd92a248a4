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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::process) struct Pattern(Vec<Token>);

impl Pattern {
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
                '[' => match set(after) {
                    Some((set, after)) => {
                        rest = after;
                        set
                    }
                    None => Token::Char('['),
                },
                _ => Token::Char(*first),
            };
            self.0.push(token);
        }
    }

    /// A pattern of one unquoted text.
    pub(in crate::process) fn of(text: &str) -> Self {
        let mut pattern = Self::default();
        pattern.push(text, false);
        pattern
    }

    /// Whether it says more than its letters.
    pub(in crate::process) fn is_wild(&self) -> bool {
        !self.0.iter().all(|token| matches!(token, Token::Char(_)))
    }

    /// Whether it begins with a letter that is a dot: only then it means hidden files.
    pub(in crate::process) fn begins_with_dot(&self) -> bool {
        self.0.first() == Some(&Token::Char('.'))
    }

    /// Its parts between slashes, where it is a path.
    pub(in crate::process) fn split(&self) -> Vec<Self> {
        self.0.split(|token| *token == Token::Char('/')).map(|part| Self(part.to_vec())).collect()
    }

    /// What it stands for where it is not wild.
    pub(in crate::process) fn literal(&self) -> String {
        let letters = self.0.iter().map(|token| match token {
            Token::Char(letter) => *letter,
            Token::Any | Token::Many | Token::Set { .. } => '?',
        });
        letters.collect()
    }

    /// Whether it is the whole text.
    pub(in crate::process) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut from) = (0, 0);
        // Where the last `*` stands, and how far it reached when it was tried last.
        let mut star: Option<(usize, usize)> = None;
        while from < text.len() {
            let letter = text.get(from).copied().unwrap_or_default();
            let fits = match self.0.get(at) {
                Some(Token::Many) => {
                    star = Some((at, from));
                    at += 1;
                    continue;
                }
                Some(token) => token.fits(letter),
                None => false,
            };
            if fits {
                (at, from) = (at + 1, from + 1);
            } else if let Some((many, reached)) = star {
                star = Some((many, reached + 1));
                (at, from) = (many + 1, reached + 1);
            } else {
                return false;
            }
        }
        self.0.get(at..).unwrap_or_default().iter().all(|token| *token == Token::Many)
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
fn set(rest: &[char]) -> Option<(Token, &[char])> {
    let negated = matches!(rest.first(), Some('!' | '^'));
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
        let mut quoted = Pattern::default();
        quoted.push("*", true);
        assert!(!quoted.is_wild() && quoted.matches("*") && !quoted.matches("a"));
    }
}
