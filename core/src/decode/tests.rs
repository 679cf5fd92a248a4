//! What documents are understood as.

mod mutations;
mod tables;

use crate::decode::{Decoded, decode_all};
use crate::features::Version;
use crate::object::Object;
use crate::text::{FieldPath, apply};
use crate::yaml;

fn one(text: &str) -> Decoded {
    one_in(text, Version::default())
}

fn one_in(text: &str, version: Version) -> Decoded {
    let stream = yaml::parse(text);
    decode_all(&stream.documents[0], text, version).remove(0)
}

fn pod(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n{spec}")
}

#[test]
fn every_mistake_is_found_in_one_pass_and_the_first_is_what_the_server_says() {
    let text = pod(
        "  containers:\n  - name: app\n    imagee: nginx\n    env:\n    - {name: A, value: yes}\n    - {name: B, value: 5}\n",
    );
    let decoded = one(&text);
    assert!(decoded.fatal);
    assert_eq!(
        decoded.messages,
        [
            "json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string"
        ]
    );
    let found: Vec<_> = decoded
        .diagnostics
        .iter()
        .map(|found| (found.span.of(&text), found.field.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("imagee", "spec.containers[0].imagee"),
            ("yes", "spec.containers[0].env[0].value"),
            ("5", "spec.containers[0].env[1].value"),
        ]
    );
    assert!(decoded.diagnostics.iter().all(|found| found.container.as_deref() == Some("app")));
}

#[test]
fn the_fixes_of_a_decode_make_it_decode() {
    let mut text = pod(
        "  containers:\n  - name: app\n    imagee: nginx\n    env:\n    - {name: A, value: yes}\n    ports: [{containerPort: \"80\"}]\n",
    );
    let edits: Vec<_> = one(&text)
        .diagnostics
        .iter()
        .flat_map(|found| found.fixes.iter().flat_map(|fix| fix.edits.clone()))
        .collect();
    text = apply(&text, &edits);
    assert_eq!(one(&text).messages, Vec::<String>::new(), "{text}");
}

#[test]
fn unknown_fields_are_listed_in_the_order_of_sorted_keys() {
    let text = pod("  foo: 1\n  bar: 2\n  containers: [{name: app, Image: x}]\n");
    let decoded = one(&text);
    assert!(!decoded.fatal);
    assert_eq!(
        decoded.messages,
        [
            "strict decoding error: unknown field \"spec.bar\", unknown field \"spec.containers[0].Image\", unknown field \"spec.foo\""
        ]
    );
}

#[test]
fn a_field_of_other_versions_is_told_with_its_version() {
    let said = |minor: u8, spec: &str| {
        let decoded = one_in(&pod(spec), Version::of_minor(minor).unwrap());
        let [found] = &decoded.diagnostics[..] else { panic!("{:#?}", decoded.diagnostics) };
        (found.message.clone(), found.help.clone().unwrap_or_default(), found.fixes.len())
    };
    assert_eq!(
        said(27, "  resources: {limits: {cpu: 1}}\n"),
        (
            "unknown field \"spec.resources\"".to_owned(),
            "`resources` came with Kubernetes 1.32, a 1.27 server refuses it: leave it out, or upgrade the cluster".to_owned(),
            0
        )
    );
    assert_eq!(
        said(36, "  workloadRef: {name: batch}\n"),
        (
            "unknown field \"spec.workloadRef\"".to_owned(),
            "Kubernetes has no `workloadRef` here any more, 1.35 was the last with it: leave it out".to_owned(),
            0
        )
    );
}

#[test]
fn an_amount_that_cannot_be_read_hides_the_other_mistakes() {
    let text = pod("  hostname: 5\n  overhead: {cpu: 1ki}\n");
    assert_eq!(one(&text).messages, ["unable to parse quantity's suffix"]);
    assert_eq!(one(&text).diagnostics.len(), 2);
}

