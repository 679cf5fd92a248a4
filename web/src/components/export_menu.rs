use yew::prelude::*;

use crate::components::element::{Element, button, row, tag};
use crate::components::icon::{Icon, pictogram};
use crate::state::look::Drawing;
use crate::state::words::word;

/// What is wanted of the export menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exporting {
    /// This format.
    Format(&'static str),
    /// Pictures of this kind from now on.
    Draw(Drawing),
}

/// What goes to the clipboard: name, title, what it is for.
const COPIES: [(&str, &str, &str); 5] = [
    ("copy", word("Copy link"), word("Opens this text, version, view and instant")),
    ("link", word("Copy as Markdown"), word("The link with the name of the Pod")),
    (
        "issue",
        word("Copy as Markdown for an issue"),
        word("YAML, version, problems, kubectl's rows, link"),
    ),
    ("frame", word("Copy embed code: frame"), word("The timeline where scripts are not allowed")),
    ("element", word("Copy embed code: element"), word("YAML that becomes a timeline in any page")),
];

/// What becomes a file, or paper.
const FILES: [(&str, &str, &str); 6] = [
    ("svg", word("SVG picture"), word("Sharp at any size")),
    ("png", word("PNG picture"), word("For slides and chats")),
    ("mermaid", word("Mermaid chart"), word("A Gantt chart as text")),
    ("json", "JSON", word("Each run, row, event, log line and cause")),
    ("trace", word("Perfetto trace"), word("For ui.perfetto.dev and chrome://tracing")),
    ("print", word("Print"), word("Manifest, problems, timeline and events")),
];

/// The button and the menu of what may leave the page.
pub(crate) fn export_menu(drawing: Drawing, on: &Callback<Exporting>) -> Html {
    let open = tag("button", "button")
        .set("type", "button")
        .set("popovertarget", "export")
        .say("Export")
        .add(pictogram(Icon::Down));
    let entry = |(name, title, what): (&'static str, &'static str, &'static str)| -> Html {
        let entry = button("menu__entry", on, Exporting::Format(name))
            .set("popovertarget", "export")
            .set("popovertargetaction", "hide")
            .add(tag("span", "menu__title").say(title).text(" "))
            .add(tag("span", "menu__summary").say(what));
        tag("li", "").add(entry).into()
    };
    let heading = |words: &str| tag("h2", "menu__group").say(words);
    let choice = |words: &str, is_on: bool, drawing| -> Html {
        let pressed = if is_on { "true" } else { "false" };
        button("menu__choice", on, Exporting::Draw(drawing))
            .set("aria-pressed", pressed)
            .say(words)
            .into()
    };
    let Drawing { is_dark, has_legend } = drawing;
    let choices = tag("div", "menu__choices")
        .set("role", "group")
        .named("Pictures")
        .add(tag("span", "").set("aria-hidden", "true").say("Pictures"))
        .add(choice(word("Light"), !is_dark, Drawing { is_dark: false, has_legend }))
        .add(choice(word("Dark"), is_dark, Drawing { is_dark: true, has_legend }))
        .add(choice(word("Legend"), has_legend, Drawing { is_dark, has_legend: !has_legend }));
    let list = |entries: Vec<Html>| -> Element { tag("ul", "").all(entries) };
    let menu = tag("div", "menu")
        .set("id", "export")
        .set("popover", "auto")
        .set("role", "group")
        .named("Export")
        .add(heading(word("Copy")))
        .add(list(COPIES.into_iter().map(entry).collect()))
        .add(heading(word("Save")))
        .add(choices)
        .add(list(FILES.into_iter().map(entry).collect()));
    row([open.into(), menu.into()])
}
