//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::script::needs_tools;
use crate::lint::script::sleeps;
use crate::lint::subject::Subject;
use crate::process::has_no_shell;

declare_rule! {
    /// A preStop hook runs a program that the image does not have.
    ///
    /// ## Why it matters
    ///
    /// The command of a hook is run in the container, with what is in its image.
    /// An image without a shell has no `sleep` either: the hook fails at once with the event FailedPreStopHook, the container gets its stop signal, and the requests that it should have waited for are cut off.
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
        let hook = member.container.lifecycle.as_ref().and_then(|all| all.pre_stop.as_ref());
        let Some(command) = hook.and_then(|hook| hook.exec.as_ref()?.command.as_deref()) else {
            continue;
        };
        let Some(program) = needs_tools(command).filter(|_| has_no_shell(member.container)) else {
            continue;
        };
        let (name, exec) = (member.name(), member.path.child("lifecycle.preStop.exec"));
        let message =
            format!("the preStop hook of `{name}` fails at once: its image has no `{program}`");
        let mut finding = RULE
            .about(pod, &exec.child("command"), message)
            .help("use what the kubelet can do by itself: `sleep` or `httpGet`")
            .container(name);
        if let Some(seconds) = sleeps(command) {
            let action = format!("{{seconds: {seconds}}}");
            finding.offer("Use the sleep action", pod.exchange(&exec, "sleep", &action), true);
        }
        diagnostics.push(finding);
    }
}
