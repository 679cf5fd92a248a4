//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::ProbeKind;

declare_rule! {
    /// The livenessProbe and the readinessProbe of a container are the same.
    ///
    /// ## Why it matters
    ///
    /// Under load an answer that is late should take the container out of the Service for a while.
    /// With a livenessProbe that gives up at the same moment, the container is killed instead, and the others get its load as well.
    /// The livenessProbe should be the more patient one, or ask less.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe:
    ///       httpGet: {path: /healthz, port: 8080}
    ///     livenessProbe:
    ///       httpGet: {path: /healthz, port: 8080}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe:
    ///       httpGet: {path: /healthz, port: 8080}
    ///     livenessProbe:
    ///       httpGet: {path: /healthz, port: 8080}
    ///       failureThreshold: 6
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#when-should-you-use-a-liveness-probe>: "the same low-cost HTTP endpoint as for readiness probes, but with a higher `failureThreshold`".
    "liveness-equals-readiness", "P03", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        let find = |kind: ProbeKind| member.probes().find(|asked| asked.kind == kind);
        let (Some(liveness), Some(readiness)) =
            (find(ProbeKind::Liveness), find(ProbeKind::Readiness))
        else {
            continue;
        };
        if liveness.patience() > readiness.patience()
            || liveness.timeout() > readiness.timeout()
            || liveness.handler() != readiness.handler()
        {
            continue;
        }
        let name = member.name();
        let message =
            format!("`{name}` is killed as soon as it is late: both its probes ask the same");
        let failures = readiness.failures().saturating_mul(2).to_string();
        let path = liveness.path.child("failureThreshold");
        let mut finding = RULE
            .about(pod, &liveness.path, message)
            .help(
                "let the livenessProbe fail more often before it counts, or ask something simpler",
            )
            .related(pod.span(&readiness.path), "asks the same, and is all that load needs")
            .container(name);
        if liveness.period() == readiness.period() {
            finding.offer("Let it fail twice as often", pod.put(&path, &failures), false);
        }
        diagnostics.push(finding);
    }
}
