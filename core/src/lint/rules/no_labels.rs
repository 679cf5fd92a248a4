//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::mend::one_line;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::object::Kind;

declare_rule! {
    /// A Pod has no labels.
    ///
    /// ## Why it matters
    ///
    /// Services, network policies, disruption budgets and `kubectl -l` find Pods by labels. A Pod without any is reached by its name alone.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/>
    "no-labels", "O06", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let metadata = pod.object.metadata();
    let has_labels = metadata.labels.as_ref().is_some_and(|labels| !labels.is_empty());
    if pod.object.kind() != Kind::Pod || has_labels {
        return;
    }
    let path = pod.pod_path.child("metadata");
    let name = metadata.name.as_deref().unwrap_or_default();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
        && name.len() < 64
        && name.chars().all(is_part);
    let label = path.child("labels").key("app");
    let edits = is_plain.then(|| pod.put(&label, &one_line(name))).flatten();
    diagnostics.push(
        RULE.about(
            pod,
            &path.child("name"),
            "no Service and no policy can find this Pod: it has no labels",
        )
        .help("give it a label that says what it is: `app`")
        .draft("Label it with its name", edits),
    );
}
