//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::process::role::Role;

declare_rule! {
    /// Each replica has a cache of its own.
    ///
    /// ## Why it matters
    ///
    /// A cache in the Pod is empty after each start, holds what its own app asked for alone, and takes its memory once for every replica.
    /// Where the replicas ask for the same things, one cache behind a Service is warmer and cheaper; where a cache has to be very near, the Pod is the right place.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    ///       - name: cache
    ///         image: redis:7.4
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    ///         env: [{name: CACHE, value: "redis://cache:6379"}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://learn.microsoft.com/azure/architecture/patterns/sidecar>: what scales by itself does not belong into a sidecar.
    "sidecar-instead-of-service", "S12", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(replicas) = pod.replicas().filter(|replicas| *replicas > 1) else { return };
    for member in pod.staying() {
        if member.of_image != Some(Role::Cache) || !pod.serves(member) {
            continue;
        }
        let mut apps =
            pod.apps().filter(|app| app.helper().is_none() && app.name() != member.name());
        let Some(app) = apps.next() else { continue };
        let (name, app) = (member.name(), app.name());
        let message =
            format!("`{name}` is there {replicas} times, each one for its own `{app}` alone");
        diagnostics.push(
            RULE.about(pod, &member.path.child("image"), message)
                .help("run it once behind a Service, unless it has to be in the same Pod")
                .container(name),
        );
    }
}
