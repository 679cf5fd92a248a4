use podlife_core::analysis::Report;
use podlife_core::diagnostic::{Diagnostic, Fix, Severity, Stage};
use podlife_core::text::LineIndex;
use yew::prelude::*;

use crate::components::element::{button, tag, text as plain};
use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::state::session::SessionAction;

/// Lists the findings: what happens to the Pod, where, when, and a button that puts it right.
pub(crate) fn problems(
    report: &Report,
    text: &str,
    selected: Option<usize>,
    dispatch: &Callback<SessionAction>,
    on_fix: &Callback<(usize, usize)>,
) -> Html {
    if report.diagnostics.is_empty() {
        let none = tag("p", "problems__none").add(pictogram(Icon::Tick));
        return none.text("Nothing to put right.").into();
    }
    let lines = LineIndex::new(text);
    let problem = |(index, diagnostic): (usize, &Diagnostic)| -> Html {
        let chosen = if selected == Some(index) { " is-selected" } else { "" };
        let (icon, word, class) = look(diagnostic.severity);
        let line = lines.position(diagnostic.span.start).line;
        let icon = tag("span", "problem__icon")
            .add(pictogram(icon))
            .add(tag("span", "for-hearing").text(word));
        let mut body = button("problem__body", dispatch, SessionAction::Problem(index))
            .add(icon)
            .add(tag("span", "problem__message").add(message(diagnostic)));
        if let Some(help) = &diagnostic.help {
            body = body.add(tag("span", "problem__help").add(inline(help)));
        }
        tag("li", &format!("problem {class}{chosen}"))
            .add(body.add(tag("span", "problem__place").text(&place(diagnostic, line))))
            .add(fixes(diagnostic, index, on_fix))
            .into()
    };
    let all = report.diagnostics.iter().enumerate().map(problem);
    tag("ul", "problems__list").all(all).into()
}

/// What is wrong: the API server's words letter by letter, ours with their marks.
fn message(diagnostic: &Diagnostic) -> Html {
    match diagnostic.stage {
        Stage::Validation | Stage::Warning => plain(&diagnostic.message),
        Stage::Yaml | Stage::Decode | Stage::Lint | Stage::Scenario | Stage::Run => {
            inline(&diagnostic.message)
        }
    }
}

fn fixes(diagnostic: &Diagnostic, index: usize, on_fix: &Callback<(usize, usize)>) -> Html {
    let count = diagnostic.fixes.len();
    let fix = |(fix, change): (usize, &Fix)| -> Html {
        let title = change.title.replace('`', "");
        let fix = button("problem__fix", on_fix, (index, fix))
            .label(&format!("Fix: {title}"))
            .set("title", &title);
        if count == 1 { fix.text("Fix…").into() } else { fix.text(&title).into() }
    };
    tag("span", "problem__fixes").all(diagnostic.fixes.iter().enumerate().map(fix)).into()
}

fn look(severity: Severity) -> (Icon, &'static str, &'static str) {
    match severity {
        Severity::Error => (Icon::Error, "Error: ", "is-error"),
        Severity::Warning => (Icon::Warning, "Warning: ", "is-warning"),
        Severity::Info => (Icon::Info, "Note: ", "is-info"),
    }
}

/// Rule, line and instant, in small type.
fn place(diagnostic: &Diagnostic, line: usize) -> String {
    let seen = diagnostic.at.map(|at| format!(" · seen at {at}")).unwrap_or_default();
    format!("{} · line {line}{seen}", diagnostic.code)
}

/// `1 error, 2 warnings and 1 note`, without what there is none of.
pub(crate) fn summary(errors: usize, warnings: usize, notes: usize) -> String {
    let part = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts = [part(errors, "error"), part(warnings, "warning"), part(notes, "note")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_leaves_out_what_there_is_none_of() {
        assert_eq!(summary(0, 1, 2), "1 warning · 2 notes");
        assert_eq!(summary(0, 0, 0), "");
    }
}
