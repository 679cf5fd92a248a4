//! How much the rules say of manifests that run somewhere: `cargo xtask noise FILE` prints it.
//!
//! The file has one JSON object a line: `name`, `yaml`, and what a real API server said of each of its `docs`.

#![expect(clippy::unwrap_used, reason = "a file of another form ends it")]
#![expect(clippy::indexing_slicing, reason = "a missing key of JSON is null")]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::collections::BTreeMap;
use std::fs;

use podlife_core::analysis::{Analysis, DocumentAnalysis, Options};
use podlife_core::diagnostic::{Diagnostic, Severity, Stage};
use podlife_core::lint::{self, Preset};
use podlife_core::sim::story::Story;
use podlife_core::view::pod::is_true;
use serde_json::Value;

/// One manifest with what a real API server made of its documents, by their place in the text.
struct Manifest {
    name: String,
    text: String,
    accepted: BTreeMap<usize, bool>,
}

/// What one preset says of all of them.
#[derive(Default)]
struct Measure {
    /// Findings of each document.
    counts: Vec<usize>,
    /// How many of these documents a real API server accepts.
    accepted: usize,
    /// How many of the accepted ones run well, as far as that can be played.
    run_well: usize,
    /// How many of those have a finding that is an error.
    run_well_with_error: usize,
    /// Findings of each rule, and the documents that have one.
    rules: BTreeMap<String, (usize, usize)>,
}

impl Measure {
    fn add(&mut self, found: &[&Diagnostic], accepted: bool, runs_well: bool) {
        self.counts.push(found.len());
        self.accepted += usize::from(accepted);
        if accepted && runs_well {
            self.run_well += 1;
            let has_error = found.iter().any(|found| found.severity == Severity::Error);
            self.run_well_with_error += usize::from(has_error);
        }
        let mut own: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in found {
            *own.entry(&finding.code).or_default() += 1;
        }
        for (rule, count) in own {
            let (findings, documents) = self.rules.entry(rule.to_owned()).or_default();
            *findings += count;
            *documents += 1;
        }
    }

    fn median(&self) -> usize {
        let mut sorted = self.counts.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    fn mean(&self) -> f64 {
        let sum: usize = self.counts.iter().sum();
        f64::from(u32::try_from(sum).unwrap())
            / f64::from(u32::try_from(self.counts.len().max(1)).unwrap())
    }

    fn print(&self, preset: &str) {
        println!(
            "\n{preset}: {} documents with a Pod, findings per document: median {}, mean {:.2}",
            self.counts.len(),
            self.median(),
            self.mean()
        );
        println!(
            "{} of them are accepted, {} of these run well, {} of these have an error-severity finding",
            self.accepted, self.run_well, self.run_well_with_error
        );
        let mut noisy: Vec<_> = self.rules.iter().collect();
        noisy.sort_by_key(|(_, (findings, _))| std::cmp::Reverse(*findings));
        for (rule, (findings, documents)) in noisy.iter().take(10) {
            println!("  {findings:>6} in {documents:>5} documents  {rule}");
        }
    }
}

/// Whether every container of the Pod that is played ran, none of them again, and the Pod became ready or succeeded.
fn runs_well(document: &DocumentAnalysis) -> bool {
    let Some(trace) = document.story.as_ref().and_then(Story::first) else { return false };
    let mut places = 0..trace.containers.len();
    let last = trace.statuses().last().map(|(_, status)| status);
    last.is_some_and(|status| {
        is_true(status, "Ready") || status.phase.as_deref() == Some("Succeeded")
    }) && places.all(|place| trace.runs(place).len() == 1)
}

fn manifests(file: &str) -> Vec<Manifest> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            let docs = value["docs"].as_array().into_iter().flatten();
            Manifest {
                name: value["name"].as_str().unwrap_or_default().to_owned(),
                text: value["yaml"].as_str().unwrap_or_default().to_owned(),
                accepted: docs
                    .filter_map(|of| {
                        let index = usize::try_from(of["index"].as_u64()?).ok()?;
                        Some((index, of["accepted"].as_bool()?))
                    })
                    .collect(),
            }
        })
        .collect()
}

/// Takes the file, and rules, with commas between, whose findings are printed, each with its document.
fn main() {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| panic!("which file?"));
    let shown = arguments.next().unwrap_or_default();
    let is_shown = |rule: &str| shown.split(',').any(|name| name == rule);
    let manifests = manifests(&file);
    for preset in Preset::names() {
        let mut measure = Measure::default();
        let lint = lint::Config { preset: Preset::named(preset).unwrap(), rules: Vec::new() };
        let options = Options { lint, ..Options::default() };
        for manifest in &manifests {
            let analysis = Analysis::of(&manifest.text, &options);
            for document in &analysis.documents {
                // Only what has a Pod, and was read.
                let Some(said) = document.accepted else { continue };
                let lints = document.diagnostics.iter();
                let found: Vec<_> = lints.filter(|found| found.stage == Stage::Lint).collect();
                let accepted = manifest.accepted.get(&document.index).copied().unwrap_or(said);
                measure.add(&found, accepted, runs_well(document));
                let wanted = found.iter().filter(|found| is_shown(&found.code));
                for finding in wanted.filter(|_| preset == "strict") {
                    println!("{}: {}: {}", manifest.name, finding.field, finding.message);
                }
            }
        }
        measure.print(preset);
    }
}
