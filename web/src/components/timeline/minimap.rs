use podlife_core::time::{SimDuration, SimTime};
use web_sys::{KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::layout::Px;
use crate::bridge::page;
use crate::components::element::tag;
use crate::state::session::SessionAction;
use crate::state::viewport::{Viewport, ViewportAction};

/// Shows which part of the run is in sight, and moves it.
pub(crate) fn minimap(props: &MinimapProps<'_>) -> Html {
    let viewport = props.viewport;
    let end = viewport.end.0.max(1) as f64;
    let share = move |at: SimTime| at.0 as f64 / end * 100.0;
    let length = viewport.to.since(viewport.from);
    let moved = props.dispatch.reform(|to| SessionAction::View(ViewportAction::MoveTo(to)));
    let width = props.width;
    let drag = {
        let moved = moved.clone();
        move |event: PointerEvent| {
            let Some(element) = page::around(&event, ".minimap") else {
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
            moved.emit(middle - SimDuration(length.0 / 2));
        }
    };
    let keyed = {
        let step = SimDuration(length.0 / 4);
        move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowLeft" => moved.emit(viewport.from - step),
            "ArrowRight" => moved.emit(viewport.from + step),
            _ => {}
        }
    };
    let place = format!(
        "left: {}%; width: {}%",
        Px(share(viewport.from)),
        Px(share(viewport.to) - share(viewport.from))
    );
    let spans =
        [("minimap__window", place), ("minimap__now", format!("left: {}%", Px(share(props.now))))];
    let span =
        |(class, style): (&'static str, String)| tag("span", class).set("style", &style).into();
    let style = format!("margin-left: {}px; width: {}px", Px(props.left), Px(props.width));
    tag("div", "minimap")
        .set("style", &style)
        .set("role", "slider")
        .set("tabindex", "0")
        .label("Visible part of the run")
        .set("aria-valuemin", "0")
        .set("aria-valuemax", &viewport.end.0.to_string())
        .set("aria-valuenow", &viewport.from.0.to_string())
        .set("aria-valuetext", &format!("{} to {}", viewport.from, viewport.to))
        .drag(drag)
        .keydown(keyed)
        .all(spans.map(span))
        .into()
}

/// What is in sight, where the plot is, and where the playhead stands.
pub(crate) struct MinimapProps<'a> {
    pub(crate) viewport: Viewport,
    pub(crate) left: f64,
    pub(crate) width: f64,
    pub(crate) now: SimTime,
    pub(crate) dispatch: &'a Callback<SessionAction>,
}
