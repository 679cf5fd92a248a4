//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A helper reads a volume that no other container mounts.
    ///
    /// ## Why it matters
    ///
    /// Containers of a Pod do not see each other's files: each has its own root filesystem, and only a volume that both mount is shared.
    /// When the app does not mount it, its files land in its own filesystem, the helper watches an empty folder, and nothing reports an error.
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
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#emptydir>
    "volume-shared-with-nobody", "V01", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let members = &pod.members;
    if members.len() < 2 {
        return;
    }
    for (volume_index, volume) in pod.spec.volumes.iter().flatten().enumerate() {
        if volume.empty_dir.is_none() {
            continue;
        }
        let mut mounts = members.iter().flat_map(|member| {
            let mounts = member.container.volume_mounts.iter().flatten().enumerate();
            mounts
                .filter(|(_, mount)| mount.name == volume.name)
                .map(move |(index, _)| (member, index))
        });
        let (Some((reader, index)), None) = (mounts.next(), mounts.next()) else { continue };
        let reads = matches!(reader.helper, Some(Helper::LogShipper | Helper::ConfigReloader));
        if !reads {
            continue;
        }
        let (name, volume) = (reader.name(), &volume.name);
        let path = reader.path.child("volumeMounts").index(index).child("name");
        let declared = pod.spec_path().child("volumes").index(volume_index).child("name");
        diagnostics.push(
            RULE.finding(
                pod.span(&path),
                format!("`{name}` finds nothing in `{volume}`: no other container mounts it"),
            )
            .field(&path)
            .help(format!("mount `{volume}` in the container that writes the files"))
            .related(pod.span(&declared), "an emptyDir starts empty")
            .container(name),
        );
    }
}
