use std::rc::Rc;

use yew::prelude::*;

use crate::bridge::page;

/// Says that the simulator broke, that nothing is lost, and offers what to report.
#[component]
pub(crate) fn FailureNote(props: &FailureNoteProps) -> Html {
    let copied = use_state_eq(|| false);
    let onclick = {
        let report = format!(
            "Podlife {}: {}\n\n```yaml\n{}\n```\n",
            env!("CARGO_PKG_VERSION"),
            props.why,
            props.text
        );
        let copied = copied.setter();
        Callback::from(move |_: MouseEvent| {
            let (report, copied) = (report.clone(), copied.clone());
            wasm_bindgen_futures::spawn_local(async move {
                copied.set(page::copy(&report).await);
            });
        })
    };
    html! {
        <div class="failure" role="alert">
            <p>{ "Something in this manifest broke the simulator. Your text is safe." }</p>
            <p class="failure__why">{ props.why.clone() }</p>
            <button class="button" type="button" {onclick}>
                { if *copied { "Copied" } else { "Copy report" } }
            </button>
        </div>
    }
}

/// Why, and with which text.
#[derive(PartialEq, Properties)]
pub(crate) struct FailureNoteProps {
    pub(crate) why: AttrValue,
    pub(crate) text: Rc<str>,
}
