//! All rules, by name. Written by `tests/rules.rs` from the files beside it, do not edit.

mod business_logic_sidecar;
mod classic_sidecar;
mod coupled_exit;
mod depends_on_unordered_peer;
mod duplicate_container_port;
mod duplicate_key;
mod envoy_config_missing;
mod exec_sleep_hook;
mod flattened_yaml;
mod heavy_sidecar;
mod helper_readiness_gates_pod;
mod istio_inject_annotation;
mod job_exit_code_masked;
mod job_sidecar_not_pod_failure_aware;
mod job_sidecar_restarts_count;
mod job_without_deadline;
mod job_without_ttl;
mod latest_tag;
mod mesh_app_starts_before_proxy;
mod mesh_init_needs_network;
mod native_sidecar_exits;
mod native_sidecar_without_startup_probe;
mod node_agent_as_sidecar;
mod oneshot_in_containers;
mod pod_fragment;
mod pre_stop_outlasts_grace_period;
mod probe_on_regular_init;
mod restart_policy_in_containers;
mod service_target_unresolved;
mod shell_swallows_sigterm;
mod shipper_loses_last_logs;
mod sidecar_instead_of_service;
mod sidecar_keeps_job_running;
mod sidecar_restart_budget;
mod sidecar_startup_budget;
mod sidecar_teardown_inversion;
mod stateful_sidecar;
mod too_many_helpers;
mod volume_shared_with_nobody;

use crate::lint::Rule;

/// All rules, by name.
pub const RULES: &[Rule] = &[
    business_logic_sidecar::RULE,
    classic_sidecar::RULE,
    coupled_exit::RULE,
    depends_on_unordered_peer::RULE,
    duplicate_container_port::RULE,
    duplicate_key::RULE,
    envoy_config_missing::RULE,
    exec_sleep_hook::RULE,
    flattened_yaml::RULE,
    heavy_sidecar::RULE,
    helper_readiness_gates_pod::RULE,
    istio_inject_annotation::RULE,
    job_exit_code_masked::RULE,
    job_sidecar_not_pod_failure_aware::RULE,
    job_sidecar_restarts_count::RULE,
    job_without_deadline::RULE,
    job_without_ttl::RULE,
    latest_tag::RULE,
    mesh_app_starts_before_proxy::RULE,
    mesh_init_needs_network::RULE,
    native_sidecar_exits::RULE,
    native_sidecar_without_startup_probe::RULE,
    node_agent_as_sidecar::RULE,
    oneshot_in_containers::RULE,
    pod_fragment::RULE,
    pre_stop_outlasts_grace_period::RULE,
    probe_on_regular_init::RULE,
    restart_policy_in_containers::RULE,
    service_target_unresolved::RULE,
    shell_swallows_sigterm::RULE,
    shipper_loses_last_logs::RULE,
    sidecar_instead_of_service::RULE,
    sidecar_keeps_job_running::RULE,
    sidecar_restart_budget::RULE,
    sidecar_startup_budget::RULE,
    sidecar_teardown_inversion::RULE,
    stateful_sidecar::RULE,
    too_many_helpers::RULE,
    volume_shared_with_nobody::RULE,
];

/// The page of each rule, apart from the rules: what checks need not carry the pages.
#[rustfmt::skip]
pub(super) const PAGES: &[(&str, &str)] = &[
    (business_logic_sidecar::RULE.name, business_logic_sidecar::PAGE),
    (classic_sidecar::RULE.name, classic_sidecar::PAGE),
    (coupled_exit::RULE.name, coupled_exit::PAGE),
    (depends_on_unordered_peer::RULE.name, depends_on_unordered_peer::PAGE),
    (duplicate_container_port::RULE.name, duplicate_container_port::PAGE),
    (duplicate_key::RULE.name, duplicate_key::PAGE),
    (envoy_config_missing::RULE.name, envoy_config_missing::PAGE),
    (exec_sleep_hook::RULE.name, exec_sleep_hook::PAGE),
    (flattened_yaml::RULE.name, flattened_yaml::PAGE),
    (heavy_sidecar::RULE.name, heavy_sidecar::PAGE),
    (helper_readiness_gates_pod::RULE.name, helper_readiness_gates_pod::PAGE),
    (istio_inject_annotation::RULE.name, istio_inject_annotation::PAGE),
    (job_exit_code_masked::RULE.name, job_exit_code_masked::PAGE),
    (job_sidecar_not_pod_failure_aware::RULE.name, job_sidecar_not_pod_failure_aware::PAGE),
    (job_sidecar_restarts_count::RULE.name, job_sidecar_restarts_count::PAGE),
    (job_without_deadline::RULE.name, job_without_deadline::PAGE),
    (job_without_ttl::RULE.name, job_without_ttl::PAGE),
    (latest_tag::RULE.name, latest_tag::PAGE),
    (mesh_app_starts_before_proxy::RULE.name, mesh_app_starts_before_proxy::PAGE),
    (mesh_init_needs_network::RULE.name, mesh_init_needs_network::PAGE),
    (native_sidecar_exits::RULE.name, native_sidecar_exits::PAGE),
    (native_sidecar_without_startup_probe::RULE.name, native_sidecar_without_startup_probe::PAGE),
    (node_agent_as_sidecar::RULE.name, node_agent_as_sidecar::PAGE),
    (oneshot_in_containers::RULE.name, oneshot_in_containers::PAGE),
    (pod_fragment::RULE.name, pod_fragment::PAGE),
    (pre_stop_outlasts_grace_period::RULE.name, pre_stop_outlasts_grace_period::PAGE),
    (probe_on_regular_init::RULE.name, probe_on_regular_init::PAGE),
    (restart_policy_in_containers::RULE.name, restart_policy_in_containers::PAGE),
    (service_target_unresolved::RULE.name, service_target_unresolved::PAGE),
    (shell_swallows_sigterm::RULE.name, shell_swallows_sigterm::PAGE),
    (shipper_loses_last_logs::RULE.name, shipper_loses_last_logs::PAGE),
    (sidecar_instead_of_service::RULE.name, sidecar_instead_of_service::PAGE),
    (sidecar_keeps_job_running::RULE.name, sidecar_keeps_job_running::PAGE),
    (sidecar_restart_budget::RULE.name, sidecar_restart_budget::PAGE),
    (sidecar_startup_budget::RULE.name, sidecar_startup_budget::PAGE),
    (sidecar_teardown_inversion::RULE.name, sidecar_teardown_inversion::PAGE),
    (stateful_sidecar::RULE.name, stateful_sidecar::PAGE),
    (too_many_helpers::RULE.name, too_many_helpers::PAGE),
    (volume_shared_with_nobody::RULE.name, volume_shared_with_nobody::PAGE),
];
