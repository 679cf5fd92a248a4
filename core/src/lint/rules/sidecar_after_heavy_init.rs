//! See [`RULE`].

use k8s_openapi::api::core::v1::PodSpec;

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::reserve::SHARED;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::quantity::{List, aggregate_requests};
use crate::sim::trace::Role;

declare_rule! {
    /// A native sidecar runs beside a heavy init container that could have come before it.
    ///
    /// ## Why it matters
    ///
    /// An init container is counted together with the sidecars that stand before it, because they run at the same time.
    /// Where that is the Pod's highest moment, the sidecar's place in the list decides what is reserved for as long as the Pod lives.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///     resources: {requests: {cpu: 100m, memory: 64Mi}}
    ///   - name: warm-up
    ///     image: registry.example/warm-up:8.2
    ///     resources: {requests: {cpu: 500m, memory: 320Mi}}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources: {requests: {cpu: 400m, memory: 256Mi}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: warm-up
    ///     image: registry.example/warm-up:8.2
    ///     resources: {requests: {cpu: 500m, memory: 320Mi}}
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///     resources: {requests: {cpu: 100m, memory: 64Mi}}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources: {requests: {cpu: 400m, memory: 256Mi}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers>; `AggregateContainerRequests`, staging/src/k8s.io/component-helpers/resource/helpers.go.
    "sidecar-after-heavy-init", "R10", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for init in pod.inits().filter(|init| init.container.resources.is_some()) {
        let before = pod.members.iter().take(init.index);
        let mut sidecars = before.filter(|member| member.role == Role::Sidecar);
        let Some(sidecar) = sidecars.find(|sidecar| sidecar.container.resources.is_some()) else {
            continue;
        };
        let between = pod.members.iter().take(init.index + 1).skip(sidecar.index + 1);
        if between.clone().any(|other| other.role != Role::Init || needs(pod, other, sidecar)) {
            continue;
        }
        let (now, then) = (of_order(pod, None), of_order(pod, Some((init.index, sidecar.index))));
        let changed = SHARED.iter().find(|resource| then.get(**resource) < now.get(**resource));
        let Some(resource) = changed else { continue };
        let (Some(now), Some(then)) = (now.get(*resource), then.get(*resource)) else { continue };
        let (name, other) = (init.name(), sidecar.name());
        let kind = if *resource == "cpu" { "CPU" } else { "memory" };
        let message = format!(
            "the Pod reserves {now} {kind} and not {then}, because `{other}` runs while `{name}` does"
        );
        let list = pod.spec_path().child("initContainers");
        diagnostics.push(
            RULE.about(pod, &pod.resources_or_name(sidecar), message)
                .help(format!("put `{other}` behind `{name}`, unless that needs it"))
                .related(pod.span(&init.path.child("name")), "the heavy one")
                .container(other)
                .draft(
                    &format!("Put {name} first"),
                    pod.move_before(&list, init.index, sidecar.index),
                ),
        );
        return;
    }
}

/// Whether an init container may need the sidecar: it connects to it, shares a volume with it, or all traffic goes
/// through it.
fn needs(pod: &Subject<'_>, init: &Member<'_>, sidecar: &Member<'_>) -> bool {
    let shares =
        |name: &str| pod.mounts_of(name).any(|mounted| mounted.member.name() == sidecar.name());
    sidecar.helper().is_some_and(Helper::is_called)
        || init.mounts().any(|mounted| shares(&mounted.mount.name))
        || pod.asks(init).iter().any(|(_, port, _)| {
            pod.listener(*port).is_some_and(|listener| listener.name() == sidecar.name())
        })
}

/// What all containers request together where one init container is moved in front of another one.
fn of_order(pod: &Subject<'_>, moved: Option<(usize, usize)>) -> List {
    let Some((from, to)) = moved else { return aggregate_requests(pod.spec) };
    let mut inits = pod.spec.init_containers.clone().unwrap_or_default();
    if let Some(part) = inits.get_mut(to..=from) {
        part.rotate_right(1);
    }
    aggregate_requests(&PodSpec {
        init_containers: Some(inits),
        containers: pod.spec.containers.clone(),
        ..PodSpec::default()
    })
}
