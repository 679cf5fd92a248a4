//! What the API server refuses, and what it warns of, when an object is created.
//!
//! A file for each part of the API; functions have upstream's names, order and words. Upstream:
//! pkg/apis/{core,apps,batch}/validation/validation.go and apimachinery/pkg/api/validation, v1.36, at the
//! feature gates' defaults.

mod affinity;
mod annotations;
mod containers;
mod cron_job;
mod daemon_set;
mod deployment;
mod dns;
mod env;
mod ephemeral_containers;
mod errors;
mod formats;
mod init_containers;
mod ip;
mod job;
mod job_policies;
mod labels;
mod metadata;
mod mounts;
mod os;
mod paths;
mod pod;
mod pod_resources;
mod pod_security;
mod ports;
mod probes;
mod resources;
mod rolling_update;
mod schedule;
mod scheduling;
mod security;
mod stateful_set;
mod template;
mod time_zones;
mod visit;
mod volumes;
mod warnings;
mod windows;

pub use errors::{ErrorType, FieldError};

use crate::features::Features;
use crate::object::{Object, Source};
use crate::text::FieldPath;
use errors::Errors;

/// Something that the API server accepts with a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub field: FieldPath,
    /// The warning, word for word.
    pub message: String,
}

/// What is wrong with a defaulted object, in the API server's order; the source tells what of it was written.
pub fn validate(object: &Object, source: &Source, features: Features) -> Vec<FieldError> {
    let mut errors = Errors::new(features, source);
    match object {
        Object::Pod(object) => pod::pod(&mut errors, object),
        Object::PodTemplate(object) => template::pod_template(&mut errors, object),
        Object::Deployment(object) => deployment::deployment(&mut errors, object),
        Object::ReplicaSet(object) => deployment::replica_set(&mut errors, object),
        Object::StatefulSet(object) => stateful_set::stateful_set(&mut errors, object),
        Object::DaemonSet(object) => daemon_set::daemon_set(&mut errors, object),
        Object::Job(object) => job::job(&mut errors, object),
        Object::CronJob(object) => cron_job::cron_job(&mut errors, object),
    }
    errors.into_vec()
}

/// What the API server warns of in a defaulted object, in its order; the source tells what of it was written.
pub fn warnings(object: &Object, source: &Source) -> Vec<Warning> {
    warnings::warnings(object, source)
}
