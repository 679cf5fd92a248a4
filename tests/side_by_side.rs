//! The page that sets Podlife beside other tools says what is true: each check that it calls answered is tried with a
//! manifest that the other tool complains about, and none is forgotten.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::fs;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::lint::{Preset, rule};
use podlife_tests::markdown::fences;
use podlife_tests::root;

/// The columns of the page, with how many checks of the tool look at one Pod template.
const TOOLS: [(&str, usize); 3] = [("kube-linter", 33), ("kube-score", 17), ("Polaris", 26)];

/// A manifest that other tools complain about, from `tests/side_by_side.md`.
struct Case {
    /// Their checks.
    checks: Vec<String>,
    /// Our rule; `refused` or `warned` where it is the API server.
    answer: String,
    /// The documents; where they begin with `spec`, a Pod's.
    text: String,
}

fn cases() -> Vec<Case> {
    let data = fs::read_to_string(root().join("tests/side_by_side.md")).unwrap();
    let cases = fences(&data).map(|fence| Case {
        checks: fence.value("checks").unwrap().split(',').map(str::to_owned).collect(),
        answer: fence.value("answer").unwrap().to_owned(),
        text: fence.body,
    });
    cases.collect()
}

/// A row of one of the page's tables.
struct Row {
    /// The heading that it stands below.
    heading: String,
    /// What stands in its cells.
    cells: Vec<String>,
    /// The checks of each tool.
    checks: [Vec<String>; 3],
}

impl Row {
    /// What answers: the rules, or what the API server does.
    fn answers(&self) -> Vec<String> {
        let said = self.cells[4].as_str();
        let rules = said.split("](../../rules/").skip(1);
        let mut all: Vec<String> =
            rules.filter_map(|rest| Some(rest.split_once('/')?.0.to_owned())).collect();
        all.extend(
            ["refused", "warned"]
                .iter()
                .filter(|it| said.starts_with(**it))
                .map(ToString::to_string),
        );
        all
    }

    /// Whether it says that nothing answers.
    fn is_left_out(&self) -> bool {
        self.heading.starts_with("Left out")
    }

    fn has(&self, check: &str) -> bool {
        self.checks.iter().flatten().any(|own| own == check)
    }
}

fn page() -> String {
    fs::read_to_string(root().join("content/docs/guides/side-by-side.md")).unwrap()
}

fn rows() -> Vec<Row> {
    let mut heading = String::new();
    let mut rows = Vec::new();
    for line in page().lines() {
        if let Some(said) = line.strip_prefix("## ") {
            said.clone_into(&mut heading);
        }
        let Some(line) = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")) else {
            continue;
        };
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
        if cells[0] == "what is asked" {
            assert_eq!(cells[1..4], TOOLS.map(|(tool, _)| tool.to_owned()), "{heading}");
            continue;
        }
        let names = |cell: &String| {
            let names = cell.split(", ").filter(|name| !name.is_empty());
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        let checks = [names(&cells[1]), names(&cells[2]), names(&cells[3])];
        rows.push(Row { heading: heading.clone(), cells, checks });
    }
    rows
}

/// What is said of a manifest with a preset: the names of rules, `refused`, `warned`.
fn said(text: &str, preset: Preset) -> Vec<String> {
    let head = "apiVersion: v1\nkind: Pod\nmetadata: {name: shop, labels: {app: shop}}\n";
    let head = if text.starts_with("spec") { head } else { "" };
    let mut options = Options::default();
    options.lint.preset = preset;
    let analysis = Analysis::of(&format!("{head}{text}\n"), &options);
    let mut all: Vec<String> =
        analysis.diagnostics.iter().map(|found| found.code.clone()).collect();
    let documents = || analysis.documents.iter();
    if documents().any(|it| it.accepted == Some(false)) {
        all.push("refused".to_owned());
    }
    if documents().any(|it| !it.warnings.is_empty()) {
        all.push("warned".to_owned());
    }
    all
}

