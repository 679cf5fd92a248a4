use gloo::timers::callback::Timeout;
use serde::Deserialize;
use yew::prelude::*;

use crate::bridge::editor::Editor;
use crate::bridge::{page, permalink};
use crate::components::menu::Menu;

/// Puts the manifest into the address and on the clipboard.
#[component]
pub(crate) fn ShareButton(props: &ShareButtonProps) -> Html {
    let words = use_state_eq(|| "Share");
    let onclick = {
        let (editor, words) = (props.editor.clone(), words.setter());
        Callback::from(move |_: MouseEvent| {
            let (editor, words) = (editor.clone(), words.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let Some(fragment) = permalink::fragment(&editor.text()).await else {
                    return words.set("No link");
                };
                page::set_fragment(&fragment);
                let is_copied = page::copy(&page::address()).await;
                words.set(if is_copied { "Link copied" } else { "Link in the address" });
                Timeout::new(2500, move || words.set("Share")).forget();
            });
        })
    };
    html! {
        <button class="button button--primary" type="button" {onclick} aria-live="polite">{ *words }</button>
    }
}

/// Whose text is shared.
#[derive(PartialEq, Properties)]
pub(crate) struct ShareButtonProps {
    pub(crate) editor: Editor,
}

/// One of the examples that come with the site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Example {
    title: String,
    summary: String,
    text: String,
}

/// Offers the examples; a chosen one replaces the text, as one step of undo.
#[component]
pub(crate) fn ExamplesMenu(props: &ShareButtonProps) -> Html {
    let examples = use_state_eq(Vec::<Example>::new);
    let on_open = {
        let examples = examples.clone();
        Callback::from(move |()| {
            if !examples.is_empty() {
                return;
            }
            let examples = examples.setter();
            wasm_bindgen_futures::spawn_local(async move {
                let json = page::fetch("examples.json").await.unwrap_or_default();
                examples.set(serde_json::from_str(&json).unwrap_or_default());
            });
        })
    };
    let on_choose = {
        let (editor, examples) = (props.editor.clone(), examples.clone());
        Callback::from(move |index: usize| {
            if let Some(example) = examples.get(index) {
                editor.set_text(&example.text);
            }
        })
    };
    let entry = |example: &Example| (example.title.clone().into(), example.summary.clone().into());
    let entries: Vec<_> = examples.iter().map(entry).collect();
    html! { <Menu label="Examples" {entries} {on_open} {on_choose} /> }
}
