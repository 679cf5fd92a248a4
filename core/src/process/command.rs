//! Reads the commands that need no shell: `sleep 5`, and `sh -c` around a plain list of such.

use crate::time::SimDuration;

/// What a command line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// It ends by itself.
    Ends {
        /// That long after its start.
        after: SimDuration,
        /// With this code.
        exit_code: i32,
    },
    /// It runs until it is stopped.
    Runs,
    /// It says something that is not understood.
    Unknown,
}

/// Reads `command` and `args` together.
pub(super) fn read(words: &[String]) -> Reading {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [shell, flag, script, ..] if is_shell(shell) && is_command_flag(flag) => {
            read_script(script)
        }
        [] => Reading::Unknown,
        words => read_simple(words),
    }
}

fn is_shell(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    ["sh", "bash", "ash", "dash"].contains(&name)
}

fn is_command_flag(word: &str) -> bool {
    ["-c", "-ec", "-exc", "-euc", "-xc"].contains(&word)
}

/// A script that is a list of simple commands, one after the other; anything else is not understood.
fn read_script(script: &str) -> Reading {
    if script.contains(['|', '&', '$', '`', '>', '<', '(', '{', '\\', '"', '\'', '*', '=']) {
        return Reading::Unknown;
    }
    let mut after = SimDuration::ZERO;
    let mut last_code = 0;
    for line in script
        .split(['\n', ';'])
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["exit"] => return Reading::Ends { after, exit_code: last_code },
            ["exit", code] => {
                return code.parse::<i32>().map_or(Reading::Unknown, |code| Reading::Ends {
                    after,
                    exit_code: code.rem_euclid(256),
                });
            }
            ["exec", rest @ ..] => return in_turn(after, read_simple(rest)),
            words => match read_simple(words) {
                Reading::Ends { after: takes, exit_code } => {
                    after = after + takes;
                    last_code = exit_code;
                }
                Reading::Runs => return Reading::Runs,
                Reading::Unknown => return Reading::Unknown,
            },
        }
    }
    Reading::Ends { after, exit_code: last_code }
}

fn in_turn(before: SimDuration, reading: Reading) -> Reading {
    match reading {
        Reading::Ends { after, exit_code } => Reading::Ends { after: before + after, exit_code },
        Reading::Runs | Reading::Unknown => reading,
    }
}

fn read_simple(words: &[&str]) -> Reading {
    let ends = |after, exit_code| Reading::Ends { after, exit_code };
    match words {
        ["true" | "/bin/true" | ":" | "echo" | "/bin/echo", ..] => ends(SimDuration::ZERO, 0),
        ["false" | "/bin/false"] => ends(SimDuration::ZERO, 1),
        ["sleep" | "/bin/sleep", "infinity" | "inf"] => Reading::Runs,
        ["sleep" | "/bin/sleep", times @ ..] if !times.is_empty() => times
            .iter()
            .try_fold(SimDuration::ZERO, |sum, time| Some(sum + sleep_time(time)?))
            .map_or(Reading::Unknown, |time| ends(time, 0)),
        _ => Reading::Unknown,
    }
}

/// `5`, `0.5`, `5s`, `2m`, `1h` or `1d`, as `sleep` reads them.
fn sleep_time(word: &str) -> Option<SimDuration> {
    if let Some(days) = word.strip_suffix('d') {
        return days
            .parse::<u64>()
            .ok()
            .map(|days| SimDuration::from_secs(days.saturating_mul(86_400)));
    }
    let unit = if word.ends_with(|c: char| c.is_ascii_digit() || c == '.') { "s" } else { "" };
    SimDuration::parse(&format!("{word}{unit}")).or_else(|| {
        // Longer than a simulation can be: it never ends.
        word.parse::<u64>().ok().map(SimDuration::from_secs)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(words: &[&str]) -> Reading {
        read(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn plain_lists_are_read_and_everything_else_is_unknown() {
        let ends = |after, exit_code| Reading::Ends { after: SimDuration(after), exit_code };
        assert_eq!(reading(&["sleep", "3600"]), ends(3_600_000, 0));
        assert_eq!(reading(&["/bin/sleep", "1m", "0.5"]), ends(60_500, 0));
        assert_eq!(reading(&["sh", "-c", "echo hi; sleep 5; exit 3"]), ends(5000, 3));
        assert_eq!(reading(&["/bin/bash", "-c", "echo a\nfalse"]), ends(0, 1));
        assert_eq!(reading(&["sh", "-c", "exec sleep infinity"]), Reading::Runs);
        for script in [
            "migrate up; sleep 3",
            "until nc -z db 5432; do sleep 2; done",
            "sleep 5 & wait $!",
            "sleep x",
        ] {
            assert_eq!(reading(&["sh", "-c", script]), Reading::Unknown, "{script}");
        }
    }
}
