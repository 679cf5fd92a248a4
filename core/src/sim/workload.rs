//! The Pod that a workload's controller makes of its template.

use k8s_openapi::api::core::v1::{Pod, PodStatus};

use crate::defaults;
use crate::object::Object;
use crate::resources;

/// What controllers and the API server put behind a name; upstream draws it at random.
///
/// Upstream: `GenerateName`, staging/src/k8s.io/apiserver/pkg/storage/names/generate.go.
const SUFFIX: &str = "x7k2p";
/// What a Deployment puts between its name and its Pods' suffix; upstream a hash of the template.
const TEMPLATE_HASH: &str = "6d4cf56db6";

/// The first Pod of a workload, or the Pod itself; nothing where there is no spec.
pub fn pod_of(object: &Object) -> Option<Pod> {
    let name = object.metadata().name.clone();
    let name = name.or_else(|| {
        object.metadata().generate_name.as_ref().map(|prefix| format!("{prefix}{SUFFIX}"))
    });
    let name = name.unwrap_or_default();
    let mut pod = match object {
        Object::Pod(pod) => {
            let mut pod = pod.clone();
            pod.metadata.name = Some(name);
            pod
        }
        Object::PodTemplate(_)
        | Object::Deployment(_)
        | Object::ReplicaSet(_)
        | Object::StatefulSet(_)
        | Object::DaemonSet(_)
        | Object::Job(_)
        | Object::CronJob(_) => {
            let template = object.template()?.clone();
            let mut pod = Pod {
                metadata: template.metadata.unwrap_or_default(),
                spec: template.spec,
                ..Pod::default()
            };
            pod.metadata.name = Some(pod_name(object, &name));
            pod.metadata.namespace.clone_from(&object.metadata().namespace);
            pod
        }
    };
    let mut made = Object::Pod(pod);
    defaults::apply(&mut made);
    let Object::Pod(made) = made else { return None };
    pod = made;
    let qos_class = resources::qos_class(pod.spec.as_ref()?).to_owned();
    pod.status = Some(PodStatus { qos_class: Some(qos_class), ..PodStatus::default() });
    Some(pod)
}

fn pod_name(object: &Object, name: &str) -> String {
    match object {
        Object::Deployment(_) => format!("{name}-{TEMPLATE_HASH}-{SUFFIX}"),
        Object::StatefulSet(_) => format!("{name}-0"),
        Object::CronJob(_) => format!("{name}-29000000-{SUFFIX}"),
        Object::Job(job) => {
            let indexed = job.spec.as_ref().and_then(|spec| spec.completion_mode.as_deref())
                == Some("Indexed");
            if indexed { format!("{name}-0-{SUFFIX}") } else { format!("{name}-{SUFFIX}") }
        }
        Object::Pod(_) | Object::PodTemplate(_) | Object::ReplicaSet(_) | Object::DaemonSet(_) => {
            format!("{name}-{SUFFIX}")
        }
    }
}
