//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::ProbeKind;

declare_rule! {
    /// A container that a probe kills has more time to stop than when its Pod is deleted.
    ///
    /// ## Why it matters
    ///
    /// `terminationGracePeriodSeconds` of a probe says how long a container may take that the probe has given up on.
    /// One that hangs will not use the time well: the longer it is, the later it starts again.
    /// While the Pod is being deleted, the Pod's own grace period counts.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     livenessProbe:
    ///       tcpSocket: {port: 80}
    ///       terminationGracePeriodSeconds: 120
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     livenessProbe:
    ///       tcpSocket: {port: 80}
    ///       terminationGracePeriodSeconds: 10
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#probe-level-terminationgraceperiodseconds>; `setTerminationGracePeriod`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "probe-grace-longer-than-pod", "T17", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let grace = pod.grace_period();
    for member in pod.staying() {
        // A readinessProbe stops nothing.
        for asked in member.probes().filter(|asked| asked.kind != ProbeKind::Readiness) {
            let own = asked.probe.termination_grace_period_seconds.unwrap_or_default();
            if own <= grace.max(1) {
                continue;
            }
            let (name, field) = (member.name(), asked.field);
            let message = format!(
                "`{name}` has {own} s to stop when its {field} fails, and {grace} s when the Pod is deleted"
            );
            let path = asked.path.child("terminationGracePeriodSeconds");
            let edits = pod.put(&path, &grace.clamp(1, 10).to_string());
            diagnostics.push(
                RULE.about(pod, &path, message)
                    .help("give a container that hangs less time, not more")
                    .container(name)
                    .safe_fix("Give it less time", edits),
            );
        }
    }
}
