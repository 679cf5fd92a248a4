//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// An init container has lifecycle hooks, which the API server refuses.
    ///
    /// ## Why it matters
    ///
    /// Hooks are for containers that go on: `postStart` runs beside a process, `preStop` before it is stopped.
    /// A regular init container ends by itself, and the next one starts then; what has to happen before or after goes into its command.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: setup
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "cp -r /defaults/. /config"]
    ///     lifecycle:
    ///       postStart:
    ///         exec: {command: ["sh", "-c", "echo started"]}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: setup
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "cp -r /defaults/. /config"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#differences-from-regular-containers>; `validateInitContainers`, pkg/apis/core/validation/validation.go.
    "lifecycle-on-regular-init", "A09", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let says = "may not be set for init containers without restartPolicy=Always";
    if !found.says(".lifecycle", says) {
        return false;
    }
    found.advise(
        "drop the hooks, or give it `restartPolicy: Always` if it is to run beside the app",
    );
    let path = FieldPath::parse(&found.field);
    let policy = path.parent().child("restartPolicy");
    found.offer("Drop the hooks", answered.remove(&path), false);
    found.offer("Make it a native sidecar", answered.put(&policy, "Always"), false);
    true
}
