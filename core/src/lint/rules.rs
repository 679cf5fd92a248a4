//! All rules, by name. Written by `tests/rules.rs` from the files beside it, do not edit.

mod classic_sidecar;
mod duplicate_container_port;
mod duplicate_key;
mod flattened_yaml;
mod latest_tag;
mod native_sidecar_without_startup_probe;
mod pod_fragment;
mod pre_stop_outlasts_grace_period;
mod shell_swallows_sigterm;
mod shipper_loses_last_logs;
mod sidecar_keeps_job_running;
mod volume_shared_with_nobody;

use crate::lint::Rule;

/// All rules, by name.
pub const RULES: &[Rule] = &[
    classic_sidecar::RULE,
    duplicate_container_port::RULE,
    duplicate_key::RULE,
    flattened_yaml::RULE,
    latest_tag::RULE,
    native_sidecar_without_startup_probe::RULE,
    pod_fragment::RULE,
    pre_stop_outlasts_grace_period::RULE,
    shell_swallows_sigterm::RULE,
    shipper_loses_last_logs::RULE,
    sidecar_keeps_job_running::RULE,
    volume_shared_with_nobody::RULE,
];
