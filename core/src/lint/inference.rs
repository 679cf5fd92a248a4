//! Tells of findings that stand on what a container seems to do: nobody has said it, and somebody may say otherwise.

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::subject::Subject;
use crate::process::role;

/// Says of each finding of a rule that would not be there if a container were no helper what makes it look like one.
///
/// A guess never makes an error.
pub(super) fn tell(
    subject: &mut Subject<'_>,
    check: fn(&Subject<'_>, &mut Vec<Diagnostic>),
    found: &mut [Diagnostic],
) {
    for place in 0..subject.members.len() {
        let is_named = |finding: &&mut Diagnostic, name: &str| {
            finding.inferred.is_none() && finding.message.contains(&format!("`{name}`"))
        };
        let Some(words) = inferred(subject, place) else { continue };
        let Some(name) = subject.members.get(place).map(|it| it.name().to_owned()) else {
            continue;
        };
        let mut named = found.iter_mut().filter(|finding| is_named(finding, &name)).peekable();
        if named.peek().is_none() {
            continue;
        }
        let others = without(subject, place, check);
        let is_same = |finding: &Diagnostic| others.iter().any(|it| it.span == finding.span);
        for finding in named.filter(|finding| !is_same(finding)) {
            finding.inferred = Some(words.clone());
            finding.severity = finding.severity.max(Severity::Warning);
        }
    }
}

/// What makes a container look like a helper; nothing where it is none, or is said to be one.
fn inferred(subject: &Subject<'_>, place: usize) -> Option<String> {
    let member = subject.members.get(place)?;
    let helper = member.helper?;
    let key = role::annotation(member.name());
    let annotations = subject.metadata.and_then(|metadata| metadata.annotations.as_ref());
    if annotations.is_some_and(|all| all.contains_key(&key)) {
        return None;
    }
    let image = member.container.image.as_deref().unwrap_or_default();
    let sign = if role::of_image(image).is_some() { "image" } else { "name" };
    let name = member.name();
    Some(format!(
        "`{name}` looks like a {helper} by its {sign}; the annotation `{key}` can say what it is"
    ))
}

/// What a rule finds where a container is no helper.
fn without(
    subject: &mut Subject<'_>,
    place: usize,
    check: fn(&Subject<'_>, &mut Vec<Diagnostic>),
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Some(helper) = subject.members.get_mut(place).and_then(|it| it.helper.take()) else {
        return found;
    };
    check(subject, &mut found);
    if let Some(member) = subject.members.get_mut(place) {
        member.helper = Some(helper);
    }
    found
}
