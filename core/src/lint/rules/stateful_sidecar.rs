//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::object::Object;
use crate::process::role::Role;

declare_rule! {
    /// A database beside an app keeps its data in the Pod.
    ///
    /// ## Why it matters
    ///
    /// Its files are in the container, or in an `emptyDir`, and go with the Pod: with every rollout, eviction and drained node.
    /// With several replicas each Pod has a database of its own, and what one stores the others do not see.
    /// A database is a workload by itself: a StatefulSet with a volume claim for each Pod, or a service outside.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    ///       - name: db
    ///         image: postgres:17.2
    ///         env: [{name: POSTGRES_PASSWORD, value: example}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   serviceName: db
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec:
    ///       containers:
    ///       - name: db
    ///         image: postgres:17.2
    ///         env: [{name: POSTGRES_PASSWORD, value: example}]
    ///         volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
    ///   volumeClaimTemplates:
    ///   - metadata: {name: data}
    ///     spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#emptydir>; <https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/>.
    "stateful-sidecar", "S10", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let is_replicated =
        matches!(pod.object, Object::Deployment(_) | Object::ReplicaSet(_) | Object::DaemonSet(_));
    if !is_replicated || pod.apps().nth(1).is_none() && pod.members.len() < 2 {
        return;
    }
    for member in pod.staying() {
        if member.of_image != Some(Role::Database) || !pod.serves(member) || keeps(pod, member) {
            continue;
        }
        let mut apps =
            pod.apps().filter(|app| app.helper().is_none() && app.name() != member.name());
        let Some(app) = apps.next() else { continue };
        let (name, app) = (member.name(), app.name());
        let message =
            format!("what `{name}` stores goes with the Pod, with each rollout of `{app}`");
        diagnostics.push(
            RULE.about(pod, &member.path.child("image"), message)
                .help("give the database a StatefulSet of its own, with a volume claim")
                .container(name),
        );
    }
}

/// Whether it mounts something that outlives the Pod.
fn keeps(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    member.mounts().any(|mounted| {
        pod.volume(&mounted.mount.name).is_some_and(|volume| {
            volume.persistent_volume_claim.is_some()
                || volume.host_path.is_some()
                || volume.ephemeral.is_some()
                || volume.nfs.is_some()
                || volume.csi.is_some()
                || volume.iscsi.is_some()
                || volume.aws_elastic_block_store.is_some()
                || volume.gce_persistent_disk.is_some()
                || volume.azure_disk.is_some()
                || volume.azure_file.is_some()
                || volume.cephfs.is_some()
                || volume.rbd.is_some()
                || volume.glusterfs.is_some()
                || volume.cinder.is_some()
                || volume.fc.is_some()
        })
    })
}
