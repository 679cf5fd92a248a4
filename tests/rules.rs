//! Rules do what their pages say: the examples are run, the fixes are applied, the list of them is complete.

use std::fs;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::{Diagnostic, Stage};
use podlife_core::lint::{RULES, Rule, rule};
use podlife_core::text::{LineIndex, apply};
use podlife_tests::markdown::fences;
use podlife_tests::{files_below, root, update};

fn analysis(text: &str) -> Analysis {
    Analysis::of(text, &Options::default())
}

/// What the default rules and this one say.
fn with_rule(rule: &Rule, text: &str) -> Analysis {
    let mut options = Options::default();
    options.lint.set(rule.name, Some(rule.severity));
    Analysis::of(text, &options)
}

/// What rules found, and what they explain of the API server's answers.
fn lints(analysis: &Analysis) -> Vec<Diagnostic> {
    let is_of_rule =
        |found: &&Diagnostic| found.stage == Stage::Lint || rule(&found.code).is_some();
    analysis.diagnostics.iter().filter(is_of_rule).cloned().collect()
}

/// The example as a whole document: most of them show a `spec` alone.
fn whole(rule: &Rule, text: &str) -> String {
    if rule.name == "pod-fragment" {
        return text.to_owned();
    }
    let fix = lints(&analysis(text))
        .into_iter()
        .find(|found| found.code == "pod-fragment")
        .and_then(|found| found.fixes.into_iter().next());
    fix.map_or_else(|| text.to_owned(), |fix| apply(text, &fix.edits))
}

#[test]
fn failing_examples_fail_by_their_rule_alone_and_passing_ones_pass() {
    for rule in RULES {
        let examples = rule.examples();
        assert!(examples.iter().any(|example| example.fails), "{}: no failing example", rule.name);
        assert!(examples.iter().any(|example| !example.fails), "{}: no passing example", rule.name);
        for example in examples {
            let text = whole(rule, &example.text);
            let found = lints(&with_rule(rule, &text));
            let mut names: Vec<&str> = found.iter().map(|found| found.code.as_str()).collect();
            names.dedup();
            if example.fails {
                assert_eq!(names, [rule.name], "{text}");
            } else {
                assert!(!names.contains(&rule.name), "{}: {text}\n{found:#?}", rule.name);
            }
        }
    }
}

