//! The core in a worker: text in, JSON out.
//!
//! A panic ends one call. The hook asks for a fresh instance, which the next call gets.

use std::panic;

use podlife_core::analysis::{Analysis, Options};
use wasm_bindgen::prelude::*;

fn main() {
    panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        wasm_bindgen::handler::schedule_reinit();
    }));
}

/// Everything there is to say about a text, as the JSON of a `Report`.
#[wasm_bindgen]
pub fn analyse(text: &str, _options: &str) -> String {
    let report = Analysis::of(text, &Options::default()).report();
    // A report is plain data: there is nothing in it that JSON cannot say.
    serde_json::to_string(&report).unwrap_or_default()
}
