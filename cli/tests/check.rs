//! `podlife check`: its settings, its formats, its exit status.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[path = "support/run.rs"]
mod run;

use run::{folder, podlife_in};
use serde_json::Value;

/// A warning with related places, a finding with a fix, one that the API server refuses, and one that is allowed.
const JOB: &str = "\
apiVersion: batch/v1
kind: Job
metadata:
  name: web
spec:
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 30
      # Ärger: 漢字
      containers:
      - name: app
        image: registry.example/app:1
        lifecycle: {preStop: {sleep: {seconds: 30}}}
      - name: envoy # podlife: allow sidecar-keeps-job-running
        image: envoyproxy/envoy
        prots: [{containerPort: 80}]
      - name: Shop
        image: \"🐳/\"
";

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn names(line: &Value) -> Vec<&str> {
    line["lints"].as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap()).collect()
}

#[test]
fn sarif_fits_its_schema() {
    let folder =
        folder("sarif", &[("a b.yaml", JOB), ("empty.yaml", ""), ("tab.yaml", "a:\n\tb: c\n")]);
    // ECMAScript takes the one bracket that nothing opens for itself, the validator wants it said.
    let schema = include_str!("fixtures/sarif-schema-2.1.0.json").replace("{2}]?$", "{2}\\\\]?$");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for paths in [&["."][..], &["empty.yaml"], &["-"]] {
        let arguments = [&["check", "--output", "sarif", "--preset", "strict"], paths].concat();
        let ran = podlife_in(&folder, &arguments, JOB);
        let log: Value = serde_json::from_str(&ran.out).unwrap();
        let problems: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(problems, [""; 0], "{paths:?}");
        assert_eq!(ran.code, Some(i32::from(paths != ["empty.yaml"])), "{}", ran.errors);
    }
    // The validator sees what is wrong.
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0"})));
}

#[test]
fn sarif_names_the_exact_places() {
    let folder = folder("sarif-places", &[("job.yaml", JOB)]);
    let ran = podlife_in(&folder, &["check", "--output", "sarif", "job.yaml"], "");
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let of = |rule: &str| results.iter().find(|it| it["ruleId"] == rule).unwrap();
    let mut fingerprints = Vec::new();
    for result in results {
        let physical = &result["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "job.yaml");
        let region = &physical["region"];
        let number = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap();
        let marked = &JOB[number("byteOffset")..][..number("byteLength")];
        assert_eq!(region["snippet"]["text"], marked);
        let chars: String =
            JOB.chars().skip(number("charOffset")).take(number("charLength")).collect();
        assert_eq!(chars, marked);
        let line = JOB.lines().nth(number("startLine") - 1).unwrap();
        let from_column: String = line.chars().skip(number("startColumn") - 1).collect();
        assert!(from_column.starts_with(marked.lines().next().unwrap_or_default()));
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        fingerprints.push(result["partialFingerprints"]["podlife/v1"].as_str().unwrap());
    }
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let tag = rules.iter().find(|rule| rule["id"] == "latest-tag").unwrap();
    assert_eq!(tag["helpUri"], "https://podlife.dev/rules/latest-tag/");
    assert!(tag["help"]["markdown"].as_str().unwrap().contains("## Why it matters"));
    let fix = &of("unknown-field")["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(fix["insertedContent"]["text"], "ports");
    assert_eq!(fix["deletedRegion"]["startLine"], 17);
    assert_eq!(of("pre-stop-outlasts-grace-period")["relatedLocations"][0]["id"], 1);
    let allowed = of("sidecar-keeps-job-running");
    assert_eq!(allowed["suppressions"][0]["kind"], "inSource");
    assert_eq!(of("latest-tag")["suppressions"], serde_json::json!([]));
    // Fingerprints differ, and stay when lines move.
    let moved = format!("# one line more\n{JOB}");
    let again = podlife_in(&folder, &["check", "--output", "sarif", "-"], &moved);
    let again: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(again["runs"][0]["results"].as_array().unwrap().len(), results.len());
    let count = fingerprints.len();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), count);
    std::fs::write(folder.join("job.yaml"), moved).unwrap();
    let moved = podlife_in(&folder, &["check", "--output", "sarif", "job.yaml"], "");
    for fingerprint in fingerprints {
        assert!(moved.out.contains(fingerprint), "{fingerprint}");
    }
}

