//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::answered::is_of_container;
use crate::lint::rule::declare_rule;

declare_rule! {
    /// A container has a restart policy of its own that this version of Kubernetes does not know.
    ///
    /// ## Why it matters
    ///
    /// Until 1.33 a container could say `restartPolicy: Always` alone, and only in `initContainers`: that makes it a native sidecar. Everything else is refused there.
    /// Since 1.34 each container can have a policy of its own, but the feature gate `ContainerRestartRules` is off in 1.34 where nobody turns it on: the policy is dropped without a word. It is on since 1.35.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: batch
    /// spec:
    ///   initContainers:
    ///   - name: fetch
    ///     image: registry.example/fetch:1.0
    ///     restartPolicy: Never
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ---
    /// apiVersion: podlife.dev/v1
    /// kind: Scenario
    /// spec:
    ///   featureGates: {ContainerRestartRules: false}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: batch
    /// spec:
    ///   initContainers:
    ///   - name: fetch
    ///     image: registry.example/fetch:1.0
    ///     restartPolicy: Never
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy>; `validateInitContainerRestartPolicy`, pkg/apis/core/validation/validation.go.
    "init-restart-policy-version", "A22", since = "0.1.0", Warning, [Default, Exam], Answer(check)
}

fn check(_: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let is_dropped = found.message.ends_with("the feature gate ContainerRestartRules is off");
    let is_refused = is_of_container(&found.field, "restartPolicy")
        && (found.message.ends_with("supported values: \"Always\"")
            || found.message.ends_with("may not be set for non-init containers"));
    if is_dropped || is_refused {
        found.advise("set it on the Pod, or upgrade the cluster to 1.35 or later");
    }
    is_dropped || is_refused
}
