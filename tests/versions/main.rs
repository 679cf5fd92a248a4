//! Prints the table of fields of one version of Kubernetes, which a feature names.

#[path = "../fields.rs"]
mod fields;

#[cfg(feature = "k8s_23")]
use k8s_23 as k8s_openapi;
#[cfg(feature = "k8s_24")]
use k8s_24 as k8s_openapi;
#[cfg(feature = "k8s_29")]
use k8s_29 as k8s_openapi;

use k8s_openapi::api::{apps, batch, core};

#[cfg(feature = "k8s_29")]
use k8s_openapi::schemars::SchemaGenerator;
#[cfg(not(feature = "k8s_29"))]
use k8s_openapi::schemars::r#gen::SchemaGenerator;

fn main() {
    let mut generator = SchemaGenerator::default();
    generator.subschema_for::<core::v1::Pod>();
    generator.subschema_for::<core::v1::PodTemplate>();
    generator.subschema_for::<apps::v1::Deployment>();
    generator.subschema_for::<apps::v1::ReplicaSet>();
    generator.subschema_for::<apps::v1::StatefulSet>();
    generator.subschema_for::<apps::v1::DaemonSet>();
    generator.subschema_for::<batch::v1::Job>();
    generator.subschema_for::<batch::v1::CronJob>();
    let definitions = generator.definitions().iter();
    let definitions = definitions
        .map(|(name, schema)| (name, serde_json::to_value(schema).expect("a schema is JSON")));
    print!("{}", fields::table(definitions));
}