#[test]
fn annotations_are_a_line_each() {
    let folder = folder("github", &[("a,b.yaml", JOB)]);
    let ran = podlife_in(&folder, &["check", "--output", "github", "."], "");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines.len() >= 3);
    for line in &lines {
        assert!(
            line.starts_with("::error file=a%2Cb.yaml,line=")
                || line.starts_with("::warning file=a%2Cb.yaml,line="),
            "{line}"
        );
    }
    let field = lines.iter().find(|line| line.contains("title=unknown-field")).unwrap();
    assert_eq!(
        *field,
        "::error file=a%2Cb.yaml,line=17,endLine=17,col=9,endColumn=14,title=unknown-field (A01)::unknown field \
         \"spec.template.spec.containers[1].prots\"%0Adid you mean `ports`?%0Ahttps://podlife.dev/rules/unknown-field/"
    );
}

#[test]
fn junit_counts_its_cases() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: fine}\nspec: {containers: [{name: a, image: \"nginx:1.29\"}]}\n";
    let folder = folder("junit", &[("a&b.yaml", JOB), ("fine.yaml", pod)]);
    let ran = podlife_in(&folder, &["check", "--output", "junit", "."], "");
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.starts_with(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"podlife\">\n"
    ));
    let attribute = |name: &str| -> usize {
        let mark = format!(" {name}=\"");
        let values = ran.out.split(&mark).skip(1);
        values.filter_map(|rest| rest.split('"').next()?.parse::<usize>().ok()).sum()
    };
    for (name, element) in [("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")]
    {
        assert_eq!(
            attribute(name),
            ran.out.matches(&format!("<{element} ")).count(),
            "{}",
            ran.out
        );
    }
    assert_eq!(ran.out.matches("<skipped ").count(), 1);
    assert!(ran.out.contains("name=\"a&amp;b.yaml\"") && ran.out.contains("name=\"Pod/fine\"/>"));
    // What is less bad than what fails is told by a case that passes.
    let warned =
        podlife_in(&folder, &["check", "--output", "junit", "-"], &pod.replace(":1.29", ""));
    assert_eq!((warned.code, warned.out.matches("<system-out>").count()), (Some(0), 1));
}

#[test]
fn what_is_allowed_is_counted() {
    let folder = folder("allowed", &[("job.yaml", JOB)]);
    let text = podlife_in(&folder, &["check", "job.yaml"], "").out;
    assert!(text.contains("\n1 finding allowed by comments or annotations.\n"), "{text}");
    let json = json_lines(&podlife_in(&folder, &["check", "--output", "json", "job.yaml"], "").out);
    assert_eq!((json.len(), &json[0]["allowed"]), (1, &Value::from(1)));
    let quiet = podlife_in(&folder, &["check", "--quiet", "job.yaml"], "").out;
    assert!(quiet.contains("error[unknown-field]") && !quiet.contains("allowed by"));
    assert!(!quiet.contains("Error from server"));
}

#[test]
fn the_command_line_goes_before_the_file() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: nginx}]}\n";
    let folder = folder(
        "settings",
        &[
            ("deep/er/pod.yaml", pod),
            ("deep/charts/broken.yaml", "kind: Pod\n"),
            (
                ".podlife.yaml",
                "preset: exam\nfailOn: warning\nkubernetes: 1.30\nexclude: [charts]\n",
            ),
            ("other.yml", "rules: {latest-tag: off}\n"),
            ("wrong.yml", "rules:\n  latest-tags: off\nexclude: x\n"),
        ],
    );
    let deep = folder.join("deep");
    let check = |more: &[&str]| {
        let arguments = [&["check", "--output", "json", "."], more].concat();
        let ran = podlife_in(&deep, &arguments, "");
        let lines = json_lines(&ran.out);
        assert_eq!(lines.len(), 1, "{more:?}: {} {}", ran.out, ran.errors);
        (ran.code, names(&lines[0]).len(), ran.errors)
    };
    let (code, lints, errors) = check(&[]);
    assert_eq!((code, lints), (Some(0), 0));
    assert!(errors.contains("Kubernetes 1.30"), "{errors}");
    assert_eq!(
        check(&["--preset", "default", "--kubernetes", "1.36"]),
        (Some(1), 1, String::new())
    );
    let (code, lints, _) = check(&["--rule", "G01=info"]);
    assert_eq!((code, lints), (Some(0), 1));
    let (code, lints, _) = check(&["--rule", "G01=info", "--fail-on", "info"]);
    assert_eq!((code, lints), (Some(1), 1));
    let (code, ..) = check(&["--rule", "latest-tag=error", "--fail-on", "error"]);
    assert_eq!(code, Some(1));
    let (_, lints, _) = check(&["--rule", "latest-tag=error", "--rule", "latest-tag=off"]);
    assert_eq!(lints, 0);

    let named = |file: &str| podlife_in(&deep, &["check", "er", "--config", file], "");
    let other = named("../other.yml");
    assert!(
        other.out.contains("Nothing found in 1 file.") && other.code == Some(0),
        "{}",
        other.out
    );
    let wrong = named("../wrong.yml");
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(2), ""));
    for said in [
        "podlife: cannot use the settings in ../wrong.yml\n",
        "--> ../wrong.yml:2:3\n",
        "did you mean `latest-tag`?",
        "--> ../wrong.yml:3:10\n",
    ] {
        assert!(wrong.errors.contains(said), "{}", wrong.errors);
    }
    assert_eq!(named("missing.yml").code, Some(2));
    // A repository ends the search.
    std::fs::create_dir_all(deep.join(".git")).unwrap();
    let alone = podlife_in(&deep, &["check", "--output", "json", "er"], "");
    assert_eq!(names(&json_lines(&alone.out)[0]), ["latest-tag"]);
}

