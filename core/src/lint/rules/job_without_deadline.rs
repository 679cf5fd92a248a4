//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::Role;

declare_rule! {
    /// A Job whose init containers may wait for ever has no deadline.
    ///
    /// ## Why it matters
    ///
    /// Nothing ends a Pod whose init container waits for something that does not come, or whose sidecar never passes its `startupProbe`: it has not failed, so with `restartPolicy: Never` no `backoffLimit` counts it.
    /// `activeDeadlineSeconds` ends the Job whatever its Pods do, and says so in its status.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       initContainers:
    ///       - name: settings
    ///         image: registry.example/settings:1.4
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   activeDeadlineSeconds: 3600
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       initContainers:
    ///       - name: settings
    ///         image: registry.example/settings:1.4
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup>; `pastActiveDeadline`, pkg/controller/job/job_controller.go.
    "job-without-deadline", "J04", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some((job, path)) = pod.job() else { return };
    let has_deadline =
        job.active_deadline_seconds.is_some() || pod.spec.active_deadline_seconds.is_some();
    let mut inits = pod.members.iter().filter(|member| {
        member.role == Role::Init
            || member.role == Role::Sidecar && member.container.startup_probe.is_some()
    });
    let Some(first) = inits.next().filter(|_| !has_deadline) else { return };
    let name = first.name();
    let deadline = path.child("activeDeadlineSeconds");
    let message = format!("nothing ends this Job while `{name}` waits");
    diagnostics.push(
        RULE.about(pod, &first.path.child("name"), message)
            .help("add `activeDeadlineSeconds` to the Job: more than it ever needs")
            .container(name)
            .draft("Give it an hour", pod.put(&deadline, "3600")),
    );
}
