use super::*;
use crate::analysis::examples::EXAMPLES;
use crate::analysis::{Analysis, Options};

const CLASSIC: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  # who reads what
  containers:
  - name: app           # the shop
    image: registry.example/shop:8.2
  # carries the lines away
  - name: log-shipper
    image: fluent/fluent-bit:3.2   # pinned
    readinessProbe:
      tcpSocket: {port: 2020}
    lifecycle: {preStop: {sleep: {seconds: 2}}}
  volumes: []
";

const NATIVE: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  # who reads what
  initContainers:
  # carries the lines away
  - name: log-shipper
    image: fluent/fluent-bit:3.2   # pinned
    restartPolicy: Always
    readinessProbe:
      tcpSocket: {port: 2020}
    lifecycle: {preStop: {sleep: {seconds: 2}}}
  containers:
  - name: app           # the shop
    image: registry.example/shop:8.2
  volumes: []
";

fn text_of(text: &str, container: &str, form: Form) -> String {
    let formed = formed(text, 0, container, form);
    formed.text.unwrap_or_else(|| panic!("{}\n{text}", formed.why))
}

#[test]
fn a_classic_sidecar_becomes_a_native_one_with_its_comments() {
    assert_eq!(text_of(CLASSIC, "log-shipper", Form::Native), NATIVE);
    assert_eq!(text_of(NATIVE, "log-shipper", Form::Classic), CLASSIC);
}

#[test]
fn an_init_container_keeps_no_probe_and_no_hook_and_it_is_said() {
    let formed = formed(CLASSIC, 0, "log-shipper", Form::Init);
    let text = formed.text.unwrap();
    assert!(!text.contains("Probe") && !text.contains("lifecycle"), "{text}");
    assert!(formed.why.starts_with("Without its readinessProbe and lifecycle: "), "{}", formed.why);
    assert_eq!(form_of(&text, 0, "log-shipper"), Some(Form::Init));
    let accepted = Analysis::of(&text, &Options::default()).documents[0].accepted;
    assert_eq!(accepted, Some(true), "{text}");
}

#[test]
fn a_pod_keeps_its_last_app() {
    let formed = formed(NATIVE, 0, "app", Form::Native);
    assert_eq!(formed.text, None);
    assert!(formed.why.contains("only entry of `containers`"), "{}", formed.why);
    assert_eq!(super::formed(NATIVE, 0, "nobody", Form::Init).text, None);
    assert_eq!(form_of(NATIVE, 1, "app"), None);
}

#[test]
fn braces_and_json_stay_what_they_are() {
    let braces = "spec: {containers: [{name: app, image: a}, {name: proxy, image: b}]}\n";
    let native = text_of(braces, "proxy", Form::Native);
    let expected = "spec: {initContainers: [{name: proxy, image: b, restartPolicy: Always}], \
                    containers: [{name: app, image: a}]}\n";
    assert_eq!(native, expected);
    assert_eq!(text_of(&native, "proxy", Form::Classic), braces);
    let json = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {\"containers\": [{\"name\": \"a\"}, \
                {\"name\": \"b\", \"image\": \"x\"}]}}";
    let native = text_of(json, "b", Form::Native);
    assert!(native.contains("\"restartPolicy\": \"Always\""), "{native}");
    assert_eq!(text_of(&native, "b", Form::Classic), json);
}

#[test]
fn what_is_written_in_two_ways_is_left_and_it_is_said() {
    let text = "spec:\n  initContainers: [{name: a, image: a}]\n  containers:\n  - {name: b, image: b}\n  \
                - {name: c, image: c}\n";
    let formed = formed(text, 0, "c", Form::Native);
    assert_eq!(formed.text, None);
    assert!(formed.why.contains("not written in the same way"), "{}", formed.why);
}

#[test]
fn a_text_without_a_last_line_break_stays_well_written() {
    let text = "spec:\n  containers:\n  - name: a\n    image: a\n  - name: b\n    image: b";
    for form in Form::ALL {
        let formed = text_of(text, "b", form);
        assert_eq!(form_of(&formed, 0, "b"), Some(form), "{formed}");
    }
    let crlf = CLASSIC.replace('\n', "\r\n");
    let native = text_of(&crlf, "log-shipper", Form::Native);
    assert_eq!(native, NATIVE.replace('\n', "\r\n"));
}

#[test]
fn the_pod_of_a_list_and_of_a_template_is_found() {
    let item = CLASSIC.replace("  # who reads what\n", "").replace('\n', "\n  ");
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {}\n", item.trim_end());
    let native = text_of(&list, "log-shipper", Form::Native);
    assert_eq!(form_of(&native, 0, "log-shipper"), Some(Form::Native), "{native}");
    let job = "apiVersion: batch/v1\nkind: Job\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n      - name: b\n";
    assert!(
        text_of(job, "b", Form::Native)
            .contains("      initContainers:\n      - name: b\n        restartPolicy: Always\n")
    );
}

/// The lines without their order and their indent.
fn lines(text: &str) -> Vec<&str> {
    // A comment about a field goes with the field.
    let said =
        |line: &'_ str| line.strip_prefix("restartPolicy: Always").map_or(line.len(), |_| 21);
    let lines = text.lines().map(str::trim);
    let mut lines: Vec<&str> = lines.map(|line| &line[..said(line)]).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn a_form_of_a_form_is_the_text_again_where_nothing_had_to_go() {
    let (mut same, mut tried) = (0, 0);
    for (name, text) in EXAMPLES {
        let analysis = Analysis::of(text, &Options { only_check: true, ..Options::default() });
        for document in &analysis.documents {
            let Some(pod) = document.subject(text) else { continue };
            for member in &pod.members {
                let was = form_of(text, document.index, member.name());
                let was = was.unwrap_or_else(|| panic!("{name}: {}", member.name()));
                for form in Form::ALL {
                    let there = formed(text, document.index, member.name(), form);
                    let Some(after) = there.text else {
                        assert!(!there.why.is_empty());
                        continue;
                    };
                    assert_eq!(form_of(&after, document.index, member.name()), Some(form));
                    if !there.why.is_empty() {
                        continue;
                    }
                    let back = formed(&after, document.index, member.name(), was);
                    // `restartPolicy: Always` in `containers` says nothing that another form could keep.
                    let back = back.text.unwrap_or_else(|| panic!("{name}: {}\n{after}", back.why));
                    tried += 1;
                    same += usize::from(back == *text);
                    if member.container.restart_policy.is_none() || was == Form::Native {
                        assert_eq!(
                            lines(&back),
                            lines(text),
                            "{name}, {}: {form:?}",
                            member.name()
                        );
                    }
                }
            }
        }
    }
    assert!(tried > 60 && same * 2 > tried, "{same} of {tried}");
}
