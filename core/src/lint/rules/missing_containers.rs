//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A Pod has no entry in `containers`.
    ///
    /// ## Why it matters
    ///
    /// Init containers and native sidecars come before and beside the work; the work itself is in `containers`, and there has to be some.
    /// A Pod ends when its app containers have ended: one without any would be over before it began.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodSpec>; `validateContainers`, pkg/apis/core/validation/validation.go.
    "missing-containers", "A02", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !found.says(".containers", "Required value") {
        return false;
    }
    found.advise("add the container that does the work; init containers and sidecars do not count");
    let first = FieldPath::parse(&found.field).index(0);
    let container = "name: app\nimage: registry.example/app:1.0 # to be completed";
    found.offer("Add a container", answered.put(&first, container), false);
    true
}
