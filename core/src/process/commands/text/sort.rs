//! `sort`.

use super::{Call, Options, Without, Work, all, sort_by};

/// A key of `sort`: `2,2nr`.
pub(super) struct Key {
    from: usize,
    to: usize,
    flags: String,
}

/// `sort [-nrufhgV] [-t SIGN] [-k KEY] [-o FILE] [-c]`
pub(super) fn sort<'a>(call: &'a Call<'_>) -> Result<Work<'a>, Without> {
    let options = Options::read(call.arguments, "tkoS", false);
    if ['z', 'm', 'R', 'M'].into_iter().any(|letter| options.has(letter)) {
        return Err(Without::Unread);
    }
    let mut keys = Vec::new();
    for said in options.values('k') {
        let (from, to) = said.split_once(',').unwrap_or((said, ""));
        let digits = |text: &str| -> usize {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0)
        };
        let flags: String = said.chars().filter(char::is_ascii_alphabetic).collect();
        let to = Some(digits(to)).filter(|to| *to > 0).unwrap_or(usize::MAX);
        keys.push(Key { from: digits(from).max(1), to, flags });
    }
    let has_keys = !keys.is_empty();
    if !has_keys {
        keys.push(Key { from: 0, to: 0, flags: String::new() });
    }
    let paths = options.operands.clone();
    let make = move |text: &str, _: Option<&str>, out: &mut String| {
        let mut lines: Vec<&str> = text.lines().collect();
        let global: String = "nfhgVbd".chars().filter(|letter| options.has(*letter)).collect();
        let compare_keys = |a: &&str, b: &&str| {
            for key in &keys {
                let own = !key.flags.is_empty();
                let flags = if own { &key.flags } else { &global };
                let part = |line: &str| key_of(line, key, options.value('t'));
                let order = compare_as(&part(a), &part(b), flags);
                let reverses = if own { key.flags.contains('r') } else { options.has('r') };
                if order.is_ne() {
                    return if reverses { order.reverse() } else { order };
                }
            }
            std::cmp::Ordering::Equal
        };
        let compare = |a: &&str, b: &&str| {
            let last = a.cmp(b);
            let last = if options.has('r') { last.reverse() } else { last };
            let is_stable = options.has('s') || options.has('u');
            compare_keys(a, b).then(if is_stable { std::cmp::Ordering::Equal } else { last })
        };
        if options.has('c') || options.has('C') {
            return i32::from(!lines.is_sorted_by(|a, b| compare(a, b).is_le()));
        }
        sort_by(&mut lines, compare);
        if options.has('u') {
            lines.dedup_by(|a, b| compare_keys(a, b).is_eq());
        }
        let sorted: String = lines.into_iter().flat_map(|line| [line, "\n"]).collect();
        if let Some(path) = options.value('o') {
            return call.save(path, &sorted);
        }
        out.push_str(&sorted);
        0
    };
    Ok(all(false, paths, Box::new(make)))
}

/// The part of a line that a key is about.
pub(super) fn key_of(line: &str, key: &Key, sign: Option<&str>) -> String {
    if key.from == 0 {
        return line.to_owned();
    }
    let wanted = (key.to.saturating_add(1)).saturating_sub(key.from);
    if let Some(sign) = sign {
        let fields: Vec<&str> = line.split(sign).skip(key.from - 1).take(wanted).collect();
        return fields.join(sign);
    }
    // Without a sign a field begins with the blanks in front of it.
    let mut fields = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, letter) in line.char_indices() {
        if letter.is_whitespace() && in_word {
            fields.extend(line.get(start..at));
            (start, in_word) = (at, false);
        } else if !letter.is_whitespace() {
            in_word = true;
        }
    }
    fields.extend(line.get(start..));
    fields.into_iter().skip(key.from - 1).take(wanted).collect()
}

pub(super) fn compare_as(a: &str, b: &str, flags: &str) -> std::cmp::Ordering {
    if flags.contains(['n', 'g', 'h']) {
        let (a, b) = (number(a, flags.contains('h')), number(b, flags.contains('h')));
        return a.total_cmp(&b);
    }
    if flags.contains('V') {
        return versions(a, b);
    }
    if flags.contains('f') {
        return a.to_ascii_uppercase().cmp(&b.to_ascii_uppercase());
    }
    if flags.contains('b') {
        return a.trim_start().cmp(b.trim_start());
    }
    a.cmp(b)
}

/// The number that a text begins with; with `K`, `M` and `G` where they are read.
pub(super) fn number(text: &str, units: bool) -> f64 {
    let text = text.trim_start();
    let is_part = |(at, letter): (usize, char)| {
        letter.is_ascii_digit() || letter == '.' || (at == 0 && "-+".contains(letter))
    };
    let end = text.char_indices().find(|it| !is_part(*it)).map_or(text.len(), |(at, _)| at);
    let (digits, rest) = text.split_at(end);
    let value: f64 = digits.parse().unwrap_or(0.0);
    let unit = rest
        .chars()
        .next()
        .filter(|_| units)
        .and_then(|unit| "KMGTP".find(unit.to_ascii_uppercase()));
    unit.map_or(value, |power| (0..=power).fold(value, |value, _| value * 1024.0))
}

/// Compares texts by the numbers in them: `v1.9` comes before `v1.10`.
pub(super) fn versions(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut a, mut b) = (a, b);
    let split = |text: &str| {
        let digits = text.starts_with(|c: char| c.is_ascii_digit());
        text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len())
    };
    while !a.is_empty() && !b.is_empty() {
        let ((one, rest_a), (other, rest_b)) = (a.split_at(split(a)), b.split_at(split(b)));
        let numbers = (one.parse::<u64>(), other.parse::<u64>());
        let order = match numbers {
            (Ok(one), Ok(other)) => one.cmp(&other),
            _ => one.cmp(other),
        };
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
    a.len().cmp(&b.len())
}
