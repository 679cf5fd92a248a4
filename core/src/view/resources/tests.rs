use crate::decode;
use crate::defaults;
use crate::features::{Features, Version};
use crate::object::Object;
use crate::text::FieldPath;
use crate::yaml;

use super::html::formula;
use super::{Prices, Resources, cost, html};

fn resources(text: &str) -> Resources {
    let stream = yaml::parse(text);
    let mut decoded = decode::decode_all(&stream.documents[0], text, Version::default()).remove(0);
    let mut object = decoded.object.take().unwrap();
    defaults::apply(&mut object, Features::default());
    let Object::Pod(pod) = &object else { panic!("a Pod") };
    Resources::of(pod.spec.as_ref().unwrap(), &FieldPath::parse("spec"), &decoded.source)
}

fn pod(spec: &str) -> Resources {
    resources(&format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n{spec}"))
}

fn said(resources: &Resources, resource: &str) -> String {
    formula(resources, resources.total(resource).unwrap())
}

/// The example of the docs: "Resource sharing within containers" of sidecar containers, and KEP-753's own numbers.
#[test]
fn the_largest_phase_is_what_is_reserved() {
    let found = pod("  initContainers:
  - {name: migrate, image: a, resources: {requests: {cpu: 100m}}}
  - {name: proxy, image: a, restartPolicy: Always, resources: {requests: {cpu: 50m}}}
  - {name: warm, image: a, resources: {requests: {cpu: 300m}}}
  containers:
  - {name: app, image: a, resources: {requests: {cpu: 200m}}}
");
    assert_eq!(
        said(&found, "cpu"),
        "max(init migrate: 100m, init warm: 50m + 300m, running: 50m + 200m) + overhead 0 = 350m"
    );
    let decides: Vec<bool> = found.totals[0].phases.iter().map(|phase| phase.decides).collect();
    assert_eq!(decides, [false, true, false]);
}

#[test]
fn of_phases_that_are_equal_the_one_that_lasts_decides() {
    let found = pod("  initContainers: [{name: i, image: a, resources: {requests: {memory: 1Gi}}}]
  containers: [{name: app, image: a, resources: {requests: {memory: 1024Mi}}}]
  overhead: {memory: 120Mi}
");
    assert_eq!(said(&found, "memory"), "max(init i: 1Gi, running: 1Gi) + overhead 120Mi = 1144Mi");
    let phases = &found.totals[0].phases;
    assert!(!phases[0].decides && phases[1].decides);
}

#[test]
fn what_the_pod_as_a_whole_asks_for_counts_instead() {
    let found = pod(
        "  resources: {requests: {cpu: 1}, limits: {cpu: 2, memory: 1Gi}}
  containers:
  - {name: app, image: a, resources: {requests: {cpu: 200m, example.com/gpu: 1}, limits: {example.com/gpu: 1}}}
",
    );
    assert_eq!(
        said(&found, "cpu"),
        "spec.resources 1 + overhead 0 = 1, and not the 200m of the containers"
    );
    assert_eq!(
        said(&found, "memory"),
        "spec.resources 1Gi + overhead 0 = 1Gi, and not the 0 of the containers"
    );
    assert_eq!(said(&found, "example.com/gpu"), "1 + overhead 0 = 1");
    assert_eq!(found.qos, "Burstable");
    let breaks: Vec<&str> = found.breaks.iter().map(|it| it.what.as_str()).collect();
    assert_eq!(breaks, ["cpu request 1 is not its limit 2"]);
}

#[test]
fn each_container_and_field_that_breaks_guaranteed_is_named() {
    let found = pod(
        "  initContainers: [{name: i, image: a}]
  containers:
  - {name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 2, memory: 1Gi}}}
  - {name: fine, image: a, resources: {limits: {cpu: 2, memory: 1Gi}}}
",
    );
    let breaks: Vec<(&str, &str)> = found
        .breaks
        .iter()
        .map(|it| (found.rows[it.row.unwrap()].name.as_str(), it.what.as_str()))
        .collect();
    assert_eq!(
        breaks,
        [
            ("i", "no cpu limit"),
            ("i", "no memory limit"),
            ("app", "cpu request 1 is not its limit 2")
        ]
    );
    let page = html(&found, "");
    assert!(page.contains("2 <small>from the limit</small>"), "{page}");
    assert!(
        page.contains("<li><b>app</b>: <button type=\"button\" class=\"link\" data-at="),
        "{page}"
    );
}

#[test]
fn the_class_and_what_breaks_it_agree() {
    for spec in [
        "  containers: [{name: a, image: a}]\n",
        "  containers: [{name: a, image: a, resources: {limits: {cpu: 1, memory: 1Gi}}}]\n",
        "  containers: [{name: a, image: a, resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 0}}}]\n",
        "  containers: [{name: a, image: a, resources: {limits: {cpu: 0, memory: 1Gi}}}]\n",
        "  resources: {limits: {cpu: 1, memory: 1Gi}}\n  containers: [{name: a, image: a}]\n",
        "  resources: {requests: {hugepages-2Mi: 2Mi}, limits: {hugepages-2Mi: 2Mi}}\n  containers: [{name: a, image: a}]\n",
    ] {
        let found = pod(spec);
        assert_eq!(found.breaks.is_empty(), found.qos == "Guaranteed", "{spec}");
    }
}

#[test]
fn so_many_pods_cost_so_much() {
    let found = pod("  initContainers:
  - {name: proxy, image: a, restartPolicy: Always, resources: {requests: {cpu: 50m, memory: 64Mi}}}
  containers: [{name: app, image: a, resources: {requests: {cpu: 200m, memory: 192Mi}}}]
");
    let lines = |replicas, cpu, memory| cost(&found, 3, Prices { replicas, cpu, memory });
    assert_eq!(
        lines("", "", ""),
        [
            "3 Pods reserve cpu 750m and memory 768Mi.",
            "The native sidecars ask for cpu 150m (20 %) and memory 192Mi (25 %) of it."
        ]
    );
    assert_eq!(
        lines("4", "0.04", "0,01")[2],
        "cpu 1 at 0.04 a CPU and memory 1Gi at 0,01 a GiB: 0.0500 an hour, 36.50 in a month of 730 hours."
    );
    assert_eq!(lines("1", "", "")[0], "1 Pod reserves cpu 250m and memory 256Mi.");
    assert_eq!(lines("x", "", ""), ["x is no number of Pods from 0 to 1000000."]);
    assert_eq!(lines("", "cheap", "")[2], "cheap is no price: a number such as 0.03 is.");
}

#[test]
fn hostile_names_come_out_as_text() {
    let found = resources(
        "apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: '\"><img src=x onerror=alert(1)>'
    image: a
    resources: {requests: {'<script>alert(1)</script>': 1, cpu: 1}}
",
    );
    let page = html(&found, "<b>note</b>");
    assert!(
        !page.contains("<script") && !page.contains("<img") && !page.contains("<b>note"),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;"), "{page}");
}
