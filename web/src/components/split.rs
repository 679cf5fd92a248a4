use web_sys::{KeyboardEvent, PointerEvent};
use yew::prelude::*;

use crate::bridge::page;
use crate::state::look::LookAction;

/// The narrowest and widest left side, in percent of the page.
const LIMITS: (i32, i32) = (20, 60);

/// The line between the left and the right side; it is dragged, or moved with the arrows.
pub(crate) fn split(share: i32, on_look: &Callback<LookAction>) -> Html {
    let moved = on_look.reform(|to: i32| LookAction::Left(to.clamp(LIMITS.0, LIMITS.1)));
    let onpointerdown = Callback::from(move |event: PointerEvent| {
        if let Some(element) = page::around(&event, ".split") {
            page::capture_pointer(&element, event.pointer_id());
        }
    });
    let onpointermove = {
        let moved = moved.clone();
        Callback::from(move |event: PointerEvent| {
            if event.buttons() & 1 == 1 {
                moved.emit(event.client_x() * 100 / page::width());
            }
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => moved.emit(share - 2),
        "ArrowRight" => moved.emit(share + 2),
        _ => {}
    });
    html! {
        <div
            class="split"
            role="separator"
            tabindex="0"
            aria-label="Width of the manifest"
            aria-orientation="vertical"
            aria-valuemin="20"
            aria-valuemax="60"
            aria-valuenow={share.to_string()}
            {onpointerdown}
            {onpointermove}
            {onkeydown}
        />
    }
}
