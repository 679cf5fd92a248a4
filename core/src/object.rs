//! Typed objects: k8s-openapi's, with their source beside them.

mod ephemeral;

pub use ephemeral::{as_container, as_ephemeral};

use std::rc::Rc;

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{Pod, PodSpec, PodTemplate, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::text::{FieldPath, Span};
use crate::yaml::Node;

/// The kinds that carry a Pod, or its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `v1`.
    Pod,
    /// `v1`.
    PodTemplate,
    /// `apps/v1`.
    Deployment,
    /// `apps/v1`.
    ReplicaSet,
    /// `apps/v1`.
    StatefulSet,
    /// `apps/v1`.
    DaemonSet,
    /// `batch/v1`.
    Job,
    /// `batch/v1`.
    CronJob,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Pod,
        Self::PodTemplate,
        Self::Deployment,
        Self::ReplicaSet,
        Self::StatefulSet,
        Self::DaemonSet,
        Self::Job,
        Self::CronJob,
    ];

    /// The kind that an `apiVersion` and a `kind` name.
    pub fn of(api_version: &str, kind: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|known| known.api_version() == api_version && known.name() == kind)
    }

    /// `kind`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::PodTemplate => "PodTemplate",
            Self::Deployment => "Deployment",
            Self::ReplicaSet => "ReplicaSet",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
        }
    }

    /// `apiVersion`.
    pub fn api_version(self) -> &'static str {
        match self {
            Self::Pod | Self::PodTemplate => "v1",
            Self::Deployment | Self::ReplicaSet | Self::StatefulSet | Self::DaemonSet => "apps/v1",
            Self::Job | Self::CronJob => "batch/v1",
        }
    }

    /// Where the Pod, or the template of its Pods, stands in the object; the root for a Pod.
    pub fn pod_path(self) -> FieldPath {
        FieldPath::parse(match self {
            Self::Pod => "",
            Self::PodTemplate => "template",
            Self::Deployment
            | Self::ReplicaSet
            | Self::StatefulSet
            | Self::DaemonSet
            | Self::Job => "spec.template",
            Self::CronJob => "spec.jobTemplate.spec.template",
        })
    }
}

/// An object of one of the kinds that carry a Pod.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one object a document, and it is passed by reference"
)]
pub enum Object {
    /// `v1`.
    Pod(Pod),
    /// `v1`.
    PodTemplate(PodTemplate),
    /// `apps/v1`.
    Deployment(Deployment),
    /// `apps/v1`.
    ReplicaSet(ReplicaSet),
    /// `apps/v1`.
    StatefulSet(StatefulSet),
    /// `apps/v1`.
    DaemonSet(DaemonSet),
    /// `batch/v1`.
    Job(Job),
    /// `batch/v1`.
    CronJob(CronJob),
}

impl Object {
    /// Which kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Pod(_) => Kind::Pod,
            Self::PodTemplate(_) => Kind::PodTemplate,
            Self::Deployment(_) => Kind::Deployment,
            Self::ReplicaSet(_) => Kind::ReplicaSet,
            Self::StatefulSet(_) => Kind::StatefulSet,
            Self::DaemonSet(_) => Kind::DaemonSet,
            Self::Job(_) => Kind::Job,
            Self::CronJob(_) => Kind::CronJob,
        }
    }

    /// Its `metadata`.
    pub fn metadata(&self) -> &ObjectMeta {
        match self {
            Self::Pod(object) => &object.metadata,
            Self::PodTemplate(object) => &object.metadata,
            Self::Deployment(object) => &object.metadata,
            Self::ReplicaSet(object) => &object.metadata,
            Self::StatefulSet(object) => &object.metadata,
            Self::DaemonSet(object) => &object.metadata,
            Self::Job(object) => &object.metadata,
            Self::CronJob(object) => &object.metadata,
        }
    }

    /// Its `metadata`, to change it.
    pub fn metadata_mut(&mut self) -> &mut ObjectMeta {
        match self {
            Self::Pod(object) => &mut object.metadata,
            Self::PodTemplate(object) => &mut object.metadata,
            Self::Deployment(object) => &mut object.metadata,
            Self::ReplicaSet(object) => &mut object.metadata,
            Self::StatefulSet(object) => &mut object.metadata,
            Self::DaemonSet(object) => &mut object.metadata,
            Self::Job(object) => &mut object.metadata,
            Self::CronJob(object) => &mut object.metadata,
        }
    }

    /// The template of its Pods; nothing for a Pod itself, or where it is missing.
    pub fn template(&self) -> Option<&PodTemplateSpec> {
        match self {
            Self::Pod(_) => None,
            Self::PodTemplate(object) => object.template.as_ref(),
            Self::Deployment(object) => object.spec.as_ref().map(|spec| &spec.template),
            Self::ReplicaSet(object) => object.spec.as_ref()?.template.as_ref(),
            Self::StatefulSet(object) => object.spec.as_ref().map(|spec| &spec.template),
            Self::DaemonSet(object) => object.spec.as_ref().map(|spec| &spec.template),
            Self::Job(object) => object.spec.as_ref().map(|spec| &spec.template),
            Self::CronJob(object) => {
                object.spec.job_template.spec.as_ref().map(|spec| &spec.template)
            }
        }
    }

    /// The template of its Pods, to change it.
    pub fn template_mut(&mut self) -> Option<&mut PodTemplateSpec> {
        match self {
            Self::Pod(_) => None,
            Self::PodTemplate(object) => object.template.as_mut(),
            Self::Deployment(object) => object.spec.as_mut().map(|spec| &mut spec.template),
            Self::ReplicaSet(object) => object.spec.as_mut()?.template.as_mut(),
            Self::StatefulSet(object) => object.spec.as_mut().map(|spec| &mut spec.template),
            Self::DaemonSet(object) => object.spec.as_mut().map(|spec| &mut spec.template),
            Self::Job(object) => object.spec.as_mut().map(|spec| &mut spec.template),
            Self::CronJob(object) => {
                object.spec.job_template.spec.as_mut().map(|spec| &mut spec.template)
            }
        }
    }

    /// What its Pods are to run.
    pub fn pod_spec(&self) -> Option<&PodSpec> {
        match self {
            Self::Pod(pod) => pod.spec.as_ref(),
            Self::PodTemplate(_)
            | Self::Deployment(_)
            | Self::ReplicaSet(_)
            | Self::StatefulSet(_)
            | Self::DaemonSet(_)
            | Self::Job(_)
            | Self::CronJob(_) => self.template()?.spec.as_ref(),
        }
    }

    /// What its Pods are to run, to change it.
    pub fn pod_spec_mut(&mut self) -> Option<&mut PodSpec> {
        match self {
            Self::Pod(pod) => pod.spec.as_mut(),
            Self::PodTemplate(_)
            | Self::Deployment(_)
            | Self::ReplicaSet(_)
            | Self::StatefulSet(_)
            | Self::DaemonSet(_)
            | Self::Job(_)
            | Self::CronJob(_) => self.template_mut()?.spec.as_mut(),
        }
    }
}

/// Where each field of one object stands in the text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The document's tree.
    pub root: Rc<Node>,
}

impl Source {
    /// The place of a field, or of the nearest thing around it that the text has.
    pub fn span(&self, path: &FieldPath) -> Span {
        self.root.locate(path)
    }
}
