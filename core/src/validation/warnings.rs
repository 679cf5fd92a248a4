//! Warnings on create.
//!
//! Upstream: WarningsOnCreate of the strategies in pkg/registry, pkg/api/pod/warnings.go and
//! pkg/api/job/warnings.go, v1.36.

mod containers;
mod deprecated;
mod paths;
mod scheduling;
mod volumes;

use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::{PodSpec, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::pod::{list, text};
use super::{Warning, formats, ip, metadata};
use crate::object::{Object, Source};
use crate::text::FieldPath;

/// Collects warnings in the order in which they are found.
#[derive(Default)]
struct Warnings(Vec<Warning>);

impl Warnings {
    /// `path: words`.
    fn warn(&mut self, path: &FieldPath, words: impl AsRef<str>) {
        self.say(path, format!("{path}: {}", words.as_ref()));
    }

    /// A warning that does not name its field.
    fn say(&mut self, path: &FieldPath, message: String) {
        self.0.push(Warning { field: path.clone(), message });
    }
}

/// WarningsOnCreate.
pub(super) fn warnings(object: &Object, source: &Source) -> Vec<Warning> {
    let mut warnings = Warnings::default();
    match object {
        Object::Pod(pod) => {
            let empty = PodSpec::default();
            let spec = pod.spec.as_ref().unwrap_or(&empty);
            deprecated::app_armor_of_pod(&mut warnings, &pod.metadata, spec, source);
            name(&mut warnings, &pod.metadata, "this is used in the Pod's hostname");
            spec_and_meta(&mut warnings, spec, &pod.metadata, &FieldPath::root());
        }
        Object::PodTemplate(object) => {
            if let Some(template) = &object.template {
                pod_template(&mut warnings, template, &FieldPath::parse("template"));
            }
        }
        Object::Deployment(_) | Object::ReplicaSet(_) => {
            workload_name(&mut warnings, object);
            template_of(&mut warnings, object);
        }
        Object::DaemonSet(_) => template_of(&mut warnings, object),
        Object::StatefulSet(_) => {
            template_of(&mut warnings, object);
            volumes::stateful_set(&mut warnings, object);
        }
        Object::Job(job) => {
            workload_name(&mut warnings, object);
            if let Some(spec) = &job.spec {
                job_spec(&mut warnings, spec, &FieldPath::parse("spec"));
            }
        }
        Object::CronJob(cron_job) => {
            workload_name(&mut warnings, object);
            if let Some(spec) = &cron_job.spec.job_template.spec {
                job_spec(&mut warnings, spec, &FieldPath::parse("spec.jobTemplate.spec"));
            }
        }
    }
    warnings.0
}

/// A name that no host can have.
fn name(warnings: &mut Warnings, meta: &ObjectMeta, used: &str) {
    let name = metadata::name(meta);
    let complaints = formats::dns_label(&name);
    if !name.is_empty() && !complaints.is_empty() {
        let words = format!(
            "{used}, which can result in surprising behavior; a DNS label is recommended: [{}]",
            complaints.join(" ")
        );
        warnings.warn(&FieldPath::parse("metadata.name"), words);
    }
}

fn workload_name(warnings: &mut Warnings, object: &Object) {
    name(warnings, object.metadata(), "this is used in Pod names and hostnames");
}

fn template_of(warnings: &mut Warnings, object: &Object) {
    if let Some(template) = object.template() {
        pod_template(warnings, template, &object.kind().pod_path());
    }
}

/// WarningsForJobSpec.
fn job_spec(warnings: &mut Warnings, spec: &JobSpec, path: &FieldPath) {
    let many = spec.completions.unwrap_or_default() > 100_000
        && spec.parallelism.unwrap_or_default() > 10_000;
    if many && text(&spec.completion_mode) == "Indexed" {
        warnings.warn(path, "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail");
    }
    pod_template(warnings, &spec.template, &path.child("template"));
}

/// GetWarningsForPodTemplate.
fn pod_template(warnings: &mut Warnings, template: &PodTemplateSpec, path: &FieldPath) {
    let (no_meta, no_spec) = (ObjectMeta::default(), PodSpec::default());
    let meta = template.metadata.as_ref().unwrap_or(&no_meta);
    spec_and_meta(warnings, template.spec.as_ref().unwrap_or(&no_spec), meta, path);
}

/// warningsForPodSpecAndMeta. The path of a Pod is the root.
fn spec_and_meta(warnings: &mut Warnings, spec: &PodSpec, meta: &ObjectMeta, path: &FieldPath) {
    let spec_path = path.child("spec");
    scheduling::node_labels(warnings, spec, &spec_path);
    deprecated::annotations(warnings, meta, &path.child("metadata.annotations"));
    volumes::volumes(warnings, spec, &spec_path.child("volumes"));
    paths::overlapping(warnings, spec, &spec_path.child("volumes"));
    duplicates(warnings, spec, &spec_path);
    containers::fractions(warnings, spec.overhead.as_ref(), &spec_path.child("overhead"));
    deprecated::seccomp_of_pod(warnings, spec, meta, path);
    containers::containers(warnings, spec, meta, path);
    containers::ports(warnings, spec, &spec_path);
    if spec.termination_grace_period_seconds.is_some_and(|seconds| seconds < 0) {
        let words = "must be >= 0; negative values are invalid and will be treated as 1";
        warnings.warn(&spec_path.child("terminationGracePeriodSeconds"), words);
    }
    scheduling::null_selectors(warnings, spec, &spec_path);
    addresses(warnings, spec, &spec_path);
}

/// Entries of lists that are there twice.
fn duplicates(warnings: &mut Warnings, spec: &PodSpec, path: &FieldPath) {
    let aliases = list(&spec.host_aliases);
    for (index, alias) in aliases.iter().enumerate() {
        if aliases.iter().take(index).any(|earlier| earlier.ip == alias.ip) {
            let path = path.child("hostAliases").index(index).child("ip");
            warnings.warn(&path, format!("duplicate ip {:?}", alias.ip));
        }
    }
    let secrets = list(&spec.image_pull_secrets);
    let name_path = |index| path.child("imagePullSecrets").index(index).child("name");
    for (index, secret) in secrets.iter().enumerate() {
        if secrets.iter().take(index).any(|earlier| earlier.name == secret.name) {
            warnings.warn(&name_path(index), format!("duplicate name {:?}", secret.name));
        }
    }
    for (index, _) in secrets.iter().enumerate().filter(|(_, secret)| secret.name.is_empty()) {
        warnings.warn(&name_path(index), "invalid empty name \"\"");
    }
}

/// GetWarningsForIP: addresses that are written in an unusual way.
fn addresses(warnings: &mut Warnings, spec: &PodSpec, path: &FieldPath) {
    let servers = spec.dns_config.as_ref().map(|config| list(&config.nameservers));
    let servers_path = path.child("dnsConfig.nameservers");
    for (index, server) in servers.unwrap_or_default().iter().enumerate() {
        address(warnings, server, &servers_path.index(index));
    }
    for (index, alias) in list(&spec.host_aliases).iter().enumerate() {
        address(warnings, &alias.ip, &path.child("hostAliases").index(index).child("ip"));
    }
}

fn address(warnings: &mut Warnings, text: &str, path: &FieldPath) {
    if let Some(canonical) = ip::other_form(text) {
        let words = format!(
            "IPv6 address \"{text}\" should be in RFC 5952 canonical format (\"{canonical}\")"
        );
        warnings.warn(path, words);
    }
}
