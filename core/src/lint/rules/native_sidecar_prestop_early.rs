//! See [`RULE`].

use k8s_openapi::api::core::v1::LifecycleHandler;

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// The preStop hook of a native sidecar ends its work while the app still needs it.
    ///
    /// ## Why it matters
    ///
    /// Native sidecars get their stop signal after the apps have ended, but hooks do not wait: those of all containers run at once, at the moment when the Pod is deleted.
    /// A hook that drains or ends a proxy takes the connections of an app that is just about to finish its requests.
    /// The order of the stop signals does what the hook was meant to do.
    /// A graceful drain is another matter: it asks callers to go elsewhere and goes on serving, as the hook does that Istio gives its own proxy.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     startupProbe: {tcpSocket: {port: 9901}}
    ///     lifecycle:
    ///       preStop:
    ///         httpGet: {path: /quitquitquit, port: 9901}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     lifecycle: {preStop: {sleep: {seconds: 5}}}
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
    ///     lifecycle: {preStop: {sleep: {seconds: 5}}}
    /// ```
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: istio-proxy
    ///     image: istio/proxyv2:1.27.0
    ///     restartPolicy: Always
    ///     startupProbe: {httpGet: {path: /healthz/ready, port: 15021}}
    ///     lifecycle:
    ///       preStop:
    ///         httpGet: {path: /drain, port: 15020}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>; `killContainer` runs the hook before `ordering.waitForTurn`, pkg/kubelet/kuberuntime/kuberuntime_container.go; <https://github.com/istio/istio/pull/47226>: "on pod shutdown start, call preStop. On rest of app containers stop, call SIGTERM."
    "native-sidecar-prestop-early", "T06", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

/// What hooks ask for that end a container's work.
const FAREWELLS: [&str; 6] = ["drain", "quit", "shutdown", "stop", "kill", "terminate"];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    // Where the Pod ends by itself, hooks run when the apps have ended.
    if pod.is_job() {
        return;
    }
    for member in pod.sidecars() {
        let Some(word) = member.pre_stop().and_then(farewell) else { continue };
        // A hook that waits until the apps have gone has thought of it.
        let over = pod.stop(member).and_then(|stop| Some(stop.hook?.0));
        let gone = pod.apps().filter_map(|app| pod.stop(app)?.ended).max();
        if over.zip(gone).is_some_and(|(over, gone)| over.whole_secs() > gone.whole_secs()) {
            continue;
        }
        let name = member.name();
        let mut message =
            format!("the preStop hook of `{name}` ({word}) runs before the apps have stopped");
        if let Some(gone) = gone.filter(|gone| gone.whole_secs() > 0) {
            message.push_str(&format!(", {} s too early", gone.whole_secs()));
        }
        let path = member.path.child("lifecycle.preStop");
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("drop the hook: a native sidecar is told to stop when the apps have ended")
                .container(name)
                .draft("Drop the hook", pod.remove(&path)),
        );
    }
}

/// The word by which a hook ends what its container does.
fn farewell(hook: &LifecycleHandler) -> Option<&'static str> {
    let path = hook.http_get.as_ref().and_then(|get| get.path.as_deref());
    let command = hook.exec.iter().flat_map(|exec| exec.command.iter().flatten());
    let words: Vec<&str> = path.into_iter().chain(command.map(String::as_str)).collect();
    // Who waits has thought of the apps; who drains gracefully tells callers to go elsewhere, and serves on.
    let mild = ["until ", "while ", "sleep ", "graceful"];
    if path == Some("/drain") || words.iter().any(|word| mild.iter().any(|it| word.contains(it))) {
        return None;
    }
    FAREWELLS.into_iter().find(|known| words.iter().any(|word| word.contains(known)))
}
