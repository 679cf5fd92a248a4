//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::{SHARED, amount, asks_as_a_whole, limit, request};
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::quantity::List;
use crate::resources;

declare_rule! {
    /// Three or more containers have a generous limit each, where the Pod could have one.
    ///
    /// ## Why it matters
    ///
    /// Each container has a limit for its own worst moment, and those moments seldom come together: the sum is far above what is requested, and what one does not use another one cannot have.
    /// With `spec.resources` the Pod has one budget that its containers share.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       requests: {cpu: 100m, memory: 128Mi}
    ///       limits: {cpu: "1", memory: 1Gi}
    ///   - name: cart
    ///     image: registry.example/cart:1.0
    ///     resources:
    ///       requests: {cpu: 100m, memory: 128Mi}
    ///       limits: {cpu: "1", memory: 1Gi}
    ///   - name: search
    ///     image: registry.example/search:2.4
    ///     resources:
    ///       requests: {cpu: 100m, memory: 128Mi}
    ///       limits: {cpu: "1", memory: 1Gi}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   resources:
    ///     requests: {cpu: 300m, memory: 384Mi}
    ///     limits: {cpu: "1", memory: 1Gi}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///   - name: cart
    ///     image: registry.example/cart:1.0
    ///   - name: search
    ///     image: registry.example/search:2.4
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/>; on by default since Kubernetes 1.34.
    "pod-budget-suggestion", "R06", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let is_windows = pod.spec.os.as_ref().is_some_and(|os| os.name == "windows");
    let count = pod.staying().count();
    if count < 3 || is_windows || asks_as_a_whole(pod.spec) || !pod.staying().all(is_generous) {
        return;
    }
    let (requests, limits) = (resources::requests(pod.spec), resources::limits(pod.spec));
    let list = |of: &List| {
        let mut text = String::from("{");
        for resource in SHARED {
            let Some(amount) = of.get(resource) else { continue };
            let comma = if text.len() > 1 { ", " } else { "" };
            text.push_str(&format!("{comma}{resource}: \"{amount}\""));
        }
        text + "}"
    };
    let value = format!("requests: {}\nlimits: {}", list(&requests), list(&limits));
    let [Some(cpu), Some(memory)] = SHARED.map(|resource| limits.get(resource)) else { return };
    let path = pod.spec_path().child("resources");
    let at = pod.spec_path().child("containers").index(0).child("name");
    let message = format!(
        "{count} containers may use {cpu} CPU and {memory} together, each of them only its own part"
    );
    diagnostics.push(
        RULE.about(pod, &at, message)
            .help("give the Pod one budget in `spec.resources`, which its containers share (Kubernetes 1.34)")
            .draft("Give the Pod the sum, to be lowered", pod.put(&path, &value)),
    );
}

/// Whether its limits are at least twice what it requests.
fn is_generous(member: &Member<'_>) -> bool {
    SHARED.iter().all(|resource| {
        let requested = amount(request(member.container, resource));
        let limited = amount(limit(member.container, resource));
        limited.is_some_and(|limit| requested.is_some_and(|own| own.plus(&own) <= limit))
    })
}
