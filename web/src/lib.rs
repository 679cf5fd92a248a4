//! The web application: shows what the core found out, and plays it.
//!
//! The core itself runs in a worker (`bin/worker.rs`); this side holds no code that reads manifests.

mod bridge;
mod components;
mod json;
mod pages;
mod report;
mod state;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::{AppHandle, Renderer};

use crate::bridge::permalink::{Found, Place};
use crate::bridge::{core, page, permalink};
use crate::pages::embed::{Embed, EmbedProps, View};
use crate::pages::playground::{Playground, opened};
use crate::pages::quiz::QuizPage;

/// Starts the page that this is, where it is one of the application's.
pub fn start() {
    let Some(root) = page::root() else {
        return;
    };
    let show = match page::name().as_str() {
        "playground" => show_playground as fn(Element),
        "embed" => show_embed,
        _ => return,
    };
    core::warm_up();
    page::with_words(root, Box::new(show));
}

fn show_playground(root: Element) {
    spawn_local(async move {
        let props = opened().await;
        Renderer::<Playground>::with_root_and_props(root, props).render();
    });
}

fn show_embed(root: Element) {
    spawn_local(async move {
        let text = match permalink::read().await {
            Found::Text(text) => text,
            // The page around says it, once it has said hello.
            Found::Nothing => String::new(),
            Found::Damaged => return page::show_damaged(&root),
        };
        let place = permalink::place().unwrap_or_default();
        let asked = |name: &str| page::query(name).unwrap_or_default();
        let place = Place {
            at: place.at.or_else(|| permalink::instant(&asked("start"))),
            kubernetes: Some(place.kubernetes)
                .filter(|version| !version.is_empty())
                .unwrap_or_else(|| asked("version")),
            ..place
        };
        let props = EmbedProps {
            text: text.into(),
            until: asked("until").into(),
            plays: !asked("play").is_empty(),
            place,
            view: View::named(&asked("view")),
            is_spoiler: !asked("spoiler").is_empty(),
            is_page: true,
        };
        Renderer::<Embed>::with_root_and_props(root, props).render();
    });
}

/// Starts the page that asks.
pub fn start_quiz() {
    if let Some(root) = page::root() {
        core::warm_up();
        let show = |root| {
            Renderer::<QuizPage>::with_root(root).render();
        };
        page::with_words(root, Box::new(show));
    }
}

/// Fills an element with the timeline of a manifest: how long to watch and which Kubernetes, each empty for what goes
/// without saying.
pub fn mount_timeline(root: Element, text: String, until: String, kubernetes: String) -> Mounted {
    let props = EmbedProps {
        text: text.into(),
        until: until.into(),
        plays: false,
        place: Place { kubernetes, ..Place::default() },
        view: View::default(),
        is_spoiler: false,
        is_page: false,
    };
    let mounted = Mounted::default();
    let shown = mounted.clone();
    let show = move |root| {
        *shown.0.borrow_mut() = Some(Renderer::<Embed>::with_root_and_props(root, props).render());
    };
    page::with_words(root, Box::new(show));
    mounted
}

/// A timeline in an element, as soon as its words are there.
#[derive(Clone, Default)]
pub struct Mounted(Rc<RefCell<Option<AppHandle<Embed>>>>);

impl Mounted {
    /// Takes it out again.
    pub fn end(&self) {
        if let Some(timeline) = self.0.take() {
            timeline.destroy();
        }
    }
}
