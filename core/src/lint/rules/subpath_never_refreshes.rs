//! See [`RULE`].

use k8s_openapi::api::core::v1::Volume;

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::mounts::Mounted;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::text::Edit;

declare_rule! {
    /// A file that somebody watches is mounted by `subPath`, and never changes.
    ///
    /// ## Why it matters
    ///
    /// A ConfigMap or a Secret that is mounted as a folder follows its changes: the kubelet writes a new folder beside the old one and moves a link.
    /// A mount with `subPath` is bound to one file of the old folder when the container starts, and stays with it until the container is started again.
    /// A reloader that sees the change tells the other container to load the same old file again, and nothing reports an error.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: config-reloader
    ///     image: ghcr.io/jimmidyson/configmap-reload:v0.13.1
    ///     restartPolicy: Always
    ///     args: ["--volume-dir=/watch", "--webhook-url=http://localhost:9090/-/reload"]
    ///     volumeMounts: [{name: conf, mountPath: /watch, readOnly: true}]
    ///   containers:
    ///   - name: prometheus
    ///     image: prom/prometheus:v2.53.0
    ///     volumeMounts:
    ///     - name: conf
    ///       mountPath: /etc/prometheus/prometheus.yml
    ///       subPath: prometheus.yml
    ///   volumes:
    ///   - name: conf
    ///     configMap: {name: prometheus}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: config-reloader
    ///     image: ghcr.io/jimmidyson/configmap-reload:v0.13.1
    ///     restartPolicy: Always
    ///     args: ["--volume-dir=/watch", "--webhook-url=http://localhost:9090/-/reload"]
    ///     volumeMounts: [{name: conf, mountPath: /watch, readOnly: true}]
    ///   containers:
    ///   - name: prometheus
    ///     image: prom/prometheus:v2.53.0
    ///     volumeMounts: [{name: conf, mountPath: /etc/prometheus}]
    ///   volumes:
    ///   - name: conf
    ///     configMap: {name: prometheus}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically>; `AtomicWriter.Write`, pkg/volume/util/atomic_writer.go.
    "subpath-never-refreshes", "V04", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (_, volume) in pod.volumes().filter(|(_, volume)| is_config(volume)) {
        let watcher = pod.mounts_of(&volume.name).find(|mounted| watches(mounted));
        let Some(watcher) = watcher else { continue };
        for mounted in pod.mounts_of(&volume.name).filter(|mounted| mounted.member.stays()) {
            let Some(file) = mounted.mount.sub_path.as_deref().filter(|file| !file.is_empty())
            else {
                continue;
            };
            let name = mounted.member.name();
            diagnostics.push(
                RULE.about(
                    pod,
                    &mounted.path().child("subPath"),
                    format!(
                        "`{file}` never changes in `{name}`: what is mounted by `subPath` is not updated"
                    ),
                )
                .help("mount the folder instead of the file")
                .related(
                    pod.span(&watcher.path().child("name")),
                    format!("`{}` watches for changes", watcher.member.name()),
                )
                .container(name)
                .draft("Mount the folder", folder(pod, &mounted, file)),
            );
        }
    }
}

/// Whether a volume follows changes in the API.
fn is_config(volume: &Volume) -> bool {
    volume.config_map.is_some() || volume.secret.is_some() || volume.projected.is_some()
}

/// Whether a container looks for changes of what it mounts.
fn watches(mounted: &Mounted<'_, '_>) -> bool {
    let member = mounted.member;
    member.stays()
        && (member.helper() == Some(Helper::ConfigReloader)
            || member.words().any(|word| word.contains("inotifywait") || word == "--watch"))
}

/// The edits that mount the folder of the file, where the file keeps its name.
fn folder(pod: &Subject<'_>, mounted: &Mounted<'_, '_>, file: &str) -> Option<Vec<Edit>> {
    let (folder, name) = mounted.folder().rsplit_once('/')?;
    let is_taken =
        || mounted.member.mounts().any(|other| other.folder() == folder) || folder.is_empty();
    if name != file || is_taken() || hides_more(mounted, folder) {
        return None;
    }
    let path = mounted.path();
    let mut edits = pod.put(&path.child("mountPath"), folder)?;
    edits.extend(pod.remove(&path.child("subPath"))?);
    Some(edits)
}

/// Whether the image has other files in the folder, which its server needs.
fn hides_more(mounted: &Mounted<'_, '_>, folder: &str) -> bool {
    mounted.member.brings(folder) && !folder.ends_with("/conf.d")
}
