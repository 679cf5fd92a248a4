//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::ports::protocol;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::Role;
use crate::text::FieldPath;

declare_rule! {
    /// A sidecar and another container want the same port of the node.
    ///
    /// ## Why it matters
    ///
    /// A port of the node leads to one container. The API server compares the entries of `containers` with each other and refuses a port that is there twice; a native sidecar it does not compare with them.
    /// The Pod is accepted, and one of the two is not reached from outside.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: haproxy:3.0
    ///     restartPolicy: Always
    ///     startupProbe: {tcpSocket: {port: 8443}}
    ///     ports: [{containerPort: 8443, hostPort: 8080}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080, hostPort: 8080}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: haproxy:3.0
    ///     restartPolicy: Always
    ///     startupProbe: {tcpSocket: {port: 8443}}
    ///     ports: [{containerPort: 8443, hostPort: 8080}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking>; `checkHostPortConflicts`, pkg/apis/core/validation/validation.go.
    "duplicate-host-port", "N03", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (place, member) in pod.members.iter().enumerate().filter(|(_, member)| member.stays()) {
        for (index, port) in member.container.ports.iter().flatten().enumerate() {
            let Some(number) = port.host_port.filter(|number| *number > 0) else { continue };
            let path = |path: &FieldPath, index| path.child("ports").index(index).child("hostPort");
            for first in pod.members.iter().take(place).filter(|it| it.role == Role::Sidecar) {
                let mut ports = first.container.ports.iter().flatten();
                let same = ports.position(|own| {
                    own.host_port == Some(number)
                        && own.host_ip == port.host_ip
                        && protocol(own) == protocol(port)
                });
                let Some(same) = same else { continue };
                let (name, other) = (member.name(), first.name());
                diagnostics.push(
                    RULE.about(
                        pod,
                        &path(&member.path, index),
                        format!(
                            "port {number} of the node cannot lead to `{name}` and to `{other}`"
                        ),
                    )
                    .help("let one of them have it, or use a Service")
                    .related(pod.span(&path(&first.path, same)), format!("`{other}` wants it too"))
                    .container(name),
                );
            }
        }
    }
}
