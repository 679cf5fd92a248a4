use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::bridge::page;

/// A row of tabs; arrows move between them, as the pattern of the ARIA practices wants it.
#[component]
pub(crate) fn Tabs(props: &TabsProps) -> Html {
    let node = use_node_ref();
    let names = props.names.clone();
    let keyed = {
        let (node, on_change, active) = (node.clone(), props.on_change.clone(), props.active);
        let count = names.len();
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowRight" => (active + 1) % count,
                "ArrowLeft" => (active + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            on_change.emit(to);
            if let Some(list) = node.cast::<web_sys::Element>() {
                page::focus_within(&list, &format!("[role=tab]:nth-child({})", to + 1));
            }
        })
    };
    html! {
        <div class="tabs" role="tablist" aria-label={props.label.clone()} ref={node} onkeydown={keyed}>
            for (index, name) in names.iter().enumerate() {
                <button
                    class="tabs__tab"
                    type="button"
                    role="tab"
                    id={format!("{}-tab-{index}", props.id)}
                    aria-controls={format!("{}-panel", props.id)}
                    aria-selected={(index == props.active).to_string()}
                    tabindex={if index == props.active { "0" } else { "-1" }}
                    onclick={props.on_change.reform(move |_| index)}
                >
                    { name.clone() }
                </button>
            }
        </div>
    }
}

/// The names and which of them is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct TabsProps {
    /// What the identifiers of tabs and panel begin with.
    pub(crate) id: AttrValue,
    pub(crate) label: AttrValue,
    pub(crate) names: Vec<AttrValue>,
    pub(crate) active: usize,
    pub(crate) on_change: Callback<usize>,
}
