//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::text::{FieldPath, Step};

declare_rule! {
    /// Istio's injection is asked for by an annotation.
    ///
    /// ## Why it matters
    ///
    /// Istio's webhook chooses Pods by their labels. The annotation of the same name is an older form, which the webhook may not even be asked about; it is kept for old manifests alone.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: shop
    ///   annotations:
    ///     sidecar.istio.io/inject: "true"
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     sidecar.istio.io/inject: "true"
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy>
    "istio-inject-annotation", "M01", since = "0.1.0", Info, [], Pod(check)
}

/// The annotation, and the label.
const INJECT: &str = "sidecar.istio.io/inject";

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(metadata) = pod.metadata else { return };
    let Some(value) = metadata.annotations.as_ref().and_then(|all| all.get(INJECT)) else { return };
    if metadata.labels.as_ref().is_some_and(|all| all.contains_key(INJECT)) {
        return;
    }
    let keyed = |list: &'static str| {
        let mut path: FieldPath = pod.pod_path.child("metadata").child(list);
        path.0.push(Step::Key(INJECT.into()));
        path
    };
    let path = keyed("annotations");
    let edits = pod.remove(&path).and_then(|mut edits| {
        edits.extend(pod.put(&keyed("labels"), &format!("\"{}\"", value.escape_default()))?);
        Some(edits)
    });
    diagnostics.push(
        RULE.about(pod, &path, "Istio chooses Pods by labels; this annotation is its older form")
            .help("make it a label of the Pod")
            .draft("Make it a label", edits),
    );
}
