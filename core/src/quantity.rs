//! Amounts of resources, read and printed as Kubernetes does: `500m`, `1.5Gi` which is `1536Mi`, `1e3`.
//!
//! Upstream: resource.Quantity, staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go, v1.36.

mod list;
mod parse;
mod print;

pub use list::{
    List, aggregate_limits, aggregate_requests, is_huge_page, is_pod_level, is_sidecar, plus_all,
    read,
};
pub use parse::Malformed;

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

/// The family of suffixes an amount was written with, which it keeps when it is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// `12M`, twelve times 10⁶.
    #[default]
    DecimalSi,
    /// `12Mi`, twelve times 2²⁰.
    BinarySi,
    /// `12e6`.
    DecimalExponent,
}

/// An exact amount: `value` times ten to the power of `scale`.
#[derive(Clone, Debug, Default)]
pub struct Quantity {
    value: i128,
    scale: i32,
    format: Format,
    /// The text it was read from, where that is printed again as it stands.
    text: Option<String>,
}

impl Quantity {
    /// Reads what a manifest says.
    ///
    /// # Errors
    ///
    /// Where the API server would refuse to decode it, in its words.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        parse::parse(text.trim())
    }

    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self { value: i128::from(value), ..Self::default() }
    }

    /// Whether there is nothing of it.
    pub fn is_zero(&self) -> bool {
        self.value == 0
    }

    /// Whether it is less than nothing.
    pub fn is_negative(&self) -> bool {
        self.value < 0
    }

    /// Whether it has no fraction, as upstream asks it: of its thousandths, counted in 64 bits that may overflow.
    pub fn is_whole(&self) -> bool {
        let low_bits = |value: i128| u64::try_from(value.rem_euclid(1 << 64)).unwrap_or_default();
        let milli = if self.scale < -3 {
            low_bits(self.at_scale(-3).0)
        } else {
            let steps = self.scale.saturating_add(3).unsigned_abs();
            low_bits(self.value).wrapping_mul(10_u64.wrapping_pow(steps))
        };
        milli.cast_signed() % 1000 == 0
    }

    /// The whole number, rounded away from zero; capped at what 64 bits hold.
    pub fn ceil(&self) -> i64 {
        let whole = self.at_scale(0).0;
        let limit = if whole < 0 { i64::MIN } else { i64::MAX };
        i64::try_from(whole).unwrap_or(limit)
    }

    /// The thousandths, rounded away from zero; capped at what 64 bits hold.
    pub fn milli(&self) -> i64 {
        let milli = self.at_scale(-3).0;
        i64::try_from(milli).unwrap_or(if milli < 0 { i64::MIN } else { i64::MAX })
    }

    /// The same amount with no digits below a thousandth, rounded away from zero.
    ///
    /// SetDefaults_ResourceList, pkg/apis/core/v1/defaults.go.
    pub fn rounded_to_milli(self) -> Self {
        if self.scale >= -3 {
            return self;
        }
        let (value, _) = self.at_scale(-3);
        Self { value, scale: -3, format: self.format, text: None }
    }

    /// The sum, printed as the first amount that is not zero.
    pub fn plus(&self, other: &Self) -> Self {
        let format = if self.is_zero() { other.format } else { self.format };
        let scale = self.scale.min(other.scale);
        let value = self.raised(scale).saturating_add(other.raised(scale));
        Self { value, scale, format, text: None }
    }

    /// So many times it.
    pub fn times(&self, count: i64) -> Self {
        let value = self.value.saturating_mul(i128::from(count));
        Self { value, scale: self.scale, format: self.format, text: None }
    }

    /// How many thousandths of another amount it is, from 0 to 1000.
    pub fn thousandths_of(&self, whole: &Self) -> u32 {
        let scale = self.scale.min(whole.scale);
        let (part, whole) = (self.raised(scale), whole.raised(scale));
        let share = part.saturating_mul(1000).checked_div(whole).unwrap_or_default();
        u32::try_from(share.clamp(0, 1000)).unwrap_or_default()
    }

    /// The value counted in units of ten to the power of `scale`, which is not above its own.
    fn raised(&self, scale: i32) -> i128 {
        let steps = self.scale.saturating_sub(scale).max(0).unsigned_abs();
        10_i128.checked_pow(steps).map_or(
            if self.value == 0 { 0 } else { i128::MAX.saturating_mul(self.value.signum()) },
            |factor| self.value.saturating_mul(factor),
        )
    }

    /// The value counted in units of ten to the power of `scale`, rounded away from zero, and whether it is exact.
    fn at_scale(&self, scale: i32) -> (i128, bool) {
        if self.scale >= scale {
            return (self.raised(scale), true);
        }
        let steps = scale.saturating_sub(self.scale).unsigned_abs();
        let Some(factor) = 10_i128.checked_pow(steps) else {
            return (self.value.signum(), self.value == 0);
        };
        let whole = self.value / factor;
        if self.value % factor == 0 { (whole, true) } else { (whole + self.value.signum(), false) }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.min(other.scale);
        self.raised(scale).cmp(&other.raised(scale))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => f.write_str(&print::canonical(self)),
        }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        match Quantity::parse(text) {
            Ok(quantity) => quantity.rounded_to_milli().to_string(),
            Err(malformed) => malformed.to_string(),
        }
    }

    #[test]
    fn an_amount_is_printed_in_its_canonical_form() {
        let cases = [
            ("0.5", "500m"),
            ("1Ki", "1Ki"),
            ("0.1m", "1m"),
            ("1n", "1m"),
            (".5", "500m"),
            ("5.", "5."),
            ("0.5Gi", "512Mi"),
            ("1.5", "1500m"),
            ("8Ei", "9223372036854775807"),
            ("100000000000000000000Gi", "9223372036854775807"),
            ("1000", "1k"),
            ("1e100", "10e99"),
            ("3.14159265358979", "3142m"),
            ("-0", "0"),
            ("-100m", "-100m"),
            ("10000m", "10"),
            ("1 ", "1"),
            ("1024Mi", "1Gi"),
            ("1e3", "1e3"),
        ];
        for (text, expected) in cases {
            assert_eq!(printed(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_in_the_words_of_the_api_server() {
        for text in ["", "1 Gi", "1GiB", "1gi", "abc", "1.0.0", "1,5"] {
            assert_eq!(Quantity::parse(text).unwrap_err(), Malformed::Format, "{text}");
        }
        for text in ["1ki", "1K", "1e", "--1"] {
            assert_eq!(Quantity::parse(text).unwrap_err(), Malformed::Suffix, "{text}");
        }
    }

    #[test]
    fn amounts_add_up_and_compare_across_suffixes() {
        let read = |text: &str| Quantity::parse(text).unwrap();
        assert_eq!(read("100m").plus(&read("0.4")).to_string(), "500m");
        assert_eq!(read("0").plus(&read("1Gi")).to_string(), "1Gi");
        assert!(read("1G") < read("1Gi"));
        assert_eq!(read("1000m"), read("1"));
        assert_eq!(read("1500m").ceil(), 2);
        assert_eq!(read("250m").times(3).to_string(), "750m");
        assert_eq!(read("250m").thousandths_of(&read("2")), 125);
        assert_eq!(read("1").thousandths_of(&read("0")), 0);
    }
}
