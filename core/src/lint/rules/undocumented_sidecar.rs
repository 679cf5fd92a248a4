//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};

declare_rule! {
    /// Nothing says what a helper is there for.
    ///
    /// ## Why it matters
    ///
    /// A helper is started, stopped and paid for with every replica. Who reads the manifest a year later should see why: in a comment, or in an annotation, which `kubectl describe` shows too.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// metadata:
    ///   name: shop
    /// spec:
    ///   initContainers:
    ///   - name: shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// metadata:
    ///   name: shop
    /// spec:
    ///   initContainers:
    ///   # ships access logs to the central store
    ///   - name: shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ```yaml,pass
    /// metadata:
    ///   name: shop
    /// spec:
    ///   initContainers:
    ///   - name: shipper # ships access logs to the central store
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/>
    "undocumented-sidecar", "O04", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let annotations = pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    for member in pod.helpers() {
        let Some(helper) = member.helper() else { continue };
        let name = member.name();
        let mut key = String::from("podlife.dev/about.");
        key.push_str(name);
        if annotations.is_some_and(|all| all.contains_key(&key)) || has_comment(pod, member) {
            continue;
        }
        let path = pod.pod_path.child("metadata.annotations").key(&key);
        diagnostics.push(
            RULE.about(
                pod,
                &member.path.child("name"),
                format!("nothing says what the {helper} `{name}` is there for"),
            )
            .help("write a comment above it, or an annotation")
            .container(name)
            .draft("Add an annotation", pod.put(&path, "\"to be completed\"")),
        );
    }
}

/// Whether a comment stands in the container, or right above it.
fn has_comment(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    let Some(span) = pod.source.root.at(&member.path).map(|node| node.span) else { return false };
    let rest = pod.text.get(span.end..).unwrap_or_default();
    let end = span.end + rest.find('\n').unwrap_or(rest.len());
    let own = pod.text.get(span.start..end).unwrap_or_default();
    let before = pod.text.get(..span.start).unwrap_or_default();
    let above = before.trim_end_matches([' ', '-']).lines().next_back().unwrap_or_default();
    own.contains(" #") || own.contains("\n#") || above.contains('#')
}
