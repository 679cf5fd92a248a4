//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::Member;
use crate::lint::answered::is_of_container;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;
use crate::yaml::Node;

declare_rule! {
    /// The name of a container has characters that names may not have.
    ///
    /// ## Why it matters
    ///
    /// The names of containers are DNS labels: at most 63 lower-case letters, digits and `-`, which neither begins nor ends them.
    /// They become parts of file names, of cgroups and of metrics.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: Log_Shipper
    ///     image: fluent/fluent-bit:3.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names>; `validateContainerCommon`, pkg/apis/core/validation/validation.go.
    "invalid-container-name", "A04", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let is_label = found.message.contains("RFC 1123 label") || found.message.contains("63");
    if !is_of_container(&found.field, "name") || !is_label {
        return false;
    }
    found.advise("use at most 63 lower-case letters, digits and `-`");
    let path = FieldPath::parse(&found.field);
    let Some(old) = answered.at(&path).and_then(Node::as_str) else { return true };
    let name = label(old);
    let taken = |member: &Member<'_>| member.name() == name;
    let is_free = !answered.pod.is_some_and(|pod| pod.members.iter().any(taken));
    if !name.is_empty() && old.is_ascii() && is_free {
        // Something else may call it by that name: an annotation, the policy of a Job.
        let is_safe = answered.text.matches(old).nth(1).is_none();
        found.offer(&format!("Call it {name}"), answered.put(&path, &name), is_safe);
    }
    true
}

/// The nearest name that is a DNS label.
fn label(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let all: String = name.chars().map(letter).take(63).collect();
    all.trim_matches('-').to_owned()
}
