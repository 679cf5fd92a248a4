//! What backslashes mean, and how numbers and texts are put into a format: `printf`, `echo -e`, `$'…'`, awk.

use std::iter::Peekable;
use std::str::Chars;

/// How much `printf` prints at most.
const LONGEST: usize = 1 << 20;

/// What backslashes in a text mean; and whether it goes on behind it: `\c` ends it.
pub(in crate::process) fn unescape(text: &str) -> (String, bool) {
    unescape_as(text, false)
}

/// The same; `plain` where there are no others than those of POSIX, as in dash.
pub(in crate::process) fn unescape_as(text: &str, plain: bool) -> (String, bool) {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
        } else if !escape(&mut letters, plain, &mut out) {
            return (out, false);
        }
    }
    (out, true)
}

/// What follows a backslash; whether the text goes on.
pub(super) fn escape(letters: &mut Peekable<Chars<'_>>, plain: bool, out: &mut String) -> bool {
    let Some(first) = letters.next() else {
        out.push('\\');
        return true;
    };
    let made = match first {
        'e' | 'x' | 'u' if plain => {
            out.push('\\');
            first
        }
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        'e' => '\u{1b}',
        '\\' => '\\',
        'c' => return false,
        '0'..='7' | 'x' | 'u' => {
            let (base, most) = match first {
                'x' => (16, 2),
                'u' => (16, 4),
                '0' => (8, 3),
                _ => (8, 2),
            };
            let mut value = first.to_digit(8).unwrap_or(0);
            let mut count = 0;
            while count < most
                && let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(base))
            {
                value = value * base + digit;
                letters.next();
                count += 1;
            }
            if count == 0 && base == 16 {
                out.push('\\');
                first
            } else {
                char::from_u32(value).unwrap_or('?')
            }
        }
        other => {
            out.push('\\');
            other
        }
    };
    out.push(made);
    true
}

/// How something is put into a format: what stands between `%` and its letter.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Spec {
    left: bool,
    zeros: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

impl Spec {
    /// Reads it behind `%`, with the letter; `star` says what a `*` is.
    pub(super) fn read(
        letters: &mut Peekable<Chars<'_>>,
        star: &mut dyn FnMut() -> i64,
    ) -> Option<(Self, char)> {
        let mut spec = Self::default();
        let mut in_precision = false;
        loop {
            let letter = letters.next()?;
            let number = match letter {
                '-' => {
                    spec.left = true;
                    continue;
                }
                '+' => {
                    spec.plus = true;
                    continue;
                }
                ' ' => {
                    spec.blank = true;
                    continue;
                }
                '#' => {
                    spec.alternate = true;
                    continue;
                }
                '.' => {
                    in_precision = true;
                    spec.precision = Some(0);
                    continue;
                }
                '0' if spec.width == 0 && !in_precision => {
                    spec.zeros = true;
                    continue;
                }
                '*' => {
                    let said = star();
                    spec.left |= said < 0;
                    usize::try_from(said.unsigned_abs()).unwrap_or(0)
                }
                'l' | 'h' | 'q' | 'z' | 'j'
                    if letters.peek().is_some_and(char::is_ascii_alphabetic) =>
                {
                    continue;
                }
                _ => match letter.to_digit(10) {
                    Some(digit) => {
                        let before = if in_precision { spec.precision } else { Some(spec.width) };
                        before.unwrap_or(0) * 10 + usize::try_from(digit).unwrap_or(0)
                    }
                    None => return Some((spec, letter)),
                },
            };
            let number = number.min(10_000);
            if in_precision {
                spec.precision = Some(number);
            } else {
                spec.width = number;
            }
        }
    }

    /// A text, cut and padded.
    pub(super) fn text(&self, text: &str) -> String {
        let most = self.precision.unwrap_or(usize::MAX);
        self.padded("", &text.chars().take(most).collect::<String>(), false)
    }

    /// A whole number.
    pub(super) fn integer(&self, value: i64, kind: char) -> String {
        let digits = match kind {
            'x' => format!("{value:x}"),
            'X' => format!("{value:X}"),
            'o' => format!("{value:o}"),
            'u' => format!("{}", u64::from_ne_bytes(value.to_ne_bytes())),
            _ => value.unsigned_abs().to_string(),
        };
        let sign = match kind {
            'x' if self.alternate && value != 0 => "0x",
            'o' if self.alternate && value != 0 => "0",
            'd' | 'i' => self.sign(value < 0),
            _ => "",
        };
        let missing = self.precision.unwrap_or(0).saturating_sub(digits.len());
        let digits = "0".repeat(missing) + &digits;
        self.padded(sign, &digits, self.precision.is_none())
    }

    /// A number with a fraction: `f`, `e` and `g`.
    pub(super) fn float(&self, value: f64, kind: char) -> String {
        let sign = self.sign(value.is_sign_negative() && !value.is_nan());
        let value = value.abs();
        if !value.is_finite() {
            return self.padded(sign, if value.is_nan() { "nan" } else { "inf" }, false);
        }
        let places = self.precision.unwrap_or(6).min(100);
        let digits = match kind.to_ascii_lowercase() {
            'f' => format!("{value:.places$}"),
            '0' => format!("{value:.0}"),
            'e' => scientific(value, places).0,
            _ => {
                let count = places.max(1);
                let (text, exponent) = scientific(value, count - 1);
                let all = i32::try_from(count).unwrap_or(1);
                let text = if exponent < -4 || exponent >= all {
                    text
                } else {
                    let places = usize::try_from(all - 1 - exponent).unwrap_or(0);
                    format!("{value:.places$}")
                };
                if self.alternate { text } else { without_zeros(&text) }
            }
        };
        self.padded(sign, &digits, true)
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.blank) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            (false, false, false) => "",
        }
    }

    fn padded(&self, sign: &str, text: &str, is_number: bool) -> String {
        let missing = self.width.saturating_sub(text.chars().count() + sign.len());
        if self.left {
            format!("{sign}{text}{}", " ".repeat(missing))
        } else if self.zeros && is_number {
            format!("{sign}{}{text}", "0".repeat(missing))
        } else {
            format!("{}{sign}{text}", " ".repeat(missing))
        }
    }
}

