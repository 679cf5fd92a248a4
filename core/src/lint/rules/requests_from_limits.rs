//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::{SHARED, limit, place};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A container has a limit and leaves out the request.
    ///
    /// ## Why it matters
    ///
    /// What is not requested is taken from the limit when the Pod is made: the whole limit is reserved on the node, though the container may need it for a moment only.
    /// The template of a Deployment does not show it.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       limits: {cpu: "2", memory: 1Gi}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       requests: {cpu: 200m, memory: 512Mi}
    ///       limits: {cpu: "2", memory: 1Gi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits>; `SetDefaults_Pod`, pkg/apis/core/v1/defaults.go.
    "requests-from-limits", "R09", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let mut lines = String::new();
        let mut first = None;
        for resource in SHARED {
            let path = place(member, "limits", resource);
            let limited = limit(member.container, resource);
            let Some(limited) = limited.filter(|_| pod.is_written(&path)) else { continue };
            let request = place(member, "requests", resource);
            if pod.is_written(&request) {
                continue;
            }
            let line_break = if lines.is_empty() { "" } else { "\n" };
            lines.push_str(&format!("{line_break}{resource}: \"{limited}\""));
            first.get_or_insert((path, request, limited));
        }
        let Some((path, request, limited)) = first else { continue };
        let name = member.name();
        let requests = request.parent();
        let edits = if pod.is_written(&requests) {
            pod.put(&request, &format!("\"{limited}\""))
        } else {
            pod.put(&requests, &lines)
        };
        let message = format!(
            "`{name}` reserves all that it is limited to ({limited}), because it requests nothing else"
        );
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("write down what it is to request")
                .container(name)
                .safe_fix("Write down what it requests", edits),
        );
    }
}
