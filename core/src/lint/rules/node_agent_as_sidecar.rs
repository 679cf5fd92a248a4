//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::object::Kind;

declare_rule! {
    /// A helper in a Deployment reads what belongs to the node.
    ///
    /// ## Why it matters
    ///
    /// The logs of all containers, `/proc` and the runtime's socket are there once for each node. A sidecar that mounts them sees the other Pods' too; two replicas on one node do the work twice, and a node without a replica is left out.
    /// That is work for a DaemonSet.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       initContainers:
    ///       - name: log-shipper
    ///         image: fluent/fluent-bit:3.2
    ///         restartPolicy: Always
    ///         volumeMounts: [{name: logs, mountPath: /var/log/containers, readOnly: true}]
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    ///       volumes:
    ///       - name: logs
    ///         hostPath: {path: /var/log/containers}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: apps/v1
    /// kind: DaemonSet
    /// metadata: {name: log-shipper}
    /// spec:
    ///   selector: {matchLabels: {app: log-shipper}}
    ///   template:
    ///     metadata: {labels: {app: log-shipper}}
    ///     spec:
    ///       containers:
    ///       - name: log-shipper
    ///         image: fluent/fluent-bit:3.2
    ///         volumeMounts: [{name: logs, mountPath: /var/log/containers, readOnly: true}]
    ///       volumes:
    ///       - name: logs
    ///         hostPath: {path: /var/log/containers}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/cluster-administration/logging/#using-a-node-logging-agent>
    "node-agent-as-sidecar", "S14", since = "0.1.0", Info, [Default], Pod(check)
}

/// What there is once for each node.
const OF_NODE: [&str; 10] = [
    "/var/log",
    "/var/log/containers",
    "/var/log/pods",
    "/var/lib/docker/containers",
    "/proc",
    "/sys",
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/var/run/containerd/containerd.sock",
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let is_replicated =
        matches!(pod.object.kind(), Kind::Deployment | Kind::ReplicaSet | Kind::StatefulSet);
    if !is_replicated {
        return;
    }
    for (declared, volume) in pod.volumes() {
        let Some(host) = &volume.host_path else { continue };
        if !OF_NODE.contains(&host.path.trim_end_matches('/')) {
            continue;
        }
        let is_helper = |member: &Member<'_>| member.stays() && member.helper().is_some();
        let mut mounts = pod.mounts_of(&volume.name);
        let Some(read) = mounts.find(|mounted| is_helper(mounted.member)) else { continue };
        let name = read.member.name();
        let message =
            format!("`{name}` reads {} of the whole node, once in every replica", host.path);
        diagnostics.push(
            RULE.about(pod, &read.path().child("name"), message)
                .help("run it in a DaemonSet: one for each node")
                .related(pod.span(&declared.child("hostPath")), "this belongs to the node")
                .container(name),
        );
    }
}