/// `1.500000e+03`, and its exponent.
fn scientific(value: f64, places: usize) -> (String, i32) {
    let (mut mantissa, mut exponent) = (value, 0_i32);
    while mantissa >= 10.0 {
        mantissa /= 10.0;
        exponent += 1;
    }
    while mantissa < 1.0 && mantissa > 0.0 {
        mantissa *= 10.0;
        exponent -= 1;
    }
    let mut text = format!("{mantissa:.places$}");
    if text.starts_with("10") {
        exponent += 1;
        text = format!("{:.places$}", 1.0);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    (format!("{text}e{sign}{:02}", exponent.abs()), exponent)
}

fn without_zeros(text: &str) -> String {
    let (number, exponent) = text.split_once('e').map_or((text, None), |(n, e)| (n, Some(e)));
    let mut number = number;
    if number.contains('.') {
        number = number.trim_end_matches('0').trim_end_matches('.');
    }
    exponent.map_or_else(|| number.to_owned(), |exponent| format!("{number}e{exponent}"))
}

/// The whole number that a word says, as C reads it; whether that is all it says.
fn whole(word: &str) -> (i64, bool) {
    let text = word.trim_start();
    if let Some(rest) = text.strip_prefix(['\'', '"']) {
        return (rest.chars().next().map_or(0, |letter| i64::from(u32::from(letter))), true);
    }
    let negative = text.starts_with('-');
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (base, digits) = match hex {
        Some(digits) => (16, digits),
        None if text.starts_with('0') => (8, text),
        None => (10, text),
    };
    let (mut value, mut count) = (0_i64, 0);
    for letter in digits.chars() {
        let Some(digit) = letter.to_digit(base) else { break };
        value = value.saturating_mul(i64::from(base)).saturating_add(i64::from(digit));
        count += 1;
    }
    (if negative { -value } else { value }, count > 0 && count == digits.len())
}

/// What `printf` prints, and its exit code.
pub(in crate::process) fn printf(words: &[String], plain: bool) -> (String, i32) {
    let words = if words.first().is_some_and(|word| word == "--") {
        words.get(1..).unwrap_or_default()
    } else {
        words
    };
    let [format, rest @ ..] = words else { return (String::new(), 2) };
    let (mut out, mut code, mut words) = (String::new(), 0, rest.iter());
    loop {
        let before = words.len();
        let mut letters = format.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter == '\\' {
                if !escape(&mut letters, plain, &mut out) {
                    return (out, code);
                }
                continue;
            }
            if letter != '%' {
                out.push(letter);
                continue;
            }
            if letters.next_if_eq(&'%').is_some() {
                out.push('%');
                continue;
            }
            let mut star = || words.next().map_or(0, |word| whole(word).0);
            let Some((spec, kind)) = Spec::read(&mut letters, &mut star) else { break };
            let word = words.next().map_or("", String::as_str);
            let said = match kind {
                'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                    let (value, is_all) = whole(word);
                    code |= i32::from(!is_all && !word.is_empty());
                    spec.integer(value, kind)
                }
                'c' => spec.text(word.get(..word.ceil_char_boundary(1)).unwrap_or_default()),
                'b' => {
                    let (text, goes_on) = unescape_as(word, plain);
                    if !goes_on {
                        return (out + &text, code);
                    }
                    spec.text(&text)
                }
                'q' => quoted(word),
                'f' | 'F' | 'g' | 'G' | 'e' | 'E' => {
                    let value = word.trim().parse();
                    code |= i32::from(value.is_err() && !word.is_empty());
                    spec.float(value.unwrap_or(0.0), kind)
                }
                's' => spec.text(word),
                other => format!("%{other}"),
            };
            out.push_str(&said);
        }
        if words.len() == 0 || words.len() == before || out.len() > LONGEST {
            return (out, code);
        }
    }
}

/// A word as a shell could read it again.
fn quoted(word: &str) -> String {
    if word.is_empty() {
        return "''".to_owned();
    }
    let mut out = String::new();
    for letter in word.chars() {
        if letter.is_ascii() && !letter.is_ascii_alphanumeric() && !"_-./:=@%+,".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
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
            (
                vec!["%.2f|%e|%g|%g", "1.239", "1234.5", "0.0001", "1e10"],
                "1.24|1.234500e+03|0.0001|1e+10",
            ),
            (vec!["%+d|% d|%.3d|%5.2s|", "7", "7", "7", "abc"], "+7| 7|007|   ab|"),
            (vec!["%d %d %d", "010", "0x1f", "'A"], "8 31 65"),
            (vec!["%*d|%-*d|", "4", "7", "3", "8"], "   7|8  |"),
        ] {
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            assert_eq!(printf(&words, false).0, expected);
        }
        assert_eq!(printf(&["%d".to_owned(), "12x".to_owned()], false), ("12".to_owned(), 1));
        assert_eq!(unescape("a\\x41\\0101\\cb"), ("aAA".to_owned(), false));
    }
}