#[test]
fn every_check_of_a_pod_is_there() {
    let rows = rows();
    let of_pods = || rows.iter().filter(|row| row.heading != "Checks of other objects");
    for (index, (tool, count)) in TOOLS.into_iter().enumerate() {
        let names: BTreeSet<&String> = of_pods().flat_map(|row| &row.checks[index]).collect();
        assert_eq!(names.len(), count, "{tool}: {names:?}");
    }
    let counts = "33 of 63, 17 of 39 and 26 of 44";
    assert!(page().contains(counts), "the page says how many: {counts}");
}

#[test]
fn what_is_called_answered_is() {
    let all = cases();
    for row in rows().iter().filter(|row| !row.is_left_out()) {
        let answers = row.answers();
        assert!(!answers.is_empty(), "{}: nobody answers", row.cells[0]);
        let is_tried = |check: &String, answers: &[String]| {
            all.iter().any(|case| case.checks.contains(check) && answers.contains(&case.answer))
        };
        let checks = || row.checks.iter().flatten();
        for check in checks() {
            assert!(is_tried(check, &answers), "{check}: no manifest shows {answers:?}");
        }
        for answer in answers.chunks(1) {
            let is_shown = checks().any(|check| is_tried(check, answer));
            assert!(is_shown, "{}: no manifest shows {answer:?}", row.cells[0]);
        }
        let Some(preset) = row.cells.get(5) else { continue };
        for name in &answers {
            let is_default = rule(name).is_some_and(|it| it.presets.contains(&Preset::Default));
            assert_eq!(preset, if is_default { "default" } else { "strict" }, "{name}");
        }
    }
}

#[test]
fn manifests_that_others_complain_about_get_the_answer() {
    let rows = rows();
    for Case { checks, answer, text } in cases() {
        for check in &checks {
            let mut answered = rows.iter().filter(|row| !row.is_left_out() && row.has(check));
            let is_named = answered.any(|row| row.answers().contains(&answer));
            assert!(is_named, "{check}: the page does not name `{answer}`");
        }
        let is_default = rule(&answer).is_none_or(|it| it.presets.contains(&Preset::Default));
        let said = said(&text, if is_default { Preset::Default } else { Preset::Strict });
        assert!(said.contains(&answer), "{checks:?}: {said:?}\n{text}");
        let is_refused = said.iter().any(|own| own == "refused");
        assert_eq!(is_refused, answer == "refused", "{checks:?}: {said:?}\n{text}");
    }
}

#[test]
fn what_stands_beside_the_tables_holds() {
    let spec = |fields: &str| {
        format!("spec:\n  containers:\n  - name: shop\n    image: shop:1\n    {fields}\n")
    };
    let with_init = |fields: &str| {
        let probe = "startupProbe: {tcpSocket: {port: 80}}";
        spec(&format!(
            "env: []\n  initContainers: [{{name: net, image: 'net:1', {probe}{fields}}}]"
        ))
    };
    let unmasked = spec("securityContext: {procMount: Unmasked}");
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: shop}\nspec:\n  template:\n    spec: {containers: [{name: shop, image: 'shop:1'}]}";
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  selector: {matchLabels: {app: shop}}\n  template: {metadata: {labels: {app: shop}}, spec: {containers: [{name: shop, image: 'shop:1'}]}}";
    for (text, name, is_said) in [
        (spec(""), "run-as-root", true),
        (
            spec("").replace("  containers", "  # podlife: allow run-as-root\n  containers"),
            "run-as-root",
            false,
        ),
        (unmasked.clone(), "refused", true),
        (unmasked.replace("  containers", "  hostUsers: false\n  containers"), "refused", false),
        (spec("env: [{name: A, name: B, value: b}]"), "duplicate-key", true),
        (with_init(""), "refused", true),
        (with_init(", restartPolicy: Always"), "refused", false),
        (deployment.to_owned(), "refused", false),
        (job.to_owned(), "refused", true),
        (
            spec("securityContext: {seccompProfile: {type: Unconfined}}"),
            "refused-by-baseline",
            true,
        ),
    ] {
        let said = said(&text, Preset::Strict);
        assert_eq!(said.iter().any(|own| own == name), is_said, "{name}: {said:?}\n{text}");
    }
}
