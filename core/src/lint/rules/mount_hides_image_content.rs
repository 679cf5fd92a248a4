//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// An empty volume hides files that the image brings along and needs.
    ///
    /// ## Why it matters
    ///
    /// A mount covers what the image has at its path. An emptyDir starts empty, so the server finds neither its configuration nor its pages: it listens nowhere, or answers 403.
    /// Where the files are to be changed, a step before the app copies them into the volume.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d}]
    ///   volumes:
    ///   - name: conf
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: defaults
    ///     image: nginx:1.29
    ///     command: ["cp", "-r", "/etc/nginx/conf.d/.", "/conf"]
    ///     volumeMounts: [{name: conf, mountPath: /conf}]
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d}]
    ///   volumes:
    ///   - name: conf
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work>
    "mount-hides-image-content", "V12", since = "0.1.0", Info, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        // With a command of its own it may well bring its files.
        if member.words().next().is_some() {
            continue;
        }
        for mounted in member.mounts().filter(|it| member.brings(it.folder())) {
            let volume = &mounted.mount.name;
            let is_empty = pod.volume(volume).is_some_and(|it| it.empty_dir.is_some());
            let is_below = |other: &str| {
                other.strip_prefix(mounted.folder()).is_some_and(|it| it.starts_with('/'))
            };
            if !is_empty
                || pod.mounts_of(volume).count() > 1
                || member.mounts().any(|other| is_below(other.folder()))
            {
                continue;
            }
            let (name, folder) = (member.name(), mounted.folder());
            diagnostics.push(
                RULE.about(
                    pod,
                    &mounted.path().child("mountPath"),
                    format!(
                        "`{name}` finds `{folder}` empty: `{volume}` hides what its image has there"
                    ),
                )
                .help(
                    "leave the mount out, or let an init container copy the files into the volume",
                )
                .container(name)
                .draft("Leave the mount out", pod.remove(&mounted.path())),
            );
        }
    }
}