#[test]
fn what_does_not_fit_leaves_the_rest_as_it_is() {
    let text =
        pod("  containers:\n  - nginx\n  - {name: b, image: x, tty: perhaps}\n  volumes: none\n");
    let Some(Object::Pod(pod)) = one(&text).object else { panic!("no Pod") };
    let spec = pod.spec.unwrap_or_default();
    assert_eq!(spec.containers.len(), 2);
    assert_eq!(spec.containers[1].name, "b");
    assert_eq!(spec.containers[1].tty, None);
    assert_eq!(spec.volumes, None);
}

#[test]
fn each_item_of_a_list_is_an_object_of_its_own() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {apiVersion: v1, kind: Service, metadata: {name: b}}\n";
    let stream = yaml::parse(text);
    let decoded = decode_all(&stream.documents[0], text, Version::default());
    assert_eq!(decoded.len(), 2);
    assert!(matches!(decoded[0].object, Some(Object::Pod(_))));
    assert_eq!((decoded[1].name.as_str(), &decoded[1].object), ("b", &None));
    let name = decoded[1].source.span(&FieldPath::parse("metadata.name"));
    assert_eq!(name.of(text), "b");
}

#[test]
fn pieces_of_a_pod_are_drawn_and_refused() {
    for text in [
        "containers:\n- name: app\n  image: nginx\n",
        "- name: app\n  image: nginx\n",
        "name: app\nimage: nginx\n",
        "spec:\n  containers:\n  - name: app\n    image: nginx\n",
    ] {
        let decoded = one(text);
        assert!(decoded.fragment && decoded.fatal, "{text}");
        assert_eq!(decoded.messages.len(), 1, "{text}");
        assert!(decoded.diagnostics.is_empty(), "{text}");
        let spec = decoded.object.as_ref().and_then(Object::pod_spec).unwrap();
        assert_eq!(spec.containers[0].name, "app", "{text}");
        let image = decoded.source.span(&FieldPath::parse("spec.containers[0].image"));
        assert_eq!(image.of(text), "nginx", "{text}");
    }
}

#[test]
fn a_kind_of_the_wrong_version_is_refused_and_drawn() {
    let decoded = one("apiVersion: v1\nkind: Deployment\nspec: {replicas: 2}\n");
    assert_eq!(decoded.messages, ["no matches for kind \"Deployment\" in version \"v1\""]);
    assert_eq!(decoded.diagnostics[0].help.as_deref(), Some("write `apiVersion: apps/v1`"));
    assert!(matches!(decoded.object, Some(Object::Deployment(_))));
}

#[test]
fn kinds_without_a_pod_are_left_in_peace() {
    for text in [
        "apiVersion: v1\nkind: Service\nspec: {foo: 1}\n",
        "apiVersion: example.com/v1\nkind: Widget\n",
    ] {
        let decoded = one(text);
        assert!(
            decoded.messages.is_empty() && decoded.object.is_none() && !decoded.fragment,
            "{text}"
        );
    }
}

#[test]
fn above_a_mistake_in_the_syntax_mistakes_are_still_found() {
    let text = pod("  foo: 1\n  containers:\n  - name: \"app\n");
    let decoded = one(&text);
    assert!(decoded.fatal && decoded.messages[0].starts_with("error converting YAML to JSON"));
    assert_eq!(decoded.diagnostics.len(), 1);
    assert!(decoded.object.is_some());
}

#[test]
fn what_says_nothing_is_left_out() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {tier: \"\"}, annotations: {}}\nspec:\n  hostNetwork: false\n  containers:\n  - name: app\n    image: nginx\n    args: []\n    env: [{name: EMPTY, value: \"\"}]\n    readinessProbe: {periodSeconds: 0, tcpSocket: {port: 80}}\n";
    let Some(Object::Pod(pod)) = one(text).object else { panic!("it is a Pod") };
    assert_eq!(pod.metadata.labels.unwrap()["tier"], "");
    assert_eq!(pod.metadata.annotations, None);
    let spec = pod.spec.unwrap();
    assert_eq!(spec.host_network, None);
    let app = &spec.containers[0];
    assert_eq!(app.args, None);
    assert_eq!(app.env.as_ref().unwrap()[0].value, None);
    assert_eq!(app.readiness_probe.as_ref().unwrap().period_seconds, None);
}

