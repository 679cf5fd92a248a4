use std::rc::Rc;

use podlife_core::analysis::Report;
use podlife_core::diagnostic::{Diagnostic, Severity};
use podlife_core::text::LineIndex;
use yew::prelude::*;

use crate::components::icon::{Icon, Pictogram};
use crate::components::inline::Inline;

/// Lists the findings: what happens to the Pod, where, when, and a button that puts it right.
#[component]
pub(crate) fn Problems(props: &ProblemsProps) -> Html {
    let lines = LineIndex::new(&props.text);
    let diagnostics = &props.report.diagnostics;
    html! {
        if diagnostics.is_empty() {
            <p class="problems__none">
                <Pictogram icon={Icon::Tick} />{ "Nothing to put right." }
            </p>
        } else {
            <ul class="problems__list">
                for (index, diagnostic) in diagnostics.iter().enumerate() {
                    <Problem
                        key={format!("{}:{}:{}", diagnostic.code, diagnostic.field, diagnostic.message)}
                        report={props.report.clone()}
                        {index}
                        line={lines.position(diagnostic.span.start).line}
                        is_selected={props.selected == Some(index)}
                        on_select={props.on_select.clone()}
                        on_fix={props.on_fix.clone()}
                    />
                }
            </ul>
        }
    }
}

/// The findings, the text they are about, and what may be done with one.
#[derive(PartialEq, Properties)]
pub(crate) struct ProblemsProps {
    pub(crate) report: Rc<Report>,
    pub(crate) text: Rc<str>,
    pub(crate) selected: Option<usize>,
    pub(crate) on_select: Callback<usize>,
    /// Which finding, and which of its fixes.
    pub(crate) on_fix: Callback<(usize, usize)>,
}

#[component]
fn Problem(props: &ProblemProps) -> Html {
    let index = props.index;
    let Some(diagnostic) = props.report.diagnostics.get(index) else {
        return Html::default();
    };
    let (icon, word, class) = look(diagnostic.severity);
    html! {
        <li class={classes!("problem", class, props.is_selected.then_some("is-selected"))}>
            <button class="problem__body" type="button" onclick={props.on_select.reform(move |_| index)}>
                <span class="problem__icon"><Pictogram {icon} /><span class="for-hearing">{ word }</span></span>
                <span class="problem__message"><Inline text={sentence(&diagnostic.message)} /></span>
                if let Some(help) = &diagnostic.help {
                    <span class="problem__help"><Inline text={help.clone()} /></span>
                }
                <span class="problem__place">{ place(diagnostic, props.line) }</span>
            </button>
            if !diagnostic.fixes.is_empty() {
                <span class="problem__fixes">
                    for (fix, change) in diagnostic.fixes.iter().enumerate() {
                        <button
                            class="problem__fix"
                            type="button"
                            aria-label={format!("Fix: {}", change.title)}
                            title={change.title.clone()}
                            onclick={props.on_fix.reform(move |_| (index, fix))}
                        >
                            if diagnostic.fixes.len() == 1 { { "Fix…" } } else { { &change.title } }
                        </button>
                    }
                </span>
            }
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct ProblemProps {
    report: Rc<Report>,
    index: usize,
    line: usize,
    is_selected: bool,
    on_select: Callback<usize>,
    on_fix: Callback<(usize, usize)>,
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

fn sentence(message: &str) -> AttrValue {
    AttrValue::from(message.to_owned())
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
