//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::mesh;
use crate::lint::misplaced::{Harm, misplaced};
use crate::lint::move_to_init;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::process::machine::deeds::Act;
use crate::time::SimTime;

declare_rule! {
    /// A mesh's proxy stands in `containers`, and the app does not wait for it.
    ///
    /// ## Why it matters
    ///
    /// The mesh sends all traffic of the Pod through its proxy from the start on. Until the proxy answers, every connection of the app is refused: it cannot reach its database, its configuration, or the name server.
    /// The kubelet starts entries of `containers` one after the other without waiting, unless a `postStart` hook of the proxy holds it up and the proxy stands first.
    /// As a native sidecar, which Istio writes by default since 1.27 and Linkerd on demand, the proxy starts first, and its `startupProbe` holds back the app.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///   - name: istio-proxy
    ///     image: istio/proxyv2:1.24.3
    ///     args: [proxy, sidecar]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: istio-proxy
    ///     image: istio/proxyv2:1.24.3
    ///     restartPolicy: Always
    ///     args: [proxy, sidecar]
    ///     startupProbe: {httpGet: {path: /healthz/ready, port: 15021}, periodSeconds: 1, failureThreshold: 60}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://istio.io/latest/docs/ops/common-problems/injection/#pod-or-containers-start-with-network-issues-if-istio-proxy-is-not-ready>; `SyncPod`, pkg/kubelet/kuberuntime/kuberuntime_manager.go.
    "mesh-app-starts-before-proxy", "M02", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for found in misplaced(pod) {
        let Harm::StartsLate = found.harm else { continue };
        let (proxy, app) = (found.helper.name(), found.app.name());
        let of = mesh(found.helper.container).unwrap_or_default();
        let message = format!(
            "`{app}` does not wait for {of}'s `{proxy}`: what it calls before that answers is refused"
        );
        let mut finding = RULE
            .about(pod, &found.helper.path.child("name"), message)
            .help("make it a native sidecar with a `startupProbe`, or hold the app back by a postStart hook")
            .related(pod.span(&found.app.path.child("name")), "it may start first")
            .container(proxy);
        finding.at = start(pod, &found.app, &found.helper);
        move_to_init::offer(pod, &found.helper, &mut finding);
        diagnostics.push(finding);
    }
}

/// When the app starts while the proxy does not listen.
fn start(pod: &Subject<'_>, app: &Member<'_>, proxy: &Member<'_>) -> Option<SimTime> {
    let started = pod.runs(app).first()?.started;
    let mut open = pod.deeds(proxy).filter(|deed| matches!(deed.act, Act::Listens { .. }));
    open.next().is_none_or(|deed| deed.at > started).then_some(started)
}
