//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::{amount, limit, place};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::process::known_image;

declare_rule! {
    /// A memory limit is below what programs of this image need to start.
    ///
    /// ## Why it matters
    ///
    /// When a container reaches its memory limit the kernel kills it: `OOMKilled`, exit code 137, and again after the next start.
    /// Some programs need more than the small limit that helpers are often given, before they have done any work: a Ruby interpreter with its plugins, a Java virtual machine.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: collector
    ///     image: fluent/fluentd:v1.18-1
    ///     resources:
    ///       limits: {memory: 50Mi}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: collector
    ///     image: fluent/fluentd:v1.18-1
    ///     resources:
    ///       limits: {memory: 256Mi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit>; the amounts are rules of thumb.
    "limit-below-typical", "R08", since = "0.1.0", Info, [Default], Pod(check)
}

/// Images by the first name in the catalogue, with what they need.
const FLOORS: [(&str, &str); 9] = [
    ("docker.elastic.co/logstash/logstash", "512Mi"),
    ("eclipse-temurin", "256Mi"),
    ("fluent/fluentd", "100Mi"),
    ("fluent/fluentd-kubernetes-daemonset", "100Mi"),
    ("istio/proxyv2", "64Mi"),
    ("mysql", "256Mi"),
    ("openjdk", "256Mi"),
    ("otel/opentelemetry-collector", "100Mi"),
    ("tomcat", "256Mi"),
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        let Some(limited) = amount(limit(member.container, "memory")) else { continue };
        // Somebody's own program that is only built on the image says more than the image.
        let image = member.container.image.as_deref().and_then(known_image);
        let Some(image) = image.filter(|_| member.container.command.is_none()) else { continue };
        let floor = FLOORS.iter().find(|(known, _)| *known == image.name);
        let Some((_, floor)) = floor else { continue };
        if amount(Some(floor)).is_none_or(|floor| floor <= limited) {
            continue;
        }
        let (name, path) = (member.name(), place(member, "limits", "memory"));
        let message = format!(
            "`{name}` may be killed while it starts: such images need some {floor} of memory"
        );
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help(format!("raise the limit to {floor} or more, and look at what it uses"))
                .container(name)
                .draft(&format!("Raise the limit to {floor}"), pod.put(&path, floor)),
        );
    }
}
