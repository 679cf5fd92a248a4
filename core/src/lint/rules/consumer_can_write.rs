//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::process::known_image;

declare_rule! {
    /// A container that only reads a shared volume could write to it.
    ///
    /// ## Why it matters
    ///
    /// A log shipper reads the lines of the app, a web server reads what a syncer fetched.
    /// With a mount that can be written to, a mistake in their configuration, or somebody who broke into them, can change or remove the files of the other container.
    /// Some shippers keep their position beside the files: they need a volume of their own for that.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
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
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#read-only-mounts>
    "consumer-can-write", "V03", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (_, volume) in pod.volumes().filter(|(_, volume)| volume.empty_dir.is_some()) {
        for reader in pod.mounts_of(&volume.name) {
            if reader.is_read_only() || !reads_only(pod, reader.member) || reader.is_written(pod) {
                continue;
            }
            let mut others = pod.mounts_of(&volume.name);
            let writer = others
                .find(|other| other.member.name() != reader.member.name() && !other.is_read_only());
            let Some(writer) = writer else { continue };
            let (name, owner) = (reader.member.name(), writer.member.name());
            let path = reader.path();
            let edits = pod.put(&path.child("readOnly"), "true");
            let is_shown = reader.is_read(pod);
            let mut finding = RULE
                .about(
                    pod,
                    &path.child("name"),
                    format!(
                        "`{name}` only reads `{}`, and could change the files of `{owner}`",
                        volume.name
                    ),
                )
                .help("mount it with `readOnly: true`")
                .related(pod.span(&writer.path().child("name")), format!("`{owner}` writes here"))
                .container(name);
            finding.offer("Mount it read-only", edits, is_shown);
            diagnostics.push(finding);
        }
    }
}

/// Whether a container is one that has nothing to write in a volume of another one.
fn reads_only(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    if let Some(helper) = member.helper() {
        return helper == Helper::LogShipper;
    }
    let image = member.container.image.as_deref().and_then(known_image);
    image.is_some_and(|image| ["nginx", "httpd", "caddy"].contains(&image.name))
        && pod.staying().any(|other| other.helper() == Some(Helper::Syncer))
}
