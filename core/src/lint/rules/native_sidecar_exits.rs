//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A native sidecar ends by itself, and is started again and again.
    ///
    /// ## Why it matters
    ///
    /// `restartPolicy: Always` means that it always runs. When its process ends, even with exit code 0, the kubelet starts it again, at first at once, then after 10 s, 20 s, 40 s and so on up to five minutes.
    /// While it waits, the Pod is not Ready; with exit code 0 its STATUS stays `Running`, and only READY `1/2` and a growing number of RESTARTS tell of it.
    /// What does one piece of work and ends is a regular init container.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: copy-files
    ///     image: busybox:1.36
    ///     restartPolicy: Always
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
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: copy-files
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
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>; `computeInitContainerActions`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "native-sidecar-exits", "S04", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for sidecar in pod.sidecars() {
        let Some((at, times)) = pod.ends_well(sidecar) else { continue };
        let name = sidecar.name();
        let path = sidecar.path.child("restartPolicy");
        let message = format!(
            "`{name}` ends with exit code 0 and is started again, {times} times in this run"
        );
        // What runs to its end may have neither probes nor hooks.
        let has_rules = sidecar.container.restart_policy_rules.is_some();
        let may_end = !sidecar.has_probe_or_hook() && !has_rules;
        let edits = if may_end { pod.remove(&path) } else { None };
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("without `restartPolicy` it runs once, before the app; else keep its process running")
                .container(name)
                .at(at)
                .draft("Let it run once", edits),
        );
    }
}