/// What each failing example brings: where, what stands there, how bad it is, and the words.
#[test]
fn findings_stand_where_they_are_said_to() {
    let mut said = String::from(
        "# What the failing examples of the rules bring: line and column, the field, what is marked, how bad it is, the words.\n\
         # Seen at an instant of the run, or when the Pod is deleted; inferred from what a container looks like.\n\
         # UPDATE=1 cargo test --test rules writes it.\n",
    );
    for rule in RULES {
        said.push_str(&format!("\n{} {}\n", rule.code, rule.name));
        for example in rule.examples().iter().filter(|example| example.fails) {
            let text = whole(rule, &example.text);
            let lines = LineIndex::new(&text);
            for found in lints(&with_rule(rule, &text)) {
                let at = lines.position(found.span.start);
                let marked = found.span.of(&text);
                let first = marked.lines().next().unwrap_or_default();
                let more = if marked.contains('\n') { " …" } else { "" };
                let mut seen = found.at.map(|at| format!(", seen at {at}")).unwrap_or_default();
                for (is, word) in
                    [(found.on_deletion, ", on deletion"), (found.inferred.is_some(), ", inferred")]
                {
                    seen.push_str(if is { word } else { "" });
                }
                said.push_str(&format!(
                    "  {}:{} {} `{first}`{more} {}{seen}: {}\n",
                    at.line,
                    at.column,
                    found.field,
                    format!("{:?}", found.severity).to_lowercase(),
                    found.message
                ));
            }
        }
    }
    let path = root().join("tests/findings.txt");
    if update() {
        fs::write(&path, &said).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    for (written, said) in written.lines().zip(said.lines()) {
        assert_eq!(written, said);
    }
    assert!(written == said, "tests/findings.txt is stale: UPDATE=1 cargo test --test rules");
}

#[test]
fn messages_say_what_happens_in_at_most_two_sentences() {
    for rule in RULES {
        for example in rule.examples().iter().filter(|example| example.fails) {
            for found in lints(&with_rule(rule, &whole(rule, &example.text))) {
                let place = format!("{}: {}", rule.name, found.message);
                assert!(found.help.is_some(), "{place}: no help");
                if found.stage != Stage::Lint {
                    continue; // the API server's own words
                }
                assert!(!found.message.ends_with('.'), "{place}: one sentence without its dot");
                assert_eq!(found.message.matches('`').count() % 2, 0, "{place}: an open quote");
                assert!(found.message.chars().count() <= 130, "{place}: too long");
            }
        }
    }
}

#[test]
fn a_fix_takes_its_finding_away_and_leaves_what_can_be_read() {
    for rule in RULES {
        for example in rule.examples().iter().filter(|example| example.fails) {
            let text = whole(rule, &example.text);
            // Also without a last line break, with line breaks of another kind, and behind another document.
            check_fixes(rule, &text);
            check_fixes(rule, text.trim_end());
            check_fixes(rule, &text.replace('\n', "\r\n"));
            let service = "apiVersion: v1\nkind: Service\nmetadata: {name: other}\n";
            check_fixes(rule, &format!("{service}---\n{text}---\n{service}"));
        }
    }
}

#[test]
fn fixes_of_everything_that_is_written_leave_what_can_be_read() {
    let mut texts: Vec<String> = Vec::new();
    for file in files_below(&root().join("content/examples")) {
        texts.push(fs::read_to_string(file).unwrap());
    }
    for folder in ["content/docs", "tests/suite"] {
        for file in files_below(&root().join(folder)) {
            let page = fs::read_to_string(file).unwrap();
            let manifests = fences(&page).filter(|fence| fence.what() == "yaml");
            texts.extend(manifests.map(|fence| fence.body));
        }
    }
    let mut fixes = 0;
    for text in texts {
        let found = lints(&analysis(&text));
        for finding in &found {
            for fix in &finding.fixes {
                check_one_less(&text, &found, finding, &apply(&text, &fix.edits));
                fixes += 1;
            }
        }
    }
    assert!(fixes > 30, "{fixes} fixes");
}

/// After a fix there is one finding less of its kind, and what could be read before can be read.
fn check_one_less(before: &str, found: &[Diagnostic], finding: &Diagnostic, after: &str) {
    let count = |all: &[Diagnostic]| {
        let same = |other: &&Diagnostic| {
            (&other.code, &other.container) == (&finding.code, &finding.container)
        };
        all.iter().filter(same).count()
    };
    let fixed = analysis(after);
    assert!(count(&lints(&fixed)) < count(found), "{}:\n{before}\n->\n{after}", finding.code);
    let reads = |analysis: &Analysis| analysis.documents.iter().all(|it| it.decode.is_empty());
    let still = reads(&fixed) || !reads(&analysis(before));
    assert!(still, "{}:\n{before}\n->\n{after}", finding.code);
}

fn check_fixes(rule: &Rule, text: &str) {
    for found in lints(&with_rule(rule, text)).iter().filter(|found| found.code == rule.name) {
        for fix in &found.fixes {
            check_fix(rule, text, &apply(text, &fix.edits));
        }
    }
}

fn check_fix(rule: &Rule, before: &str, after: &str) {
    let analysis = with_rule(rule, after);
    let breaks = |text: &str| text.matches("\r\n").count() == text.matches('\n').count();
    assert!(
        !before.contains('\r') || breaks(after),
        "{}: mixed line breaks:\n{after:?}",
        rule.name
    );
    let again = lints(&analysis).into_iter().find(|found| found.code == rule.name);
    assert_eq!(again, None, "{}:\n{before}\n->\n{after}", rule.name);
    for document in &analysis.documents {
        assert_eq!(document.decode, [""; 0], "{}:\n{before}\n->\n{after}", rule.name);
    }
}

#[test]
fn pages_have_the_parts_that_every_rule_has() {
    for rule in RULES {
        let page = rule.page();
        let mut rest = page.as_str();
        for heading in ["## Why it matters\n", "## Fails\n", "## Passes\n", "## Source\n"] {
            let (_, after) = rest
                .split_once(heading)
                .unwrap_or_else(|| panic!("{}: no {heading} in its place", rule.name));
            rest = after;
        }
        assert!(rest.contains("<https://"), "{}: the source is a link", rule.name);
        assert!(rule.summary().ends_with('.'), "{}: the page begins with a sentence", rule.name);
    }
}

#[test]
fn the_list_of_rules_names_every_file() {
    let folder = root().join("core/src/lint/rules");
    let modules: Vec<String> = files_below(&folder)
        .iter()
        .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()))
        .collect();
    let lines =
        |line: &dyn Fn(&String) -> String| modules.iter().map(line).collect::<Vec<_>>().concat();
    let mods = lines(&|module| format!("mod {module};\n"));
    let rules = lines(&|module| format!("    {module}::RULE,\n"));
    let pages = lines(&|module| format!("    ({module}::RULE.name, {module}::PAGE),\n"));
    let list = format!(
        "//! All rules, by name. Written by `tests/rules.rs` from the files beside it, do not edit.\n\n\
         {mods}\nuse crate::lint::Rule;\n\n/// All rules, by name.\npub const RULES: &[Rule] = &[\n{rules}];\n\n\
         /// The page of each rule, apart from the rules: what checks need not carry the pages.\n\
         #[rustfmt::skip]\npub(super) const PAGES: &[(&str, &str)] = &[\n{pages}];\n"
    );
    let path = root().join("core/src/lint/rules.rs");
    if update() {
        fs::write(&path, &list).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(written == list, "core/src/lint/rules.rs is stale: UPDATE=1 cargo test --test rules");
    for (rule, module) in RULES.iter().zip(&modules) {
        assert_eq!(rule.name.replace('-', "_"), *module, "a rule has the name of its file");
    }
    let mut codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), RULES.len(), "codes are given once");
}

