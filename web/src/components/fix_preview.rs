use podlife_core::analysis::{Change, Preview};
use podlife_core::text::{Becomes, ChangedLine};
use yew::prelude::*;

use crate::components::element::{Element, button, tag};
use crate::components::inline::inline;
use crate::state::words::word;

/// A fix that is looked at before it is applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// Its finding, by its place in the report, and its own place there.
    pub(crate) place: (usize, usize),
    /// What it does.
    pub(crate) preview: Preview,
}

/// The lines that a fix changes, what becomes different in the life of the Pod, and the ways on: `on_decision` hears
/// whether it is applied, `on_compare` that both lives are wanted side by side.
// The first view does without it: a function of its own comes later.
#[inline(never)]
pub(crate) fn fix_preview(
    title: &str,
    Offer { place: (finding, fix), preview }: &Offer,
    on_decision: &Callback<bool>,
    on_compare: &Callback<String>,
) -> Html {
    let runs = preview.lines.iter().map(|run| {
        let lines = run.iter().map(line);
        tag("ol", "diff").all(lines).into()
    });
    let decide = |class: &str, apply: bool, words: &str| {
        let button = tag("button", class).set("type", "button").say(words);
        button.last_click(on_decision, apply, ".problems", ".problems__title")
    };
    let beside = format!("fix:{finding}.{fix}");
    tag("div", "offer")
        .set("role", "group")
        .set("tabindex", "-1")
        .named_with("Preview: {}", &[&title.replace('`', "")])
        .add(tag("p", "offer__title").english().add(inline(title)))
        .add(tag("div", "offer__lines").set("tabindex", "0").named("Lines that change").all(runs))
        .add(outcome(&preview.changes.all))
        .add(
            tag("div", "offer__ways")
                .add(decide("button button--primary", true, word("Apply")))
                .add(decide("button", false, word("Leave it")))
                .add(button("button", on_compare, beside).say("Side by side")),
        )
        .into()
}

fn line(line: &ChangedLine) -> Html {
    let (class, sign, becomes) = match line.becomes {
        Becomes::Same => ("diff__line", " ", ""),
        Becomes::Gone => ("diff__line is-gone", "−", word("removed: ")),
        Becomes::New => ("diff__line is-new", "+", word("added: ")),
    };
    let hidden = |class, words: &str| tag("span", class).set("aria-hidden", "true").text(words);
    tag("li", class)
        .add(hidden("diff__number", &line.line.to_string()))
        .add(hidden("diff__sign", sign))
        .add(tag("span", "for-hearing").say(becomes))
        .add(tag("code", "").text(&line.text))
        .into()
}

fn outcome(changes: &[Change]) -> Html {
    if changes.is_empty() {
        return tag("p", "offer__same")
            .say("Both were played: the Pod lives the same life.")
            .into();
    }
    let cell = |name, words: &str| -> Html { tag(name, "").told(words).into() };
    let heading = |words| -> Element { tag("th", "").set("scope", "col").say(words) };
    let row = |change: &Change| -> Html {
        tag("tr", "")
            .add(tag("th", "").set("scope", "row").say(&change.what))
            .add(cell("td", &change.before))
            .add(cell("td", &change.after))
            .into()
    };
    let head = tag("tr", "")
        .add(heading(word("Played")))
        .add(heading(word("before")))
        .add(heading(word("after")));
    tag("table", "offer__outcome")
        .add(tag("thead", "").add(head))
        .add(tag("tbody", "").all(changes.iter().map(row)))
        .into()
}
