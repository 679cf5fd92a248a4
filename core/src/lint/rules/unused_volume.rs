//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// No container mounts a volume.
    ///
    /// ## Why it matters
    ///
    /// The kubelet leaves out what nobody mounts, so the volume does nothing; mostly it is left over, or a `volumeMounts` is missing.
    /// A claim among them still binds the Pod to where the storage is, and the Pod waits for it to be bound.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///   volumes:
    ///   - name: cache
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: cache, mountPath: /cache}]
    ///   volumes:
    ///   - name: cache
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work>; `processPodVolumes`, pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go.
    "unused-volume", "V07", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (path, volume) in pod.volumes() {
        let name = &volume.name;
        let mut devices =
            pod.members.iter().flat_map(|it| it.container.volume_devices.iter().flatten());
        let mut later = pod.spec.ephemeral_containers.iter().flatten();
        if pod.mounts_of(name).next().is_some()
            || devices.any(|device| device.name == *name)
            || later.any(|it| it.volume_mounts.iter().flatten().any(|mount| mount.name == *name))
        {
            continue;
        }
        diagnostics.push(
            RULE.about(pod, &path.child("name"), format!("no container mounts `{name}`"))
                .help("mount it where it is needed, or take it out")
                .draft("Take it out", pod.remove(&path)),
        );
    }
}
