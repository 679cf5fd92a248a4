use web_sys::{KeyboardEvent, PointerEvent};
use yew::prelude::*;

use crate::bridge::page;
use crate::components::element::tag;
use crate::state::look::LookAction;

/// The narrowest and widest left side, in percent of the page.
const LIMITS: (i32, i32) = (20, 60);

/// The line between the left and the right side; it is dragged, or moved with the arrows.
pub(crate) fn split(share: i32, on_look: &Callback<LookAction>) -> Html {
    let moved = on_look.reform(|to: i32| LookAction::Left(to.clamp(LIMITS.0, LIMITS.1)));
    let dragged = moved.clone();
    let drag = move |event: PointerEvent| {
        if event.buttons() & 1 == 0 {
            return;
        }
        if let Some(element) = page::around(&event, ".split") {
            page::capture_pointer(&element, event.pointer_id());
            dragged.emit(event.client_x() * 100 / page::width());
        }
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => moved.emit(share - 2),
        "ArrowRight" => moved.emit(share + 2),
        _ => {}
    };
    tag("div", "split")
        .set("role", "separator")
        .set("tabindex", "0")
        .named("Width of the manifest")
        .set("aria-orientation", "vertical")
        .set("aria-valuemin", "20")
        .set("aria-valuemax", "60")
        .set("aria-valuenow", &share.to_string())
        .drag(drag)
        .keydown(keys)
        .into()
}
