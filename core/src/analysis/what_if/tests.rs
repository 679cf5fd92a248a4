use super::{Answer, Ask, answer};
use crate::analysis::{Analysis, Options, WhatIf};
use crate::text::apply;

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: app
    image: nginx:1.29
    readinessProbe: {httpGet: {port: 80}}
  - name: shipper
    image: fluent/fluent-bit:4
    envFrom: [{configMapRef: {name: settings}}]
  volumes:
  - {name: cfg, configMap: {name: cm}}
";

fn options() -> Options {
    Options { what_if: true, ..Options::default() }
}

fn ask(what: &str, of: &str, key: &str, choice: usize, time: &str, number: &str) -> Ask {
    let [what, of, key, time, number] = [what, of, key, time, number].map(str::to_owned);
    Ask { what, of, key, choice, time, number }
}

fn after(text: &str, ask: &Ask) -> String {
    let Answer { edits, why } = answer(text, &options(), ask);
    assert_eq!(why, "", "{ask:?}");
    apply(text, &edits)
}

fn known(text: &str) -> WhatIf {
    let analysis = Analysis::of(text, &options());
    let wrong = analysis.diagnostics.iter().find(|it| it.code == "scenario");
    assert!(wrong.is_none(), "{wrong:?}\n{text}");
    analysis.what_if.unwrap()
}

#[test]
fn each_container_is_told_with_what_is_known_of_it_and_why() {
    let known = known(POD);
    let [app, shipper] = known.containers.as_slice() else { panic!("{known:?}") };
    assert_eq!(shipper.role, "a log shipper");
    assert!(!shipper.because.is_empty());
    let told: Vec<String> = app
        .values
        .iter()
        .map(|value| format!("{}: {} ({})", value.name, value.now, value.source))
        .collect();
    assert_eq!(
        told,
        [
            "Starts up in: takes 1s (known image nginx)",
            "Runs: until it is stopped (known image nginx)",
            "Readiness probe: passes (its process tells)",
            "On stop signal: does what its process does (known image nginx)",
            "Image pull: is on the node (assumed)",
            "Memory: has enough (assumed)",
        ]
    );
}

#[test]
fn every_choice_is_written_found_again_and_taken_back() {
    for container in known(POD).containers {
        for value in &container.values {
            for (place, choice) in value.choices.iter().enumerate() {
                let (time, number) = (choice.time.as_str(), choice.number.as_str());
                let set = ask("set", &container.name, &value.key, place, time, number);
                let text = after(POD, &set);
                assert!(text.starts_with(POD), "{text}");
                let again = known(&text);
                let of = again.containers.iter().find(|it| it.name == container.name).unwrap();
                let said = of.values.iter().find(|it| it.key == value.key).unwrap();
                assert_eq!((said.chosen, said.is_said), (Some(place), true), "{text}");
                let reset = ask("reset", &container.name, &value.key, 0, "", "");
                assert_eq!(after(&text, &reset), POD, "{text}");
            }
        }
    }
}

#[test]
fn everything_that_may_happen_is_planned_moved_and_dropped() {
    let facts = known(POD);
    let of_pod = facts.acts.iter().map(|act| ("", act));
    let containers = facts.containers.iter();
    let of_containers = containers.flat_map(|of| of.acts.iter().map(|act| (of.name.as_str(), act)));
    let mut seen = 0;
    for (of, act) in of_pod.chain(of_containers) {
        let text = after(POD, &ask("act", of, &act.key, 0, "12.5s", ""));
        let again = known(&text);
        let [planned] = again.planned.as_slice() else {
            assert!(["crash", "oom"].contains(&act.key.as_str()), "{text}");
            continue;
        };
        seen += 1;
        assert_eq!(planned.at, "12.5s", "{text}");
        let moved = after(&text, &ask("move", &planned.id, "", 0, "14s", ""));
        assert_eq!(moved, text.replace("12.5s", "14s"));
        assert_eq!(after(&moved, &ask("drop", &planned.id, "", 0, "", "")), POD, "{moved}");
        if planned.grace.is_some() {
            let short = after(&text, &ask("grace", &planned.id, "", 0, "", "3"));
            assert_eq!(known(&short).planned[0].grace.as_deref(), Some("3"), "{short}");
        }
    }
    assert_eq!(seen, 9);
}

