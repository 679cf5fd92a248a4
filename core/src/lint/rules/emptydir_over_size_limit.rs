//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::What;

declare_rule! {
    /// A container writes more to an emptyDir than its sizeLimit.
    ///
    /// ## Why it matters
    ///
    /// No write fails: the kubelet measures every one to two minutes what an emptyDir holds. It evicts a Pod whose volume holds more than its `sizeLimit`: all containers get one second to stop, and no restart policy starts them again.
    /// Give the volume what is written in the worst case, or write less.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; while true; do head -c 4M /dev/urandom >> /cache/blob; sleep 1 & wait $!; done"]
    ///     volumeMounts: [{name: cache, mountPath: /cache}]
    ///   volumes:
    ///   - name: cache
    ///     emptyDir: {sizeLimit: 64Mi}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; while true; do head -c 4M /dev/urandom > /cache/blob; sleep 1 & wait $!; done"]
    ///     volumeMounts: [{name: cache, mountPath: /cache}]
    ///   volumes:
    ///   - name: cache
    ///     emptyDir: {sizeLimit: 64Mi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#emptydir>; `emptyDirLimitEviction`, pkg/kubelet/eviction/eviction_manager.go.
    "emptydir-over-size-limit", "V15", since = "0.1.0", Error, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut entries = pod.trace.iter().flat_map(|trace| &trace.entries);
    let evicted = entries.find_map(|entry| {
        let What::Event { reason: "Evicted", message, .. } = &entry.what else { return None };
        Some((entry.at, message))
    });
    let Some((at, message)) = evicted else { return };
    for (path, volume) in pod.volumes() {
        if !message.contains(&format!("volume {:?} ", volume.name)) {
            continue;
        }
        let place = path.child("emptyDir.sizeLimit");
        let message =
            format!("`{}` holds more than its `sizeLimit`: the Pod is evicted", volume.name);
        diagnostics.push(
            RULE.about(pod, &place, message)
                .help("raise the limit above what is ever written, or write less")
                .at(at),
        );
    }
}
