//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A helper that no request goes through decides whether the Pod gets traffic.
    ///
    /// ## Why it matters
    ///
    /// A Pod is Ready when all its containers are, native sidecars included.
    /// While a log shipper or an exporter is not ready, the Pod is taken out of every Service, although the app would answer; when its backend is down, that is true of all Pods at once.
    /// Let it show its state by metrics, or restart it by a `livenessProbe`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     readinessProbe: {httpGet: {path: /api/v1/health, port: 2020}}
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports: [{containerPort: 80}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     livenessProbe: {httpGet: {path: /api/v1/health, port: 2020}}
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports: [{containerPort: 80}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-condition/#lifecycle-pod-conditions>; `GenerateContainersReadyCondition`, pkg/kubelet/status/generate.go.
    "helper-readiness-gates-pod", "S06", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        let is_aside = matches!(
            member.helper(),
            Some(
                Helper::LogShipper | Helper::Exporter | Helper::ConfigReloader | Helper::Telemetry
            )
        );
        if !is_aside || member.container.readiness_probe.is_none() || pod.is_job() {
            continue;
        }
        let serving = pod.apps().find(|app| app.helper().is_none() && pod.serves(app));
        let Some(app) = serving else { continue };
        let (name, app) = (member.name(), app.name());
        let path = member.path.child("readinessProbe");
        let message = format!(
            "while `{name}` is not ready, `{app}` gets no traffic, although it could answer"
        );
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("drop the probe: no request goes through this container")
                .container(name)
                .draft("Drop the readinessProbe", pod.remove(&path)),
        );
    }
}
