//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::script::{may_sleep, sleep_action, sleeps};
use crate::lint::subject::Subject;

declare_rule! {
    /// A preStop hook runs the program `sleep` where the kubelet can sleep by itself.
    ///
    /// ## Why it matters
    ///
    /// The hook needs a `sleep` in the image. Where an update moves the image to one without a shell and its programs, the hook fails, the container gets SIGTERM at once, and the requests that it should have waited for are cut off.
    /// The `sleep` action needs nothing from the image, and its length is checked when the Pod is created.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     lifecycle:
    ///       preStop:
    ///         exec:
    ///           command: ["sleep", "5"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     lifecycle:
    ///       preStop:
    ///         sleep: {seconds: 5}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations>; on by default since Kubernetes 1.30, stable since 1.34.
    "exec-sleep-hook", "T13", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let Some(command) =
            member.pre_stop().and_then(|hook| hook.exec.as_ref()?.command.as_deref())
        else {
            continue;
        };
        let Some(seconds) = sleeps(command).filter(|_| may_sleep(pod)) else { continue };
        let (name, path) = (member.name(), member.path.child("lifecycle.preStop"));
        let exec = path.child("exec");
        let message =
            format!("the hook of `{name}` needs a `sleep` in its image to wait {seconds} s");
        diagnostics.push(
            RULE.about(pod, &exec.child("command"), message)
                .help("let the kubelet sleep: `sleep: {seconds: …}` needs nothing from the image")
                .container(name)
                .safe_fix("Use the sleep action", sleep_action(pod, &exec, command)),
        );
    }
}
