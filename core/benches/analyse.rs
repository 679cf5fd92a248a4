//! How long an answer takes: over the examples, and over a Pod as it stands in real clusters.

#![expect(clippy::disallowed_methods, reason = "a bench reads what it measures")]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use podlife_core::analysis::{Analysis, Options};
use podlife_core::time::SimDuration;
use podlife_core::yaml;

/// 5 KB, six containers.
const SIX_CONTAINERS: &str = include_str!("six_containers.yaml");

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
    found.push(("six-containers".to_owned(), SIX_CONTAINERS.to_owned()));
    found
}

criterion_group!(benches, one_minute_of_six_containers, analyse, check, parse);
criterion_main!(benches);