/// A helper beside a server; its fields, and what `classic-sidecar` says of it.
fn moved(fields: &str) -> (Option<String>, Vec<(String, bool)>) {
    let text = format!(
        "apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  containers:
  - name: web
    image: busybox:1.36
    command: [sh, -c, 'touch /data/up; httpd -p 80; trap exit TERM; sleep infinity & wait']
    volumeMounts: [{{name: data, mountPath: /data}}]
  - name: web-exporter
    image: busybox:1.36
    volumeMounts: [{{name: data, mountPath: /in}}]
{fields}
  volumes: [{{name: data, emptyDir: {{}}}}]
"
    );
    let found = lints(&analysis(&text));
    let found = found.into_iter().find(|found| found.code == "classic-sidecar");
    let found = found.unwrap_or_else(|| panic!("no finding:\n{text}"));
    (found.help, found.fixes.into_iter().map(|fix| (fix.title, fix.safe)).collect())
}

#[test]
fn what_waits_for_an_app_is_not_moved_in_front_of_it() {
    let idle = "    command: [sh, -c, 'trap exit TERM; sleep infinity & wait']";
    let hook = |script: &str| {
        format!("{idle}\n    lifecycle: {{postStart: {{exec: {{command: [sh, -c, '{script}']}}}}}}")
    };
    let probe = format!("{idle}\n    startupProbe: {{tcpSocket: {{port: 80}}}}");
    let port = hook("until nc -z localhost 80; do sleep 1; done");
    let file = hook("until [ -e /in/up ]; do sleep 1; done");
    for (fields, reason) in
        [(probe, "port 80 of `web`"), (port, "port 80 of `web`"), (file, "`/in/up` of `web`")]
    {
        let (help, fixes) = moved(&fields);
        assert!(help.is_some_and(|help| help.contains(reason)), "{fields}");
        assert_eq!(fixes, [], "{fields}");
    }
    // It goes on without the app, and tries again.
    let asks = "    command: [sh, -c, 'until nc -z localhost 80; do sleep 1; done; trap exit TERM; sleep infinity & wait']";
    let title = "Make it a native sidecar".to_owned();
    assert_eq!(moved(asks).1, [(title.clone(), false)]);
    assert_eq!(moved(idle).1, [(title, true)]);
    let (_, fixes) = moved(&hook("sleep 1"));
    assert_eq!(fixes.len(), 1);
}

#[test]
fn docs_pages_name_rules_that_exist() {
    let mut named = 0;
    for file in files_below(&root().join("content/docs")) {
        let page = fs::read_to_string(&file).unwrap();
        for link in page.split("](../../rules/").skip(1) {
            let name = link.split(['/', ')']).next().unwrap_or_default();
            let known = name.is_empty() || rule(name).is_some();
            assert!(known, "{}: there is no rule `{name}`", file.display());
            named += 1;
        }
    }
    assert!(named > 20, "{named} rules are named");
}

