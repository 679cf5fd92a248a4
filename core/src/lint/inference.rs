//! Tells of findings that stand on what a container seems to do: nobody has said it, and somebody may say otherwise.

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::subject::{Member, Subject};
use crate::process::role;

/// Says of each finding of a rule that would not be there if a container were no helper what makes it look like one.
///
/// A guess never makes an error.
pub(super) fn tell(
    subject: &mut Subject<'_>,
    check: fn(&Subject<'_>, &mut Vec<Diagnostic>),
    found: &mut [Diagnostic],
) {
    if found.is_empty() || !subject.saw_helpers.get() {
        return;
    }
    for place in 0..subject.members.len() {
        let Some(member) = subject.members.get(place) else { continue };
        let (name, helper) = (member.name(), member.helper());
        let quoted = format!("`{name}`");
        let is_named = |finding: &&mut Diagnostic| finding.message.contains(&quoted);
        let mut named: Vec<&mut Diagnostic> = found.iter_mut().filter(is_named).collect();
        if helper.is_none() || named.is_empty() {
            continue;
        }
        let Some(words) = inferred(subject, member) else { continue };
        let others = without(subject, place, check);
        named.retain(|finding| !others.iter().any(|it| it.span == finding.span));
        for finding in named {
            finding.inferred.get_or_insert_with(|| words.clone());
            finding.severity = finding.severity.max(Severity::Warning);
        }
    }
}

/// What makes a container look like a helper; nothing where it is none, or is said to be one.
fn inferred(subject: &Subject<'_>, member: &Member<'_>) -> Option<String> {
    let helper = member.helper()?;
    let key = role::annotation(member.name());
    let annotations = subject.metadata.and_then(|metadata| metadata.annotations.as_ref());
    if annotations.is_some_and(|all| all.contains_key(&key)) {
        return None;
    }
    let sign = if member.of_image.is_some() { "image" } else { "name" };
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
    let Some(helper) = subject.members.get_mut(place).map(|it| it.set_helper(None)) else {
        return found;
    };
    subject.is_trial.set(true);
    check(subject, &mut found);
    subject.is_trial.set(false);
    if let Some(member) = subject.members.get_mut(place) {
        member.set_helper(helper);
    }
    found
}
