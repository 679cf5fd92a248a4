//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::parted;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::lint::together::Together;
use crate::process::repository;

declare_rule! {
    /// Workloads of one file have the same helper in different versions.
    ///
    /// ## Why it matters
    ///
    /// A helper that is written into every workload has to be brought up to date in every one of them, and one is forgotten: it keeps a bug, or sends what the other end no longer reads.
    /// One place for the version, such as `images` of a kustomization, keeps them together.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: cart}
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.3
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: cart
    ///     image: registry.example/cart:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: cart}
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: cart
    ///     image: registry.example/cart:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/#kustomize-feature-list>
    "sidecar-version-skew", "G05", since = "0.1.0", Info, [], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if all.pods.len() < 2 {
        return;
    }
    let mut seen: Vec<(&Subject<'_>, &Member<'_>, &str)> = Vec::new();
    for pod in &all.pods {
        for member in pod.members.iter().filter(|member| member.helper().is_some()) {
            let Some(image) = member.container.image.as_deref() else { continue };
            let (of, tag) = parted(image);
            let Some((first_pod, first, first_image)) =
                seen.iter().find(|(_, _, other)| repository(other) == of)
            else {
                seen.push((pod, member, image));
                continue;
            };
            if *first_image == image {
                continue;
            }
            let (path, name) = (member.path.child("image"), member.name());
            let (_, first_tag) = parted(first_image);
            let named = |tag: &str| {
                if tag.is_empty() {
                    "no tag".to_owned()
                } else {
                    format!("`{}`", tag.get(1..).unwrap_or_default())
                }
            };
            let message = format!("`{name}` is {} here and {} above", named(tag), named(first_tag));
            let place = first_pod.span(&first.path.child("image"));
            diagnostics.push(
                RULE.about(pod, &path, message)
                    .help("use one version, or say in a comment why not")
                    .related(place, "the other version")
                    .container(name),
            );
        }
    }
}
