use super::{Change, append, change};
use crate::process::scenario::{KIND, read};
use crate::text::apply;
use crate::yaml::{self, Node};

fn fails() -> Change {
    Change::container("app", vec![("runs", "[{exitsAfter: 2s, exitCode: 1}]".to_owned())])
}

fn until() -> Change {
    Change::Spec(vec![("until", "60s".to_owned())])
}

fn delete() -> Change {
    Change::Added("actions", vec![("at", "12s".to_owned()), ("delete", "{}".to_owned())])
}

/// Everything that is tried on each text.
fn changes() -> Vec<Change> {
    let app = |key, value: &str| Change::container("app", vec![(key, value.to_owned())]);
    let both = vec![("runs", "[{}]".to_owned()), ("onStopSignal", "{ignored: true}".to_owned())];
    vec![
        fails(),
        until(),
        delete(),
        app("readiness", "[{from: 20s, result: failure}]"),
        app("image", "{pull: 5s}"),
        Change::container("web", both),
    ]
}

/// The text in which a change of its Scenario is made; nothing where that cannot be done.
fn tried(text: &str, wanted: &Change) -> Option<String> {
    let stream = yaml::parse(text);
    let is_scenario = |root: &Node| root.get("kind").and_then(Node::as_str) == Some(KIND);
    let edits = match stream.documents.iter().find(|document| is_scenario(&document.root)) {
        Some(document) => change(text, &document.root, wanted)?,
        None => vec![append(text, None, wanted)],
    };
    Some(apply(text, &edits))
}

fn changed(text: &str, wanted: &Change) -> String {
    tried(text, wanted).unwrap()
}

const HEAD: &str = "apiVersion: podlife.dev/v1alpha1\nkind: Scenario\n";

/// Scenarios in every style.
const SCENARIOS: [&str; 22] = [
    "spec:\n  containers:\n  - name: app\n    runs:\n    - {exitsAfter: 3s} # why\n\n  # what for\n  actions: # here\n  - at: 1s\n    delete: {}\n",
    "spec:\n  until: 10s   # long enough\n  containers:\n    -   name: web # two\n        log: |+\n          a\n\n\n  # more\n  expect: []\n",
    "spec:\n  containers:\n  - {name: app, runs: [{exitsAfter: 3s}]} # in braces\n  - {name: 'web'}\n",
    "spec: {containers: [{name: app, image: {pull: 1s}}, {name: web}], until: 5s}\n",
    "spec: {containers: [], actions: [{at: 12s, delete: {}}]}\n",
    "spec:\n  containers: []\n  actions: []\n",
    "spec:\n  containers:\n  actions: ~ # none\n  until:\n",
    "spec:\n",
    "spec: {}\n",
    "",
    "# only this\n\n",
    "spec:\n  target: web\n  containers:\n  - name: \"app\"\n    runs: # first\n    # this\n    - exitsAfter: 1s\n      exitCode: 3 # three\n    readiness:\n    - from: 0s\n",
    "spec:\n  containers:\n  - name: app\n    log: |\n      runs: []\n      # no comment\n",
    "spec:\n  containers:\n  - name: app\n    runs: [\n      {exitsAfter: 1s}, # one\n      {},\n    ]\n    onStopSignal: {\n      exitsAfter: 1s\n    }\n",
    "spec:\n    actions:\n        - {at: 1s, evict: {}}\n    containers:\n        - onStopSignal: {ignored: true}\n          name: app\n",
    "spec:\n  containers:\n  - name: app\n    terminationMessage:\n      long\n      words\n",
    "spec:\n  actions:\n  - delete:\n    at: 3s\n",
    "{\"apiVersion\": \"podlife.dev/v1alpha1\", \"kind\": \"Scenario\", \"spec\": {\"containers\": [{\"name\": \"app\"}]}}\n",
    "spec:\n  until: \"10s\"\n  containers:\n  - name: app\n---\nkind: ConfigMap\n",
    "spec:\n  containers:\n  - name: app\n...\n",
    "spec:\n  containers:\n  - name: app\n    log: >-\n      a\n      b\n\n\n",
    "spec:\n  until: !!str 9s\n  containers:\n  - name: app\n    runs: []\n",
];

/// All texts: with and without a last line break, with both kinds of line breaks, with and without a manifest in front.
fn texts() -> Vec<String> {
    let manifest = "# a Pod\nkind: Pod\nspec: {containers: [{name: app}]}";
    let mut texts = vec![manifest.to_owned(), format!("{manifest}\n"), String::new()];
    for scenario in SCENARIOS {
        let head = if scenario.starts_with('{') { "" } else { HEAD };
        texts.push(format!("{head}{scenario}"));
        texts.push(format!("{manifest}\n---\n{head}{scenario}"));
        texts.push(format!("{manifest}\n---\n{head}{scenario}---\nkind: Service\n"));
    }
    let closed = texts.clone();
    texts.extend(closed.iter().map(|text| text.trim_end().to_owned()));
    let plain = texts.clone();
    texts.extend(plain.iter().map(|text| text.replace('\n', "\r\n")));
    texts
}

