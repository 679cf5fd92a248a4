//! Marks and bars as things to point at: with the pointer, or with the keys.

use podlife_core::time::SimTime;
use podlife_core::view::timeline::{Doing, Role};
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::layout::{BAR, Item, Shape};
use crate::bridge::page;

/// Draws one item of a lane whose bar begins at `top`.
pub(super) fn draw(item: &Item, role: Role, top: f64, selected: Option<usize>, is_first: bool) -> Html {
    // A thin line is nothing to point at.
    if item.is_waiting() {
        let y = (top + BAR / 2.0).to_string();
        let (from, to) = (item.x.to_string(), (item.x + item.width).to_string());
        return html! { <line class="lane__waiting" x1={from} x2={to} y1={y.clone()} y2={y} /> };
    }
    let class = classes!("item", shape_class(item.shape), role_class(role), {
        (selected == Some(item.cause)).then_some("is-selected")
    });
    html! {
        <g
            {class}
            role="button"
            tabindex={if is_first { "0" } else { "-1" }}
            aria-label={item.title.clone()}
            data-cause={item.cause.to_string()}
            data-at={item.at.0.to_string()}
        >
            <title>{ &item.title }</title>
            { picture(item, top) }
        </g>
    }
}

fn picture(item: &Item, top: f64) -> Html {
    match item.shape {
        Shape::Bar(doing) => bar(item, doing, top),
        Shape::Probes(_, good) => probes(item, good, top + BAR + 9.0),
        Shape::Term | Shape::Kill => signal(item, top),
        Shape::Exit(good) => exit(item, good, top),
        Shape::Hook => hook(item, top),
    }
}

fn bar(item: &Item, doing: Doing, top: f64) -> Html {
    let (x, y) = (item.x.to_string(), top.to_string());
    let (width, height) = (item.width.to_string(), BAR.to_string());
    let is_hatched = matches!(doing, Doing::Starting | Doing::NotReady | Doing::Stopping);
    let is_line = doing == Doing::Pulling;
    let middle = (top + BAR / 2.0).to_string();
    html! {
        <>
            if is_line {
                <line class="item__line" x1={x.clone()} x2={(item.x + item.width).to_string()} y1={middle.clone()} y2={middle} />
            } else {
                <rect class="item__bar" x={x.clone()} y={y.clone()} width={width.clone()} height={height.clone()} rx="3" />
                if is_hatched {
                    <rect class="item__hatch" {x} {y} {width} {height} rx="3" fill="url(#hatch)" />
                }
            }
            if let Some(label) = &item.label {
                <text
                    class="item__inside"
                    x={(item.x + 8.0).to_string()}
                    y={(if is_line { top + 6.0 } else { top + 14.0 }).to_string()}
                >
                    { label }
                </text>
            }
        </>
    }
}

fn probes(item: &Item, good: bool, y: f64) -> Html {
    let x = item.x;
    html! {
        <>
            <rect class="item__target" x={(x - 6.0).to_string()} y={(y - 7.0).to_string()} width={(item.width + 12.0).to_string()} height="14" />
            if item.width > 0.0 {
                <rect class="item__dot" x={(x - 2.5).to_string()} y={(y - 2.5).to_string()} width={(item.width + 5.0).to_string()} height="5" rx="2.5" />
            } else if good {
                <circle class="item__dot" cx={x.to_string()} cy={y.to_string()} r="2.75" />
            } else {
                <circle class="item__dot" cx={x.to_string()} cy={y.to_string()} r="3.25" />
                <path class="item__cross" d={format!("M{} {y}m-1.4-1.4l2.8 2.8m0-2.8l-2.8 2.8", x)} />
            }
            if let Some(label) = &item.label {
                <text class="item__count" x={(x + item.width + 6.0).to_string()} y={(y + 3.5).to_string()}>{ label }</text>
            }
        </>
    }
}

fn signal(item: &Item, top: f64) -> Html {
    let x = item.x;
    let path = match item.shape {
        Shape::Kill => format!("M{x} {}m-4-4l8 8m0-8l-8 8", top + BAR / 2.0),
        _ => format!("M{} {}h9l-4.5 5z", x - 4.5, top - 6.0),
    };
    html! {
        <>
            <rect class="item__target" x={(x - 8.0).to_string()} y={(top - 18.0).to_string()} width="16" height="18" />
            <path class="item__sign" d={path} />
            if let Some(label) = &item.label {
                <text class="item__above" x={x.to_string()} y={(top - 9.0).to_string()} text-anchor="middle">{ label }</text>
            }
        </>
    }
}

