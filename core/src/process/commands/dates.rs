//! `date`: the wall clock of the simulated cluster, in UTC, and times that are said.

use crate::process::commands::options::Options;
use crate::process::commands::{Call, listing};
use crate::time::{civil, formatted_seconds, seconds_of};

/// `date [-u] [-d TIME] [-r FILE] [+FORMAT]`; nothing where it is called in a way that is not known.
pub(super) fn run(call: &Call<'_>) -> Option<i32> {
    let options = Options::read(call.arguments, "dsrDI?", false);
    let now = call.sys.now();
    let (mut at, mut millis) = (now.unix_seconds(), now.0 % 1000);
    let long = call.arguments.iter().find_map(|word| word.strip_prefix("--date="));
    if let Some(said) = options.value('d').or(long) {
        let Some(seconds) = read(said, at, call.is_gnu()) else {
            call.sys.complain(&format!("date: invalid date '{said}'"));
            return Some(1);
        };
        (at, millis) = (seconds, 0);
    } else if let Some(path) = options.value('r') {
        (at, millis) = (listing::known(call, path, true)?.changed / 1000, 0);
    } else if options.has('s') || options.has('D') {
        return None;
    }
    let iso = call.arguments.iter().find_map(|word| word.strip_prefix("--iso-8601"));
    let iso = iso.map(|rest| rest.trim_start_matches('=')).or(options.value('I'));
    let format = match options.operands.iter().find_map(|word| word.strip_prefix('+')) {
        Some(format) => format,
        None => match iso {
            Some("") => "%F",
            Some(word) if word.starts_with('s') => "%FT%T+00:00",
            Some(word) if word.starts_with('m') => "%FT%R+00:00",
            Some(word) if word.starts_with('h') => "%FT%H+00:00",
            Some(word) if word.starts_with('n') => "%FT%T,%N+00:00",
            Some(_) => return None,
            None if options.has('R') => "%a, %d %b %Y %T +0000",
            None => "%a %b %e %T UTC %Y",
        },
    };
    Some(call.print(&format!("{}\n", formatted_seconds(at, millis, format))))
}

/// A time as it is said: `@0`, `2026-01-31 12:00`, and with GNU's program `1 day ago`.
pub(super) fn read(said: &str, now: i64, gnu: bool) -> Option<i64> {
    if let Some(seconds) = said.strip_prefix('@') {
        return seconds.split('.').next()?.parse().ok();
    }
    let [year, month, day, hour, minute, second, _] = civil(now);
    let mut date = [year, month, day];
    let mut clock = [hour, minute, second];
    let mut shift = 0;
    let (mut months, mut count, mut last) = (0, None::<i64>, (0, 0));
    let said = said.trim_end_matches('Z').replace('T', " ");
    for word in said.split_whitespace() {
        let numbers = |sign: char| -> Option<Vec<i64>> {
            word.split(sign).map(|part| part.split('.').next()?.parse().ok()).collect()
        };
        if word.contains(':') {
            let parts = numbers(':')?;
            clock = [*parts.first()?, *parts.get(1)?, parts.get(2).copied().unwrap_or(0)];
            continue;
        }
        if word.len() > 5 && word.contains('-') && !word.starts_with(['-', '+']) {
            let [year, month, day] = numbers('-')?.try_into().ok()?;
            (date, clock) = ([year, month, day], [0, 0, 0]);
            continue;
        }
        if !gnu {
            return None;
        }
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "now" | "utc" | "today" => {}
            "midnight" => clock = [0, 0, 0],
            "yesterday" => shift -= 86_400,
            "tomorrow" => shift += 86_400,
            "ago" => {
                shift -= 2 * last.0;
                months -= 2 * last.1;
            }
            "next" => count = Some(1),
            "last" => count = Some(-1),
            word => {
                let end = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
                let (digits, unit) = word.split_at(end);
                if !digits.is_empty() {
                    count = Some(digits.trim_start_matches('+').parse().ok()?);
                }
                if unit.is_empty() {
                    continue;
                }
                let times = count.take().unwrap_or(1);
                last = match unit.strip_suffix('s').unwrap_or(unit) {
                    "second" | "sec" => (times, 0),
                    "minute" | "min" => (times * 60, 0),
                    "hour" => (times * 3600, 0),
                    "day" => (times * 86_400, 0),
                    "week" => (times * 604_800, 0),
                    "month" => (0, times),
                    "year" => (0, times * 12),
                    _ => return None,
                };
                shift += last.0;
                months += last.1;
            }
        }
    }
    let [year, month, day] = date;
    let whole = year * 12 + month - 1 + months;
    let [hour, minute, second] = clock;
    let in_range = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..=24).contains(&hour);
    in_range.then(|| {
        seconds_of([whole.div_euclid(12), whole.rem_euclid(12) + 1, day, hour, minute, second])
            + shift
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_said() {
        let now = 1_767_225_600;
        for (said, expected) in [
            ("@0", Some(0)),
            ("2024-02-29 12:30:00", Some(1_709_209_800)),
            ("2024-02-29T12:30:00Z", Some(1_709_209_800)),
            ("2026-01-01", Some(now)),
            ("yesterday", Some(now - 86_400)),
            ("2 hours ago", Some(now - 7200)),
            ("+1 day", Some(now + 86_400)),
            ("-1 week", Some(now - 604_800)),
            ("rubbish", None),
        ] {
            assert_eq!(read(said, now, true), expected, "{said}");
        }
    }
}
