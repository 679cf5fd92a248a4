//! The timeline: lanes that are drawn once, and a playhead that moves over them.

#![expect(clippy::cast_precision_loss, reason = "times and counts become pixels")]

mod axis;
mod bands;
mod causes;
mod item;
mod lane;
mod layout;
mod minimap;
mod playhead;
mod svg;

use std::rc::Rc;

use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use self::axis::axis;
use self::bands::{bands, graces};
use self::causes::cause_curves;
use self::lane::lane_row;
use self::layout::{Frame, px};
use self::minimap::{MinimapProps, minimap};
use self::playhead::playhead;
use crate::bridge::page;
use crate::hooks::use_width;
use crate::state::playback::PlaybackAction;
use crate::state::session::SessionAction;
use crate::state::viewport::Viewport;

/// Draws a run; a press moves the playhead and selects what was pressed.
#[component]
pub(crate) fn Timeline(props: &TimelineProps) -> Html {
    let node = use_node_ref();
    let width = use_width(&node);
    let dragging = use_mut_ref(|| false);
    let timeline = &props.run.timeline;
    let longest = timeline.lanes.iter().map(|lane| lane.name.chars().count()).max();
    let frame = Frame::new(props.viewport, width, longest.unwrap_or_default());
    let lanes = timeline.lanes.len() as f64 * frame.lane_height();
    let grace = if timeline.grace.is_empty() { 12.0 } else { layout::GRACE };
    let height = layout::LANES_TOP + lanes + grace;

    let press = pressed(props, frame, &dragging);
    let moved = {
        let (dispatch, dragging) = (props.dispatch.clone(), dragging.clone());
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow()
                && let Some(svg) = event.current_target_element()
            {
                let to = frame.time(page::within(&svg, event.client_x()));
                dispatch.emit(seek(to));
            }
        })
    };
    let released = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);

    html! {
        <div class="timeline" ref={node}>
            if width > 0.0 {
                <svg
                    class={classes!("timeline__picture", frame.compact.then_some("is-compact"))}
                    width={px(width)}
                    height={px(height)}
                    role="group"
                    aria-label={format!("Timeline of Pod {}", timeline.pod)}
                    onpointerdown={press}
                    onpointermove={moved}
                    onpointerup={released.clone()}
                    onpointercancel={released}
                    onkeydown={keyed(props)}
                >
                    <Picture run={props.run.clone()} {frame} {height} selected={props.selected} />
                    { playhead(&props.run, &frame, props.now, height) }
                </svg>
                if props.viewport.is_zoomed() {
                    { minimap(&MinimapProps {
                        viewport: props.viewport,
                        left: frame.left,
                        width: frame.plot,
                        now: props.now,
                        dispatch: &props.dispatch,
                    }) }
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
    /// What is wished of it.
    pub(crate) dispatch: Callback<SessionAction>,
}

/// Everything but the playhead: drawn again only when the run, its frame or the selection changes.
#[component]
fn Picture(props: &PictureProps) -> Html {
    let (run, frame) = (&props.run, &props.frame);
    let timeline = &run.timeline;
    let bottom = layout::LANES_TOP + timeline.lanes.len() as f64 * frame.lane_height();
    html! {
        <>
            { axis(frame, props.height) }
            { bands(timeline, frame) }
            for (index, lane) in timeline.lanes.iter().enumerate() {
                { lane_row(lane, index, frame, props.selected) }
            }
            { graces(timeline, frame, bottom) }
            if let Some(cause) = props.selected {
                { cause_curves(run, cause, frame) }
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct PictureProps {
    run: Rc<RunReport>,
    frame: Frame,
    height: f64,
    selected: Option<usize>,
}

/// What happens where the picture is pressed: an item is selected, any other place starts a scrub.
fn pressed(
    props: &TimelineProps,
    frame: Frame,
    dragging: &Rc<std::cell::RefCell<bool>>,
) -> Callback<PointerEvent> {
    let (dispatch, dragging) = (props.dispatch.clone(), dragging.clone());
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
                dispatch.emit(SessionAction::Select(cause));
                // A bar is pressed at an instant of its own; it stays selected there.
                if at.is_none() {
                    *dragging.borrow_mut() = false;
                }
            }
            None => dispatch.emit(seek(frame.time(x))),
        }
    })
}

/// The keys of the playhead, and those that go from mark to mark.
fn keyed(props: &TimelineProps) -> Callback<KeyboardEvent> {
    let dispatch = props.dispatch.clone();
    let (end, now) = (props.run.timeline.end, props.now);
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let on_item = item::focused(&event);
        let key = event.key();
        if let Some(cause) = on_item {
            match key.as_str() {
                "Enter" | " " => {
                    dispatch.emit(SessionAction::Select(cause));
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
        let action = match key.as_str() {
            "ArrowLeft" | "ArrowDown" => seek(SimTime(now.0.saturating_sub(step))),
            "ArrowRight" | "ArrowUp" => seek(SimTime(now.0 + step)),
            "Home" => seek(SimTime::ZERO),
            "End" => seek(end),
            "." => SessionAction::Step(true),
            "," => SessionAction::Step(false),
            " " => SessionAction::Play(PlaybackAction::Toggle),
            _ => return,
        };
        event.prevent_default();
        dispatch.emit(action);
    })
}

fn seek(to: SimTime) -> SessionAction {
    SessionAction::Play(PlaybackAction::Seek(to))
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
