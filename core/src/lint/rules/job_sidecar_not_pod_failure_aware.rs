//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A `podFailurePolicy` also looks at the exit code of a native sidecar.
    ///
    /// ## Why it matters
    ///
    /// A rule on exit codes looks at the containers and the init containers of a failed Pod, native sidecars included.
    /// When the work has failed the sidecars are stopped, and many exit with 143, or with 137 when they are killed: such a rule may then take the sidecar's code for that of the work.
    /// Name the container that does the work.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   podFailurePolicy:
    ///     rules:
    ///     - action: Ignore
    ///       onExitCodes: {operator: In, values: [143]}
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       initContainers:
    ///       - name: uploader
    ///         image: registry.example/uploader:2.3
    ///         restartPolicy: Always
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
    ///   podFailurePolicy:
    ///     rules:
    ///     - action: Ignore
    ///       onExitCodes: {containerName: import, operator: In, values: [143]}
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       initContainers:
    ///       - name: uploader
    ///         image: registry.example/uploader:2.3
    ///         restartPolicy: Always
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy>; `matchOnExitCodes`, pkg/controller/job/pod_failure_policy.go.
    "job-sidecar-not-pod-failure-aware", "J07", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some((job, job_path)) = pod.job() else { return };
    let (Some(policy), Some(sidecar)) = (&job.pod_failure_policy, pod.sidecars().next()) else {
        return;
    };
    let rules = job_path.child("podFailurePolicy.rules");
    let Some(app) = pod.apps().find(|app| app.helper().is_none()) else { return };
    for (index, rule) in policy.rules.iter().enumerate() {
        let Some(codes) = &rule.on_exit_codes else { continue };
        let named = codes.container_name.as_deref();
        let said = pod.sidecars().find(|member| Some(member.name()) == named);
        let stopped = [143, 137]
            .into_iter()
            .find(|code| (codes.operator == "In") == codes.values.contains(code));
        let path = rules.index(index).child("onExitCodes");
        let name_path = path.child("containerName");
        let (message, place, about) = match (said, stopped, named) {
            (Some(said), ..) => {
                let name = said.name();
                (
                    format!(
                        "this rule looks at `{name}`, a native sidecar, and not at `{}`",
                        app.name()
                    ),
                    &name_path,
                    name,
                )
            }
            (None, Some(code), None) => {
                let name = sidecar.name();
                (
                    format!(
                        "`{name}` may exit with {code} when it is stopped, and this rule takes it for `{}`",
                        app.name()
                    ),
                    &path,
                    name,
                )
            }
            (None, ..) => continue,
        };
        let fixed = pod.put(&name_path, app.name());
        diagnostics.push(
            RULE.about(pod, place, message)
                .help(format!(
                    "name the container that does the work: `containerName: {}`",
                    app.name()
                ))
                .container(about)
                .draft("Look at the app alone", fixed),
        );
    }
}
