//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::ProbeKind;

declare_rule! {
    /// A livenessProbe kills a container that is quiet for less than ten seconds.
    ///
    /// ## Why it matters
    ///
    /// A pause of some seconds is nothing unusual: a garbage collection, a throttled CPU, a slow disk.
    /// A probe without patience turns it into a restart, which costs more than the pause, and under load the other replicas follow.
    /// With `failureThreshold: 1` a single answer that is late is enough.
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
    ///       periodSeconds: 2
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     livenessProbe:
    ///       tcpSocket: {port: 80}
    ///       failureThreshold: 1
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
    ///       periodSeconds: 2
    ///       failureThreshold: 10
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#liveness-probe>; `doProbe`, pkg/kubelet/prober/worker.go.
    "aggressive-liveness", "P13", since = "0.1.0", Warning, [Default], Pod(check)
}

/// How long a process may be quiet, in seconds.
const PATIENCE: i32 = 10;

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    // What the restarts of a native sidecar cost is another rule's business.
    for member in pod.apps() {
        for asked in member.probes().filter(|asked| asked.kind == ProbeKind::Liveness) {
            let (period, failures) = (asked.period(), asked.failures());
            let timeout = asked.timeout();
            // The first of the checks that fail begins with the pause, and the last one has its own time.
            let time = period.saturating_mul(failures - 1).saturating_add(timeout.min(period));
            if time >= PATIENCE || failures > 1 && asked.patience() >= i64::from(PATIENCE) {
                continue;
            }
            let name = member.name();
            let message = format!(
                "a pause of {time} s can be enough to have `{name}` killed by its livenessProbe"
            );
            let path = asked.path.child("failureThreshold");
            let wanted = 1 + (PATIENCE - timeout.min(period) + period - 1) / period;
            let edits = pod.put(&path, &wanted.to_string());
            diagnostics.push(
                RULE.about(pod, if pod.is_written(&path) { &path } else { &asked.path }, message)
                    .help("let it fail more often before it counts")
                    .container(name)
                    .safe_fix(&format!("Let it fail {wanted} times"), edits),
            );
        }
    }
}
