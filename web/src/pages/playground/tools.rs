use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::bridge::editor::Editor;
use crate::bridge::{page, permalink};
use crate::components::element::{button, row, tag};
use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::json::Json;
use crate::state::look::{Example, Look, LookAction};

/// How long the button says what became of the link, in milliseconds.
const NOTICE: u32 = 2500;

/// What the head of the playground offers: the examples, and a link to this manifest.
pub(crate) fn tools(look: &Look, editor: &Editor, on_look: &Callback<LookAction>) -> Html {
    let choose = {
        let editor = editor.clone();
        Callback::from(move |text: String| editor.set_text(&text))
    };
    let open = button("button", &load_examples(look, on_look), ())
        .set("popovertarget", "examples")
        .text("Examples")
        .add(pictogram(Icon::Down));
    let menu = tag("ul", "menu")
        .set("id", "examples")
        .set("popover", "auto")
        .label("Examples")
        .all(look.examples.iter().map(|example| entry(example, &choose)));
    let share = button("button button--primary", &share(editor, on_look), ())
        .set("aria-live", "polite")
        .text(look.share);
    let version = tag("span", "header__version").text("Kubernetes 1.36");
    row([open.into(), menu.into(), version.into(), share.into()])
}

/// A chosen example replaces the text, as one step of undo.
fn entry(example: &Example, choose: &Callback<String>) -> Html {
    let entry = button("menu__entry", choose, example.text.clone())
        .set("popovertarget", "examples")
        .set("popovertargetaction", "hide")
        .add(tag("span", "menu__title").text(&example.title))
        .add(tag("span", "menu__summary").add(inline(&example.summary)));
    tag("li", "").add(entry).into()
}

fn load_examples(look: &Look, on_look: &Callback<LookAction>) -> Callback<()> {
    let (is_loaded, on_look) = (!look.examples.is_empty(), on_look.clone());
    Callback::from(move |()| {
        if is_loaded {
            return;
        }
        let on_look = on_look.clone();
        spawn_local(async move {
            let json = page::fetch("examples.json").await.unwrap_or_default();
            let examples = Json::parse(&json).list().iter().map(example).collect();
            on_look.emit(LookAction::Examples(examples));
        });
    })
}

fn example(json: &Json) -> Example {
    let field = |name| json.get(name).text().to_owned();
    Example { title: field("title"), summary: field("summary"), text: field("text") }
}

/// Puts the manifest into the address and on the clipboard.
fn share(editor: &Editor, on_look: &Callback<LookAction>) -> Callback<()> {
    let (editor, on_look) = (editor.clone(), on_look.clone());
    Callback::from(move |()| {
        let (editor, on_look) = (editor.clone(), on_look.clone());
        spawn_local(async move {
            let Some(fragment) = permalink::fragment(&editor.text()).await else {
                return;
            };
            page::set_fragment(&fragment);
            let is_copied = page::copy(&page::address()).await;
            let words = if is_copied { "Link copied" } else { "Link in the address" };
            on_look.emit(LookAction::Share(words));
            Timeout::new(NOTICE, move || on_look.emit(LookAction::Share("Share"))).forget();
        });
    })
}
