//! Jobs.
//!
//! Upstream: ValidateJob and validateJobSpec, pkg/apis/batch/validation/validation.go, v1.36.

use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::errors::{Errors, json};
use super::labels::{self, Labels};
use super::pod::text;
use super::{formats, job_policies, metadata, template};
use crate::text::FieldPath;

/// The uid that stands for the one a create draws.
const UID: &str = "00000000-0000-0000-0000-000000000000";

/// ValidateJob.
pub(super) fn job(errors: &mut Errors, job: &Job) {
    let meta_path = FieldPath::parse("metadata");
    metadata::object_meta(errors, &job.metadata, formats::dns_subdomain, &meta_path);
    let Some(spec) = &job.spec else { return };
    let name = &metadata::name(&job.metadata);
    generated_selector(errors, spec, name);
    let path = FieldPath::parse("spec");
    job_spec(errors, spec, &path);
    selector(errors, spec, &path);
    if let Some(completions) = spec.completions.filter(|completions| *completions > 0)
        && spec.completion_mode.as_deref() == Some("Indexed")
    {
        let host = format!("{name}-{}", completions - 1);
        if !formats::dns_label(&host).is_empty() {
            let detail = format!("will not able to create pod with invalid DNS label: {host}");
            errors.invalid(&meta_path.child("name"), name, detail);
        }
    }
}

/// validateGeneratedSelector.
fn generated_selector(errors: &mut Errors, spec: &JobSpec, name: &str) {
    let Some(selector) = spec.selector.as_ref().filter(|_| spec.manual_selector != Some(true))
    else {
        return;
    };
    let expected = [
        ("controller-uid", UID),
        ("job-name", name),
        ("batch.kubernetes.io/controller-uid", UID),
        ("batch.kubernetes.io/job-name", name),
    ];
    for (key, value) in expected {
        has_label(errors, template::labels_of(&spec.template), key, value);
    }
    let expected: Labels =
        expected.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    if labels::is_readable(selector) && !labels::does_match(selector, Some(&expected)) {
        let path = FieldPath::parse("spec.selector");
        errors.invalid(&path, labels::shown(selector), "`selector` not auto-generated");
    }
}

/// ValidateHasLabel.
fn has_label(errors: &mut Errors, labels: Option<&Labels>, key: &str, expected: &str) {
    let path = FieldPath::parse("spec.template.metadata.labels").key(key);
    let detail = format!("must be '{expected}'");
    match labels.and_then(|labels| labels.get(key)) {
        None => errors.required(&path, detail),
        Some(value) if value != expected => errors.invalid(&path, json(&labels), detail),
        Some(_) => {}
    }
}

/// ValidateJobSpec: the selector and the template's labels.
fn selector(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    let selector_path = path.child("selector");
    let Some(selector) = &spec.selector else {
        errors.required(&selector_path, "");
        return unmatched(errors, spec, path);
    };
    labels::selector(errors, Some(selector), &selector_path);
    let chosen = labels::does_match(selector, template::labels_of(&spec.template));
    if labels::is_readable(selector) && !chosen {
        unmatched(errors, spec, path);
    }
}

fn unmatched(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    let none = LabelSelector::default();
    template::selector_matches(errors, &none, &spec.template, &path.child("template"));
}

/// The most Pods of an indexed Job at once, and the most failed indexes.
const INDEXED_LIMIT: i32 = 100_000;
/// The same with more than 100 000 completions and a limit for each index.
const HIGH_LIMIT: i32 = 10_000;

/// validateJobSpec.
pub(super) fn job_spec(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    numbers(errors, spec, path);
    if let Some(manager) = &spec.managed_by {
        managed_by(errors, manager, &path.child("managedBy"));
    }
    completion_mode(errors, spec, path);
    job_policies::failure(errors, spec, &path.child("podFailurePolicy"));
    job_policies::success(errors, spec, &path.child("successPolicy"));
    job_policies::replacement(errors, spec, &path.child("podReplacementPolicy"));
    let template_path = path.child("template");
    template::template_spec(errors, &spec.template, &template_path);
    restart_policy(errors, spec, &template_path.child("spec.restartPolicy"));
}

