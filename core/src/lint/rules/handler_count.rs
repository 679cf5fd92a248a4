//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Related;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A probe or a hook does not have exactly one handler.
    ///
    /// ## Why it matters
    ///
    /// A probe asks one question, a hook does one thing: one of `exec`, `httpGet`, `tcpSocket`, `grpc` (probes) and `sleep` (hooks).
    /// Two questions at once go into one command, or into two different probes.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     readinessProbe:
    ///       httpGet: {path: /, port: 80}
    ///       tcpSocket: {port: 80}
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     readinessProbe:
    ///       periodSeconds: 5
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     readinessProbe:
    ///       httpGet: {path: /, port: 80}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#check-mechanisms>, <https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations>; `validateHandler`, pkg/apis/core/validation/validation.go.
    "handler-count", "A10", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let is_second = found.message.ends_with("may not specify more than 1 handler type");
    if !is_second && !found.message.ends_with("must specify a handler type") {
        return false;
    }
    if !is_second {
        let is_hook = found.field.contains(".lifecycle.");
        found.advise(if is_hook {
            "say what it does: one of `exec`, `httpGet` and `sleep`"
        } else {
            "say what it asks: one of `exec`, `httpGet`, `tcpSocket` and `grpc`"
        });
        return true;
    }
    found.advise("keep one of them");
    let path = FieldPath::parse(&found.field);
    let holder = path.parent();
    let handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];
    let mut others = handlers.iter().map(|name| holder.child(name)).filter(|it| *it != path);
    if let Some(first) = others.find(|other| answered.at(other).is_some()) {
        let message = "the other handler".to_owned();
        found.related.push(Related { span: answered.span(&first), message });
    }
    true
}
