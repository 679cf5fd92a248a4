//! `${…}`: the values of parameters, and what is made of them.

use crate::process::shell::expand::{Piece, Stop};
use crate::process::shell::pattern::Pattern;
use crate::process::shell::run::{Flavor, Leave, Shell};
use crate::process::shell::syntax::{Change, Parameter, Word};

/// How long a text is at most in which something is replaced by a pattern, in letters.
const LONGEST_SEARCHED: usize = 20_000;

/// A change whose words are expanded.
enum Ready {
    None,
    Length,
    Trim { end: bool, longest: bool, pattern: Pattern },
    Replace { which: char, pattern: Pattern, with: String },
    Slice(i64, Option<i64>),
    Case { sign: char, all: bool, pattern: Option<Pattern> },
}

impl Shell {
    /// Puts the pieces that a parameter becomes behind others.
    pub(super) fn parameter(
        &mut self,
        of: &Parameter,
        quoted: bool,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), Stop> {
        let all = of.index.as_ref().and_then(Word::literal).filter(|it| ["@", "*"].contains(it));
        let all = all.or(Some(of.name.as_str()).filter(|name| ["@", "*"].contains(name)));
        if let Some(sign) = all {
            return self.parameters(of, sign == "*", quoted, pieces);
        }
        let mut name = of.name.clone();
        let mut index = of.index.clone();
        if of.indirect {
            name = self.value_of(&name).unwrap_or_default();
            if let Some((array, key)) = name.strip_suffix(']').and_then(|name| name.split_once('['))
            {
                if ["@", "*"].contains(&key) {
                    return Err(Leave::Unread.into());
                }
                index = Some(Word::quoted(key));
                name = array.to_owned();
            }
        }
        let mut key = None;
        let value = match &index {
            None => self.value_of(&name),
            Some(index) => {
                let found = self.key(&name, index)?;
                let items = self.items(&name);
                let value = items.iter().find(|(known, _)| *known == found);
                key = Some(found);
                value.map(|(_, value)| value.to_string())
            }
        };
        if let Change::Default { sign, colon, word } = &of.change {
            let is_set = value.as_ref().is_some_and(|value| !(*colon && value.is_empty()));
            let text = match (sign, is_set) {
                ('+', true) | ('-', false) => return self.instead(word, quoted, pieces),
                ('=', false) => {
                    let text = self.text(word)?;
                    self.put(&name, key, text.clone());
                    text
                }
                ('?', false) => {
                    let said = self.text(word)?;
                    let why = if said.is_empty() { "parameter not set" } else { &said };
                    let leave = self.fail(&format!("{name}: {why}"));
                    return Err(self.unset_in_bash(leave).into());
                }
                ('+', false) => String::new(),
                _ => value.unwrap_or_default(),
            };
            pieces.push(Piece::Text { text, quoted, splits: !quoted });
            return Ok(());
        }
        let Some(value) = value else {
            if self.options.nounset {
                let leave = self.fail(&format!("{name}: parameter not set"));
                return Err(self.unset_in_bash(leave).into());
            }
            let is_number = of.change == Change::Length;
            let text = if is_number { "0".to_owned() } else { String::new() };
            pieces.push(Piece::Text { text, quoted, splits: !quoted });
            return Ok(());
        };
        let change = self.ready(&of.change)?;
        let text = self.changed(value, &change)?;
        pieces.push(Piece::Text { text, quoted, splits: !quoted });
        Ok(())
    }

    /// bash itself ends in another way where it runs `-c`.
    fn unset_in_bash(&self, leave: Leave) -> Leave {
        let is_other = self.flavor == Flavor::Bash && self.sys.is_first() && !self.options.errexit;
        if is_other { Leave::Exit(127) } else { leave }
    }

    /// A word comes in the place of a value.
    fn instead(
        &mut self,
        word: &Word,
        is_quoted: bool,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), Stop> {
        for piece in self.pieces(word)? {
            pieces.push(match piece {
                Piece::Text { text, quoted, .. } => {
                    Piece::Text { text, quoted: quoted || is_quoted, splits: !quoted && !is_quoted }
                }
                Piece::Break => Piece::Break,
            });
        }
        if is_quoted && word.0.is_empty() {
            pieces.push(Piece::Text { text: String::new(), quoted: true, splits: false });
        }
        Ok(())
    }

