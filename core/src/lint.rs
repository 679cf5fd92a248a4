//! What Podlife advises: one file a rule, which holds its page, its examples and its check.
//!
//! A rule reads the text, or the object and what a run of it shows. To add one, write a file in `rules/` and run the
//! tests with `UPDATE=1`, which puts it into the list.

mod helper;
mod line_edits;
mod misplaced;
mod move_to_init;
mod rule;
mod rules;
mod script;
mod subject;
mod written;

pub use helper::{Helper, helper_of};
pub use rule::{Check, Example, Rule};
pub use rules::RULES;
pub use subject::{Member, Subject};
pub use written::Written;

use crate::diagnostic::{self, Diagnostic};

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// What the rules have to say of a Pod, in the order of the text.
pub fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut found = Vec::new();
    for rule in RULES {
        match rule.check {
            Check::Pod(check) => check(subject, &mut found),
            Check::Text(_) => {}
        }
    }
    hand_over(subject.text, found, diagnostics);
}

/// What the rules have to say of a document that need not be a Pod, in the order of the text.
pub fn run_on_text(written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut found = Vec::new();
    for rule in RULES {
        match rule.check {
            Check::Text(check) => check(written, &mut found),
            Check::Pod(_) => {}
        }
    }
    hand_over(written.text, found, diagnostics);
}

/// Puts findings into the order of the text, and the text's own line breaks into their fixes.
fn hand_over(text: &str, mut found: Vec<Diagnostic>, diagnostics: &mut Vec<Diagnostic>) {
    diagnostic::sort(&mut found);
    let has_edits = found.iter().any(|diagnostic| !diagnostic.fixes.is_empty());
    if has_edits && text.contains("\r\n") {
        let fixes = found.iter_mut().flat_map(|diagnostic| &mut diagnostic.fixes);
        for edit in fixes.flat_map(|fix| &mut fix.edits) {
            edit.text = edit.text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }
    diagnostics.append(&mut found);
}
