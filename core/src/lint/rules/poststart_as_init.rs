//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::process::machine::deeds::Act;

declare_rule! {
    /// A postStart hook prepares a file that its container reads at its start.
    ///
    /// ## Why it matters
    ///
    /// The hook runs beside the container's own process, and nothing says who is first.
    /// One time the process finds the file, and the next time, on a busy node, it does not.
    /// An init container has ended before the process starts.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; cat /data/settings; while true; do sleep 1; done"]
    ///     lifecycle:
    ///       postStart:
    ///         exec: {command: ["sh", "-c", "echo mode=fast > /data/settings"]}
    ///     volumeMounts: [{name: work, mountPath: /data}]
    ///   volumes:
    ///   - name: work
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: settings
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "echo mode=fast > /data/settings"]
    ///     volumeMounts: [{name: work, mountPath: /data}]
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; cat /data/settings; while true; do sleep 1; done"]
    ///     volumeMounts: [{name: work, mountPath: /data}]
    ///   volumes:
    ///   - name: work
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#container-hooks>: "there is no guarantee that the hook will execute before the container ENTRYPOINT".
    "poststart-as-init", "T11", since = "0.1.0", Info, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        if member.post_start().is_none() {
            continue;
        }
        let reads = |path: &str| {
            pod.deeds(member).find(|deed| {
                !deed.by_kubelet && matches!(&deed.act, Act::Reads(own) if own == path)
            })
        };
        let mut written = pod.deeds(member).filter(|deed| deed.by_kubelet);
        let found = written.find_map(|deed| match &deed.act {
            Act::Writes(path) => Some((path, reads(path)?.at)),
            Act::Listens { .. } | Act::Collides { .. } | Act::Asks { .. } | Act::Reads(_) => None,
        });
        let Some((file, at)) = found else { continue };
        let name = member.name();
        let message = format!("`{name}` may read {file} before its postStart hook has written it");
        diagnostics.push(
            RULE.about(pod, &member.path.child("lifecycle.postStart"), message)
                .help("prepare the file in an init container")
                .container(name)
                .at(at),
        );
    }
}