    /// `$@`, `$*`, `${a[@]}`, `${!a[*]}`
    fn parameters(
        &mut self,
        of: &Parameter,
        is_star: bool,
        quoted: bool,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), Stop> {
        let is_own = of.index.is_none();
        let mut values: Vec<String> = if is_own {
            self.arguments.to_vec()
        } else if of.indirect {
            self.items(&of.name).into_iter().map(|(key, _)| key).collect()
        } else {
            self.items(&of.name).into_iter().map(|(_, value)| value.to_string()).collect()
        };
        let mut is_changed = true;
        match &of.change {
            Change::None => is_changed = false,
            Change::Length => {
                // dash counts letters here, and bash arguments.
                let letters = values.join(" ").chars().count();
                let counts = !is_own || self.flavor == Flavor::Bash;
                let count = if counts { values.len() } else { letters };
                let text = count.to_string();
                pieces.push(Piece::Text { text, quoted, splits: !quoted });
                return Ok(());
            }
            Change::Default { sign, colon, word } => {
                let is_empty = values.is_empty() || (*colon && values.concat().is_empty());
                if is_empty == (*sign != '+') {
                    return self.instead(word, quoted, pieces);
                }
                if *sign == '+' {
                    return Ok(());
                }
                is_changed = false;
            }
            Change::Slice { from, length } => {
                let text = self.text(from)?;
                let from = self.calculated(&text)?;
                let mut most = usize::MAX;
                if let Some(length) = length {
                    let text = self.text(length)?;
                    most = usize::try_from(self.calculated(&text)?).unwrap_or(0);
                }
                if is_own {
                    values.insert(0, self.name.clone());
                }
                let end = i64::try_from(values.len()).unwrap_or(i64::MAX);
                let from = if from < 0 { (end + from).max(0) } else { from };
                let from = usize::try_from(from).unwrap_or(usize::MAX);
                values = values.into_iter().skip(from).take(most).collect();
                is_changed = false;
            }
            Change::Bad | Change::Trim { .. } | Change::Replace { .. } | Change::Case { .. } => {}
        }
        if is_changed {
            let change = self.ready(&of.change)?;
            for value in &mut values {
                *value = self.changed(std::mem::take(value), &change)?;
            }
        }
        if is_star && quoted {
            let ifs = self.value_of("IFS");
            let sign = ifs.as_deref().unwrap_or(" ").chars().next();
            let text = values.join(&sign.map(String::from).unwrap_or_default());
            pieces.push(Piece::Text { text, quoted, splits: false });
            return Ok(());
        }
        for (at, text) in values.into_iter().enumerate() {
            if at > 0 {
                pieces.push(Piece::Break);
            }
            pieces.push(Piece::Text { text, quoted, splits: !quoted });
        }
        Ok(())
    }

    /// Expands the words of a change.
    fn ready(&mut self, change: &Change) -> Result<Ready, Stop> {
        Ok(match change {
            Change::None | Change::Default { .. } => Ready::None,
            Change::Bad => return Err(self.fail("bad substitution").into()),
            Change::Length => Ready::Length,
            Change::Trim { end, longest, word } => {
                let pattern = self.pattern(word)?;
                Ready::Trim { end: *end, longest: *longest, pattern }
            }
            Change::Replace { which, pattern, with } => {
                let pattern = self.pattern(pattern)?;
                Ready::Replace { which: *which, pattern, with: self.text(with)? }
            }
            Change::Slice { from, length } => {
                let text = self.text(from)?;
                let from = self.calculated(&text)?;
                let mut most = None;
                if let Some(length) = length {
                    let text = self.text(length)?;
                    most = Some(self.calculated(&text)?);
                }
                Ready::Slice(from, most)
            }
            Change::Case { sign, all, pattern } => {
                let own = self.pattern(pattern)?;
                let pattern = Some(own).filter(|_| !pattern.0.is_empty());
                Ready::Case { sign: *sign, all: *all, pattern }
            }
        })
    }

