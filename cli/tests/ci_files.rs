//! What other people's CI reads of this repository names what exists.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[path = "support/run.rs"]
mod run;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use podlife_core::process::role::Role;
use run::{folder, podlife_in};
use serde_json::Value;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: nginx}]}\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

/// The flags that a command has.
fn help(command: &str) -> String {
    podlife_in(&root(), &[command, "--help"], "").out
}

/// The words of a text that are flags.
fn flags(text: &str) -> Vec<&str> {
    let words = text.split(|it: char| !(it.is_alphanumeric() || it == '-'));
    words.filter(|word| word.starts_with("--") && !word.ends_with('-')).collect()
}

/// Whether all flags of a text are there.
fn check_flags(command: &str, text: &str) -> usize {
    let help = help(command);
    let known = flags(&help);
    for flag in flags(text) {
        assert!(known.contains(&flag), "{command} {flag}");
    }
    flags(text).len()
}

/// The page about it.
fn page() -> String {
    fs::read_to_string(root().join("content/docs/guides/ci.md")).unwrap()
}

/// What stands in the fences of a language on a page.
fn fences<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fences = page.split("```").skip(1).step_by(2);
    fences.filter_map(|fence| fence.strip_prefix(language)?.strip_prefix('\n')).collect()
}

#[test]
fn hooks_run() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let ids: Vec<&str> =
        hooks.as_array().unwrap().iter().map(|hook| hook["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["podlife-check", "podlife-fix"]);
    let folder = folder("hooks", &[("pod.yaml", POD)]);
    for hook in hooks.as_array().unwrap() {
        let mut words = hook["entry"].as_str().unwrap().split(' ');
        assert_eq!(words.next(), Some("podlife"));
        let mut arguments: Vec<&str> = words.collect();
        arguments.extend(hook["args"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()));
        check_flags(arguments[0], &arguments.join(" "));
        arguments.push("pod.yaml");
        let ran = podlife_in(&folder, &arguments, "");
        assert_eq!(ran.code, Some(0), "{}", ran.errors);
        for key in ["name", "description", "language", "types_or"] {
            assert!(!hook[key].is_null(), "{key}");
        }
    }
}

#[test]
fn the_action_runs() {
    let action = yaml("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    let steps = action["runs"]["steps"].as_array().unwrap();
    let check = steps.iter().find(|step| step["name"] == "Check").unwrap();
    let script = check["run"].as_str().unwrap();
    assert!(check_flags("check", script) >= 6);

    // What a step is given is an input that there is.
    let inputs = action["inputs"].as_object().unwrap();
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    for named in text.split("inputs.").skip(1) {
        let name = named.split(|it: char| !(it.is_alphanumeric() || it == '-')).next().unwrap();
        assert!(inputs.contains_key(name), "{name}");
    }
    assert!(inputs.values().all(|input| input["description"].is_string()));

    let folder = folder("action", &[("pod.yaml", POD), ("a b.yaml", "kind: Pod\n")]);
    let run = |paths: &str, fail_on: &str, preset: &str| {
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(&folder);
        for (name, value) in [
            ("PODLIFE", env!("CARGO_BIN_EXE_podlife")),
            ("PATHS", paths),
            ("KUBERNETES", "1.36"),
            ("PRESET", preset),
            ("CONFIG", ""),
            ("FAIL_ON", fail_on),
            ("UPLOAD_SARIF", "true"),
            ("RUNNER_TEMP", folder.to_str().unwrap()),
        ] {
            command.env(name, value);
        }
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, out) = run("pod.yaml\n", "", "");
    assert_eq!(code, Some(0));
    assert!(out.starts_with("::warning file=pod.yaml,line=4,"), "{out}");
    let sarif = fs::read_to_string(folder.join("podlife.sarif")).unwrap();
    let log: Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "latest-tag");
    assert_eq!(run("pod.yaml", "warning", "").0, Some(1));
    assert_eq!(run("pod.yaml", "warning", "exam").0, Some(0));
    assert_eq!(run("pod.yaml\na b.yaml\n", "", "").0, Some(1));
    assert_ne!(run("pod.yaml", "", "no-such-preset").0, Some(0));
}

#[test]
fn the_page_about_it_names_what_exists() {
    let page = page();
    let help = ["check", "fix", "explain"].map(help).concat();
    let known = flags(&help);
    // Of other programs.
    let others = ["--locked", "--path"];
    for flag in flags(&page).into_iter().filter(|flag| !others.contains(flag)) {
        assert!(known.contains(&flag), "{flag}");
    }
    // The example of a settings file is one.
    let files = fences(&page, "yml");
    let settings = files.iter().find(|file| file.starts_with("kubernetes:")).unwrap();
    let folder = folder("page", &[("pod.yaml", POD), (".podlife.yaml", settings)]);
    let ran = podlife_in(&folder, &["check", "--output", "github", "."], "");
    assert_eq!((ran.code, ran.errors.as_str()), (Some(1), ""));
    // It makes an error of what is a warning elsewhere.
    let tag = ran.out.lines().find(|line| line.contains("title=latest-tag")).unwrap();
    assert!(tag.starts_with("::error file=pod.yaml"), "{}", ran.out);
}

#[test]
fn the_page_about_it_shows_what_is_printed() {
    let page = page();
    let shown = fences(&page, "console")[0];
    let shop = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n  # what it sells\n  - name: app\n    image: nginx\n";
    let check = |text: &str| {
        let folder = folder("shown", &[("deploy/shop.yaml", text)]);
        podlife_in(&folder, &["check", "deploy/"], "")
    };
    let ran = check(shop);
    assert_eq!(format!("$ podlife check deploy/\n{}", ran.out), shown);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));

    let allowed =
        fences(&page, "yml").into_iter().find(|it| it.contains("podlife: allow")).unwrap();
    let ran = check(&shop.replace("    image: nginx\n", allowed));
    assert!(
        ran.out.contains("1 finding allowed") && !ran.out.contains("latest-tag"),
        "{}",
        ran.out
    );

    let shipper = "  - name: log-shipper\n    image: fluent/fluent-bit:4.0\n";
    let ran = check(&format!("{shop}{shipper}"));
    let [note] = fences(&page, "txt")[..] else { panic!("{page}") };
    assert!(ran.out.contains(note), "{}", ran.out);
    // The annotation goes before the image.
    let annotation = "metadata:\n  annotations: {podlife.dev/role.log-shipper: app}\n";
    let ran = check(&format!("{shop}{shipper}").replace("metadata:\n", annotation));
    assert!(!ran.out.contains("looks like"), "{}", ran.out);
}