#[test]
fn what_stands_on_the_look_of_a_container_says_so() {
    let pod = |annotation: &str, name: &str, image: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations: {{{annotation}}}\nspec:\n  containers:\n  - name: app\n    image: registry.example/app:1.0\n  - name: {name}\n    image: {image}\n"
        )
    };
    let inferred = |text: &str, code: &str| -> Vec<Option<String>> {
        let found = lints(&analysis(text)).into_iter().filter(|found| found.code == code);
        found.map(|found| found.inferred).collect()
    };
    let by = |sign: &str, name: &str| {
        Some(format!(
            "`{name}` looks like a log shipper by its {sign}; the annotation `podlife.dev/role.{name}` can say what it is"
        ))
    };
    let by_image = pod("", "logs", "fluent/fluent-bit");
    assert_eq!(inferred(&by_image, "classic-sidecar"), [by("image", "logs")]);
    let by_name = pod("", "log-shipper", "registry.example/shipper:2.1");
    assert_eq!(inferred(&by_name, "classic-sidecar"), [by("name", "log-shipper")]);
    // Who says it knows it, and who says otherwise is believed.
    let said = pod("podlife.dev/role.logs: log-shipper", "logs", "fluent/fluent-bit");
    assert_eq!(inferred(&said, "classic-sidecar"), [None]);
    let denied = pod("podlife.dev/role.logs: app", "logs", "fluent/fluent-bit");
    assert_eq!(inferred(&denied, "classic-sidecar"), []);
    // An image without a tag is one, whatever the container does.
    assert_eq!(inferred(&by_image, "latest-tag"), [None]);
}

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: app
    image: nginx
  - name: other
    image: redis
";

/// The containers whose image tag is complained about.
fn found(text: &str) -> (Vec<String>, usize) {
    let analysis = Analysis::of(text, &Options::default());
    let tags = analysis.diagnostics.iter().filter(|found| found.code == "latest-tag");
    let allowed = analysis.documents.iter().map(|document| document.allowed.len()).sum();
    (tags.filter_map(|found| found.container.clone()).collect(), allowed)
}

#[test]
fn comments_and_annotations_allow_what_they_name() {
    let with = |before: &str, comment: &str| POD.replacen(before, &format!("{comment}{before}"), 1);
    let behind = |line: &str, comment: &str| {
        POD.replacen(&format!("{line}\n"), &format!("{line}{comment}\n"), 1)
    };
    let annotated = behind("  name: web", "\n  annotations: {podlife.dev/allow: G01}");
    for (text, left, allowed) in [
        (POD.to_owned(), vec!["app", "other"], 0),
        (behind("image: nginx", " # podlife: allow latest-tag"), vec!["other"], 1),
        (behind("image: nginx", " # podlife: allow g01 (a lab)"), vec!["other"], 1),
        (behind("image: nginx", " # podlife: allow classic-sidecar"), vec!["app", "other"], 0),
        (with("  - name: other", "  # podlife: allow G01\n"), vec!["app"], 1),
        (with("    image: redis", "    # podlife: allow S02, G01\n"), vec!["app"], 1),
        (with("  containers:", "  # why\n  # podlife: allow G01\n\n"), vec![], 2),
        (with("apiVersion", "# podlife: allow latest-tag\n"), vec![], 2),
        (annotated, vec![], 2),
        (
            with("  - name: other", "  - {name: x, image: 'y:1 # podlife: allow G01'}\n"),
            vec!["app", "other"],
            0,
        ),
    ] {
        let (tags, count) = found(&text);
        assert_eq!(
            (tags, count),
            (left.iter().map(ToString::to_string).collect(), allowed),
            "{text}"
        );
    }
}

#[test]
fn what_is_allowed_in_one_document_is_not_in_another() {
    let second = POD.replace("name: web", "name: two");
    let text = format!("# podlife: allow G01\n{POD}---\n{second}");
    assert_eq!(found(&text), (vec!["app".to_owned(), "other".to_owned()], 2));
    let text = format!("{POD}---\n# podlife: allow G01\n{second}");
    assert_eq!(found(&text), (vec!["app".to_owned(), "other".to_owned()], 2));
}
