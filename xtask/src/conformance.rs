//! Scores the command line against what a real Kubernetes answered. What was reached is never lost: the scores
//! stand in a reviewed file, and a drop fails.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use crate::files::{read_text, write};
use crate::step::{Outcome, quiet};
use crate::workspace::Workspace;

/// Where the recordings lie, if they do: beside the checkout, because not all of them may be published.
const KIT: &str = "../shared/conformance";

/// The reviewed scores.
const REACHED: &str = "tests/conformance.txt";

const HEADER: &str = "\
# What `target/release/podlife` reached against the recordings of a real Kubernetes. A lower score fails the tests;
# a higher one is written by UPDATE=1 cargo xtask conformance.
";

/// Each program of the kit, what it is asked for, and how its measures are called here.
const SCORERS: [(&str, &str, &[&str]); 7] = [
    ("lifecycle", "score_lifecycle.py", &[]),
    ("commands", "score_lifecycle.py", &["--no-scenario"]),
    ("e2e", "score_e2e.py", &[]),
    ("scripts", "score_scripts.py", &[]),
    ("recorded", "score_validation.py", &["--cases", "validation/recorded.jsonl"]),
    ("real", "score_validation.py", &["--cases", "validation/real.jsonl"]),
    ("suite", "score_validation.py", &["--cases", "validation/suite.jsonl"]),
];

type Scores = BTreeMap<String, String>;

/// Fails when a score is lower than the reviewed one. `UPDATE=1` writes the higher ones down.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let kit = workspace.path(KIT);
    if !kit.is_dir() {
        println!("conformance: {KIT} is not there, so there is nothing to compare with");
        return Ok(());
    }
    let mut scores = Scores::new();
    for (name, program, arguments) in SCORERS {
        scores.extend(quiet(name, || score(workspace, &kit, name, program, arguments))?);
    }
    let path = workspace.path(REACHED);
    let reviewed = if path.is_file() { parse(&read_text(&path)?) } else { Scores::new() };
    let update = std::env::var_os("UPDATE").is_some();
    let verdict = compare(&reviewed, &scores);
    for line in &verdict.lines {
        println!("  {line}");
    }
    if update {
        write(&path, &render(&verdict.best))?;
    } else if verdict.rose {
        println!(
            "higher than the reviewed scores: UPDATE=1 cargo xtask conformance writes them down"
        );
    }
    if verdict.dropped.is_empty() {
        return Ok(());
    }
    Err(format!("lower than in {REACHED}: {}", verdict.dropped.join(", ")))
}

struct Verdict {
    lines: Vec<String>,
    best: Scores,
    dropped: Vec<String>,
    rose: bool,
}

fn compare(reviewed: &Scores, scores: &Scores) -> Verdict {
    let mut verdict =
        Verdict { lines: Vec::new(), best: reviewed.clone(), dropped: Vec::new(), rose: false };
    for (measure, now) in scores {
        let before = reviewed.get(measure);
        let change = match before {
            Some(before) if amount(now) < amount(before) => {
                verdict.dropped.push(format!("{measure} ({before} → {now})"));
                format!(", was {before}")
            }
            Some(before) if now == before => String::new(),
            Some(before) => {
                verdict.rose = true;
                verdict.best.insert(measure.clone(), now.clone());
                format!(", was {before}")
            }
            None => {
                verdict.rose = true;
                verdict.best.insert(measure.clone(), now.clone());
                ", new".to_owned()
            }
        };
        verdict.lines.push(format!("{measure:<22} {now}{change}"));
    }
    for measure in reviewed.keys().filter(|measure| !scores.contains_key(*measure)) {
        verdict.dropped.push(format!("{measure} (not measured)"));
    }
    verdict
}

fn score(
    workspace: &Workspace,
    kit: &Path,
    name: &str,
    program: &str,
    arguments: &[&str],
) -> Outcome<Scores> {
    let mut command = workspace.command("python3");
    command.current_dir(kit).arg(program).arg("--podlife").arg(workspace.podlife()).args(arguments);
    // Python would write its compiled files into the kit.
    command.env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::null());
    let output = command.output().map_err(|error| format!("python3 does not start: {error}"))?;
    let told = String::from_utf8_lossy(&output.stdout);
    let measures = measures(name, &told);
    // 1 means that something does not agree yet, which is what the score is for.
    if measures.is_empty() || !matches!(output.status.code(), Some(0 | 1)) {
        return Err(format!(
            "{program} gave no score\n{told}{}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    Ok(measures)
}

/// Reads `12 of 184 traces agree on all facets; runs 96.2%, order 100.0%` and `verdict 3/4, errors exact 2/4`.
fn measures(name: &str, told: &str) -> Scores {
    let mut found = Scores::new();
    let last = told.lines().last().unwrap_or_default();
    let lines = told.lines().filter(|line| line.starts_with("qosClass ")).chain([last]);
    for piece in lines.flat_map(|line| line.split([',', ';', ':'])) {
        let words: Vec<&str> = piece.split_whitespace().collect();
        match words.as_slice() {
            [reached, "of", total, ..] if reached.parse::<u32>().is_ok() => {
                found.insert(name.to_owned(), format!("{reached} of {total}"));
            }
            [measure, .., value] => {
                let value =
                    value.strip_suffix('%').map(|value| format!("{value} %")).or_else(|| {
                        let (reached, total) = value.split_once('/')?;
                        Some(format!("{reached} of {total}"))
                    });
                if let Some(value) = value {
                    found.insert(format!("{name}.{measure}"), value);
                }
            }
            _ => {}
        }
    }
    found
}

fn amount(score: &str) -> f64 {
    score.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn parse(text: &str) -> Scores {
    let entries =
        text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    entries.map(|(measure, value)| (measure.to_owned(), value.trim().to_owned())).collect()
}

fn render(scores: &Scores) -> String {
    let lines = scores.iter().map(|(measure, value)| format!("{measure:<22} {value}\n"));
    HEADER.to_owned() + &lines.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::{compare, measures, parse, render};

    #[test]
    fn the_closing_lines_of_the_scorers_are_understood() {
        let told =
            "category traces\n120 of 184 traces agree on all facets; runs 96.2%, order 100.0%";
        let scores = measures("lifecycle", told);
        assert_eq!(
            render(&scores).lines().skip(2).collect::<Vec<_>>(),
            [
                "lifecycle              120 of 184",
                "lifecycle.order        100.0 %",
                "lifecycle.runs         96.2 %"
            ]
        );
        let told = "qosClass 9/9, resources 8/9\nverdict 3/4, errors exact 2/4";
        assert_eq!(
            measures("real", told)
                .into_iter()
                .map(|(measure, value)| measure + " " + &value)
                .collect::<Vec<_>>(),
            [
                "real.errors 2 of 4",
                "real.qosClass 9 of 9",
                "real.resources 8 of 9",
                "real.verdict 3 of 4"
            ]
        );
        let told = "commands read: 61 of 70 traces agree on runs and order (87.1%)";
        assert_eq!(
            measures("commands", told).get("commands").map(String::as_str),
            Some("61 of 70")
        );
    }

    #[test]
    fn only_a_drop_fails_and_only_a_rise_is_written() {
        let reviewed = parse("# header\ne2e 20 of 32\nscripts 10 of 24\n");
        let verdict = compare(&reviewed, &parse("e2e 19 of 32\nscripts 11 of 24\n"));
        assert_eq!(verdict.dropped, ["e2e (20 of 32 → 19 of 32)"]);
        assert_eq!(verdict.best, parse("e2e 20 of 32\nscripts 11 of 24\n"));
        assert!(verdict.rose);
    }
}
