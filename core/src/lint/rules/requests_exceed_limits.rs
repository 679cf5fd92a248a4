//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Related;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A container requests more of a resource than its limit allows.
    ///
    /// ## Why it matters
    ///
    /// The request is what the scheduler keeps free for a container, the limit what it may use: it cannot be promised more than it may have.
    /// Some resources, huge pages and devices, cannot be shared; there the two have to be equal.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     resources:
    ///       requests: {memory: 512Mi}
    ///       limits: {memory: 256Mi}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     resources:
    ///       requests: {memory: 256Mi}
    ///       limits: {memory: 512Mi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits>; `ValidateContainerResourceRequirements`, pkg/apis/core/validation/validation.go.
    "requests-exceed-limits", "A18", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let words = ["must be less than or equal to ", "must be equal to "];
    let said = words.iter().find_map(|words| Some(found.message.split_once(words)?.1));
    let Some((name, limit)) = said.and_then(|said| said.split_once(" limit of ")) else {
        return false;
    };
    let (name, limit) = (name.to_owned(), limit.to_owned());
    if !found.field.ends_with("resources.requests") {
        return false;
    }
    found.advise("raise the limit, or request less");
    let requests = FieldPath::parse(&found.field);
    let (own, other) = (requests.key(&name), requests.parent().child("limits").key(&name));
    found.span = answered.span(&own);
    let message = "the limit".to_owned();
    found.related.push(Related { span: answered.span(&other), message });
    let request = found.refused().to_owned();
    found.offer("Raise the limit to the request", answered.put(&other, &request), false);
    found.offer("Request what the limit allows", answered.put(&own, &limit), false);
    true
}
