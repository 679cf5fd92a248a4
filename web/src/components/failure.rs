use yew::prelude::*;

use crate::bridge::page;
use crate::components::element::{button, tag};

/// Says that the simulator broke, that nothing is lost, and offers what to report.
// The first view does without it: a function of its own comes later.
#[inline(never)]
pub(crate) fn failure(why: &str, text: &str) -> Html {
    let version = env!("CARGO_PKG_VERSION");
    let report = format!("Podlife {version}: {why}\n\n```yaml\n{text}\n```\n");
    let copy = Callback::from(|report: String| {
        wasm_bindgen_futures::spawn_local(async move {
            page::copy(&report).await;
        });
    });
    tag("div", "failure")
        .set("role", "alert")
        .add(tag("p", "").say("Something in this manifest broke the simulator. Your text is safe."))
        .add(tag("p", "failure__why").text(why))
        .add(button("button", &copy, report).say("Copy report"))
        .into()
}
