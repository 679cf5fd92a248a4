//! What kubectl printed about recorded Pods, beside what the terminal answers about the same Pods played.

use std::fs;
use std::path::Path;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::kubectl::{answer, complete};
use podlife_core::sim::story::Story;
use podlife_core::time::{SimDuration, SimTime};
use podlife_tests::printed::{Names, differences};
use podlife_tests::recorded::kit;
use podlife_tests::{files_below, root};

/// Some recordings stand in the repository, each with the manifest and the scenario of its Pod.
#[test]
fn the_terminal_answers_what_kubectl_did() {
    let folder = root().join("tests/recorded/kubectl");
    let recorded: Vec<_> = files_below(&folder)
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    assert!(recorded.len() > 3, "no recordings in {}", folder.display());
    let part = |file: &Path, part: &str| file.with_extension(format!("{part}.yaml"));
    let problems: Vec<String> = recorded
        .iter()
        .flat_map(|file| check(file, &part(file, "manifest"), &part(file, "scenario")))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_terminal_answers_what_kubectl_did_in_all_recordings() {
    let Some(recordings) = kit() else {
        println!("the recordings are not there, so there is nothing to compare with");
        return;
    };
    let mut problems = Vec::new();
    for file in files_below(&recordings.join("../../kubectl")) {
        let folder = recordings.join(file.file_stem().unwrap_or_default());
        let part = |name: &str| folder.join(name);
        problems.extend(check(&file, &part("manifest.yaml"), &part("scenario.yaml")));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn check(file: &Path, manifest: &Path, scenario: &Path) -> Vec<String> {
    let name = file.file_stem().unwrap_or_default().display().to_string();
    let read = |file: &Path| {
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    let recorded = read(file);
    let parts = recorded.strip_prefix("# at ").and_then(|rest| rest.split_once("\n\n$ "));
    let Some((first, commands)) = parts else { return vec![format!("{name}: no commands")] };
    let seconds = first.split(' ').next().unwrap_or_default();
    let at = SimDuration::parse(&format!("{seconds}s")).unwrap_or_default();
    let options = Options {
        scenario: Some(read(scenario)),
        until: Some(at + SimDuration::from_secs(1)),
        ..Options::default()
    };
    let analysis = Analysis::of(&read(manifest), &options);
    let Some((_, story)) = analysis.played() else {
        return vec![format!("{name}: nothing was played")];
    };
    // The kubelet wakes up late after a back-off, so a real Pod may be where a simulated one was a moment before.
    let mut compared = (0..=2).map(|earlier| {
        let at = (SimTime::ZERO + at) - SimDuration::from_secs(earlier);
        compare(&analysis, story, at, commands)
    });
    let Some(first) = compared.next() else { return Vec::new() };
    if first.is_empty() || compared.any(|problems| problems.is_empty()) {
        return Vec::new();
    }
    first.into_iter().map(|problem| format!("{name}: {problem}")).collect()
}

/// In what the answers to all commands differ from what was recorded.
fn compare(analysis: &Analysis, story: &Story, at: SimTime, commands: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let (document, _) = analysis.played().expect("it was played");
    let names = Names::of(&document.pods_at(story, at));
    for said in commands.split("\n\n$ ") {
        let (command, expected) = said.split_once('\n').unwrap_or_default();
        let answer = answer(analysis, at, &ours(command, story, at));
        let mut printed = answer.stream(1);
        let errors = answer.stream(2);
        if !errors.is_empty() {
            printed.push_str(&format!("\n[stderr]\n{errors}"));
        }
        if command == "kubectl get all" {
            // The recorded cluster had no Service of the API server.
            let sections =
                printed.split("\n\n").filter(|part| !part.contains("service/kubernetes"));
            printed = sections.collect::<Vec<_>>().join("\n\n");
        }
        let found = differences(expected, &printed, &names);
        problems.extend(found.iter().map(|difference| format!("$ {command}: {difference}")));
    }
    problems
}

/// A recorded command with the name that its Pod has here: the newest of a Job's Pods is the one that was looked at.
fn ours(command: &str, story: &Story, at: SimTime) -> String {
    let (Some(job), Some(newest)) = (&story.job, story.newest_at(at)) else {
        return command.to_owned();
    };
    let is_generated =
        |word: &str| word.strip_prefix(&job.name).is_some_and(|rest| rest.len() == 6);
    let words = command.split(' ').map(|word| if is_generated(word) { &newest.pod } else { word });
    words.collect::<Vec<_>>().join(" ")
}

const TEXT: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  initContainers: [{name: prepare, image: 'busybox:1.36', command: ['true']}]
  containers: [{name: app, image: 'nginx:1.29'}, {name: helper, image: 'busybox:1.36', command: [sleep, '1000']}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
";

#[test]
fn words_are_completed() {
    let analysis = Analysis::of(TEXT, &Options::default());
    let at = SimTime::ZERO + SimDuration::from_secs(5);
    for (line, expected) in [
        ("ku", "kubectl"),
        ("kubectl de", "debug delete describe"),
        ("kubectl get po", "pods"),
        ("kubectl get pods ", "web"),
        ("k get pods -o y", "yaml"),
        ("kubectl get service/", "service/kubernetes service/web"),
        ("kubectl logs web -c ", "app helper prepare"),
        ("kubectl logs --pre", "--prefix --previous"),
        ("kubectl exec web -- l", ""),
        ("kubectl get pods -n kube-s", "kube-system"),
        ("curl 192", "192.168.0.11:30080"),
        ("helm ", ""),
    ] {
        assert_eq!(complete(&analysis, at, line).join(" "), expected, "{line}");
    }
}

/// Whatever a line says, and to whatever text, there is an answer.
#[test]
fn no_line_is_too_strange() {
    for text in ["", "a: [", TEXT, "kind: Pod\napiVersion: v1\nmetadata: {name: x}"] {
        let analysis = Analysis::of(text, &Options::default());
        for line in [
            "",
            "$",
            "$ ",
            "kubectl",
            "kubectl get",
            "kubectl get pods | ",
            "kubectl get pods -o jsonpath={",
            "'",
            "\"",
            "$(",
            "$(kubectl $(kubectl))",
            "kubectl get -o",
            "kubectl -n",
            "kubectl get pods -o custom-columns=A",
            "kubectl logs web --tail x",
            "curl",
            "curl :",
            "curl http://[::1",
            "kubectl exec web --",
            "kubectl get ,",
            "kubectl get pod/",
            "kubectl get /",
            "kubectl explain pod..",
            "kubectl get pods --sort-by={",
            "é $é ${é",
            "kubectl get pods -l 'a in ('",
            "kubectl get pods 2>&1 >/dev/null",
            "kubectl get pods 2> /dev/nullé",
            "kubectl get pods -o jsonpath='{.a[é]}'",
            "kubectl delete pod web --grace-period=99999999999999999999",
        ] {
            let at = SimTime::ZERO + SimDuration::from_secs(3);
            let first = answer(&analysis, at, line);
            assert_eq!(first, answer(&analysis, at, line), "{line}");
            complete(&analysis, at, line);
        }
    }
}
