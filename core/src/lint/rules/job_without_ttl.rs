//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::object::Object;
use crate::text::FieldPath;

declare_rule! {
    /// Nobody removes a Job once it has finished.
    ///
    /// ## Why it matters
    ///
    /// A finished Job and its Pods stay in the API until somebody deletes them. `ttlSecondsAfterFinished` lets the cluster do it.
    /// A CronJob keeps the last few Jobs by itself, and needs nothing.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   ttlSecondsAfterFinished: 86400
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/>; `processJob`, pkg/controller/ttlafterfinished/ttlafterfinished_controller.go.
    "job-without-ttl", "J05", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Object::Job(job) = pod.object else { return };
    if job.spec.as_ref().is_none_or(|spec| spec.ttl_seconds_after_finished.is_some()) {
        return;
    }
    let ttl = FieldPath::parse("spec.ttlSecondsAfterFinished");
    let name = FieldPath::parse("metadata.name");
    let place =
        if pod.is_written(&name) { name } else { FieldPath::parse("metadata.generateName") };
    diagnostics.push(
        RULE.about(pod, &place, "the finished Job and its Pods stay until somebody deletes them")
            .help("add `ttlSecondsAfterFinished`: a day is 86400")
            .safe_fix("Keep it for a day", pod.put(&ttl, "86400")),
    );
}
