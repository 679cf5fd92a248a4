//! Names of time zones.
//!
//! `time_zones.txt` lists those of the IANA time zone database, public domain, by area; those without an area follow
//! `-`.

/// Every name; each line an area and what follows it.
const NAMES: &str = include_str!("time_zones.txt");

/// Why a zone cannot be loaded: time.LoadLocation of Go.
pub(super) fn unknown(name: &str) -> Option<String> {
    if matches!(name, "" | "UTC" | "Local") {
        return None;
    }
    if name.contains("..") || name.starts_with(['/', '\\']) {
        return Some("time: invalid location name".to_owned());
    }
    let (area, place) = name.split_once('/').unwrap_or(("-", name));
    let mut lines = NAMES.lines().map(|line| line.split(' '));
    let known =
        lines.any(|mut words| words.next() == Some(area) && words.any(|word| word == place));
    (!known).then(|| format!("unknown time zone {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_their_exact_names() {
        for zone in
            ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+8", "EST5EDT", "UTC"]
        {
            assert_eq!(unknown(zone), None, "{zone}");
        }
        for zone in ["europe/berlin", "Europe/Berlin ", "UTC+1", "Mars/Olympus", "Europe"] {
            assert_eq!(unknown(zone), Some(format!("unknown time zone {zone}")));
        }
    }
}
