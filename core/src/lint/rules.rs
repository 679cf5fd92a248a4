//! All rules, by name. Written by `tests/rules.rs` from the files beside it, do not edit.

mod classic_sidecar;
mod duplicate_container_port;
mod duplicate_key;
mod exec_sleep_hook;
mod flattened_yaml;
mod latest_tag;
mod native_sidecar_without_startup_probe;
mod pod_fragment;
mod pre_stop_outlasts_grace_period;
mod probe_on_regular_init;
mod service_target_unresolved;
mod shell_swallows_sigterm;
mod shipper_loses_last_logs;
mod sidecar_keeps_job_running;
mod sidecar_teardown_inversion;
mod volume_shared_with_nobody;

use crate::lint::Rule;

/// All rules, by name.
pub const RULES: &[Rule] = &[
    classic_sidecar::RULE,
    duplicate_container_port::RULE,
    duplicate_key::RULE,
    exec_sleep_hook::RULE,
    flattened_yaml::RULE,
    latest_tag::RULE,
    native_sidecar_without_startup_probe::RULE,
    pod_fragment::RULE,
    pre_stop_outlasts_grace_period::RULE,
    probe_on_regular_init::RULE,
    service_target_unresolved::RULE,
    shell_swallows_sigterm::RULE,
    shipper_loses_last_logs::RULE,
    sidecar_keeps_job_running::RULE,
    sidecar_teardown_inversion::RULE,
    volume_shared_with_nobody::RULE,
];

/// The page of each rule, apart from the rules: what checks need not carry the pages.
#[rustfmt::skip]
pub(super) const PAGES: &[(&str, &str)] = &[
    (classic_sidecar::RULE.name, classic_sidecar::PAGE),
    (duplicate_container_port::RULE.name, duplicate_container_port::PAGE),
    (duplicate_key::RULE.name, duplicate_key::PAGE),
    (exec_sleep_hook::RULE.name, exec_sleep_hook::PAGE),
    (flattened_yaml::RULE.name, flattened_yaml::PAGE),
    (latest_tag::RULE.name, latest_tag::PAGE),
    (native_sidecar_without_startup_probe::RULE.name, native_sidecar_without_startup_probe::PAGE),
    (pod_fragment::RULE.name, pod_fragment::PAGE),
    (pre_stop_outlasts_grace_period::RULE.name, pre_stop_outlasts_grace_period::PAGE),
    (probe_on_regular_init::RULE.name, probe_on_regular_init::PAGE),
    (service_target_unresolved::RULE.name, service_target_unresolved::PAGE),
    (shell_swallows_sigterm::RULE.name, shell_swallows_sigterm::PAGE),
    (shipper_loses_last_logs::RULE.name, shipper_loses_last_logs::PAGE),
    (sidecar_keeps_job_running::RULE.name, sidecar_keeps_job_running::PAGE),
    (sidecar_teardown_inversion::RULE.name, sidecar_teardown_inversion::PAGE),
    (volume_shared_with_nobody::RULE.name, volume_shared_with_nobody::PAGE),
];
