use podlife_core::time::{SimDuration, SimTime};
use web_sys::{KeyboardEvent, PointerEvent};
use yew::prelude::*;

use crate::bridge::page;
use crate::state::viewport::Viewport;

/// Shows which part of the run is in sight, and moves it.
#[component]
pub(crate) fn Minimap(props: &MinimapProps) -> Html {
    let viewport = props.viewport;
    let node = use_node_ref();
    let end = viewport.end.0.max(1) as f64;
    let share = move |at: SimTime| at.0 as f64 / end * 100.0;
    let length = viewport.to.since(viewport.from);
    let moved = {
        let (node, on_move, width) = (node.clone(), props.on_move.clone(), props.width);
        Callback::from(move |event: PointerEvent| {
            let Some(element) = node.cast::<web_sys::Element>() else {
                return;
            };
            if event.buttons() & 1 == 0 {
                return;
            }
            page::capture_pointer(&element, event.pointer_id());
            let share = (page::within(&element, event.client_x()) / width).clamp(0.0, 1.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of the end is not negative and not later"
            )]
            let middle = SimTime((share * end) as u64);
            on_move.emit(middle - SimDuration(length.0 / 2));
        })
    };
    let keyed = {
        let on_move = props.on_move.clone();
        let step = SimDuration(length.0 / 4);
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowLeft" => on_move.emit(viewport.from - step),
            "ArrowRight" => on_move.emit(viewport.from + step),
            _ => {}
        })
    };
    let place = format!("left: {}%; width: {}%", share(viewport.from), share(viewport.to) - share(viewport.from));
    html! {
        <div
            ref={node}
            class="minimap"
            style={format!("margin-left: {}px; width: {}px", props.left, props.width)}
            role="slider"
            tabindex="0"
            aria-label="Visible part of the run"
            aria-valuemin="0"
            aria-valuemax={viewport.end.0.to_string()}
            aria-valuenow={viewport.from.0.to_string()}
            aria-valuetext={format!("{} to {}", viewport.from, viewport.to)}
            onpointerdown={moved.clone()}
            onpointermove={moved}
            onkeydown={keyed}
        >
            <span class="minimap__window" style={place} />
            <span class="minimap__now" style={format!("left: {}%", share(props.now))} />
        </div>
    }
}

/// What is in sight, where the plot is, and where the playhead stands.
#[derive(PartialEq, Properties)]
pub(crate) struct MinimapProps {
    pub(crate) viewport: Viewport,
    pub(crate) left: f64,
    pub(crate) width: f64,
    pub(crate) now: SimTime,
    pub(crate) on_move: Callback<SimTime>,
}
