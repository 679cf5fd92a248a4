//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::{SHARED, asks_as_a_whole, is_guaranteed, limit, place, request};
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::sim::trace::Role;
use crate::text::Edit;

declare_rule! {
    /// An init container or a sidecar keeps a Pod from being Guaranteed.
    ///
    /// ## Why it matters
    ///
    /// A Pod is Guaranteed when every container requests as much CPU and memory as it is limited to, and init containers and sidecars count like the others.
    /// One helper that does not makes the Pod Burstable: it is evicted earlier, and loses exclusive CPUs where the node gives them.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: registry.example/migrate:8.2
    ///     resources:
    ///       requests: {cpu: 100m, memory: 128Mi}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       requests: {cpu: "1", memory: 1Gi}
    ///       limits: {cpu: "1", memory: 1Gi}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: registry.example/migrate:8.2
    ///     resources:
    ///       requests: {cpu: 100m, memory: 128Mi}
    ///       limits: {cpu: 100m, memory: 128Mi}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       requests: {cpu: "1", memory: 1Gi}
    ///       limits: {cpu: "1", memory: 1Gi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/#guaranteed>; `ComputePodQOS`, pkg/apis/core/v1/helper/qos/qos.go.
    "sidecar-breaks-guaranteed", "R03", since = "0.1.0", Info, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut apps = pod.apps();
    let is_meant = !pod.spec.containers.is_empty() && apps.all(|app| is_guaranteed(app.container));
    if !is_meant || asks_as_a_whole(pod.spec) {
        return;
    }
    let is_other = |member: &&Member<'_>| member.role != Role::App;
    for member in pod.members.iter().filter(is_other) {
        if is_guaranteed(member.container) {
            continue;
        }
        let name = member.name();
        let message = format!(
            "the Pod is Burstable and not Guaranteed, because `{name}` has no limits that are its requests"
        );
        let at = pod.resources_or_name(member);
        diagnostics.push(
            RULE.about(pod, &at, message)
                .help(
                    "give it limits for CPU and memory, and requests that are the same or left out",
                )
                .container(name)
                .draft("Limit it to what it requests", edits(pod, member)),
        );
    }
}

/// The edits that raise what it requests to its limits, and limit it to what it requests where it has none.
fn edits(pod: &Subject<'_>, member: &Member<'_>) -> Option<Vec<Edit>> {
    let container = member.container;
    let mut edits = Vec::new();
    let limits = member.path.child("resources.limits");
    if !pod.is_written(&limits) {
        let [cpu, memory] = SHARED.map(|resource| request(container, resource));
        return pod.put(&limits, &format!("cpu: {}\nmemory: {}", quoted(cpu?), quoted(memory?)));
    }
    for resource in SHARED {
        let requests = place(member, "requests", resource);
        let (limited, requested) = (limit(container, resource), request(container, resource)?);
        match limited {
            None => edits.extend(pod.put(&limits.key(resource), &quoted(requested))?),
            Some(limited) if pod.is_written(&requests) => {
                edits.extend(pod.put(&requests, &quoted(limited))?);
            }
            Some(_) => {}
        }
    }
    Some(edits)
}

/// An amount as a string of YAML: `1` would be a number, which is as good, but less usual.
fn quoted(amount: &str) -> String {
    if amount.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("\"{amount}\"")
    } else {
        amount.to_owned()
    }
}
