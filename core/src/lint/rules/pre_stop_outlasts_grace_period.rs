//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::rule::declare_rule;
use crate::lint::script::sleeps;
use crate::lint::subject::{Member, Subject};
use crate::text::{Edit, FieldPath};

declare_rule! {
    /// A `preStop` hook takes the Pod's whole grace period.
    ///
    /// ## Why it matters
    ///
    /// The grace period starts when the Pod is deleted, not when the hook ends.
    /// SIGTERM comes after the hook: a hook that uses up the period leaves the process the kubelet's minimum of 2 s, and then SIGKILL and exit code 137.
    /// The API server refuses a `sleep` that is longer than the period, but not one that is as long, and it does not look into commands.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   terminationGracePeriodSeconds: 10
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     lifecycle: {preStop: {sleep: {seconds: 10}}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   terminationGracePeriodSeconds: 40
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     lifecycle: {preStop: {sleep: {seconds: 10}}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination>; recorded on Kubernetes 1.36.2 (`del-prestop20-grace5`: SIGTERM 5 s after the deletion, SIGKILL 2 s later).
    "pre-stop-outlasts-grace-period", "T03", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

/// What the kubelet leaves a process at least, in seconds.
///
/// Upstream: `minimumGracePeriodInSeconds`, pkg/kubelet/kuberuntime/kuberuntime_manager.go.
const MINIMUM: i64 = 2;

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let grace = pod.grace_period();
    let sleeps: Vec<(&Member<'_>, Option<i64>, FieldPath)> = pod
        .staying()
        .filter_map(|member| {
            let (seconds, field) = sleep(member, grace).or_else(|| command(pod, member))?;
            let path = member.path.child("lifecycle.preStop").child(field);
            let is_long = seconds.is_none_or(|seconds| seconds >= grace - MINIMUM);
            (grace > 0 && is_long).then_some((member, seconds, path))
        })
        .collect();
    let longest = sleeps.iter().filter_map(|(_, seconds, _)| *seconds).max().unwrap_or_default();
    let grace_path = pod.spec_path().child("terminationGracePeriodSeconds");
    for (member, seconds, path) in sleeps {
        let name = member.name();
        let message = match seconds {
            Some(seconds) => format!(
                "`{name}` has {MINIMUM} s left to stop: its hook takes {seconds} s of a {grace} s grace period"
            ),
            None => format!(
                "`{name}` has {MINIMUM} s left to stop: its hook does not end within the {grace} s grace period"
            ),
        };
        let mut finding = RULE
            .finding(pod.span(&path), message)
            .field(&path)
            .help("raise `terminationGracePeriodSeconds` or sleep less")
            .container(name);
        if pod.is_written(&grace_path) {
            let here = "the clock starts here, before the hook";
            finding = finding.related(pod.span(&grace_path), here);
        }
        finding.at = pod.signal_without_effect(name);
        let wanted = longest.saturating_add(30);
        finding.fixes.extend(seconds.and_then(|_| raise(pod, &grace_path, wanted)));
        diagnostics.push(finding);
    }
}

/// How long the hook sleeps, and which of its fields says so.
fn sleep(member: &Member<'_>, grace: i64) -> Option<(Option<i64>, &'static str)> {
    let hook = member.pre_stop()?;
    if let Some(sleep) = &hook.sleep {
        // A longer one is refused by the API server.
        return (sleep.seconds <= grace).then_some((Some(sleep.seconds), "sleep.seconds"));
    }
    Some((Some(sleeps(hook.exec.as_ref()?.command.as_deref()?)?), "exec.command"))
}

/// How long a run shows the hook's command to take; no time where it does not end.
fn command(pod: &Subject<'_>, member: &Member<'_>) -> Option<(Option<i64>, &'static str)> {
    member.pre_stop()?.exec.as_ref()?;
    let stop = pod.stop(member)?;
    let over = stop.hook.map(|(over, _)| over);
    // Without an end of its own it went on until SIGTERM, for which there was plenty of time.
    let seconds = over.and_then(|over| i64::try_from(over.whole_secs()).ok());
    over.or(stop.told)?;
    Some((seconds, "exec.command"))
}

/// Gives the Pod the hook's time and the thirty seconds that it has without one.
fn raise(pod: &Subject<'_>, path: &FieldPath, seconds: i64) -> Option<Fix> {
    let spec = pod.source.root.at(&pod.spec_path())?;
    let edit = match spec.entry("terminationGracePeriodSeconds") {
        Some(entry) if entry.merged || entry.value.is_null() => return None,
        Some(_) => Edit::replace(pod.span(path), seconds.to_string()),
        None => {
            let first = spec.entries().first().filter(|entry| !entry.merged)?.key.start;
            let line = pod.text.get(..first)?.rsplit('\n').next()?;
            // Behind a dash or a brace the new key takes the first one's place.
            let separator = if spec.flow {
                ", ".to_owned()
            } else {
                format!("\n{}", " ".repeat(line.chars().count()))
            };
            Edit::insert(first, format!("terminationGracePeriodSeconds: {seconds}{separator}"))
        }
    };
    let title = format!("Raise the grace period to {seconds} s");
    Some(Fix { title, edits: vec![edit], safe: true })
}
