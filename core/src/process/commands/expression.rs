//! Regular expressions as `grep`, `sed`, `awk` and bash's `=~` read them. A crate for them would weigh as much as all
//! programs here.

/// A piece of an expression.
#[derive(Clone, Debug)]
enum Piece {
    Char(char),
    Any,
    Start,
    End,
    /// `\b`, `\<` and `\>`: what has to be a part of a word: one side only, the letter behind, the letter in front.
    Border(char),
    Set {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// Alternatives; the number of the group, from 1.
    Group(Vec<Vec<Times>>, usize),
    /// What a group has found.
    Again(usize),
}

/// A piece, and how often it may come.
#[derive(Clone, Debug)]
struct Times {
    piece: Piece,
    least: usize,
    most: usize,
}

/// How many steps a search takes at most, beside some for each letter; what takes more is not found.
const MOST_STEPS: usize = 100_000;
/// How deep groups stand in each other at most.
const MOST_DEPTH: usize = 20;
/// How deep a search goes at most.
const DEEPEST: usize = 300;

/// How an expression is read.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(in crate::process) struct Dialect {
    /// `grep -E`, where operators have no backslash.
    pub(in crate::process) extended: bool,
    /// `grep -i`
    pub(in crate::process) ignores_case: bool,
    /// awk and sed: `\n` means a line end in sets as well.
    pub(in crate::process) escapes: bool,
    /// `grep -P`: `\d`.
    pub(in crate::process) perl: bool,
}

/// A regular expression.
#[derive(Clone, Debug)]
pub(in crate::process) struct Expression {
    choices: Vec<Vec<Times>>,
    ignores_case: bool,
    /// Whether another way may be longer than the first.
    has_choices: bool,
}

/// Where something was found: its bytes, and those of its groups.
pub(in crate::process) type Found = Vec<Option<(usize, usize)>>;

impl Expression {
    /// An extended expression.
    pub(in crate::process) fn of(text: &str) -> Self {
        Self::read(text, Dialect { extended: true, ..Dialect::default() })
    }

    /// An expression; what is not understood stands for itself.
    pub(in crate::process) fn read(text: &str, dialect: Dialect) -> Self {
        let rest = text.chars().collect();
        let mut reader = Reader { rest, at: 0, dialect, groups: 0, depth: 0, has_choices: false };
        let choices = reader.choices();
        Self { choices, ignores_case: dialect.ignores_case, has_choices: reader.has_choices }
    }

    /// A text that stands for itself.
    pub(in crate::process) fn literal(text: &str, ignores_case: bool) -> Self {
        let once = |letter| Times { piece: Piece::Char(letter), least: 1, most: 1 };
        let choices = vec![text.chars().map(once).collect()];
        Self { choices, ignores_case, has_choices: false }
    }

