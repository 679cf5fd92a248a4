//! What the API server's own code says of manifests, recorded, and what is said here.
//!
//! `tests/recorded/manifests.jsonl` holds the shortest manifests, one for each message. `RECORD=1` chooses them anew from
//! all the recordings beside the checkout, or where `CONFORMANCE` says.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::fs;

use podlife_core::analysis::{Analysis, DocumentAnalysis, Options};
use podlife_core::defaults;
use podlife_core::object::Object;
use podlife_core::resources;
use podlife_tests::{recorded, root};
use serde_json::{Map, Value, json};

const FILE: &str = "tests/recorded/manifests.jsonl";
/// Fields whose errors come in the order of a Go map, which is none.
const MAPS: [&str; 9] = [
    "labels",
    "annotations",
    "limits",
    "requests",
    "nodeSelector",
    "matchLabels",
    "data",
    "overhead",
    "capacity",
];
/// What kubectl and the server put in front of the words.
const IN_FRONT: [&str; 3] =
    ["error validating data: ", "error converting YAML to JSON: ", "strict decoding error: "];
/// What a create draws anew, or takes from where the object is sent.
const DRAWN: [&str; 7] = [
    "generation",
    "creationTimestamp",
    "uid",
    "namespace",
    "managedFields",
    "resourceVersion",
    "selfLink",
];
/// The labels that hold the uid of a Job.
const JOB_LABELS: [&str; 4] = [
    "controller-uid",
    "batch.kubernetes.io/controller-uid",
    "job-name",
    "batch.kubernetes.io/job-name",
];

#[test]
fn the_api_server_is_agreed_with() {
    if std::env::var_os("RECORD").is_some_and(|value| value == "1") {
        choose();
    }
    let recorded = fs::read_to_string(root().join(FILE)).unwrap();
    let problems: Vec<String> = cases(&recorded).iter().flat_map(differences).collect();
    assert!(problems.is_empty(), "{} differences\n\n{}", problems.len(), problems.join("\n"));
}

