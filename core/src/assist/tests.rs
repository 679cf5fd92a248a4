use super::*;

/// All fields of all structs.
pub(super) fn all_fields() -> impl Iterator<Item = (&'static str, &'static Field)> {
    let mut names = vec![
        "Pod",
        "PodTemplate",
        "Deployment",
        "ReplicaSet",
        "StatefulSet",
        "DaemonSet",
        "Job",
        "CronJob",
    ];
    let mut at = 0;
    while let Some(name) = names.get(at).copied() {
        at += 1;
        for field in &Struct::named(name).unwrap().fields {
            if let Some(below) = field.object().filter(|below| !names.contains(&below.name)) {
                names.push(below.name);
            }
        }
    }
    names
        .into_iter()
        .flat_map(|name| Struct::named(name).unwrap().fields.iter().map(move |field| (name, field)))
}

/// What is offered where `‸` stands.
fn offered(text: &str) -> Vec<String> {
    offered_in(text, Version::default()).items.into_iter().map(|item| item.label).collect()
}

fn offered_in(text: &str, version: Version) -> Completion {
    let offset = text.find('‸').unwrap();
    complete(&text.replace('‸', ""), offset, version)
}

/// The text once what is offered under a label is taken.
fn taken(text: &str, label: &str) -> String {
    let completion = offered_in(text, Version::default());
    let item = completion.items.iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| panic!("{label} is not among {:?}", offered(text)));
    let mut text = text.replace('‸', "");
    text.replace_range(completion.span.start..completion.span.end, &item.text);
    text
}

fn asked(text: &str) -> Option<Hover> {
    let offset = text.find('‸').unwrap();
    hover(&text.replace('‸', ""), offset, Version::default())
}

fn has(text: &str, labels: &[&str]) {
    let offered = offered(text);
    for label in labels {
        assert!(
            offered.iter().any(|known| known == label),
            "{label} is not among {offered:?} in\n{text}"
        );
    }
}

