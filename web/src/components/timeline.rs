//! The timeline: lanes that are drawn once, and a playhead that moves over them.

mod axis;
mod bands;
mod causes;
mod item;
mod lane;
mod layout;
mod minimap;
mod playhead;

use std::rc::Rc;

use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use self::axis::Axis;
use self::bands::{Bands, Graces};
use self::causes::CauseCurves;
use self::lane::LaneRow;
use self::layout::Frame;
use self::minimap::Minimap;
use self::playhead::Playhead;
use crate::bridge::page;
use crate::hooks::use_width;
use crate::state::instants;
use crate::state::viewport::Viewport;

/// Draws a run; a press moves the playhead and selects what was pressed.
#[component]
pub(crate) fn Timeline(props: &TimelineProps) -> Html {
    let node = use_node_ref();
    let width = use_width(&node);
    let dragging = use_mut_ref(|| false);
    let frame = Frame::new(props.viewport, width);
    let timeline = &props.run.timeline;
    let lanes = timeline.lanes.len() as f64 * frame.lane_height();
    let grace = if timeline.grace.is_empty() { 12.0 } else { layout::GRACE };
    let height = layout::LANES_TOP + lanes + grace;

    let press = pressed(props, frame, &dragging);
    let moved = {
        let (on_seek, dragging) = (props.on_seek.clone(), dragging.clone());
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow() && let Some(svg) = event.current_target_element() {
                on_seek.emit(frame.time(page::within(&svg, event.client_x())));
            }
        })
    };
    let released = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);

    html! {
        <div class="timeline" ref={node}>
            if width > 0.0 {
                <svg
                    class={classes!("timeline__picture", frame.compact.then_some("is-compact"))}
                    width={width.to_string()}
                    height={height.to_string()}
                    role="group"
                    aria-label={format!("Timeline of Pod {}", timeline.pod)}
                    onpointerdown={press}
                    onpointermove={moved}
                    onpointerup={released.clone()}
                    onpointercancel={released}
                    onkeydown={keyed(props)}
                >
                    <Axis {frame} {height} />
                    <Bands run={props.run.clone()} {frame} />
                    for lane in 0..timeline.lanes.len() {
                        <LaneRow run={props.run.clone()} {lane} {frame} selected={props.selected} />
                    }
                    <Graces run={props.run.clone()} {frame} top={layout::LANES_TOP + lanes} />
                    if let Some(cause) = props.selected {
                        <CauseCurves run={props.run.clone()} {cause} {frame} />
                    }
                    <Playhead
                        run={props.run.clone()}
                        {frame}
                        now={props.now}
                        {height}
                    />
                </svg>
                if props.viewport.is_zoomed() {
                    <Minimap
                        viewport={props.viewport}
                        left={frame.left}
                        width={frame.plot}
                        now={props.now}
                        on_move={props.on_move.clone()}
                    />
                }
            }
        </div>
    }
}

/// The run and what of it is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct TimelineProps {
    /// What is drawn.
    pub(crate) run: Rc<RunReport>,
    /// Which stretch of time.
    pub(crate) viewport: Viewport,
    /// Where the playhead stands.
    pub(crate) now: SimTime,
    /// The entry of the trace that is selected.
    pub(crate) selected: Option<usize>,
    /// The playhead is wanted elsewhere.
    pub(crate) on_seek: Callback<SimTime>,
    /// An entry of the trace is selected.
    pub(crate) on_select: Callback<usize>,
    /// The left edge is wanted elsewhere.
    #[prop_or_default]
    pub(crate) on_move: Callback<SimTime>,
    /// Play or pause.
    pub(crate) on_toggle: Callback<()>,
}

/// What happens where the picture is pressed: an item is selected, any other place starts a scrub.
fn pressed(
    props: &TimelineProps,
    frame: Frame,
    dragging: &Rc<std::cell::RefCell<bool>>,
) -> Callback<PointerEvent> {
    let (on_seek, on_select) = (props.on_seek.clone(), props.on_select.clone());
    let dragging = dragging.clone();
    Callback::from(move |event: PointerEvent| {
        let Some(svg) = event.current_target_element() else {
            return;
        };
        if event.button() != 0 {
            return;
        }
        let x = page::within(&svg, event.client_x());
        if x < frame.left - 8.0 {
            return;
        }
        page::capture_pointer(&svg, event.pointer_id());
        *dragging.borrow_mut() = true;
        match item::pressed(&event) {
            Some((cause, at)) => {
                on_seek.emit(at.unwrap_or_else(|| frame.time(x)));
                on_select.emit(cause);
            }
            None => on_seek.emit(frame.time(x)),
        }
    })
}

/// The keys of the playhead, and those that go from mark to mark.
fn keyed(props: &TimelineProps) -> Callback<KeyboardEvent> {
    let (on_seek, on_select) = (props.on_seek.clone(), props.on_select.clone());
    let on_toggle = props.on_toggle.clone();
    let (run, now) = (props.run.clone(), props.now);
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let on_item = item::focused(&event);
        let key = event.key();
        if let Some((cause, at)) = on_item {
            match key.as_str() {
                "Enter" | " " => {
                    on_seek.emit(at);
                    on_select.emit(cause);
                    return event.prevent_default();
                }
                "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" => {
                    item::walk(&event, &key);
                    return event.prevent_default();
                }
                _ => {}
            }
        }
        let step = if event.shift_key() { 10_000 } else { 1000 };
        let to = match key.as_str() {
            "ArrowLeft" | "ArrowDown" => SimTime(now.0.saturating_sub(step)),
            "ArrowRight" | "ArrowUp" => SimTime(now.0 + step),
            "Home" => SimTime::ZERO,
            "End" => run.timeline.end,
            "." => instants::next(&run, now),
            "," => instants::previous(&run, now),
            " " => {
                on_toggle.emit(());
                return event.prevent_default();
            }
            _ => return,
        };
        event.prevent_default();
        on_seek.emit(to);
    })
}

/// The element that an event is handled at.
trait CurrentTarget {
    fn current_target_element(&self) -> Option<Element>;
}

impl<E: AsRef<web_sys::Event>> CurrentTarget for E {
    fn current_target_element(&self) -> Option<Element> {
        page::picture_of(self.as_ref())
    }
}
