//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// Where an init container fails, the status of the Pod does not say why.
    ///
    /// ## Why it matters
    ///
    /// The status shows what the process wrote to `/dev/termination-log`, which few do. With `terminationMessagePolicy: FallbackToLogsOnError` it shows the last lines of the log instead, and `kubectl describe` tells the reason without a look at the logs, which are gone with the Pod.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: registry.example/migrate:1.0
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: registry.example/migrate:1.0
    ///     terminationMessagePolicy: FallbackToLogsOnError
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/#customizing-the-termination-message>; `getTerminationMessage`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "termination-message-fallback", "O03", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.inits() {
        let container = member.container;
        let is_said =
            container.termination_message_policy.as_deref() == Some("FallbackToLogsOnError");
        // Who names a file of its own writes it.
        let file = container.termination_message_path.as_deref();
        if is_said || file.is_some_and(|file| file != "/dev/termination-log") {
            continue;
        }
        let name = member.name();
        let path = member.path.child("terminationMessagePolicy");
        diagnostics.push(
            RULE.about(
                pod,
                &member.path.child("name"),
                format!("where `{name}` fails, the status of the Pod does not say why"),
            )
            .help(
                "`terminationMessagePolicy: FallbackToLogsOnError` shows the end of its log there",
            )
            .container(name)
            .safe_fix("Show the end of the log", pod.put(&path, "FallbackToLogsOnError")),
        );
    }
}
