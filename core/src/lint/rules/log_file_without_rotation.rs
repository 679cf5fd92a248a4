//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};

declare_rule! {
    /// A log file in a shared volume grows for as long as the Pod lives.
    ///
    /// ## Why it matters
    ///
    /// The kubelet rotates what containers print. A file in an emptyDir is the app's own business: the shipper reads it, and nobody cuts it.
    /// It grows until the disk of the node is full or the volume's `sizeLimit` is reached, and then the whole Pod is evicted.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; while true; do date >> /logs/access.log; sleep 5 & wait $!; done"]
    ///     volumeMounts: [{name: logs, mountPath: /logs}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; while true; do date; sleep 5 & wait $!; done"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation>; `emptyDirLimitEviction`, pkg/kubelet/eviction/eviction_manager.go.
    "log-file-without-rotation", "V08", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.members.iter().any(|member| member.says().any(|text| text.contains("rotate"))) {
        return;
    }
    for shipper in pod.staying().filter(|it| it.helper() == Some(Helper::LogShipper)) {
        for read in shipper.mounts() {
            let volume = pod.volume(&read.mount.name);
            if volume.is_none_or(|volume| volume.empty_dir.is_none()) || read.is_written(pod) {
                continue;
            }
            let mut mounts = pod.mounts_of(&read.mount.name);
            let writer = mounts.find(|other| {
                other.member.stays()
                    && other.member.helper().is_none()
                    && other.is_written(pod)
                    && !begins_anew(other.member)
            });
            let Some(writer) = writer else { continue };
            let (name, owner) = (shipper.name(), writer.member.name());
            diagnostics.push(
                RULE.about(
                    pod,
                    &writer.path().child("name"),
                    format!("`{owner}` writes a log to `{}` that nobody cuts", read.mount.name),
                )
                .help("print it instead, or rotate the file and give the volume a `sizeLimit`")
                .related(pod.span(&read.path().child("name")), format!("`{name}` only reads it"))
                .container(owner),
            );
        }
    }
}

/// Whether a script writes files from the beginning each time, and appends to none.
fn begins_anew(member: &Member<'_>) -> bool {
    let mut words = member.words().filter(|word| word.contains('>')).peekable();
    words.peek().is_some() && words.all(|word| !word.contains(">>"))
}
