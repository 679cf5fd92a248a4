//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::ProbeKind;

declare_rule! {
    /// The `livenessProbe` of a native sidecar gives up within seconds.
    ///
    /// ## Why it matters
    ///
    /// A helper that answers slowly for a moment is killed and started again. RESTARTS grow, after a few times it has to wait up to five minutes between two starts, and all that time the app is without it.
    /// Give it at least a quarter of a minute.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: exporter
    ///     image: nginx/nginx-prometheus-exporter:1.4
    ///     restartPolicy: Always
    ///     livenessProbe: {httpGet: {path: /, port: 9113}, periodSeconds: 2, failureThreshold: 1}
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: exporter
    ///     image: nginx/nginx-prometheus-exporter:1.4
    ///     restartPolicy: Always
    ///     livenessProbe: {httpGet: {path: /, port: 9113}, periodSeconds: 10, failureThreshold: 3}
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#configure-probes>; `doProbe`, pkg/kubelet/prober/worker.go.
    "sidecar-restart-budget", "S18", since = "0.1.0", Info, [], Pod(check)
}

/// How long a helper should be given, in seconds.
const LEAST: i32 = 15;

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for sidecar in pod.sidecars() {
        let mut probes = sidecar.probes();
        let Some(asked) = probes.find(|asked| asked.kind == ProbeKind::Liveness) else { continue };
        let (period, seconds) = (asked.period(), asked.patience());
        if seconds >= i64::from(LEAST) {
            continue;
        }
        let name = sidecar.name();
        let threshold = asked.path.child("failureThreshold");
        let place = if pod.is_written(&threshold) { &threshold } else { &asked.path };
        let wanted = (LEAST + period - 1) / period;
        let message = format!("`{name}` is killed when it does not answer for {seconds} s");
        diagnostics.push(
            RULE.about(pod, place, message)
                .help("allow more failures: a flapping helper ends in a back-off of up to five minutes")
                .container(name)
                .safe_fix(
                    &format!("Allow {wanted} failures"),
                    pod.put(&threshold, &wanted.to_string()),
                ),
        );
    }
}
