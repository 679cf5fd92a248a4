//! The Pods that a workload's controller makes of its template.

use std::collections::BTreeMap;

use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::{Pod, PodSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::features::Features;
use crate::object::Object;
use crate::process::neighbors::Neighbors;
use crate::resources;
use crate::sim::identity;
use crate::sim::trace::EntryId;

/// What controllers and the API server put behind a name; upstream draws it at random.
///
/// Upstream: `GenerateName`, staging/src/k8s.io/apiserver/pkg/storage/names/generate.go.
const SUFFIX: &str = "x7k2p";
/// What a Deployment puts between its name and its Pods' suffix; upstream a hash of the template.
const TEMPLATE_HASH: &str = "6d4cf56db6";

/// The node that every Pod is bound to.
pub const NODE: &str = "node-1";
/// Its address.
pub const NODE_IP: &str = "192.168.0.11";

/// The labels of a Job's Pods that name the Job.
const JOB_NAME: [&str; 2] = ["batch.kubernetes.io/job-name", "job-name"];
/// The labels of a Job's Pods that hold its uid.
const JOB_UID: [&str; 2] = ["batch.kubernetes.io/controller-uid", "controller-uid"];
/// The label and the annotation of an indexed Job's Pods.
pub const COMPLETION_INDEX: &str = "batch.kubernetes.io/job-completion-index";

/// What made a Pod: its `ownerReferences` have it as the controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controller {
    /// `Job`, `ReplicaSet`, `StatefulSet` or `DaemonSet`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

impl Controller {
    /// `metadata.uid`.
    pub fn uid(&self) -> String {
        identity::uid(self.kind, &self.name)
    }
}

/// What a CronJob puts behind its name: the minutes since 1970 at which the Job is due.
const SCHEDULED_MINUTES: &str = "29453760";
/// Keeps a Job's Pods until the controller has counted them.
pub const TRACKING_FINALIZER: &str = "batch.kubernetes.io/job-tracking";

/// A workload whose Pods are played, with its defaults.
#[derive(Clone, Debug)]
pub struct Workload<'a> {
    /// The first of its Pods.
    pub pod: Instance<'a>,
    /// The Job that makes them, where there is one.
    pub job: Option<JobRun<'a>>,
}

/// A Job, or the Job that a CronJob makes.
#[derive(Clone, Debug)]
pub struct JobRun<'a> {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: &'a str,
    /// `spec`.
    pub spec: &'a JobSpec,
}

impl JobRun<'_> {
    /// Whether each Pod has a completion index.
    pub fn is_indexed(&self) -> bool {
        self.spec.completion_mode.as_deref() == Some("Indexed")
    }
}

impl<'a> Workload<'a> {
    /// The workload of an object; nothing where there is no Pod spec.
    pub fn of(object: &'a Object) -> Option<Self> {
        let pod = pod_of(object)?;
        let spec = match object {
            Object::Job(job) => job.spec.as_ref(),
            Object::CronJob(cron) => cron.spec.job_template.spec.as_ref(),
            Object::Pod(_)
            | Object::PodTemplate(_)
            | Object::Deployment(_)
            | Object::ReplicaSet(_)
            | Object::StatefulSet(_)
            | Object::DaemonSet(_) => None,
        };
        let name = own_name(object.metadata());
        let job = spec.map(|spec| JobRun {
            name: if matches!(object, Object::CronJob(_)) {
                format!("{name}-{SCHEDULED_MINUTES}")
            } else {
                name
            },
            namespace: pod.namespace,
            spec,
        });
        Some(Self { pod, job })
    }

    /// The Pod that is made after `before` others.
    pub(super) fn instance(
        &self,
        before: usize,
        index: Option<u32>,
        made_by: Option<EntryId>,
    ) -> Instance<'a> {
        let mut pod = self.pod.clone();
        if let Some(job) = &self.job {
            let (name, suffix) = (&job.name, suffix(before));
            pod.name = match index {
                Some(index) => format!("{name}-{index}-{suffix}"),
                None => format!("{name}-{suffix}"),
            };
            pod.index = index;
            pod.made_by = made_by;
        } else if before > 0 {
            pod.replaces = true;
            let is_set = pod.controller.as_ref().is_some_and(|made| made.kind == "StatefulSet");
            if let Some((name, _)) = pod.name.rsplit_once('-').filter(|_| !is_set) {
                pod.name = format!("{name}-{}", suffix(before));
            }
        }
        pod
    }
}

/// The random part of the name of the Pod that is made after `before` others.
fn suffix(before: usize) -> String {
    if before == 0 { SUFFIX.to_owned() } else { identity::letters(&format!("{SUFFIX}{before}"), 5) }
}

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
    /// Its own `metadata`, or its template's.
    pub metadata: Option<&'a ObjectMeta>,
    /// What made it.
    pub controller: Option<Controller>,
    /// Its completion index, where a Job gives it one.
    pub index: Option<u32>,
    /// The entry of the Job by which it was made.
    pub made_by: Option<EntryId>,
    /// Whether it takes the place of another.
    pub replaces: bool,
    /// Whether its spec is that of a template, without the defaults that a Pod gets when it is created.
    pub is_from_template: bool,
    /// The feature gates of its cluster.
    pub features: Features,
    /// What stands beside it in the text.
    pub neighbors: &'a Neighbors,
}

