//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// The name of a container does not say what it does.
    ///
    /// ## Why it matters
    ///
    /// Logs, metrics, events and `kubectl` name containers by it. `sidecar` of fifty Pods tells nobody which one ships logs and which one speaks TLS.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///   - name: container-2
    ///     image: registry.example/thumbnails:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///   - name: thumbnails
    ///     image: registry.example/thumbnails:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>
    "generic-container-name", "O02", since = "0.1.0", Info, [], Pod(check)
}

/// What says nothing, with or without a number behind it.
const NAMES: [&str; 8] = ["container", "sidecar", "main", "helper", "test", "c", "init", "ctr"];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.members.len() < 2 {
        return;
    }
    for member in &pod.members {
        let name = member.name();
        let word = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
        if !NAMES.contains(&word) {
            continue;
        }
        diagnostics.push(
            RULE.about(
                pod,
                &member.path.child("name"),
                format!("`{name}` does not say what the container does"),
            )
            .help("name it after its work: `log-shipper`, `tls-proxy`")
            .container(name),
        );
    }
}
