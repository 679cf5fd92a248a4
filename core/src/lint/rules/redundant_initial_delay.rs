//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::ProbeKind;

declare_rule! {
    /// A probe has a delay of its own although it waits for a startupProbe.
    ///
    /// ## Why it matters
    ///
    /// `initialDelaySeconds` counts from the start of the container, not from the moment when its startupProbe has passed.
    /// The other probes are off until then anyway: a shorter delay does nothing, and a longer one only makes a quick start look slow.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     startupProbe:
    ///       tcpSocket: {port: 80}
    ///       failureThreshold: 30
    ///     livenessProbe:
    ///       tcpSocket: {port: 80}
    ///       initialDelaySeconds: 30
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     startupProbe:
    ///       tcpSocket: {port: 80}
    ///       failureThreshold: 30
    ///     livenessProbe:
    ///       tcpSocket: {port: 80}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#configure-probes>, which says that the delay begins when the startupProbe has passed; the kubelet compares it with the start of the container: `doProbe`, pkg/kubelet/prober/worker.go.
    "redundant-initial-delay", "P10", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying().filter(|member| member.container.startup_probe.is_some()) {
        for asked in member.probes().filter(|asked| asked.kind != ProbeKind::Startup) {
            let delay = asked.probe.initial_delay_seconds.unwrap_or_default();
            if delay <= 0 {
                continue;
            }
            let (name, field) = (member.name(), asked.field);
            let message = format!(
                "the {field} of `{name}` waits {delay} s from the start on, and for the startupProbe anyway"
            );
            let path = asked.path.child("initialDelaySeconds");
            let mut finding = RULE
                .about(pod, &path, message)
                .help("leave the delay out: the startupProbe says when the others begin")
                .related(pod.span(&member.path.child("startupProbe")), "it waits for this")
                .container(name);
            // Requests come earlier where a container is ready earlier.
            let is_safe = asked.kind == ProbeKind::Liveness;
            finding.offer("Drop the delay", pod.remove(&path), is_safe);
            diagnostics.push(finding);
        }
    }
}
