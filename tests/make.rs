//! The list by which decoding makes typed objects is the one that the table of fields gives.

use std::collections::BTreeSet;
use std::fs;

use podlife_core::features::Version;
use podlife_core::schema::{Field, Shape, Struct, Value};
use podlife_tests::{root, update};

/// What decoding makes; everything else is part of one of these.
const ROOTS: [&str; 9] = [
    "ObjectMeta",
    "PodSpec",
    "PodTemplateSpec",
    "DeploymentSpec",
    "ReplicaSetSpec",
    "StatefulSetSpec",
    "DaemonSetSpec",
    "JobSpec",
    "CronJobSpec",
];

/// Whether a field is left out: what servers write, times, which a create draws anew, what the type says anyway, and
/// what k8s-openapi's types of 1.36 do not have.
fn is_left_out(of: &Struct, field: &Field) -> bool {
    if !field.is_in(Version::RECORDED) {
        return true;
    }
    let is_resource = of.field("apiVersion").is_some() && of.field("metadata").is_some();
    (is_resource && matches!(field.name, "apiVersion" | "kind")) || is_left_to_servers(field)
}

fn is_left_to_servers(field: &Field) -> bool {
    matches!(field.value, Value::Time | Value::MicroTime | Value::Raw)
        || matches!(field.value, Value::Object(name) if name.ends_with("Status"))
}

fn reachable() -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&'static str> = ROOTS.to_vec();
    while let Some(name) = open.pop() {
        if !found.insert(name) {
            continue;
        }
        let known = Struct::named(name).unwrap_or_else(|| panic!("no struct {name}"));
        for field in known.fields.iter().filter(|field| !is_left_out(known, field)) {
            if let Value::Object(inner) = field.value {
                open.push(inner);
            }
        }
    }
    found
}

/// The name of a field in Rust, as k8s-openapi writes it.
fn rust_name(json: &str) -> String {
    match json {
        "type" | "continue" | "ref" | "enum" => return format!("{json}_"),
        "targetWWNs" => return "target_wwns".to_owned(),
        _ => {}
    }
    let letters: Vec<char> = json.chars().collect();
    let mut name = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        let starts_word = letter.is_uppercase()
            && (before.is_some_and(|before| !before.is_uppercase())
                || (before.is_some() && after.is_some_and(|after| after.is_lowercase())));
        if starts_word {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

fn line(name: &str) -> String {
    let known = Struct::named(name).expect("it was found");
    let fields = known.fields.iter().filter(|field| !is_left_out(known, field)).map(|field| {
        // Lists and maps that have to be there are plain in the types, and so is every other such field.
        let how = if field.required { "req" } else { "opt" };
        debug_assert!(matches!(field.shape, Shape::One | Shape::List | Shape::Map));
        format!("{how} {} \"{}\"", rust_name(field.name), field.name)
    });
    format!("    {name} {{ {} }}\n", fields.collect::<Vec<_>>().join(", "))
}

#[test]
fn the_list_of_structs_is_the_one_of_the_table() {
    let lines: String = reachable().into_iter().map(line).collect();
    let list = format!(
        "//! Every struct that decoding makes. Written by `tests/make.rs` from the table of fields, do not edit.\n\n\
         #![cfg_attr(\n    not(test),\n    expect(clippy::wildcard_imports, reason = \"every struct is named once, below\")\n)]\n\
         #![expect(clippy::needless_update, reason = \"some structs have fields that are left out\")]\n\n\
         use k8s_openapi::api::apps::v1::*;\nuse k8s_openapi::api::batch::v1::*;\n\
         use k8s_openapi::api::core::v1::*;\nuse k8s_openapi::apimachinery::pkg::apis::meta::v1::*;\n\n\
         use super::{{Fields, Make, make}};\nuse crate::decode::value::Value;\n\nmake! {{\n{lines}}}\n"
    );
    let path = root().join("core/src/decode/make/structs.rs");
    if update() {
        fs::create_dir_all(path.parent().expect("it has a folder")).unwrap();
        fs::write(&path, &list).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == list,
        "core/src/decode/make/structs.rs is stale: UPDATE=1 cargo test --test make"
    );
}
