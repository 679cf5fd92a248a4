//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::{SHARED, amount, request};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::quantity::Quantity;
use crate::resources;

declare_rule! {
    /// Helpers request a large part of what their Pod requests.
    ///
    /// ## Why it matters
    ///
    /// Each replica has helpers of its own, and their requests are reserved whether they are used or not.
    /// Where they are a third of the whole, one helper instead of several, or one agent for each node, may be cheaper.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///     resources:
    ///       requests: {cpu: 100m, memory: 64Mi}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       requests: {cpu: 100m, memory: 256Mi}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///     resources:
    ///       requests: {cpu: 10m, memory: 64Mi}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       requests: {cpu: 100m, memory: 256Mi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers>; `AggregateContainerRequests`, staging/src/k8s.io/component-helpers/resource/helpers.go.
    "sidecar-cost-share", "R05", since = "0.1.0", Info, [], Pod(check)
}

/// Above that many per cent they are worth a word.
const MOST: i64 = 30;

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = pod.helpers().find(|helper| helper.container.resources.is_some()) else {
        return;
    };
    let all = resources::requests(pod.spec);
    for resource in SHARED {
        let Some(whole) = all.get(resource) else { continue };
        let mut part = Quantity::default();
        for own in pod.helpers().filter_map(|helper| amount(request(helper.container, resource))) {
            part = part.plus(&own);
        }
        // Thousandths of a byte would not fit.
        let count = |amount: &Quantity| {
            if resource == "cpu" { amount.milli() } else { amount.ceil() }
        };
        let share = count(&part).saturating_mul(100).checked_div(count(whole)).unwrap_or_default();
        if share <= MOST {
            continue;
        }
        let kind = if resource == "cpu" { "CPU" } else { "memory" };
        let mut message =
            format!("helpers are {share} % of the {kind} that is reserved for the Pod");
        match pod.replicas() {
            Some(replicas) if replicas > 1 => {
                message.push_str(&format!(": {part} of {whole}, in each of {replicas} replicas"));
            }
            Some(_) | None => message.push_str(&format!(": {part} of {whole}")),
        }
        diagnostics.push(
            RULE.about(pod, &pod.resources_or_name(first), message)
                .help("request what they use, use fewer helpers, or one agent for each node")
                .container(first.name()),
        );
        return;
    }
}
