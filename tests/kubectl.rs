//! What kubectl printed about recorded Pods, beside what is printed of the same Pods played.

use std::fs;
use std::path::Path;

use podlife_core::analysis::{Analysis, DocumentAnalysis, Options};
use podlife_core::object::Object;
use podlife_core::sim::story::Story;
use podlife_core::time::{SimDuration, SimTime};
use podlife_core::view::events::story_events_table;
use podlife_core::view::kubectl_describe::describe;
use podlife_core::view::kubectl_describe::job::{describe_job, jobs_table};
use podlife_core::view::kubectl_get::{Columns, pods_table};
use podlife_core::view::pod::pod_at;
use podlife_core::view::pod_yaml::pod_yaml;
use podlife_tests::files_below;
use podlife_tests::printed::{Names, differences};
use podlife_tests::recorded::kit;

#[test]
fn kubectl_prints_what_it_printed_of_a_real_pod() {
    let Some(recordings) = kit() else {
        println!("the recordings are not there, so there is nothing to compare with");
        return;
    };
    let mut problems = Vec::new();
    for file in files_below(&recordings.join("../../kubectl")) {
        problems.extend(check(&recordings, &file));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn check(recordings: &Path, file: &Path) -> Vec<String> {
    let name = file.file_stem().unwrap_or_default().display().to_string();
    let folder = recordings.join(&name);
    let read = |file: &Path| {
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    let recorded = read(file);
    let parts = recorded.strip_prefix("# at ").and_then(|rest| rest.split_once("\n\n$ "));
    let Some((first, commands)) = parts else { return vec![format!("{name}: no commands")] };
    let seconds = first.split(' ').next().unwrap_or_default();
    let at = SimDuration::parse(&format!("{seconds}s")).unwrap_or_default();
    let options = Options {
        scenario: Some(read(&folder.join("scenario.yaml"))),
        until: Some(at + SimDuration::from_secs(1)),
        ..Options::default()
    };
    let analysis = Analysis::of(&read(&folder.join("manifest.yaml")), &options);
    let Some((document, story)) = analysis.played() else {
        return vec![format!("{name}: nothing was played")];
    };
    // The kubelet wakes up late after a back-off, so a real Pod may be where a simulated one was a moment before.
    let compared = (0..=2).map(|earlier| {
        let at = (SimTime::ZERO + at) - SimDuration::from_secs(earlier);
        compare(document, story, at, commands)
    });
    let mut compared = compared.filter(|(commands, _)| *commands > 0);
    let Some((_, first)) = compared.next() else {
        return vec![format!("{name}: no command is known")];
    };
    if first.is_empty() || compared.any(|(_, problems)| problems.is_empty()) {
        return Vec::new();
    }
    first.into_iter().map(|problem| format!("{name}: {problem}")).collect()
}

/// How many commands are known, and in what they differ.
fn compare(
    document: &DocumentAnalysis,
    story: &Story,
    at: SimTime,
    commands: &str,
) -> (usize, Vec<String>) {
    let (mut count, mut problems) = (0, Vec::new());
    for said in commands.split("\n\n$ ") {
        let (command, expected) = said.split_once('\n').unwrap_or_default();
        let Some((printed, names)) = print(document, story, at, command) else { continue };
        count += 1;
        let found = differences(expected, &printed, &names);
        problems.extend(found.iter().map(|difference| format!("$ {command}: {difference}")));
    }
    (count, problems)
}

/// What a command prints, and the names in it that are drawn at random; nothing for a command that is not known.
fn print(
    document: &DocumentAnalysis,
    story: &Story,
    at: SimTime,
    command: &str,
) -> Option<(String, Names)> {
    let pods = document.pods_at(story, at);
    let names = Names::of(&pods);
    let words: Vec<&str> = command.split(' ').collect();
    // The newest of a Job's Pods is the one that was looked at.
    let newest = story.newest_at(at)?;
    let one = || pods.iter().find(|(instance, _)| instance.name == newest.pod);
    let printed = match words.as_slice() {
        ["kubectl", "get", "pods"] => pods_table(&pods, Columns::Plain, at),
        ["kubectl", "get", "pods", "-o", "wide"] => pods_table(&pods, Columns::Wide, at),
        ["kubectl", "get", "pod", _, "--show-labels"] => {
            pods_table(&[one()?.clone()], Columns::Labels, at)
        }
        ["kubectl", "describe", "pod", _] => {
            let (instance, trace) = one()?;
            describe(instance, trace, at)
        }
        ["kubectl", "get", "pod", _, "-o", "yaml"] => {
            let (instance, trace) = one()?;
            pod_yaml(&pod_at(instance, trace, at)?)
        }
        ["kubectl", "get", "jobs"] => {
            let Some(Object::Job(job)) = &document.object else { return None };
            jobs_table(job, story.job.as_ref()?, at)
        }
        ["kubectl", "describe", "job", _] => {
            let Some(Object::Job(job)) = &document.object else { return None };
            describe_job(job, story.job.as_ref()?, at)
        }
        ["kubectl", "get", "events"] => story_events_table(story, at),
        _ => return None,
    };
    Some((printed, names))
}
