//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::hardening::Setting;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A container may change the files of its image.
    ///
    /// ## Why it matters
    ///
    /// Who gets into it can put programs into it, and change those that are there. What the app itself writes there takes room on the node, and is gone with the next restart.
    /// With `readOnlyRootFilesystem: true` only volumes can be written: most programs need one at `/tmp`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     securityContext:
    ///       readOnlyRootFilesystem: true
    ///     volumeMounts:
    ///     - name: tmp
    ///       mountPath: /tmp
    ///   volumes:
    ///   - name: tmp
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>
    "writable-root-fs", "X08", since = "0.1.0", Info, [], Pod(check)
}

const SETTING: Setting = Setting {
    field: "readOnlyRootFilesystem",
    value: "true",
    is_set: |context| context.read_only_root_filesystem == Some(true),
    message: "may change the files of its image",
    help: "set `readOnlyRootFilesystem: true`, and mount an `emptyDir` where it writes, such as `/tmp`",
    title: "Make it read-only",
    is_safe: false,
};

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    SETTING.ask(&RULE, pod, diagnostics);
}
