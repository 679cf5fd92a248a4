//! The web application; it shows what the worker found out and holds no code that reads manifests.

use wasm_bindgen::prelude::*;
use web_sys::Element;

fn main() {
    podlife_web::start();
}

/// Fills an element with the timeline of a manifest; `until` says how long to watch, or is empty.
#[wasm_bindgen(js_name = mountTimeline)]
pub fn mount_timeline(root: Element, text: String, until: String, plays: bool) {
    podlife_web::mount_timeline(root, text, until, plays);
}
