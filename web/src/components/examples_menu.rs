use yew::prelude::*;

use crate::components::element::{Element, button, row, tag};
use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::state::look::Example;
use crate::state::words::{say, word};

/// What is wanted of the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The list.
    Load,
    /// The example at this place of the list.
    Example(usize),
    /// No text at all.
    Empty,
}

/// The button and the menu of texts to begin with; what is looked for in it is up to `js/glue.js`.
pub(crate) fn examples_menu(examples: &[Example], on: &Callback<Choice>) -> Html {
    let open = button("button", on, Choice::Load)
        .set("popovertarget", "examples")
        .say("Examples")
        .add(pictogram(Icon::Down));
    let search = tag("input", "menu__search field")
        .set("type", "search")
        .named("Search examples")
        .set("placeholder", say("Search: proxy, SIGTERM, job…"))
        .set("autocomplete", "off")
        .set("spellcheck", "false");
    let found = tag("p", "menu__found").set("role", "status").set("aria-live", "polite");
    let start = [
        entry(
            on,
            Choice::Example(0),
            say("Reset to the first example"),
            say("As the page opens"),
            None,
        ),
        entry(on, Choice::Empty, say("Empty"), say("Clear the manifest and write your own"), None),
    ];
    let mut menu = tag("div", "menu menu--search")
        .set("id", "examples")
        .set("popover", "auto")
        .set("role", "group")
        .named("Examples")
        .add(tag("div", "menu__head").add(search).add(found));
    let mut rest = examples.iter().enumerate().peekable();
    while let Some((place, first)) = rest.next() {
        let mut entries = vec![of(on, place, first)];
        while let Some((place, next)) = rest.next_if(|(_, next)| next.group == first.group) {
            entries.push(of(on, place, next));
        }
        menu = menu.add(group(&first.group, entries));
    }
    if !examples.is_empty() {
        menu = menu.add(group(word("Start over"), start.into()));
    }
    row([open.into(), menu.into()])
}

fn group(title: &str, entries: Vec<Html>) -> Element {
    tag("section", "").add(tag("h2", "menu__group").told(title)).add(tag("ul", "").all(entries))
}

fn of(on: &Callback<Choice>, place: usize, example: &Example) -> Html {
    let sign = match &example.wrong {
        Some(wrong) => {
            tag("span", "menu__sign is-bad").english().add(pictogram(Icon::Warning)).text(wrong)
        }
        None => tag("span", "menu__sign is-good").add(pictogram(Icon::Tick)).say("runs well"),
    };
    entry(on, Choice::Example(place), &example.title, &example.summary, Some(sign))
}

fn entry(
    on: &Callback<Choice>,
    choice: Choice,
    title: &str,
    summary: &str,
    sign: Option<Element>,
) -> Html {
    // What comes with the site is English.
    let is_english = sign.is_some();
    let entry = button("menu__entry", on, choice)
        .set("popovertarget", "examples")
        .set("popovertargetaction", "hide")
        .add(tag("span", "menu__title").set_if(is_english, "lang", "en").text(title).text(" "))
        .add(tag("span", "menu__summary").set_if(is_english, "lang", "en").add(inline(summary)))
        .all(sign.map(Html::from));
    tag("li", "").add(entry).into()
}
