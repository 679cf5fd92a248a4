//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A readiness probe has a grace period.
    ///
    /// ## Why it matters
    ///
    /// A probe's `terminationGracePeriodSeconds` says how long a container has to stop after the probe has killed it.
    /// A readiness probe kills nothing: it takes the Pod out of its Services. The API server refuses the field there.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     readinessProbe:
    ///       httpGet: {path: /, port: 80}
    ///       terminationGracePeriodSeconds: 10
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     readinessProbe:
    ///       httpGet: {path: /, port: 80}
    ///     livenessProbe:
    ///       httpGet: {path: /, port: 80}
    ///       terminationGracePeriodSeconds: 10
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#probe-level-terminationgraceperiodseconds>; `validateReadinessProbe`, pkg/apis/core/validation/validation.go.
    "readiness-termination-grace", "A12", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !found.says(".terminationGracePeriodSeconds", "must not be set for readinessProbes") {
        return false;
    }
    found.advise("leave it out: a readiness probe stops nothing");
    let path = FieldPath::parse(&found.field);
    found.offer("Leave it out", answered.remove(&path), true);
    true
}
