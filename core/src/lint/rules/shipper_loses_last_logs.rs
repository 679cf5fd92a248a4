//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::misplaced::{Harm, Misplaced, misplaced};
use crate::lint::move_to_init;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::sim::trace::What;
use crate::time::SimTime;

declare_rule! {
    /// A log shipper in `containers` gets SIGTERM together with the app whose lines it reads.
    ///
    /// ## Why it matters
    ///
    /// When a Pod is deleted, every entry of `containers` gets its stop signal at once.
    /// The shipper is often gone within a second, while the app goes on for seconds: open requests are answered, connections are closed, a last summary is written.
    /// These lines reach the shared volume, nobody reads them, and the volume goes with the Pod.
    /// They are the lines one looks for after an incident.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop, readOnly: true}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop, readOnly: true}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>; recorded on Kubernetes 1.36.2: the containers of a Pod get SIGTERM within the same millisecond, native sidecars once they have exited.
    "shipper-loses-last-logs", "T12", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for found in misplaced(pod) {
        let Harm::LosesLogs { volume } = &found.harm else { continue };
        let (shipper, app) = (found.helper.name(), found.app.name());
        let mut message = format!(
            "`{shipper}` stops with `{app}` and loses what `{app}` writes while it shuts down"
        );
        let lost = lost(pod, shipper);
        match lost {
            Some((1, _)) => message.push_str(": one line in this run"),
            Some((lines, _)) => message.push_str(&format!(": {lines} lines in this run")),
            None => {}
        }
        let mut finding = RULE
            .finding(pod.span(&found.helper.path.child("name")), message)
            .field(&found.helper.path)
            .help("make it a native sidecar: it is then stopped after the app")
            .related(
                pod.span(&found.app.path.child("name")),
                format!("writes to `{volume}` until it has stopped"),
            )
            .container(shipper);
        finding.at = lost.map(|(_, first)| first).or_else(|| first_loss(pod, &found));
        move_to_init::offer(pod, &found.helper, &mut finding);
        diagnostics.push(finding);
    }
}

/// How many lines a run proves to be lost, and when the first of them was written.
fn lost(pod: &Subject<'_>, shipper: &str) -> Option<(usize, SimTime)> {
    let trace = pod.trace?;
    let shipper = trace.container(shipper);
    let lost = || trace.lost.iter().filter(|lost| Some(lost.reader) == shipper);
    let first = lost().map(|lost| lost.first_at).min()?;
    Some((lost().map(|lost| lost.lines).sum(), first))
}

/// When a run shows it: the shipper was told to stop and is gone, and the app goes on.
fn first_loss(pod: &Subject<'_>, found: &Misplaced<'_>) -> Option<SimTime> {
    let trace = pod.trace?;
    let shipper = trace.container(found.helper.name())?;
    let app = trace.container(found.app.name())?;
    let told = trace.entries.iter().find(|entry| entry.what == What::Term(shipper))?.at;
    let gone = trace
        .runs(shipper)
        .into_iter()
        .filter_map(|run| run.finished)
        .map(|end| end.at)
        .find(|end| *end >= told)?;
    let app_goes_on = trace
        .runs(app)
        .into_iter()
        .any(|run| run.started < gone && run.finished.is_none_or(|end| end.at > gone));
    app_goes_on.then_some(gone)
}
