use web_sys::{KeyboardEvent, PointerEvent};
use yew::prelude::*;

use crate::bridge::page;

/// The narrowest and widest left side, in percent of the page.
const LIMITS: (f64, f64) = (20.0, 60.0);

/// The line between the left and the right side; it is dragged, or moved with the arrows.
#[component]
pub(crate) fn Split(props: &SplitProps) -> Html {
    let node = use_node_ref();
    let share = props.share;
    let press = {
        let node = node.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(element) = node.cast::<web_sys::Element>() {
                page::capture_pointer(&element, event.pointer_id());
            }
        })
    };
    let drag = {
        let on_move = props.on_move.clone();
        Callback::from(move |event: PointerEvent| {
            if event.buttons() & 1 == 1 {
                let share = f64::from(event.client_x()) / page::width() * 100.0;
                on_move.emit(share.clamp(LIMITS.0, LIMITS.1));
            }
        })
    };
    let keyed = {
        let on_move = props.on_move.clone();
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowLeft" => share - 2.0,
                "ArrowRight" => share + 2.0,
                _ => return,
            };
            on_move.emit(to.clamp(LIMITS.0, LIMITS.1));
        })
    };
    html! {
        <div
            ref={node}
            class="split"
            role="separator"
            tabindex="0"
            aria-label="Width of the manifest"
            aria-orientation="vertical"
            aria-valuemin={LIMITS.0.to_string()}
            aria-valuemax={LIMITS.1.to_string()}
            aria-valuenow={format!("{share:.0}")}
            onpointerdown={press}
            onpointermove={drag}
            onkeydown={keyed}
        />
    }
}

/// How much of the page the left side takes, in percent.
#[derive(PartialEq, Properties)]
pub(crate) struct SplitProps {
    pub(crate) share: f64,
    pub(crate) on_move: Callback<f64>,
}
