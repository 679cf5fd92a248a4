//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;

declare_rule! {
    /// `lifecycle.stopSignal` has no effect on this cluster.
    ///
    /// ## Why it matters
    ///
    /// The field came with Kubernetes 1.33 behind the feature gate `ContainerStopSignals`, which is off in 1.36 where nobody turns it on.
    /// Without the gate the API server drops it without a word, and the image's own `STOPSIGNAL` stays: the process is told to stop in another way than the manifest says.
    /// With the gate, the Pod has to say its `os.name` as well, or it is refused.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   os: {name: linux}
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     lifecycle:
    ///       stopSignal: SIGUSR1
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web-with-stopsignal:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#defining-custom-stop-signals>; `validateStopSignal`, pkg/apis/core/validation/validation.go.
    "stop-signal-gated", "A17", since = "0.1.0", Warning, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if found.message.ends_with("the feature gate ContainerStopSignals is off") {
        found.advise(
            "set `STOPSIGNAL` in the image: the Pod is stored as if this did not stand here",
        );
        return true;
    }
    let is_refused =
        found.says(".stopSignal", "may not be set for containers with empty `spec.os.name`");
    if is_refused {
        found.advise("say the Pod's `os.name`, or set `STOPSIGNAL` in the image");
        let os = answered.pod.map(|pod| pod.spec_path().child("os.name"));
        let edits = os.and_then(|os| answered.put(&os, "linux"));
        found.offer("Say that the Pod runs on Linux", edits, false);
    }
    is_refused
}
