//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::ports::call;
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
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: agent
    ///     image: registry.example/agent:1.0
    ///     restartPolicy: Always
    ///     env:
    ///     - {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: "http://localhost:4317"}
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
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-pod-lifecycle>; `newTerminationOrdering`, pkg/kubelet/kuberuntime/kuberuntime_termination_order.go.
    "sidecar-teardown-inversion", "S08", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (position, client) in pod.members.iter().enumerate() {
        if client.role != Role::Sidecar {
            continue;
        }
        let later = pod.members.get(position + 1..).unwrap_or_default();
        let asks = pod.asks(client);
        let proven = asks.iter().find_map(|(at, port, _)| {
            let server = pod.listener(*port)?;
            let is_later = server.role == Role::Sidecar && server.index > client.index;
            is_later.then(|| (server, client.path.child("name"), i32::from(*port), Some(*at)))
        });
        let found = proven.or_else(|| {
            let mut sidecars = later.iter().filter(|member| member.role == Role::Sidecar);
            sidecars.find_map(|server| {
                let (place, port) = call(client, server)?;
                Some((server, place, port, None))
            })
        });
        let Some((server, place, port, at)) = found else { continue };
        let (name, other) = (client.name(), server.name());
        let list = pod.spec_path().child("initContainers");
        let message = format!(
            "`{name}` uses port {port} of `{other}`, which is started after it and stopped before it"
        );
        let there = pod.span(&server.path.child("name"));
        let mut finding = RULE
            .about(pod, &place, message)
            .help(format!("put `{other}` in front of `{name}`"))
            .related(there, format!("`{other}` is stopped first"))
            .container(name)
            .safe_fix(
                &format!("Put {other} first"),
                pod.move_before(&list, server.index, client.index),
            );
        finding.at = at;
        diagnostics.push(finding);
    }
}
