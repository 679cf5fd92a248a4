//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A rule restarts all containers, and hooks that should run before are skipped.
    ///
    /// ## Why it matters
    ///
    /// `RestartAllContainers` ends all containers of the Pod without a grace period: no preStop hook is run, and a process has two seconds after its stop signal.
    /// What a hook should have put away has to be put right at the next start.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   restartPolicy: Always
    ///   containers:
    ///   - name: worker
    ///     image: registry.example/worker:1.0
    ///     restartPolicy: Never
    ///     restartPolicyRules:
    ///     - action: RestartAllContainers
    ///       exitCodes: {operator: In, values: [42]}
    ///   - name: db
    ///     image: registry.example/db:1.0
    ///     lifecycle: {preStop: {sleep: {seconds: 5}}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   restartPolicy: Always
    ///   containers:
    ///   - name: worker
    ///     image: registry.example/worker:1.0
    ///     restartPolicy: Never
    ///     restartPolicyRules:
    ///     - action: RestartAllContainers
    ///       exitCodes: {operator: In, values: [42]}
    ///   - name: db
    ///     image: registry.example/db:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-all-containers>; `SyncPod`, pkg/kubelet/kuberuntime/kuberuntime_manager.go.
    "restart-all-is-hard-kill", "T15", since = "0.1.0", Info, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        for (index, rule) in member.container.restart_policy_rules.iter().flatten().enumerate() {
            let hooked = pod.staying().find(|other| other.pre_stop().is_some());
            let Some(other) = hooked.filter(|_| rule.action == "RestartAllContainers") else {
                continue;
            };
            let (name, whose) = (member.name(), other.name());
            let message = format!(
                "the preStop hook of `{whose}` is skipped when `{name}` restarts all containers"
            );
            let path = member.path.child("restartPolicyRules").index(index).child("action");
            diagnostics.push(
                RULE.about(pod, &path, message)
                    .help(format!("let `{whose}` clean up when it starts"))
                    .related(pod.span(&other.path.child("lifecycle.preStop")), "the hook")
                    .container(name),
            );
        }
    }
}
