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

use std::cell::Cell;
use std::rc::Rc;

use podlife_core::time::SimTime;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use self::axis::axis;
use self::bands::{bands, graces, outside};
use self::causes::cause_curves;
use self::lane::lane_row;
use self::layout::{Frame, px};
use self::minimap::{MinimapProps, minimap};
use self::playhead::playhead;
use crate::bridge::page::{self, WidthWatch};
use crate::components::element::{row, tag};
use crate::report::Run;
use crate::state::playback::PlaybackAction;
use crate::state::session::SessionAction;
use crate::state::viewport::Viewport;

/// Draws a run; a press moves the playhead and selects what was pressed.
pub(crate) struct Timeline {
    node: NodeRef,
    width: f64,
    watch: Option<WidthWatch>,
    drag: Rc<Cell<Drag>>,
}

/// What the pointer does.
#[derive(Clone, Copy, Debug, Default)]
enum Drag {
    /// It is up.
    #[default]
    Idle,
    /// It went down there, and selected what is there.
    Pressed(f64),
    /// It takes the playhead along.
    Scrubbing,
}

/// How far the pointer moves before a press becomes a scrub, in pixels.
const SLACK: f64 = 4.0;

impl Component for Timeline {
    type Message = f64;
    type Properties = TimelineProps;

    fn create(_: &Context<Self>) -> Self {
        Self { node: NodeRef::default(), width: 0.0, watch: None, drag: Rc::default() }
    }

    fn update(&mut self, _: &Context<Self>, width: f64) -> bool {
        let is_new = (self.width - width).abs() > 0.1;
        self.width = width;
        is_new
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if let (true, Some(element)) = (first, self.node.cast::<Element>()) {
            let changed = ctx.link().callback(|width| width);
            self.watch = Some(WidthWatch::new(&element, move |width| changed.emit(width)));
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.watch = None;
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let inside = if self.width > 0.0 { self.inside(ctx.props()) } else { Html::default() };
        html! { <div class="timeline" ref={self.node.clone()}>{ inside }</div> }
    }
}

impl Timeline {
    fn inside(&self, props: &TimelineProps) -> Html {
        let timeline = &props.run.timeline;
        let longest = timeline.lanes.iter().map(|lane| lane.name.chars().count()).max();
        let frame = Frame::new(props.viewport, self.width, longest.unwrap_or_default());
        let lanes = timeline.lanes.len() as f64 * frame.lane_height();
        let grace = if timeline.grace.is_empty() { 12.0 } else { layout::GRACE };
        let height = layout::LANES_TOP + lanes + grace;
        let press = pressed(props, frame, self.drag.clone());
        let moved = {
            let (dispatch, drag) = (props.dispatch.clone(), self.drag.clone());
            move |event: PointerEvent| {
                let Some(svg) = page::picture_of(&event) else {
                    return;
                };
                let x = page::within(&svg, event.client_x());
                match drag.get() {
                    Drag::Idle => return,
                    Drag::Pressed(from) if (x - from).abs() < SLACK => return,
                    Drag::Pressed(_) | Drag::Scrubbing => drag.set(Drag::Scrubbing),
                }
                dispatch.emit(seek(frame.time(x)));
            }
        };
        let drag = self.drag.clone();
        let compact = if frame.compact { " is-compact" } else { "" };
        let picture = html! {
            <Picture
                run={props.run.clone()}
                {frame}
                {height}
                selected={props.selected}
                marked={props.marked}
            />
        };
        let svg = tag("svg", &format!("timeline__picture{compact}"))
            .set("width", &px(self.width))
            .set("height", &px(height))
            .set("role", "group")
            .label(&format!("Timeline of Pod {}", timeline.pod))
            .pointer(press, moved, move || drag.set(Drag::Idle))
            .keydown(keyed(props))
            .add(picture)
            .add(playhead(&props.run, &frame, props.now, height));
        let minimap = props.viewport.is_zoomed().then(|| {
            minimap(&MinimapProps {
                viewport: props.viewport,
                left: frame.left,
                width: frame.plot,
                now: props.now,
                dispatch: &props.dispatch,
            })
        });
        row([svg.into(), minimap.unwrap_or_default()])
    }
}

/// The run and what of it is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct TimelineProps {
    /// What is drawn.
    pub(crate) run: Run,
    /// Which stretch of time.
    pub(crate) viewport: Viewport,
    /// Where the playhead stands.
    pub(crate) now: SimTime,
    /// The entry of the trace that is selected.
    pub(crate) selected: Option<usize>,
    /// The lane that a finding is about.
    pub(crate) marked: Option<usize>,
    /// What is wished of it.
    pub(crate) dispatch: Callback<SessionAction>,
}

/// Everything but the playhead: drawn again only when the run, its frame or the selection changes.
struct Picture;

impl Component for Picture {
    type Message = ();
    type Properties = PictureProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let (run, frame) = (&props.run, &props.frame);
        let timeline = &run.timeline;
        let bottom = layout::LANES_TOP + timeline.lanes.len() as f64 * frame.lane_height();
        let mut drawn = vec![axis(frame, props.height), bands(timeline, frame)];
        drawn.push(outside(timeline, frame, props.selected));
        for (index, lane) in timeline.lanes.iter().enumerate() {
            let is_marked = props.marked == Some(index);
            drawn.push(lane_row(lane, index, frame, props.selected, is_marked));
        }
        drawn.push(graces(timeline, frame, bottom));
        // There is a group of curves also where it is empty: what has the focus must keep its place.
        drawn.push(cause_curves(run, props.selected, frame));
        drawn.into_iter().collect()
    }
}

#[derive(PartialEq, Properties)]
struct PictureProps {
    run: Run,
    frame: Frame,
    height: f64,
    selected: Option<usize>,
    marked: Option<usize>,
}

/// What happens where the picture is pressed: an item is selected, any other place starts a scrub.
fn pressed(
    props: &TimelineProps,
    frame: Frame,
    drag: Rc<Cell<Drag>>,
) -> impl Fn(PointerEvent) + 'static {
    let dispatch = props.dispatch.clone();
    move |event: PointerEvent| {
        let Some(svg) = page::picture_of(&event) else {
            return;
        };
        let x = page::within(&svg, event.client_x());
        if event.button() != 0 || x < frame.left - 8.0 {
            return;
        }
        page::capture_pointer(&svg, event.pointer_id());
        drag.set(Drag::Pressed(x));
        dispatch.emit(match item::pressed(&event) {
            // A mark is at its instant; a bar is pressed at one of its own.
            Some((cause, true)) => SessionAction::Select(cause),
            Some((cause, false)) => SessionAction::SelectAt(cause, frame.time(x)),
            None => seek(frame.time(x)),
        });
    }
}

/// The keys of the playhead, and those that go from mark to mark.
fn keyed(props: &TimelineProps) -> impl Fn(KeyboardEvent) + 'static {
    let dispatch = props.dispatch.clone();
    let (end, now) = (props.run.timeline.end, props.now);
    move |event: KeyboardEvent| {
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
    }
}

fn seek(to: SimTime) -> SessionAction {
    SessionAction::Play(PlaybackAction::Seek(to))
}
