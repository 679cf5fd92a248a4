//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// An init container changes the network of the Pod.
    ///
    /// ## Why it matters
    ///
    /// Meshes redirect traffic by an init container with the capabilities `NET_ADMIN` and `NET_RAW`.
    /// A namespace that enforces the *baseline* standard refuses such a Pod, and whoever may make Pods there may do the same. A CNI plugin of the mesh does it on the node, and the Pod needs neither.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: redirect
    ///     image: registry.example/redirect:1.0
    ///     securityContext:
    ///       capabilities: {add: [NET_ADMIN]}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline>, <https://istio.io/latest/docs/setup/additional-setup/cni/>
    "net-admin-init", "X04", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.inits() {
        let context = member.container.security_context.as_ref();
        let added = context.and_then(|context| context.capabilities.as_ref()?.add.as_ref());
        let is_meant = |name: &String| matches!(name.as_str(), "NET_ADMIN" | "NET_RAW");
        let Some(index) = added.and_then(|added| added.iter().position(is_meant)) else { continue };
        let capability = added.and_then(|added| added.get(index)).map_or("", String::as_str);
        let name = member.name();
        let path = member.path.child("securityContext.capabilities.add").index(index);
        let message = format!(
            "`{name}` has {capability}: namespaces that enforce `baseline` refuse this Pod"
        );
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("let a CNI plugin of the mesh set up the network")
                .container(name),
        );
    }
}
