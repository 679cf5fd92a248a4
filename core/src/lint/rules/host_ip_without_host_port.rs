//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A port names an address of the node and no port of it.
    ///
    /// ## Why it matters
    ///
    /// `hostIP` says on which of the node's addresses `hostPort` is opened. Without `hostPort` nothing is opened on the node, and `hostIP` has no effect.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports:
    ///     - containerPort: 80
    ///       hostIP: 10.0.0.1
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports:
    ///     - containerPort: 80
    ///       hostPort: 8080
    ///       hostIP: 10.0.0.1
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerPort>; `warningsForPodSpecAndMeta`, pkg/api/pod/warnings.go.
    "host-ip-without-host-port", "A21", since = "0.1.0", Warning, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !found.message.contains(": hostIP set without hostPort: ") {
        return false;
    }
    found.advise("add a `hostPort`, or drop `hostIP`: it has no effect");
    let path = FieldPath::parse(&found.field).child("hostIP");
    found.span = answered.span(&path);
    found.offer("Drop hostIP", answered.remove(&path), false);
    true
}
