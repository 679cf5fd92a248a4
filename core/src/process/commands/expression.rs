//! Regular expressions as `grep` and `sed` read them. A crate for them would weigh as much as all programs here.

/// A piece of an expression.
#[derive(Clone, Debug)]
enum Piece {
    Char(char),
    Any,
    Start,
    End,
    Set {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// Alternatives; the number of the group, from 1.
    Group(Vec<Vec<Times>>, usize),
}

/// A piece, and how often it may come.
#[derive(Clone, Debug)]
struct Times {
    piece: Piece,
    least: usize,
    most: usize,
}

/// How many steps a search takes at most; what takes more is not found.
const MOST_STEPS: usize = 100_000;
/// How deep groups stand in each other at most.
const MOST_DEPTH: usize = 20;

/// A regular expression.
#[derive(Clone, Debug)]
pub(in crate::process) struct Expression {
    choices: Vec<Vec<Times>>,
    ignores_case: bool,
}

/// Where something was found: its bytes, and those of its groups.
pub(in crate::process) type Found = Vec<Option<(usize, usize)>>;

impl Expression {
    /// An extended expression.
    pub(in crate::process) fn of(text: &str) -> Self {
        Self::read(text, true, false)
    }

    /// An expression, extended or basic; what is not understood stands for itself.
    pub(in crate::process) fn read(text: &str, extended: bool, ignores_case: bool) -> Self {
        let mut reader =
            Reader { rest: text.chars().collect(), at: 0, extended, groups: 0, depth: 0 };
        Self { choices: reader.choices(), ignores_case }
    }

    /// Whether it is found in a text.
    pub(in crate::process) fn finds(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    /// All parts of a text that it is, none of them empty.
    pub(in crate::process) fn all<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let (mut parts, mut from) = (Vec::new(), 0);
        while let Some(Some((start, end))) =
            self.find(text, from).and_then(|found| found.first().copied())
        {
            parts.extend(text.get(start..end).filter(|part| !part.is_empty()));
            from = end.max(start + 1);
            if from >= text.len() {
                break;
            }
        }
        parts
    }

    /// Where it is found first, from a byte on; the first entry is the whole.
    pub(in crate::process) fn find(&self, text: &str, from: usize) -> Option<Found> {
        let letters: Vec<(usize, char)> = text.char_indices().collect();
        let first = letters.partition_point(|(at, _)| *at < from);
        let place = |at: usize| letters.get(at).map_or(text.len(), |(at, _)| *at);
        let mut matcher = Matcher {
            letters: &letters,
            ignores_case: self.ignores_case,
            groups: vec![None; 10],
            steps: 0,
        };
        for start in first..=letters.len() {
            matcher.groups.fill(None);
            let mut end = None;
            let found = matcher.choices(&self.choices, start, &mut |at, _| {
                end = Some(at);
                true
            });
            if found && let Some(end) = end {
                let groups = matcher
                    .groups
                    .iter()
                    .map(|group| group.map(|(from, to)| (place(from), place(to))));
                let mut all: Found = groups.collect();
                if let Some(whole) = all.first_mut() {
                    *whole = Some((place(start), place(end)));
                }
                return Some(all);
            }
        }
        None
    }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    extended: bool,
    groups: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    /// Whether an operator stands here: with a backslash in basic expressions, without one in extended ones.
    fn eat(&mut self, sign: char) -> bool {
        let found = if self.extended {
            self.peek(0) == Some(sign)
        } else {
            self.peek(0) == Some('\\') && self.peek(1) == Some(sign)
        };
        if found {
            self.at += if self.extended { 1 } else { 2 };
        }
        found
    }

    fn choices(&mut self) -> Vec<Vec<Times>> {
        let mut all = vec![self.sequence()];
        while self.eat('|') {
            all.push(self.sequence());
        }
        all
    }

    fn ends(&mut self) -> bool {
        let at = self.at;
        let ends = self.peek(0).is_none() || self.eat('|') || (self.depth > 0 && self.eat(')'));
        self.at = at;
        ends
    }

