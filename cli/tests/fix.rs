//! `podlife fix`: what it changes, what it leaves, and that it comes to an end.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[path = "support/run.rs"]
mod run;

use std::fs;
use std::path::Path;

use podlife_core::lint::RULES;
use run::{folder, podlife_in};

const POD: &str = "\
# A shop.
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  # What serves.
  containers:
  - name: 'redis'
    image: \"redis:7.4\"   # kept
  - name: redis-exporter # a helper
    imagee: oliver006/redis_exporter:v1.62.0
";

#[test]
fn the_exit_status_tells_what_would_change() {
    let folder = folder("fix", &[("pod.yaml", POD)]);
    let file = folder.join("pod.yaml");
    let fix = |more: &[&str]| podlife_in(&folder, &[&["fix", "pod.yaml"], more].concat(), "");

    let diff = fix(&[]);
    assert_eq!(diff.code, Some(0));
    assert!(diff.out.starts_with("--- pod.yaml\n+++ pod.yaml\n@@ "), "{}", diff.out);
    assert_eq!(
        diff.errors,
        "podlife: pod web, when it is played\n  API server: refuses it → accepts it\npodlife: 2 fixes would be applied to 1 file\n"
    );
    assert_eq!(fix(&["--diff"]).out, diff.out);
    let check = fix(&["--check"]);
    assert_eq!(check.code, Some(1));
    assert_eq!(
        check.out,
        "pod.yaml\n  classic-sidecar: Make it a native sidecar\n  unknown-field: Write `image`\n"
    );
    let both = fix(&["--check", "--diff"]);
    assert_eq!((both.code, both.out), (Some(1), diff.out));
    assert_eq!(fs::read_to_string(&file).unwrap(), POD);

    let field = fix(&["--rule", "unknown-field", "--write"]);
    assert_eq!(field.code, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), POD.replace("imagee", "image"));
    let sidecar = fix(&["--write"]);
    let order = "  start order: redis, redis-exporter → redis-exporter, redis\n";
    assert!(sidecar.errors.contains(order), "{}", sidecar.errors);
    assert_eq!(sidecar.code, Some(0));
    let fixed = fs::read_to_string(&file).unwrap();
    assert_eq!(
        fixed,
        "\
# A shop.
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  # What serves.
  initContainers:
  - name: redis-exporter # a helper
    image: oliver006/redis_exporter:v1.62.0
    restartPolicy: Always
  containers:
  - name: 'redis'
    image: \"redis:7.4\"   # kept
"
    );
    let again = fix(&["--check"]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""));
    assert_eq!(again.errors, "podlife: nothing to fix\n");
    let input = podlife_in(&folder, &["fix", "--write", "-"], POD);
    let (image, policy) =
        ("    image: oliver006/redis_exporter:v1.62.0\n", "    restartPolicy: Always\n");
    let other_order = fixed.replace(&[image, policy].concat(), &[policy, image].concat());
    assert_eq!((input.code, input.out), (Some(0), other_order));
    let input = podlife_in(&folder, &["fix", "--write", "-"], &fixed);
    assert_eq!((input.code, input.out), (Some(0), fixed));
}

#[test]
fn what_needs_a_decision_is_left() {
    let twice = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  restartPolicy: Never\n  restartPolicy: Always\n  containers: [{name: a, image: \"nginx:1.29\"}]\n";
    let folder = folder("unsafe", &[("pod.yaml", twice), ("wide.yaml", "")]);
    let fix = |more: &[&str]| podlife_in(&folder, &[&["fix", "pod.yaml"], more].concat(), "");
    let left = fix(&["--check"]);
    assert_eq!(left.code, Some(0));
    assert!(left.errors.contains("1 fix more needs a decision: --unsafe"), "{}", left.errors);
    assert_eq!(fix(&["--check", "--unsafe"]).code, Some(1));
    assert_eq!(fix(&["--check", "--unsafe", "--rule", "latest-tag"]).code, Some(0));
    // What is no UTF-8 is not written.
    let wide: Vec<u8> =
        std::iter::once(0xFEFF).chain(POD.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(folder.join("wide.yaml"), &wide).unwrap();
    let ran = podlife_in(&folder, &["fix", "--write", "wide.yaml"], "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("wide.yaml is not UTF-8"), "{}", ran.errors);
    assert_eq!(fs::read(folder.join("wide.yaml")).unwrap(), wide);
}

/// All examples of the site and of the rules, each also with line breaks of another kind and none at its end.
fn examples() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/examples");
    for entry in fs::read_dir(content).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            texts.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    for rule in RULES {
        for (number, example) in rule.examples().into_iter().enumerate() {
            texts.push((format!("{}-{number}", rule.name), example.text));
        }
    }
    let mut all = Vec::new();
    for (name, text) in texts {
        all.push((format!("{name}-other.yaml"), text.trim_end().replace('\n', "\r\n")));
        all.push((format!("{name}.yaml"), text));
    }
    all
}

/// What stands behind the number signs, in the order of the alphabet.
fn comments(text: &str) -> Vec<&str> {
    let comment = |line: &'_ str| line.find("# ").map(|at| at + 2);
    let mut found: Vec<&str> =
        text.lines().filter_map(|line| line.get(comment(line)?..)).map(str::trim_end).collect();
    found.sort_unstable();
    found
}

#[test]
fn to_fix_twice_changes_nothing_more() {
    let examples = examples();
    let files: Vec<(&str, &str)> =
        examples.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    for (name, flags, least) in [
        ("fix-twice", &["fix", "--write", "."][..], 20),
        ("fix-twice-all", &["fix", "--write", "--unsafe", "."], 40),
    ] {
        let folder = folder(name, &files);
        let read = || -> Vec<String> {
            files.iter().map(|(file, _)| fs::read_to_string(folder.join(file)).unwrap()).collect()
        };
        assert_eq!(podlife_in(&folder, flags, "").code, Some(0));
        let once = read();
        let again = podlife_in(&folder, flags, "");
        assert_eq!((again.code, again.out.as_str()), (Some(0), ""));
        assert_eq!(once, read());
        let mut changed = 0;
        for ((file, before), after) in files.iter().zip(&once) {
            changed += usize::from(before != after);
            if before.contains("\r\n") {
                let breaks = after.matches('\n').count();
                assert_eq!(after.matches("\r\n").count(), breaks, "{file}: mixed line breaks");
            }
            if !flags.contains(&"--unsafe") {
                assert_eq!(comments(before), comments(after), "{file}");
            }
        }
        assert!(changed >= least, "{changed} files changed");
    }
}
