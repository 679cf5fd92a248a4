//! Prints the table of fields of one version of Kubernetes, which a feature names.

#[macro_use]
#[path = "../fields.rs"]
mod fields;

#[cfg(feature = "k8s_23")]
use k8s_23 as k8s_openapi;
#[cfg(feature = "k8s_24")]
use k8s_24 as k8s_openapi;
#[cfg(feature = "k8s_29")]
use k8s_29 as k8s_openapi;

#[cfg(feature = "k8s_29")]
use k8s_openapi::schemars::SchemaGenerator;
#[cfg(not(feature = "k8s_29"))]
use k8s_openapi::schemars::r#gen::SchemaGenerator;

fn main() {
    let generator = generator_of_every_kind!();
    let definitions = generator.definitions().iter();
    let definitions = definitions
        .map(|(name, schema)| (name, serde_json::to_value(schema).expect("a schema is JSON")));
    print!("{}", fields::table(definitions));
}
