//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::mounts::Mounted;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::text::Edit;

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
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     volumeMounts:
    ///     - {name: logs, mountPath: /var/log/shop, readOnly: true}
    ///     - {name: positions, mountPath: /var/lib/fluent-bit}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    ///   - name: positions
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#emptydir>
    "volume-shared-with-nobody", "V01", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.members.len() < 2 {
        return;
    }
    for (declared, volume) in pod.volumes().filter(|(_, volume)| volume.empty_dir.is_some()) {
        let mut mounts = pod.mounts_of(&volume.name);
        let (Some(only), None) = (mounts.next(), mounts.next()) else { continue };
        let is_reader =
            matches!(only.member.helper(), Some(Helper::LogShipper | Helper::ConfigReloader));
        // Beside what it shares with the app, a helper may keep files of its own: how far it has read.
        let is_state = !only.is_read_only() && shares(pod, &only);
        if !only.is_read(pod) && (!is_reader || is_state) || only.is_written(pod) {
            continue;
        }
        let (name, volume) = (only.member.name(), &volume.name);
        let path = only.path().child("name");
        let message = format!("`{name}` finds nothing in `{volume}`: no other container mounts it");
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help(format!("mount `{volume}` in the container that writes the files"))
                .related(pod.span(&declared.child("name")), "an emptyDir starts empty")
                .container(name)
                .draft("Mount it in the app", fix(pod, &only)),
        );
    }
}

/// Whether its container shares another volume with somebody.
fn shares(pod: &Subject<'_>, only: &Mounted<'_, '_>) -> bool {
    only.member.mounts().any(|other| pod.mounts_of(&other.mount.name).count() > 1)
}

/// The app mounts it at the same place, where there is one app and nothing stands there yet.
fn fix(pod: &Subject<'_>, only: &Mounted<'_, '_>) -> Option<Vec<Edit>> {
    let mut apps =
        pod.apps().filter(|app| app.helper().is_none() && app.name() != only.member.name());
    let (Some(app), None) = (apps.next(), apps.next()) else { return None };
    let folder = only.folder();
    if app.mounts().any(|mounted| mounted.folder() == folder) {
        return None;
    }
    let value = format!("name: {}\nmountPath: {folder}", only.mount.name);
    pod.put(&app.next_mount(), &value)
}
