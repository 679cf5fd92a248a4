use super::*;
use crate::analysis::examples::{EXAMPLES, example};

fn of(text: &str, with: &str) -> Comparison {
    compare(text, &Options::default(), with, text)
}

fn cells<'a>(comparison: &'a Comparison, what: &str) -> Vec<&'a str> {
    let fact = comparison.facts.iter().find(|fact| fact.what == what);
    let fact = fact.unwrap_or_else(|| panic!("{what}: {:?}", comparison.facts));
    fact.cells.iter().map(|cell| cell.words.as_str()).collect()
}

#[test]
fn what_is_compared_is_one_small_value() {
    for text in ["forms", "forms:log-shipper", "fix:3.0", "version:1.28", "before"] {
        assert_eq!(With::parse(text).unwrap().to_string(), text);
    }
    for text in ["", "form", "fix", "fix:3", "fix:a.b", "version:", "version:0.9", "<script>"] {
        assert_eq!(With::parse(text), None, "{text}");
    }
}

#[test]
fn a_log_shipper_in_three_forms() {
    let it = of(example("classic-log-shipper"), "forms");
    assert_eq!(
        (it.with.as_str(), it.title.as_str()),
        ("forms:log-shipper", "log-shipper in three forms")
    );
    let titles: Vec<&str> = it.sides.iter().map(|side| side.title.as_str()).collect();
    assert_eq!(titles, ["Classic sidecar", "Native sidecar", "Init container"]);
    let now: Vec<bool> = it.sides.iter().map(|side| side.is_now).collect();
    assert_eq!(now, [true, false, false]);
    assert_eq!(it.sides[0].action, "");
    assert_eq!(it.sides[1].action, "Use this form");
    assert_eq!(cells(&it, "start order"), ["app, log-shipper", "log-shipper, app", "log-shipper"]);
    assert_eq!(cells(&it, "never starts"), ["none", "none", "app"]);
    assert_eq!(
        cells(&it, "stop order"),
        ["app and log-shipper together", "app, log-shipper", "log-shipper"]
    );
    assert_eq!(cells(&it, "lost log lines"), ["those of the last 2s of app", "none", "–"]);
    assert_eq!(cells(&it, "ready after")[2], "never");
    let warnings: Vec<&str> = it.sides.iter().map(|side| side.warning.as_str()).collect();
    let held = "`app` never starts: `log-shipper` has to end before it, and goes on.";
    assert_eq!(warnings, ["", "", held]);
    assert_eq!(cells(&it, "READY"), ["2/2", "2/2", "0/1"]);
    let fact = |what: &str| it.facts.iter().find(|fact| fact.what == what).unwrap();
    let marks =
        |what: &str| -> Vec<&str> { fact(what).cells.iter().map(|it| it.mark.as_str()).collect() };
    assert_eq!(marks("never starts"), ["", "", "bad"]);
    assert_eq!(marks("stop order"), ["", "other", "other"]);
    assert!(!fact("QoS class").differs);
}

#[test]
fn a_job_completes_with_a_native_sidecar_alone() {
    for (name, now) in [("job-classic-sidecar", 0), ("job-native-sidecar", 1)] {
        let it = of(example(name), "forms:cloud-sql-proxy");
        assert!(it.sides[now].is_now, "{name}");
        let ends = cells(&it, "completion");
        assert_eq!((ends[0], ends[2]), ("never", "never"), "{name}");
        assert!(ends[1].starts_with("Complete after 2"), "{name}: {ends:?}");
        let goes_on = "The Job never completes: `cloud-sql-proxy` goes on.";
        assert_eq!((it.sides[0].warning.as_str(), it.sides[1].warning.as_str()), (goes_on, ""));
        let longest = it.sides.iter().filter_map(|side| side.run.as_ref());
        assert!(longest.into_iter().all(|run| run.timeline.end == it.end), "{name}");
    }
}

#[test]
fn the_order_of_init_containers_is_lost_where_one_becomes_an_app() {
    let it = of(example("init-chain"), "forms:fetch");
    assert_eq!(cells(&it, "start order")[2], "fetch, render, check, app");
    assert_eq!(cells(&it, "never starts"), ["check, app, fetch", "none", "none"]);
}

#[test]
fn what_the_api_server_refuses_of_an_init_container_goes_and_it_is_said() {
    for (name, container) in [
        ("mesh-native-proxy", "istio-proxy"),
        ("redis-cache-per-pod", "redis"),
        ("deployment-tls-proxy", "tls-proxy"),
        ("shop", "proxy"),
    ] {
        let it = of(example(name), &format!("forms:{container}"));
        assert!(
            it.sides[2].note.starts_with("Without its startupProbe"),
            "{name}: {}",
            it.sides[2].note
        );
        assert!(it.sides[2].run.is_some(), "{name}: {}", it.sides[2].refused);
        assert_eq!(cells(&it, "ready after")[2], "never", "{name}");
    }
}

#[test]
fn the_helper_that_a_rule_finds_in_the_wrong_place_is_compared_first() {
    assert_eq!(of(example("shop"), "forms").with, "forms:log-shipper");
    assert_eq!(of(example("native-log-shipper"), "forms").with, "forms:log-shipper");
    assert_eq!(of(example("init-chain"), "forms").with, "forms:fetch");
}

