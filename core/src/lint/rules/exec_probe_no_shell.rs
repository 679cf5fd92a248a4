//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::script::base_name;
use crate::lint::subject::Subject;
use crate::process::lacks_program;

declare_rule! {
    /// A probe runs a program that the image does not have.
    ///
    /// ## Why it matters
    ///
    /// The command of an exec probe is run in the container, with what is in its image.
    /// An image without a shell has no `curl`, `wget`, `nc` or `cat` either: the probe can never pass, however well the process does.
    /// A container is then never ready, or never gets past its startupProbe, and what the livenessProbe was meant to see is not seen.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: metrics
    ///     image: nginx/nginx-prometheus-exporter:1.4
    ///     readinessProbe:
    ///       exec: {command: ["sh", "-c", "wget -qO- localhost:9113/metrics"]}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: metrics
    ///     image: nginx/nginx-prometheus-exporter:1.4
    ///     readinessProbe:
    ///       httpGet: {path: /metrics, port: 9113}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/>; `runProbe`, pkg/kubelet/prober/prober.go.
    "exec-probe-no-shell", "P07", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        for asked in member.probes() {
            let program = asked.command().and_then(|command| command.first());
            let lacking = program.filter(|program| lacks_program(member.container, program));
            let Some(program) = lacking.map(|program| base_name(program)) else { continue };
            let (name, field) = (member.name(), asked.field);
            let message =
                format!("the {field} of `{name}` can never pass: its image has no `{program}`");
            diagnostics.push(
                RULE.about(pod, &asked.path.child("exec.command"), message)
                    .help("let the kubelet ask: `httpGet`, `tcpSocket` and `grpc` need nothing from the image")
                    .container(name),
            );
        }
    }
}
