//! How long an answer takes: over the examples, and over a Pod as it stands in real clusters.

#![expect(clippy::disallowed_methods, reason = "a bench reads what it measures")]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use podlife_core::analysis::{Analysis, Options};
use podlife_core::lint::{self, Preset};
use podlife_core::time::SimDuration;
use podlife_core::yaml;

/// Memory as the command line has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 5 KB, six containers.
const SIX_CONTAINERS: &str = include_str!("six_containers.yaml");

/// A Pod as people write it: the API server's own code takes 235 µs from its YAML to the end of validation.
const SEVENTY_FIVE_LINES: &str = include_str!("seventy_five_lines.yaml");

/// Text to everything.
fn analyse(criterion: &mut Criterion) {
    over_manifests(criterion, "analyse", |text| Analysis::of(text, &Options::default()));
}

/// Text to what the API server says, without the Pod's life: the difference to `analyse` is the simulation.
fn check(criterion: &mut Criterion) {
    let options = Options { only_check: true, ..Options::default() };
    over_manifests(criterion, "check", move |text| Analysis::of(text, &options));
}

/// Text to the spanned tree.
fn parse(criterion: &mut Criterion) {
    over_manifests(criterion, "parse", yaml::parse);
}

/// The goal of the project: decode, lint and one minute of the Pod's life in less than a millisecond.
fn one_minute_of_six_containers(criterion: &mut Criterion) {
    let options = Options { until: Some(SimDuration::from_secs(60)), ..Options::default() };
    criterion.bench_function("one minute of six containers", |bencher| {
        bencher.iter(|| Analysis::of(black_box(SIX_CONTAINERS), &options));
    });
}

/// The goal of the project: all rules, and what the Pod lives, in less than a millisecond.
fn all_rules(criterion: &mut Criterion) {
    let lint = lint::Config { preset: Preset::Strict, ..lint::Config::default() };
    let options = Options { lint, ..Options::default() };
    criterion.bench_function("all rules on seventy-five lines", |bencher| {
        bencher.iter(|| Analysis::of(black_box(SEVENTY_FIVE_LINES), &options));
    });
}

/// Texts that nobody means: throughput is to stay above 10 MB a second.
fn bad_input(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bad input");
    group.sample_size(10);
    for (name, text) in bad_texts() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |bencher, text| {
            bencher.iter(|| Analysis::of(black_box(text), &Options::default()));
        });
    }
    group.finish();
}

fn bad_texts() -> [(&'static str, String); 8] {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: app\n    image: nginx:1\n";
    let many = |line: &dyn Fn(usize) -> String, count: usize| (0..count).map(line).collect();
    let with = |lines: String| format!("{pod}{lines}");
    [
        ("nested ten thousand deep", "[".repeat(10_000)),
        ("one line of ten megabytes", format!("a: {}\n", "x".repeat(10_000_000))),
        ("the same key again and again", "k: v\n".repeat(200_000)),
        ("unknown fields", with(many(&|at| format!("    unknownField{at}: x\n"), 45_000))),
        (
            "variables",
            with(format!(
                "    env:\n{}",
                many(&|at| format!("    - {{name: V{at}, value: v}}\n"), 30_000) as String
            )),
        ),
        ("containers", with(many(&|at| format!("  - {{name: c{at}, image: a:1}}\n"), 20_000))),
        ("tabs", "\t".repeat(1_000_000)),
        (
            "without its indentation",
            format!("{}{}", pod.replace("  ", ""), "- name: a\nimage: b\n".repeat(50_000)),
        ),
    ]
}

fn over_manifests<T>(criterion: &mut Criterion, name: &str, work: impl Fn(&str) -> T) {
    let mut group = criterion.benchmark_group(name);
    for (name, text) in manifests() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |bencher, text| {
            bencher.iter(|| work(black_box(text)));
        });
    }
    group.finish();
}

fn manifests() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/examples");
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<(String, String)> = paths
        .filter_map(|path| {
            let name = path.file_stem()?.to_string_lossy().into_owned();
            Some((name, fs::read_to_string(path).ok()?))
        })
        .collect();
    found.sort();
    found.push(("seventy-five-lines".to_owned(), SEVENTY_FIVE_LINES.to_owned()));
    found.push(("six-containers".to_owned(), SIX_CONTAINERS.to_owned()));
    found
}

criterion_group!(
    benches,
    one_minute_of_six_containers,
    all_rules,
    analyse,
    check,
    parse,
    bad_input
);
criterion_main!(benches);
