use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::bridge::editor::Editor;
use crate::bridge::{page, permalink};
use crate::components::icon::{Icon, pictogram};
use crate::json::Json;
use crate::state::look::{Example, Look, LookAction};

/// How long the button says what became of the link, in milliseconds.
const NOTICE: u32 = 2500;

/// What the head of the playground offers: the examples, and a link to this manifest.
pub(crate) fn tools(look: &UseReducerHandle<Look>, editor: &Editor) -> Html {
    html! {
        <>
            <button class="button" type="button" popovertarget="examples" onclick={load_examples(look)}>
                { "Examples" }{ pictogram(Icon::Down) }
            </button>
            <ul class="menu" id="examples" popover="auto" aria-label="Examples">
                for example in &look.examples {
                    <li>{ entry(example, editor) }</li>
                }
            </ul>
            <span class="header__version">{ "Kubernetes 1.36" }</span>
            <button class="button button--primary" type="button" aria-live="polite" onclick={share(look, editor)}>
                { look.share }
            </button>
        </>
    }
}

/// A chosen example replaces the text, as one step of undo.
fn entry(example: &Example, editor: &Editor) -> Html {
    let onclick = Callback::from({
        let (editor, text) = (editor.clone(), example.text.clone());
        move |_: MouseEvent| editor.set_text(&text)
    });
    html! {
        <button class="menu__entry" type="button" popovertarget="examples" popovertargetaction="hide" {onclick}>
            <span class="menu__title">{ &example.title }</span>
            <span class="menu__summary">{ &example.summary }</span>
        </button>
    }
}

fn load_examples(look: &UseReducerHandle<Look>) -> Callback<MouseEvent> {
    let look = look.clone();
    Callback::from(move |_| {
        if !look.examples.is_empty() {
            return;
        }
        let look = look.dispatcher();
        spawn_local(async move {
            let json = page::fetch("examples.json").await.unwrap_or_default();
            let examples = Json::parse(&json).list().iter().map(example).collect();
            look.dispatch(LookAction::Examples(examples));
        });
    })
}

fn example(json: &Json) -> Example {
    let field = |name| json.get(name).text().to_owned();
    Example { title: field("title"), summary: field("summary"), text: field("text") }
}

/// Puts the manifest into the address and on the clipboard.
fn share(look: &UseReducerHandle<Look>, editor: &Editor) -> Callback<MouseEvent> {
    let (editor, look) = (editor.clone(), look.dispatcher());
    Callback::from(move |_| {
        let (editor, look) = (editor.clone(), look.clone());
        spawn_local(async move {
            let Some(fragment) = permalink::fragment(&editor.text()).await else {
                return;
            };
            page::set_fragment(&fragment);
            let is_copied = page::copy(&page::address()).await;
            let words = if is_copied { "Link copied" } else { "Link in the address" };
            look.dispatch(LookAction::Share(words));
            Timeout::new(NOTICE, move || look.dispatch(LookAction::Share("Share"))).forget();
        });
    })
}