#[test]
fn the_page_about_it_names_roles_that_exist() {
    let page = page();
    let roles = page.lines().find(|line| line.starts_with("Other roles are ")).unwrap();
    let roles: Vec<&str> = roles.split('`').skip(1).step_by(2).collect();
    for role in &roles {
        assert_eq!(Role::named(role).map(Role::key), Some(*role));
    }
    assert!(roles.len() > 15, "{roles:?}");
}

#[test]
fn the_files_on_the_page_about_it_run() {
    let page = page();
    let files: Vec<Value> = fences(&page, "yml")
        .into_iter()
        .filter(|file| !file.starts_with(' '))
        .map(|file| serde_yaml::from_str(file).unwrap())
        .collect();
    let with = |key: &str| files.iter().find(|file| !file[key].is_null()).unwrap();

    let steps = with("jobs")["jobs"]["manifests"]["steps"].as_array().unwrap();
    let own = steps.iter().find(|step| step["uses"] == "podlife/podlife@main").unwrap();
    let inputs = &yaml("action.yml")["inputs"];
    assert!(own["with"].as_object().unwrap().keys().all(|name| !inputs[name].is_null()), "{own}");

    let hooks = yaml(".pre-commit-hooks.yaml");
    for hook in with("repos")["repos"][0]["hooks"].as_array().unwrap() {
        let mut known = hooks.as_array().unwrap().iter();
        assert!(known.any(|known| known["id"] == hook["id"]), "{hook}");
    }

    let job = &with("manifests")["manifests"];
    let folder = folder("gitlab", &[("deploy/pod.yaml", POD)]);
    let own = Path::new(env!("CARGO_BIN_EXE_podlife")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new("bash");
    command.args(["-c", job["script"][0].as_str().unwrap()]).current_dir(&folder);
    let status = command.env("PATH", format!("{}:{path}", own.display())).status().unwrap();
    assert_eq!(status.code(), Some(1), "a warning is as bad as is said");
    let report = job["artifacts"]["reports"]["junit"].as_str().unwrap();
    let report = fs::read_to_string(folder.join(report)).unwrap();
    assert!(report.contains("failures=\"1\""), "{report}");
}
