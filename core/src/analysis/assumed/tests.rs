use crate::analysis::{ASSUMED, Analysis, Options};
use crate::diagnostic::{Diagnostic, Severity};
use crate::sim::trace::{Run, What};
use crate::text::apply;
use crate::time::SimTime;

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - name: migrate
    image: registry.example/migrate:1
  containers:
  - name: app
    image: registry.example/app:1
  - name: loop
    image: registry.example/tools:1
    command: [sh, -c, \"frobnicate; sleep 100\"]
";

fn assumed(text: &str) -> Vec<Diagnostic> {
    let found = Analysis::of(text, &Options::default()).diagnostics;
    found.into_iter().filter(|found| found.code == ASSUMED).collect()
}

/// The text after a fix of what is assumed of a container.
fn fixed(text: &str, container: &str, fix: usize) -> String {
    let found = assumed(text);
    let of = found.iter().find(|found| found.container.as_deref() == Some(container)).unwrap();
    apply(text, &of.fixes[fix].edits)
}

fn first_run(text: &str, container: &str) -> Run {
    let analysis = Analysis::of(text, &Options::default());
    let trace = analysis.played().unwrap().1.first().unwrap();
    trace.runs(trace.container(container).unwrap()).swap_remove(0)
}

#[test]
fn what_is_assumed_is_found_where_it_is_not_told_with_what_may_be_said_instead() {
    let found = assumed(POD);
    let said = found.iter().map(|it| (it.span.of(POD), it.field.as_str(), it.fixes.len()));
    let expected = [
        ("registry.example/migrate:1", "spec.initContainers[0].image", 2),
        ("registry.example/app:1", "spec.containers[0].image", 3),
        ("loop", "spec.containers[1].name", 2),
    ];
    assert_eq!(said.collect::<Vec<_>>(), expected);
    assert!(found.iter().all(|it| it.severity == Severity::Info));
}

#[test]
fn a_fix_makes_the_run_what_it_says_and_the_finding_goes() {
    let after = fixed(POD, "app", 1);
    assert!(after.starts_with(POD));
    let run = first_run(&after, "app");
    let end = run.finished.unwrap();
    assert_eq!((end.at.since(run.started).0, end.exit_code), (5000, 1));
    assert_eq!(assumed(&after).len(), 2);

    let after = fixed(&fixed(&after, "migrate", 0), "loop", 1);
    let run = first_run(&after, "migrate");
    assert_eq!(run.finished.unwrap().at.since(run.started).0, 20_000);
    assert_eq!(assumed(&after), []);
    assert_eq!(after.matches("kind: Scenario").count(), 1);
}

#[test]
fn a_process_can_be_let_ignore_its_stop_signal() {
    let text =
        format!("{POD}---\nkind: Scenario\nspec:\n  actions:\n  - {{at: 20s, delete: {{}}}}\n");
    let after = fixed(&text, "app", 2);
    let analysis = Analysis::of(&after, &Options::default());
    let trace = analysis.played().unwrap().1.first().unwrap();
    let app = trace.container("app").unwrap();
    let at = |what: What| trace.entries.iter().find(|it| it.what == what).unwrap().at;
    assert_eq!(at(What::Kill(app)).since(at(What::Term(app))).0, 30_000);
    assert!(trace.removed().unwrap() > SimTime(50_000));
}

#[test]
fn a_host_outside_can_be_let_not_answer_or_late() {
    let command = "until nc -z db 5432; do sleep 1; done";
    let text = format!(
        "metadata: {{name: web}}\nspec:\n  initContainers:\n  - {{name: wait, image: busybox:1.36, command: [sh, -c, \"{command}\"]}}\n  containers: [{{name: app, image: nginx:1.29}}]\n"
    );
    let found = assumed(&text);
    let titles: Vec<&str> = found[0].fixes.iter().map(|fix| fix.title.as_str()).collect();
    assert_eq!(titles, ["Let `db` never answer", "Let `db` answer after 20 s"]);

    let after = fixed(&text, "wait", 0);
    assert_eq!(assumed(&after), []);
    assert_eq!(first_run(&after, "wait").finished, None);
    let after = fixed(&text, "wait", 1);
    assert_eq!(assumed(&after), []);
    assert!(first_run(&after, "wait").finished.unwrap().at > SimTime(20_000));
}

#[test]
fn what_is_said_of_one_manifest_is_said_of_it_alone() {
    let other = POD.replace("name: web", "name: shop");
    let text = format!("{POD}---\n{other}");
    assert_eq!(assumed(&text).len(), 6);
    let after = fixed(&text, "app", 0);
    assert!(after.ends_with(
        "  target: web\n  containers:\n  - name: app\n    runs: [{exitsAfter: 5s, exitCode: 0}]\n"
    ));
    assert_eq!(assumed(&after).len(), 5);

    // What was said of both is still said of both.
    let both = format!("{text}---\nkind: Scenario\nspec:\n  until: 90s # both\n");
    let after = fixed(&both, "app", 0);
    assert!(after.starts_with(&both));
    assert_eq!(after.matches("until: 90s # both").count(), 2);
    assert_eq!(assumed(&after).len(), 5);
    let again = fixed(&after, "migrate", 0);
    assert_eq!(again.matches("kind: Scenario").count(), 2);
    assert_eq!(assumed(&again).len(), 4);
}

#[test]
fn where_the_text_cannot_say_it_nothing_is_offered() {
    let scenario = Some("kind: Scenario\nspec: {until: 9s}\n".to_owned());
    let analysis = Analysis::of(POD, &Options { scenario, ..Options::default() });
    let mut found = analysis.diagnostics.iter().filter(|found| found.code == ASSUMED);
    assert!(found.clone().count() == 3 && found.all(|found| found.fixes.is_empty()));
    let broken = format!("{POD}---\nkind: Scenario\nspec: [\n");
    assert!(assumed(&broken).iter().all(|found| found.fixes.is_empty()));
}

#[test]
fn a_text_without_its_indentation_gets_it_with_the_fix() {
    let flat: String = POD.lines().flat_map(|line| [line.trim_start(), "\n"]).collect();
    let after = fixed(&flat, "app", 0);
    assert!(after.starts_with(POD), "{after}");
    assert_eq!(assumed(&after).len(), 2);
}

#[test]
fn what_is_assumed_of_an_ephemeral_container_is_found_where_it_is_added() {
    let scenario = "\
---
kind: Scenario
spec:
  actions:
  - {at: 5s, addEphemeralContainer: {name: dbg, image: registry.example/tools:1}}
";
    let text = format!("{POD}{scenario}");
    let found = assumed(&text);
    let of = found.iter().find(|found| found.container.as_deref() == Some("dbg")).unwrap();
    assert!(of.span.of(&text).starts_with("{at: 5s"));
    let left = assumed(&apply(&text, &of.fixes[0].edits));
    assert!(left.iter().all(|found| found.container.as_deref() != Some("dbg")), "{left:?}");
}
