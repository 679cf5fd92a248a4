use std::cell::Cell;
use std::rc::Rc;

use podlife_core::time::{SimDuration, SimTime};
use podlife_core::view::timeline::{Doing, Lane, Segment};
use web_sys::{KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::item::role_class;
use super::layout::Px;
use super::svg::{element, group};
use crate::bridge::page;
use crate::components::element::{Element, tag};
use crate::report::Run;
use crate::state::session::SessionAction;
use crate::state::viewport::{Viewport, ViewportAction};
use crate::state::words::word;

/// How near to an edge of the window a press takes that edge, in pixels; a finger needs as much.
const EDGE: f64 = 12.0;

/// What of the window the pointer holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Hold {
    /// The left edge.
    Start,
    /// The right edge.
    End,
    /// All of it, so many milliseconds from its left edge.
    #[default]
    Middle,
}

/// Remembers what is held from one picture to the next.
pub(crate) type Grip = Rc<Cell<Hold>>;

/// Shows the whole run small, and which part of it is in sight; moves that part, and either edge of it.
pub(crate) fn minimap(props: &MinimapProps<'_>) -> Html {
    let viewport = props.viewport;
    let end = viewport.end.0.max(1) as f64;
    let share = move |at: SimTime| at.0 as f64 / end * 100.0;
    let length = viewport.to.since(viewport.from);
    let view = props.dispatch.reform(SessionAction::View);
    let (width, grip) = (props.width, props.grip.clone());
    let drag = {
        let view = view.clone();
        move |event: PointerEvent| {
            let Some(element) = page::around(&event, ".minimap") else {
                return;
            };
            if event.buttons() & 1 == 0 {
                return;
            }
            let x = page::within(&element, event.client_x());
            if event.type_() == "pointerdown" {
                page::capture_pointer(&element, event.pointer_id());
                grip.set(hold(viewport, x / width, EDGE / width));
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of the end is not negative and not later"
            )]
            let at = SimTime(((x / width).clamp(0.0, 1.0) * end) as u64);
            view.emit(match grip.get() {
                Hold::Start => ViewportAction::Show(at.min(before(viewport.to)), viewport.to),
                Hold::End => ViewportAction::Show(viewport.from, at.max(after(viewport.from))),
                Hold::Middle => ViewportAction::MoveTo(at - SimDuration(length.0 / 2)),
            });
        }
    };
    let place = format!(
        "left: {}%; width: {}%",
        Px(share(viewport.from)),
        Px(share(viewport.to) - share(viewport.from))
    );
    let step = SimDuration(length.0 / 8);
    let window = tag("span", "minimap__window")
        .set("style", &place)
        .add(edge(Hold::Start, viewport, step, &view))
        .add(edge(Hold::End, viewport, step, &view));
    let now = tag("span", "minimap__now").set("style", &format!("left: {}%", Px(share(props.now))));
    let style = format!("margin-left: {}px; width: {}px", Px(props.left), Px(props.width));
    tag("div", "minimap")
        .set("style", &style)
        .set("role", "group")
        .named("Visible part of the run")
        .drag(drag)
        .add(html! { <Overview run={props.run.clone()} /> })
        .add(window)
        .add(now)
        .into()
}

/// The shortest time before and after an edge that the other one leaves.
fn before(at: SimTime) -> SimTime {
    at - SimDuration(1000)
}

fn after(at: SimTime) -> SimTime {
    at + SimDuration(1000)
}

/// What is held by a press at a share of the width; `near` is how much of it belongs to an edge.
fn hold(viewport: Viewport, share: f64, near: f64) -> Hold {
    let end = viewport.end.0.max(1) as f64;
    let start = share - viewport.from.0 as f64 / end;
    let stop = share - viewport.to.0 as f64 / end;
    match (start.abs(), stop.abs()) {
        (start, stop) if start < near && start <= stop => Hold::Start,
        (_, stop) if stop < near => Hold::End,
        _ => Hold::Middle,
    }
}

/// An edge of the window, which the arrows move too.
fn edge(
    which: Hold,
    viewport: Viewport,
    step: SimDuration,
    view: &Callback<ViewportAction>,
) -> Element {
    let view = view.clone();
    let Viewport { from, to, end } = viewport;
    let is_start = which == Hold::Start;
    let keyed = move |event: KeyboardEvent| {
        let later = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => false,
            "ArrowRight" | "ArrowUp" => true,
            _ => return,
        };
        event.prevent_default();
        let moved = |at: SimTime| if later { at + step } else { at - step };
        view.emit(if is_start {
            ViewportAction::Show(moved(from).min(before(to)), to)
        } else {
            ViewportAction::Show(from, moved(to).max(after(from)).min(end))
        });
    };
    let (class, label, at) = if is_start {
        ("minimap__edge is-start", word("Start of the visible part"), from)
    } else {
        ("minimap__edge is-end", word("End of the visible part"), to)
    };
    tag("span", class)
        .set("role", "slider")
        .set("tabindex", "0")
        .named(label)
        .set("aria-valuemin", "0")
        .set("aria-valuemax", &end.0.to_string())
        .set("aria-valuenow", &at.0.to_string())
        .set("aria-valuetext", &at.to_string())
        .keydown(keyed)
}

/// What is in sight, where the plot is, and where the playhead stands.
pub(crate) struct MinimapProps<'a> {
    pub(crate) run: &'a Run,
    pub(crate) viewport: Viewport,
    pub(crate) left: f64,
    pub(crate) width: f64,
    pub(crate) now: SimTime,
    pub(crate) grip: &'a Grip,
    pub(crate) dispatch: &'a Callback<SessionAction>,
}

/// All lanes as thin lines; drawn once for each run.
struct Overview;

impl Component for Overview {
    type Message = ();
    type Properties = OverviewProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let timeline = &ctx.props().run.timeline;
        let lanes = timeline.lanes.iter().enumerate();
        let size = format!("0 0 {} {}", timeline.end.0.max(1), timeline.lanes.len().max(1) * 4);
        tag("svg", "minimap__lanes")
            .set("viewBox", &size)
            .set("preserveAspectRatio", "none")
            .set("aria-hidden", "true")
            .all(lanes.map(|(index, lane)| small(index, lane)))
            .into()
    }
}

fn small(index: usize, lane: &Lane) -> Html {
    let bar = |segment: &Segment| {
        let class = match segment.doing {
            Doing::Waiting | Doing::Pulling => return None,
            Doing::BackOff => "minimap__back-off",
            Doing::Starting | Doing::NotReady | Doing::Ready | Doing::Stopping => "minimap__bar",
        };
        let attributes = [
            ("x", segment.from.0.to_string()),
            ("y", (index * 4 + 1).to_string()),
            ("width", segment.to.since(segment.from).0.to_string()),
            ("height", "3".to_owned()),
        ];
        Some(element("rect", class, &attributes, Vec::new()))
    };
    group(role_class(lane.role), lane.segments.iter().filter_map(bar).collect())
}

#[derive(PartialEq, Properties)]
struct OverviewProps {
    run: Run,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_near_an_edge_takes_it_and_any_other_the_whole() {
        let viewport = Viewport { from: SimTime(20), to: SimTime(60), end: SimTime(100) };
        let held = |share| hold(viewport, share, 0.03);
        assert_eq!(
            [held(0.18), held(0.22), held(0.59), held(0.62)],
            [Hold::Start, Hold::Start, Hold::End, Hold::End]
        );
        assert_eq!([held(0.0), held(0.4), held(0.9)], [Hold::Middle; 3]);
    }
}
