//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A shared emptyDir may grow until the node's disk is full.
    ///
    /// ## Why it matters
    ///
    /// What containers hand each other in an emptyDir lies on the disk of the node. Where it grows without end, the node comes under disk pressure, and the kubelet evicts Pods, others too.
    /// With a `sizeLimit` it is this Pod alone that is evicted, and the message names the volume.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: compressor
    ///     image: registry.example/compressor:1.0
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: uploads, mountPath: /uploads}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: uploads, mountPath: /uploads}]
    ///   volumes:
    ///   - name: uploads
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: compressor
    ///     image: registry.example/compressor:1.0
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: uploads, mountPath: /uploads}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: uploads, mountPath: /uploads}]
    ///   volumes:
    ///   - name: uploads
    ///     emptyDir: {sizeLimit: 1Gi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#emptydir>; `emptyDirLimitEviction`, pkg/kubelet/eviction/eviction_manager.go.
    "emptydir-without-size-limit", "V05", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (path, volume) in pod.volumes() {
        let Some(dir) = &volume.empty_dir else { continue };
        let is_memory = dir.medium.as_deref() == Some("Memory");
        if dir.size_limit.is_some() || is_memory || pod.mounts_of(&volume.name).count() < 2 {
            continue;
        }
        let limit = path.child("emptyDir.sizeLimit");
        diagnostics.push(
            RULE.about(
                pod,
                &path.child("emptyDir"),
                format!("`{}` may grow until the disk of the node is full", volume.name),
            )
            .help("say a `sizeLimit`: the Pod is evicted before it gets larger")
            .draft("Limit it to 1Gi", pod.put(&limit, "1Gi")),
        );
    }
}