    /// Whether it is found in a text.
    pub(in crate::process) fn finds(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    /// Where it is found first, from a byte on; the first entry is the whole.
    pub(in crate::process) fn find(&self, text: &str, from: usize) -> Option<Found> {
        let letters: Vec<(usize, char)> = text.char_indices().collect();
        let first = letters.partition_point(|(at, _)| *at < from);
        self.find_in(&letters, text.len(), first)
    }

    /// Everywhere it is found, one behind the other.
    pub(in crate::process) fn all(&self, text: &str) -> Vec<Found> {
        let letters: Vec<(usize, char)> = text.char_indices().collect();
        let (mut all, mut at, mut ended) = (Vec::new(), 0, None);
        while at <= letters.len() {
            let Some(found) = self.find_in(&letters, text.len(), at) else { break };
            let Some(Some((start, end))) = found.first().copied() else { break };
            at = letters.partition_point(|(place, _)| *place < end);
            if start == end {
                at += 1;
                // Nothing behind something is no more than its end.
                if ended == Some(start) {
                    continue;
                }
            }
            ended = Some(end);
            all.push(found);
        }
        all
    }

    fn find_in(&self, letters: &[(usize, char)], length: usize, first: usize) -> Option<Found> {
        let place = |at: usize| letters.get(at).map_or(length, |(at, _)| *at);
        let mut matcher = Matcher {
            letters,
            ignores_case: self.ignores_case,
            groups: vec![None; 10],
            left: MOST_STEPS + 20 * letters.len(),
            depth: 0,
        };
        for start in first..=letters.len() {
            matcher.groups.fill(None);
            let mut best: Option<(usize, Found)> = None;
            let all = self.has_choices;
            matcher.choices(&self.choices, start, &mut |at, matcher| {
                if best.as_ref().is_none_or(|(end, _)| at > *end) {
                    best = Some((at, matcher.groups.clone()));
                }
                !all
            });
            let Some((end, groups)) = best else { continue };
            let mut all: Found = groups
                .into_iter()
                .map(|group| group.map(|(from, to)| (place(from), place(to))))
                .collect();
            if let Some(whole) = all.first_mut() {
                *whole = Some((place(start), place(end)));
            }
            return Some(all);
        }
        None
    }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    dialect: Dialect,
    groups: usize,
    depth: usize,
    has_choices: bool,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    /// Whether an operator stands here: with a backslash in basic expressions, without one in extended ones.
    fn eat(&mut self, sign: char) -> bool {
        let extended = self.dialect.extended;
        let found = if extended {
            self.peek(0) == Some(sign)
        } else {
            self.peek(0) == Some('\\') && self.peek(1) == Some(sign)
        };
        if found {
            self.at += if extended { 1 } else { 2 };
        }
        found
    }

    fn choices(&mut self) -> Vec<Vec<Times>> {
        let mut all = vec![self.sequence()];
        while self.eat('|') {
            self.has_choices = true;
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
            '^' if is_first || self.dialect.extended => Piece::Start,
            '$' if self.dialect.extended || self.ends() => Piece::End,
            '[' => self.set(),
            '\\' => {
                let next = self.peek(0).unwrap_or('\\');
                self.at += 1;
                self.escaped(next)
            }
            letter => Piece::Char(letter),
        }
    }

    fn escaped(&self, letter: char) -> Piece {
        let set = |negated, classes: &[&str], sign: char| {
            let mut ranges = vec![(sign, sign)];
            for class in classes {
                ranges.extend(crate::process::shell::class(class));
            }
            Piece::Set { negated, ranges }
        };
        match letter {
            'd' if self.dialect.perl => set(false, &["digit"], '0'),
            'w' | 'W' => set(letter == 'W', &["alnum"], '_'),
            's' | 'S' => set(letter == 'S', &["space"], ' '),
            'b' | '<' | '>' => Piece::Border(letter),
            'n' => Piece::Char('\n'),
            't' => Piece::Char('\t'),
            '1'..='9' => {
                let group = letter.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                Piece::Again(group.unwrap_or(1))
            }
            _ => Piece::Char(letter),
        }
    }

    fn set(&mut self) -> Piece {
        let start = self.at;
        let negated = self.peek(0) == Some('^');
        self.at += usize::from(negated);
        let mut ranges = Vec::new();
        loop {
            let Some(mut first) = self.peek(0) else {
                self.at = start;
                return Piece::Char('[');
            };
            self.at += 1;
            if first == ']' && !ranges.is_empty() {
                return Piece::Set { negated, ranges };
            }
            if first == '[' && self.peek(0) == Some(':') {
                let inside = self.rest.iter().skip(self.at + 1);
                let name: String = inside.take_while(|letter| **letter != ':').collect();
                self.at += name.chars().count() + 3;
                ranges.extend(crate::process::shell::class(&name));
                continue;
            }
            if first == '\\' && self.dialect.escapes {
                first = match self.peek(0) {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some(letter) => letter,
                    None => '\\',
                };
                self.at += 1;
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
        if matches!(piece, Piece::Start | Piece::End | Piece::Border(_)) {
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
            if !inside.is_empty() && self.eat('}') {
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
    /// Where groups begin and end, in letters.
    groups: Found,
    /// How many steps are left.
    left: usize,
    depth: usize,
}

type Then<'t, 'a> = dyn FnMut(usize, &mut Matcher<'a>) -> bool + 't;

impl<'a> Matcher<'a> {
    fn choices(&mut self, choices: &[Vec<Times>], at: usize, then: &mut Then<'_, 'a>) -> bool {
        choices.iter().any(|choice| self.sequence(choice, at, then))
    }

    fn sequence(&mut self, sequence: &[Times], at: usize, then: &mut Then<'_, 'a>) -> bool {
        let (mut at, mut rest) = (at, sequence);
        loop {
            if self.left == 0 || self.depth > DEEPEST {
                return false;
            }
            self.left -= 1;
            let Some((times, behind)) = rest.split_first() else { return then(at, self) };
            let is_group = matches!(times.piece, Piece::Group(..));
            if is_group || (times.least, times.most) != (1, 1) {
                self.depth += 1;
                let found = self.repeat(times, behind, at, 0, then);
                self.depth -= 1;
                return found;
            }
            // What comes once is found without going deeper, so that a long expression does not.
            match self.single(&times.piece, at) {
                Some(next) => (at, rest) = (next, behind),
                None => return false,
            }
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
        let Piece::Group(choices, number) = &times.piece else {
            // Letters are counted without going deeper, so that a long line does not.
            let mut ends = vec![at];
            while ends.len() <= times.most
                && let Some(next) = ends.last().and_then(|end| self.single(&times.piece, *end))
                && ends.last() != Some(&next)
            {
                ends.push(next);
            }
            self.left = self.left.saturating_sub(ends.len() / 4);
            while ends.len() > times.least
                && let Some(end) = ends.pop()
            {
                if self.sequence(rest, end, then) {
                    return true;
                }
                if self.left == 0 {
                    break;
                }
            }
            return false;
        };
        if done < times.most {
            let before = self.groups.get(*number).copied().flatten();
            let found = self.choices(choices, at, &mut |end, matcher| {
                if end == at && done >= times.least {
                    return false;
                }
                let inner = matcher.group(*number, Some((at, end)));
                matcher.depth += 1;
                let found =
                    matcher.depth <= DEEPEST && matcher.repeat(times, rest, end, done + 1, then);
                matcher.depth -= 1;
                if !found {
                    matcher.group(*number, inner);
                }
                found
            });
            if found {
                return true;
            }
            self.group(*number, before);
        }
        done >= times.least && self.sequence(rest, at, then)
    }

    /// What a group has found becomes something else.
    fn group(&mut self, number: usize, found: Option<(usize, usize)>) -> Option<(usize, usize)> {
        self.groups.get_mut(number).and_then(|group| std::mem::replace(group, found))
    }

    fn is_word(&self, at: Option<usize>) -> bool {
        let letter = at.and_then(|at| self.letters.get(at));
        letter.is_some_and(|(_, letter)| letter.is_alphanumeric() || *letter == '_')
    }

    fn single(&self, piece: &Piece, at: usize) -> Option<usize> {
        let letter = self.letters.get(at).map(|(_, letter)| *letter);
        let fits = match piece {
            Piece::Start => return (at == 0).then_some(at),
            Piece::End => return letter.is_none().then_some(at),
            Piece::Border(sign) => {
                let (before, behind) = (self.is_word(at.checked_sub(1)), self.is_word(Some(at)));
                let fits = match sign {
                    '<' => behind && !before,
                    '>' => before && !behind,
                    _ => before != behind,
                };
                return fits.then_some(at);
            }
            Piece::Again(number) => {
                let (from, to) = self.groups.get(*number).copied().flatten()?;
                let said = self.letters.get(from..to)?.iter().map(|(_, letter)| letter);
                let here = self.letters.get(at..at + (to - from))?.iter().map(|(_, letter)| letter);
                return said.eq(here).then_some(at + (to - from));
            }
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
            ("foo|foobar", true, "a foobar", Some((2, 8))),
            ("\\(a\\)b", false, "ab", Some((0, 2))),
            ("\\(.\\)\\1", false, "abccd", Some((2, 4))),
            ("\\bcat\\b", true, "concat cat", Some((7, 10))),
            ("a{2,3}", true, "caaaab", Some((1, 4))),
            ("[[:space:]]x", true, "a x", Some((1, 3))),
            ("a\\.b", true, "axb a.b", Some((4, 7))),
            ("(a*)*b", true, "aaaaaaaaaaaaaaaaaaaaaaaaaaaac", None),
            ("", true, "x", Some((0, 0))),
            ("é+", true, "caféé!", Some((3, 7))),
            ("*a", false, "b*a", Some((1, 3))),
        ] {
            let dialect = Dialect { extended, ..Dialect::default() };
            let found = Expression::read(expression, dialect).find(text, 0);
            assert_eq!(found.and_then(|found| found[0]), expected, "{expression}");
        }
        let dialect = Dialect { ignores_case: true, ..Dialect::default() };
        assert!(Expression::read("GET", dialect).finds("a get b"));
        let groups = Expression::of("(a+)(b|c)").find("xaab", 0).unwrap();
        assert_eq!(&groups[..3], [Some((1, 4)), Some((1, 3)), Some((3, 4))]);
    }

    #[test]
    fn everything_is_found_once_and_nothing_goes_too_deep() {
        let places = |expression: &str, text: &str| -> Vec<(usize, usize)> {
            Expression::of(expression).all(text).iter().filter_map(|found| found[0]).collect()
        };
        assert_eq!(places("a+", "aabaa"), [(0, 2), (3, 5)]);
        assert_eq!(places("x*", "axb"), [(0, 0), (1, 2), (3, 3)]);
        assert_eq!(places("", "ab"), [(0, 0), (1, 1), (2, 2)]);
        let long = "ab".repeat(20_000);
        assert!(Expression::of("(a|b)*").find(&long, 0).is_some());
        assert!(Expression::of(&"(".repeat(5000)).find(&long, 0).is_none());
        assert!(Expression::of(&long).finds(&long));
        assert!(!Expression::of("(a*b*)*c").finds(&long));
    }
}
