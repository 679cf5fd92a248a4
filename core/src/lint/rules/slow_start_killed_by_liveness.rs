//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::ProbeKind;

declare_rule! {
    /// A livenessProbe kills the container before it has started.
    ///
    /// ## Why it matters
    ///
    /// A livenessProbe counts from the start of the container.
    /// A process that needs longer than the probe has patience is killed while it still starts, starts again, and is killed again: it never serves.
    /// A startupProbe gives the start a time of its own, and the livenessProbe waits for it.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: search
    ///     image: docker.elastic.co/logstash/logstash:8.17.0
    ///     livenessProbe:
    ///       httpGet: {path: /, port: 9600}
    ///       periodSeconds: 5
    ///       failureThreshold: 3
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: search
    ///     image: docker.elastic.co/logstash/logstash:8.17.0
    ///     startupProbe:
    ///       httpGet: {path: /, port: 9600}
    ///       periodSeconds: 5
    ///       failureThreshold: 30
    ///     livenessProbe:
    ///       httpGet: {path: /, port: 9600}
    ///       periodSeconds: 5
    ///       failureThreshold: 3
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#startup-probe>; `doProbe`, pkg/kubelet/prober/worker.go.
    "slow-start-killed-by-liveness", "P06", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying().filter(|member| member.container.startup_probe.is_none()) {
        for asked in member.probes().filter(|asked| asked.kind == ProbeKind::Liveness) {
            let Some(killed) = pod.killed_early(member, &asked) else { continue };
            let (name, had, needs) = (member.name(), killed.had, killed.needs);
            let message = format!(
                "`{name}` never starts: it needs {}{needs} s, and its livenessProbe has it killed after {had} s",
                killed.about
            );
            let mut finding = RULE
                .about(pod, &asked.path, message)
                .help("give its start a `startupProbe`: the livenessProbe waits for that")
                .container(name);
            finding.at = killed.at;
            let period = asked.period();
            let failures =
                needs.saturating_mul(2).div_ceil(u64::from(period.unsigned_abs())).max(3);
            let probe = asked.handler().map(|handler| {
                format!("{handler}\nperiodSeconds: {period}\nfailureThreshold: {failures}")
            });
            let path = member.path.child("startupProbe");
            let edits = probe.and_then(|probe| pod.put(&path, &probe));
            diagnostics.push(finding.safe_fix("Add a startupProbe", edits));
        }
    }
}
