//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A liveness or startup probe wants to succeed more than once.
    ///
    /// ## Why it matters
    ///
    /// A success of a liveness probe means that the container goes on, one of a startup probe that it has started: nothing waits for a second one.
    /// Only readiness can be asked for several successes in a row.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     livenessProbe:
    ///       httpGet: {path: /, port: 80}
    ///       successThreshold: 2
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
    ///       successThreshold: 2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#configure-probes>; `validateLivenessProbe` and `validateStartupProbe`, pkg/apis/core/validation/validation.go.
    "success-threshold-not-one", "A11", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !found.says("Probe.successThreshold", "must be 1") {
        return false;
    }
    found.advise("leave it out, or say 1; only a readiness probe may ask for more");
    let path = FieldPath::parse(&found.field);
    found.offer("Say 1", answered.put(&path, "1"), true);
    true
}
