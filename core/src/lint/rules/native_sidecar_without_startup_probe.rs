//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::needs::startup_probe;
use crate::lint::ports::call;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::{Role, What};
use crate::time::SimTime;

declare_rule! {
    /// A native sidecar that others need has no `startupProbe`.
    ///
    /// ## Why it matters
    ///
    /// The next container starts as soon as the sidecar's process runs.
    /// A proxy needs a moment more to load its configuration, and the app's first calls fail: at best it retries, at worst it goes into a crash loop.
    /// A `readinessProbe` does not help; it decides whether the Pod gets traffic and never delays a start.
    /// A `startupProbe` does: until it passes, the kubelet starts nothing that comes later in the list.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     readinessProbe: {httpGet: {path: /ready, port: 9901}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     startupProbe: {httpGet: {path: /ready, port: 9901}, periodSeconds: 1, failureThreshold: 60}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>; recorded on Kubernetes 1.36.2 (`native-ready-never`: the app starts 0.2 s after a sidecar that never gets ready).
    "native-sidecar-without-startup-probe", "S03", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let members = &pod.members;
    for (position, sidecar) in members.iter().enumerate() {
        let container = sidecar.container;
        let gates = container.startup_probe.is_some() || sidecar.post_start().is_some();
        if sidecar.role != Role::Sidecar || gates {
            continue;
        }
        let later = members.get(position + 1..).unwrap_or_default();
        let proven =
            later.iter().find_map(|member| Some((member, pod.in_vain(member, sidecar)?.0)));
        let caller = later.iter().find_map(|member| Some((member, Some(call(member, sidecar)?.0))));
        let caller = caller.or_else(|| proven.map(|(member, _)| (member, None)));
        // Requests from outside go through an auth proxy: the containers behind it do not call it when they start.
        let is_called = |helper: Helper| helper.is_called() && helper != Helper::AuthProxy;
        let next = later.first().filter(|_| sidecar.helper().is_some_and(is_called));
        let Some((later, place)) = caller.or_else(|| Some((next?, None))) else { continue };

        let (sidecar_name, later) = (sidecar.name(), later.name());
        let (path, message) = if container.readiness_probe.is_some() {
            let message = format!(
                "`{later}` does not wait for the readinessProbe of `{sidecar_name}`: only a startupProbe holds back the next container"
            );
            (sidecar.path.child("readinessProbe"), message)
        } else {
            let message = format!(
                "`{later}` may start before `{sidecar_name}` answers: the kubelet waits until a sidecar runs, not until it is ready"
            );
            (sidecar.path.child("name"), message)
        };
        let mut finding = RULE
            .finding(pod.span(&path), message)
            .field(&sidecar.path)
            .help(format!("add a `startupProbe` that passes once `{sidecar_name}` answers"))
            .container(sidecar_name);
        if let Some(place) = place {
            finding = finding.related(pod.span(&place), format!("`{later}` calls it here"));
        }
        if container.readiness_probe.is_some() {
            finding.at = start_before_ready(pod, later, sidecar_name);
        }
        if let Some((asking, at)) = proven {
            finding.at = Some(at);
            let start = format!("`{}` calls it in vain", asking.name());
            finding = finding.related(pod.span(&asking.path.child("name")), start);
        }
        if let Some(probe) = startup_probe(pod, sidecar) {
            let edits = pod.put(&sidecar.path.child("startupProbe"), &probe);
            finding.offer("Give it a startupProbe", edits, false);
        }
        diagnostics.push(finding);
    }
}

/// When a run shows it: the other one started while the sidecar was not ready.
fn start_before_ready(pod: &Subject<'_>, later: &str, sidecar: &str) -> Option<SimTime> {
    let trace = pod.trace?;
    let (later, sidecar) = (trace.container(later)?, trace.container(sidecar)?);
    let started = trace.entries.iter().position(|entry| entry.what == What::Started(later, 0))?;
    let before = trace.entries.get(..started)?;
    let is_ready = before.iter().any(|entry| entry.what == What::ReadyChanged(sidecar, true));
    (!is_ready).then(|| trace.entries.get(started).map(|entry| entry.at))?
}
