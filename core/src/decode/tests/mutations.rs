//! Any text gives an answer, and every place lies within the text.

use crate::decode::flattened::{reindent, wrap_fragment};
use crate::decode::{decode_all, flattened};
use crate::diagnostic::Diagnostic;
use crate::features::Version;
use crate::text::{FieldPath, Span};
use crate::yaml::{self, Node};

const TEXTS: [&str; 6] = [
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"wéb\" # ü\n  labels: {app: 'a', \"b\": yes}\nspec:\n  containers:\n  - name: app\n    image: nginx:1.29\n    args: [\"--a\", 'b', c]\n    env:\n    - {name: A, value: 5}\n    command:\n    - sh\n    - -c\n    - |\n      echo é\n      sleep 5\n    resources: {limits: {cpu: 1ki}}\n",
    "x: &a {n: 1, m: &b [x, y]}\ny:\n  <<: *a\n  n: *b\n  n: 2\n? z\n: !!int \"5\"\n---\n- a\n-\n  - b\n...\nrest\n",
    "%TAG ! tag:x,2000:\n---\na: >-2\n    folded\n\n    text\nb: \"\\u00e9\\x41\\\n  c\"\n",
    "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{\"kind\": \"Pod\", \"spec\": {\"containers\": [null, 1, {}]}}]}",
    "containers:\n- name: app\nimage: my-app:latest\nports:\n- containerPort: 80\n# c\n- name: b\nvolumeMounts:\n- name: x\nmountPath: /x\nvolumes:\n- name: x\nemptyDir: {}\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {creationTimestamp: 2024-13-01}\nspec:\n  schedule: '* * * * *'\n  jobTemplate:\n    spec: {template: {spec: {containers: [{name: a, ports: [{containerPort: http}]}]}}}\n",
];

const INSERTED: [&str; 24] = [
    " ", "\n", "\t", ":", "- ", "[", "]", "{", "}", "\"", "'", "#", "&a ", "*a", "|", "\u{feff}",
    "\0", "é", "\u{2028}", "---\n", "? ", "!", "%", "\r\n",
];

fn check(text: &str) {
    let stream = yaml::parse(text);
    for document in &stream.documents {
        inside(document.span, text);
        nodes_inside(&document.root, text);
        document.diagnostics.iter().for_each(|found| finding_inside(found, text));
        for duplicate in &document.duplicates {
            for span in [duplicate.span, duplicate.key, duplicate.winner] {
                inside(span, text);
            }
        }
        for decoded in decode_all(document, text, Version::default()) {
            decoded.diagnostics.iter().for_each(|found| finding_inside(found, text));
            assert!(!decoded.fatal || !decoded.messages.is_empty(), "{text}");
            for path in ["", "metadata.name", "spec.containers[0].env[3].value", "spec.template"] {
                inside(decoded.source.span(&FieldPath::parse(path)), text);
            }
        }
    }
    if let Some(better) = reindent(text) {
        assert_eq!(without_blanks(&better), without_blanks(text));
        assert!(!flattened::looks_flattened(&better), "{better}");
    }
    wrap_fragment(text);
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn inside(span: Span, text: &str) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
}

fn finding_inside(found: &Diagnostic, text: &str) {
    inside(found.span, text);
    found.related.iter().for_each(|related| inside(related.span, text));
    let edits = found.fixes.iter().flat_map(|fix| &fix.edits);
    edits.for_each(|edit| inside(edit.span, text));
}

fn nodes_inside(node: &Node, text: &str) {
    inside(node.span, text);
    node.items().iter().for_each(|item| nodes_inside(item, text));
    for entry in node.entries() {
        inside(entry.key, text);
        nodes_inside(&entry.value, text);
    }
}

#[test]
fn a_text_that_is_cut_off_anywhere_gives_an_answer() {
    for text in TEXTS {
        for (at, _) in text.char_indices() {
            check(text.get(..at).unwrap_or_default());
            check(text.get(at..).unwrap_or_default());
        }
    }
}

#[test]
fn a_text_that_is_changed_anywhere_gives_an_answer() {
    // A linear congruential generator, so that every run tries the same texts.
    let mut state: u64 = 1;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % below.max(1)
    };
    for text in TEXTS {
        for _ in 0..400 {
            let mut changed = text.to_owned();
            for _ in 0..=random(3) {
                let span = Span::at(random(changed.len())).clamped(&changed);
                let end = Span::at(span.start + random(4)).clamped(&changed).start.max(span.start);
                changed.replace_range(span.start..end, INSERTED[random(INSERTED.len())]);
            }
            check(&changed);
        }
    }
}
