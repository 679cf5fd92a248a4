//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Related;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A container has restart rules and no restart policy of its own.
    ///
    /// ## Why it matters
    ///
    /// `restartPolicyRules` are the exceptions to the container's own `restartPolicy`: the first rule that fits the exit code decides, and the policy where none does.
    /// The Pod's policy does not take its place here.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   restartPolicy: Never
    ///   containers:
    ///   - name: worker
    ///     image: registry.example/worker:1.0
    ///     restartPolicyRules:
    ///     - action: Restart
    ///       exitCodes: {operator: In, values: [42]}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   restartPolicy: Never
    ///   containers:
    ///   - name: worker
    ///     image: registry.example/worker:1.0
    ///     restartPolicy: Never
    ///     restartPolicyRules:
    ///     - action: Restart
    ///       exitCodes: {operator: In, values: [42]}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restart-rules>; `validateContainerRestartPolicy`, pkg/apis/core/validation/validation.go.
    "restart-rules-without-policy", "A14", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let says = "must specify restartPolicy when restart rules are used";
    if !found.says(".restartPolicy", says) {
        return false;
    }
    found.advise(
        "say what happens on all other exit codes; `Never` restarts on those of the rules alone",
    );
    let path = FieldPath::parse(&found.field);
    let rules = answered.span(&path.parent().child("restartPolicyRules"));
    found.related.push(Related { span: rules, message: "the rules".to_owned() });
    found.offer("Never restart on other codes", answered.put(&path, "Never"), false);
    true
}
