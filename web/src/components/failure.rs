use yew::prelude::*;

use crate::bridge::page;

/// Says that the simulator broke, that nothing is lost, and offers what to report.
pub(crate) fn failure(why: &str, text: &str) -> Html {
    let version = env!("CARGO_PKG_VERSION");
    let report = format!("Podlife {version}: {why}\n\n```yaml\n{text}\n```\n");
    let onclick = Callback::from(move |_: MouseEvent| {
        let report = report.clone();
        wasm_bindgen_futures::spawn_local(async move {
            page::copy(&report).await;
        });
    });
    html! {
        <div class="failure" role="alert">
            <p>{ "Something in this manifest broke the simulator. Your text is safe." }</p>
            <p class="failure__why">{ why }</p>
            <button class="button" type="button" {onclick}>{ "Copy report" }</button>
        </div>
    }
}