#[test]
fn an_empty_selector_is_told_from_one_that_is_missing() {
    let deployment = |selector: &str| {
        let text = format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{{selector}}}\n"
        );
        let Some(Object::Deployment(object)) = one(&text).object else {
            panic!("it is a Deployment")
        };
        object.spec.unwrap().selector.match_labels
    };
    assert_eq!(deployment(""), None);
    assert_eq!(deployment("selector: {matchLabels: {}}").map(|labels| labels.len()), Some(0));
}

/// The text after all first fixes of a decode.
fn repaired(text: &str) -> String {
    let decoded = one(text);
    let fixes = decoded.diagnostics.iter().filter_map(|found| found.fixes.first());
    let edits: Vec<_> = fixes.flat_map(|fix| fix.edits.clone()).collect();
    apply(text, &edits)
}

#[test]
fn values_of_the_wrong_type_are_put_right() {
    for (wrong, right) in [
        ("    command: sleep 5\n", "    command: [\"sleep\", \"5\"]\n"),
        ("    command: 'a && b'\n", "    command: [\"sh\", \"-c\", \"a && b\"]\n"),
        ("    args: '-c \"x\"'\n", "    args: [\"-c \\\"x\\\"\"]\n"),
        ("    ports:\n    - 8080\n", "    ports:\n    - containerPort: 8080\n"),
        ("    env:\n    - LEVEL: 5\n", "    env:\n    - name: LEVEL\n      value: \"5\"\n"),
        ("    tty: \"true\"\n", "    tty: true\n"),
        (
            "    ports:\n      containerPort: 80\n      name: http\n",
            "    ports:\n      - containerPort: 80\n        name: http\n",
        ),
    ] {
        let container = "  containers:\n  - name: app\n    image: a\n";
        let text = repaired(&pod(&format!("{container}{wrong}")));
        assert_eq!(text, pod(&format!("{container}{right}")));
        assert_eq!(one(&text).messages, Vec::<String>::new());
    }
}

#[test]
fn versions_and_kinds_are_put_right() {
    for wrong in [
        "kind: Pod\nmetadata: {name: a}\n",
        "apiVersion: v1\nkind: pod\n",
        "apiVersion: v2\nkind: Pod\n",
    ] {
        assert_eq!(one(&repaired(wrong)).messages, Vec::<String>::new(), "{wrong}");
    }
}

#[test]
fn a_field_in_the_wrong_place_is_moved() {
    let moved = |before: &str| {
        let text = pod(before);
        let fixes = one(&text).diagnostics.into_iter().flat_map(|found| found.fixes);
        let edits: Vec<_> = fixes.flat_map(|fix| fix.edits).collect();
        let text = apply(&text, &edits);
        assert_eq!(one(&text).messages, Vec::<String>::new(), "{text}");
        text.strip_prefix(&pod("")).map(ToOwned::to_owned)
    };
    let app = "  containers:\n  - name: app\n    image: a:1\n";
    assert_eq!(
        moved(&format!(
            "{app}    livenessProbe:\n      command:\n      - x\n\n      - z # why\n      periodSeconds: 5\n"
        )),
        Some(format!(
            "{app}    livenessProbe:\n      exec:\n        command:\n        - x\n\n        - z # why\n      periodSeconds: 5\n"
        ))
    );
    assert_eq!(
        moved(&format!("{app}    livenessProbe: {{path: /, port: 80}}\n")),
        Some(format!("{app}    livenessProbe: {{httpGet: {{path: /, port: 80}}}}\n"))
    );
    assert_eq!(
        moved(&format!(
            "{app}    restartPolicy: Always\n    volumes:\n    - name: data # here\n      emptyDir: {{}}\n    tty: true\n  hostNetwork: false"
        )),
        Some(format!(
            "{app}    restartPolicy: Always\n    tty: true\n  hostNetwork: false\n  volumes:\n  - name: data # here\n    emptyDir: {{}}\n"
        ))
    );
}
