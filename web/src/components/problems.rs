use podlife_core::analysis::Report;
use podlife_core::diagnostic::{Diagnostic, Fix, Severity, Stage};
use podlife_core::text::{LineIndex, Span};
use yew::prelude::*;

use crate::components::element::{button, tag, text as plain};
use crate::components::fix_preview::{Offer, fix_preview};
use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::state::session::SessionAction;
use crate::state::words::{say, say_with, word};

/// Lists the findings: what happens to the Pod, where, when, and a button that puts it right. The one that is selected
/// also tells which other places belong to it, and where to read on.
pub(crate) fn problems(props: &ProblemsProps<'_>) -> Html {
    let diagnostics = &props.report.diagnostics;
    if diagnostics.is_empty() {
        let none = tag("p", "problems__none").add(pictogram(Icon::Tick));
        return none.say("Nothing to put right.").into();
    }
    let lines = LineIndex::new(props.text);
    let all = diagnostics.iter().enumerate();
    let all = all.map(|(index, diagnostic)| problem(props, &lines, index, diagnostic));
    tag("ul", "problems__list").all(all).into()
}

/// The findings, what is chosen of them, and who hears what is wanted.
pub(crate) struct ProblemsProps<'a> {
    pub(crate) report: &'a Report,
    /// The text that the report is about.
    pub(crate) text: &'a str,
    pub(crate) selected: Option<usize>,
    pub(crate) offer: Option<&'a Offer>,
    pub(crate) dispatch: &'a Callback<SessionAction>,
    /// A fix of a finding is wanted.
    pub(crate) on_fix: &'a Callback<(usize, usize)>,
    /// What is on offer is applied, or left.
    pub(crate) on_decision: &'a Callback<bool>,
    /// A place in the text is wanted.
    pub(crate) on_place: &'a Callback<Span>,
    /// What a fix does is to be played side by side.
    pub(crate) on_compare: &'a Callback<String>,
    /// The Pod is to be deleted, to see what a finding says of its end.
    pub(crate) on_deletion: &'a Callback<()>,
}

fn problem(
    props: &ProblemsProps<'_>,
    lines: &LineIndex<'_>,
    index: usize,
    diagnostic: &Diagnostic,
) -> Html {
    let is_selected = props.selected == Some(index);
    let chosen = if is_selected { " is-selected" } else { "" };
    let (icon, severity, class) = look(diagnostic.severity);
    let line = lines.position(diagnostic.span.start).line;
    let icon = tag("span", "problem__icon")
        .add(pictogram(icon))
        .add(tag("span", "for-hearing").say(severity));
    let mut body = button("problem__body", props.dispatch, SessionAction::Problem(index))
        .add(icon)
        .add(tag("span", "problem__message").english().add(message(diagnostic)));
    if let Some(help) = &diagnostic.help {
        body = body.add(tag("span", "problem__help").english().add(inline(help)));
    }
    let mut item = tag("li", &format!("problem {class}{chosen}"))
        .add(body.add(tag("span", "problem__place").text(&place(diagnostic, line))))
        .add(fixes(diagnostic, index, props));
    if is_selected {
        item = item.add(more(props, lines, diagnostic));
    }
    let offer = props.offer.filter(|offer| offer.place.0 == index);
    if let Some((offer, fix)) = offer.and_then(|it| Some((it, diagnostic.fixes.get(it.place.1)?))) {
        item = item.add(fix_preview(&fix.title, offer, props.on_decision, props.on_compare));
    }
    item.into()
}

/// The other places that belong to a finding, and the page of its rule.
// The first view does without it: a function of its own comes later.
#[inline(never)]
fn more(props: &ProblemsProps<'_>, lines: &LineIndex<'_>, diagnostic: &Diagnostic) -> Html {
    let related = diagnostic.related.iter().map(|related| -> Html {
        let line = lines.position(related.span.start).line;
        let to = button("link", props.on_place, related.span).say_with("line {}", &[&line]);
        tag("li", "")
            .add(to)
            .text(": ")
            .add(tag("span", "").english().add(inline(&related.message)))
            .into()
    });
    let mut more = tag("div", "problem__more").add(tag("ul", "").all(related));
    if let Some(inferred) = &diagnostic.inferred {
        more = more.add(tag("p", "").english().add(inline(inferred)));
    }
    if diagnostic.on_deletion {
        let see = button("link", props.on_deletion, ());
        more = more.add(see.say("Delete the Pod to see it"));
    }
    if diagnostic.stage == Stage::Lint {
        let page = format!("rules/{}/", diagnostic.code);
        let words = say_with("Why {} matters", &[&diagnostic.code]);
        more = more.add(tag("a", "").set("href", &page).text(&words));
    }
    more.into()
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

fn fixes(diagnostic: &Diagnostic, index: usize, props: &ProblemsProps<'_>) -> Html {
    let count = diagnostic.fixes.len();
    let fix = |(fix, change): (usize, &Fix)| -> Html {
        let title = change.title.replace('`', "");
        let fix = button("problem__fix", props.on_fix, (index, fix))
            .named_with("Fix: {}", &[&title])
            .set("title", &title);
        if count == 1 {
            fix.say("Fix…").into()
        } else {
            fix.add(tag("span", "").english().text(&title)).into()
        }
    };
    let fixes = tag("span", "problem__fixes").all(diagnostic.fixes.iter().enumerate().map(fix));
    let Some(first) = diagnostic.fixes.first() else { return fixes.into() };
    let name = say_with("Side by side: {}", &[&first.title.replace('`', "")]);
    let beside = button("problem__fix", props.on_compare, format!("fix:{index}.0"));
    fixes.add(beside.label(&name).set("title", &name).add(pictogram(Icon::Beside))).into()
}

fn look(severity: Severity) -> (Icon, &'static str, &'static str) {
    match severity {
        Severity::Error => (Icon::Error, word("Error: "), "is-error"),
        Severity::Warning => (Icon::Warning, word("Warning: "), "is-warning"),
        Severity::Info => (Icon::Info, word("Note: "), "is-info"),
    }
}

/// Rule, line and instant, in small type.
fn place(diagnostic: &Diagnostic, line: usize) -> String {
    let seen = diagnostic.at.map(|at| say_with(" · seen at {}", &[&at])).unwrap_or_default();
    say_with("{} · line {}{}", &[&diagnostic.code, &line, &seen])
}

/// `1 error · 2 warnings · 3 allowed`, without what there is none of: the findings by their severity, and those that the
/// author of the text allows.
pub(crate) fn summary([errors, warnings, notes]: [usize; 3], allowed: usize) -> String {
    let part = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(say(one).to_owned()),
        _ => Some(say_with(several, &[&count])),
    };
    let parts = [
        part(errors, word("1 error"), word("{} errors")),
        part(warnings, word("1 warning"), word("{} warnings")),
        part(notes, word("1 note"), word("{} notes")),
        part(allowed, word("1 allowed"), word("{} allowed")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_leaves_out_what_there_is_none_of() {
        assert_eq!(summary([0, 1, 2], 3), "1 warning · 2 notes · 3 allowed");
        assert_eq!(summary([0, 0, 0], 0), "");
    }
}
