//! Ephemeral containers have the fields of any other container, and one of their own.
//!
//! Upstream: `EphemeralContainerCommon`, pkg/apis/core/types.go.

use k8s_openapi::api::core::v1::{Container, EphemeralContainer};

macro_rules! with_the_fields_of {
    ($from:ident, $to:ident { $($own:tt)* }) => {
        $to {
            args: $from.args, command: $from.command, env: $from.env, env_from: $from.env_from,
            image: $from.image, image_pull_policy: $from.image_pull_policy, lifecycle: $from.lifecycle,
            liveness_probe: $from.liveness_probe, name: $from.name, ports: $from.ports,
            readiness_probe: $from.readiness_probe, resize_policy: $from.resize_policy,
            resources: $from.resources, restart_policy: $from.restart_policy,
            restart_policy_rules: $from.restart_policy_rules, security_context: $from.security_context,
            startup_probe: $from.startup_probe, stdin: $from.stdin, stdin_once: $from.stdin_once,
            termination_message_path: $from.termination_message_path,
            termination_message_policy: $from.termination_message_policy, tty: $from.tty,
            volume_devices: $from.volume_devices, volume_mounts: $from.volume_mounts,
            working_dir: $from.working_dir,
            $($own)*
        }
    };
}

/// The same as a container, without its target.
pub fn as_container(ephemeral: EphemeralContainer) -> Container {
    with_the_fields_of!(ephemeral, Container {})
}

/// The container as an ephemeral one beside `target`.
pub fn as_ephemeral(container: Container, target: Option<String>) -> EphemeralContainer {
    with_the_fields_of!(container, EphemeralContainer { target_container_name: target })
}
