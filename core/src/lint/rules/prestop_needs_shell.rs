//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::script::{base_name, sleep_action};
use crate::lint::subject::Subject;
use crate::process::lacks_program;

declare_rule! {
    /// A hook runs a program that the image does not have.
    ///
    /// ## Why it matters
    ///
    /// The command of a hook is run in the container, with what is in its image.
    /// An image without a shell has no `sleep` either: a preStop hook fails at once with the event FailedPreStopHook, the container gets its stop signal, and the requests that it should have waited for are cut off.
    /// A postStart hook that fails has the container killed, at each start anew.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: metrics
    ///     image: nginx/nginx-prometheus-exporter:1.4
    ///     lifecycle:
    ///       preStop:
    ///         exec: {command: ["sh", "-c", "sleep 5"]}
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: api
    ///     image: gcr.io/distroless/static-debian12:nonroot
    ///     lifecycle:
    ///       postStart:
    ///         exec: {command: ["/bin/sh", "-c", "touch /tmp/started"]}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: metrics
    ///     image: nginx/nginx-prometheus-exporter:1.4
    ///     lifecycle:
    ///       preStop:
    ///         sleep: {seconds: 5}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/>; `executePreStopHook`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "prestop-needs-shell", "T04", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        for (field, hook) in [("preStop", member.pre_stop()), ("postStart", member.post_start())] {
            let exec = hook.and_then(|hook| hook.exec.as_ref()?.command.as_deref());
            let Some(command) = exec else { continue };
            let lacking =
                command.first().filter(|program| lacks_program(member.container, program));
            let Some(program) = lacking.map(|program| base_name(program)) else { continue };
            let exec = member.path.child("lifecycle").child(field).child("exec");
            let name = member.name();
            let message = if field == "preStop" {
                format!("the preStop hook of `{name}` fails at once: its image has no `{program}`")
            } else {
                format!(
                    "`{name}` is killed at each start: its image has no `{program}` for its postStart hook"
                )
            };
            let mut finding = RULE
                .about(pod, &exec.child("command"), message)
                .help("use what the kubelet can do by itself: `sleep` or `httpGet`")
                .container(name);
            finding.offer("Use the sleep action", sleep_action(pod, &exec, command), true);
            diagnostics.push(finding);
        }
    }
}
