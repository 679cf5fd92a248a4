use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::bridge::page;
use crate::components::element::{button, tag};
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
    let keys = {
        let on_change = on_change.clone();
        move |event: KeyboardEvent| {
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
        }
    };
    let one = |(index, name): (usize, &&'static str)| -> Html {
        let is_active = index == active;
        button("tabs__tab", on_change, LookAction::Tab(index))
            .set("role", "tab")
            .set("id", &format!("{id}-tab-{index}"))
            .set("aria-controls", &format!("{id}-panel"))
            .set("aria-selected", if is_active { "true" } else { "false" })
            .set("tabindex", if is_active { "0" } else { "-1" })
            .say(name)
            .into()
    };
    tag("div", "tabs")
        .set("role", "tablist")
        .named(label)
        .keydown(keys)
        .all(names.iter().enumerate().map(one))
        .into()
}