    fn sequence(&mut self) -> Vec<Times> {
        let mut all = Vec::new();
        while !self.ends() {
            let piece = self.piece(all.is_empty());
            let (least, most) = self.times(&piece);
            all.push(Times { piece, least, most });
        }
        all
    }

    fn piece(&mut self, is_first: bool) -> Piece {
        if self.depth < MOST_DEPTH && self.eat('(') {
            self.groups += 1;
            self.depth += 1;
            let number = self.groups;
            let choices = self.choices();
            self.depth -= 1;
            self.eat(')');
            return Piece::Group(choices, number);
        }
        let letter = self.peek(0).unwrap_or_default();
        self.at += 1;
        match letter {
            '.' => Piece::Any,
            '^' if is_first || self.extended => Piece::Start,
            '$' if self.extended || self.ends() => Piece::End,
            '[' => self.set(),
            '\\' => {
                let next = self.peek(0).unwrap_or('\\');
                self.at += 1;
                match next {
                    'd' => Piece::Set { negated: false, ranges: vec![('0', '9')] },
                    'w' => Piece::Set {
                        negated: false,
                        ranges: vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
                    },
                    's' => Piece::Set { negated: false, ranges: vec![(' ', ' '), ('\t', '\r')] },
                    'n' => Piece::Char('\n'),
                    't' => Piece::Char('\t'),
                    _ => Piece::Char(next),
                }
            }
            letter => Piece::Char(letter),
        }
    }

    fn set(&mut self) -> Piece {
        let start = self.at;
        let negated = self.peek(0) == Some('^');
        self.at += usize::from(negated);
        let mut ranges = Vec::new();
        loop {
            let Some(first) = self.peek(0) else {
                self.at = start;
                return Piece::Char('[');
            };
            self.at += 1;
            if first == ']' && !ranges.is_empty() {
                return Piece::Set { negated, ranges };
            }
            if first == '[' && self.peek(0) == Some(':') {
                let name: String = self
                    .rest
                    .iter()
                    .skip(self.at + 1)
                    .take_while(|letter| **letter != ':')
                    .collect();
                self.at += name.len() + 3;
                ranges.extend(crate::process::shell::class(&name));
                continue;
            }
            match (self.peek(0), self.peek(1)) {
                (Some('-'), Some(last)) if last != ']' => {
                    self.at += 2;
                    ranges.push((first, last));
                }
                _ => ranges.push((first, first)),
            }
        }
    }

    fn times(&mut self, piece: &Piece) -> (usize, usize) {
        if matches!(piece, Piece::Start | Piece::End) {
            return (1, 1);
        }
        if self.peek(0) == Some('*') {
            self.at += 1;
            return (0, usize::MAX);
        }
        if self.eat('+') {
            return (1, usize::MAX);
        }
        if self.eat('?') {
            return (0, 1);
        }
        let at = self.at;
        if self.eat('{') {
            let inside: String = self
                .rest
                .iter()
                .skip(self.at)
                .take_while(|letter| letter.is_ascii_digit() || **letter == ',')
                .collect();
            self.at += inside.len();
            if self.eat('}') {
                let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
                let least = least.parse().unwrap_or(0);
                return (least, most.parse().unwrap_or(usize::MAX));
            }
            self.at = at;
        }
        (1, 1)
    }
}

struct Matcher<'a> {
    letters: &'a [(usize, char)],
    ignores_case: bool,
    groups: Found,
    steps: usize,
}

