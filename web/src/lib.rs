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
use yew::{AttrValue, Renderer};

use crate::bridge::permalink::{Found, Place};
use crate::bridge::{core, page, permalink};
use crate::pages::embed::{Embed, EmbedProps};
use crate::pages::playground::{Playground, opened};
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
                let props = opened().await;
                Renderer::<Playground>::with_root_and_props(root, props).render();
            });
        }
        "embed" => {
            core::warm_up();
            spawn_local(async move {
                let Found::Text(text) = permalink::read().await else {
                    return page::show_damaged(&root);
                };
                let place = permalink::place().unwrap_or_default();
                let (until, plays) = (AttrValue::default(), false);
                let props = EmbedProps { text: text.into(), until, plays, place };
                Renderer::<Embed>::with_root_and_props(root, props).render();
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
    let place = Place::default();
    let props = EmbedProps { text: text.into(), until: until.into(), plays, place };
    Renderer::<Embed>::with_root_and_props(root, props).render();
}
