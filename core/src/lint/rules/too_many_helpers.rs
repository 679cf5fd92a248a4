//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A Pod has more than three helpers.
    ///
    /// ## Why it matters
    ///
    /// Each helper is one more image to update, one more process to reserve for in every replica, and one more container that can make the Pod not Ready.
    /// Agents that run once for each node, libraries, or what the platform offers by itself may do the same for less.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - {name: log-shipper, image: "fluent/fluent-bit:3.2", restartPolicy: Always}
    ///   - {name: exporter, image: "nginx/nginx-prometheus-exporter:1.4", restartPolicy: Always}
    ///   - {name: config-reloader, image: "jimmidyson/configmap-reload:v0.14.0", restartPolicy: Always}
    ///   - {name: telemetry, image: "otel/opentelemetry-collector:0.104.0", restartPolicy: Always}
    ///   containers:
    ///   - {name: web, image: "nginx:1.29"}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - {name: log-shipper, image: "fluent/fluent-bit:3.2", restartPolicy: Always}
    ///   containers:
    ///   - {name: web, image: "nginx:1.29"}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/#how-pods-manage-multiple-containers>
    "too-many-helpers", "S13", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut helpers = pod.helpers();
    let Some(fourth) = helpers.nth(3) else { return };
    let count = 4 + helpers.count();
    let message = format!("{count} helpers run in every replica of this Pod");
    diagnostics.push(
        RULE.about(pod, &fourth.path.child("name"), message)
            .help("see which of them may run once for each node, or may go")
            .container(fourth.name()),
    );
}
