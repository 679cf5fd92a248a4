//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;

declare_rule! {
    /// One failure of an init container makes the Pod fail for good.
    ///
    /// ## Why it matters
    ///
    /// With `restartPolicy: Never`, the Pod's or the container's own, the first exit code that is not 0 ends the Pod: `Init:Error`, and nothing in it is tried again. Where no Job makes a new Pod, somebody has to.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   restartPolicy: Never
    ///   initContainers:
    ///   - name: fetch
    ///     image: registry.example/fetch:1.0
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   restartPolicy: OnFailure
    ///   initContainers:
    ///   - name: fetch
    ///     image: registry.example/fetch:1.0
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#understanding-init-containers>; recorded on Kubernetes 1.36.2.
    "init-single-shot-fails-pod", "I08", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.is_job() {
        return;
    }
    for member in pod.inits() {
        let own = member.container.restart_policy.as_deref();
        let path = match own.or(pod.spec.restart_policy.as_deref()) {
            Some("Never") if own.is_some() => member.path.child("restartPolicy"),
            Some("Never") => pod.spec_path().child("restartPolicy"),
            _ => continue,
        };
        let name = member.name();
        let message = format!("one failure of `{name}` makes the Pod fail: it is not tried again");
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("say `OnFailure` where it should be tried again")
                .container(name)
                .draft("Try again on failure", pod.put(&path, "OnFailure")),
        );
    }
}
