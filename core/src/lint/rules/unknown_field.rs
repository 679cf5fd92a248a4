//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;

declare_rule! {
    /// A field is not known where it stands.
    ///
    /// ## Why it matters
    ///
    /// The API server refuses what it does not know, and older clients drop it without a word: a probe whose name is misspelled never runs.
    /// Where a field with nearly this name exists, or one of this name a level further up or down, it was meant.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     livenesProbe:
    ///       tcpSocket: {port: 80}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     livenessProbe:
    ///       tcpSocket: {port: 80}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation>; `strictDecodingError`, staging/src/k8s.io/apimachinery/pkg/runtime/error.go.
    "unknown-field", "A01", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(_: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let is_unknown = found.code == RULE.name;
    if is_unknown && found.help.is_none() {
        found.advise("leave it out: nothing of this name stands here in the API");
    }
    is_unknown
}
