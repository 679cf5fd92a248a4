//! The timeline: lanes that are drawn once, and a playhead that moves over them.

#![expect(clippy::cast_precision_loss, reason = "times and counts become pixels")]

mod axis;
mod bands;
mod causes;
mod gesture;
mod item;
mod lane;
mod layout;
mod measure;
mod minimap;
mod playhead;
mod svg;

pub(crate) use self::lane::role_word;
pub(crate) use self::layout::doing_word;

use std::cell::RefCell;
use std::rc::Rc;

use podlife_core::time::{SimDuration, SimTime};
use web_sys::{Element, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

use self::axis::axis;
use self::bands::{bands, graces, outside};
use self::causes::cause_curves;
use self::gesture::{Gesture, Place, turned};
use self::lane::{Neighbors, lane_row};
use self::layout::{Frame, px};
use self::measure::measure;
use self::minimap::{Grip, MinimapProps, minimap};
use self::playhead::playhead;
use crate::bridge::page::{self, WidthWatch};
use crate::components::element::{row, tag};
use crate::report::Run;
use crate::state::keys::wish;
use crate::state::playback::PlaybackAction;
use crate::state::session::SessionAction;
use crate::state::viewport::{Viewport, ViewportAction};

/// Draws a run; a press moves the playhead and selects what was pressed.
pub(crate) struct Timeline {
    node: NodeRef,
    width: f64,
    watch: Option<WidthWatch>,
    gesture: Rc<RefCell<Gesture>>,
    grip: Grip,
}

impl Component for Timeline {
    type Message = f64;
    type Properties = TimelineProps;

    fn create(_: &Context<Self>) -> Self {
        let (gesture, grip) = (Rc::default(), Grip::default());
        Self { node: NodeRef::default(), width: 0.0, watch: None, gesture, grip }
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
        let longest = longest_name(&props.run).max(props.aside.names);
        let frame = Frame::new(props.viewport, self.width, longest);
        let lanes = timeline.lanes.len() as f64 * frame.lane_height();
        let grace = if timeline.grace.is_empty() { 12.0 } else { layout::GRACE };
        let height = layout::LANES_TOP + lanes + grace;
        let heard = |act: fn(&mut Gesture, &PointerEvent, f64, &Frame) -> Option<SessionAction>| {
            let (dispatch, gesture) = (props.dispatch.clone(), self.gesture.clone());
            move |event: PointerEvent| {
                let Some(svg) = page::picture_of(&event) else {
                    return;
                };
                let x = page::within(&svg, event.client_x());
                let action = act(&mut gesture.borrow_mut(), &event, x, &frame);
                if let Some(action) = action {
                    dispatch.emit(action);
                }
            }
        };
        let moved = heard(|gesture, event, x, frame| gesture.moved((event.pointer_id(), x), frame));
        let up = heard(|gesture, event, _, frame| gesture.released(event.pointer_id(), frame));
        let press = pressed(props, frame, self.gesture.clone());
        let compact = if frame.compact { " is-compact" } else { "" };
        let zoomed = if frame.is_zoomed() { " is-zoomed" } else { "" };
        let picture = html! {
            <Picture
                run={props.run.clone()}
                {frame}
                {height}
                selected={props.selected}
                marked={props.marked}
                changed={props.aside.changed.clone()}
            />
        };
        let playhead = playhead(&props.run, &frame, props.now, height, props.aside.follows);
        let layer = |class: &str| {
            tag("svg", class).set("width", &px(self.width)).set("height", &px(height))
        };
        let over =
            layer("timeline__over").add(measure(props.measured, &frame, height)).add(playhead);
        let drawn = tag("div", &format!("timeline__picture{compact}{zoomed}"))
            .set("role", "group")
            .named_with("Timeline of Pod {}", &[&timeline.pod])
            .pointer(press, moved, up)
            .wheel(wheeled(props, frame))
            .keydown(keyed(props))
            .add(layer("timeline__drawn").add(picture))
            .add(over);
        if props.aside.names > 0 {
            return drawn.into();
        }
        let minimap = minimap(&MinimapProps {
            run: &props.run,
            viewport: props.viewport,
            left: frame.left,
            width: frame.plot,
            now: props.now,
            grip: &self.grip,
            dispatch: &props.dispatch,
        });
        row([drawn.into(), minimap])
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
    /// Between which instants it is measured.
    pub(crate) measured: Option<(SimTime, SimTime)>,
    /// What it has to know where it stands beside others.
    #[prop_or_default]
    pub(crate) aside: Aside,
    /// What is wished of it.
    pub(crate) dispatch: Callback<SessionAction>,
}

/// What a timeline has to know that stands beside others.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Aside {
    /// How many letters the longest name of all has; none where there are no others.
    pub(crate) names: usize,
    /// Whether the playhead of another one is the one to move.
    pub(crate) follows: bool,
    /// The entries that the others do not have.
    pub(crate) changed: Rc<Vec<usize>>,
}

/// How many letters the longest name of a container has.
pub(crate) fn longest_name(run: &Run) -> usize {
    let names = run.timeline.lanes.iter().map(|lane| lane.name.chars().count());
    names.max().unwrap_or_default()
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
        let mut lanes = tag("g", "lanes").set("role", "grid").named("Containers");
        let mut is_reached = false;
        for (index, lane) in timeline.lanes.iter().enumerate() {
            let role = |index: usize| timeline.lanes.get(index).map(|lane| lane.role);
            let neighbors = Neighbors {
                index,
                above: index.checked_sub(1).and_then(role) == Some(lane.role),
                below: role(index + 1) == Some(lane.role),
                is_marked: props.marked == Some(index),
                changed: &props.changed,
            };
            lanes = lanes.add(lane_row(lane, neighbors, frame, props.selected, &mut is_reached));
        }
        drawn.push(lanes.into());
        drawn.push(graces(timeline, frame, bottom));
        // There is a group of curves also where it is empty: what has the focus must keep its place.
        drawn.push(cause_curves(run, props.selected, frame));
        drawn.into_iter().collect()
    }
}

