//! See [`RULE`].

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::ContainerPort;

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::text::FieldPath;

declare_rule! {
    /// Two containers of one Pod want the same port.
    ///
    /// ## Why it matters
    ///
    /// All containers of a Pod have one IP address and one set of ports.
    /// The API server accepts the Pod with a warning; the container that starts second gets *address already in use*, exits, and goes round in a crash loop while the first one runs.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///   - name: dashboard
    ///     image: registry.example/dashboard:1.0
    ///     ports: [{containerPort: 8080}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///   - name: dashboard
    ///     image: registry.example/dashboard:1.0
    ///     ports: [{containerPort: 8081}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking>
    "duplicate-container-port", "N01", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<(i32, &str), (Member<'_>, FieldPath)> = BTreeMap::new();
    for member in pod.staying() {
        for (index, port) in member.container.ports.iter().flatten().enumerate() {
            if port.container_port == 0 {
                continue;
            }
            let path = member.path.child("ports").index(index).child("containerPort");
            let key = (port.container_port, protocol(port));
            let Some((first, first_path)) = taken.get(&key) else {
                taken.insert(key, (member.clone(), path));
                continue;
            };
            if first.name() == member.name() {
                continue;
            }
            let (second, number) = (member.name(), port.container_port);
            let message = format!(
                "`{second}` cannot listen on {number}: `{first}` has it, and the containers of a Pod share one network",
                first = first.name(),
            );
            diagnostics.push(
                RULE.finding(pod.span(&path), message)
                    .field(&path)
                    .help("give one of them another port")
                    .related(pod.span(first_path), format!("taken here by `{}`", first.name()))
                    .container(second),
            );
        }
    }
}

fn protocol(port: &ContainerPort) -> &str {
    port.protocol.as_deref().unwrap_or("TCP")
}