fn has_not(text: &str, labels: &[&str]) {
    let offered = offered(text);
    for label in labels {
        assert!(
            !offered.iter().any(|known| known == label),
            "{label} is among {offered:?} in\n{text}"
        );
    }
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n";

fn pod(rest: &str) -> String {
    format!("{POD}{rest}")
}

#[test]
fn an_init_container_is_offered_what_makes_it_a_sidecar() {
    let text = pod(
        "  initContainers:\n  - name: proxy\n    image: envoy\n    ‸\n  containers:\n  - name: app\n",
    );
    let completion = offered_in(&text, Version::default());
    let item = completion.items.first().unwrap();
    assert_eq!(item.label, "restartPolicy");
    assert_eq!(item.note, "native sidecar, since 1.28 (on by default 1.29, stable 1.33)");
    assert_eq!((item.detail.as_str(), item.field.as_str()), ("string", "Container.restartPolicy"));
    has_not(&text, &["name", "image"]);
    let old = offered_in(&text, Version::parse("1.27").unwrap());
    assert!(old.items.iter().all(|item| item.label != "restartPolicy"));
    let off = offered_in(&text, Version::parse("1.28").unwrap());
    let off = off.items.iter().find(|item| item.label == "restartPolicy").unwrap();
    assert!(off.note.ends_with(", off in 1.28"), "{}", off.note);
}

#[test]
fn a_key_that_is_half_typed_is_replaced() {
    let text = pod("  containers:\n  - name: app\n    imag‸\n    command: [sh]\n");
    has(&text, &["image", "imagePullPolicy"]);
    has_not(&text, &["name", "command"]);
    assert!(taken(&text, "image").contains("    image: \n    command"));
    let text = pod("  containers:\n  - name: app\n    po‸: x\n");
    assert!(taken(&text, "ports").contains("    ports: x\n"));
    has(&pod("  con‸"), &["containers"]);
    has(&pod("  con‸tain\n"), &["containers"]);
    has("a‸", &["apiVersion"]);
    has("‸", &["apiVersion", "kind", "spec"]);
}

#[test]
fn an_empty_list_item_is_offered_the_fields_of_its_items() {
    has(&pod("  containers:\n  - ‸\n"), &["name", "image"]);
    has(&pod("  containers:\n  - ‸"), &["name", "image"]);
    let text = pod("  containers:\n  -‸");
    assert!(taken(&text, "name").ends_with("  - name: "));
    has(&pod("  containers:\n  - n‸"), &["name"]);
    has(&pod("  containers:\n    - name: a\n      env:\n        - ‸\n"), &["name", "valueFrom"]);
    let text = pod("  containers:\n    ‸\n");
    assert!(taken(&text, "name").ends_with("    - name: \n"));
    let text = pod("  containers:\n  - ‸\n");
    assert!(taken(&text, "env").ends_with("  - env:\n    - \n"), "{}", taken(&text, "env"));
    let text = pod("  containers:\n  - name: a\n    ‸\n");
    assert!(taken(&text, "lifecycle").ends_with("    lifecycle:\n      \n"));
}

#[test]
fn indentation_says_whose_field_comes_next() {
    let lines = "  containers:\n  - name: a\n    readinessProbe:\n      periodSeconds: 5\n";
    has(&pod(&format!("{lines}      ‸\n")), &["httpGet"]);
    has_not(&pod(&format!("{lines}      ‸\n")), &["periodSeconds"]);
    has(&pod(&format!("{lines}    ‸\n")), &["image"]);
    has(&pod(&format!("{lines}  ‸\n")), &["volumes"]);
    has_not(&pod(&format!("{lines}  ‸\n")), &["containers"]);
    assert_eq!(offered(&pod(&format!("{lines}‸"))), Vec::<String>::new());
    has("apiVersion: v1\nkind: Pod\n‸", &["metadata", "spec"]);
}

#[test]
fn braces_and_brackets_are_read() {
    has(&pod("  containers: [{name: a, ‸}]\n"), &["image"]);
    has(&pod("  containers: [{name: a, im‸}]\n"), &["image"]);
    has(&pod("  containers:\n  - {name: a, im‸\n  - name: b\n    image: x\n"), &["image"]);
    has_not(&pod("  containers: [{name: a, im‸}]\n"), &["name"]);
    has(&pod("  containers:\n  - {name: a, imagePullPolicy: ‸}\n"), &["Always"]);
    has(&pod("  containers:\n  - {name: a, imagePullPolicy: Al‸}\n"), &["Always"]);
    has(&pod("  containers:\n  - {\n      \"name\": \"a\",\n      ‸\n    }\n"), &["image"]);
    has(
        &pod("  containers:\n  - name: a\n    securityContext: {capabilities: {drop: [‸]}}\n"),
        &["ALL"],
    );
    has("{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {‸}}", &["containers"]);
    assert!(taken(&pod("  containers: [{name: a, ‸}]\n"), "ports").contains("{name: a, ports: }"));
    has(&pod("  nodeSelector: {}\n  ‸\n"), &["containers"]);
}

#[test]
fn a_template_is_offered_the_fields_of_a_pod() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        ‸\n      ";
    has(text, &["image", "livenessProbe"]);
    has("kind: Deployment\nspec:\n  ‸", &["replicas", "selector", "template"]);
    has("spec:\n  template:\n    spec:\n      restartPolicy: ‸", &["Always"]);
    let text = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      restartPolicy: ‸";
    assert_eq!(offered(text), ["Always"]);
}

#[test]
fn a_job_is_offered_what_a_job_may_have() {
    let job = "apiVersion: batch/v1\nkind: Job\nspec:\n";
    has(&format!("{job}  ‸\n  template:\n"), &["backoffLimit", "completions"]);
    has_not(&format!("{job}  ‸\n  template:\n"), &["template", "replicas"]);
    assert_eq!(
        offered(&format!("{job}  template:\n    spec:\n      restartPolicy: ‸\n")),
        ["OnFailure", "Never"]
    );
    let cron = "apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          co‸";
    has(cron, &["containers"]);
}

