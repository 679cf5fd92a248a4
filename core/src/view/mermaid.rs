//! The timeline as a Gantt chart of Mermaid, which Markdown on many sites draws.
//!
//! Upstream: the grammar, packages/mermaid/src/diagrams/gantt/parser/gantt.jison. A `#`, `;` or `%` begins a comment or
//! ends a statement there, and a line that begins with one of its words is not a task: so what comes from a text is
//! written with harmless signs alone, and never at the beginning of a line.

use crate::time::{SimTime, rfc3339_nano};
use crate::view::timeline::{Doing, Lane, MarkKind, Timeline};

/// The chart, without a fence around it.
pub fn mermaid(timeline: &Timeline) -> String {
    let mut out = String::from("gantt\n    title Pod ");
    out.push_str(&harmless(&timeline.pod));
    out.push_str("\n    dateFormat YYYY-MM-DD HH:mm:ss.SSS\n    axisFormat ");
    out.push_str(if timeline.end.0 < 3_600_000 { "%M:%S" } else { "%H:%M:%S" });
    out.push_str("\n    todayMarker off\n    section Pod\n");
    for band in &timeline.status {
        let tag = match band.status.as_str() {
            "Running" | "Completed" | "Succeeded" => "active, ",
            "Pending" | "ContainerCreating" | "PodInitializing" | "Terminating" => "",
            other if other.starts_with("Init:") && !other.contains("rror") => "",
            _ => "crit, ",
        };
        task(&mut out, &["STATUS ", &band.status], tag, band.from, band.to);
    }
    for band in &timeline.ready {
        task(&mut out, &["Pod is ready"], "done, ", band.from, band.to);
    }
    for mark in &timeline.outside {
        task(&mut out, &["From outside, ", &mark.label], "milestone, ", mark.at, mark.at);
    }
    for lane in &timeline.lanes {
        add_lane(&mut out, lane);
    }
    for grace in timeline.grace.iter().filter(|grace| grace.from < grace.to).take(1) {
        out.push_str("    section Deletion\n");
        task(&mut out, &["Grace period"], "crit, ", grace.from, grace.to);
    }
    out
}

fn add_lane(out: &mut String, lane: &Lane) {
    out.push_str("    section ");
    out.push_str(&harmless(&lane.name));
    out.push('\n');
    for segment in &lane.segments {
        let (word, tag) = match segment.doing {
            Doing::Waiting => ("Waiting", "done, "),
            Doing::Pulling => ("Pulling its image", "done, "),
            Doing::Starting => ("Starting", ""),
            Doing::NotReady => ("Not ready", ""),
            Doing::Ready => ("Running", "active, "),
            Doing::Stopping => ("Stopping", ""),
            Doing::BackOff => ("Back-off", "crit, "),
        };
        task(out, &[word], tag, segment.from, segment.to);
    }
    for hook in &lane.hooks {
        task(out, &["Hook ", &hook.name], "", hook.from, hook.to);
    }
    for mark in &lane.marks {
        let (word, tag) = match mark.kind {
            MarkKind::Term => ("Signal ", "milestone, "),
            MarkKind::Kill => ("Signal ", "crit, milestone, "),
            MarkKind::Exit if matches!(mark.label.as_str(), "exit 0" | "exit 143") => {
                ("End, ", "milestone, ")
            }
            MarkKind::Exit => ("End, ", "crit, milestone, "),
            // Probes come by the hundred.
            MarkKind::ProbeSuccess | MarkKind::ProbeFailure | MarkKind::Outside => continue,
        };
        task(out, &[word, &mark.label], tag, mark.at, mark.at);
    }
}

fn task(out: &mut String, words: &[&str], tag: &str, from: SimTime, to: SimTime) {
    out.push_str("    ");
    for word in words {
        out.push_str(&harmless(word));
        if word.ends_with(' ') {
            out.push(' ');
        }
    }
    out.push_str(" :");
    out.push_str(tag);
    for (at, end) in [(from, ", "), (to, "\n")] {
        // `2026-01-01T00:00:09.120000000Z`
        let stamp = rfc3339_nano(at).replace('T', " ");
        out.push_str(stamp.get(..23).unwrap_or(&stamp));
        out.push_str(end);
    }
}

/// Letters, digits and signs that mean nothing in a chart; a blank for everything else, and a word where none is left.
fn harmless(text: &str) -> String {
    let means_nothing = |sign: char| sign.is_alphanumeric() || "-_./()+,@…".contains(sign);
    let kept: String =
        text.chars().map(|sign| if means_nothing(sign) { sign } else { ' ' }).collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    if kept.is_empty() { "unnamed".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::timeline::{Band, Mark, Role, Segment};

    fn chart(name: &str) -> String {
        let lane = Lane {
            name: name.to_owned(),
            role: Role::App,
            image: String::new(),
            segments: vec![Segment {
                doing: Doing::Ready,
                from: SimTime(1200),
                to: SimTime(9000),
                cause: 0,
            }],
            marks: vec![Mark {
                kind: MarkKind::Exit,
                at: SimTime(9000),
                label: "exit 1".to_owned(),
                cause: 0,
            }],
            hooks: Vec::new(),
            assumed: None,
        };
        let outside = Mark {
            kind: MarkKind::Outside,
            at: SimTime(5000),
            label: format!("delete {name}"),
            cause: 0,
        };
        mermaid(&Timeline {
            pod: name.to_owned(),
            end: SimTime(9000),
            status: vec![Band { from: SimTime(0), to: SimTime(9000), status: "Error".to_owned() }],
            lanes: vec![lane],
            outside: vec![outside],
            ..Timeline::default()
        })
    }

    #[test]
    fn a_run_is_a_chart() {
        assert_eq!(
            chart("web"),
            "gantt\n    title Pod web\n    dateFormat YYYY-MM-DD HH:mm:ss.SSS\n    axisFormat %M:%S\n    todayMarker off\n    \
             section Pod\n    \
             STATUS Error :crit, 2026-01-01 00:00:00.000, 2026-01-01 00:00:09.000\n    \
             From outside, delete web :milestone, 2026-01-01 00:00:05.000, 2026-01-01 00:00:05.000\n    \
             section web\n    \
             Running :active, 2026-01-01 00:00:01.200, 2026-01-01 00:00:09.000\n    \
             End, exit 1 :crit, milestone, 2026-01-01 00:00:09.000, 2026-01-01 00:00:09.000\n"
        );
    }

    #[test]
    fn no_name_breaks_a_chart() {
        for name in [
            "a:b;c#d%%{init: {}}%%e",
            "x\nclick a href \"javascript:alert(1)\"",
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "section one\r\ngantt",
            ":::",
            "",
            "\u{2028}`${x}`",
        ] {
            let lines = chart(name).lines().count();
            assert_eq!(lines, chart("web").lines().count(), "{name}");
            for line in chart(name).lines().skip(1) {
                let line = line.trim_start();
                let known =
                    ["title Pod ", "dateFormat ", "axisFormat ", "todayMarker ", "section "];
                let tasks = ["STATUS ", "From outside, ", "Running :", "End, "];
                assert!(known.iter().chain(&tasks).any(|start| line.starts_with(start)), "{line}");
                let words = line.split(" :").next().unwrap_or_default();
                assert!(
                    line.starts_with("axisFormat")
                        || line.starts_with("dateFormat")
                        || !words.contains([':', ';', '#', '%', '<', '>', '"', '{', '}', '`']),
                    "{line}"
                );
            }
        }
    }
}
