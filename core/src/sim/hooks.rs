//! Lifecycle hooks: what kind they are, and what their failure says.
//!
//! Upstream: `handlerRunner.Run`, pkg/kubelet/lifecycle/handlers.go.

use k8s_openapi::api::core::v1::LifecycleHandler;

use crate::sim::Sim;
use crate::sim::prober::output;
use crate::sim::trace::HookKind;

impl Sim<'_> {
    /// A container's hook.
    pub(super) fn hook(&self, container: usize, kind: HookKind) -> Option<&LifecycleHandler> {
        let lifecycle = self.containers.get(container)?.spec.lifecycle.as_ref()?;
        match kind {
            HookKind::PostStart => lifecycle.post_start.as_ref(),
            HookKind::PreStop => lifecycle.pre_stop.as_ref(),
        }
    }

    /// Whether a hook cannot outlive the container's process: all but `sleep`, which is a timer of the kubelet.
    pub(super) fn hook_needs_process(&self, container: usize, kind: HookKind) -> bool {
        self.hook(container, kind).is_some_and(|hook| hook.sleep.is_none())
    }

    /// Why a postStart hook failed, as the waiting message tells it; `cut_off` where the process ended under it.
    pub(super) fn hook_failure(&self, container: usize, cut_off: bool) -> String {
        let (Some(of), Some(hook)) =
            (self.containers.get(container), self.hook(container, HookKind::PostStart))
        else {
            return String::new();
        };
        let whose =
            format!("for Container \"{}\" in Pod \"{}\"", of.name(), self.pod_in_messages());
        if let Some(exec) = &hook.exec {
            let command = exec.command.as_deref().unwrap_or_default().join(" ");
            let code = if cut_off { 137 } else { 1 };
            return format!(
                "Exec lifecycle hook ([{command}]) {whose} failed - error: command '{command}' exited with {code}: , \
                 message: \"\""
            );
        }
        if let Some(get) = &hook.http_get {
            let path = get.path.as_deref().unwrap_or("/");
            let error = output::unknown_port(&get.port, of.spec)
                .unwrap_or_else(|| output::http(get, of.spec, &self.pod.ip(), false));
            return format!("HTTP lifecycle hook ({path}) {whose} failed - error: {error}");
        }
        if let Some(sleep) = &hook.sleep {
            return format!(
                "Sleep lifecycle hook ({}) {whose} failed - error: container terminated before sleep hook finished",
                sleep.seconds
            );
        }
        let socket = hook.tcp_socket.as_ref().map_or_else(
            || "nil".to_owned(),
            |socket| {
                let port = output::go_port(&socket.port);
                let host = socket.host.as_deref().unwrap_or_default();
                format!("&TCPSocketAction{{Port:{port},Host:{host},}}")
            },
        );
        format!(
            "Cannot run handler: invalid handler: &LifecycleHandler{{Exec:nil,HTTPGet:nil,TCPSocket:{socket},Sleep:nil,}}"
        )
    }
}
