use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::bridge::page;
use crate::state::look::LookAction;

/// A row of tabs; arrows move between them, as the pattern of the ARIA practices wants it.
pub(crate) fn tabs(
    id: &'static str,
    label: &'static str,
    names: &'static [&'static str],
    active: usize,
    on_change: &Callback<LookAction>,
) -> Html {
    let count = names.len();
    let onkeydown = {
        let on_change = on_change.clone();
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowRight" => (active + 1) % count,
                "ArrowLeft" => (active + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            on_change.emit(LookAction::Tab(to));
            if let Some(list) = page::around(&event, "[role=tablist]") {
                page::focus_within(&list, &format!("[role=tab]:nth-child({})", to + 1));
            }
        })
    };
    let tab = |(index, name): (usize, &&'static str)| {
        let is_active = index == active;
        html! {
            <button
                class="tabs__tab"
                type="button"
                role="tab"
                id={format!("{id}-tab-{index}")}
                aria-controls={format!("{id}-panel")}
                aria-selected={is_active.to_string()}
                tabindex={if is_active { "0" } else { "-1" }}
                onclick={on_change.reform(move |_: MouseEvent| LookAction::Tab(index))}
            >
                { *name }
            </button>
        }
    };
    html! {
        <div class="tabs" role="tablist" aria-label={label} {onkeydown}>
            { for names.iter().enumerate().map(tab) }
        </div>
    }
}
