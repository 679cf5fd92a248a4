//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::features::Gate;
use crate::lint::misplaced::{Harm, misplaced};
use crate::lint::move_to_init;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A helper stands in `containers`, where Kubernetes does not know it as a sidecar.
    ///
    /// ## Why it matters
    ///
    /// Entries of `containers` start one after the other without waiting for each other, and all get SIGTERM at the same moment.
    /// The helper may not answer yet when the app begins, may be gone while the app still finishes its work, and keeps a Job from completing.
    /// A native sidecar is an entry of `initContainers` with `restartPolicy: Always`: it starts first, is stopped after every app container, and never holds up a Job.
    /// Two containers that are equal partners, such as a web server and its application server, may well stay together in `containers`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: redis
    ///     image: redis:7.4
    ///   - name: redis-exporter
    ///     image: oliver006/redis_exporter:v1.62.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: redis-exporter
    ///     image: oliver006/redis_exporter:v1.62.0
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: redis
    ///     image: redis:7.4
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>; on by default since Kubernetes 1.29, stable since 1.33.
    "classic-sidecar", "S02", since = "0.1.0", Info, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !pod.scenario.features.has(Gate::SidecarContainers) {
        return;
    }
    for found in misplaced(pod) {
        let Harm::NoOrder = found.harm else { continue };
        let (helper, app) = (found.helper.name(), found.app.name());
        let message = format!(
            "`{helper}` is stopped at the same moment as `{app}`, and nothing makes it start first"
        );
        let mut finding = RULE
            .finding(pod.span(&found.helper.path.child("name")), message)
            .field(&found.helper.path)
            .help("move it to `initContainers` and give it `restartPolicy: Always`")
            .container(helper);
        move_to_init::offer(pod, &found.helper, &mut finding);
        diagnostics.push(finding);
    }
}
