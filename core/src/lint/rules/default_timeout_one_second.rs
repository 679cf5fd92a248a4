//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// The command of a probe has one second, because nothing else is said.
    ///
    /// ## Why it matters
    ///
    /// `timeoutSeconds` is 1 where it is left out.
    /// For a command that includes the start of a process in the container; where the CPU is throttled, that alone can take longer, and the probe fails although all is well.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: cache
    ///     image: redis:7.4
    ///     readinessProbe:
    ///       exec: {command: ["redis-cli", "ping"]}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: cache
    ///     image: redis:7.4
    ///     readinessProbe:
    ///       exec: {command: ["redis-cli", "ping"]}
    ///       timeoutSeconds: 5
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#configure-probes>; `SetDefaults_Probe`, pkg/apis/core/v1/defaults.go.
    "default-timeout-one-second", "P14", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        for asked in member.probes().filter(|asked| asked.command().is_some()) {
            let path = asked.path.child("timeoutSeconds");
            if pod.is_written(&path) {
                continue;
            }
            let (name, field) = (member.name(), asked.field);
            let time = asked.period().min(5);
            let message =
                format!("the command of the {field} of `{name}` has 1 s, its start included");
            diagnostics.push(
                RULE.about(pod, &asked.path.child("exec"), message)
                    .help("say how long it may take")
                    .container(name)
                    .safe_fix(&format!("Give it {time} s"), pod.put(&path, &time.to_string())),
            );
        }
    }
}
