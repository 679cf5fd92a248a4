//! The web application: shows what the core found out, and plays it.
//!
//! The core itself runs in a worker (`bin/worker.rs`); this side holds no code that reads manifests.

mod bridge;
mod components;
mod hooks;
mod json;
mod pages;
mod report;
mod state;

use crate::bridge::page;
use crate::pages::embed::Embed;
use crate::pages::playground::{Playground, PlaygroundProps, first_text};
use crate::pages::quiz::Quiz;

/// Starts the page that this is, where it is one of the application's.
pub fn start() {
    let Some(root) = page::root() else {
        return;
    };
    bridge::core::warm_up();
    match page::name().as_str() {
        "playground" => wasm_bindgen_futures::spawn_local(async move {
            let text = first_text().await.into();
            yew::Renderer::<Playground>::with_root_and_props(root, PlaygroundProps { text })
                .render();
        }),
        "quiz" => {
            yew::Renderer::<Quiz>::with_root(root).render();
        }
        "embed" => {
            yew::Renderer::<Embed>::with_root(root).render();
        }
        _ => {}
    }
}
