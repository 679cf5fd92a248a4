//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// Restarts of a native sidecar use up the `backoffLimit` of its Job.
    ///
    /// ## Why it matters
    ///
    /// With `restartPolicy: OnFailure` the Job controller adds up the restarts of all containers of its Pods that are pending or running, native sidecars included, and compares the sum with `backoffLimit`.
    /// A sidecar that is restarted now and then, as one with a `livenessProbe` may be, makes the Job fail while its work goes well.
    /// With `restartPolicy: Never` only Pods that failed count.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   backoffLimit: 2
    ///   template:
    ///     spec:
    ///       restartPolicy: OnFailure
    ///       initContainers:
    ///       - name: uploader
    ///         image: busybox:1.36
    ///         restartPolicy: Always
    ///         command: ["sh", "-c", "sleep 5; exit 1"]
    ///       containers:
    ///       - name: import
    ///         image: busybox:1.36
    ///         command: ["sleep", "120"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   backoffLimit: 2
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       initContainers:
    ///       - name: uploader
    ///         image: busybox:1.36
    ///         restartPolicy: Always
    ///         command: ["sh", "-c", "sleep 5; exit 1"]
    ///       containers:
    ///       - name: import
    ///         image: busybox:1.36
    ///         command: ["sleep", "120"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy>; `pastBackoffLimitOnFailure`, pkg/controller/job/job_controller.go.
    "job-sidecar-restarts-count", "J03", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some((job, job_path)) = pod.job() else { return };
    if pod.spec.restart_policy.as_deref() != Some("OnFailure") {
        return;
    }
    let limit = job.backoff_limit.unwrap_or(6);
    for sidecar in pod.sidecars() {
        let runs = pod.runs(sidecar);
        let restarts = runs.len().saturating_sub(1);
        let is_probed = sidecar.container.liveness_probe.is_some() && limit < 3;
        if restarts == 0 && !is_probed {
            continue;
        }
        let name = sidecar.name();
        let message = if restarts == 0 {
            format!(
                "each restart of `{name}` by its livenessProbe counts against the backoffLimit of {limit}"
            )
        } else {
            let most = limit.max(1);
            let plural = if most == 1 { "" } else { "s" };
            format!(
                "`{name}` is restarted in this run, and the Job fails when its Pods count {most} restart{plural}"
            )
        };
        let path = pod.spec_path().child("restartPolicy");
        let mut finding = RULE
            .about(pod, &path, message)
            .help("with `restartPolicy: Never` restarts of sidecars do not count; else raise `backoffLimit`")
            .related(pod.span(&sidecar.path.child("name")), "its restarts count like the app's")
            .container(name)
            .draft("Count failed Pods instead", pod.put(&path, "Never"));
        let place = job_path.child("backoffLimit");
        if pod.is_written(&place) {
            finding = finding.related(pod.span(&place), "the limit");
        }
        finding.at = runs.get(1).map(|run| run.started);
        diagnostics.push(finding);
    }
}
