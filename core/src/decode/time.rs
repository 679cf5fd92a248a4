//! Points in time, as Go reads RFC 3339.
//!
//! Upstream: `time.Parse` with `time.RFC3339`, Go's src/time/format.go.

const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";

/// The parts of the layout: what stands before each, its name, its least and most digits, its range.
const PARTS: [(&str, &str, usize, usize, Range); 6] = [
    ("", "2006", 4, 4, Range { name: "year", from: 0, to: 9999 }),
    ("-", "01", 2, 2, Range { name: "month", from: 1, to: 12 }),
    ("-", "02", 2, 2, Range { name: "day", from: 0, to: 99 }),
    ("T", "15", 1, 2, Range { name: "hour", from: 0, to: 23 }),
    (":", "04", 2, 2, Range { name: "minute", from: 0, to: 59 }),
    (":", "05", 2, 2, Range { name: "second", from: 0, to: 59 }),
];

struct Range {
    name: &'static str,
    from: u32,
    to: u32,
}

/// The time in full, or Go's words for why it is none.
pub(super) fn parse(text: &str) -> Result<String, String> {
    let fail = |rest: &str, part: &str| {
        Err(format!("parsing time {text:?} as {LAYOUT:?}: cannot parse {rest:?} as {part:?}"))
    };
    let out_of_range = |name: &str| format!("parsing time {text:?}: {name} out of range");
    let mut rest = text;
    let mut numbers = [0_u32; 6];
    for ((before, part, least, most, range), number) in PARTS.into_iter().zip(&mut numbers) {
        let Some(after) = rest.strip_prefix(before) else { return fail(rest, before) };
        rest = after;
        let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (Some(value), Some(after)) = (rest.get(..digits), rest.get(digits..)) else {
            return fail(rest, part);
        };
        if digits < least {
            return fail(rest, part);
        }
        *number = value.parse().unwrap_or_default();
        if !(range.from..=range.to).contains(number) {
            return Err(out_of_range(range.name));
        }
        rest = after;
    }
    let mut fraction = "";
    if rest.starts_with(['.', ',']) {
        let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            fraction = rest.get(1..=digits).unwrap_or_default();
            rest = rest.get(digits + 1..).unwrap_or_default();
        }
    }
    let (zone, rest) = match zone(rest) {
        Ok(zone) => zone,
        Err(None) => return fail(rest, "Z07:00"),
        Err(Some(name)) => return Err(out_of_range(name)),
    };
    if !rest.is_empty() {
        return Err(format!("parsing time {text:?}: extra text: {rest:?}"));
    }
    let [year, month, day, hour, minute, second] = numbers;
    if day == 0 || day > days(year, month) {
        return Err(out_of_range("day"));
    }
    let point = if fraction.is_empty() { "" } else { "." };
    let fraction = fraction.get(..fraction.len().min(9)).unwrap_or_default();
    Ok(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{point}{fraction}{zone}"
    ))
}

/// The time zone and what follows it; the name of what is out of range, if that is the matter.
fn zone(rest: &str) -> Result<(&str, &str), Option<&'static str>> {
    if let Some(after) = rest.strip_prefix('Z') {
        return Ok(("Z", after));
    }
    let zone = rest.get(..6).ok_or(None)?;
    let inside = zone.strip_prefix(['+', '-']).ok_or(None)?;
    let (hours, minutes) = inside.split_once(':').ok_or(None)?;
    let two = |text: &str| -> Option<u32> {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok())
            .flatten()
    };
    let (hours, minutes) = (two(hours).ok_or(None)?, two(minutes).ok_or(None)?);
    if hours > 24 {
        return Err(Some("time zone offset hour"));
    }
    if minutes > 60 {
        return Err(Some("time zone offset minute"));
    }
    Ok((zone, rest.get(6..).unwrap_or_default()))
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_is_none_is_refused_in_the_words_of_go() {
        for (text, words) in [
            ("yesterday", "cannot parse \"yesterday\" as \"2006\""),
            ("2024-01-32", "cannot parse \"\" as \"T\""),
            ("2024-01-01", "cannot parse \"\" as \"T\""),
            ("2024-01-01 00:00:00", "cannot parse \" 00:00:00\" as \"T\""),
            ("2024-01-01T00:00:00", "cannot parse \"\" as \"Z07:00\""),
        ] {
            let expected = format!("parsing time {text:?} as {LAYOUT:?}: {words}");
            assert_eq!(parse(text), Err(expected));
        }
        assert_eq!(
            parse("2023-02-29T00:00:00Z"),
            Err("parsing time \"2023-02-29T00:00:00Z\": day out of range".to_owned())
        );
    }

    #[test]
    fn a_time_is_read_with_its_fraction_and_zone() {
        assert_eq!(
            parse("2024-02-29T1:02:03.5+02:00").as_deref(),
            Ok("2024-02-29T01:02:03.5+02:00")
        );
    }
}