    /// What a change makes of a value.
    fn changed(&mut self, value: String, change: &Ready) -> Result<String, Stop> {
        Ok(match change {
            Ready::None => value,
            Ready::Length => value.chars().count().to_string(),
            Ready::Trim { end, longest, pattern } => trim(&value, pattern, *end, *longest),
            Ready::Replace { which, pattern, with } => {
                if pattern.is_wild() && value.len() > LONGEST_SEARCHED {
                    return Err(Leave::Unread.into());
                }
                self.work += value.len() * 4;
                replace(&value, pattern, *which, with)
            }
            Ready::Slice(from, length) => {
                let end = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
                let from = if *from < 0 { end.saturating_add(*from) } else { *from };
                let until = match length {
                    None => end,
                    Some(length) if *length < 0 => end.saturating_add(*length),
                    Some(length) => from.saturating_add(*length),
                };
                let place = |at: i64| usize::try_from(at).unwrap_or(0);
                if from < 0 {
                    String::new()
                } else {
                    let count = place(until.saturating_sub(from));
                    value.chars().skip(place(from)).take(count).collect()
                }
            }
            Ready::Case { sign: 'Q', .. } => format!("'{}'", value.replace('\'', "'\\''")),
            Ready::Case { sign, all, pattern } => {
                let mut text = String::new();
                for (at, letter) in value.chars().enumerate() {
                    let fits = (*all && *sign != 'u' || at == 0)
                        && pattern.as_ref().is_none_or(|it| it.matches(&letter.to_string()));
                    match sign {
                        '^' | 'U' | 'u' if fits => text.push(letter.to_ascii_uppercase()),
                        _ if fits => text.push(letter.to_ascii_lowercase()),
                        _ => text.push(letter),
                    }
                }
                text
            }
        })
    }
}

/// A text without the part at its beginning or end that matches.
fn trim(text: &str, pattern: &Pattern, end: bool, longest: bool) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if end {
        letters.reverse();
        if let Some(count) = pattern.reversed().reaches(&letters, longest) {
            letters.drain(..count);
        }
        letters.reverse();
    } else if let Some(count) = pattern.reaches(&letters, longest) {
        letters.drain(..count);
    }
    letters.into_iter().collect()
}

/// A text in which something else stands where a pattern matches.
fn replace(text: &str, pattern: &Pattern, which: char, with: &str) -> String {
    if which == '%' {
        let kept = trim(text, pattern, true, true);
        let matched = kept.len() < text.len() || pattern.matches("");
        return if matched { format!("{kept}{with}") } else { kept };
    }
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut rest = letters.as_slice();
    let mut open = true;
    while let [first, after @ ..] = rest {
        let length = if open { pattern.reaches(rest, true) } else { None };
        if let Some(length) = length.filter(|length| *length > 0 || which == '#') {
            out.push_str(with);
            rest = rest.get(length..).unwrap_or_default();
            open = which == '/';
        } else {
            out.push(*first);
            rest = after;
            open &= which != '#';
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_and_the_longest_part_go() {
        for (text, pattern, end, longest, expected) in [
            ("a/b/c.txt", "*/", false, false, "b/c.txt"),
            ("a/b/c.txt", "*/", false, true, "c.txt"),
            ("a.b.c", ".*", true, false, "a.b"),
            ("a.b.c", ".*", true, true, "a"),
            ("abc", "x", true, true, "abc"),
            ("abc", "b*", true, true, "a"),
        ] {
            assert_eq!(trim(text, &Pattern::of(pattern), end, longest), expected);
        }
    }

    #[test]
    fn parts_are_replaced() {
        for (text, pattern, which, expected) in [
            ("hello", "l", ' ', "heXlo"),
            ("hello", "l", '/', "heXXo"),
            ("hello", "l*", '/', "heX"),
            ("hello", "h", '#', "Xello"),
            ("hello", "e", '#', "hello"),
            ("hello", "o", '%', "hellX"),
            ("hello", "l", '%', "hello"),
            ("hello", "[aeiou]", '/', "hXllX"),
        ] {
            assert_eq!(replace(text, &Pattern::of(pattern), which, "X"), expected);
        }
    }
}
