//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::misplaced::says_always;
use crate::lint::move_to_init;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// An entry of `containers` says `restartPolicy: Always`, as if that made it a native sidecar.
    ///
    /// ## Why it matters
    ///
    /// Since Kubernetes 1.35 the field is accepted on every container, and in `containers` it decides about restarts alone.
    /// Nothing makes such a container start before the app, it gets SIGTERM together with the app, and a Job waits for it for ever.
    /// What makes a native sidecar is the place: `restartPolicy: Always` on an entry of `initContainers`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    /// ```
    ///
    /// The work of a Job never ends with it:
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    ///         restartPolicy: Always
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#pod-sidecar-containers>; `ContainerShouldRestart`, pkg/api/v1/pod/util.go: the field of a container decides about its restarts.
    "restart-policy-in-containers", "S01", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.apps().filter(|member| says_always(pod, member)) {
        let name = member.name();
        let path = member.path.child("restartPolicy");
        if !pod.is_written(&path) {
            continue;
        }
        let outcome = if pod.is_job() {
            "the Job waits for it for ever"
        } else {
            "it starts and stops together with the others"
        };
        let message = format!("`{name}` is no native sidecar in `containers`: {outcome}");
        let of_pod = pod.spec.restart_policy.as_deref().unwrap_or("Always");
        let help = if of_pod == "Always" {
            "move it to `initContainers`, or drop the field: it changes nothing here"
        } else {
            "move it to `initContainers`, or drop the field: here it only restarts what ends"
        };
        let mut finding = RULE.about(pod, &path, message).help(help).container(name);
        move_to_init::offer(pod, member, &mut finding);
        diagnostics.push(finding);
    }
}
