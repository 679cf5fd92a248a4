//! Reading amounts.

use std::fmt;

use super::{Format, Quantity};

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It does not look like a number with a suffix.
    Format,
    /// The number cannot be read.
    Number,
    /// There is no such suffix.
    Suffix,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => {
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            }
            Self::Number => "unable to parse numeric part of quantity",
            Self::Suffix => "unable to parse quantity's suffix",
        })
    }
}

/// The pieces of a text: `-1.50Gi` is negative, `1`, `50`, `Gi`.
struct Pieces<'text> {
    negative: bool,
    whole: &'text str,
    fraction: &'text str,
    suffix: &'text str,
}

/// What a suffix means: a power of ten or two, and how such amounts are printed.
struct Suffix {
    binary: bool,
    exponent: i32,
    format: Format,
}

/// The most digits that upstream's fast path takes, maxInt64Factors.
const FAST_DIGITS: i32 = 18;
/// The smallest fraction kept.
const NANO: i32 = -9;

/// ParseQuantity.
pub(super) fn parse(text: &str) -> Result<Quantity, Malformed> {
    if text.is_empty() {
        return Err(Malformed::Format);
    }
    if text == "0" {
        return Ok(Quantity { text: Some(text.to_owned()), ..Quantity::default() });
    }
    let pieces = split(text)?;
    let suffix = interpret(pieces.suffix).ok_or(Malformed::Suffix)?;
    match fast(text, &pieces, &suffix) {
        Some(quantity) => Ok(quantity),
        None => slow(&pieces, &suffix),
    }
}

/// parseQuantityString.
fn split(text: &str) -> Result<Pieces<'_>, Malformed> {
    let negative = text.starts_with('-');
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text).trim_start_matches('0');
    let zero = Pieces { negative, whole: "0", fraction: "", suffix: "" };
    if rest.is_empty() {
        return Ok(zero);
    }
    let (whole, rest) = digits(rest);
    let whole = if whole.is_empty() { "0" } else { whole };
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => digits(rest),
        None => ("", rest),
    };
    let exponent = suffix.trim_start_matches(|c: char| "eEinumkKMGTP".contains(c));
    let (_, left) = digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    if left.is_empty() {
        Ok(Pieces { negative, whole, fraction, suffix })
    } else {
        Err(Malformed::Format)
    }
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// suffixHandler.interpret, suffix.go.
fn interpret(suffix: &str) -> Option<Suffix> {
    let decimal = |exponent| Suffix { binary: false, exponent, format: Format::DecimalSi };
    let binary = |exponent| Suffix { binary: true, exponent, format: Format::BinarySi };
    Some(match suffix {
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "" => decimal(0),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            Suffix { binary: false, exponent, format: Format::DecimalExponent }
        }
    })
}

/// Numbers of few digits; those in canonical form keep their text.
fn fast(text: &str, pieces: &Pieces<'_>, suffix: &Suffix) -> Option<Quantity> {
    let length = |digits: &str| i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let shifted = format!("{}{}", pieces.whole, pieces.fraction);
    let (room, scale, factor) = if suffix.binary {
        let room = 15 - length(pieces.whole) - suffix.exponent * 3 / 10 - 1;
        (if pieces.fraction.is_empty() { room } else { -1 }, 0, 1_i64 << suffix.exponent.min(62))
    } else {
        (FAST_DIGITS - length(&shifted), suffix.exponent - length(pieces.fraction), 1)
    };
    if room < 0 || scale < NANO {
        return None;
    }
    let number: i64 = shifted.parse().ok()?;
    let value = i128::from(number.checked_mul(factor)?);
    let canonical = if suffix.binary {
        number & 7 != 0
    } else {
        scale % 3 == 0 && !shifted.ends_with("000") && !shifted.starts_with('0')
    };
    Some(Quantity {
        value: if pieces.negative { -value } else { value },
        scale,
        format: suffix.format,
        text: canonical.then(|| text.to_owned()),
    })
}

/// The rest: exact, but not below a billionth, and with binary suffixes not above 2⁶³-1.
fn slow(pieces: &Pieces<'_>, suffix: &Suffix) -> Result<Quantity, Malformed> {
    let fraction = pieces.fraction.trim_end_matches('0');
    let all = format!("{}{fraction}", pieces.whole);
    let kept = all.get(..all.len().min(30)).unwrap_or_default();
    let dropped = i32::try_from(all.len() - kept.len()).unwrap_or(i32::MAX);
    let places = i32::try_from(fraction.len()).unwrap_or(i32::MAX);
    let number: i128 = kept.parse().map_err(|_| Malformed::Number)?;
    let mut amount = Quantity {
        value: number,
        scale: dropped.saturating_sub(places),
        format: suffix.format,
        text: None,
    };
    if suffix.binary {
        amount.value = amount.value.saturating_mul(1 << suffix.exponent);
    } else {
        amount.scale = amount.scale.saturating_add(suffix.exponent);
    }
    if amount.scale < NANO {
        amount = Quantity { value: amount.at_scale(NANO).0, scale: NANO, ..amount };
    }
    if suffix.binary {
        amount = capped(amount);
    }
    if pieces.negative {
        amount.value = -amount.value;
    }
    Ok(amount)
}

/// Binary amounts end at 2⁶³-1, and those below one are printed as decimal ones.
fn capped(amount: Quantity) -> Quantity {
    let most = Quantity { format: Format::BinarySi, ..Quantity::whole(i64::MAX) };
    if amount > most {
        return most;
    }
    let small = amount < Quantity::whole(1) && !amount.is_zero();
    Quantity { format: if small { Format::DecimalSi } else { amount.format }, ..amount }
}
