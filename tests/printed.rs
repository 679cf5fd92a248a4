//! Whether two texts that kubectl printed say the same: ids, addresses and times are drawn anew in each cluster.

use podlife_core::sim::trace::Trace;
use podlife_core::sim::workload::{Instance, NODE, NODE_IP};

/// How far apart ages may be, in seconds: a real command comes a little after the instant it is said to show.
const AGES: u64 = 2;
/// How long the random part of a generated name is.
const SUFFIX: usize = 5;

/// What cgroup v1, with which the recordings were made, calls the memory of a Pod without a limit.
const NO_LIMIT: &str = "  resources:\n    limits:\n      memory: 9007199254740988Ki\n";

/// What stands for the same thing in both texts, and the word for it.
#[derive(Debug, Default)]
pub struct Names {
    words: Vec<(String, &'static str)>,
    /// What the generated names of Pods begin with.
    prefix: Option<String>,
}

impl Names {
    /// The names of some Pods.
    #[must_use]
    pub fn of(pods: &[(Instance<'_>, &Trace)]) -> Self {
        let mut names = Self::default();
        for (instance, _) in pods {
            names.words.push((instance.ip(), "POD_IP"));
            names.words.push((instance.uid(), "UID"));
            if let Some(made_by) = &instance.controller {
                names.words.push((made_by.uid(), "UID"));
                names.prefix = Some(format!("{}-", made_by.name));
            }
        }
        names.words.push((NODE_IP.to_owned(), "NODE_IP"));
        names.words.push((NODE.to_owned(), "node1"));
        names
    }

    fn replace(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, word) in &self.words {
            text = text.replace(name, word);
        }
        text = replace_digits(&text, "containerd://", "ID");
        text = replace_digits(&text, "sha256:", "DIGEST");
        text = replace_times(&text);
        text = replace_in_yaml(&text).replace(NO_LIMIT, "  resources: {}\n");
        if let Some(prefix) = &self.prefix {
            text = replace_after(
                &text,
                prefix,
                |rest| {
                    let letters = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
                    (letters == SUFFIX).then_some(SUFFIX)
                },
                "xxxxx",
            );
        }
        text
    }
}

/// Replaces what stands behind a prefix, as long as `length` says.
fn replace_after(
    text: &str,
    prefix: &str,
    length: impl Fn(&str) -> Option<usize>,
    word: &str,
) -> String {
    let mut parts = text.split(prefix);
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        replaced.push_str(prefix);
        match length(part) {
            Some(length) => {
                replaced.push_str(word);
                replaced.push_str(&part[length..]);
            }
            None => replaced.push_str(part),
        }
    }
    replaced
}

fn replace_digits(text: &str, prefix: &str, word: &str) -> String {
    let digits = |rest: &str| {
        let count = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        (count == 64).then_some(count)
    };
    replace_after(text, prefix, digits, word)
}

/// Replaces `Thu, 01 Jan 2026 00:00:20 +0000`.
fn replace_times(text: &str) -> String {
    const LENGTH: usize = 25;
    let mut parts = text.split(" +0000").peekable();
    let mut replaced = String::new();
    while let Some(part) = parts.next() {
        match part.len().checked_sub(LENGTH).and_then(|at| part.get(..at)) {
            Some(before) if parts.peek().is_some() => {
                replaced.push_str(before);
                replaced.push_str("TIME");
            }
            _ => replaced.push_str(part),
        }
    }
    replaced
}

/// Without the blanks at the ends of lines, which pages do not have.
#[must_use]
pub fn without_blanks(text: &str) -> String {
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// Replaces the times and the version of an object.
fn replace_in_yaml(text: &str) -> String {
    let quoted = |line: &str| -> Option<String> {
        let (key, value) = line.split_once(": \"")?;
        let value = value.strip_suffix('"')?;
        let word = if key.trim() == "resourceVersion" {
            "N"
        } else if value.len() == 20 && value.ends_with('Z') && value.contains('T') {
            "TIME"
        } else {
            return None;
        };
        Some(format!("{key}: \"{word}\""))
    };
    text.lines().map(|line| quoted(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

/// In which lines a text differs from the one that a real kubectl printed.
#[must_use]
pub fn differences(expected: &str, printed: &str, names: &Names) -> Vec<String> {
    let (expected, printed) = (names.replace(expected), names.replace(printed));
    let mut expected: Vec<&str> = expected.trim_end().lines().collect();
    let mut printed: Vec<&str> = printed.trim_end().lines().collect();
    let is_table = expected
        .first()
        .is_some_and(|line| !line.starts_with("Name:") && !line.starts_with("apiVersion:"));
    if names.prefix.is_some() && is_table {
        // Generated names come in another order.
        expected.sort_by_key(|line| without_ages(line));
        printed.sort_by_key(|line| without_ages(line));
    }
    let mut lenient = is_table;
    let mut differences = Vec::new();
    for at in 0..expected.len().max(printed.len()) {
        let (said, comes_out) = (expected.get(at), printed.get(at));
        lenient |= said.is_some_and(|line| *line == "Events:");
        let same = match (said, comes_out) {
            (Some(said), Some(comes_out)) => {
                said == comes_out || (lenient && agree(said, comes_out))
            }
            _ => false,
        };
        if !same {
            let line =
                |line: Option<&&str>| line.map_or("no line".to_owned(), |line| format!("{line:?}"));
            differences.push(format!("{} instead of {}", line(comes_out), line(said)));
        }
    }
    differences
}

/// Whether the cells of two lines are the same but for their ages.
fn agree(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (words(one), words(other));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => match (age(one), age(other)) {
                (Some(one), Some(other)) if one.abs_diff(other) <= AGES => {}
                _ => return false,
            },
            _ => return false,
        }
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split([' ', '(', ')']).filter(|word| !word.is_empty())
}

/// What a line says, then its ages.
fn without_ages(line: &str) -> (Vec<&str>, Vec<u64>) {
    let ages = words(line).filter_map(age).collect();
    (words(line).filter(|word| age(word).is_none()).collect(), ages)
}

/// `2m3s` in seconds.
fn age(word: &str) -> Option<u64> {
    let (mut total, mut number) = (0, None);
    for letter in word.chars() {
        if let Some(digit) = letter.to_digit(10) {
            number = Some(number.unwrap_or(0) * 10 + u64::from(digit));
        } else {
            let unit = match letter {
                's' => 1,
                'm' => 60,
                'h' => 3600,
                _ => return None,
            };
            total += number.take()? * unit;
        }
    }
    number.is_none().then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_may_differ_a_little_and_nothing_else() {
        let names = Names::default();
        let same = |one: &str, other: &str| differences(one, other, &names).is_empty();
        assert!(same("NAME  AGE\nweb   2 (10s ago)", "NAME   AGE\nweb    2 (9s ago)"));
        assert!(!same("NAME  AGE\nweb   2 (10s ago)", "NAME   AGE\nweb    3 (9s ago)"));
        assert!(!same("NAME  AGE\nweb   13s", "NAME   AGE\nweb    10s"));
        assert!(!same("Name:  web\nNode:  a", "Name:  web\nNode:   a"));
        assert!(!same("NAME\nweb", "NAME"));
    }
}
