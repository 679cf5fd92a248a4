//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A container is privileged.
    ///
    /// ## Why it matters
    ///
    /// A privileged container has all capabilities and all devices of its node, without the filters that hold others: who gets into it has the node. An init container has that power too, for as long as it runs.
    /// Drivers for networks and disks need it. Others mostly need one capability.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     securityContext:
    ///       privileged: true
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     securityContext:
    ///       capabilities:
    ///         add: [NET_BIND_SERVICE]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline>
    "privileged-container", "X03", since = "0.1.0", Warning, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let context = member.container.security_context.as_ref();
        if context.and_then(|context| context.privileged) != Some(true) {
            continue;
        }
        let (name, path) = (member.name(), member.path.child("securityContext.privileged"));
        let message =
            format!("`{name}` is root on its node: it has all capabilities and all devices");
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("add the capability that it needs under `capabilities.add` instead")
                .container(name),
        );
    }
}
