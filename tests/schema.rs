//! The table of fields is the one that the API's own description gives.

#[macro_use]
mod fields;

use k8s_openapi::schemars::SchemaGenerator;
use podlife_tests::root;

const HEADER: &str = "# Written by `UPDATE=1 cargo test -p podlife-tests --test schema` from k8s-openapi's schema of Kubernetes 1.36: do not edit.\n";

#[test]
fn the_table_of_fields_is_up_to_date() {
    let generator = generator_of_every_kind!();
    let definitions = generator.definitions().iter();
    let table = fields::table(definitions.map(|(name, schema)| (name, schema.clone())));
    let text = format!("{HEADER}{table}");
    let path = root().join("core/src/schema/table.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, text).unwrap();
    } else {
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(
            committed == text,
            "review, then `UPDATE=1 cargo test -p podlife-tests --test schema`"
        );
    }
}
