//! See [`RULE`].

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a query looks for some kinds of entries among many"
)]

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Member;
use crate::lint::subject::Subject;
use crate::sim::trace::HookKind;
use crate::sim::trace::What;
use crate::time::SimDuration;
use crate::time::SimTime;

declare_rule! {
    /// A postStart hook keeps the containers after it from starting.
    ///
    /// ## Why it matters
    ///
    /// The kubelet starts the containers of a Pod one after the other, and waits for the postStart hook of each.
    /// Where a hook takes long, everything below it in the list starts late; where it waits for one of those, nothing ever starts.
    /// The container is not `Running` for the API either until its hook has ended.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; while true; do sleep 1; done"]
    ///     lifecycle:
    ///       postStart:
    ///         exec: {command: ["sh", "-c", "until nc -z localhost 6379; do sleep 1; done"]}
    ///   - name: cache
    ///     image: redis:7.4
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: cache
    ///     image: redis:7.4
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; while true; do sleep 1; done"]
    ///     lifecycle:
    ///       postStart:
    ///         exec: {command: ["sh", "-c", "until nc -z localhost 6379; do sleep 1; done"]}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution>; `startContainer`, pkg/kubelet/kuberuntime/kuberuntime_container.go; recorded on Kubernetes 1.36.2 (`poststart5-two`: the second container starts when the hook of the first one has ended).
    "poststart-blocks-later-containers", "T10", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

/// What nobody minds.
const SHORT: SimDuration = SimDuration::from_secs(5);

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let all: Vec<&Member<'_>> = pod.staying().collect();
    for (index, member) in all.iter().enumerate() {
        let Some(later) = all.get(index + 1) else { continue };
        if member.post_start().is_none() {
            continue;
        }
        let Some((began, ended)) = hook(pod, member) else { continue };
        let takes = ended.map(|ended| ended.since(began));
        // A proxy that lets the others start when it is ready does what its hook is for.
        let is_gate = member.helper().is_some() && takes.is_some();
        if is_gate || takes.is_some_and(|takes| takes < SHORT) {
            continue;
        }
        let (name, later) = (member.name(), later.name());
        let message = match takes {
            Some(takes) => format!(
                "`{later}` starts {} s late: the kubelet waits for the postStart hook of `{name}`",
                takes.whole_secs()
            ),
            None => format!("`{later}` never starts: the postStart hook of `{name}` does not end"),
        };
        diagnostics.push(
            RULE.about(pod, &member.path.child("lifecycle.postStart"), message)
                .help(format!("put `{name}` last, or let its own command do what the hook does"))
                .container(name)
                .at(began),
        );
    }
}

/// When the first postStart hook of a container began and ended.
fn hook(pod: &Subject<'_>, member: &Member<'_>) -> Option<(SimTime, Option<SimTime>)> {
    let mut began = None;
    for (at, what) in pod.entries(member) {
        match what {
            What::HookBegan(_, HookKind::PostStart) => began = began.or(Some(at)),
            // A container that ends takes its hook along.
            What::HookEnded(_, HookKind::PostStart, _) | What::Finished { .. } => {
                return Some((began?, Some(at)));
            }
            What::StopBegan(_) => return None,
            _ => {}
        }
    }
    Some((began?, None))
}