fn numbers(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    for (field, value) in [
        ("parallelism", spec.parallelism.map(i64::from)),
        ("completions", spec.completions.map(i64::from)),
        ("activeDeadlineSeconds", spec.active_deadline_seconds),
        ("backoffLimit", spec.backoff_limit.map(i64::from)),
        ("ttlSecondsAfterFinished", spec.ttl_seconds_after_finished.map(i64::from)),
        ("backoffLimitPerIndex", spec.backoff_limit_per_index.map(i64::from)),
        ("maxFailedIndexes", spec.max_failed_indexes.map(i64::from)),
    ] {
        errors.nonnegative(&path.child(field), value.unwrap_or_default());
    }
    if spec.max_failed_indexes.is_some() && spec.backoff_limit_per_index.is_none() {
        let detail = "when maxFailedIndexes is specified";
        errors.required(&path.child("backoffLimitPerIndex"), detail);
    }
}

/// IsDomainPrefixedPath.
fn managed_by(errors: &mut Errors, manager: &str, path: &FieldPath) {
    match manager.split_once('/') {
        _ if manager.is_empty() => errors.required(path, ""),
        Some((host, rest)) if !host.is_empty() && !rest.is_empty() => {
            errors.invalid_each(path, host, formats::dns_subdomain(host));
            let known = |c: char| c.is_ascii_alphanumeric() || r"/-._~%!$&'()*+,;=:".contains(c);
            if !rest.chars().all(known) {
                let detail = r"Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')";
                errors.invalid(path, rest, detail);
            }
        }
        _ => {
            let detail = "must be a domain-prefixed path (such as \"acme.io/foo\")";
            errors.invalid(path, manager, detail);
        }
    }
    if manager.len() > 63 {
        errors.too_long(path, 63);
    }
}

fn completion_mode(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    match spec.completion_mode.as_deref() {
        Some("Indexed") => indexed(errors, spec, path),
        None | Some("NonIndexed") => {
            for (field, value) in [
                ("backoffLimitPerIndex", spec.backoff_limit_per_index),
                ("maxFailedIndexes", spec.max_failed_indexes),
            ] {
                if let Some(value) = value {
                    let detail = "requires indexed completion mode";
                    errors.invalid(&path.child(field), value, detail);
                }
            }
        }
        Some(other) => {
            let known = &["NonIndexed", "Indexed"];
            errors.not_supported(&path.child("completionMode"), other, known);
        }
    }
}

fn indexed(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    let parallelism_path = path.child("parallelism");
    let failed_path = path.child("maxFailedIndexes");
    let above = |value: Option<i32>, limit: i32| value.filter(|value| *value > limit);
    if spec.completions.is_none() {
        errors.required(&path.child("completions"), "when completion mode is Indexed");
    }
    if let Some(value) = above(spec.parallelism, INDEXED_LIMIT) {
        let detail = format!(
            "must be less than or equal to {INDEXED_LIMIT} when completion mode is Indexed"
        );
        errors.invalid(&parallelism_path, value, detail);
    }
    if let (Some(completions), Some(failed)) = (spec.completions, spec.max_failed_indexes)
        && failed > completions
    {
        errors.invalid(&failed_path, failed, "must be less than or equal to completions");
    }
    if let Some(value) = above(spec.max_failed_indexes, INDEXED_LIMIT) {
        let detail = format!("must be less than or equal to {INDEXED_LIMIT}");
        errors.invalid(&failed_path, value, detail);
    }
    if above(spec.completions, INDEXED_LIMIT).is_none() || spec.backoff_limit_per_index.is_none() {
        return;
    }
    let detail = format!(
        "must be less than or equal to {HIGH_LIMIT} when completions are above {INDEXED_LIMIT} and used with backoff limit per index"
    );
    if spec.max_failed_indexes.is_none() {
        let detail = format!("must be specified when completions is above {INDEXED_LIMIT}");
        errors.required(&failed_path, detail);
    }
    if let Some(value) = above(spec.parallelism, HIGH_LIMIT) {
        errors.invalid(&parallelism_path, value, detail.as_str());
    }
    if let Some(value) = above(spec.max_failed_indexes, HIGH_LIMIT) {
        errors.invalid(&failed_path, value, detail);
    }
}

/// The Pods of a Job end, and the Job must say how they restart.
fn restart_policy(errors: &mut Errors, spec: &JobSpec, path: &FieldPath) {
    let no_spec = PodSpec::default();
    let policy = text(&spec.template.spec.as_ref().unwrap_or(&no_spec).restart_policy);
    match policy {
        "Always" => errors.required(path, "valid values: \"OnFailure\", \"Never\""),
        "OnFailure" if spec.pod_failure_policy.is_some() => {
            let detail = "only \"Never\" is supported when podFailurePolicy is specified";
            errors.invalid(path, policy, detail);
        }
        "OnFailure" | "Never" => {}
        other => errors.not_supported(path, other, &["OnFailure", "Never"]),
    }
}
