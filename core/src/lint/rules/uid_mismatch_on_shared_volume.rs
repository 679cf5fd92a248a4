//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::mounts::Mounted;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// Two containers write to one volume as different users.
    ///
    /// ## Why it matters
    ///
    /// Everybody may make files in an emptyDir, and who makes a file owns it: with the usual permissions others can read it, and not change it.
    /// A container with another user id gets *Permission denied* when it appends to the file or puts one into a folder that the other one made.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     securityContext: {runAsUser: 1001}
    ///     volumeMounts: [{name: data, mountPath: /data}]
    ///   - name: indexer
    ///     image: registry.example/indexer:1.0
    ///     securityContext: {runAsUser: 2002}
    ///     volumeMounts: [{name: data, mountPath: /data}]
    ///   volumes:
    ///   - name: data
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   securityContext: {runAsUser: 1001}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     volumeMounts: [{name: data, mountPath: /data}]
    ///   - name: indexer
    ///     image: registry.example/indexer:1.0
    ///     volumeMounts: [{name: data, mountPath: /data}]
    ///   volumes:
    ///   - name: data
    ///     emptyDir: {}
    /// ```
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: own
    ///     image: busybox:1.36
    ///     command: ["chown", "1001", "/data"]
    ///     securityContext: {runAsUser: 0}
    ///     volumeMounts: [{name: data, mountPath: /data}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     securityContext: {runAsUser: 1001}
    ///     volumeMounts: [{name: data, mountPath: /data}]
    ///   volumes:
    ///   - name: data
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>; `setupDir`, pkg/volume/emptydir/empty_dir.go: the folder gets the permissions 0777.
    "uid-mismatch-on-shared-volume", "V10", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.security_context.as_ref().is_some_and(|of_pod| of_pod.fs_group.is_some()) {
        return;
    }
    for (_, volume) in pod.volumes().filter(|(_, volume)| volume.empty_dir.is_some()) {
        let mut told = pod.mounts_of(&volume.name).flat_map(|mounted| mounted.member.words());
        if told
            .any(|word| ["chown", "chmod", "setfacl", "umask"].iter().any(|it| word.contains(it)))
        {
            continue;
        }
        let mut first: Option<(Mounted<'_, '_>, i64)> = None;
        for mounted in pod.mounts_of(&volume.name).filter(|mounted| may_write(pod, mounted)) {
            let Some(user) = pod.user(mounted.member) else { continue };
            let Some((other, owner)) = &first else {
                first = Some((mounted, user));
                continue;
            };
            // Root may change what others made.
            let is_apart = other.mount.sub_path != mounted.mount.sub_path;
            if *owner == user || user == 0 || is_apart {
                continue;
            }
            let (name, other_name) = (mounted.member.name(), other.member.name());
            let own = mounted.member.path.child("securityContext.runAsUser");
            let place =
                if pod.is_written(&own) { own.clone() } else { mounted.path().child("name") };
            let message = format!(
                "`{name}` (user {user}) cannot change what `{other_name}` (user {owner}) makes in `{}`",
                volume.name
            );
            diagnostics.push(
                RULE.about(pod, &place, message)
                    .help("run both as one user, or mount it with `readOnly: true` where files are only read")
                    .related(
                        pod.span(&other.path().child("name")),
                        format!("`{other_name}` mounts it here"),
                    )
                    .container(name)
                    .draft("Run both as one user", pod.put(&own, &owner.to_string())),
            );
            break;
        }
    }
}

/// Whether a container is there to write to a volume, as far as one can tell: what only reads needs no more than that.
fn may_write(pod: &Subject<'_>, mounted: &Mounted<'_, '_>) -> bool {
    let reads =
        matches!(mounted.member.helper(), Some(Helper::LogShipper | Helper::ConfigReloader))
            || mounted.member.brings(mounted.folder());
    let is_writer = mounted.is_written(pod);
    is_writer || !mounted.is_read_only() && !reads && !mounted.is_read(pod)
}
