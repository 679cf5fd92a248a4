//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::reserve::{amount, limit, place};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A proxy may use a tenth of a CPU at most.
    ///
    /// ## Why it matters
    ///
    /// A limit of 100m is 10 ms of work in each 100 ms: when they are used up the proxy stands still until the next 100 ms begin, and with it every request that goes through it.
    /// The average looks idle, and the slowest requests are slow.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     startupProbe: {httpGet: {path: /ready, port: 9901}, periodSeconds: 1, failureThreshold: 60}
    ///     resources:
    ///       requests: {cpu: 50m, memory: 64Mi}
    ///       limits: {cpu: 50m, memory: 128Mi}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
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
    ///     startupProbe: {httpGet: {path: /ready, port: 9901}, periodSeconds: 1, failureThreshold: 60}
    ///     resources:
    ///       requests: {cpu: 50m, memory: 64Mi}
    ///       limits: {memory: 128Mi}
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run>; `MilliCPUToQuota`, pkg/kubelet/cm/helpers_linux.go (100 ms).
    "cpu-limit-on-proxy", "R07", since = "0.1.0", Info, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        // What guards metrics is asked twice a minute, and may be slow.
        let carries = [Helper::Proxy, Helper::DatabaseProxy];
        if !member.helper().is_some_and(|helper| carries.contains(&helper)) {
            continue;
        }
        let Some(amount) = amount(limit(member.container, "cpu")) else { continue };
        let milli = amount.milli();
        if milli > 100 {
            continue;
        }
        let (name, path) = (member.name(), place(member, "limits", "cpu"));
        let message = format!(
            "at {amount} CPU `{name}` may work {milli} ms in each second, and what goes through it waits"
        );
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("request the CPU that it uses, and leave out the limit or raise it")
                .container(name)
                .draft("Leave out the CPU limit", pod.remove(&path)),
        );
    }
}
