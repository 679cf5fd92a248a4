//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::move_to_init::{self, Become};
use crate::lint::needs::asks_app;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::object::Kind;
use crate::text::FieldPath;

declare_rule! {
    /// A container does its work, ends well, and is started again and again.
    ///
    /// ## Why it matters
    ///
    /// With `restartPolicy: Always` the kubelet restarts whatever ends, even with exit code 0: STATUS goes from `Completed` to `CrashLoopBackOff`, and the work is done over and over, at last every five minutes.
    /// A step before the app is an init container; work that ends is a Job, or a Pod with `restartPolicy: OnFailure`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     volumeMounts: [{name: data, mountPath: /usr/share/nginx/html}]
    ///   - name: content
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "echo hello > /data/index.html"]
    ///     volumeMounts: [{name: data, mountPath: /data}]
    ///   volumes:
    ///   - name: data
    ///     emptyDir: {}
    /// ```
    ///
    /// The container's own policy does the same:
    ///
    /// ```yaml,fail
    /// spec:
    ///   restartPolicy: OnFailure
    ///   containers:
    ///   - name: report
    ///     image: busybox:1.36
    ///     restartPolicy: Always
    ///     command: ["date"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: content
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "echo hello > /data/index.html"]
    ///     volumeMounts: [{name: data, mountPath: /data}]
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     volumeMounts: [{name: data, mountPath: /usr/share/nginx/html}]
    ///   volumes:
    ///   - name: data
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy>; `ShouldContainerBeRestarted`, pkg/kubelet/container/helpers.go.
    "oneshot-in-containers", "S15", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    // The API server refuses a Job whose Pods always restart.
    if pod.is_job() && pod.spec.restart_policy.as_deref().unwrap_or("Always") == "Always" {
        return;
    }
    for member in pod.apps() {
        let Some((at, times)) = pod.ends_well(member) else { continue };
        let name = member.name();
        let message = format!(
            "`{name}` ends with exit code 0 and is started again, {times} times in this run"
        );
        let mut finding = RULE.about(pod, &place(pod, member), message).container(name).at(at);
        if pod.spec.containers.len() > 1 {
            finding.help = Some(
                "a step before the others is an init container; else keep it running".to_owned(),
            );
            if !member.has_probe_or_hook() && !pod.is_job() && asks_app(pod, member).is_none() {
                let edits = move_to_init::edits(pod, member, Become::Init);
                finding.offer("Make it an init container", edits, false);
            }
        } else {
            finding.help = Some(
                "give it something to do that goes on, or let it end: `restartPolicy: OnFailure`"
                    .to_owned(),
            );
            let own = member.path.child("restartPolicy");
            if pod.object.kind() == Kind::Pod || pod.is_written(&own) {
                let of_pod = pod.spec_path().child("restartPolicy");
                let policy = if pod.is_written(&own) { own } else { of_pod };
                finding.offer("Restart it on failure alone", pod.put(&policy, "OnFailure"), false);
            }
        }
        diagnostics.push(finding);
    }
}

/// Its command, else its image: what makes it end.
fn place(pod: &Subject<'_>, member: &Member<'_>) -> FieldPath {
    let paths = ["command", "args", "image"].map(|field| member.path.child(field));
    let written = paths.iter().find(|path| pod.is_written(path)).cloned();
    written.unwrap_or_else(|| member.path.child("name"))
}