impl<'a> Instance<'a> {
    /// A Pod that stands for itself; nothing where it has no spec.
    pub fn of_pod(pod: &'a Pod) -> Option<Self> {
        let metadata = &pod.metadata;
        let (namespace, finalizers) =
            (metadata.namespace.as_deref(), metadata.finalizers.as_deref());
        let spec = pod.spec.as_ref()?;
        Some(Self::new(own_name(metadata), namespace, finalizers, spec, Some(metadata)))
    }

    /// `metadata.uid`.
    pub fn uid(&self) -> String {
        identity::uid("Pod", &self.name)
    }

    /// `status.podIP`, once it has one.
    pub fn ip(&self) -> String {
        if self.spec.host_network == Some(true) {
            return NODE_IP.to_owned();
        }
        format!("10.244.0.{}", identity::hash(&self.name) % 250 + 4)
    }

    /// The completion index that its Job gave it.
    pub fn completion_index(&self) -> Option<&str> {
        let job = self.controller.as_ref().filter(|controller| controller.kind == "Job")?;
        let (index, _) = self.name.strip_prefix(&job.name)?.strip_prefix('-')?.split_once('-')?;
        Some(index)
    }

    /// `metadata.labels`: the template's, and those that its controller adds.
    ///
    /// Upstream: `podTemplateWithLabels` of the controllers in pkg/controller; `newPodForIndex`, job_controller.go;
    /// `newStatefulSetPod`, stateful_set_utils.go.
    pub fn labels(&self) -> BTreeMap<String, String> {
        let mut labels =
            self.metadata.and_then(|metadata| metadata.labels.clone()).unwrap_or_default();
        let Some(controller) = &self.controller else { return labels };
        let mut set = |key: &str, value: String| {
            labels.insert(key.to_owned(), value);
        };
        match controller.kind {
            "Job" => {
                for (name, uid) in JOB_NAME.into_iter().zip(JOB_UID) {
                    set(name, controller.name.clone());
                    set(uid, controller.uid());
                }
                if let Some(index) = self.completion_index() {
                    set(COMPLETION_INDEX, index.to_owned());
                }
            }
            "StatefulSet" => {
                set("apps.kubernetes.io/pod-index", "0".to_owned());
                set("controller-revision-hash", format!("{}-{TEMPLATE_HASH}", controller.name));
                set("statefulset.kubernetes.io/pod-name", self.name.clone());
            }
            "DaemonSet" => {
                set("controller-revision-hash", TEMPLATE_HASH.to_owned());
                set("pod-template-generation", "1".to_owned());
            }
            _ => {
                if let Some(hash) = self.template_hash() {
                    set("pod-template-hash", hash);
                }
            }
        }
        labels
    }

    /// What a Deployment's ReplicaSet has behind the Deployment's name.
    fn template_hash(&self) -> Option<String> {
        let made = self.name.strip_suffix(SUFFIX)?.strip_suffix('-')?;
        made.ends_with(TEMPLATE_HASH).then(|| TEMPLATE_HASH.to_owned())
    }

    /// `metadata.annotations`.
    pub fn annotations(&self) -> BTreeMap<String, String> {
        let own = self.metadata.and_then(|metadata| metadata.annotations.clone());
        let mut annotations = own.unwrap_or_default();
        if let Some(index) = self.completion_index() {
            annotations.insert(COMPLETION_INDEX.to_owned(), index.to_owned());
        }
        annotations
    }

    fn new(
        name: String,
        namespace: Option<&'a str>,
        finalizers: Option<&'a [String]>,
        spec: &'a PodSpec,
        metadata: Option<&'a ObjectMeta>,
    ) -> Self {
        Self {
            name,
            namespace: namespace.unwrap_or("default"),
            finalizers: finalizers.unwrap_or_default(),
            spec,
            qos_class: resources::qos_class(spec),
            metadata,
            controller: None,
            index: None,
            made_by: None,
            replaces: false,
            is_from_template: false,
            features: Features::default(),
            neighbors: Neighbors::NONE,
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
    let metadata = template.metadata.as_ref();
    let instance = Instance::new(name, namespace, finalizers, template.spec.as_ref()?, metadata);
    Some(Instance { controller: controller(object), is_from_template: true, ..instance })
}

/// What makes the Pods of a workload.
fn controller(object: &Object) -> Option<Controller> {
    let name = own_name(object.metadata());
    let (kind, name) = match object {
        Object::Pod(_) | Object::PodTemplate(_) => return None,
        Object::Deployment(_) => ("ReplicaSet", format!("{name}-{TEMPLATE_HASH}")),
        Object::ReplicaSet(_) => ("ReplicaSet", name),
        Object::StatefulSet(_) => ("StatefulSet", name),
        Object::DaemonSet(_) => ("DaemonSet", name),
        Object::Job(_) => ("Job", name),
        Object::CronJob(_) => ("Job", format!("{name}-{SCHEDULED_MINUTES}")),
    };
    Some(Controller { kind, name })
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
        Object::CronJob(_) => format!("{name}-{SCHEDULED_MINUTES}-{SUFFIX}"),
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
