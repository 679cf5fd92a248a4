//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::request;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::quantity::Quantity;

declare_rule! {
    /// A helper reserves as much as the app that it helps.
    ///
    /// ## Why it matters
    ///
    /// What a helper requests is reserved in every replica. A helper that needs as much as the app doubles what each one costs, makes Pods hard to place, and lets a busy node run out of memory earlier.
    /// Where it really needs that, one agent for each node or a Service of its own is often cheaper.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluentd:v1.17-1
    ///     restartPolicy: Always
    ///     resources: {requests: {cpu: 500m, memory: 512Mi}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     resources: {requests: {cpu: 200m, memory: 256Mi}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     resources: {requests: {cpu: 20m, memory: 32Mi}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     resources: {requests: {cpu: 200m, memory: 256Mi}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers>; `AggregateContainerRequests`, staging/src/k8s.io/component-helpers/resource/helpers.go.
    "heavy-sidecar", "S09", since = "0.1.0", Warning, [Default], Pod(check)
}

/// The resources that count, and below how many thousandths a helper is small whatever the app takes.
const COUNTED: [(&str, i64); 2] = [("cpu", 200), ("memory", 256 * 1024 * 1024 * 1000)];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for helper in pod.helpers() {
        for (resource, small) in COUNTED {
            let Some(of_helper) = asked(helper, resource) else { continue };
            if of_helper.milli() < small {
                continue;
            }
            let mut sum: Option<(Quantity, &Member<'_>)> = None;
            let mut is_known = true;
            for app in pod.apps().filter(|member| member.helper().is_none()) {
                match (asked(app, resource), sum.take()) {
                    (Some(own), Some((all, first))) => sum = Some((all.plus(&own), first)),
                    (Some(own), None) => sum = Some((own, app)),
                    (None, _) => is_known = false,
                }
            }
            let Some((of_apps, app)) = sum.filter(|_| is_known) else { continue };
            if of_helper.milli() < of_apps.milli() {
                continue;
            }
            let (name, app_name) = (helper.name(), app.name());
            let message = format!(
                "`{name}` reserves {of_helper} of {resource} to help `{app_name}`, which reserves {of_apps}"
            );
            diagnostics.push(
                RULE.about(pod, &pod.request_place(helper, resource), message)
                    .help("measure what it takes and lower it, or run one for each node")
                    .related(pod.span(&app.path.child("name")), "the app")
                    .container(name),
            );
            break;
        }
    }
}

fn asked(member: &Member<'_>, resource: &str) -> Option<Quantity> {
    Quantity::parse(request(member.container, resource)?).ok()
}
