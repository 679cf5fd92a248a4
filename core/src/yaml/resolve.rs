//! What a scalar means.
//!
//! Upstream: `resolve`, go.yaml.in/yaml v2, resolve.go; and `convertToJSONableObject`, sigs.k8s.io/yaml, yaml.go.

use crate::yaml::{Resolved, Style};

/// The tags that decide about a scalar; every other one is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// `!`: as if it had no quotes.
    NonSpecific,
    /// `!!str`.
    Str,
    /// `!!int`.
    Int,
    /// `!!float`.
    Float,
    /// `!!bool`.
    Bool,
    /// `!!null`.
    Null,
    /// `!!binary`.
    Binary,
    /// `!!timestamp`, and all that are unknown: the text as it stands.
    Other,
}

impl Tag {
    /// The tag of a name in full: `tag:yaml.org,2002:int`.
    pub(super) fn of(name: &str) -> Self {
        if name == "!" {
            return Self::NonSpecific;
        }
        match name.strip_prefix("tag:yaml.org,2002:") {
            Some("str") => Self::Str,
            Some("int") => Self::Int,
            Some("float") => Self::Float,
            Some("bool") => Self::Bool,
            Some("null") => Self::Null,
            Some("binary") => Self::Binary,
            Some(_) | None => Self::Other,
        }
    }
}

/// What a scalar means, or go-yaml's words where its tag does not fit.
pub(super) fn resolve(text: &str, style: Style, tag: Option<Tag>) -> Result<Resolved, String> {
    let string = || Ok(Resolved::String(text.to_owned()));
    let Some(tag) = tag else {
        return if style == Style::Plain { Ok(plain(text)) } else { string() };
    };
    let value = match tag {
        Tag::Str | Tag::Other => return string(),
        Tag::Binary => {
            return base64(text)
                .map(|bytes| Resolved::String(String::from_utf8_lossy(&bytes).into_owned()))
                .ok_or_else(|| "yaml: !!binary value contains invalid base64 data".to_owned());
        }
        Tag::NonSpecific | Tag::Int | Tag::Float | Tag::Bool | Tag::Null => plain(text),
    };
    let (found, value) = match value {
        Resolved::Null => (Tag::Null, value),
        Resolved::Bool(_) => (Tag::Bool, value),
        #[expect(clippy::cast_precision_loss, reason = "as Go converts it")]
        Resolved::Int(number) if tag == Tag::Float => (Tag::Float, Resolved::Float(number as f64)),
        Resolved::Int(_) => (Tag::Int, value),
        Resolved::Float(_) => (Tag::Float, value),
        Resolved::String(_) => (Tag::Str, value),
    };
    if tag == Tag::NonSpecific || tag == found {
        return Ok(value);
    }
    Err(format!("yaml: cannot decode {} `{text}` as a {}", short(found), short(tag)))
}

fn short(tag: Tag) -> &'static str {
    match tag {
        Tag::NonSpecific => "!",
        Tag::Str => "!!str",
        Tag::Int => "!!int",
        Tag::Float => "!!float",
        Tag::Bool => "!!bool",
        Tag::Null => "!!null",
        Tag::Binary => "!!binary",
        Tag::Other => "!!timestamp",
    }
}

/// What a scalar without quotes means.
pub(super) fn plain(text: &str) -> Resolved {
    let number = match text.bytes().next() {
        Some(b'.') => special(text).or_else(|| float(text)),
        Some(b'0'..=b'9' | b'+' | b'-') => special(text).or_else(|| number(text)),
        _ => None,
    };
    if let Some(number) = number {
        return number;
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Resolved::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Resolved::Bool(false)
        }
        _ => Resolved::String(text.to_owned()),
    }
}

fn special(text: &str) -> Option<Resolved> {
    Some(Resolved::Float(match text {
        ".nan" | ".NaN" | ".NAN" => f64::NAN,
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => f64::INFINITY,
        "-.inf" | "-.Inf" | "-.INF" => f64::NEG_INFINITY,
        _ => return None,
    }))
}

fn number(text: &str) -> Option<Resolved> {
    let digits;
    let text = if text.contains('_') {
        digits = text.replace('_', "");
        digits.as_str()
    } else {
        text
    };
    integer(text).map(Resolved::Int).or_else(|| float(text))
}

/// A whole number as Go's `strconv.ParseInt` and `ParseUint` read it with base 0.
fn integer(text: &str) -> Option<i128> {
    let (sign, unsigned) = match text.as_bytes() {
        [b'-', ..] => (-1, text.get(1..)?),
        [b'+', ..] => (1, text.get(1..)?),
        _ => (1, text),
    };
    let (radix, digits) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, unsigned.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, unsigned.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, unsigned.get(2..)?),
        [b'0', _, ..] => (8, unsigned.get(1..)?),
        _ => (10, unsigned),
    };
    if !digits.starts_with(|digit: char| digit.is_digit(radix)) {
        return None;
    }
    let number = sign * i128::from_str_radix(digits, radix).ok()?;
    let largest = if text.starts_with('+') { i128::from(i64::MAX) } else { i128::from(u64::MAX) };
    (i128::from(i64::MIN)..=largest).contains(&number).then_some(number)
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`, and within what a float can hold.
fn float(text: &str) -> Option<Resolved> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if digits.is_empty() || !is_digits(digits) {
            return None;
        }
    }
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(Resolved::Float(number))
}

/// Standard base64 with padding; line breaks are skipped, as Go does.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut bits = 0_u32;
    let mut count = 0_u32;
    let mut padding = 0_usize;
    let mut length = 0_usize;
    for byte in text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        length += 1;
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).ok()?);
        }
    }
    (length.is_multiple_of(4) && padding <= 2 && count / 2 == u32::try_from(padding).ok()?)
        .then_some(bytes)
}

/// Bytes in standard base64, with padding.
pub fn to_base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut bits = 0_u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default());
        }
        for at in 0..4 {
            let place = usize::try_from(bits >> (18 - 6 * at) & 63).unwrap_or_default();
            let letter = LETTERS.get(place).copied().filter(|_| at <= chunk.len());
            text.push(letter.map_or('=', char::from));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_beyond_unsigned_64_bits_become_floats() {
        assert_eq!(plain("18446744073709551615"), Resolved::Int(i128::from(u64::MAX)));
        assert_eq!(plain("18446744073709551616"), Resolved::Float(18_446_744_073_709_551_616.0));
        assert_eq!(plain("-9223372036854775809"), Resolved::Float(-9_223_372_036_854_775_809.0));
        assert_eq!(plain("0xFFFFFFFFFFFFFFFF"), Resolved::Int(i128::from(u64::MAX)));
    }

    #[test]
    fn a_leading_zero_means_octal_where_it_can() {
        assert_eq!(plain("0644"), Resolved::Int(420));
        assert_eq!(plain("08"), Resolved::Float(8.0));
        assert_eq!(plain("-017"), Resolved::Int(-15));
    }

    #[test]
    fn base64_needs_its_padding() {
        assert_eq!(base64("aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(base64("aGVsbG8"), None);
        assert_eq!(base64("aGk="), Some(b"hi".to_vec()));
        assert_eq!(base64("YQ=="), Some(b"a".to_vec()));
        assert_eq!(base64("YWJj"), Some(b"abc".to_vec()));
        for text in ["", "a", "hi", "abc", "hello"] {
            assert_eq!(base64(&to_base64(text.as_bytes())), Some(text.as_bytes().to_vec()));
        }
    }
}
