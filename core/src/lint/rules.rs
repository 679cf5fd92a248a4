//! All rules, by name. Written by `tests/rules.rs` from the files beside it, do not edit.

mod admin_port_exposed;
mod aggressive_liveness;
mod auth_proxy_bypass;
mod bare_pod;
mod business_logic_sidecar;
mod capabilities_not_dropped;
mod classic_proxy_stops_with_app;
mod classic_sidecar;
mod config_key_missing;
mod consumer_can_write;
mod coupled_exit;
mod cpu_limit_on_proxy;
mod default_container_missing;
mod default_timeout_one_second;
mod depends_on_unordered_peer;
mod deprecated_image;
mod duplicate_container_name;
mod duplicate_container_port;
mod duplicate_host_port;
mod duplicate_key;
mod duplicate_mount_path;
mod duplicate_port_name;
mod emptydir_over_size_limit;
mod emptydir_without_size_limit;
mod envoy_config_missing;
mod eol_image;
mod exec_probe_no_shell;
mod exec_sleep_hook;
mod flattened_yaml;
mod generic_container_name;
mod grace_shorter_than_sequence;
mod grace_zero;
mod handler_count;
mod heavy_sidecar;
mod helper_readiness_gates_pod;
mod host_ip_without_host_port;
mod host_network;
mod host_path_shared;
mod hpa_diluted_by_sidecar;
mod image_not_in_library;
mod init_chown_root;
mod init_infinite_wait;
mod init_migration_per_replica;
mod init_needs_later_container;
mod init_never_exits;
mod init_not_idempotent;
mod init_output_lost;
mod init_request_dominates;
mod init_restart_policy_version;
mod init_single_shot_fails_pod;
mod init_sleep_as_sync;
mod init_waits_for_own_service;
mod invalid_container_name;
mod istio_inject_annotation;
mod job_exit_code_masked;
mod job_restart_policy_always;
mod job_sidecar_not_pod_failure_aware;
mod job_sidecar_restarts_count;
mod job_without_deadline;
mod job_without_ttl;
mod latest_tag;
mod lifecycle_on_regular_init;
mod limit_below_typical;
mod liveness_equals_readiness;
mod liveness_external_dependency;
mod localhost_port_not_served;
mod log_file_without_rotation;
mod memory_emptydir_unbounded;
mod mesh_app_starts_before_proxy;
mod mesh_init_needs_network;
mod missing_containers;
mod missing_image;
mod missing_memory_limit;
mod missing_requests;
mod mount_hides_image_content;
mod native_sidecar_exits;
mod native_sidecar_prestop_early;
mod native_sidecar_without_startup_probe;
mod net_admin_init;
mod no_endpoint_drain;
mod no_labels;
mod node_agent_as_sidecar;
mod oneshot_in_containers;
mod pdb_blocks_every_eviction;
mod pid1_ignores_sigterm;
mod pod_budget_suggestion;
mod pod_fragment;
mod pod_resources_too_small;
mod poststart_as_init;
mod poststart_blocks_later_containers;
mod pre_stop_outlasts_grace_period;
mod prestop_needs_shell;
mod privilege_escalation;
mod privileged_container;
mod privileged_port_nonroot;
mod probe_grace_longer_than_pod;
mod probe_named_port_missing;
mod probe_of_localhost_listener;
mod probe_on_regular_init;
mod probe_port_undeclared;
mod probe_targets_other_container;
mod probe_timeout_exceeds_period;
mod proxy_not_in_path;
mod pull_policy_never_registry;
mod readiness_termination_grace;
mod redundant_initial_delay;
mod refused_by_baseline;
mod reload_target_not_mounted;
mod requests_exceed_limits;
mod requests_from_limits;
mod restart_all_is_hard_kill;
mod restart_policy_in_containers;
mod restart_rules_without_policy;
mod run_as_root;
mod secret_in_env_literal;
mod secret_mounted_in_helper;
mod service_account_token_everywhere;
mod service_selects_nothing;
mod service_target_unresolved;
mod serving_without_readiness;
mod shared_path_differs;
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
mod sleep_exceeds_grace;
mod slow_start_killed_by_liveness;
mod startup_budget_too_small;
mod stateful_sidecar;
mod stop_signal_gated;
mod subpath_never_refreshes;
mod success_threshold_not_one;
mod termination_message_fallback;
mod too_many_helpers;
mod trap_without_wait;
mod uid_mismatch_on_shared_volume;
mod undocumented_sidecar;
mod unknown_field;
mod unused_volume;
mod volume_mount_without_volume;
mod volume_shared_with_nobody;
mod workload_restart_policy;
mod writable_root_fs;
mod write_to_projected_volume;

