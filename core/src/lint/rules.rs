//! All rules, by name. Written by `tests/rules.rs` from the files beside it, do not edit.

mod business_logic_sidecar;
mod capabilities_not_dropped;
mod classic_sidecar;
mod coupled_exit;
mod cpu_limit_on_proxy;
mod depends_on_unordered_peer;
mod deprecated_image;
mod duplicate_container_port;
mod duplicate_key;
mod envoy_config_missing;
mod eol_image;
mod exec_sleep_hook;
mod flattened_yaml;
mod heavy_sidecar;
mod helper_readiness_gates_pod;
mod hpa_diluted_by_sidecar;
mod image_not_in_library;
mod istio_inject_annotation;
mod job_exit_code_masked;
mod job_sidecar_not_pod_failure_aware;
mod job_sidecar_restarts_count;
mod job_without_deadline;
mod job_without_ttl;
mod latest_tag;
mod limit_below_typical;
mod mesh_app_starts_before_proxy;
mod mesh_init_needs_network;
mod missing_memory_limit;
mod missing_requests;
mod native_sidecar_exits;
mod native_sidecar_without_startup_probe;
mod net_admin_init;
mod node_agent_as_sidecar;
mod oneshot_in_containers;
mod pod_budget_suggestion;
mod pod_fragment;
mod pre_stop_outlasts_grace_period;
mod privilege_escalation;
mod privileged_container;
mod probe_on_regular_init;
mod pull_policy_never_registry;
mod requests_from_limits;
mod restart_policy_in_containers;
mod run_as_root;
mod secret_in_env_literal;
mod secret_mounted_in_helper;
mod service_account_token_everywhere;
mod service_target_unresolved;
mod shared_process_namespace;
mod shell_swallows_sigterm;
mod shipper_loses_last_logs;
mod sidecar_after_heavy_init;
mod sidecar_breaks_guaranteed;
mod sidecar_cost_share;
mod sidecar_instead_of_service;
mod sidecar_keeps_job_running;
mod sidecar_restart_budget;
mod sidecar_startup_budget;
mod sidecar_teardown_inversion;
mod sidecar_version_skew;
mod stateful_sidecar;
mod too_many_helpers;
mod volume_shared_with_nobody;
mod writable_root_fs;

use crate::lint::Rule;

/// All rules, by name.
pub const RULES: &[Rule] = &[
    business_logic_sidecar::RULE,
    capabilities_not_dropped::RULE,
    classic_sidecar::RULE,
    coupled_exit::RULE,
    cpu_limit_on_proxy::RULE,
    depends_on_unordered_peer::RULE,
    deprecated_image::RULE,
    duplicate_container_port::RULE,
    duplicate_key::RULE,
    envoy_config_missing::RULE,
    eol_image::RULE,
    exec_sleep_hook::RULE,
    flattened_yaml::RULE,
    heavy_sidecar::RULE,
    helper_readiness_gates_pod::RULE,
    hpa_diluted_by_sidecar::RULE,
    image_not_in_library::RULE,
    istio_inject_annotation::RULE,
    job_exit_code_masked::RULE,
    job_sidecar_not_pod_failure_aware::RULE,
    job_sidecar_restarts_count::RULE,
    job_without_deadline::RULE,
    job_without_ttl::RULE,
    latest_tag::RULE,
    limit_below_typical::RULE,
    mesh_app_starts_before_proxy::RULE,
    mesh_init_needs_network::RULE,
    missing_memory_limit::RULE,
    missing_requests::RULE,
    native_sidecar_exits::RULE,
    native_sidecar_without_startup_probe::RULE,
    net_admin_init::RULE,
    node_agent_as_sidecar::RULE,
    oneshot_in_containers::RULE,
    pod_budget_suggestion::RULE,
    pod_fragment::RULE,
    pre_stop_outlasts_grace_period::RULE,
    privilege_escalation::RULE,
    privileged_container::RULE,
    probe_on_regular_init::RULE,
    pull_policy_never_registry::RULE,
    requests_from_limits::RULE,
    restart_policy_in_containers::RULE,
    run_as_root::RULE,
    secret_in_env_literal::RULE,
    secret_mounted_in_helper::RULE,
    service_account_token_everywhere::RULE,
    service_target_unresolved::RULE,
    shared_process_namespace::RULE,
    shell_swallows_sigterm::RULE,
    shipper_loses_last_logs::RULE,
    sidecar_after_heavy_init::RULE,
    sidecar_breaks_guaranteed::RULE,
    sidecar_cost_share::RULE,
    sidecar_instead_of_service::RULE,
    sidecar_keeps_job_running::RULE,
    sidecar_restart_budget::RULE,
    sidecar_startup_budget::RULE,
    sidecar_teardown_inversion::RULE,
    sidecar_version_skew::RULE,
    stateful_sidecar::RULE,
    too_many_helpers::RULE,
    volume_shared_with_nobody::RULE,
    writable_root_fs::RULE,
];

