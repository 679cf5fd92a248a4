//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::misplaced::{Harm, misplaced};
use crate::lint::move_to_init;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A proxy in `containers` is gone while the app behind it still has work to do.
    ///
    /// ## Why it matters
    ///
    /// All entries of `containers` get their stop signal at the same moment, each after its own hook.
    /// An app that takes time to finish, or waits in a hook until nobody sends it requests any more, finds its proxy gone: what it still answers or asks is lost.
    /// As a native sidecar the proxy is stopped when the app has ended.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     lifecycle: {preStop: {sleep: {seconds: 10}}}
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     startupProbe: {tcpSocket: {port: 9901}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     lifecycle: {preStop: {sleep: {seconds: 10}}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>; `killContainersWithSyncResult`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "classic-proxy-stops-with-app", "T07", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for found in misplaced(pod) {
        let Harm::GoesFirst { gone, needed } = found.harm else { continue };
        let (gone, needed) = (gone.whole_secs(), needed.whole_secs());
        let (helper, app) = (found.helper.name(), found.app.name());
        let when = if gone == 0 { "as soon as".to_owned() } else { format!("{gone} s after") };
        let message = format!(
            "`{helper}` is gone {when} the Pod is deleted, and `{app}` works for {needed} s"
        );
        let mut finding = RULE
            .about(pod, &found.helper.path.child("name"), message)
            .help("make it a native sidecar: it is then stopped after the app")
            .related(pod.span(&found.app.path.child("name")), "it takes longer to stop")
            .container(helper);
        move_to_init::offer(pod, &found.helper, &mut finding);
        diagnostics.push(finding);
    }
}
