//! The web application; it shows what the worker found out and holds no code that reads manifests.

use wasm_bindgen::prelude::*;
use web_sys::Element;

fn main() {
    podlife_web::start();
}

/// Fills an element with the timeline of a manifest: how long to watch and which Kubernetes, each empty for what goes
/// without saying.
#[wasm_bindgen(js_name = mountTimeline)]
pub fn mount_timeline(root: Element, text: String, until: String, kubernetes: String) -> Mounted {
    Mounted(podlife_web::mount_timeline(root, text, until, kubernetes))
}

/// A timeline in an element.
#[wasm_bindgen]
pub struct Mounted(podlife_web::Mounted);

#[wasm_bindgen]
impl Mounted {
    /// Takes it out again.
    pub fn end(&self) {
        self.0.end();
    }
}
