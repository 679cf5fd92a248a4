//! What a create adds to an object before it is stored.
//!
//! Upstream: the SetDefaults functions of pkg/apis/{core,apps,batch}/v1/defaults.go and the PrepareForCreate
//! functions of pkg/registry, v1.36. Admission is not part of it: no token volume, no default tolerations.

mod disabled;
mod dropped;
mod image;
mod job;
mod names;
mod pod;
mod quantities;
mod scheduling;
mod volumes;
mod workloads;

pub use dropped::dropped;
pub use image::pull_policy;
use serde_json::Value;

use crate::features::{Features, Gate};
use crate::object::Object;
use crate::text::Span;

/// The uid that stands for the one a create draws.
pub const UID: &str = "00000000-0000-0000-0000-000000000000";

/// A field of a manifest that a create drops without a word, because a feature gate is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// The gate.
    pub gate: Gate,
}

/// Fills in what the API server would; applying it again changes nothing but the selectors of a Pod that asks for the
/// values of its own labels (`matchLabelKeys`), which grow with each create.
pub fn apply(object: &mut Object, features: Features) {
    clear_metadata(object);
    match object {
        Object::Pod(pod) => pod::create(pod, features),
        Object::PodTemplate(template) => {
            pod::template(template.template.get_or_insert_default(), features);
        }
        Object::Deployment(deployment) => workloads::deployment(deployment, features),
        Object::ReplicaSet(set) => workloads::replica_set(set, features),
        Object::StatefulSet(set) => workloads::stateful_set(set, features),
        Object::DaemonSet(set) => workloads::daemon_set(set, features),
        Object::Job(job) => job::job(job, features),
        Object::CronJob(cron_job) => job::cron_job(cron_job, features),
    }
}

/// The object as it is stored: what its types print, without the names that are not given.
pub fn stored(object: &Object) -> Value {
    let printed = match object {
        Object::Pod(object) => serde_json::to_value(object),
        Object::PodTemplate(object) => serde_json::to_value(object),
        Object::Deployment(object) => serde_json::to_value(object),
        Object::ReplicaSet(object) => serde_json::to_value(object),
        Object::StatefulSet(object) => serde_json::to_value(object),
        Object::DaemonSet(object) => serde_json::to_value(object),
        Object::Job(object) => serde_json::to_value(object),
        Object::CronJob(object) => serde_json::to_value(object),
    };
    let mut printed = printed.unwrap_or_default();
    names::drop_names(&mut printed);
    printed
}

/// FillObjectMetaSystemFields, apiserver/pkg/registry/rest/meta.go, and what PrepareForCreate resets.
fn clear_metadata(object: &mut Object) {
    let metadata = object.metadata_mut();
    metadata.deletion_timestamp = None;
    metadata.deletion_grace_period_seconds = None;
    metadata.self_link = None;
    metadata.uid = None;
    metadata.generation = None;
    metadata.creation_timestamp = None;
    match object {
        Object::Pod(object) => object.status = None,
        Object::PodTemplate(_) => {}
        Object::Deployment(object) => object.status = None,
        Object::ReplicaSet(object) => object.status = None,
        Object::StatefulSet(object) => object.status = None,
        Object::DaemonSet(object) => object.status = None,
        Object::Job(object) => object.status = None,
        Object::CronJob(object) => object.status = None,
    }
}

/// A string that the manifest does not give gets a value.
fn text(field: &mut Option<String>, value: &str) {
    if field.as_deref().unwrap_or_default().is_empty() {
        *field = Some(value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn defaulted(pod: Value) -> Value {
        let mut object = Object::Pod(serde_json::from_value(pod).unwrap());
        apply(&mut object, Features::default());
        let once = object.clone();
        apply(&mut object, Features::default());
        assert_eq!(once, object, "applied twice");
        let Object::Pod(pod) = object else { panic!("a Pod stays a Pod") };
        serde_json::to_value(pod).unwrap()
    }

    #[test]
    fn a_pod_requests_what_it_is_limited_to() {
        let pod = defaulted(
            json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {
            "containers": [{"name": "web", "image": "nginx", "resources": {"limits": {"memory": "0.5Gi"}}}]}}),
        );
        let container = &pod["spec"]["containers"][0];
        assert_eq!(container["resources"]["requests"], json!({"memory": "512Mi"}));
        assert_eq!(container["imagePullPolicy"], json!("Always"));
        assert_eq!(pod["spec"]["terminationGracePeriodSeconds"], json!(30));
        assert_eq!(pod["spec"]["enableServiceLinks"], json!(true));
    }
}
