//! What so many Pods reserve, and what that costs at a person's own prices.

use crate::quantity::{List, Quantity, plus_all};
use crate::sim::trace::Role;

use super::Resources;

/// The hours of a month, as clouds count them.
const HOURS: i128 = 730;
/// Prices are counted in these parts of one.
const PARTS: i128 = 1_000_000_000;
/// More Pods than that have no place in a cluster.
const MOST_PODS: i64 = 1_000_000;

/// What a person says, as typed; empty where nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prices<'a> {
    /// How many Pods.
    pub replicas: &'a str,
    /// What a CPU costs an hour.
    pub cpu: &'a str,
    /// What a GiB of memory costs an hour.
    pub memory: &'a str,
}

/// The cost of the Pods in sentences; `replicas` is what the workload asks for.
pub fn cost(resources: &Resources, replicas: i64, prices: Prices<'_>) -> Vec<String> {
    let count = match prices.replicas.trim() {
        "" => replicas,
        typed => match typed.parse::<i64>() {
            Ok(count) if (0..=MOST_PODS).contains(&count) => count,
            _ => return vec![format!("{typed} is no number of Pods from 0 to {MOST_PODS}.")],
        },
    };
    let pods =
        if count == 1 { "1 Pod reserves".to_owned() } else { format!("{count} Pods reserve") };
    let all = resources.totals.iter().filter(|total| !total.requests.is_zero());
    let all: Vec<String> =
        all.map(|total| amount(&total.resource, &total.requests.times(count))).collect();
    if all.is_empty() {
        return vec![format!("{pods} nothing.")];
    }
    let mut lines = vec![format!("{pods} {}.", and(&all))];
    let sidecars = of_sidecars(resources);
    if !sidecars.is_empty() {
        let parts: Vec<String> = sidecars
            .iter()
            .map(|(resource, part)| {
                let whole = resources.total(resource).map(|total| total.requests.clone());
                let share = part.thousandths_of(&whole.unwrap_or_default()).div_ceil(10);
                format!("{} ({share} %)", amount(resource, &part.times(count)))
            })
            .collect();
        lines.push(format!("The native sidecars ask for {} of it.", and(&parts)));
    }
    lines.extend(money(resources, count, prices));
    lines
}

/// What the sidecars request, where the Pod as a whole does not ask for something else.
fn of_sidecars(resources: &Resources) -> List {
    let mut list = List::new();
    for row in resources.rows.iter().filter(|row| row.role == Some(Role::Sidecar)) {
        plus_all(&mut list, &row.requests);
    }
    list.retain(|resource, part| {
        let total = resources.total(resource);
        !part.is_zero() && total.is_some_and(|total| total.pod.is_none())
    });
    list
}

fn money(resources: &Resources, count: i64, prices: Prices<'_>) -> Option<String> {
    let of = |resource: &str| resources.total(resource).map(|total| &total.requests);
    let (mut hourly, mut words) = (0_i128, Vec::new());
    for (resource, unit, typed) in [("cpu", "CPU", prices.cpu), ("memory", "GiB", prices.memory)] {
        let typed = typed.trim();
        if typed.is_empty() {
            continue;
        }
        let Some(price) = parts(typed) else {
            return Some(format!("{typed} is no price: a number such as 0.03 is."));
        };
        let Some(requests) = of(resource) else { continue };
        let all = requests.times(count);
        let cost = if resource == "cpu" {
            i128::from(all.milli()).saturating_mul(price) / 1000
        } else {
            i128::from(all.ceil()).saturating_mul(price) >> 30
        };
        hourly = hourly.saturating_add(cost);
        words.push(format!("{} at {typed} a {unit}", amount(resource, &all)));
    }
    if words.is_empty() {
        return None;
    }
    let month = decimal(hourly.saturating_mul(HOURS), 2);
    let hour = decimal(hourly, 4);
    Some(format!("{}: {hour} an hour, {month} in a month of {HOURS} hours.", and(&words)))
}

/// A price in parts of one; nothing where it is none.
fn parts(typed: &str) -> Option<i128> {
    let (whole, fraction) = typed.split_once(['.', ',']).unwrap_or((typed, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = whole.len() <= 9 && fraction.len() <= 9;
    if !is_short || !is_number(whole) || !is_number(fraction) || typed.len() < 2 && whole.is_empty()
    {
        return None;
    }
    let whole: i128 = format!("0{whole}").parse().ok()?;
    let fraction: i128 = format!("{fraction:0<9}").parse().ok()?;
    Some(whole * PARTS + fraction)
}

/// An amount of money, rounded to so many digits behind the point.
fn decimal(parts: i128, digits: u32) -> String {
    let unit = 10_i128.pow(9_u32.saturating_sub(digits));
    let rounded = parts.saturating_add(unit / 2) / unit;
    let ten = 10_i128.pow(digits);
    let width = usize::try_from(digits).unwrap_or_default();
    format!("{}.{:0width$}", rounded / ten, rounded % ten)
}

/// An amount with its resource.
fn amount(resource: &str, quantity: &Quantity) -> String {
    format!("{resource} {quantity}")
}

/// Words in a row: `a, b and c`.
fn and(words: &[String]) -> String {
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_as_people_write_them() {
        for (typed, expected) in [
            ("0.03", Some(30_000_000)),
            ("0,03", Some(30_000_000)),
            (".5", Some(500_000_000)),
            ("2", Some(2_000_000_000)),
            ("1.", Some(1_000_000_000)),
            (".", None),
            ("", None),
            ("-1", None),
            ("1e3", None),
            ("€3", None),
            ("12345678901", None),
        ] {
            assert_eq!(parts(typed), expected, "{typed}");
        }
        assert_eq!(decimal(35_591_000_000, 2), "35.59");
        assert_eq!(decimal(4_999_999, 2), "0.00");
        assert_eq!(decimal(5_000_000, 2), "0.01");
    }
}