#[test]
fn whatever_a_text_looks_like_a_change_is_understood_and_made_once() {
    for text in texts() {
        for wanted in changes() {
            let after = changed(&text, &wanted);
            let why = || format!("{wanted:?}\n{text:?}\n->\n{after:?}\n{after}");
            assert_eq!(changed(&after, &wanted), after, "{}", why());
            let stream = yaml::parse(&after);
            let scenario = stream.documents.iter().find(|it| {
                it.root.get("spec").is_some_and(|spec| {
                    it.root.get("kind").and_then(Node::as_str) == Some(KIND) && !spec.is_null()
                })
            });
            let scenario = scenario.unwrap_or_else(|| panic!("{}", why()));
            assert!(scenario.failed.is_none() && scenario.diagnostics.is_empty(), "{}", why());
            let (said, problems) = read(&scenario.root);
            assert!(problems.is_empty(), "{problems:?}\n{}", why());
            match &wanted {
                Change::Spec(_) => assert_eq!(said.until.unwrap().0, 60_000, "{}", why()),
                Change::Added(..) => {
                    assert!(said.actions.iter().any(|it| it.at.0 == 12_000), "{}", why());
                }
                Change::Entry { name, .. } => {
                    assert!(said.container(&name.1).is_some(), "{}", why());
                }
                Change::Item(..) | Change::Without { .. } | Change::Dropped(..) => unreachable!(),
            }
            let ends = |text: &str| text.matches('\n').count() - text.matches("\r\n").count();
            assert!(ends(&after) == 0 || !text.contains('\r'), "{}", why());
        }
    }
}

#[test]
fn lines_that_say_something_else_stay_as_they_are() {
    for text in texts() {
        for wanted in [Change::container("other", vec![("runs", "[{}]".to_owned())]), delete()] {
            let Some(after) = tried(&text, &wanted) else { continue };
            let (old, new): (Vec<&str>, Vec<&str>) =
                (text.lines().collect(), after.lines().collect());
            let above = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
            let ends = old[above..].iter().rev().zip(new[above..].iter().rev());
            let below = ends.take_while(|(one, other)| one == other).count();
            // A line in braces is one that is concerned.
            let lost = &old[above..old.len() - below];
            assert!(lost.len() <= 1, "{lost:?}\n{text}\n->\n{after}");
            assert!(
                lost.iter().all(|line| line.contains(['{', '[', '~', ':'])),
                "{text}\n->\n{after}"
            );
        }
    }
}

#[test]
fn a_text_without_a_scenario_gets_one_at_its_end() {
    let after = apply("kind: Pod", &[append("kind: Pod", Some("on"), &fails())]);
    let expected = "kind: Pod\n---\napiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec:\n  target: 'on'\n  containers:\n  - name: app\n    runs: [{exitsAfter: 2s, exitCode: 1}]\n";
    assert_eq!(after, expected);
    assert_eq!(
        changed(expected, &delete()),
        format!("{expected}  actions:\n  - at: 12s\n    delete: {{}}\n")
    );
}

#[test]
fn only_the_value_changes_and_comments_stay() {
    let [first, second, third, ..] = SCENARIOS.map(|scenario| format!("{HEAD}{scenario}"));
    let runs = "[{exitsAfter: 2s, exitCode: 1}]";
    assert_eq!(
        changed(&first, &fails()),
        first.replace("runs:\n    - {exitsAfter: 3s} #", &format!("runs: {runs} #"))
    );
    assert_eq!(changed(&first, &delete()), format!("{first}  - at: 12s\n    delete: {{}}\n"));
    assert_eq!(changed(&second, &until()), second.replace("10s", "60s"));
    assert_eq!(
        changed(&second, &fails()),
        second
            .replace("\n  # more", &format!("\n    -   name: app\n        runs: {runs}\n  # more"))
    );
    assert_eq!(changed(&third, &fails()), third.replace("[{exitsAfter: 3s}]", runs));
    let dbg = Change::container("dbg", vec![("runs", "[{}]".to_owned())]);
    assert_eq!(changed(&third, &dbg), format!("{third}  - {{name: dbg, runs: [{{}}]}}\n"));
}

#[test]
fn what_stands_in_two_places_is_left_alone() {
    for spec in [
        "spec:\n  containers:\n  - &a\n    name: web\n    log: x\n  - <<: *a\n    name: app\n",
        "spec:\n  containers:\n  - name: app\n    readiness: &a []\n    runs: *a\n",
        "spec: some text\n",
        "spec:\n  containers: some text\n",
    ] {
        assert_eq!(tried(&format!("{HEAD}{spec}"), &fails()), None, "{spec}");
    }
}
