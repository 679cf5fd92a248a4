//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::Role;

declare_rule! {
    /// A native sidecar connects to another one that is stopped before it.
    ///
    /// ## Why it matters
    ///
    /// Native sidecars are stopped one after the other, the last entry first.
    /// A sidecar that sends its data through one further down the list finds nobody there when it wants to send the rest: what it has not sent by then is lost.
    /// It also starts first, and has to try until the other one is there.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: reporter
    ///     image: busybox:1.36
    ///     restartPolicy: Always
    ///     command: ["sh", "-c", "while true; do nc -z localhost 4317; sleep 5; done & trap exit TERM; wait"]
    ///   - name: collector
    ///     image: otel/opentelemetry-collector:0.104.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 4317}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: collector
    ///     image: otel/opentelemetry-collector:0.104.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 4317}]
    ///   - name: reporter
    ///     image: busybox:1.36
    ///     restartPolicy: Always
    ///     command: ["sh", "-c", "while true; do nc -z localhost 4317; sleep 5; done & trap exit TERM; wait"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#termination-with-sidecars>; `containerTerminationOrder`, pkg/kubelet/kuberuntime/kuberuntime_termination_order.go.
    "sidecar-teardown-inversion", "S08", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let sidecars = || pod.members.iter().filter(|member| member.role == Role::Sidecar);
    for client in sidecars() {
        for (at, port, _) in pod.asks(client) {
            let Some(server) = pod.listener(port) else { continue };
            if server.role != Role::Sidecar || server.index <= client.index {
                continue;
            }
            let (name, other) = (client.name(), server.name());
            let list = pod.spec_path().child("initContainers");
            let message = format!(
                "`{name}` connects to port {port} of `{other}`, which is stopped before it and started after it"
            );
            diagnostics.push(
                RULE.about(pod, &client.path, message)
                    .help(format!("put `{other}` in front of `{name}`"))
                    .related(pod.span(&server.path), format!("`{other}` is stopped first"))
                    .container(name)
                    .at(at)
                    .safe_fix(
                        &format!("Put {other} first"),
                        pod.move_before(&list, server.index, client.index),
                    ),
            );
            break;
        }
    }
}