#[test]
fn lines_that_end_as_on_windows_are_lines() {
    let text =
        pod("  initContainers:\n  - name: proxy\n    ‸\n    image: envoy\n").replace('\n', "\r\n");
    has(&text, &["restartPolicy"]);
    has_not(&text, &["image"]);
    assert!(taken(&text, "env").contains("    env:\r\n    - \r\n"));
    let text = pod("  containers:\n  - name: a\n    imagePullPolicy: ‸\n    image: x\n")
        .replace('\n', "\r\n");
    has(&text, &["IfNotPresent"]);
    let text = pod("  containers:\n  - name: a\n    ima‸\n").replace('\n', "\r\n");
    assert!(taken(&text, "image").ends_with("image: \r\n"));
}

#[test]
fn each_document_is_its_own() {
    let two = "kind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  port: \"80\"\n---\napiVersion: batch/v1\nkind: Job\nspec:\n  ‸\n---\nkind: Pod\nspec:\n  containers: []\n";
    has(two, &["backoffLimit", "template"]);
    assert_eq!(offered("kind: Pod\n---\nkind: Service\nspec:\n  ‸"), Vec::<String>::new());
    has("kind: Pod\nspec: {}\n---\n‸", &["apiVersion", "kind"]);
    has("kind: Pod\nspec: {\n---\n‸", &["apiVersion", "kind"]);
    let list =
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    ‸\n";
    has(list, &["containers"]);
}

#[test]
fn names_of_the_same_text_are_offered() {
    let settings = "kind: ConfigMap\nmetadata: {name: settings}\ndata:\n  port: \"80\"\n  \"log.level\": info\n---\n";
    let text = |rest: &str| format!("{settings}{}", pod(rest));
    let env = "  containers:\n  - name: a\n    env:\n    - name: PORT\n      valueFrom:\n        configMapKeyRef:\n";
    assert_eq!(offered(&text(&format!("{env}          name: ‸\n"))), ["settings"]);
    assert_eq!(
        offered(&text(&format!("{env}          name: settings\n          key: ‸\n"))),
        ["port", "log.level"]
    );
    let mounts = "  containers:\n  - name: a\n    volumeMounts:\n    - name: ‸\n      mountPath: /d\n  volumes:\n  - name: data\n    emptyDir: {}\n  - {name: cache}\n";
    assert_eq!(offered(&pod(mounts)), ["data", "cache"]);
    let ports = "  containers:\n  - name: a\n    ports:\n    - {name: http, containerPort: 8080}\n    readinessProbe:\n      httpGet:\n        port: ‸\n  - name: b\n    ports:\n    - name: other\n";
    assert_eq!(offered(&pod(ports)), ["http", "8080"]);
    let claims = "kind: StatefulSet\nspec:\n  volumeClaimTemplates:\n  - metadata:\n      name: disk\n  template:\n    spec:\n      containers:\n      - volumeMounts:\n        - name: d‸\n";
    assert_eq!(offered(claims), ["disk"]);
}

#[test]
fn values_are_offered_behind_the_colon() {
    let text = pod("  containers:\n  - name: a\n    imagePullPolicy:‸\n");
    assert!(taken(&text, "Never").ends_with("imagePullPolicy: Never\n"));
    let text = pod("  containers:\n  - name: a\n    imagePullPolicy: Alw‸ays\n");
    assert!(taken(&text, "Never").ends_with("imagePullPolicy: Never\n"));
    assert_eq!(offered(&pod("  hostNetwork: ‸")), ["true", "false"]);
    has("kind: ‸", &["Pod", "Deployment"]);
    assert_eq!(offered("apiVersion: ‸\nkind: Job\n"), ["batch/v1"]);
    has(
        &pod("  containers:\n  - name: a\n    resources:\n      limits:\n        ‸"),
        &["cpu", "memory"],
    );
    assert_eq!(offered(&pod("  containers:\n  - name: a\n    image: ‸")), Vec::<String>::new());
    let drop = "  containers:\n  - securityContext:\n      capabilities:\n        drop:\n";
    has(&pod(&format!("{drop}        - ‸")), &["ALL"]);
    has(&pod(&format!("{drop}        - A‸")), &["ALL"]);
    assert!(taken(&pod(&format!("{drop}          ‸")), "ALL").ends_with("          - ALL"));
}