#[test]
fn a_crash_keeps_the_runs_before_and_what_runs_no_more_cannot_crash() {
    let text = after(POD, &ask("act", "app", "crash", 0, "20s", ""));
    let again = after(&text, &ask("act", "app", "crash", 0, "50s", ""));
    assert_eq!(again.matches("exitCode: 1").count(), 2, "{again}");
    let analysis = Analysis::of(&again, &options());
    let trace = analysis.played().unwrap().1.first().unwrap();
    let ends = trace
        .runs(0)
        .iter()
        .filter_map(|run| Some(run.finished.as_ref()?.at.0))
        .collect::<Vec<_>>();
    assert_eq!(ends, [20_000, 50_000]);
    let gone = answer(POD, &options(), &ask("act", "app", "crash", 0, "0s", ""));
    assert_eq!(gone.why, "app does not run at 0.0 s.");
}

#[test]
fn what_cannot_be_read_is_answered_with_a_sentence() {
    for (ask, why) in [
        (ask("set", "app", "startsAfter", 0, "soon", ""), super::NO_TIME),
        (ask("set", "app", "runs", 1, "5s", "300"), super::NO_CODE),
        (ask("set", "app", "nothing", 0, "5s", ""), super::NO_WAY),
        (ask("move", "actions/0", "", 0, "5s", ""), super::NO_WAY),
    ] {
        assert_eq!(answer(POD, &options(), &ask).why, why, "{ask:?}");
    }
}

#[test]
fn comments_and_everything_else_of_a_scenario_stay() {
    let scenario = "\
---
# What I try.
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  until: 60s   # long enough
  containers:
  - name: app        # the site
    startsAfter: 3s
    # why not
    runs: [{}]
  - {name: shipper, runs: [{}], memory: {oomAfter: 4s}}
  actions:
  - {at: 5s, evict: {}} # first
  # then
  - at: 8s
    delete: {}
";
    let text = format!("{POD}{scenario}");
    for (ask, gone, instead) in [
        (ask("reset", "app", "startsAfter", 0, "", ""), "    startsAfter: 3s\n", ""),
        (ask("reset", "app", "runs", 0, "", ""), "    runs: [{}]\n", ""),
        (ask("reset", "shipper", "memory", 0, "", ""), ", memory: {oomAfter: 4s}", ""),
        (ask("reset", "shipper", "runs", 0, "", ""), ", runs: [{}]", ""),
        (ask("drop", "actions/0", "", 0, "", ""), "  - {at: 5s, evict: {}} # first\n", ""),
        (ask("drop", "actions/1", "", 0, "", ""), "  - at: 8s\n    delete: {}\n", ""),
        (ask("move", "actions/1", "", 0, "9s", ""), "at: 8s", "at: 9s"),
    ] {
        assert_eq!(after(&text, &ask), text.replacen(gone, instead, 1), "{ask:?}");
    }
    // The document says nothing any more, but somebody has written why it is there.
    let small = format!(
        "{POD}---\n# mine\nkind: Scenario\nspec:\n  containers:\n  - {{name: app, runs: [{{}}]}}\n"
    );
    let left = after(&small, &ask("reset", "app", "runs", 0, "", ""));
    assert_eq!(left, format!("{POD}---\n# mine\nkind: Scenario\n"));
}

#[test]
fn a_scenario_in_front_goes_with_its_separator() {
    let scenario = "kind: Scenario\nspec: {containers: [{name: app, runs: [{}]}]}\n---\n";
    let reset = ask("reset", "app", "runs", 0, "", "");
    assert_eq!(after(&format!("{scenario}{POD}"), &reset), POD);
}
