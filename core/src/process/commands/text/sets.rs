//! `tr`.

use super::{Options, sort_by, unescape};

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Sets {
    pub(super) from: Vec<char>,
    pub(super) to: Vec<char>,
    pub(super) deletes: bool,
    pub(super) squeezes: bool,
    pub(super) others: bool,
    pub(super) has_second: bool,
}

impl Sets {
    pub(super) fn of(options: &Options<'_>) -> Self {
        let set = |at: usize| letters(options.operands.get(at).copied().unwrap_or_default());
        Self {
            from: set(0),
            to: set(1),
            deletes: options.has('d'),
            squeezes: options.has('s'),
            others: options.has('c') || options.has('C'),
            has_second: options.operands.len() > 1,
        }
    }

    pub(super) fn translate(&self, text: &str, out: &mut String) {
        for letter in text.chars() {
            let place = self.from.iter().position(|known| *known == letter);
            let place = match (self.others, place) {
                (false, place) => place,
                (true, None) => Some(usize::MAX),
                (true, Some(_)) => None,
            };
            let made = match place {
                Some(_) if self.deletes => continue,
                Some(place) if self.has_second => {
                    self.to.get(place).or(self.to.last()).copied().unwrap_or(letter)
                }
                _ => letter,
            };
            let is_repeated = if self.has_second {
                self.to.contains(&made)
            } else {
                self.from.contains(&made) != self.others
            };
            if !(self.squeezes && is_repeated && out.ends_with(made)) {
                out.push(made);
            }
        }
    }
}

/// The letters of a set of `tr`: `a-z`, `[:digit:]`, `\n`.
pub(super) fn letters(set: &str) -> Vec<char> {
    let plain: Vec<char> = unescape(set).0.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(first) = plain.get(at) {
        if *first == '[' && plain.get(at + 1) == Some(&':') {
            let name: String = plain.iter().skip(at + 2).take_while(|it| **it != ':').collect();
            let length = name.chars().count();
            let mut ranges = crate::process::shell::class(&name).to_vec();
            sort_by(&mut ranges, Ord::cmp);
            out.extend(ranges.into_iter().flat_map(|(from, to)| from..=to));
            at += length + 4;
        } else if let (Some('-'), Some(last)) = (plain.get(at + 1), plain.get(at + 2)) {
            out.extend(*first..=*last);
            at += 3;
        } else {
            out.push(*first);
            at += 1;
        }
    }
    out
}
