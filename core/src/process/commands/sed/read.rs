//! The script of `sed`, read.

use super::{Action, Address, Dialect, Expression, Replace, Step};

pub(super) struct Reader {
    pub(super) rest: Vec<char>,
    pub(super) at: usize,
    pub(super) extended: bool,
    pub(super) gnu: bool,
    pub(super) newest: Option<Expression>,
    /// Where the blocks begin that are not closed yet.
    pub(super) open: Vec<usize>,
}

impl Reader {
    pub(super) fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(letter)
    }

    pub(super) fn skip(&mut self, signs: &str) {
        while self.peek().is_some_and(|letter| signs.contains(letter)) {
            self.at += 1;
        }
    }

    /// What stands here up to one of these signs.
    pub(super) fn word(&mut self, ends: &str) -> String {
        let mut word = String::new();
        while let Some(letter) = self.peek().filter(|letter| !ends.contains(*letter)) {
            word.push(letter);
            self.at += 1;
        }
        word
    }

    pub(super) fn number(&mut self) -> Option<usize> {
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.at += 1;
        }
        digits.parse().ok()
    }

    /// What stands up to a sign that is not escaped; a sign in a set ends nothing where `sets` holds.
    pub(super) fn part(&mut self, end: char, sets: bool) -> Option<String> {
        let mut part = String::new();
        let mut in_set = false;
        loop {
            let letter = self.next()?;
            if letter == '\\' {
                let next = self.next()?;
                if next != end || end == '\\' {
                    part.push('\\');
                }
                part.push(next);
                continue;
            }
            if letter == end && !in_set {
                return Some(part);
            }
            if sets && letter == '[' {
                in_set = true;
            } else if letter == ']' && !part.ends_with('[') && !part.ends_with("[^") {
                in_set = false;
            }
            part.push(letter);
        }
    }

    /// An expression; one of nothing is the one in front of it again.
    pub(super) fn expression(&mut self, text: &str, ignores_case: bool) -> Expression {
        if let Some(before) = self.newest.as_ref().filter(|_| text.is_empty()) {
            return before.clone();
        }
        let dialect = Dialect { extended: self.extended, ignores_case, escapes: true, perl: false };
        let read = Expression::read(text, dialect);
        self.newest = Some(read.clone());
        read
    }

    #[expect(clippy::option_option, reason = "it may be wrong, or not be there")]
    pub(super) fn address(&mut self) -> Option<Option<Address>> {
        let Some(letter) = self.peek() else { return Some(None) };
        if letter.is_ascii_digit() {
            let line = self.number()?;
            if self.peek() == Some('~') && self.gnu {
                self.at += 1;
                return Some(Some(Address::Every(line, self.number()?)));
            }
            return Some(Some(Address::Line(line)));
        }
        let end = match letter {
            '$' => {
                self.at += 1;
                return Some(Some(Address::Last));
            }
            '/' => '/',
            '\\' => {
                self.at += 1;
                self.peek()?
            }
            _ => return Some(None),
        };
        self.at += 1;
        let text = self.part(end, true)?;
        let ignores_case = self.peek() == Some('I');
        self.at += usize::from(ignores_case);
        Some(Some(Address::Like(self.expression(&text, ignores_case))))
    }

    /// Reads a script; nothing where it is not understood.
    pub(super) fn steps(&mut self) -> Option<Vec<Step>> {
        let mut steps: Vec<Step> = Vec::new();
        loop {
            self.skip(" \t\n;");
            let Some(letter) = self.peek() else { break };
            if letter == '#' {
                self.word("\n");
                continue;
            }
            if letter == '}' {
                self.at += 1;
                let begin = self.open.pop()?;
                let end = steps.len();
                if let Some(Step { action: Action::Block(place), .. }) = steps.get_mut(begin) {
                    *place = end;
                }
                continue;
            }
            let from = self.address()?;
            let mut to = None;
            self.skip(" \t");
            if self.peek() == Some(',') {
                self.at += 1;
                self.skip(" \t");
                if self.peek() == Some('+') {
                    self.at += 1;
                    to = Some(Address::Behind(self.number()?));
                } else {
                    to = Some(self.address()??);
                }
            }
            self.skip(" \t");
            let negated = self.peek() == Some('!');
            self.skip(" \t!");
            let action = self.action(steps.len())?;
            steps.push(Step { from, to, negated, action, within: None });
        }
        self.open.is_empty().then_some(steps)
    }

    pub(super) fn action(&mut self, at: usize) -> Option<Action> {
        let letter = self.next()?;
        Some(match letter {
            '{' => {
                self.open.push(at);
                Action::Block(0)
            }
            's' => self.replace()?,
            'y' => {
                let end = self.next()?;
                let (from, to) = (self.part(end, false)?, self.part(end, false)?);
                let plain = |text: String| text.replace("\\n", "\n").replace("\\\\", "\\");
                let (from, to) = (plain(from), plain(to));
                Action::Map(from.chars().zip(to.chars()).collect())
            }
            ':' => {
                self.skip(" \t");
                Action::Label(self.word("\n;").trim_end().to_owned())
            }
            'b' | 't' | 'T' => {
                self.skip(" \t");
                Action::Jump(letter, self.word("\n;}").trim_end().to_owned())
            }
            'a' | 'i' | 'c' => {
                self.skip(" \t");
                if self.peek() == Some('\\') {
                    self.at += 1;
                    self.skip(" \t");
                    if self.peek() == Some('\n') {
                        self.at += 1;
                    }
                }
                let mut text = String::new();
                while let Some(letter) = self.next() {
                    match letter {
                        '\n' => break,
                        '\\' => text.extend(self.next()),
                        letter => text.push(letter),
                    }
                }
                Action::Text(letter, text + "\n")
            }
            'q' | 'Q' => {
                self.skip(" \t");
                let code = self.number().unwrap_or(0);
                Action::Text(letter, code.to_string())
            }
            'p' | 'd' | 'D' | 'n' | 'N' | 'g' | 'G' | 'h' | 'H' | 'x' | '=' | 'P' => {
                Action::Plain(letter)
            }
            _ => {
                self.at -= 1;
                return None;
            }
        })
    }

    pub(super) fn replace(&mut self) -> Option<Action> {
        let end = self.next()?;
        let (wanted, with) = (self.part(end, true)?, self.part(end, false)?);
        let (mut first, mut all, mut prints, mut ignores_case) = (1, false, false, false);
        loop {
            match self.peek() {
                Some('g') => all = true,
                Some('p') => prints = true,
                Some('i' | 'I') => ignores_case = true,
                Some(digit) if digit.is_ascii_digit() => {
                    first = self.number()?;
                    continue;
                }
                Some('w' | 'e' | 'm' | 'M') => return None,
                _ => break,
            }
            self.at += 1;
        }
        let wanted = self.expression(&wanted, ignores_case);
        Some(Action::Replace(Box::new(Replace { wanted, with, first, all, prints })))
    }
}
