//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Member;
use crate::lint::Subject;
use crate::lint::reserve::{SHARED, amount, request};
use crate::lint::rule::declare_rule;
use crate::quantity::Quantity;
use crate::sim::trace::Role;

declare_rule! {
    /// An init container requests more than all containers that run for long together.
    ///
    /// ## Why it matters
    ///
    /// The scheduler reserves the highest of what is needed at any time, and reserves it for the whole life of the Pod. What an init container needs for seconds is paid for years, and counts against quotas.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: registry.example/migrate:1.0
    ///     resources: {requests: {cpu: "2"}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     resources: {requests: {cpu: 500m}}
    /// ```
    ///
    /// The native sidecars in front of it run then too:
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: indexer
    ///     image: registry.example/indexer:1.0
    ///     restartPolicy: Always
    ///     resources: {requests: {memory: 512Mi}}
    ///   - name: migrate
    ///     image: registry.example/migrate:1.0
    ///     resources: {requests: {memory: 600Mi}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     resources: {requests: {memory: 512Mi}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: registry.example/migrate:1.0
    ///     resources: {requests: {cpu: 500m}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     resources: {requests: {cpu: 500m}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers>; `AggregateContainerRequests`, staging/src/k8s.io/component-helpers/resource/helpers.go.
    "init-request-dominates", "I07", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.resources.is_some() {
        return;
    }
    let requested = |member: &Member<'_>, resource| amount(request(member.container, resource));
    for member in pod.inits() {
        for resource in SHARED {
            let Some(own) = requested(member, resource) else { continue };
            // While it runs, so do the native sidecars in front of it.
            let (mut then, mut peak) = (Quantity::default(), own);
            for other in pod.staying() {
                let Some(more) = requested(other, resource) else { continue };
                then = then.plus(&more);
                if other.role == Role::Sidecar && other.index < member.index {
                    peak = peak.plus(&more);
                }
            }
            if then.is_zero() || peak <= then {
                continue;
            }
            let name = member.name();
            let message = format!(
                "the Pod reserves {peak} of {resource} for all its life because of `{name}`; then {then} would do"
            );
            diagnostics.push(
                RULE.about(pod, &pod.request_place(member, resource), message)
                    .help("request less for it, put it in front of the sidecars, or accept it")
                    .container(name),
            );
        }
    }
}
