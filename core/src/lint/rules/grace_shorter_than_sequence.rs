//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::process::stops_slowly;
use crate::time::SimDuration;

declare_rule! {
    /// The containers of a Pod need longer to stop than the Pod has.
    ///
    /// ## Why it matters
    ///
    /// There is one grace period for everything: the hooks, the app containers, and after them the native sidecars, one after the other.
    /// When it is over, all that is still there is killed with exit code 137, and has no time to hand over what it holds.
    /// It is the sidecars at the head of the list that come last, and so lose.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   terminationGracePeriodSeconds: 10
    ///   initContainers:
    ///   - name: proxy
    ///     image: istio/proxyv2:1.24.0
    ///     restartPolicy: Always
    ///     startupProbe: {httpGet: {path: /healthz/ready, port: 15021}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     lifecycle: {preStop: {sleep: {seconds: 7}}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   terminationGracePeriodSeconds: 30
    ///   initContainers:
    ///   - name: proxy
    ///     image: istio/proxyv2:1.24.0
    ///     restartPolicy: Always
    ///     startupProbe: {httpGet: {path: /healthz/ready, port: 15021}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     lifecycle: {preStop: {sleep: {seconds: 7}}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-pod-lifecycle>; `newTerminationOrdering`, pkg/kubelet/kuberuntime/kuberuntime_termination_order.go.
    "grace-shorter-than-sequence", "T05", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let grace = u64::try_from(pod.grace_period()).unwrap_or_default();
    let takes_time = pod.staying().any(|member| {
        member.pre_stop().is_some()
            || stops_slowly(member.container, pod.scenario.container(member.name()))
            || member.words().any(|word| word.contains("trap ") && word.contains("wait"))
    });
    if grace == 0 || !takes_time {
        return;
    }
    let (mut longest, mut last) = (0, None);
    for member in pod.staying() {
        let Some(stop) = pod.stop(member) else { continue };
        let is_of_hook = stop.hook.is_some_and(|(over, _)| over.whole_secs() + 2 >= grace);
        // A container that never ends, or whose hook takes it all, is another rule's business.
        if stop.killed.is_some() || is_of_hook {
            return;
        }
        let ended = stop.ended.map_or(0, |ended| ended.0.div_ceil(1000));
        // Who is told late has the kubelet's minimum at least.
        let told = stop.told.map_or(0, SimDuration::whole_secs).min(grace);
        if ended > longest && ended > grace.max(told + 2) {
            (longest, last) = (ended, Some(member));
        }
    }
    let Some(member) = last else { return };
    let name = member.name();
    let path = pod.spec_path().child("terminationGracePeriodSeconds");
    let place = pod.field_or_name(member, path.clone());
    let message =
        format!("the Pod needs {longest} s to stop and has {grace} s: `{name}` is killed");
    let wanted = longest.saturating_add(10).to_string();
    let mut finding = RULE
        .about(pod, &place, message)
        .help("raise `terminationGracePeriodSeconds`: it has to last for hooks, apps and sidecars together")
        .container(name);
    if pod.is_written(&path) {
        finding = finding.related(pod.span(&member.path.child("name")), "it is stopped last");
    }
    finding.at = pod.signal_without_effect(name);
    diagnostics.push(
        finding.safe_fix(&format!("Raise the grace period to {wanted} s"), pod.put(&path, &wanted)),
    );
}
