//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// The containers of a Pod use the network of the node.
    ///
    /// ## Why it matters
    ///
    /// `localhost` is then the node: what the containers say to each other there, every process of the node can hear and answer, and their ports collide with its.
    /// Of several such Pods with the same port only one fits on a node.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   hostNetwork: true
    ///   initContainers:
    ///   - name: cache
    ///     image: redis:7.4
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: cache
    ///     image: redis:7.4
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline>
    "host-network", "N08", since = "0.1.0", Warning, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.host_network != Some(true) || pod.staying().count() < 2 {
        return;
    }
    let path = pod.spec_path().child("hostNetwork");
    diagnostics.push(
        RULE.about(
            pod,
            &path,
            "`localhost` is the node for these containers, and their ports are its ports",
        )
        .help(
            "leave it out, and use a Service or a `hostPort` for what must be reached from outside",
        )
        .draft("Leave it out", pod.remove(&path)),
    );
}
