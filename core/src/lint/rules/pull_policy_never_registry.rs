//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::parted;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// An image that moves is not asked for again.
    ///
    /// ## Why it matters
    ///
    /// With `IfNotPresent` each node keeps the `latest` that it happened to pull first: two nodes run two versions, and a push changes neither. With `Never` a node that lacks the image does not start the container at all (`ErrImageNeverPull`).
    /// It is right in a lab whose images are loaded into the node.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:latest # podlife: allow latest-tag
    ///     imagePullPolicy: IfNotPresent
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     imagePullPolicy: IfNotPresent
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy>; `EnsureImageExists`, pkg/kubelet/images/image_manager.go.
    "pull-policy-never-registry", "G04", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let Some(policy) = member.container.image_pull_policy.as_deref() else { continue };
        let image = member.container.image.as_deref().unwrap_or_default();
        let (repository, tag) = parted(image);
        let moves = matches!(tag, "" | ":latest");
        let (name, path) = (member.name(), member.path.child("imagePullPolicy"));
        if policy == "Always" || !moves || repository.is_empty() || !pod.is_written(&path) {
            continue;
        }
        let message = match policy {
            "Never" => {
                format!("`{name}` starts only on nodes that somebody has loaded `{image}` into")
            }
            _ => format!("`{name}` runs whatever `{image}` was when its node pulled it first"),
        };
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help(
                    "pin a version; or leave out the policy, so that each start asks the registry",
                )
                .container(name)
                .draft("Ask the registry at each start", pod.remove(&path)),
        );
    }
}
