//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::hardening::{Setting, adds};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// Processes of a container may get more privileges than they started with.
    ///
    /// ## Why it matters
    ///
    /// A program that belongs to root with its setuid bit runs as root, whoever starts it: a container that runs as nobody can become root.
    /// With `allowPrivilegeEscalation: false` the kernel forbids that (`no_new_privs`). Few programs need it.
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
    ///       allowPrivilegeEscalation: false
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted>; `AddNoNewPrivileges`, pkg/securitycontext/util.go.
    "privilege-escalation", "X02", since = "0.1.0", Warning, [], Pod(check)
}

const SETTING: Setting = Setting {
    field: "allowPrivilegeEscalation",
    value: "false",
    // A privileged container has all of them, and the API server refuses the one with the other.
    is_set: |context| {
        context.allow_privilege_escalation == Some(false)
            || context.privileged == Some(true)
            || adds(context, "CAP_SYS_ADMIN")
    },
    message: "may get more privileges than it starts with",
    help: "set `allowPrivilegeEscalation: false`",
    title: "Forbid it",
    is_safe: true,
};

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    SETTING.ask(&RULE, pod, diagnostics);
}