#[test]
fn all_sides_of_every_example_are_stopped_at_the_same_instant() {
    let mut stopped = 0;
    for (name, text) in EXAMPLES {
        let it = of(text, "forms");
        assert_eq!(it.sides.iter().filter(|side| side.is_now).count(), 1, "{name}");
        assert!(it.facts.iter().all(|fact| fact.cells.len() == it.sides.len()), "{name}");
        let runs: Vec<&RunReport> = it.sides.iter().filter_map(|side| side.run.as_ref()).collect();
        assert!(runs.iter().all(|run| run.timeline.end == it.end), "{name}");
        let acts = runs.iter().map(|run| &run.timeline.outside);
        let acts = acts.filter_map(|acts| acts.iter().rfind(|it| it.label.contains("delete")));
        let mut deleted: Vec<SimTime> = acts.map(|mark| mark.at).collect();
        stopped += deleted.len();
        deleted.dedup();
        assert!(deleted.len() <= 1, "{name}: {deleted:?}");
        for side in &it.sides {
            assert_eq!(side.run.is_some(), side.refused.is_empty(), "{name}: {}", side.title);
            let causes = side.run.as_ref().map_or(0, |run| run.causes.len());
            assert!(side.changed.iter().all(|cause| *cause < causes), "{name}");
        }
    }
    assert!(stopped > 30, "{stopped}");
}

#[test]
fn before_and_after_a_fix() {
    let text = example("classic-log-shipper");
    let analysis = Analysis::of(text, &Options::default());
    let titled = |found: &crate::diagnostic::Diagnostic| {
        found.fixes.iter().position(|fix| fix.title == "Make it a native sidecar")
    };
    let place =
        analysis.diagnostics.iter().enumerate().find_map(|(it, found)| Some((it, titled(found)?)));
    let (finding, fix) = place.unwrap();
    let it = of(text, &format!("fix:{finding}.{fix}"));
    assert_eq!(it.title, "Make it a native sidecar");
    assert_eq!(cells(&it, "start order"), ["app, log-shipper", "log-shipper, app"]);
    assert_eq!(it.sides[1].action, "Apply the fix");
    assert!(it.sides[1].text.contains("restartPolicy: Always"));
    assert!(!it.sides[1].changed.is_empty());
    assert!(it.choices.iter().any(|choice| choice.with == it.with));
    let gone = of(text, "fix:99.0");
    assert!(gone.sides.is_empty() && gone.note.contains("no such fix"), "{}", gone.note);
}

#[test]
fn two_versions() {
    let it = of(example("native-log-shipper"), "version:1.28");
    let titles: Vec<&str> = it.sides.iter().map(|side| side.title.as_str()).collect();
    assert_eq!(titles, ["Kubernetes 1.28", "Kubernetes 1.36"]);
    assert_eq!(cells(&it, "ready after")[0], "never");
    assert!(it.sides.iter().all(|side| side.action.is_empty()));
    let refused = "spec: {containers: [{name: app, image: nginx:1.29, restartPolicy: Never}]}";
    let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\n{refused}\n");
    let it = of(&text, "version:1.30");
    assert!(
        it.sides[0].run.is_none() && it.sides[0].refused.contains("Forbidden"),
        "{:?}",
        it.sides[0].refused
    );
    assert_eq!(cells(&it, "API server"), ["refuses it", "accepts it"]);
    assert!(it.sides[1].run.is_some());
}

#[test]
fn the_text_and_as_it_was() {
    let (before, text) = (example("classic-log-shipper"), example("native-log-shipper"));
    let it = compare(text, &Options::default(), "before", before);
    assert_eq!(it.sides[0].action, "Go back to this text");
    assert_eq!(it.sides[0].text, before);
    assert!(it.sides[1].is_now);
    assert_eq!(cells(&it, "start order"), ["app, log-shipper", "log-shipper, app"]);
    assert!(it.choices.iter().any(|choice| choice.with == "before"));
    assert!(of(text, "forms").choices.iter().all(|choice| choice.with != "before"));
}

#[test]
fn where_there_is_nothing_to_compare_it_is_said() {
    for (text, with) in
        [("", "forms"), ("a: 1\n", "forms"), ("\u{0}", "before"), ("spec: {", "version:1.28")]
    {
        let it = of(text, with);
        assert!(!it.note.is_empty() || !it.sides.is_empty(), "{text}");
    }
    let it = of(example("shop"), "forms:nobody");
    assert!(it.sides.is_empty() && it.note.contains("nobody"), "{}", it.note);
    assert!(!of(example("shop"), "what").choices.is_empty());
    let one = "spec: {containers: [{name: app, image: nginx:1.29}]}\n";
    let it = of(one, "forms");
    assert!(it.sides[0].run.is_some(), "a fragment is played: {:?}", it.sides[0].refused);
    assert!(it.sides[1].refused.contains("only entry"), "{:?}", it.sides[1].refused);
}

#[test]
fn what_is_not_so_in_the_text_as_it_stands_is_marked() {
    let it = of(example("classic-log-shipper"), "forms");
    let changed = |side: usize| -> Vec<&str> {
        let run = it.sides[side].run.as_ref().unwrap();
        it.sides[side].changed.iter().map(|cause| run.causes[*cause].what.as_str()).collect()
    };
    assert!(changed(0).is_empty());
    assert_eq!(changed(1), ["log-shipper got SIGTERM", "log-shipper exited with 0"]);
}
