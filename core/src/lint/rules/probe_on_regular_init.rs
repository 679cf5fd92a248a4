//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// An init container has a probe, which the API server refuses.
    ///
    /// ## Why it matters
    ///
    /// A regular init container is done when its process ends with 0: there is nothing to probe.
    /// Where it should go on beside the app, it is a native sidecar and needs `restartPolicy: Always`; then all three probes are allowed.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     startupProbe:
    ///       tcpSocket: {port: 9901}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
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
    ///     startupProbe:
    ///       tcpSocket: {port: 9901}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#differences-from-regular-containers>; `validateInitContainers`, pkg/apis/core/validation/validation.go.
    "probe-on-regular-init", "A08", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let says = "may not be set for init containers without restartPolicy=Always";
    let path = FieldPath::parse(&found.field);
    if !found.message.ends_with(says) || !found.field.ends_with("Probe") {
        return false;
    }
    let policy = path.parent().child("restartPolicy");
    found.help = Some(
        "give it `restartPolicy: Always` if it is to run beside the app, else drop the probe"
            .to_owned(),
    );
    found.offer("Make it a native sidecar", answered.put(&policy, "Always"), false);
    found.offer("Drop the probe", answered.remove(&path), false);
    true
}
