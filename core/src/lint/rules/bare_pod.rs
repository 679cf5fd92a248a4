//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::object::Kind;

declare_rule! {
    /// A Pod stands alone, with no workload that makes it again.
    ///
    /// ## Why it matters
    ///
    /// The kubelet restarts containers; nobody replaces a Pod. When its node goes, or it is evicted or deleted, it is gone.
    /// A Deployment, a StatefulSet or a Job makes a new one. In a lab a bare Pod is fine.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: web
    ///         image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/#working-with-pods>
    "bare-pod", "O05", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let metadata = pod.object.metadata();
    let is_owned = metadata.owner_references.as_ref().is_some_and(|owners| !owners.is_empty());
    if pod.object.kind() != Kind::Pod || is_owned || !pod.is_written(&pod.pod_path.child("kind")) {
        return;
    }
    diagnostics.push(
        RULE.about(
            pod,
            &pod.pod_path.child("kind"),
            "nothing makes this Pod again when it is evicted or its node goes",
        )
        .help("put it into the template of a Deployment, a StatefulSet or a Job"),
    );
}