type Then<'t, 'a> = dyn FnMut(usize, &mut Matcher<'a>) -> bool + 't;

impl<'a> Matcher<'a> {
    fn choices(&mut self, choices: &[Vec<Times>], at: usize, then: &mut Then<'_, 'a>) -> bool {
        choices.iter().any(|choice| self.sequence(choice, at, then))
    }

    fn sequence(&mut self, sequence: &[Times], at: usize, then: &mut Then<'_, 'a>) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return false;
        }
        match sequence.split_first() {
            None => then(at, self),
            Some((times, rest)) => self.repeat(times, rest, at, 0, then),
        }
    }

    fn repeat(
        &mut self,
        times: &Times,
        rest: &[Times],
        at: usize,
        done: usize,
        then: &mut Then<'_, 'a>,
    ) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return false;
        }
        // Letters are counted without going deeper, so that a long line does not.
        if !matches!(times.piece, Piece::Group(..)) {
            let mut ends = at;
            let mut count = 0;
            while count < times.most
                && let Some(next) = self.single(&times.piece, ends)
            {
                count += 1;
                let stays = next == ends;
                ends = next;
                if stays {
                    break;
                }
            }
            loop {
                if count < times.least {
                    return false;
                }
                if self.sequence(rest, ends, then) {
                    return true;
                }
                if count == 0 || ends == at {
                    return false;
                }
                count -= 1;
                ends -= 1;
            }
        }
        let Piece::Group(choices, number) = &times.piece else { return false };
        if done < times.most && done < 1000 {
            let before = self.groups.get(*number).copied().flatten();
            let found = self.choices(choices, at, &mut |end, matcher| {
                if end == at && done >= times.least {
                    return false;
                }
                let inner = matcher.groups.get(*number).copied().flatten();
                if let Some(group) = matcher.groups.get_mut(*number) {
                    *group = Some((at, end));
                }
                let found = matcher.repeat(times, rest, end, done + 1, then);
                if !found && let Some(group) = matcher.groups.get_mut(*number) {
                    *group = inner;
                }
                found
            });
            if found {
                return true;
            }
            if let Some(group) = self.groups.get_mut(*number) {
                *group = before;
            }
        }
        done >= times.least && self.sequence(rest, at, then)
    }

    fn single(&self, piece: &Piece, at: usize) -> Option<usize> {
        let letter = self.letters.get(at).map(|(_, letter)| *letter);
        let fits = match piece {
            Piece::Start => return (at == 0).then_some(at),
            Piece::End => return letter.is_none().then_some(at),
            Piece::Any => letter.is_some(),
            Piece::Char(own) => letter.is_some_and(|letter| {
                letter == *own || (self.ignores_case && letter.eq_ignore_ascii_case(own))
            }),
            Piece::Set { negated, ranges } => letter.is_some_and(|letter| {
                let within =
                    |letter: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter));
                let found = within(letter)
                    || (self.ignores_case
                        && (within(letter.to_ascii_lowercase())
                            || within(letter.to_ascii_uppercase())));
                found != *negated
            }),
            Piece::Group(..) => false,
        };
        fits.then_some(at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_find_what_grep_finds() {
        for (expression, extended, text, expected) in [
            ("b", true, "a b c", Some((2, 3))),
            ("^a.*c$", true, "a b c", Some((0, 5))),
            ("^b", true, "a b", None),
            ("[0-9]+", true, "ab42c", Some((2, 4))),
            ("[0-9]+", false, "ab4+c", Some((2, 4))),
            ("[0-9]\\+", false, "ab42c", Some((2, 4))),
            ("(foo|bar)+x", true, "foobarx", Some((0, 7))),
            ("\\(a\\)b", false, "ab", Some((0, 2))),
            ("a{2,3}", true, "caaaab", Some((1, 4))),
            ("[[:space:]]x", true, "a x", Some((1, 3))),
            ("a\\.b", true, "axb a.b", Some((4, 7))),
            ("(a*)*b", true, "aaaaaaaaaaaaaaaaaaaaaaaaaaaac", None),
            ("", true, "x", Some((0, 0))),
            ("é+", true, "caféé!", Some((3, 7))),
        ] {
            let found = Expression::read(expression, extended, false).find(text, 0);
            assert_eq!(found.and_then(|found| found[0]), expected, "{expression}");
        }
        assert!(Expression::read("GET", true, true).finds("a get b"));
        let groups = Expression::of("(a+)(b|c)").find("xaab", 0).unwrap();
        assert_eq!(&groups[..3], [Some((1, 4)), Some((1, 3)), Some((3, 4))]);
    }
}
