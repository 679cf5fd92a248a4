//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// The Pods of a Deployment would not always restart.
    ///
    /// ## Why it matters
    ///
    /// A Deployment, ReplicaSet, StatefulSet or DaemonSet keeps Pods running for ever: nothing else than `restartPolicy: Always` makes sense for them, and the API server accepts nothing else.
    /// What is to run once and end is a Job.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///       - name: web
    ///         image: nginx:1.29
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
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///       - name: web
    ///         image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template>; `ValidatePodTemplateSpecForReplicaSet`, pkg/apis/apps/validation/validation.go.
    "workload-restart-policy", "A16", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !found.says("template.spec.restartPolicy", "supported values: \"Always\"") {
        return false;
    }
    found.advise("leave it out; what is to run once and end is a Job");
    let path = FieldPath::parse(&found.field);
    found.offer("Always restart", answered.remove(&path), false);
    true
}
