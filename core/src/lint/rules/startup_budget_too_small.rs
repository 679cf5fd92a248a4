//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::ProbeKind;

declare_rule! {
    /// A startupProbe gives up before the container has started.
    ///
    /// ## Why it matters
    ///
    /// A container has `initialDelaySeconds` and `failureThreshold` times `periodSeconds` to pass its startupProbe, then it is killed and starts from the beginning.
    /// A process that always needs longer never serves; in a native sidecar it keeps the app from starting at all.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: search
    ///     image: docker.elastic.co/logstash/logstash:8.17.0
    ///     startupProbe:
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
    ///       failureThreshold: 12
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#startup-probe>; `doProbe`, pkg/kubelet/prober/worker.go.
    "startup-budget-too-small", "P12", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        for asked in member.probes().filter(|asked| asked.kind == ProbeKind::Startup) {
            let Some(killed) = pod.killed_early(member, &asked) else { continue };
            let (name, had, needs) = (member.name(), killed.had, killed.needs);
            let message = format!(
                "`{name}` never starts: it needs {}{needs} s, and its startupProbe has it killed after {had} s",
                killed.about
            );
            let path = asked.path.child("failureThreshold");
            let period = u64::from(asked.period().unsigned_abs());
            let failures = needs.saturating_mul(2).div_ceil(period);
            let mut finding = RULE
                .about(pod, if pod.is_written(&path) { &path } else { &asked.path }, message)
                .help("raise `failureThreshold`: it passes as soon as it answers, however long it may take")
                .container(name);
            finding.at = killed.at;
            let edits = pod.put(&path, &failures.to_string());
            diagnostics.push(finding.safe_fix(&format!("Let it fail {failures} times"), edits));
        }
    }
}
