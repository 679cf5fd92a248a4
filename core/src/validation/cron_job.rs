//! CronJobs.
//!
//! Upstream: ValidateCronJobCreate, pkg/apis/batch/validation/validation.go, v1.36.

use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec};

use super::errors::Errors;
use super::pod::{one_of, text};
use super::{formats, job, labels, metadata, schedule, time_zones};
use crate::text::FieldPath;

/// ValidateCronJobCreate.
pub(super) fn cron_job(errors: &mut Errors, object: &CronJob) {
    let meta_path = FieldPath::parse("metadata");
    metadata::object_meta(errors, &object.metadata, formats::dns_subdomain, &meta_path);
    cron_job_spec(errors, &object.spec, &FieldPath::parse("spec"));
    let name = metadata::name(&object.metadata);
    if name.len() > 52 {
        errors.invalid(&meta_path.child("name"), name, "must be no more than 52 characters");
    }
}

/// validateCronJobSpec.
fn cron_job_spec(errors: &mut Errors, spec: &CronJobSpec, path: &FieldPath) {
    let schedule_path = path.child("schedule");
    if spec.schedule.is_empty() {
        errors.required(&schedule_path, "");
    } else {
        validate_schedule(errors, &spec.schedule, &schedule_path);
    }
    let deadline = spec.starting_deadline_seconds.unwrap_or_default();
    errors.nonnegative(&path.child("startingDeadlineSeconds"), deadline);
    if let Some(zone) = &spec.time_zone {
        time_zone(errors, zone, &path.child("timeZone"));
    }
    let policy = text(&spec.concurrency_policy);
    let known = &["Allow", "Forbid", "Replace"];
    one_of(errors, policy, known, &path.child("concurrencyPolicy"));
    job_template(errors, spec, &path.child("jobTemplate.spec"));
    for (field, limit) in [
        ("successfulJobsHistoryLimit", spec.successful_jobs_history_limit),
        ("failedJobsHistoryLimit", spec.failed_jobs_history_limit),
    ] {
        errors.nonnegative(&path.child(field), limit.unwrap_or_default().into());
    }
}

/// validateScheduleFormat.
fn validate_schedule(errors: &mut Errors, schedule: &str, path: &FieldPath) {
    if let Err(wrong) = schedule::parse(schedule) {
        errors.invalid(path, schedule, wrong);
    }
    if schedule.contains("TZ") {
        let detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        errors.invalid(path, schedule, detail);
    }
}

/// validateTimeZone.
fn time_zone(errors: &mut Errors, zone: &str, path: &FieldPath) {
    if zone.is_empty() {
        errors.invalid(path, zone, "timeZone must be nil or non-empty string");
        return;
    }
    if !zone.split('/').all(is_zone_part) {
        errors.invalid(path, zone, format!("unknown time zone {zone}"));
        return;
    }
    if zone.eq_ignore_ascii_case("Local") {
        let detail =
            "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
        errors.invalid(path, zone, detail);
    }
    if let Some(wrong) = time_zones::unknown(zone) {
        errors.invalid(path, zone, wrong);
    }
}

/// What stands between the slashes of a time zone: validTimeZoneCharacters.
fn is_zone_part(part: &str) -> bool {
    let known =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    (1..=14).contains(&part.len())
        && part.bytes().all(known)
        && !part.starts_with('-')
        && !matches!(part, "." | "..")
}

/// ValidateJobTemplateSpec.
fn job_template(errors: &mut Errors, spec: &CronJobSpec, path: &FieldPath) {
    let Some(job) = &spec.job_template.spec else { return };
    job::job_spec(errors, job, path);
    if let Some(selector) = &job.selector {
        let detail = "`selector` will be auto-generated";
        errors.invalid(&path.child("selector"), labels::shown(selector), detail);
    }
    if job.manual_selector == Some(true) {
        errors.not_supported(&path.child("manualSelector"), true, &["nil", "false"]);
    }
}
