//! Texts beside each other: `paste`, `cmp`, `comm`, and what `diff` says by its exit code.

use super::{Call, Options, Work, all, unescape};

/// `paste [-s] [-d SIGNS] file…`
pub(super) fn paste<'a>(call: &'a Call<'_>) -> Work<'a> {
    let options = Options::read(call.arguments, "d", false);
    let paths = options.operands.clone();
    let signs: Vec<char> = unescape(options.value('d').unwrap_or("\t")).0.chars().collect();
    let mut columns: Vec<Vec<String>> = Vec::new();
    let sign = move |at: usize| signs.get(at % signs.len().max(1)).copied();
    let make = move |text: &str, path: Option<&str>, out: &mut String| {
        if path.is_some() {
            columns.push(text.lines().map(str::to_owned).collect());
            return 0;
        }
        let mut put = |fields: &mut dyn Iterator<Item = &str>| {
            for (at, field) in fields.enumerate() {
                out.extend(sign(at.wrapping_sub(1)).filter(|_| at > 0));
                out.push_str(field);
            }
            out.push('\n');
        };
        if options.has('s') {
            for column in &columns {
                put(&mut column.iter().map(String::as_str));
            }
            return 0;
        }
        let most = columns.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..most {
            put(&mut columns.iter().map(|column| column.get(line).map_or("", String::as_str)));
        }
        0
    };
    all(true, paths, Box::new(make))
}

/// `cmp`, `comm`, and what `diff` says by its exit code.
pub(super) fn compare<'a>(call: &'a Call<'_>) -> Work<'a> {
    let options = Options::read(call.arguments, "", false);
    let paths = options.operands.clone();
    let mut texts: Vec<String> = Vec::new();
    let name = call.name;
    let make = move |text: &str, path: Option<&str>, out: &mut String| {
        if path.is_some() {
            texts.push(text.to_owned());
            return 0;
        }
        let [one, other] = texts.as_slice() else { return 2 };
        if name == "comm" {
            columns(one, other, &options, out);
            return 0;
        }
        if one != other && name == "cmp" && !options.has('s') {
            let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
            let line = one.get(..same).map_or(1, |text| text.matches('\n').count() + 1);
            let names = options.operands.join(" ");
            out.push_str(&format!("{names} differ: char {}, line {line}\n", same + 1));
        }
        i32::from(one != other)
    };
    all(true, paths, Box::new(make))
}

/// `comm [-123]`: lines of both, sorted.
pub(super) fn columns(one: &str, other: &str, options: &Options<'_>, out: &mut String) {
    let (mut left, mut right) = (one.lines().peekable(), other.lines().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(one), Some(other)) => one.cmp(other),
        };
        let line = if order.is_gt() { right.next() } else { left.next() }.unwrap_or_default();
        if order.is_eq() {
            right.next();
        }
        let (letter, above) = match order {
            std::cmp::Ordering::Less => ('1', ""),
            std::cmp::Ordering::Greater => ('2', "1"),
            std::cmp::Ordering::Equal => ('3', "12"),
        };
        if !options.has(letter) {
            out.extend(above.chars().filter(|it| !options.has(*it)).map(|_| '\t'));
            out.push_str(line);
            out.push('\n');
        }
    }
}
