//! Simulated time: whole milliseconds, so that the same text gives the same trace everywhere.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use k8s_openapi::jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// When the clocks of every simulated cluster show 0: 2026-01-01T00:00:00Z, in seconds since 1970.
///
/// A simulation has no clock; an instant that the API would show is this one plus the simulated time.
pub const CREATION: i64 = 1_767_225_600;

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

    /// The instant on the wall clock of the simulated cluster, in whole seconds since 1970.
    pub fn unix_seconds(self) -> i64 {
        CREATION.saturating_add_unsigned(self.0 / 1000)
    }

    /// The instant as a field of the API holds it.
    pub fn stamp(self) -> Time {
        Time(Timestamp::from_second(self.unix_seconds()).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

/// A wall clock's parts: year, month, day, hour, minute, second, and the day of the week from Sunday.
///
/// `seconds` are counted from 1970 and may be negative.
pub fn civil(seconds: i64) -> [i64; 7] {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years that begin in March, so that a leap day is the last day of one.
    let shifted = days + 719_468;
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let in_month = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + i64::from(month < 3);
    [year, month, in_month, rest / 3600, rest / 60 % 60, rest % 60, (days + 4).rem_euclid(7)]
}

/// Seconds since 1970 as the API prints them: `2026-01-01T00:00:09Z`.
pub fn rfc3339(seconds: i64) -> String {
    let [year, month, day, hour, minute, second, _] = civil(seconds);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// An instant as the kubelet prints it before a line of a log: `2026-01-01T00:00:09.120000000Z`.
///
/// Upstream: `timeFormatOut`, staging/src/k8s.io/cri-client/pkg/logs/logs.go.
pub fn rfc3339_nano(at: SimTime) -> String {
    let whole = rfc3339(at.unix_seconds());
    format!("{}.{:03}000000Z", whole.trim_end_matches('Z'), at.0 % 1000)
}

/// The seconds since 1970 of a year, a month, a day, an hour, a minute and a second; the last four may be any numbers.
pub fn seconds_of([year, month, day, hour, minute, second]: [i64; 6]) -> i64 {
    // Years that begin in March, so that a leap day is the last day of one.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + in_year - 719_468;
    days * 86_400 + hour * 3600 + minute * 60 + second
}

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const LONG_DAYS: [&str; 7] = ["Sun", "Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur"];
const DAYS: &str = "SunMonTueWedThuFriSat";
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// One of some names of three letters each.
fn name_in(names: &'static str, at: i64) -> &'static str {
    let at = usize::try_from(at * 3).unwrap_or_default();
    names.get(at..at + 3).unwrap_or_default()
}

/// Seconds since 1970 as kubectl describes them on a machine whose zone is UTC: `Thu, 01 Jan 2026 00:00:09 +0000`.
///
/// Upstream: `time.RFC1123Z`, Go's src/time/format.go.
pub fn rfc1123z(seconds: i64) -> String {
    let [year, month, day, hour, minute, second, weekday] = civil(seconds);
    let (weekday, month) = (name_in(DAYS, weekday), name_in(MONTHS, month - 1));
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} +0000")
}

/// An instant in the form that `date` is asked for: `%T`, `%F`, `%s`, …
pub fn formatted(at: SimTime, format: &str) -> String {
    formatted_seconds(at.unix_seconds(), at.0 % 1000, format)
}

/// The same of seconds since 1970, and milliseconds.
pub fn formatted_seconds(at: i64, millis: u64, format: &str) -> String {
    let [year, month, day, hour, minute, second, weekday] = civil(at);
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let (mut kind, mut cuts) = (letters.next(), false);
        if kind == Some('-') {
            (kind, cuts) = (letters.next(), true);
        }
        // How many digits of the part of a second are wanted: `%3N`.
        let digits =
            kind.and_then(|kind| kind.to_digit(10)).filter(|_| letters.as_str().starts_with('N'));
        if digits.is_some() {
            kind = letters.next();
        }
        let text = match kind {
            Some('Y') => year.to_string(),
            Some('y') => format!("{:02}", year % 100),
            Some('m') => format!("{month:02}"),
            Some('d') => format!("{day:02}"),
            Some('e') => format!("{day:2}"),
            Some('j') => format!("{:03}", (at - seconds_of([year, 1, 1, 0, 0, 0])) / 86_400 + 1),
            Some('k') => format!("{hour:2}"),
            Some('l') => format!("{:2}", (hour + 11) % 12 + 1),
            Some('C') => format!("{:02}", year / 100),
            Some('B') => NAMES
                .get(usize::try_from(month - 1).unwrap_or(0))
                .copied()
                .unwrap_or_default()
                .to_owned(),
            Some('A') => format!(
                "{}day",
                LONG_DAYS.get(usize::try_from(weekday).unwrap_or(0)).copied().unwrap_or_default()
            ),
            Some('c') => formatted_seconds(at, millis, "%a %b %e %T %Y"),
            Some('x') => formatted_seconds(at, millis, "%D"),
            Some('r') => formatted_seconds(at, millis, "%I:%M:%S %p"),
            Some('H') => format!("{hour:02}"),
            Some('I') => format!("{:02}", (hour + 11) % 12 + 1),
            Some('M') => format!("{minute:02}"),
            Some('S') => format!("{second:02}"),
            Some('p') => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            Some('N') => format!("{millis:03}000000"),
            Some('s') => at.to_string(),
            Some('u') => (if weekday == 0 { 7 } else { weekday }).to_string(),
            Some('w') => weekday.to_string(),
            Some('a') => name_in(DAYS, weekday).to_owned(),
            Some('b' | 'h') => name_in(MONTHS, month - 1).to_owned(),
            Some('T' | 'X') => format!("{hour:02}:{minute:02}:{second:02}"),
            Some('R') => format!("{hour:02}:{minute:02}"),
            Some('F') => format!("{year:04}-{month:02}-{day:02}"),
            Some('D') => format!("{month:02}/{day:02}/{:02}", year % 100),
            Some('Z') => "UTC".to_owned(),
            Some('z') => "+0000".to_owned(),
            Some('n') => "\n".to_owned(),
            Some('t') => "\t".to_owned(),
            Some('%') | None => "%".to_owned(),
            Some(other) => format!("%{other}"),
        };
        let mut text = text.as_str();
        while cuts
            && text.len() > 1
            && let Some(rest) = text.strip_prefix(['0', ' '])
        {
            text = rest;
        }
        let end = digits.and_then(|digits| usize::try_from(digits).ok()).unwrap_or(text.len());
        out.push_str(text.get(..end).unwrap_or(text));
    }
    out
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
    fn instants_are_printed_as_the_api_and_as_kubectl_print_them() {
        assert_eq!(rfc3339(SimTime(9_999).unix_seconds()), "2026-01-01T00:00:09Z");
        assert_eq!(SimTime(9_999).stamp().0.as_second(), CREATION + 9);
        for (seconds, printed, described) in [
            (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000"),
            (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 +0000"),
            (1_772_323_199, "2026-02-28T23:59:59Z", "Sat, 28 Feb 2026 23:59:59 +0000"),
            (-62_135_596_800, "0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 +0000"),
        ] {
            assert_eq!(rfc3339(seconds), printed);
            assert_eq!(rfc1123z(seconds), described);
        }
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
