//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// The Pod requests less than its containers together.
    ///
    /// ## Why it matters
    ///
    /// The requests of the Pod as a whole are what the scheduler goes by; they have to cover the containers' own, native sidecars included, and the highest of the init containers.
    /// Only what the Pod has beyond that is shared among the containers that request nothing.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   resources:
    ///     requests: {cpu: 300m}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     resources: {requests: {cpu: 200m}}
    ///   - name: worker
    ///     image: registry.example/worker:1.0
    ///     resources: {requests: {cpu: 200m}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   resources:
    ///     requests: {cpu: 400m}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     resources: {requests: {cpu: 200m}}
    ///   - name: worker
    ///     image: registry.example/worker:1.0
    ///     resources: {requests: {cpu: 200m}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#pod-level-resource-specification>; `validatePodResourceConsistency`, pkg/apis/core/validation/validation.go.
    "pod-resources-too-small", "A19", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let words = "must be greater than or equal to aggregate container ";
    let Some((_, said)) = found.message.split_once(words) else { return false };
    let needed = said.rsplit(' ').next().unwrap_or_default().to_owned();
    found.advise("raise it to the sum of the containers, or lower theirs");
    let path = FieldPath::parse(&found.field);
    found.offer(&["Raise it to ", &needed].concat(), answered.put(&path, &needed), true);
    true
}
