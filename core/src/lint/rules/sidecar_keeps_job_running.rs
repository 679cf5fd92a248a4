//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Related};
use crate::lint::helper::mesh;
use crate::lint::misplaced::{Harm, Misplaced, misplaced};
use crate::lint::move_to_init;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::object::{Kind, Object};
use crate::text::FieldPath;
use crate::time::SimTime;

declare_rule! {
    /// A helper in the `containers` of a Job does not end, and so neither does the Job.
    ///
    /// ## Why it matters
    ///
    /// A Job counts a Pod as done when all its containers have exited.
    /// A proxy or a log shipper waits for work until it is stopped, and nobody stops it: the Pod stays `1/2 NotReady`, the Job stays active, a CronJob with `concurrencyPolicy: Forbid` never starts again.
    /// The proxy of a mesh does so too, unless the script of the app asks it to quit.
    /// Native sidecars do not count: when the last app container has exited, the kubelet stops them, and their exit codes are ignored.
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
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    ///       - name: cloud-sql-proxy
    ///         image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
    ///         args: ["proj:region:shop"]
    /// ```
    ///
    /// So does a database that only the work needs:
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: test}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///       - name: test
    ///         image: registry.example/test:7.0
    ///       - name: db
    ///         image: postgres:17.2
    ///         env: [{name: POSTGRES_PASSWORD, value: example}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       initContainers:
    ///       - name: cloud-sql-proxy
    ///         image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
    ///         restartPolicy: Always
    ///         args: ["--health-check", "--http-address=0.0.0.0", "proj:region:shop"]
    ///         startupProbe: {httpGet: {path: /startup, port: 9090}, periodSeconds: 1, failureThreshold: 60}
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    /// ```
    ///
    /// A helper that ends when the work is done holds up nothing:
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///       - name: import
    ///         image: busybox:1.36
    ///         command: ["sh", "-c", "sleep 5; touch /shared/done"]
    ///         volumeMounts: [{name: shared, mountPath: /shared}]
    ///       - name: upload-sidecar
    ///         image: busybox:1.36
    ///         command: ["sh", "-c", "until [ -f /shared/done ]; do sleep 1; done"]
    ///         volumeMounts: [{name: shared, mountPath: /shared}]
    ///       volumes:
    ///       - name: shared
    ///         emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers>; recorded on Kubernetes 1.36.2 (`job-classic-sidecar`).
    "sidecar-keeps-job-running", "J01", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for found in misplaced(pod) {
        let Harm::KeepsJobRunning = found.harm else { continue };
        let (helper, app) = (found.helper.name(), found.app.name());
        let outcome = if pod.object.kind() == Kind::CronJob {
            let name = pod.object.metadata().name.as_deref().unwrap_or("the CronJob");
            format!("no run of `{name}` completes")
        } else {
            "the Job never completes".to_owned()
        };
        let message = format!("`{helper}` runs on when `{app}` is done: {outcome}");
        let help = match mesh(found.helper.container) {
            Some("Istio") => {
                "make it a native sidecar, or keep the mesh out: the label `sidecar.istio.io/inject: \"false\"`"
            }
            Some(_) => {
                "make it a native sidecar: `config.linkerd.io/proxy-enable-native-sidecar: \"true\"`"
            }
            None => {
                "make it a native sidecar: it is stopped when the last app container has exited"
            }
        };
        let mut finding = RULE
            .finding(pod.span(&found.helper.path.child("name")), message)
            .field(&found.helper.path)
            .help(help)
            .container(helper);
        finding.related.extend(schedule(pod));
        finding.at = work_done(pod, &found);
        move_to_init::offer(pod, &found.helper, &mut finding);
        diagnostics.push(finding);
    }
}

/// What becomes of a CronJob's next runs.
fn schedule(pod: &Subject<'_>) -> Option<Related> {
    let Object::CronJob(cron) = pod.object else { return None };
    let policy = cron.spec.concurrency_policy.as_deref();
    let message = match policy {
        Some("Forbid") => "Forbid: no other run starts while this one is not done",
        Some("Replace") => "Replace: each run is ended by the next one",
        Some(_) | None => "each run leaves one more Pod that does not end",
    };
    let path = FieldPath::parse("spec.concurrencyPolicy");
    let place = if pod.is_written(&path) { path } else { FieldPath::parse("spec.schedule") };
    Some(Related { span: pod.span(&place), message: message.to_owned() })
}

/// When a run shows it: the apps have ended, and the helper goes on to the end of the observation.
fn work_done(pod: &Subject<'_>, found: &Misplaced<'_>) -> Option<SimTime> {
    let trace = pod.trace?;
    let last_end = |name: &str| {
        let runs = trace.runs(trace.container(name)?);
        runs.last()?.finished.as_ref().map(|end| end.at)
    };
    let apps = pod.apps().filter(|member| member.helper().is_none());
    let ends: Option<Vec<SimTime>> = apps.map(|app| last_end(app.name())).collect();
    let done = ends?.into_iter().max()?;
    last_end(found.helper.name()).is_none_or(|end| end > done).then_some(done)
}
