//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::object::Kind;

declare_rule! {
    /// Containers of a Pod hand each other files through a folder of the node.
    ///
    /// ## Why it matters
    ///
    /// The folder belongs to the node: all Pods that name it share it, the files of a Pod that is gone stay there, and a Pod on another node finds others.
    /// The Pod Security Standards *baseline* and *restricted* forbid it. An emptyDir is a folder of the Pod alone.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop, readOnly: true}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     hostPath: {path: /var/log/shop}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop, readOnly: true}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#hostpath>
    "host-path-shared", "V09", since = "0.1.0", Warning, [], Pod(check)
}

/// Folders that somebody else on the node works with.
const NODE: [&str; 8] =
    ["/dev", "/etc", "/proc", "/run", "/sys", "/usr", "/var/lib/kubelet", "/var/run"];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    // What runs on every node, or in its network, is there for the node.
    if pod.object.kind() == Kind::DaemonSet || pod.spec.host_network == Some(true) {
        return;
    }
    for (path, volume) in pod.volumes() {
        let folder = volume.host_path.as_ref().map(|of| of.path.as_str());
        if folder.is_none_or(|folder| NODE.iter().any(|own| folder.starts_with(own))) {
            continue;
        }
        let mounts = || pod.mounts_of(&volume.name);
        let Some(writer) = mounts().find(|mounted| !mounted.is_read_only()) else { continue };
        let other = mounts().find(|other| other.member.name() != writer.member.name());
        let Some(other) = other else { continue };
        let (one, two) = (writer.member.name(), other.member.name());
        diagnostics.push(
            RULE.about(
                pod,
                &path.child("hostPath"),
                format!(
                    "`{one}` and `{two}` share a folder of the node, with every Pod that names it"
                ),
            )
            .help("use an emptyDir: it is the Pod's own")
            .related(pod.span(&writer.path().child("name")), format!("`{one}` can write to it"))
            .draft("Use an emptyDir", pod.exchange(&path.child("hostPath"), "emptyDir", "{}")),
        );
    }
}
