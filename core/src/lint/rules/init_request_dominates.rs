//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Member;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::quantity::{self, Quantity};
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
    let requested = |member: &Member<'_>| {
        let resources = member.container.resources.as_ref();
        quantity::read(resources.and_then(|resources| resources.requests.as_ref()))
    };
    if pod.spec.resources.is_some() {
        return;
    }
    for member in pod.members.iter().filter(|member| member.role == Role::Init) {
        for (resource, own) in requested(member) {
            let mut rest = Quantity::default();
            for other in pod.staying() {
                if let Some(more) = requested(other).get(&resource) {
                    rest = rest.plus(more);
                }
            }
            if rest.is_zero() || own <= rest || !matches!(resource.as_str(), "cpu" | "memory") {
                continue;
            }
            let name = member.name();
            let message = format!(
                "the Pod reserves the {own} of {resource} that `{name}` requests for all its life; then {rest} would do"
            );
            let path = member.path.child("resources.requests").key(&resource);
            diagnostics.push(
                RULE.about(pod, &path, message)
                    .help("request less for it, or accept it")
                    .container(name),
            );
        }
    }
}
