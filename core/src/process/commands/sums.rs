//! `base64`, `md5sum`, `sha1sum` and `sha256sum`.

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;

use crate::process::commands::options::Options;
use crate::yaml::to_base64;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Prints what a program makes of an input; its exit code.
pub(super) fn print(
    name: &str,
    text: &str,
    path: &str,
    options: &Options<'_>,
    out: &mut String,
) -> i32 {
    let bytes = text.as_bytes();
    if name == "base64" {
        if options.has('d') {
            return decode(text, out);
        }
        let coded = to_base64(bytes);
        let width = options.number('w').unwrap_or(76);
        let width = if width == 0 { usize::MAX } else { width };
        let mut rest = coded.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(width.min(rest.len()));
            out.push_str(line);
            if width < usize::MAX {
                out.push('\n');
            }
            rest = after;
        }
        return 0;
    }
    let sum = match name {
        "md5sum" => hex(&Md5::digest(bytes)),
        "sha1sum" => hex(&Sha1::digest(bytes)),
        _ => hex(&Sha256::digest(bytes)),
    };
    out.push_str(&format!("{sum}  {path}\n"));
    0
}

fn decode(text: &str, out: &mut String) -> i32 {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    let mut code = 0;
    for letter in text.bytes().filter(|letter| !letter.is_ascii_whitespace()) {
        let Some(place) = LETTERS.iter().position(|known| *known == letter) else {
            code = i32::from(letter != b'=');
            break;
        };
        bits = bits << 6 | u32::try_from(place).unwrap_or(0);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 255).unwrap_or(0));
        }
    }
    out.push_str(&String::from_utf8_lossy(&bytes));
    code
}

fn hex(sum: &[u8]) -> String {
    sum.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(name: &str, text: &str, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let mut out = String::new();
        print(name, text, "-", &Options::read(&words, "w", false), &mut out);
        out
    }

    #[test]
    fn sums_are_those_of_the_real_programs() {
        for (name, text, expected) in [
            ("md5sum", "hello", "5d41402abc4b2a76b9719d911017c592  -\n"),
            ("sha1sum", "x", "11f6ad8ec52a2984abaafd7c3b516503785c2072  -\n"),
            (
                "sha256sum",
                "",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  -\n",
            ),
            ("base64", "user:pass", "dXNlcjpwYXNz\n"),
        ] {
            assert_eq!(printed(name, text, &[]), expected);
        }
        assert_eq!(printed("base64", "aGVsbG8K", &["-d"]), "hello\n");
    }
}
