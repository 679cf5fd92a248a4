//! Lifecycle hooks: what kind they are, and what their failure says.
//!
//! Upstream: `handlerRunner.Run`, pkg/kubelet/lifecycle/handlers.go.

use k8s_openapi::api::core::v1::LifecycleHandler;

use crate::process::HookRun;
use crate::process::machine::Reply;
use crate::sim::Sim;
use crate::sim::prober::output;
use crate::sim::processes::Purpose;
use crate::sim::trace::HookKind;
use crate::time::SimDuration;

/// Longer than anything is watched.
pub(super) const FOR_EVER: SimDuration = SimDuration(u64::MAX / 4);

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

    /// Begins a hook: how long it takes, or for ever where a command tells when it ends.
    pub(super) fn begin_hook(&mut self, container: usize, kind: HookKind) -> HookRun {
        let known = |takes, success| HookRun { takes, success };
        let Some(of) = self.containers.get(container) else {
            return known(SimDuration::ZERO, true);
        };
        let (spec, behavior) = (of.spec, of.behavior);
        let said = match kind {
            HookKind::PostStart => behavior.post_start,
            HookKind::PreStop => behavior.pre_stop,
        };
        let lifecycle = spec.lifecycle.as_ref();
        let hook = lifecycle.and_then(|lifecycle| match kind {
            HookKind::PostStart => lifecycle.post_start.as_ref(),
            HookKind::PreStop => lifecycle.pre_stop.as_ref(),
        });
        let Some(hook) = hook else { return known(SimDuration::ZERO, true) };
        if let Some(said) = said {
            return said;
        }
        if let Some(sleep) = &hook.sleep {
            let seconds = u64::try_from(sleep.seconds).unwrap_or_default();
            return known(SimDuration::from_secs(seconds), true);
        }
        if let Some(exec) = &hook.exec {
            let words = exec.command.as_deref().unwrap_or_default();
            if self.exec_error(container, words).is_some() {
                return known(SimDuration::ZERO, false);
            }
            self.run_command(container, words, Purpose::Hook(container, kind));
            return known(FOR_EVER, true);
        }
        if let Some(get) = &hook.http_get {
            // The kubelet cannot make a request to a port that it does not find. Any answer will do for a hook.
            let is_port = output::unknown_port(&get.port, spec).is_none();
            if !is_port {
                return known(SimDuration::ZERO, false);
            }
            let purpose = Purpose::Hook(container, kind);
            return match self.request(container, get, "kube-lifecycle/1.36", purpose) {
                Some(reply) => known(SimDuration::ZERO, matches!(reply, Reply::Status(_))),
                None => known(FOR_EVER, true),
            };
        }
        // The kubelet has no handler for the one that is left, `tcpSocket`.
        known(SimDuration::ZERO, false)
    }

    /// Why a postStart hook failed, as the waiting message tells it; a command's exit code and what it printed.
    pub(super) fn hook_failure(&self, container: usize, exit_code: i32, said: &str) -> String {
        let (Some(of), Some(hook)) =
            (self.containers.get(container), self.hook(container, HookKind::PostStart))
        else {
            return String::new();
        };
        let whose =
            format!("for Container \"{}\" in Pod \"{}\"", of.name(), self.pod_in_messages());
        if let Some(exec) = &hook.exec {
            let words = exec.command.as_deref().unwrap_or_default();
            let command = words.join(" ");
            let refused = self.exec_error(container, words);
            if let Some(error) = refused.filter(|_| of.behavior.post_start.is_none()) {
                return format!(
                    "Exec lifecycle hook ([{command}]) {whose} failed - error: {error}, message: \"\""
                );
            }
            return format!(
                "Exec lifecycle hook ([{command}]) {whose} failed - error: command '{command}' exited with {exit_code}: {said}, \
                 message: {said:?}"
            );
        }
        if let Some(get) = &hook.http_get {
            let path = get.path.as_deref().unwrap_or("/");
            let error = output::unknown_port(&get.port, of.spec)
                .or_else(|| (!said.is_empty()).then(|| said.to_owned()))
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
