//! The Pod that a workload's controller makes of its template.

use k8s_openapi::api::core::v1::{Pod, PodSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::object::Object;
use crate::resources;

/// What controllers and the API server put behind a name; upstream draws it at random.
///
/// Upstream: `GenerateName`, staging/src/k8s.io/apiserver/pkg/storage/names/generate.go.
const SUFFIX: &str = "x7k2p";
/// What a Deployment puts between its name and its Pods' suffix; upstream a hash of the template.
const TEMPLATE_HASH: &str = "6d4cf56db6";

/// A Pod as the API server would store it, as far as its life depends on it. Its defaults have been set.
#[derive(Clone, Debug)]
pub struct Instance<'a> {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: &'a str,
    /// `metadata.finalizers`.
    pub finalizers: &'a [String],
    /// `spec`.
    pub spec: &'a PodSpec,
    /// `status.qosClass`.
    pub qos_class: &'static str,
}

impl<'a> Instance<'a> {
    /// A Pod that stands for itself; nothing where it has no spec.
    pub fn of_pod(pod: &'a Pod) -> Option<Self> {
        let metadata = &pod.metadata;
        let (namespace, finalizers) =
            (metadata.namespace.as_deref(), metadata.finalizers.as_deref());
        Some(Self::new(own_name(metadata), namespace, finalizers, pod.spec.as_ref()?))
    }

    fn new(
        name: String,
        namespace: Option<&'a str>,
        finalizers: Option<&'a [String]>,
        spec: &'a PodSpec,
    ) -> Self {
        Self {
            name,
            namespace: namespace.unwrap_or("default"),
            finalizers: finalizers.unwrap_or_default(),
            spec,
            qos_class: resources::qos_class(spec),
        }
    }
}

/// The first Pod of a workload, or the Pod itself; nothing where there is no spec.
pub fn pod_of(object: &Object) -> Option<Instance<'_>> {
    if let Object::Pod(pod) = object {
        return Instance::of_pod(pod);
    }
    let template = object.template()?;
    let name = pod_name(object, &own_name(object.metadata()));
    let namespace = object.metadata().namespace.as_deref();
    let finalizers = template.metadata.as_ref().and_then(|metadata| metadata.finalizers.as_deref());
    Some(Instance::new(name, namespace, finalizers, template.spec.as_ref()?))
}

/// The name, or what the API server makes of `generateName`.
fn own_name(metadata: &ObjectMeta) -> String {
    let generated = || metadata.generate_name.as_ref().map(|prefix| format!("{prefix}{SUFFIX}"));
    metadata.name.clone().or_else(generated).unwrap_or_default()
}

fn pod_name(object: &Object, name: &str) -> String {
    match object {
        Object::Deployment(_) => format!("{name}-{TEMPLATE_HASH}-{SUFFIX}"),
        Object::StatefulSet(_) => format!("{name}-0"),
        Object::CronJob(_) => format!("{name}-29000000-{SUFFIX}"),
        Object::Job(job) => {
            let mode = job.spec.as_ref().and_then(|spec| spec.completion_mode.as_deref());
            let index = if mode == Some("Indexed") { "0-" } else { "" };
            format!("{name}-{index}{SUFFIX}")
        }
        Object::Pod(_) | Object::PodTemplate(_) | Object::ReplicaSet(_) | Object::DaemonSet(_) => {
            format!("{name}-{SUFFIX}")
        }
    }
}
