//! The web application: shows what the core found out, and plays it.
//!
//! The core itself runs in a worker (`bin/worker.rs`); this side holds no code that reads manifests.

mod bridge;
mod components;
mod json;
mod pages;
mod report;
mod state;

use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::Renderer;

use crate::bridge::{core, page, permalink};
use crate::pages::embed::{Embed, EmbedProps};
use crate::pages::playground::{Playground, PlaygroundProps, first_text};
use crate::pages::quiz::QuizPage;

/// Starts the page that this is, where it is one of the application's.
pub fn start() {
    let Some(root) = page::root() else {
        return;
    };
    match page::name().as_str() {
        "playground" => {
            core::warm_up();
            spawn_local(async move {
                let text = first_text().await.into();
                Renderer::<Playground>::with_root_and_props(root, PlaygroundProps { text })
                    .render();
            });
        }
        "embed" => {
            core::warm_up();
            spawn_local(async move {
                let text = permalink::read().await.unwrap_or_default();
                mount_timeline(root, text, String::new(), false);
            });
        }
        _ => {}
    }
}

/// Starts the page that asks.
pub fn start_quiz() {
    if let Some(root) = page::root() {
        core::warm_up();
        Renderer::<QuizPage>::with_root(root).render();
    }
}

/// Fills an element with the timeline of a manifest; `until` says how long to watch, or is empty.
pub fn mount_timeline(root: Element, text: String, until: String, plays: bool) {
    let props = EmbedProps { text: text.into(), until: until.into(), plays };
    Renderer::<Embed>::with_root_and_props(root, props).render();
}