#[test]
fn nothing_is_offered_in_comments_and_long_texts() {
    for text in [
        pod("  # im‸\n"),
        pod("  containers: # im‸\n"),
        pod(
            "  containers:\n  - command:\n    - sh\n    args:\n    - -c\n    - |\n      ech‸\n      done\n",
        ),
        pod("  containers:\n  - args:\n    - |\n      name: x\n      im‸\n"),
        pod("  containers:\n  - args:\n    - \"a\n      im‸\"\n"),
        pod("  containers:\n  - name: a\n    image: |\n      don't\n      im‸\n    command: [a]\n"),
        pod("  containers:\n  - name: \"a\n      im‸\"\n"),
        pod("  containers:\n  - name: a b‸\n"),
        pod("‸  containers:\n"),
    ] {
        assert_eq!(offered(&text), Vec::<String>::new(), "{text}");
    }
    let behind = "  containers:\n  - args:\n    - |\n      don't\n    ‸\n";
    has(&pod(behind), &["image"]);
}

#[test]
fn a_field_says_what_it_is() {
    let found = asked(&pod("  terminationGrace‸PeriodSeconds: 30\n")).unwrap();
    assert_eq!(found.field, "PodSpec.terminationGracePeriodSeconds");
    assert_eq!((found.kind.as_str(), found.default.as_str()), ("integer", "30"));
    assert_eq!((found.since.as_str(), found.why), ("", ""));
    let found = asked(&pod("  containers:\n  - na‸me: a\n")).unwrap();
    assert_eq!(found.kind, "string, required");
    let found =
        asked(&pod("  containers:\n  - lifecycle: {preStop: {sle‸ep: {seconds: 5}}}\n")).unwrap();
    assert_eq!(found.since, "since 1.29 (on by default 1.30, stable 1.34)");
    let found = asked(&pod("  containers:\n  - imagePullPolicy: Al‸ways\n")).unwrap();
    assert_eq!(found.values, ["IfNotPresent", "Always", "Never"]);
    assert_eq!(asked(&pod("  nosuch‸: 1\n")), None);
    assert_eq!(asked("metadata:\n  labels:\n    ap‸p: x\n"), None);
    assert_eq!(asked("# na‸me: x\n"), None);
}

#[test]
fn it_is_said_why_an_init_container_is_a_sidecar() {
    let text = pod("  initContainers:\n  - name: proxy\n    restart‸Policy: Always\n");
    let found = asked(&text).unwrap();
    assert!(found.why.contains("native sidecar"), "{}", found.why);
    assert_eq!(found.since, "since 1.28 (on by default 1.29, stable 1.33)");
    let text = text.replace("initContainers", "containers");
    assert!(asked(&text).unwrap().why.contains("no sidecar"));
    let text = pod("  restartPolicy: Al‸ways\n");
    assert_eq!(asked(&text).unwrap().why, "");
}

#[test]
fn every_place_of_every_text_has_an_answer() {
    let texts = [
        pod(
            "  containers:\n  - {name: a, args: [\"x\\\"\", 'it''s', {}], ports: [{containerPort: 80}]}\n  - |\n    x\n---\n- a\n- - b\n",
        ),
        "{{[[}:,#\"'\n\t- ? : é‸\u{a0}\n  key: \"open\n- {a: b, : c, d\u{a0}: [\n---\n}".to_owned(),
        "a: [1,\n2]\r\n\r\nb: >-\r\n  x\r\n c: &x !y z # d\r\n".to_owned(),
    ];
    for text in texts {
        for (offset, _) in text.char_indices() {
            let cut = &text[..offset];
            for at in 0..=cut.len() + 1 {
                let _ = complete(cut, at, Version::default());
                let _ = hover(cut, at, Version::default());
            }
        }
    }
}
