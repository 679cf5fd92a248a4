//! Printing amounts in canonical form: no fraction, the largest suffix.

use super::{Format, Quantity};

/// CanonicalizeBytes.
pub(super) fn canonical(quantity: &Quantity) -> String {
    if quantity.is_zero() {
        return "0".to_owned();
    }
    match quantity.format {
        Format::DecimalSi => decimal(quantity, si_suffix),
        Format::DecimalExponent => decimal(quantity, exponent_suffix),
        Format::BinarySi => binary(quantity).unwrap_or_else(|| decimal(quantity, si_suffix)),
    }
}

fn decimal(quantity: &Quantity, suffix: fn(i32) -> String) -> String {
    let (mut value, mut exponent) = (quantity.value, quantity.scale);
    while value % 10 == 0 {
        value /= 10;
        exponent += 1;
    }
    while exponent.rem_euclid(3) != 0 {
        value = value.saturating_mul(10);
        exponent -= 1;
    }
    format!("{value}{}", suffix(exponent))
}

/// Nothing where the amount is small or has a fraction.
fn binary(quantity: &Quantity) -> Option<String> {
    let (mut value, exact) = quantity.at_scale(0);
    if !exact || value.abs() < 1024 {
        return None;
    }
    let mut suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].into_iter();
    let mut suffix = suffixes.next()?;
    while value % 1024 == 0 {
        let Some(larger) = suffixes.next() else { break };
        suffix = larger;
        value /= 1024;
    }
    Some(format!("{value}{suffix}"))
}

fn si_suffix(exponent: i32) -> String {
    match exponent {
        -9 => "n".to_owned(),
        -6 => "u".to_owned(),
        -3 => "m".to_owned(),
        3 => "k".to_owned(),
        6 => "M".to_owned(),
        9 => "G".to_owned(),
        12 => "T".to_owned(),
        15 => "P".to_owned(),
        18 => "E".to_owned(),
        other => exponent_suffix(other),
    }
}

fn exponent_suffix(exponent: i32) -> String {
    if exponent == 0 { String::new() } else { format!("e{exponent}") }
}
