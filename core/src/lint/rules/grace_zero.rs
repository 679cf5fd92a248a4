//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::object::Kind;

declare_rule! {
    /// A Pod has no time to stop.
    ///
    /// ## Why it matters
    ///
    /// With `terminationGracePeriodSeconds: 0` no preStop hook is run, the object is gone from the API at once, and the processes are killed two seconds later, wherever they are.
    /// A StatefulSet may start the next Pod of that name on another node while the old one still writes.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   terminationGracePeriodSeconds: 0
    ///   containers:
    ///   - name: db
    ///     image: postgres:17
    ///     volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
    ///   volumes:
    ///   - name: data
    ///     persistentVolumeClaim: {claimName: data}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   terminationGracePeriodSeconds: 60
    ///   containers:
    ///   - name: db
    ///     image: postgres:17
    ///     volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
    ///   volumes:
    ///   - name: data
    ///     persistentVolumeClaim: {claimName: data}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-forced>; recorded on Kubernetes 1.36.2 (`del-podgrace0`: the object disappears at once, SIGTERM, and SIGKILL 2 s later).
    "grace-zero", "T09", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let path = pod.spec_path().child("terminationGracePeriodSeconds");
    if pod.spec.termination_grace_period_seconds != Some(0) || !pod.is_written(&path) {
        return;
    }
    // Who keeps nothing and waits for nothing loses nothing.
    let is_kept = pod.spec.volumes.iter().flatten().any(|of| of.persistent_volume_claim.is_some());
    let is_hooked = pod.staying().any(|member| member.pre_stop().is_some());
    if !is_kept && !is_hooked && pod.object.kind() != Kind::StatefulSet {
        return;
    }
    diagnostics.push(
        RULE.about(
            pod,
            &path,
            "no hook is run, and the processes are killed after 2 s while the Pod is gone already",
        )
        .help("leave it out: the default of 30 s ends as soon as the processes do")
        .draft("Leave it out", pod.remove(&path)),
    );
}
