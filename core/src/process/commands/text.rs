//! Programs about text: `wc`, `seq`, `cut`, `sort`, … and what `printf` and `echo -e` make of theirs.

use crate::process::commands::Call;
use crate::process::commands::files::base_name;
use crate::text::sort_by;

/// Whether a program needs what stands on its standard input, all of it.
pub(super) fn reads_input(call: &Call<'_>) -> bool {
    let operands = call.operands().count();
    match call.name {
        "wc" | "cut" | "sort" | "uniq" | "rev" | "tac" | "nl" => {
            let values = ["-d", "-f", "-c", "-k", "-t", "-b"];
            let with_value =
                call.arguments.iter().filter(|word| values.contains(&word.as_str())).count();
            call.operands().any(|word| word == "-") || operands <= with_value
        }
        "tr" => true,
        _ => false,
    }
}

/// Runs a program with what stands on its standard input; nothing where it is none of these.
pub(super) fn run(call: &Call<'_>, input: &str) -> Option<i32> {
    Some(match call.name {
        "echo" => call.print(&format!("{}\n", call.arguments.join(" "))),
        "printf" => {
            let (text, code) = printf(call.arguments);
            call.print(&text).max(code)
        }
        "wc" => wc(call, input),
        "basename" => call.print(&format!("{}\n", without_suffix(call))),
        "dirname" => {
            let path = call.operands().next().unwrap_or_default().trim_end_matches('/').to_owned();
            let above = path
                .rsplit_once('/')
                .map_or(".", |(above, _)| if above.is_empty() { "/" } else { above });
            call.print(&format!("{above}\n"))
        }
        "cut" | "tr" | "sort" | "uniq" | "rev" | "tac" | "nl" => filter(call, input),
        _ => return None,
    })
}

fn without_suffix(call: &Call<'_>) -> String {
    let mut words = call.operands();
    let name = base_name(words.next().unwrap_or_default());
    let suffix = words.next().unwrap_or_default();
    name.strip_suffix(suffix).filter(|rest| !rest.is_empty()).unwrap_or(name).to_owned()
}

fn wc(call: &Call<'_>, input: &str) -> i32 {
    let paths: Vec<&str> = call.operands().collect();
    let mut code = 0;
    let all =
        !["l", "w", "c", "m"].iter().any(|flag| call.has(flag.chars().next().unwrap_or_default()));
    for path in if paths.is_empty() { vec!["-"] } else { paths.clone() } {
        let Some(text) = call.contents(path, input) else {
            code = 1;
            continue;
        };
        let mut counts = Vec::new();
        if all || call.has('l') {
            counts.push(text.matches('\n').count());
        }
        if all || call.has('w') {
            counts.push(text.split_whitespace().count());
        }
        if all || call.has('c') || call.has('m') {
            counts.push(text.len());
        }
        let single = counts.len() == 1;
        let mut said: Vec<String> = counts
            .into_iter()
            .map(|count| if single { count.to_string() } else { format!("{count:9}") })
            .collect();
        if !paths.is_empty() {
            said.push(path.to_owned());
        }
        code |= call.print(&format!("{}\n", said.join(" ")));
    }
    code
}

/// `seq [first [step]] last`, a piece at a time.
pub(super) async fn seq(call: &Call<'_>) -> i32 {
    let separator = call.value("-s", "").unwrap_or("\n").to_owned();
    let words = call.arguments.iter().filter(|word| **word != separator);
    let numbers: Vec<i64> = words.filter_map(|word| word.parse().ok()).collect();
    let (first, step, last) = match numbers.as_slice() {
        [last] => (1, 1, *last),
        [first, last] => (*first, 1, *last),
        [first, step, last] if *step != 0 => (*first, *step, *last),
        _ => return 1,
    };
    let mut at = first;
    let mut piece = String::new();
    while (step > 0 && at <= last) || (step < 0 && at >= last) {
        if at != first {
            piece.push_str(&separator);
        }
        piece.push_str(&at.to_string());
        if piece.len() > 4096 {
            if call.print(&std::mem::take(&mut piece)) != 0 {
                return 1;
            }
            call.sys.turn(1).await;
        }
        at = at.saturating_add(step);
    }
    if at != first {
        piece.push('\n');
    }
    call.print(&piece)
}

