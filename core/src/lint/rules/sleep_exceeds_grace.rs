//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Related;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A hook sleeps longer than the Pod's grace period.
    ///
    /// ## Why it matters
    ///
    /// The grace period runs while the hook sleeps. Nothing would be left of it for the process, so the API server refuses the Pod; exactly as long is accepted, and as bad.
    /// A `sleep` in a command is not looked at.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   terminationGracePeriodSeconds: 30
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     lifecycle:
    ///       preStop:
    ///         sleep: {seconds: 60}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   terminationGracePeriodSeconds: 90
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     lifecycle:
    ///       preStop:
    ///         sleep: {seconds: 60}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations>; `validateSleepAction`, pkg/apis/core/validation/validation.go.
    "sleep-exceeds-grace", "A13", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !found.message.contains(" and less than terminationGracePeriodSeconds (") {
        return false;
    }
    let path = FieldPath::parse(&found.field).child("seconds");
    found.span = answered.span(&path);
    let seconds: i64 = found.refused().parse().unwrap_or_default();
    if seconds <= 0 {
        found.advise("give the hook at least 1 s to sleep, or drop it");
        return true;
    }
    found.advise("raise `terminationGracePeriodSeconds` or sleep less");
    let Some(pod) = answered.pod else { return true };
    let grace = pod.spec_path().child("terminationGracePeriodSeconds");
    if pod.is_written(&grace) {
        let message = "the clock starts here, before the hook".to_owned();
        found.related.push(Related { span: pod.span(&grace), message });
    }
    let raised = seconds.saturating_add(30).to_string();
    let title = ["Raise the grace period to ", &raised, " s"].concat();
    found.offer(&title, answered.put(&grace, &raised), true);
    true
}
