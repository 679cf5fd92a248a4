//! What containers print: as `kubectl logs` shows it at an instant, and line by line as it came.

use podlife_core::sim::trace::Trace;
use podlife_core::time::SimDuration;
use podlife_core::view::kubectl_logs::LogsOptions;
use serde_json::Value;

use crate::life::seconds;
use crate::markdown::Fence;

/// How much later or earlier a line may come than in a recording. In milliseconds.
const LATE: u64 = 1500;

/// A line of standard output, and when it came, in milliseconds.
type Line = (u64, String);

/// The options of a fence: `logs -c app --tail=3 at=8s`.
#[must_use]
pub fn options(fence: &Fence) -> LogsOptions<'_> {
    let words: Vec<&str> = fence.info.split_whitespace().collect();
    let named = words.iter().position(|word| *word == "-c").and_then(|at| words.get(at + 1));
    LogsOptions {
        container: named.copied(),
        all_containers: fence.has("--all-containers"),
        previous: fence.has("-p") || fence.has("--previous"),
        prefix: fence.has("--prefix"),
        timestamps: fence.has("--timestamps"),
        tail: fence.value("--tail").and_then(|tail| tail.parse().ok()),
        since: None,
    }
}

/// Standard output of all containers of a Pod that was played, as a `prints` fence shows it.
#[must_use]
pub fn played(trace: &Trace, fence: &Fence) -> Vec<Line> {
    let lines = trace.logs.iter().filter(|line| line.stream == 1).filter_map(|line| {
        let name = &trace.containers.get(line.container)?.name;
        Some((line.at.0, format!("{name}: {}", line.text)))
    });
    part(fence, lines.collect())
}

/// The same of a recorded Pod.
#[must_use]
pub fn recorded(pod: &Value, fence: &Fence) -> Vec<Line> {
    let mut lines = Vec::new();
    for log in pod["logs"].as_array().into_iter().flatten() {
        let name = log["container"].as_str().unwrap_or_default();
        for line in log["lines"].as_array().into_iter().flatten() {
            if line["stream"] != "stderr" {
                let text = line["line"].as_str().unwrap_or_default().trim_end();
                lines.push((line["at"].as_u64().unwrap_or_default(), format!("{name}: {text}")));
            }
        }
    }
    lines.sort_by_key(|(at, _)| *at);
    part(fence, lines)
}

/// The part of it that a fence is about: `until=20s`.
fn part(fence: &Fence, mut lines: Vec<Line>) -> Vec<Line> {
    let until = fence.value("until").and_then(SimDuration::parse).map_or(u64::MAX, |it| it.0);
    lines.retain(|(at, _)| *at <= until);
    lines
}

/// `   0.61s app: ready`
#[must_use]
pub fn print(lines: &[Line]) -> String {
    let all = lines.iter().map(|(at, text)| format!("{:>7} {text}", format!("{}s", seconds(*at))));
    all.flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// In what the lines of a Pod that was played differ from those that a fence says: each container prints the same in
/// the same order, and each line comes about when it came.
#[must_use]
pub fn differences(fence: &Fence, played: &[Line]) -> Vec<String> {
    let said: Vec<Line> = fence.body.lines().filter_map(line).collect();
    if said.is_empty() || said.len() != fence.body.lines().count() {
        return vec!["a line is `   0.61s app: ready`".to_owned()];
    }
    let name = |(_, text): &Line| text.split(": ").next().unwrap_or_default().to_owned();
    let mut names: Vec<String> = said.iter().chain(played).map(name).collect();
    names.sort_unstable();
    names.dedup();
    let mut wrong = Vec::new();
    for container in names {
        let said: Vec<_> = said.iter().filter(|line| name(line) == container).collect();
        let played: Vec<_> = played.iter().filter(|line| name(line) == container).collect();
        if said.len() != played.len() {
            let (here, really) = (played.len(), said.len());
            wrong.push(format!("`{container}` prints {here} lines, really {really}"));
        }
        for ((really, text), (here, line)) in said.into_iter().zip(played) {
            if without_time(text) != without_time(line) {
                wrong.push(format!("`{line}` is printed, really `{text}`"));
                break;
            }
            if really.abs_diff(*here) > LATE {
                wrong.push(format!("`{text}` comes at {here} ms, really at {really} ms"));
            }
        }
    }
    wrong
}

fn line(line: &str) -> Option<Line> {
    let (at, text) = line.trim_start().split_once("s ")?;
    let (whole, part) = at.split_once('.')?;
    let at = whole.parse::<u64>().ok()? * 1000 + part.parse::<u64>().ok()? * 10;
    Some((at, text.to_owned()))
}

/// A line without the time of day in it, which is that of the cluster.
fn without_time(text: &str) -> String {
    let is_time = |word: &str| {
        let parts: Vec<&str> = word.split(':').collect();
        let is_pair = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        parts.len() == 3 && parts.iter().all(is_pair)
    };
    let words = text.split(' ').map(|word| if is_time(word) { "TIME" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_may_come_a_little_later_and_in_no_other_order() {
        let body = "   0.61s app: 10:00:01 ready\n   2.00s app: bye\n".to_owned();
        let fence = Fence { info: "prints recorded=a".to_owned(), body, line: 1 };
        let played = |lines: &[(u64, &str)]| -> Vec<Line> {
            lines.iter().map(|(at, text)| (*at, (*text).to_owned())).collect()
        };
        let wrong = |lines: &[(u64, &str)]| differences(&fence, &played(lines)).join("\n");
        let (ready, bye) = ((700, "app: 23:59:59 ready"), (3000, "app: bye"));
        assert_eq!(wrong(&[ready, bye]), "");
        assert!(wrong(&[ready]).contains("prints 1 lines, really 2"));
        assert!(wrong(&[bye, ready]).contains("really `app: 10:00:01 ready`"));
        assert!(wrong(&[ready, (4000, "app: bye")]).contains("comes at 4000 ms"));
        assert!(wrong(&[ready, bye, (3100, "helper: hi")]).contains("`helper` prints 1 lines"));
    }
}