/// The page of each rule, apart from the rules: what checks need not carry the pages.
#[rustfmt::skip]
pub(super) const PAGES: &[(&str, &str)] = &[
    (business_logic_sidecar::RULE.name, business_logic_sidecar::PAGE),
    (capabilities_not_dropped::RULE.name, capabilities_not_dropped::PAGE),
    (classic_sidecar::RULE.name, classic_sidecar::PAGE),
    (coupled_exit::RULE.name, coupled_exit::PAGE),
    (cpu_limit_on_proxy::RULE.name, cpu_limit_on_proxy::PAGE),
    (depends_on_unordered_peer::RULE.name, depends_on_unordered_peer::PAGE),
    (deprecated_image::RULE.name, deprecated_image::PAGE),
    (duplicate_container_port::RULE.name, duplicate_container_port::PAGE),
    (duplicate_key::RULE.name, duplicate_key::PAGE),
    (envoy_config_missing::RULE.name, envoy_config_missing::PAGE),
    (eol_image::RULE.name, eol_image::PAGE),
    (exec_sleep_hook::RULE.name, exec_sleep_hook::PAGE),
    (flattened_yaml::RULE.name, flattened_yaml::PAGE),
    (heavy_sidecar::RULE.name, heavy_sidecar::PAGE),
    (helper_readiness_gates_pod::RULE.name, helper_readiness_gates_pod::PAGE),
    (hpa_diluted_by_sidecar::RULE.name, hpa_diluted_by_sidecar::PAGE),
    (image_not_in_library::RULE.name, image_not_in_library::PAGE),
    (istio_inject_annotation::RULE.name, istio_inject_annotation::PAGE),
    (job_exit_code_masked::RULE.name, job_exit_code_masked::PAGE),
    (job_sidecar_not_pod_failure_aware::RULE.name, job_sidecar_not_pod_failure_aware::PAGE),
    (job_sidecar_restarts_count::RULE.name, job_sidecar_restarts_count::PAGE),
    (job_without_deadline::RULE.name, job_without_deadline::PAGE),
    (job_without_ttl::RULE.name, job_without_ttl::PAGE),
    (latest_tag::RULE.name, latest_tag::PAGE),
    (limit_below_typical::RULE.name, limit_below_typical::PAGE),
    (mesh_app_starts_before_proxy::RULE.name, mesh_app_starts_before_proxy::PAGE),
    (mesh_init_needs_network::RULE.name, mesh_init_needs_network::PAGE),
    (missing_memory_limit::RULE.name, missing_memory_limit::PAGE),
    (missing_requests::RULE.name, missing_requests::PAGE),
    (native_sidecar_exits::RULE.name, native_sidecar_exits::PAGE),
    (native_sidecar_without_startup_probe::RULE.name, native_sidecar_without_startup_probe::PAGE),
    (net_admin_init::RULE.name, net_admin_init::PAGE),
    (node_agent_as_sidecar::RULE.name, node_agent_as_sidecar::PAGE),
    (oneshot_in_containers::RULE.name, oneshot_in_containers::PAGE),
    (pod_budget_suggestion::RULE.name, pod_budget_suggestion::PAGE),
    (pod_fragment::RULE.name, pod_fragment::PAGE),
    (pre_stop_outlasts_grace_period::RULE.name, pre_stop_outlasts_grace_period::PAGE),
    (privilege_escalation::RULE.name, privilege_escalation::PAGE),
    (privileged_container::RULE.name, privileged_container::PAGE),
    (probe_on_regular_init::RULE.name, probe_on_regular_init::PAGE),
    (pull_policy_never_registry::RULE.name, pull_policy_never_registry::PAGE),
    (requests_from_limits::RULE.name, requests_from_limits::PAGE),
    (restart_policy_in_containers::RULE.name, restart_policy_in_containers::PAGE),
    (run_as_root::RULE.name, run_as_root::PAGE),
    (secret_in_env_literal::RULE.name, secret_in_env_literal::PAGE),
    (secret_mounted_in_helper::RULE.name, secret_mounted_in_helper::PAGE),
    (service_account_token_everywhere::RULE.name, service_account_token_everywhere::PAGE),
    (service_target_unresolved::RULE.name, service_target_unresolved::PAGE),
    (shared_process_namespace::RULE.name, shared_process_namespace::PAGE),
    (shell_swallows_sigterm::RULE.name, shell_swallows_sigterm::PAGE),
    (shipper_loses_last_logs::RULE.name, shipper_loses_last_logs::PAGE),
    (sidecar_after_heavy_init::RULE.name, sidecar_after_heavy_init::PAGE),
    (sidecar_breaks_guaranteed::RULE.name, sidecar_breaks_guaranteed::PAGE),
    (sidecar_cost_share::RULE.name, sidecar_cost_share::PAGE),
    (sidecar_instead_of_service::RULE.name, sidecar_instead_of_service::PAGE),
    (sidecar_keeps_job_running::RULE.name, sidecar_keeps_job_running::PAGE),
    (sidecar_restart_budget::RULE.name, sidecar_restart_budget::PAGE),
    (sidecar_startup_budget::RULE.name, sidecar_startup_budget::PAGE),
    (sidecar_teardown_inversion::RULE.name, sidecar_teardown_inversion::PAGE),
    (sidecar_version_skew::RULE.name, sidecar_version_skew::PAGE),
    (stateful_sidecar::RULE.name, stateful_sidecar::PAGE),
    (too_many_helpers::RULE.name, too_many_helpers::PAGE),
    (volume_shared_with_nobody::RULE.name, volume_shared_with_nobody::PAGE),
    (writable_root_fs::RULE.name, writable_root_fs::PAGE),
];
