//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::probes::Asked;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Member;
use crate::lint::subject::Subject;
use crate::process::machine::deeds::Act;
use crate::sim::trace::ProbeKind;
use crate::text::Edit;
use crate::time::SimTime;

declare_rule! {
    /// A livenessProbe fails when somebody else does not answer.
    ///
    /// ## Why it matters
    ///
    /// A livenessProbe says one thing: starting this container again will help.
    /// It does not when a database is down, or a sidecar: all replicas are then killed at the same moment, start without what they need, and are killed again.
    /// Whether others can be reached is what a readinessProbe may ask.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; while true; do sleep 1; done"]
    ///     livenessProbe:
    ///       exec: {command: ["nc", "-z", "db", "5432"]}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; while true; do sleep 1; done"]
    ///     readinessProbe:
    ///       exec: {command: ["nc", "-z", "db", "5432"]}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#when-should-you-use-a-readiness-probe>: "The liveness probe passes when the app itself is healthy, but the readiness probe additionally checks that each required back-end service is available."
    "liveness-external-dependency", "P04", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        for asked in member.probes().filter(|asked| asked.kind == ProbeKind::Liveness) {
            let Some((whom, at)) = dependency(pod, member, &asked) else { continue };
            let name = member.name();
            let message = format!(
                "the livenessProbe of `{name}` asks {whom}: `{name}` is killed when that does not answer"
            );
            let mut finding = RULE
                .about(pod, &asked.path, message)
                .help(format!("let it ask `{name}` alone; a readinessProbe may ask others"))
                .container(name);
            finding.at = at;
            let keeps = asked.probe.termination_grace_period_seconds.is_none();
            if keeps && member.container.readiness_probe.is_none() {
                finding.offer("Make it a readinessProbe", rename(pod, member), false);
            }
            diagnostics.push(finding);
        }
    }
}

/// Whom the probe asks besides its own container, and when.
fn dependency(
    pod: &Subject<'_>,
    member: &Member<'_>,
    asked: &Asked<'_>,
) -> Option<(String, Option<SimTime>)> {
    if let Some(host) = asked.host() {
        let is_near = ["localhost", "127.0.0.1", "::1", "0.0.0.0"].contains(&host);
        let is_own = is_near || pod.spec.host_network == Some(true);
        return (!is_own).then(|| (format!("`{host}`"), None));
    }
    let words = asked.command()?;
    // The host may stand in a variable; then it has to be clear whose question it is.
    let hooks = [member.pre_stop(), member.post_start()].map(|hook| hook?.exec.as_ref());
    let mut others = member.probes().filter(|other| other.kind != asked.kind);
    let is_only =
        others.find_map(|other| other.command()).is_none() && hooks.iter().all(Option::is_none);
    pod.deeds(member).filter(|deed| deed.by_kubelet).find_map(|deed| {
        let Act::Asks { host, port, is_own, .. } = &deed.act else { return None };
        let number = port.to_string();
        let names = |text: &str| is_only || words.iter().any(|word| word.contains(text));
        if !*is_own {
            return names(host).then(|| (format!("`{host}`"), Some(deed.at)));
        }
        let other = pod.listener(*port).filter(|_| names(&number))?;
        let whom = format!("port {number} of `{}`", other.name());
        (other.path != member.path).then_some((whom, Some(deed.at)))
    })
}

/// Gives the probe another name.
fn rename(pod: &Subject<'_>, member: &Member<'_>) -> Option<Vec<Edit>> {
    let container = pod.source.root.at(&member.path)?;
    let entry = container.entry("livenessProbe").filter(|entry| !entry.merged)?;
    let key = entry.key.of(pod.text).replace("livenessProbe", "readinessProbe");
    Some(vec![Edit::replace(entry.key, key)])
}
