//! How long a Pod's life takes to play, and how many entries of the trace that makes a second.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use podlife_core::analysis::{Analysis, Options};
use podlife_core::process::scenario::Scenario;
use podlife_core::sim::play;
use podlife_core::sim::story::Story;
use podlife_core::sim::workload::Workload;
use podlife_core::time::SimDuration;

const HOUR: SimDuration = SimDuration::from_secs(3600);

/// Memory as the command line has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A Pod of so many containers, with a few lines in each.
fn pod(containers: usize, lines: &[&str]) -> String {
    let mut text =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: many}\nspec:\n  containers:\n".to_owned();
    for number in 0..containers {
        text.push_str(&format!("  - name: c{number}\n    image: registry.example/c{number}:1.0\n"));
        for line in lines {
            text.push_str(&format!("    {line}\n"));
        }
    }
    text
}

fn played(text: &str, until: SimDuration) -> (Analysis, Story) {
    let options = Options { only_check: true, ..Options::default() };
    let analysis = Analysis::of(text, &options);
    let object = analysis.documents.first().and_then(|document| document.object.as_ref());
    let workload = object.and_then(Workload::of);
    let story = workload.map(|workload| play(&workload, &Scenario::default(), Some(until)));
    (analysis, story.unwrap_or_default())
}

fn simulate(criterion: &mut Criterion) {
    let readiness = "readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}";
    let liveness = "livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}";
    let crashes = r#"command: [sh, -c, "exit 1"]"#;
    let writes = r#"command: [sh, -c, "while true; do date >> /tmp/log; sleep 1; done"]"#;
    let cases = [
        ("one hour of twenty containers with a probe a second", pod(20, &[readiness])),
        ("one hour of twenty containers with two probes a second", pod(20, &[readiness, liveness])),
        ("one hour of twenty crash loops", pod(20, &[crashes])),
        ("one hour of one container with a probe a second", pod(1, &[readiness])),
        ("one hour of a script that writes a line a second", pod(1, &[writes])),
        ("one hour of twenty scripts that write a line a second", pod(20, &[writes])),
    ];
    let mut group = criterion.benchmark_group("simulate");
    for (name, text) in &cases {
        let (analysis, story) = played(text, HOUR);
        let entries: usize = story.pods.iter().map(|trace| trace.entries.len()).sum();
        group.throughput(Throughput::Elements(entries as u64));
        let object = analysis.documents.first().and_then(|document| document.object.as_ref());
        let Some(workload) = object.and_then(Workload::of) else { continue };
        group.bench_function(*name, |bencher| {
            bencher.iter(|| play(black_box(&workload), &Scenario::default(), Some(HOUR)));
        });
    }
    group.finish();
}

/// The same, from the text to what the browser gets.
fn report(criterion: &mut Criterion) {
    let text = pod(20, &["readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}"]);
    let options = Options { until: Some(HOUR), ..Options::default() };
    let name = "report/one hour of twenty containers with a probe a second";
    criterion.bench_function(name, |bencher| {
        bencher.iter(|| Analysis::of(black_box(&text), &options).report());
    });
}

/// To read a Pod's commands: scripts with traps, files and probes, up to the end of their first seconds.
fn commands(criterion: &mut Criterion) {
    let script = r#"command: [sh, -c, "trap 'echo bye; exit 0' TERM; for i in 1 2 3; do echo $i >> /tmp/log; done; test -s /tmp/log && sleep 100 & wait $!"]"#;
    let probe = "readinessProbe: {exec: {command: [test, -f, /tmp/log]}, periodSeconds: 1}";
    let text = pod(5, &[script, probe]);
    let (analysis, _) = played(&text, HOUR);
    let object = analysis.documents.first().and_then(|document| document.object.as_ref());
    let Some(workload) = object.and_then(Workload::of) else { return };
    let until = Some(SimDuration::from_secs(3));
    criterion.bench_function("commands/five scripts with traps, files and probes", |bencher| {
        bencher.iter(|| play(black_box(&workload), &Scenario::default(), until));
    });
}

criterion_group!(benches, simulate, report, commands);
criterion_main!(benches);