#[derive(Properties)]
struct PictureProps {
    run: Run,
    frame: Frame,
    height: f64,
    selected: Option<usize>,
    marked: Option<usize>,
    changed: Rc<Vec<usize>>,
}

impl PartialEq for PictureProps {
    /// Whether the picture is the same: most letters that are typed change the run, but not what is drawn of it.
    fn eq(&self, other: &Self) -> bool {
        let arranged = |it: &Self| (it.frame, it.height, it.selected, it.marked);
        let same_causes = || self.selected.is_none() || self.run.causes == other.run.causes;
        arranged(self) == arranged(other)
            && self.changed == other.changed
            && (self.run == other.run
                || self.run.timeline.looks_like(&other.run.timeline) && same_causes())
    }
}

/// What happens where the picture is pressed: an item is selected, any other place is the pointer's.
fn pressed(
    props: &TimelineProps,
    frame: Frame,
    gesture: Rc<RefCell<Gesture>>,
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
        let item = item::pressed(&event).filter(|_| !event.shift_key());
        let is_axis = page::around(&event, ".playhead").is_some()
            || page::below(&svg, event.client_y()) < layout::AXIS;
        let place = match (item, is_axis) {
            (Some(_), _) => Place::Item,
            (None, true) => Place::Axis,
            (None, false) => Place::Ground,
        };
        let pointer = (event.pointer_id(), x);
        let action = gesture.borrow_mut().press(pointer, place, event.shift_key(), &frame);
        match item {
            // A mark is at its instant; a bar is pressed at one of its own.
            Some((cause, true)) => dispatch.emit(SessionAction::Select(cause)),
            Some((cause, false)) => dispatch.emit(SessionAction::SelectAt(cause, frame.time(x))),
            None => {}
        }
        if let Some(action) = action {
            dispatch.emit(action);
        }
    }
}

/// The wheel zooms with the control key, which is also what a pinch on a touchpad tells; sideways it moves the picture.
fn wheeled(props: &TimelineProps, frame: Frame) -> impl Fn(WheelEvent) + 'static {
    let dispatch = props.dispatch.clone();
    move |event: WheelEvent| {
        let Some(svg) = page::picture_of(&event) else {
            return;
        };
        let zooms = event.ctrl_key() || event.meta_key();
        let (sideways, turn) = (event.delta_x(), event.delta_y());
        let is_sideways = sideways.abs() > turn.abs() || event.shift_key();
        if !(zooms || is_sideways && frame.is_zoomed()) {
            return;
        }
        event.prevent_default();
        let delta = if !zooms && sideways != 0.0 { sideways } else { turn };
        dispatch.emit(turned(&frame, page::within(&svg, event.client_x()), delta, zooms));
    }
}

/// The keys of the playhead, those that go from mark to mark, and those that the page hears too.
fn keyed(props: &TimelineProps) -> impl Fn(KeyboardEvent) + 'static {
    let dispatch = props.dispatch.clone();
    let (end, now) = (props.run.timeline.end, props.now);
    move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let (key, shift) = (event.key(), event.shift_key());
        let on_item = item::focused(&event);
        let by = SimDuration(if shift { 1000 } else { 10_000 });
        let action = match (key.as_str(), on_item) {
            ("Enter" | " ", Some(cause)) => SessionAction::Select(cause),
            ("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End", Some(_)) => {
                event.prevent_default();
                if item::walk(&event, &key) || !key.ends_with('t') {
                    return;
                }
                // What comes next is out of sight.
                SessionAction::View(ViewportAction::Pan(key == "ArrowRight"))
            }
            ("ArrowLeft" | "ArrowDown", None) if shift => seek(now - by),
            ("ArrowRight" | "ArrowUp", None) if shift => seek(now + by),
            ("ArrowLeft" | "ArrowDown", None) => SessionAction::Step(false),
            ("ArrowRight" | "ArrowUp", None) => SessionAction::Step(true),
            ("PageDown", None) => seek(now - by),
            ("PageUp", None) => seek(now + by),
            ("Home", None) => seek(SimTime::ZERO),
            ("End", None) => seek(end),
            _ => match wish(&event.code(), &key, shift).and_then(|wish| wish.action(now)) {
                Some(action) => action,
                None => return,
            },
        };
        event.prevent_default();
        dispatch.emit(action);
    }
}

fn seek(to: SimTime) -> SessionAction {
    SessionAction::Play(PlaybackAction::Seek(to))
}
