//! What Podlife advises: one file a rule, which holds its page, its examples and its check.
//!
//! A rule reads the text, or the object and what a run of it shows. To add one, write a file in `rules/` and run the
//! tests with `UPDATE=1`, which puts it into the list.

mod allow;
mod answered;
mod config;
mod hardening;
mod helper;
mod inference;
mod line_edits;
mod mend;
mod misplaced;
mod mounts;
mod move_to_init;
mod needs;
mod ports;
mod probes;
mod proof;
mod reserve;
mod rule;
mod rules;
mod script;
mod services;
mod stopping;
mod subject;
mod together;
mod written;

pub use allow::{ANNOTATION, take_allowed};
pub use answered::Answered;
pub use config::{Config, Preset};
pub use helper::Helper;
pub use mounts::Mounted;
pub use ports::call;
pub use rule::{Check, Example, Rule};
pub use rules::RULES;
pub use subject::{Member, Subject};
pub use together::{Other, Together};
pub use written::Written;

use crate::diagnostic::{self, Diagnostic, Stage};
use crate::text::line_break;

/// The rule of a name or a code.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.is_called(name))
}

/// Gives what the API server says the name of its rule, with that rule's help and fixes.
///
/// A message is one rule's business; its words stay.
pub fn explain(answered: &Answered<'_>, diagnostics: &mut [Diagnostic]) {
    let stages = [Stage::Decode, Stage::Validation, Stage::Warning];
    for found in diagnostics.iter_mut().filter(|found| stages.contains(&found.stage)) {
        for rule in RULES {
            let Check::Answer(check) = rule.check else { continue };
            if check(answered, found) {
                rule.name.clone_into(&mut found.code);
                break;
            }
        }
    }
    take_line_breaks(answered.text, diagnostics);
}

/// What the rules have to say of a Pod, in the order of the text.
pub fn run(subject: &mut Subject<'_>, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let is_deleted = subject.trace.is_some_and(|trace| trace.deletion_marked().is_some());
    let text = subject.text;
    ask(text, config, diagnostics, |check, found| {
        if let Check::Pod(check) = check {
            let before = found.len();
            subject.saw_deletion.set(false);
            subject.saw_helpers.set(false);
            check(subject, found);
            let new = found.get_mut(before..).unwrap_or_default();
            if subject.saw_deletion.get() && !is_deleted {
                for finding in &mut *new {
                    finding.on_deletion = finding.at.is_none();
                }
            }
            inference::tell(subject, check, new);
        }
    });
}

/// What the rules have to say of a document that need not be a Pod, in the order of the text.
pub fn run_on_text(written: &Written<'_>, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    ask(written.text, config, diagnostics, |check, found| {
        if let Check::Text(check) = check {
            check(written, found);
        }
    });
}

/// What the rules have to say of all documents together, in the order of the text.
pub fn run_on_all(together: &Together<'_>, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    ask(together.text, config, diagnostics, |check, found| {
        if let Check::Together(check) = check {
            check(together, found);
        }
    });
}

fn ask(
    text: &str,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
    mut run: impl FnMut(Check, &mut Vec<Diagnostic>),
) {
    let mut all = Vec::new();
    for rule in RULES {
        let Some(severity) = config.severity(rule) else { continue };
        let before = all.len();
        run(rule.check, &mut all);
        for found in all.iter_mut().skip(before).filter(|_| severity != rule.severity) {
            found.severity = severity;
        }
    }
    hand_over(text, all, diagnostics);
}

/// Puts findings into the order of the text, and the text's own line breaks into their fixes.
fn hand_over(text: &str, mut found: Vec<Diagnostic>, diagnostics: &mut Vec<Diagnostic>) {
    diagnostic::sort(&mut found);
    take_line_breaks(text, &mut found);
    diagnostics.append(&mut found);
}

/// Puts the text's own line breaks into what fixes write.
fn take_line_breaks(text: &str, found: &mut [Diagnostic]) {
    let has_edits = found.iter().any(|diagnostic| !diagnostic.fixes.is_empty());
    if has_edits && line_break(text) == "\r\n" {
        let fixes = found.iter_mut().flat_map(|diagnostic| &mut diagnostic.fixes);
        for edit in fixes.flat_map(|fix| &mut fix.edits) {
            edit.text = edit.text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }
}
