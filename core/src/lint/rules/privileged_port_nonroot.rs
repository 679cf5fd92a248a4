//! See [`RULE`].

use k8s_openapi::api::core::v1::SecurityContext;

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};

declare_rule! {
    /// A process that is not root is to listen on a port below 1024.
    ///
    /// ## Why it matters
    ///
    /// Linux lets root alone listen there, unless somebody changed that for the Pod.
    /// containerd does so by itself since 2.0, older ones and CRI-O do not: the same Pod works on one cluster and ends with *Permission denied* on another.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     securityContext: {runAsUser: 1000}
    ///     ports: [{containerPort: 80}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     securityContext: {runAsUser: 1000}
    ///     ports: [{containerPort: 8080}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/>: the safe sysctl `net.ipv4.ip_unprivileged_port_start`; `enable_unprivileged_ports` of containerd, <https://github.com/containerd/containerd/pull/9348>; <https://github.com/cri-o/cri-o/issues/10050>.
    "privileged-port-nonroot", "N06", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let of_pod = pod.spec.security_context.as_ref();
    let mut sysctls = of_pod.iter().flat_map(|it| it.sysctls.iter().flatten());
    if sysctls.any(|sysctl| sysctl.name == "net.ipv4.ip_unprivileged_port_start") {
        return;
    }
    for member in pod.staying() {
        let mut ports = member.container.ports.iter().flatten();
        let Some(index) = ports.position(|port| (1..1024).contains(&port.container_port)) else {
            continue;
        };
        if !is_not_root(pod, member) || may_bind(member.container.security_context.as_ref()) {
            continue;
        }
        let name = member.name();
        let port = member.container.ports.iter().flatten().nth(index);
        let number = port.map_or(0, |port| port.container_port);
        diagnostics.push(
            RULE.about(
                pod,
                &member.path.child("ports").index(index).child("containerPort"),
                format!("`{name}` is not root, and not every node lets it listen on {number}"),
            )
            .help("let its server listen above 1023, and say that port here")
            .container(name),
        );
    }
}

/// Whether the manifest says that it does not run as root.
fn is_not_root(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    pod.user(member).map_or(pod.non_root(member) == Some(true), |user| user != 0)
}

/// Whether it gets the capability for it.
fn may_bind(security: Option<&SecurityContext>) -> bool {
    let Some(security) = security else { return false };
    let added = security.capabilities.iter().flat_map(|it| it.add.iter().flatten());
    security.privileged == Some(true)
        || added.into_iter().any(|one| one == "NET_BIND_SERVICE" || one == "ALL")
}