#[test]
fn colours_are_for_terminals() {
    let folder = folder("colours", &[("job.yaml", JOB)]);
    let colours = |more: &[&str]| {
        let arguments = [&["check", "job.yaml"], more].concat();
        podlife_in(&folder, &arguments, "").out.contains("\u{1b}[")
    };
    assert!(!colours(&[]) && !colours(&["--color", "never"]) && colours(&["--color", "always"]));
}

#[test]
fn arguments_that_mean_nothing_are_refused() {
    let here = folder("arguments", &[]);
    for (arguments, said) in [
        (&["check", "--rule", "classic-sidcar=off", "-"][..], "did you mean `classic-sidecar`?"),
        (&["check", "--rule", "S02", "-"], "write RULE=off"),
        (&["check", "--preset", "strickt", "-"], "did you mean `strict`?"),
        (&["fix", "--rule", "unknown-feild", "-"], "did you mean `unknown-field`?"),
        (&["fix", "--write", "--check", "-"], "cannot be used with"),
        (&["explain", "classic-sidcar"], "did you mean `classic-sidecar`?"),
    ] {
        let ran = podlife_in(&here, arguments, "");
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.errors.contains(said), "{arguments:?}: {}", ran.errors);
    }
}

#[test]
fn a_rule_is_explained_in_three_formats() {
    let here = folder("explain", &[]);
    let explain = |arguments: &[&str]| {
        let ran = podlife_in(&here, &[&["explain"], arguments].concat(), "");
        assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
        ran.out
    };
    let text = explain(&["s02"]);
    assert!(text.starts_with(
        "classic-sidecar (S02)\ninfo · Sidecars · in default, strict, exam · fix: safe"
    ));
    let markdown = explain(&["classic-sidecar", "--output", "markdown"]);
    assert!(markdown.starts_with("# classic-sidecar\n") && markdown.contains("```yaml\n"));
    let json = json_lines(&explain(&["--output", "json"]));
    let rule = json.iter().find(|it| it["rule"] == "classic-sidecar").unwrap();
    assert_eq!((&rule["code"], &rule["fix"]), (&Value::from("S02"), &Value::from("safe")));
    assert_eq!(explain(&[]).lines().count(), json.len() + 1);
    assert_eq!(explain(&["--output", "markdown"]).lines().count(), json.len() + 2);
}