fn cases(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// In what the answers to one manifest differ from those that were recorded.
fn differences(case: &Value) -> Vec<String> {
    let text = case["yaml"].as_str().unwrap();
    let analysis = Analysis::of(text, &Options { only_check: true, ..Options::default() });
    let mut problems = Vec::new();
    for said in case["docs"].as_array().unwrap() {
        let Some(accepted) = said.get("accepted") else { continue };
        let place = said["index"].as_u64().and_then(|index| usize::try_from(index).ok());
        let document = analysis.documents.iter().find(|document| Some(document.index) == place);
        let Some(document) = document else {
            problems.push(format!("{}: no document {place:?}", case["name"]));
            continue;
        };
        let mut compare = |what: &str, here: Value, really: &Value| {
            if here != *really {
                problems
                    .push(format!("{} {what}:\n  here   {here}\n  really {really}", case["name"]));
            }
        };
        compare("accepted", json!(document.accepted), accepted);
        for (what, here) in answers(document) {
            let Some(really) = said.get(what) else { continue };
            match what {
                "decode" => compare(what, words(&here), &words(really)),
                "errors" => compare(what, in_order(&here), &in_order(really)),
                "default" => compare(what, stored(here), &stored(really.clone())),
                _ => compare(what, here, really),
            }
        }
    }
    problems
}

/// The answers to one document, by their names in the recordings.
fn answers(document: &DocumentAnalysis) -> Vec<(&'static str, Value)> {
    let errors = document.errors.iter().map(|error| {
        let (kind, field) = (error.kind.to_string(), error.field.to_string());
        json!({"type": kind, "field": field, "message": error.message})
    });
    let warnings = document.warnings.iter().map(|warning| warning.message.clone());
    let mut answers = vec![
        ("decode", json!(document.decode)),
        ("errors", errors.collect()),
        ("warnings", warnings.collect()),
    ];
    if let Some(object) = &document.object {
        answers.push(("default", defaults::stored(object)));
        if let Some(spec) = Object::pod_spec(object) {
            let (requests, limits) = (resources::requests(spec), resources::limits(spec));
            answers.push(("qosClass", json!(resources::qos_class(spec))));
            answers.push(("resources", json!({"requests": requests, "limits": limits})));
        }
    }
    answers
}

/// The words of a decode, without what kubectl and the server put in front.
fn words(decode: &Value) -> Value {
    let lines = decode.as_array().into_iter().flatten().filter_map(Value::as_str).map(|line| {
        let mut line = line
            .split_once(" cannot be handled as a ")
            .map_or(line, |(_, rest)| rest.split_once(": ").map_or(rest, |(_, words)| words));
        for front in IN_FRONT {
            line = line.strip_prefix(front).unwrap_or(line);
        }
        line.to_owned()
    });
    lines.collect::<Vec<_>>().join(", ").into()
}

/// The errors, those that one map has one after the other in the order of the alphabet.
fn in_order(errors: &Value) -> Value {
    let mut list = errors.as_array().cloned().unwrap_or_default();
    let in_one_map =
        |one: &Value, next: &Value| map_of(one).is_some_and(|map| map_of(next) == Some(map));
    for run in list.chunk_by_mut(in_one_map) {
        run.sort_by_cached_key(ToString::to_string);
    }
    list.into()
}

/// The map that an error is about, if it is about one.
fn map_of(error: &Value) -> Option<String> {
    let field = error["field"].as_str()?;
    let steps: Vec<&str> = field.split(['.', '[']).collect();
    let end = steps.iter().rposition(|step| MAPS.contains(step))?;
    Some(steps.get(..=end)?.join("."))
}

/// A stored object without what a create draws anew.
fn stored(object: Value) -> Value {
    let mut object = without_nulls(object);
    let is_job = object["kind"] == "Job";
    let Some(fields) = object.as_object_mut() else { return object };
    fields.remove("status");
    if let Some(Value::Object(meta)) = fields.get_mut("metadata") {
        for name in DRAWN {
            meta.remove(name);
        }
        if meta.contains_key("generateName") {
            meta.remove("name");
        }
    }
    if is_job {
        if let Some(Value::Object(spec)) = fields.get_mut("spec") {
            spec.remove("selector");
        }
        if let Some(Value::Object(meta)) = object.pointer_mut("/spec/template/metadata") {
            if let Some(Value::Object(labels)) = meta.get_mut("labels") {
                for name in JOB_LABELS {
                    labels.remove(name);
                }
            }
            if meta.get("labels").and_then(Value::as_object).is_some_and(Map::is_empty) {
                meta.remove("labels");
            }
        }
    }
    object
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields
                .into_iter()
                .filter(|(name, value)| !value.is_null() && name != "creationTimestamp");
            Value::Object(kept.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// How much of the recordings stands in the project, in bytes.
const ROOM: usize = 400_000;

/// Writes a manifest for each message of the recordings, and for some objects what was stored.
fn choose() {
    let kit = recorded::kit().expect("the recordings are not there");
    let path = kit.join("../../validation/recorded.jsonl");
    let lines = fs::read_to_string(path).unwrap();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut chosen = String::new();
    // The shortest first: it shows best what its message is about.
    let mut all: Vec<(&str, Value)> = lines.lines().zip(cases(&lines)).collect();
    all.sort_by_key(|(line, _)| line.len());
    for (_, mut case) in all {
        let shapes: Vec<String> = messages(&case).iter().map(|message| shape(message)).collect();
        let shows_more = shapes.iter().any(|shape| !known.contains(shape));
        if chosen.len() < ROOM
            && shows_more
            && case.get("yaml").is_some()
            && differences(&case).is_empty()
        {
            let is_stored = |shape: &String| shape.starts_with("stored ");
            if !shapes.iter().any(|shape| is_stored(shape) && !known.contains(shape)) {
                leave_out_stored(&mut case);
            }
            known.extend(shapes);
            chosen.push_str(&format!("{case}\n"));
        }
    }
    fs::write(root().join(FILE), chosen).unwrap();
}

fn leave_out_stored(case: &mut Value) {
    for said in case["docs"].as_array_mut().into_iter().flatten() {
        said.as_object_mut().map(|said| said.remove("default"));
    }
}

/// Everything that was said of a manifest; of a stored object its kind.
fn messages(case: &Value) -> Vec<String> {
    let mut messages = Vec::new();
    for said in case["docs"].as_array().into_iter().flatten() {
        for list in ["decode", "warnings"] {
            let lines = said[list].as_array().into_iter().flatten();
            messages.extend(lines.filter_map(Value::as_str).map(ToOwned::to_owned));
        }
        let errors = said["errors"].as_array().into_iter().flatten();
        messages
            .extend(errors.filter_map(|error| error["message"].as_str()).map(ToOwned::to_owned));
        if said.get("default").is_some() {
            messages.push(format!("stored {} {}", said["kind"], said["qosClass"]));
        }
    }
    messages
}

/// A message without its field and its values: what stands in quotes, and numbers.
fn shape(message: &str) -> String {
    let message = message.split_once(": ").map_or(message, |(_, words)| words);
    let mut shape = String::new();
    let mut quoted = false;
    for letter in message.chars() {
        match letter {
            '"' => quoted = !quoted,
            _ if quoted || letter.is_ascii_digit() => {}
            _ => shape.push(letter),
        }
    }
    shape
}

/// Every amount that was tried on a real API server.
#[test]
fn amounts_are_read_stored_and_refused_as_they_were() {
    let table = fs::read_to_string(root().join("tests/recorded/quantities.tsv")).unwrap();
    for row in table.lines().filter(|line| !line.starts_with('#')) {
        let [resource, written, stored, said] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let resources = match resource {
            "requests.cpu" => format!("requests: {{cpu: {written}}}, limits: {{cpu: \"1\"}}"),
            _ => format!("requests: {{memory: 128Mi}}, limits: {{memory: {written}}}"),
        };
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: web\n    \
             image: nginx:1.29\n    resources: {{{resources}}}\n"
        );
        let analysis = Analysis::of(&text, &Options { only_check: true, ..Options::default() });
        let document = &analysis.documents[0];
        let errors = document.errors.iter().map(|error| &error.message);
        let first = document.decode.iter().chain(errors).next();
        assert_eq!(first.map_or("ok", String::as_str), said, "{row}");
        if stored != "-" {
            let spec = document.object.as_ref().and_then(Object::pod_spec).unwrap();
            let lists = spec.containers[0].resources.as_ref().unwrap();
            let value = match resource {
                "requests.cpu" => &lists.requests.as_ref().unwrap()["cpu"],
                _ => &lists.limits.as_ref().unwrap()["memory"],
            };
            assert_eq!(json!(value.0).to_string(), stored, "{row}");
        }
    }
}
