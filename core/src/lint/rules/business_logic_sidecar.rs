//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::process::known_image;
use crate::process::repository;

declare_rule! {
    /// Two apps that both take requests share a Pod.
    ///
    /// ## Why it matters
    ///
    /// Containers of a Pod are deployed, scaled and stopped together. Two services in one Pod get each other's rollouts, each other's replicas, and each other's outages: the Pod is not Ready while one of them is not.
    /// What may be on different nodes, and is called by others, is a Deployment of its own.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: cart
    ///     image: registry.example/cart:8.2
    ///     ports: [{containerPort: 8080}]
    ///   - name: billing
    ///     image: registry.example/billing:3.1
    ///     ports: [{containerPort: 8081}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: cart
    ///     image: registry.example/cart:8.2
    ///     ports: [{containerPort: 8080}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/#how-pods-manage-multiple-containers>
    "business-logic-sidecar", "S11", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut apps = pod.apps().filter(|app| app.helper().is_none() && takes_requests(app));
    let Some(first) = apps.next() else { return };
    let image = |app: &Member<'_>| {
        repository(app.container.image.as_deref().unwrap_or_default()).to_owned()
    };
    let Some(second) = apps.find(|app| image(app) != image(first)) else { return };
    let (name, other) = (first.name(), second.name());
    let message =
        format!("`{name}` and `{other}` both take requests, and are deployed and scaled as one");
    diagnostics.push(
        RULE.about(pod, &second.path.child("name"), message)
            .help("give each its own Deployment, unless one is nothing without the other")
            .related(pod.span(&first.path.child("name")), "the other app")
            .container(other),
    );
}

/// Whether it declares a port and is no product that everybody knows.
fn takes_requests(app: &Member<'_>) -> bool {
    let image = app.container.image.as_deref().unwrap_or_default();
    app.container.ports.iter().flatten().next().is_some() && known_image(image).is_none()
}
