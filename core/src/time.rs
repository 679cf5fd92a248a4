//! Simulated time: whole milliseconds, so that the same text gives the same trace everywhere.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since the API server accepted the object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SimTime(pub u64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SimDuration(pub u64);

impl SimTime {
    /// When the object was accepted.
    pub const ZERO: Self = Self(0);

    /// How long ago `earlier` was; nothing where it has not come yet.
    pub fn since(self, earlier: Self) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }

    /// The instant as the API keeps it: sub-second parts are cut off.
    ///
    /// Upstream: `normalizeStatus`, pkg/kubelet/status/status_manager.go.
    pub fn whole_seconds(self) -> Self {
        Self(self.0 / 1000 * 1000)
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// `count` milliseconds.
    pub const fn from_millis(count: u64) -> Self {
        Self(count)
    }

    /// `count` seconds.
    pub const fn from_secs(count: u64) -> Self {
        Self(count.saturating_mul(1000))
    }

    /// The full seconds in it.
    pub const fn whole_secs(self) -> u64 {
        self.0 / 1000
    }

    /// What is left when `other` is taken away, at least nothing.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Reads Go's form, `300ms`, `5s`, `2m` or `1h30m`; nothing where it is another one, or negative.
    pub fn parse(text: &str) -> Option<Self> {
        let mut total: f64 = 0.0;
        let mut rest = text.trim();
        if rest == "0" {
            return Some(Self::ZERO);
        }
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let (number, after) = rest.split_at(digits);
            let number: f64 = number.parse().ok()?;
            let unit_end =
                after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
            let (unit, next) = after.split_at(unit_end);
            total += number
                * match unit {
                    "ms" => 1.0,
                    "s" => 1000.0,
                    "m" => 60_000.0,
                    "h" => 3_600_000.0,
                    _ => return None,
                };
            rest = next;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and a year fits many times"
        )]
        (total <= 365.0 * 24.0 * 3_600_000.0).then(|| Self(total.round() as u64))
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;
    fn add(self, duration: SimDuration) -> Self {
        Self(self.0.saturating_add(duration.0))
    }
}

impl AddAssign<SimDuration> for SimTime {
    fn add_assign(&mut self, duration: SimDuration) {
        *self = *self + duration;
    }
}

impl Sub<SimDuration> for SimTime {
    type Output = Self;
    fn sub(self, duration: SimDuration) -> Self {
        Self(self.0.saturating_sub(duration.0))
    }
}

impl Add for SimDuration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// `41.2 s`, for people.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} s", self.0 / 1000, self.0 % 1000 / 100)
    }
}

/// Go's `time.Duration` for whole seconds (`10s`, `1m20s`, `5m0s`), with the milliseconds where there are some.
impl fmt::Display for SimDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes) = (self.0 / 3_600_000, self.0 / 60_000 % 60);
        if self.0 > 0 && self.0 < 1000 {
            return write!(f, "{}ms", self.0);
        }
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if hours > 0 || minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        let (seconds, millis) = (self.0 / 1000 % 60, self.0 % 1000);
        if millis == 0 {
            write!(f, "{seconds}s")
        } else {
            write!(f, "{}s", format!("{seconds}.{millis:03}").trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_seconds_than_there_are_do_not_overflow() {
        let forever = SimDuration::from_secs(i64::MAX.unsigned_abs());
        assert!(forever > SimDuration::from_secs(u64::from(u32::MAX)));
    }

    #[test]
    fn durations_read_and_print_as_go_does() {
        for (text, millis, printed) in [
            ("300ms", 300, "300ms"),
            ("5s", 5000, "5s"),
            ("1.5s", 1500, "1.5s"),
            ("2m", 120_000, "2m0s"),
            ("1h30m", 5_400_000, "1h30m0s"),
            ("0", 0, "0s"),
            ("80s", 80_000, "1m20s"),
        ] {
            let duration = SimDuration::parse(text).unwrap();
            assert_eq!(duration, SimDuration(millis));
            assert_eq!(duration.to_string(), printed);
        }
        for text in ["", "5", "-5s", "5 s", "s", "1d"] {
            assert_eq!(SimDuration::parse(text), None, "{text}");
        }
    }
}