fn exit(item: &Item, good: bool, top: f64) -> Html {
    let x = item.x;
    html! {
        <>
            <rect class="item__target" x={(x - 2.0).to_string()} y={top.to_string()} width="12" height={BAR.to_string()} />
            if !good {
                <path class="item__sign" d={format!("M{} {}m-3-3l6 6m0-6l-6 6", x + 6.0, top + BAR / 2.0)} />
            }
            if let Some(label) = &item.label {
                <text class="item__after" x={(x + if good { 6.0 } else { 14.0 }).to_string()} y={(top + 14.0).to_string()}>{ label }</text>
            }
        </>
    }
}

fn hook(item: &Item, top: f64) -> Html {
    let (from, to) = (item.x, item.x + item.width);
    html! {
        <>
            <path class="item__bracket" d={format!("M{from} {}v-4H{to}v4", top - 1.0)} />
            if let Some(label) = &item.label {
                <text class="item__above" x={from.to_string()} y={(top - 9.0).to_string()}>{ label }</text>
            }
        </>
    }
}

fn shape_class(shape: Shape) -> &'static str {
    match shape {
        Shape::Bar(Doing::Waiting) => "item--waiting",
        Shape::Bar(Doing::Pulling) => "item--pulling",
        Shape::Bar(Doing::Starting) => "item--starting",
        Shape::Bar(Doing::NotReady) => "item--not-ready",
        Shape::Bar(Doing::Ready) => "item--ready",
        Shape::Bar(Doing::Stopping) => "item--stopping",
        Shape::Bar(Doing::BackOff) => "item--back-off",
        Shape::Probes(_, true) => "item--success",
        Shape::Probes(_, false) => "item--failure",
        Shape::Term => "item--term",
        Shape::Kill => "item--kill",
        Shape::Exit(true) => "item--exit",
        Shape::Exit(false) => "item--failed",
        Shape::Hook => "item--hook",
    }
}

/// The class that gives a lane its color.
pub(super) fn role_class(role: Role) -> &'static str {
    match role {
        Role::Init => "is-init",
        Role::Sidecar => "is-sidecar",
        Role::App => "is-app",
        Role::Ephemeral => "is-ephemeral",
    }
}

fn cause_of(item: &Element) -> Option<usize> {
    item.get_attribute("data-cause")?.parse().ok()
}

fn instant_of(item: &Element) -> Option<SimTime> {
    item.get_attribute("data-at")?.parse().ok().map(SimTime)
}

/// Which entry of the trace was pressed, and its instant where it is a mark; a press on a bar means the place itself.
pub(super) fn pressed(event: &PointerEvent) -> Option<(usize, Option<SimTime>)> {
    let item = page::around(event, ".item")?;
    let is_bar = item.query_selector(".item__bar").ok().flatten().is_some();
    Some((cause_of(&item)?, instant_of(&item).filter(|_| !is_bar)))
}

/// Which entry of the trace has the focus.
pub(super) fn focused(event: &KeyboardEvent) -> Option<(usize, SimTime)> {
    let item = page::around(event, ".item")?;
    Some((cause_of(&item)?, instant_of(&item)?))
}

/// Moves the focus: left and right within the lane, up and down to the nearest in time of the next lane.
pub(super) fn walk(event: &KeyboardEvent, key: &str) {
    let (Some(item), Some(lane), Some(svg)) =
        (page::around(event, ".item"), page::around(event, ".lane"), page::picture_of(event))
    else {
        return;
    };
    let items = page::all_within(&lane, ".item");
    let here = items.iter().position(|other| *other == item).unwrap_or_default();
    let to = match key {
        "ArrowLeft" => here.checked_sub(1).and_then(|index| items.get(index)).cloned(),
        "ArrowRight" => items.get(here + 1).cloned(),
        "Home" => items.first().cloned(),
        "End" => items.last().cloned(),
        _ => nearest(&page::all_within(&svg, ".lane"), &lane, &item, key == "ArrowDown"),
    };
    let Some(to) = to else {
        return;
    };
    for other in page::all_within(&svg, ".item[tabindex='0']") {
        let _ = other.set_attribute("tabindex", "-1");
    }
    let _ = to.set_attribute("tabindex", "0");
    page::focus(&to);
}

fn nearest(lanes: &[Element], lane: &Element, item: &Element, down: bool) -> Option<Element> {
    let here = lanes.iter().position(|other| other == lane)?;
    let now = instant_of(item)?.0;
    let next = if down { lanes.get(here + 1) } else { lanes.get(here.checked_sub(1)?) }?;
    let items = page::all_within(next, ".item");
    items.into_iter().min_by_key(|item| instant_of(item).map(|at| at.0.abs_diff(now)))
}
