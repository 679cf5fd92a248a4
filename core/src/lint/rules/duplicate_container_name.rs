//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Related;
use crate::lint::Answered;
use crate::lint::Member;
use crate::lint::answered::is_of_container;
use crate::lint::rule::declare_rule;
use crate::sim::trace::Role;
use crate::text::FieldPath;

declare_rule! {
    /// Two containers of a Pod have the same name.
    ///
    /// ## Why it matters
    ///
    /// `kubectl logs -c`, `kubectl exec -c` and the status of the Pod tell containers by their names, whichever list they stand in.
    /// The API server refuses a Pod in which a name stands for two of them.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: app
    ///     image: registry.example/migrate:1.0
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
    ///   - name: app-init
    ///     image: registry.example/migrate:1.0
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Container>; `validateContainers` and `validateInitContainers`, pkg/apis/core/validation/validation.go.
    "duplicate-container-name", "A03", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !is_of_container(&found.field, "name") || !found.message.contains(": Duplicate value: ") {
        return false;
    }
    found.advise("give each container of the Pod a name of its own");
    let path = FieldPath::parse(&found.field);
    let Some(pod) = answered.pod else { return true };
    let here = path.parent();
    let Some(own) = pod.members.iter().find(|member| member.path == here) else { return true };
    let same = |member: &&Member<'_>| member.path != here && member.name() == own.name();
    if let Some(other) = pod.members.iter().find(same) {
        let there = pod.span(&other.path.child("name"));
        found.related.push(Related { span: there, message: "the other one".to_owned() });
    }
    let suffixes: &[&str] =
        if own.role == Role::Init { &["init", "init-2"] } else { &["2", "3", "4", "5"] };
    let mut names = suffixes.iter().map(|suffix| [own.name(), "-", suffix].concat());
    let is_free = |name: &String| pod.members.iter().all(|member| member.name() != name);
    if let Some(name) = names.find(is_free) {
        found.offer(&format!("Call it {name}"), answered.put(&path, &name), false);
    }
    true
}
