//! What comes in the place of something that was found.

use crate::process::commands::expression::Found;

/// A text in which some of what was found is something else, from one of them on; nothing where there are not so many.
pub(in crate::process::commands) fn replaced(
    text: &str,
    all: &[Found],
    with: &str,
    first: usize,
    most: usize,
    changes_case: bool,
) -> Option<String> {
    if all.len() < first {
        return None;
    }
    let mut out = String::new();
    let mut end = 0;
    for found in all.iter().skip(first - 1).take(most) {
        let (from, to) = found.first().copied().flatten()?;
        out.push_str(text.get(end..from).unwrap_or_default());
        put(text, found, with, changes_case, &mut out);
        end = to;
    }
    out.push_str(text.get(end..).unwrap_or_default());
    Some(out)
}

/// Puts what comes in the place of something that was found; GNU's `\U`, `\L`, `\u`, `\l` and `\E` change the case.
fn put(text: &str, found: &Found, with: &str, changes_case: bool, out: &mut String) {
    let group = |number: usize| {
        let place = found.get(number).copied().flatten();
        place.and_then(|(from, to)| text.get(from..to)).unwrap_or_default()
    };
    // The case of all that comes, and of the next letter alone.
    let (mut case, mut once) = ('E', 'E');
    let mut letters = with.chars();
    while let Some(letter) = letters.next() {
        let mut plain = [0; 4];
        let part: &str = match letter {
            '&' => group(0),
            '\\' => match letters.next() {
                Some('n') => "\n",
                Some('t') => "\t",
                Some(sign @ ('U' | 'L' | 'E')) if changes_case => {
                    (case, once) = (sign, 'E');
                    continue;
                }
                Some(sign @ ('u' | 'l')) if changes_case => {
                    once = sign;
                    continue;
                }
                Some(next) => match next.to_digit(10).and_then(|digit| usize::try_from(digit).ok())
                {
                    Some(number) => group(number),
                    None => next.encode_utf8(&mut plain),
                },
                None => "",
            },
            letter => letter.encode_utf8(&mut plain),
        };
        for letter in part.chars() {
            match std::mem::replace(&mut once, 'E') {
                'u' => out.push(letter.to_ascii_uppercase()),
                'l' => out.push(letter.to_ascii_lowercase()),
                _ if case == 'U' => out.push(letter.to_ascii_uppercase()),
                _ if case == 'L' => out.push(letter.to_ascii_lowercase()),
                _ => out.push(letter),
            }
        }
    }
}