/// What needs all of its input, or handles it line by line.
fn filter(call: &Call<'_>, input: &str) -> i32 {
    let values: Vec<&str> = ["-d", "-f", "-c", "-k", "-t", "-b"]
        .iter()
        .filter_map(|flag| call.value(flag, ""))
        .collect();
    let mut operands: Vec<&str> =
        call.operands().filter(|word| !values.contains(word) || call.name == "tr").collect();
    let sets: Vec<&str> =
        if call.name == "tr" { std::mem::take(&mut operands) } else { Vec::new() };
    let mut text = String::new();
    for path in if operands.is_empty() { vec!["-"] } else { operands } {
        match call.contents(path, input) {
            Some(contents) => text.push_str(&contents),
            None => return 1,
        }
    }
    let out = match call.name {
        "tr" => translate(&text, &sets, call.has('d'), call.has('s')),
        "cut" => text.lines().flat_map(|line| [cut(call, line), "\n".to_owned()]).collect(),
        "rev" => {
            text.lines().map(|line| line.chars().rev().chain(['\n']).collect::<String>()).collect()
        }
        "tac" => text.lines().rev().flat_map(|line| [line, "\n"]).collect(),
        "nl" => numbered(&text),
        "uniq" => {
            let mut out = String::new();
            let mut lines = text.lines().peekable();
            while let Some(line) = lines.next() {
                let mut count = 1;
                while lines.next_if_eq(&line).is_some() {
                    count += 1;
                }
                if call.has('c') {
                    out.push_str(&format!("{count:7} "));
                }
                if !call.has('d') || count > 1 {
                    out.push_str(&format!("{line}\n"));
                }
            }
            out
        }
        _ => sorted(call, &text),
    };
    call.print(&out)
}

/// Lines with their numbers, as `nl` prints them.
fn numbered(text: &str) -> String {
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        out.push_str(&format!("{:6}\t{line}\n", at + 1));
    }
    out
}

fn sorted(call: &Call<'_>, text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if call.has('n') {
        let number = |line: &str| {
            let end = line
                .trim_start()
                .find(|c: char| !c.is_ascii_digit() && c != '-')
                .unwrap_or(line.trim_start().len());
            line.trim_start().get(..end).and_then(|digits| digits.parse::<i64>().ok()).unwrap_or(0)
        };
        sort_by(&mut lines, |a, b| number(a).cmp(&number(b)).then_with(|| a.cmp(b)));
    } else {
        sort_by(&mut lines, Ord::cmp);
    }
    if call.has('r') {
        lines.reverse();
    }
    if call.has('u') {
        lines.dedup();
    }
    lines.into_iter().flat_map(|line| [line, "\n"]).collect()
}

fn cut(call: &Call<'_>, line: &str) -> String {
    let ranges = |list: &str| -> Vec<(usize, usize)> {
        let range = |part: &str| match part.split_once('-') {
            Some((from, to)) => (from.parse().unwrap_or(1), to.parse().unwrap_or(usize::MAX)),
            None => part.parse().map_or((0, 0), |at| (at, at)),
        };
        list.split(',').map(range).collect()
    };
    let within = |ranges: &[(usize, usize)], at: usize| {
        ranges.iter().any(|(from, to)| (*from..=*to).contains(&at))
    };
    if let Some(fields) = call.value("-f", "--fields") {
        let delimiter = call.value("-d", "--delimiter").unwrap_or("\t");
        if !line.contains(delimiter) {
            return line.to_owned();
        }
        let ranges = ranges(fields);
        let kept = line.split(delimiter).enumerate().filter(|(at, _)| within(&ranges, at + 1));
        return kept.map(|(_, field)| field).collect::<Vec<_>>().join(delimiter);
    }
    let ranges =
        ranges(call.value("-c", "--characters").or(call.value("-b", "--bytes")).unwrap_or("1-"));
    line.chars()
        .enumerate()
        .filter(|(at, _)| within(&ranges, at + 1))
        .map(|(_, letter)| letter)
        .collect()
}

fn translate(text: &str, sets: &[&str], deletes: bool, squeezes: bool) -> String {
    let expand = |set: &str| -> Vec<char> {
        let (plain, _) = unescape(set);
        let mut plain = plain;
        for (class, range) in [
            ("[:lower:]", "a-z"),
            ("[:upper:]", "A-Z"),
            ("[:digit:]", "0-9"),
            ("[:space:]", " \t\n\r"),
        ] {
            plain = plain.replace(class, range);
        }
        let letters: Vec<char> = plain.chars().collect();
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(first) = letters.get(at) {
            if let (Some('-'), Some(last)) = (letters.get(at + 1), letters.get(at + 2)) {
                out.extend(*first..=*last);
                at += 3;
            } else {
                out.push(*first);
                at += 1;
            }
        }
        out
    };
    let from = expand(sets.first().copied().unwrap_or_default());
    let to = expand(sets.get(1).copied().unwrap_or_default());
    let mut out = String::new();
    let repeated = if to.is_empty() { &from } else { &to };
    for letter in text.chars() {
        let made = match from.iter().position(|known| *known == letter) {
            Some(_) if deletes => continue,
            Some(place) if !to.is_empty() => to.get(place).or(to.last()).copied().unwrap_or(letter),
            _ => letter,
        };
        if squeezes && repeated.contains(&made) && out.ends_with(made) {
            continue;
        }
        out.push(made);
    }
    out
}

/// What backslashes in a text mean; and whether it goes on behind it: `\c` ends it.
pub(in crate::process) fn unescape(text: &str) -> (String, bool) {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('a') => out.push('\u{7}'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('v') => out.push('\u{b}'),
            Some('e') => out.push('\u{1b}'),
            Some('\\') | None => out.push('\\'),
            Some('c') => return (out, false),
            Some(first @ ('0'..='7' | 'x')) => {
                let base = if first == 'x' { 16 } else { 8 };
                let mut value = first.to_digit(8).unwrap_or(0);
                let most = if first == '0' { 3 } else { 2 };
                for _ in 0..most {
                    let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(base))
                    else {
                        break;
                    };
                    value = value * base + digit;
                    letters.next();
                }
                out.extend(char::from_u32(value));
            }
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    (out, true)
}

