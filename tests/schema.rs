//! The table of fields is the one that the API's own description gives.

#[macro_use]
mod fields;

use k8s_openapi::schemars::SchemaGenerator;
use podlife_tests::root;

const HEADER: &str = "# Written by `UPDATE=1 cargo test -p podlife-tests --test schema` from k8s-openapi's schema of Kubernetes 1.36: do not edit.\n";

/// What the API says of each field in words, one a line, for those who show it: `Container.image: …`. It is a file of
/// its own, because it is larger than most of what is read.
#[test]
fn the_descriptions_are_up_to_date() {
    let generator = generator_of_every_kind!();
    let mut lines = std::collections::BTreeSet::new();
    for (name, schema) in generator.definitions() {
        let name = name.rsplit(['.', '/']).next().unwrap();
        let fields = schema.get("properties").and_then(serde_json::Value::as_object);
        for (field, schema) in fields.into_iter().flatten() {
            if let Some(words) = schema.get("description").and_then(serde_json::Value::as_str) {
                assert!(!words.contains("\\n"), "{name}.{field}: a break that is written out");
                lines.insert(format!("{name}.{field}: {}\n", words.trim().replace('\n', "\\n")));
            }
        }
    }
    held("core/src/schema/descriptions.txt", &lines.into_iter().collect::<String>());
}

#[test]
fn the_table_of_fields_is_up_to_date() {
    let generator = generator_of_every_kind!();
    let definitions = generator.definitions().iter();
    let table = fields::table(definitions.map(|(name, schema)| (name, schema.clone())));
    let text = format!("{HEADER}{table}");
    held("core/src/schema/table.txt", &text);
}

/// A file holds a text; `UPDATE=1` writes it.
fn held(path: &str, text: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, text).unwrap_or_else(|error| panic!("{error}"));
    } else {
        let committed = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{error}"));
        assert!(
            committed == text,
            "review, then `UPDATE=1 cargo test -p podlife-tests --test schema`"
        );
    }
}
