//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::hardening::Setting;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A container keeps the capabilities that container runtimes give.
    ///
    /// ## Why it matters
    ///
    /// Even where nothing is added, a process of root may forge packets (`NET_RAW`), change the owner of any file and become any user. Few programs use any of that.
    /// The *restricted* standard asks for `drop: [ALL]`; what is needed is added by name.
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
    ///       capabilities:
    ///         drop: [ALL]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted>
    "capabilities-not-dropped", "X10", since = "0.1.0", Info, [], Pod(check)
}

const SETTING: Setting = Setting {
    field: "capabilities.drop",
    value: "[ALL]",
    // A privileged container has all of them whatever it drops.
    is_set: |context| {
        let dropped = context.capabilities.as_ref().and_then(|all| all.drop.as_ref());
        context.privileged == Some(true)
            || dropped
                .is_some_and(|dropped| dropped.iter().any(|name| name.eq_ignore_ascii_case("ALL")))
    },
    message: "keeps capabilities that it seems not to need, such as NET_RAW",
    help: "set `capabilities: {drop: [ALL]}`, and add what it needs by name",
    title: "Drop all capabilities",
    is_safe: false,
};

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    SETTING.ask(&RULE, pod, diagnostics);
}
