//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A check of a probe may take longer than the time until the next one.
    ///
    /// ## Why it matters
    ///
    /// Checks of one probe do not overlap: the next one waits until this one has ended or has used up its time.
    /// With a `timeoutSeconds` above `periodSeconds` a process that hangs is noticed later than the period promises.
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
    ///       timeoutSeconds: 10
    ///       failureThreshold: 6
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
    ///       timeoutSeconds: 2
    ///       failureThreshold: 6
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#configure-probes>; `worker.run`, pkg/kubelet/prober/worker.go.
    "probe-timeout-exceeds-period", "P08", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        for asked in member.probes() {
            let (period, timeout) = (asked.period(), asked.timeout());
            if timeout <= period {
                continue;
            }
            let (name, field) = (member.name(), asked.field);
            let message = format!(
                "the {field} of `{name}` is to check every {period} s, and a check may take {timeout} s"
            );
            let path = asked.path.child("timeoutSeconds");
            let edits = pod.put(&path, &period.to_string());
            diagnostics.push(
                RULE.about(pod, &path, message)
                    .help("give a check no more time than there is until the next one")
                    .container(name)
                    .draft(&format!("Give a check {period} s"), edits),
            );
        }
    }
}
