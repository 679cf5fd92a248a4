//! bash's `{1..5}` and `{a,b}`; other shells take them as they stand there.

use crate::process::shell::syntax::{Part, Word};

/// How many words come of one at most.
const MOST: usize = 10_000;
/// How many letters they have at most.
const MOST_LETTERS: usize = 200_000;

/// A letter that is not quoted, or what stands as a whole.
#[derive(Clone, Debug, PartialEq)]
enum Atom {
    Letter(char),
    Part(Part),
}

/// The words that a word becomes; nothing where it stays one.
pub(super) fn expand(word: &Word) -> Option<Vec<Word>> {
    let has_brace =
        |part: &Part| matches!(part, Part::Text { text, quoted: false } if text.contains('{'));
    if !word.0.iter().any(has_brace) {
        return None;
    }
    let mut atoms = Vec::new();
    for part in &word.0 {
        if let Part::Text { text, quoted: false } = part {
            atoms.extend(text.chars().map(Atom::Letter));
        } else {
            atoms.push(Atom::Part(part.clone()));
        }
    }
    let mut words = Vec::new();
    choose(&atoms, 0, &mut words);
    Some(words.iter().map(|atoms| joined(atoms)).filter(|word| !word.0.is_empty()).collect())
}

/// Puts all words that some atoms become behind others.
fn choose(atoms: &[Atom], depth: usize, words: &mut Vec<Vec<Atom>>) {
    let mut braces = (0..atoms.len()).filter(|at| atoms.get(*at) == Some(&Atom::Letter('{')));
    let found = braces.find_map(|at| Some((at, parts(atoms.get(at + 1..)?)?)));
    let Some((at, (choices, length))) = found.filter(|_| depth < 20) else {
        words.push(atoms.to_vec());
        return;
    };
    let before = atoms.get(..at).unwrap_or_default();
    let after = atoms.get(at + length + 2..).unwrap_or_default();
    let mut behind = Vec::new();
    choose(after, depth + 1, &mut behind);
    for choice in choices {
        let mut inside = Vec::new();
        choose(&choice, depth + 1, &mut inside);
        for middle in &inside {
            for rest in &behind {
                let length = before.len() + middle.len() + rest.len();
                if words.len() < MOST && words.len() * length < MOST_LETTERS {
                    words.push([before, middle, rest].concat());
                }
            }
        }
    }
}

/// What can be chosen behind a brace, and how far the one that closes is away; nothing where there is no choice.
fn parts(atoms: &[Atom]) -> Option<(Vec<Vec<Atom>>, usize)> {
    let (mut all, mut current, mut open) = (Vec::new(), Vec::new(), 0);
    for (at, atom) in atoms.iter().enumerate() {
        match atom {
            Atom::Letter('{') => open += 1,
            Atom::Letter('}') if open == 0 => {
                if all.is_empty() {
                    return Some((range(&current)?, at));
                }
                all.push(current);
                return Some((all, at));
            }
            Atom::Letter('}') => open -= 1,
            Atom::Letter(',') if open == 0 => {
                all.push(std::mem::take(&mut current));
                continue;
            }
            Atom::Letter(_) | Atom::Part(_) => {}
        }
        current.push(atom.clone());
    }
    None
}

/// `1..10..2`, `a..e`, `01..12`
fn range(inside: &[Atom]) -> Option<Vec<Vec<Atom>>> {
    let mut text = String::new();
    for atom in inside {
        let Atom::Letter(letter) = atom else { return None };
        text.push(*letter);
    }
    let mut words = text.split("..");
    let (from, to) = (words.next()?, words.next()?);
    let step = match words.next() {
        Some(step) => step.parse::<i64>().ok()?.unsigned_abs().max(1),
        None => 1,
    };
    let letter = |word: &str| {
        let mut letters = word.chars();
        letters.next().filter(|it| it.is_ascii_alphabetic() && letters.next().is_none())
    };
    let (first, last, is_letter) = match (letter(from), letter(to)) {
        (Some(from), Some(to)) => (i64::from(u32::from(from)), i64::from(u32::from(to)), true),
        _ => (from.parse().ok()?, to.parse().ok()?, false),
    };
    let has_zero = |word: &str| word.trim_start_matches('-').starts_with('0') && word.len() > 1;
    let width = if has_zero(from) || has_zero(to) { from.len().max(to.len()) } else { 0 };
    let count = usize::try_from(first.abs_diff(last) / step).unwrap_or(MOST).min(MOST);
    let mut all = Vec::new();
    for at in 0..=count {
        let away = step.saturating_mul(u64::try_from(at).unwrap_or(0));
        let value = if last >= first {
            first.saturating_add_unsigned(away)
        } else {
            first.saturating_sub_unsigned(away)
        };
        let word = match u32::try_from(value).ok().and_then(char::from_u32) {
            Some(letter) if is_letter => letter.to_string(),
            _ => format!("{value:0width$}"),
        };
        all.push(word.chars().map(Atom::Letter).collect());
    }
    Some(all)
}

fn joined(atoms: &[Atom]) -> Word {
    let mut parts: Vec<Part> = Vec::new();
    for atom in atoms {
        match atom {
            Atom::Part(part) => parts.push(part.clone()),
            Atom::Letter(letter) => {
                if let Some(Part::Text { text, quoted: false }) = parts.last_mut() {
                    text.push(*letter);
                } else {
                    parts.push(Part::Text { text: letter.to_string(), quoted: false });
                }
            }
        }
    }
    Word(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_and_ranges_become_words() {
        for (text, expected) in [
            ("x{a,b}y", "xay xby"),
            ("{1..3}", "1 2 3"),
            ("{01..10..4}", "01 05 09"),
            ("{c..a}{1,2}", "c1 c2 b1 b2 a1 a2"),
            ("{a,{b,c}d}", "a bd cd"),
            ("{a}", "{a}"),
            ("{a{1,2}", "{a1 {a2"),
            ("{,x}", "x"),
        ] {
            let word = Word(vec![Part::Text { text: text.to_owned(), quoted: false }]);
            let words = expand(&word).unwrap();
            let words: Vec<&str> = words.iter().filter_map(Word::literal).collect();
            assert_eq!(words.join(" "), expected);
        }
        let word = Word(vec![Part::Text { text: "{1..9}".repeat(40), quoted: false }]);
        assert!(expand(&word).unwrap().len() <= MOST);
    }
}
