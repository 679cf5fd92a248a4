//! Schedules of CronJobs: what is wrong with one, in the words of the parser that Kubernetes uses.
//!
//! Upstream: ParseStandard, github.com/robfig/cron/v3 parser.go.

use super::time_zones;

/// A field of a schedule: its least and greatest number, and names for them.
struct Bounds {
    least: i64,
    greatest: i64,
    names: &'static [&'static str],
}

const FIELDS: [Bounds; 5] = [
    Bounds { least: 0, greatest: 59, names: &[] },
    Bounds { least: 0, greatest: 23, names: &[] },
    Bounds { least: 1, greatest: 31, names: &[] },
    Bounds {
        least: 1,
        greatest: 12,
        names: &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ],
    },
    Bounds { least: 0, greatest: 6, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

/// Whether the schedule can be read.
///
/// # Errors
///
/// The parser's words where it cannot.
pub(super) fn parse(schedule: &str) -> Result<(), String> {
    let rest = zone(schedule)?;
    if rest.starts_with('@') {
        return descriptor(rest);
    }
    let fields: Vec<&str> = rest.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        let (expected, found) = (FIELDS.len(), fields.len());
        return Err(format!(
            "expected exactly {expected} fields, found {found}: [{}]",
            fields.join(" ")
        ));
    }
    for (field, bounds) in fields.iter().zip(&FIELDS) {
        for range in field.split(',').filter(|range| !range.is_empty()) {
            self::range(range, bounds)?;
        }
    }
    Ok(())
}

/// What follows a time zone in front of the schedule.
fn zone(schedule: &str) -> Result<&str, String> {
    if !schedule.starts_with("TZ=") && !schedule.starts_with("CRON_TZ=") {
        return Ok(schedule);
    }
    let Some((assignment, rest)) = schedule.split_once(' ') else { return Ok("@daily") };
    let (_, name) = assignment.split_once('=').unwrap_or_default();
    match time_zones::unknown(name) {
        Some(wrong) => Err(format!("provided bad location {name}: {wrong}")),
        None => Ok(rest.trim()),
    }
}

/// parseDescriptor.
fn descriptor(text: &str) -> Result<(), String> {
    match text {
        "@yearly" | "@annually" | "@monthly" | "@weekly" | "@daily" | "@midnight" | "@hourly" => {
            Ok(())
        }
        _ => match text.strip_prefix("@every ") {
            Some(duration) => self::duration(duration)
                .map_err(|wrong| format!("failed to parse duration {text}: {wrong}")),
            None => Err(format!("unrecognized descriptor: {text}")),
        },
    }
}

/// time.ParseDuration.
fn duration(text: &str) -> Result<(), String> {
    let invalid = || format!("time: invalid duration \"{text}\"");
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(());
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        if !number.contains(|c: char| c.is_ascii_digit()) || number.matches('.').count() > 1 {
            return Err(invalid());
        }
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        match unit {
            "" => return Err(format!("time: missing unit in duration \"{text}\"")),
            "ns" | "us" | "µs" | "μs" | "ms" | "s" | "m" | "h" => {}
            _ => return Err(format!("time: unknown unit \"{unit}\" in duration \"{text}\"")),
        }
        rest = after;
    }
    Ok(())
}

/// getRange: `*`, `3`, `mon-fri`, `0-30/5`.
fn range(text: &str, bounds: &Bounds) -> Result<(), String> {
    let parts: Vec<&str> = text.split('/').collect();
    let ends: Vec<&str> = parts.first().copied().unwrap_or_default().split('-').collect();
    let first = ends.first().copied().unwrap_or_default();
    let (start, mut end) = if matches!(first, "*" | "?") {
        (bounds.least, bounds.greatest)
    } else {
        let start = number_or_name(first, bounds)?;
        match ends.get(1) {
            None => (start, start),
            Some(last) if ends.len() == 2 => (start, number_or_name(last, bounds)?),
            Some(_) => return Err(format!("too many hyphens: {text}")),
        }
    };
    let mut step = 1;
    if let Some(given) = parts.get(1) {
        if parts.len() > 2 {
            return Err(format!("too many slashes: {text}"));
        }
        step = number(given)?;
        if ends.len() == 1 {
            end = bounds.greatest;
        }
    }
    let Bounds { least, greatest, .. } = bounds;
    if start < *least {
        Err(format!("beginning of range ({start}) below minimum ({least}): {text}"))
    } else if end > *greatest {
        Err(format!("end of range ({end}) above maximum ({greatest}): {text}"))
    } else if start > end {
        Err(format!("beginning of range ({start}) beyond end of range ({end}): {text}"))
    } else if step == 0 {
        Err(format!("step of range should be a positive number: {text}"))
    } else {
        Ok(())
    }
}

/// parseIntOrName.
fn number_or_name(text: &str, bounds: &Bounds) -> Result<i64, String> {
    let name = text.to_ascii_lowercase();
    match bounds.names.iter().zip(bounds.least..).find(|(known, _)| **known == name) {
        Some((_, number)) => Ok(number),
        None => number(text),
    }
}

/// mustParseInt.
fn number(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let known = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(number) if number < 0 => Err(format!("negative number ({number}) not allowed: {text}")),
        Ok(number) => Ok(number),
        Err(_) => {
            let wrong = if known { "value out of range" } else { "invalid syntax" };
            Err(format!(
                "failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": {wrong}"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_has_five_fields_or_is_a_descriptor() {
        for schedule in
            ["*/5 * * * *", "0 3 * jan-mar MON", "@daily", "@every 1h30m", "0,30 8-18/2 ? * 0"]
        {
            assert_eq!(parse(schedule), Ok(()), "{schedule}");
        }
        for (schedule, words) in [
            ("* * *", "expected exactly 5 fields, found 3: [* * *]"),
            ("60 * * * *", "end of range (60) above maximum (59): 60"),
            ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
            ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
            ("*/0 * * * *", "step of range should be a positive number: */0"),
            (
                "x * * * *",
                "failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax",
            ),
            ("@every 5", "failed to parse duration @every 5: time: missing unit in duration \"5\""),
            ("@soon", "unrecognized descriptor: @soon"),
        ] {
            assert_eq!(parse(schedule), Err(words.to_owned()));
        }
    }
}