use crate::lint::Rule;

/// All rules, by name.
pub const RULES: &[Rule] = &[
    admin_port_exposed::RULE,
    aggressive_liveness::RULE,
    auth_proxy_bypass::RULE,
    bare_pod::RULE,
    business_logic_sidecar::RULE,
    capabilities_not_dropped::RULE,
    classic_proxy_stops_with_app::RULE,
    classic_sidecar::RULE,
    config_key_missing::RULE,
    consumer_can_write::RULE,
    coupled_exit::RULE,
    cpu_limit_on_proxy::RULE,
    default_container_missing::RULE,
    default_timeout_one_second::RULE,
    depends_on_unordered_peer::RULE,
    deprecated_image::RULE,
    duplicate_container_name::RULE,
    duplicate_container_port::RULE,
    duplicate_host_port::RULE,
    duplicate_key::RULE,
    duplicate_mount_path::RULE,
    duplicate_port_name::RULE,
    emptydir_over_size_limit::RULE,
    emptydir_without_size_limit::RULE,
    envoy_config_missing::RULE,
    eol_image::RULE,
    exec_probe_no_shell::RULE,
    exec_sleep_hook::RULE,
    flattened_yaml::RULE,
    generic_container_name::RULE,
    grace_shorter_than_sequence::RULE,
    grace_zero::RULE,
    handler_count::RULE,
    heavy_sidecar::RULE,
    helper_readiness_gates_pod::RULE,
    host_ip_without_host_port::RULE,
    host_network::RULE,
    host_path_shared::RULE,
    hpa_diluted_by_sidecar::RULE,
    image_not_in_library::RULE,
    init_chown_root::RULE,
    init_infinite_wait::RULE,
    init_migration_per_replica::RULE,
    init_needs_later_container::RULE,
    init_never_exits::RULE,
    init_not_idempotent::RULE,
    init_output_lost::RULE,
    init_request_dominates::RULE,
    init_restart_policy_version::RULE,
    init_single_shot_fails_pod::RULE,
    init_sleep_as_sync::RULE,
    init_waits_for_own_service::RULE,
    invalid_container_name::RULE,
    istio_inject_annotation::RULE,
    job_exit_code_masked::RULE,
    job_restart_policy_always::RULE,
    job_sidecar_not_pod_failure_aware::RULE,
    job_sidecar_restarts_count::RULE,
    job_without_deadline::RULE,
    job_without_ttl::RULE,
    latest_tag::RULE,
    lifecycle_on_regular_init::RULE,
    limit_below_typical::RULE,
    liveness_equals_readiness::RULE,
    liveness_external_dependency::RULE,
    localhost_port_not_served::RULE,
    log_file_without_rotation::RULE,
    memory_emptydir_unbounded::RULE,
    mesh_app_starts_before_proxy::RULE,
    mesh_init_needs_network::RULE,
    missing_containers::RULE,
    missing_image::RULE,
    missing_memory_limit::RULE,
    missing_requests::RULE,
    mount_hides_image_content::RULE,
    native_sidecar_exits::RULE,
    native_sidecar_prestop_early::RULE,
    native_sidecar_without_startup_probe::RULE,
    net_admin_init::RULE,
    no_endpoint_drain::RULE,
    no_labels::RULE,
    node_agent_as_sidecar::RULE,
    oneshot_in_containers::RULE,
    pdb_blocks_every_eviction::RULE,
    pid1_ignores_sigterm::RULE,
    pod_budget_suggestion::RULE,
    pod_fragment::RULE,
    pod_resources_too_small::RULE,
    poststart_as_init::RULE,
    poststart_blocks_later_containers::RULE,
    pre_stop_outlasts_grace_period::RULE,
    prestop_needs_shell::RULE,
    privilege_escalation::RULE,
    privileged_container::RULE,
    privileged_port_nonroot::RULE,
    probe_grace_longer_than_pod::RULE,
    probe_named_port_missing::RULE,
    probe_of_localhost_listener::RULE,
    probe_on_regular_init::RULE,
    probe_port_undeclared::RULE,
    probe_targets_other_container::RULE,
    probe_timeout_exceeds_period::RULE,
    proxy_not_in_path::RULE,
    pull_policy_never_registry::RULE,
    readiness_termination_grace::RULE,
    redundant_initial_delay::RULE,
    refused_by_baseline::RULE,
    reload_target_not_mounted::RULE,
    requests_exceed_limits::RULE,
    requests_from_limits::RULE,
    restart_all_is_hard_kill::RULE,
    restart_policy_in_containers::RULE,
    restart_rules_without_policy::RULE,
    run_as_root::RULE,
    secret_in_env_literal::RULE,
    secret_mounted_in_helper::RULE,
    service_account_token_everywhere::RULE,
    service_selects_nothing::RULE,
    service_target_unresolved::RULE,
    serving_without_readiness::RULE,
    shared_path_differs::RULE,
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
    sleep_exceeds_grace::RULE,
    slow_start_killed_by_liveness::RULE,
    startup_budget_too_small::RULE,
    stateful_sidecar::RULE,
    stop_signal_gated::RULE,
    subpath_never_refreshes::RULE,
    success_threshold_not_one::RULE,
    termination_message_fallback::RULE,
    too_many_helpers::RULE,
    trap_without_wait::RULE,
    uid_mismatch_on_shared_volume::RULE,
    undocumented_sidecar::RULE,
    unknown_field::RULE,
    unused_volume::RULE,
    volume_mount_without_volume::RULE,
    volume_shared_with_nobody::RULE,
    workload_restart_policy::RULE,
    writable_root_fs::RULE,
    write_to_projected_volume::RULE,
];

