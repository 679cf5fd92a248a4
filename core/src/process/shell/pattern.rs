//! Patterns: `*`, `?` and `[a-z]`, as `case`, `${x#…}` and file names use them.

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    Any,
    Many,
    Set {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// bash's `@(a|b)`, and with `?`, `*`, `+` and `!`.
    Group(char, Vec<Vec<Token>>),
}

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Pattern {
    tokens: Vec<Token>,
    /// Whether `^` negates a set as `!` does.
    caret: bool,
    /// Whether bash's groups are read; those that are open, with what stands in front of them.
    pub(in crate::process) extended: bool,
    open: Vec<(Token, Vec<Token>)>,
}

impl Pattern {
    /// A pattern of nothing.
    pub(in crate::process) fn empty(caret: bool) -> Self {
        Self { tokens: Vec::new(), caret, extended: false, open: Vec::new() }
    }

    /// Adds a piece of text; what is quoted stands for itself.
    pub(in crate::process) fn push(&mut self, text: &str, quoted: bool) {
        let letters: Vec<char> = text.chars().collect();
        let mut rest = letters.as_slice();
        while let [first, after @ ..] = rest {
            rest = after;
            let is_group = self.extended && !quoted;
            if is_group && "?*+@!".contains(*first) && after.first() == Some(&'(') {
                let before = std::mem::take(&mut self.tokens);
                self.open.push((Token::Group(*first, Vec::new()), before));
                rest = after.get(1..).unwrap_or_default();
                continue;
            }
            if is_group
                && "|)".contains(*first)
                && let Some((Token::Group(_, choices), _)) = self.open.last_mut()
            {
                choices.push(std::mem::take(&mut self.tokens));
                if *first == ')'
                    && let Some((group, before)) = self.open.pop()
                {
                    self.tokens = before;
                    self.tokens.push(group);
                }
                continue;
            }
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
        parts.map(|part| self.with(part.to_vec())).collect()
    }

    /// What it stands for where it is not wild.
    pub(in crate::process) fn literal(&self) -> String {
        let letters = self.tokens.iter().map(|token| match token {
            Token::Char(letter) => *letter,
            Token::Any | Token::Many | Token::Set { .. } | Token::Group(..) => '?',
        });
        letters.collect()
    }

    /// The same read from its end.
    pub(in crate::process) fn reversed(&self) -> Self {
        self.with(reversed(&self.tokens))
    }

    fn with(&self, tokens: Vec<Token>) -> Self {
        Self { tokens, caret: self.caret, extended: self.extended, open: Vec::new() }
    }

    /// Whether it is the whole text.
    pub(in crate::process) fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        self.reaches(&letters, true) == Some(letters.len())
    }

    /// How much of a text it is, from the beginning: as little as possible, or as much.
    pub(in crate::process) fn reaches(&self, text: &[char], longest: bool) -> Option<usize> {
        if self.tokens.iter().any(|token| matches!(token, Token::Group(..))) {
            let mut ends = vec![false; text.len() + 1];
            *ends.first_mut()? = true;
            let ends = reached(&self.tokens, text, ends);
            let mut ends = ends.into_iter();
            return if longest { ends.rposition(|it| it) } else { ends.position(|it| it) };
        }
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
            Self::Group(..) => false,
            Self::Set { negated, ranges } => {
                ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter)) != *negated
            }
        }
    }
}

/// Tokens as they are read from their end.
fn reversed(tokens: &[Token]) -> Vec<Token> {
    let turned = tokens.iter().rev().map(|token| match token {
        Token::Group(kind, choices) => {
            Token::Group(*kind, choices.iter().map(|choice| reversed(choice)).collect())
        }
        Token::Char(_) | Token::Any | Token::Many | Token::Set { .. } => token.clone(),
    });
    turned.collect()
}

/// Up to where tokens reach in a text that begin at some places.
fn reached(tokens: &[Token], text: &[char], from: Vec<bool>) -> Vec<bool> {
    let mut places = from;
    for token in tokens {
        let mut next = vec![false; places.len()];
        match token {
            Token::Many => {
                let mut is_open = false;
                for (place, is_there) in next.iter_mut().zip(&places) {
                    is_open |= is_there;
                    *place = is_open;
                }
            }
            Token::Group('!', choices) => {
                for start in (0..places.len()).filter(|at| places.get(*at) == Some(&true)) {
                    let mut own = vec![false; places.len()];
                    if let Some(place) = own.get_mut(start) {
                        *place = true;
                    }
                    let taken = any(choices, text, &own);
                    for (place, is_taken) in next.iter_mut().zip(taken).skip(start) {
                        *place |= !is_taken;
                    }
                }
            }
            Token::Group(kind, choices) => {
                next = any(choices, text, &places);
                if "*+".contains(*kind) {
                    // As often as something new is reached.
                    loop {
                        let more = any(choices, text, &next);
                        let before = next.clone();
                        join(&mut next, &more);
                        if before == next {
                            break;
                        }
                    }
                }
                if "*?".contains(*kind) {
                    join(&mut next, &places);
                }
            }
            Token::Char(_) | Token::Any | Token::Set { .. } => {
                for (at, letter) in text.iter().enumerate() {
                    if places.get(at) == Some(&true)
                        && token.fits(*letter)
                        && let Some(place) = next.get_mut(at + 1)
                    {
                        *place = true;
                    }
                }
            }
        }
        places = next;
    }
    places
}

/// Up to where any of some choices reaches.
fn any(choices: &[Vec<Token>], text: &[char], from: &[bool]) -> Vec<bool> {
    let mut all = vec![false; from.len()];
    for choice in choices {
        join(&mut all, &reached(choice, text, from.to_vec()));
    }
    all
}

fn join(places: &mut [bool], others: &[bool]) {
    for (place, other) in places.iter_mut().zip(others) {
        *place |= other;
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
