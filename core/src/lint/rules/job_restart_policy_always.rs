//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// The Pods of a Job would always restart.
    ///
    /// ## Why it matters
    ///
    /// A Job is done when its Pods have ended; Pods that restart their containers whatever happens never end.
    /// `Always` is the default, so a Job has to say something else: `Never` makes a new Pod after a failure and keeps the old one's log, `OnFailure` starts the container again in the same Pod.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata:
    ///   name: report
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///       - name: report
    ///         image: registry.example/report:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata:
    ///   name: report
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///       - name: report
    ///         image: registry.example/report:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template>; `validateJobSpec`, pkg/apis/batch/validation/validation.go.
    "job-restart-policy-always", "A15", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let only_never = "only \"Never\" is supported when podFailurePolicy is specified";
    let policy = "template.spec.restartPolicy";
    let is_free = found.says(policy, "valid values: \"OnFailure\", \"Never\"")
        || found.says(policy, "supported values: \"OnFailure\", \"Never\"");
    if !is_free && !found.says(policy, only_never) {
        return false;
    }
    let path = FieldPath::parse(&found.field);
    found.offer("Make a new Pod after a failure", answered.put(&path, "Never"), true);
    if is_free {
        found.advise("say `Never` or `OnFailure`");
        found.offer("Restart in the same Pod", answered.put(&path, "OnFailure"), false);
    } else {
        found.advise("say `Never`");
    }
    true
}