/// The page of each rule, apart from the rules: what checks need not carry the pages.
#[rustfmt::skip]
pub(super) const PAGES: &[(&str, &str)] = &[
    (admin_port_exposed::RULE.name, admin_port_exposed::PAGE),
    (aggressive_liveness::RULE.name, aggressive_liveness::PAGE),
    (auth_proxy_bypass::RULE.name, auth_proxy_bypass::PAGE),
    (bare_pod::RULE.name, bare_pod::PAGE),
    (business_logic_sidecar::RULE.name, business_logic_sidecar::PAGE),
    (capabilities_not_dropped::RULE.name, capabilities_not_dropped::PAGE),
    (classic_proxy_stops_with_app::RULE.name, classic_proxy_stops_with_app::PAGE),
    (classic_sidecar::RULE.name, classic_sidecar::PAGE),
    (config_key_missing::RULE.name, config_key_missing::PAGE),
    (consumer_can_write::RULE.name, consumer_can_write::PAGE),
    (coupled_exit::RULE.name, coupled_exit::PAGE),
    (cpu_limit_on_proxy::RULE.name, cpu_limit_on_proxy::PAGE),
    (default_container_missing::RULE.name, default_container_missing::PAGE),
    (default_timeout_one_second::RULE.name, default_timeout_one_second::PAGE),
    (depends_on_unordered_peer::RULE.name, depends_on_unordered_peer::PAGE),
    (deprecated_image::RULE.name, deprecated_image::PAGE),
    (duplicate_container_name::RULE.name, duplicate_container_name::PAGE),
    (duplicate_container_port::RULE.name, duplicate_container_port::PAGE),
    (duplicate_host_port::RULE.name, duplicate_host_port::PAGE),
    (duplicate_key::RULE.name, duplicate_key::PAGE),
    (duplicate_mount_path::RULE.name, duplicate_mount_path::PAGE),
    (duplicate_port_name::RULE.name, duplicate_port_name::PAGE),
    (emptydir_over_size_limit::RULE.name, emptydir_over_size_limit::PAGE),
    (emptydir_without_size_limit::RULE.name, emptydir_without_size_limit::PAGE),
    (envoy_config_missing::RULE.name, envoy_config_missing::PAGE),
    (eol_image::RULE.name, eol_image::PAGE),
    (exec_probe_no_shell::RULE.name, exec_probe_no_shell::PAGE),
    (exec_sleep_hook::RULE.name, exec_sleep_hook::PAGE),
    (flattened_yaml::RULE.name, flattened_yaml::PAGE),
    (generic_container_name::RULE.name, generic_container_name::PAGE),
    (grace_shorter_than_sequence::RULE.name, grace_shorter_than_sequence::PAGE),
    (grace_zero::RULE.name, grace_zero::PAGE),
    (handler_count::RULE.name, handler_count::PAGE),
    (heavy_sidecar::RULE.name, heavy_sidecar::PAGE),
    (helper_readiness_gates_pod::RULE.name, helper_readiness_gates_pod::PAGE),
    (host_ip_without_host_port::RULE.name, host_ip_without_host_port::PAGE),
    (host_network::RULE.name, host_network::PAGE),
    (host_path_shared::RULE.name, host_path_shared::PAGE),
    (hpa_diluted_by_sidecar::RULE.name, hpa_diluted_by_sidecar::PAGE),
    (image_not_in_library::RULE.name, image_not_in_library::PAGE),
    (init_chown_root::RULE.name, init_chown_root::PAGE),
    (init_infinite_wait::RULE.name, init_infinite_wait::PAGE),
    (init_migration_per_replica::RULE.name, init_migration_per_replica::PAGE),
    (init_needs_later_container::RULE.name, init_needs_later_container::PAGE),
    (init_never_exits::RULE.name, init_never_exits::PAGE),
    (init_not_idempotent::RULE.name, init_not_idempotent::PAGE),
    (init_output_lost::RULE.name, init_output_lost::PAGE),
    (init_request_dominates::RULE.name, init_request_dominates::PAGE),
    (init_restart_policy_version::RULE.name, init_restart_policy_version::PAGE),
    (init_single_shot_fails_pod::RULE.name, init_single_shot_fails_pod::PAGE),
    (init_sleep_as_sync::RULE.name, init_sleep_as_sync::PAGE),
    (init_waits_for_own_service::RULE.name, init_waits_for_own_service::PAGE),
    (invalid_container_name::RULE.name, invalid_container_name::PAGE),
    (istio_inject_annotation::RULE.name, istio_inject_annotation::PAGE),
    (job_exit_code_masked::RULE.name, job_exit_code_masked::PAGE),
    (job_restart_policy_always::RULE.name, job_restart_policy_always::PAGE),
    (job_sidecar_not_pod_failure_aware::RULE.name, job_sidecar_not_pod_failure_aware::PAGE),
    (job_sidecar_restarts_count::RULE.name, job_sidecar_restarts_count::PAGE),
    (job_without_deadline::RULE.name, job_without_deadline::PAGE),
    (job_without_ttl::RULE.name, job_without_ttl::PAGE),
    (latest_tag::RULE.name, latest_tag::PAGE),
    (lifecycle_on_regular_init::RULE.name, lifecycle_on_regular_init::PAGE),
    (limit_below_typical::RULE.name, limit_below_typical::PAGE),
    (liveness_equals_readiness::RULE.name, liveness_equals_readiness::PAGE),
    (liveness_external_dependency::RULE.name, liveness_external_dependency::PAGE),
    (localhost_port_not_served::RULE.name, localhost_port_not_served::PAGE),
    (log_file_without_rotation::RULE.name, log_file_without_rotation::PAGE),
    (memory_emptydir_unbounded::RULE.name, memory_emptydir_unbounded::PAGE),
    (mesh_app_starts_before_proxy::RULE.name, mesh_app_starts_before_proxy::PAGE),
    (mesh_init_needs_network::RULE.name, mesh_init_needs_network::PAGE),
    (missing_containers::RULE.name, missing_containers::PAGE),
    (missing_image::RULE.name, missing_image::PAGE),
    (missing_memory_limit::RULE.name, missing_memory_limit::PAGE),
    (missing_requests::RULE.name, missing_requests::PAGE),
    (mount_hides_image_content::RULE.name, mount_hides_image_content::PAGE),
    (native_sidecar_exits::RULE.name, native_sidecar_exits::PAGE),
    (native_sidecar_prestop_early::RULE.name, native_sidecar_prestop_early::PAGE),
    (native_sidecar_without_startup_probe::RULE.name, native_sidecar_without_startup_probe::PAGE),
    (net_admin_init::RULE.name, net_admin_init::PAGE),
    (no_endpoint_drain::RULE.name, no_endpoint_drain::PAGE),
    (no_labels::RULE.name, no_labels::PAGE),
    (node_agent_as_sidecar::RULE.name, node_agent_as_sidecar::PAGE),
    (oneshot_in_containers::RULE.name, oneshot_in_containers::PAGE),
    (pdb_blocks_every_eviction::RULE.name, pdb_blocks_every_eviction::PAGE),
    (pid1_ignores_sigterm::RULE.name, pid1_ignores_sigterm::PAGE),
    (pod_budget_suggestion::RULE.name, pod_budget_suggestion::PAGE),
    (pod_fragment::RULE.name, pod_fragment::PAGE),
    (pod_resources_too_small::RULE.name, pod_resources_too_small::PAGE),
    (poststart_as_init::RULE.name, poststart_as_init::PAGE),
    (poststart_blocks_later_containers::RULE.name, poststart_blocks_later_containers::PAGE),
    (pre_stop_outlasts_grace_period::RULE.name, pre_stop_outlasts_grace_period::PAGE),
    (prestop_needs_shell::RULE.name, prestop_needs_shell::PAGE),
    (privilege_escalation::RULE.name, privilege_escalation::PAGE),
    (privileged_container::RULE.name, privileged_container::PAGE),
    (privileged_port_nonroot::RULE.name, privileged_port_nonroot::PAGE),
    (probe_grace_longer_than_pod::RULE.name, probe_grace_longer_than_pod::PAGE),
    (probe_named_port_missing::RULE.name, probe_named_port_missing::PAGE),
    (probe_of_localhost_listener::RULE.name, probe_of_localhost_listener::PAGE),
    (probe_on_regular_init::RULE.name, probe_on_regular_init::PAGE),
    (probe_port_undeclared::RULE.name, probe_port_undeclared::PAGE),
    (probe_targets_other_container::RULE.name, probe_targets_other_container::PAGE),
    (probe_timeout_exceeds_period::RULE.name, probe_timeout_exceeds_period::PAGE),
    (proxy_not_in_path::RULE.name, proxy_not_in_path::PAGE),
    (pull_policy_never_registry::RULE.name, pull_policy_never_registry::PAGE),
    (readiness_termination_grace::RULE.name, readiness_termination_grace::PAGE),
    (redundant_initial_delay::RULE.name, redundant_initial_delay::PAGE),
    (refused_by_baseline::RULE.name, refused_by_baseline::PAGE),
    (reload_target_not_mounted::RULE.name, reload_target_not_mounted::PAGE),
    (requests_exceed_limits::RULE.name, requests_exceed_limits::PAGE),
    (requests_from_limits::RULE.name, requests_from_limits::PAGE),
    (restart_all_is_hard_kill::RULE.name, restart_all_is_hard_kill::PAGE),
    (restart_policy_in_containers::RULE.name, restart_policy_in_containers::PAGE),
    (restart_rules_without_policy::RULE.name, restart_rules_without_policy::PAGE),
    (run_as_root::RULE.name, run_as_root::PAGE),
    (secret_in_env_literal::RULE.name, secret_in_env_literal::PAGE),
    (secret_mounted_in_helper::RULE.name, secret_mounted_in_helper::PAGE),
    (service_account_token_everywhere::RULE.name, service_account_token_everywhere::PAGE),
    (service_selects_nothing::RULE.name, service_selects_nothing::PAGE),
    (service_target_unresolved::RULE.name, service_target_unresolved::PAGE),
    (serving_without_readiness::RULE.name, serving_without_readiness::PAGE),
    (shared_path_differs::RULE.name, shared_path_differs::PAGE),
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
    (sleep_exceeds_grace::RULE.name, sleep_exceeds_grace::PAGE),
    (slow_start_killed_by_liveness::RULE.name, slow_start_killed_by_liveness::PAGE),
    (startup_budget_too_small::RULE.name, startup_budget_too_small::PAGE),
    (stateful_sidecar::RULE.name, stateful_sidecar::PAGE),
    (stop_signal_gated::RULE.name, stop_signal_gated::PAGE),
    (subpath_never_refreshes::RULE.name, subpath_never_refreshes::PAGE),
    (success_threshold_not_one::RULE.name, success_threshold_not_one::PAGE),
    (termination_message_fallback::RULE.name, termination_message_fallback::PAGE),
    (too_many_helpers::RULE.name, too_many_helpers::PAGE),
    (trap_without_wait::RULE.name, trap_without_wait::PAGE),
    (uid_mismatch_on_shared_volume::RULE.name, uid_mismatch_on_shared_volume::PAGE),
    (undocumented_sidecar::RULE.name, undocumented_sidecar::PAGE),
    (unknown_field::RULE.name, unknown_field::PAGE),
    (unused_volume::RULE.name, unused_volume::PAGE),
    (volume_mount_without_volume::RULE.name, volume_mount_without_volume::PAGE),
    (volume_shared_with_nobody::RULE.name, volume_shared_with_nobody::PAGE),
    (workload_restart_policy::RULE.name, workload_restart_policy::PAGE),
    (writable_root_fs::RULE.name, writable_root_fs::PAGE),
    (write_to_projected_volume::RULE.name, write_to_projected_volume::PAGE),
];