/// What `printf` prints, and its exit code.
pub(in crate::process) fn printf(words: &[String]) -> (String, i32) {
    let words = if words.first().is_some_and(|word| word == "--") {
        words.get(1..).unwrap_or_default()
    } else {
        words
    };
    let [format, rest @ ..] = words else { return (String::new(), 2) };
    let (mut out, mut code, mut rest) = (String::new(), 0, rest);
    let (format, goes_on) = unescape(&format.replace("%%", "%\u{0}"));
    loop {
        let before = rest.len();
        let mut letters = format.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            if letters.next_if_eq(&'\u{0}').is_some() {
                out.push('%');
                continue;
            }
            let mut flags = String::new();
            while let Some(flag) = letters.next_if(|letter| "-0+ #.123456789*".contains(*letter)) {
                flags.push(flag);
            }
            let Some(kind) = letters.next() else { break };
            let mut take = || {
                let (first, after) = rest.split_first()?;
                rest = after;
                Some(first.clone())
            };
            if flags.contains('*') {
                flags = flags.replace('*', &take().unwrap_or_default());
            }
            let word = take().unwrap_or_default();
            let mut number = || {
                let text = word.trim();
                let quoted = text.strip_prefix(['\'', '"']).and_then(|rest| rest.chars().next());
                let parsed = quoted.map(|letter| i64::from(u32::from(letter))).or_else(|| {
                    text.strip_prefix("0x")
                        .map_or_else(|| text.parse().ok(), |hex| i64::from_str_radix(hex, 16).ok())
                });
                if parsed.is_none() && !text.is_empty() {
                    code = 1;
                }
                parsed.unwrap_or(0)
            };
            let said = match kind {
                'd' | 'i' | 'u' => number().to_string(),
                'x' => format!("{:x}", number()),
                'X' => format!("{:X}", number()),
                'o' => format!("{:o}", number()),
                'c' => word.chars().take(1).collect(),
                'b' => unescape(&word).0,
                'f' | 'g' | 'e' => {
                    let places = flags
                        .split_once('.')
                        .and_then(|(_, places)| places.parse().ok())
                        .unwrap_or(6);
                    format!("{:.*}", places, word.trim().parse::<f64>().unwrap_or(0.0))
                }
                _ => match flags.split_once('.').and_then(|(_, most)| most.parse().ok()) {
                    Some(most) => word.chars().take(most).collect(),
                    None => word.clone(),
                },
            };
            out.push_str(&padded(&said, &flags, kind != 's'));
        }
        if rest.is_empty() || rest.len() == before || !goes_on || out.len() > 1 << 20 {
            return (out, code);
        }
    }
}

fn padded(text: &str, flags: &str, is_number: bool) -> String {
    let left = flags.starts_with('-');
    let zeros = is_number && flags.starts_with('0');
    let sign = if flags.contains('+') && is_number && !text.starts_with('-') { "+" } else { "" };
    let width =
        flags.split('.').next().unwrap_or_default().trim_start_matches(['-', '0', '+', ' ', '#']);
    let width: usize = width.parse().unwrap_or(0).min(10_000);
    let missing = width.saturating_sub(text.chars().count() + sign.len());
    match (left, zeros) {
        (true, _) => format!("{sign}{text}{}", " ".repeat(missing)),
        (false, true) => match text.strip_prefix('-') {
            Some(rest) => format!("-{}{rest}", "0".repeat(missing)),
            None => format!("{sign}{}{text}", "0".repeat(missing)),
        },
        (false, false) => format!("{}{sign}{text}", " ".repeat(missing)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printf_prints_as_the_shell_does() {
        for (words, expected) in [
            (vec!["%s\\n", "a", "b"], "a\nb\n"),
            (vec!["%5s|%-5s|%05d", "ab", "cd", "42"], "   ab|cd   |00042"),
            (vec!["%d%%\\n", "7"], "7%\n"),
            (vec!["%x %c %b", "255", "xyz", "a\\tb"], "ff x a\tb"),
            (vec!["no args\\n"], "no args\n"),
            (vec!["%s-%s\\n", "a"], "a-\n"),
            (vec!["%.2f", "1.239"], "1.24"),
        ] {
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            assert_eq!(printf(&words).0, expected);
        }
        assert_eq!(unescape("a\\x41\\0101\\cb"), ("aAA".to_owned(), false));
    }

    #[test]
    fn letters_are_translated() {
        assert_eq!(translate("hello", &["a-z", "A-Z"], false, false), "HELLO");
        assert_eq!(translate("a  b", &[" "], false, true), "a b");
        assert_eq!(translate("a-b", &["-"], true, false), "ab");
    }
}
