use podlife_core::analysis::Report;
use podlife_core::diagnostic::{Diagnostic, Fix, Severity};
use podlife_core::text::LineIndex;
use yew::prelude::*;

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
        return html! {
            <p class="problems__none">{ pictogram(Icon::Tick) }{ "Nothing to put right." }</p>
        };
    }
    let lines = LineIndex::new(text);
    let problem = |(index, diagnostic): (usize, &Diagnostic)| {
        let chosen = if selected == Some(index) { " is-selected" } else { "" };
        let (icon, word, class) = look(diagnostic.severity);
        let line = lines.position(diagnostic.span.start).line;
        let onclick = dispatch.reform(move |_: MouseEvent| SessionAction::Problem(index));
        html! {
            <li class={format!("problem {class}{chosen}")}>
                <button class="problem__body" type="button" {onclick}>
                    <span class="problem__icon">
                        { pictogram(icon) }<span class="for-hearing">{ word }</span>
                    </span>
                    <span class="problem__message">{ inline(&diagnostic.message) }</span>
                    if let Some(help) = &diagnostic.help {
                        <span class="problem__help">{ inline(help) }</span>
                    }
                    <span class="problem__place">{ place(diagnostic, line) }</span>
                </button>
                { fixes(diagnostic, index, on_fix) }
            </li>
        }
    };
    let all: Vec<Html> = report.diagnostics.iter().enumerate().map(problem).collect();
    html! { <ul class="problems__list">{ all }</ul> }
}

fn fixes(diagnostic: &Diagnostic, index: usize, on_fix: &Callback<(usize, usize)>) -> Html {
    let count = diagnostic.fixes.len();
    let button = |(fix, change): (usize, &Fix)| {
        let onclick = on_fix.reform(move |_: MouseEvent| (index, fix));
        let words = if count == 1 { "Fix…".to_owned() } else { change.title.clone() };
        html! {
            <button class="problem__fix" type="button" aria-label={format!("Fix: {}", change.title)} title={change.title.clone()} {onclick}>
                { words }
            </button>
        }
    };
    let buttons: Vec<Html> = diagnostic.fixes.iter().enumerate().map(button).collect();
    if count == 0 {
        Html::default()
    } else {
        html! { <span class="problem__fixes">{ buttons }</span> }
    }
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
