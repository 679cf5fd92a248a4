//! Marks and bars as things to point at: with the pointer, or with the keys.

use podlife_core::text::sort_by;
use podlife_core::time::SimTime;
use podlife_core::view::timeline::{Doing, Role};
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::layout::{BAR, Item, Px, Shape};
use super::svg::{Anchor, circle, element, line, path, rect, text, title};
use crate::bridge::page;

/// Draws one item of a lane whose bar begins at `top`.
pub(super) fn draw(item: &Item, role: Role, top: f64, is_selected: bool, is_first: bool) -> Html {
    let middle = top + BAR / 2.0;
    let end = item.x + item.width;
    // A thin line is nothing to point at.
    if item.is_waiting() {
        return line("lane__waiting", (item.x, middle), (end, middle));
    }
    let mut drawn = vec![title(&item.title)];
    match item.shape {
        Shape::Bar(doing) => bar(item, doing, top, &mut drawn),
        Shape::Probes(_, failures) => probes(item, failures == 0, top + BAR + 9.0, &mut drawn),
        Shape::Term | Shape::Kill => signal(item, top, &mut drawn),
        Shape::Exit(good) => exit(item, good, top, &mut drawn),
        Shape::Hook => hook(item, top, &mut drawn),
        Shape::Outside => outside(item, top, &mut drawn),
    }
    let chosen = if is_selected { " is-selected" } else { "" };
    let attributes = [
        ("role", "button".to_owned()),
        ("tabindex", if is_first { "0" } else { "-1" }.to_owned()),
        ("aria-label", item.title.clone()),
        ("aria-pressed", is_selected.to_string()),
        ("data-cause", item.cause.to_string()),
        ("data-at", item.at.0.to_string()),
    ];
    let class = format!("item {} {}{chosen}", shape_class(item.shape), role_class(role));
    element("g", &class, &attributes, drawn)
}

/// Draws a line around what is different from a timeline beside this one; signs are too small for that.
pub(super) fn outline(item: &Item, top: f64) -> Option<Html> {
    let place = match item.shape {
        Shape::Probes(..) | Shape::Outside | Shape::Term | Shape::Kill | Shape::Exit(_) => {
            return None;
        }
        Shape::Bar(_) => [item.x - 1.5, top - 1.5, item.width + 3.0, BAR + 3.0],
        Shape::Hook => [item.x - 2.0, top - 8.0, item.width + 4.0, 6.0],
    };
    Some(rect("item__differs", place, 4.0))
}

fn bar(item: &Item, doing: Doing, top: f64, drawn: &mut Vec<Html>) {
    let place = [item.x, top, item.width, BAR];
    let is_hatched = matches!(doing, Doing::Starting | Doing::NotReady | Doing::Stopping);
    let mut words = top + 14.0;
    if doing == Doing::Pulling {
        let middle = top + BAR / 2.0;
        drawn.push(rect("item__target", place, 0.0));
        drawn.push(line("item__line", (item.x, middle), (item.x + item.width, middle)));
        words = top + 6.0;
    } else {
        drawn.push(rect("item__bar", place, 3.0));
    }
    if is_hatched {
        drawn.push(rect("item__hatch", place, 3.0));
    }
    if let Some(label) = &item.label {
        let indent = if doing == Doing::BackOff { 20.0 } else { 8.0 };
        drawn.push(text("item__inside", (item.x + indent, words), Anchor::Start, label));
    }
}

fn probes(item: &Item, good: bool, y: f64, drawn: &mut Vec<Html>) {
    let x = item.x;
    drawn.push(rect("item__target", [x - 6.0, y - 7.0, item.width + 12.0, 14.0], 0.0));
    if item.width > 0.0 {
        drawn.push(rect("item__dot", [x - 2.5, y - 2.5, item.width + 5.0, 5.0], 2.5));
    } else {
        drawn.push(circle("item__dot", (x, y), if good { 2.75 } else { 3.25 }));
    }
    if !good {
        let middle = Px(x + item.width / 2.0);
        let cross = format!("M{middle} {}m-1.4-1.4l2.8 2.8m0-2.8l-2.8 2.8", Px(y));
        drawn.push(path("item__cross", cross));
    }
    if let Some(label) = &item.label {
        let place = (x + item.width + 6.0, y + 3.5);
        drawn.push(text("item__count", place, Anchor::Start, label));
    }
}

fn signal(item: &Item, top: f64, drawn: &mut Vec<Html>) {
    let x = item.x;
    drawn.push(rect("item__target", [x - 8.0, top - 18.0, 16.0, 18.0], 0.0));
    drawn.push(if item.shape == Shape::Kill {
        let cross = format!("M{} {}m-4-4l8 8m0-8l-8 8", Px(x), Px(top + BAR / 2.0));
        path("item__sign", cross)
    } else {
        path("item__sign", format!("M{} {}h9l-4.5 5z", Px(x - 4.5), Px(top - 6.0)))
    });
    if let Some(label) = &item.label {
        drawn.push(text("item__above", (x, top - 9.0), Anchor::Middle, label));
    }
}

fn exit(item: &Item, good: bool, top: f64, drawn: &mut Vec<Html>) {
    let x = item.x;
    drawn.push(rect("item__target", [x - 2.0, top, 12.0, BAR], 0.0));
    if !good {
        let cross = format!("M{} {}m-3-3l6 6m0-6l-6 6", Px(x + 6.0), Px(top + BAR / 2.0));
        drawn.push(path("item__sign", cross));
    }
    if let Some(label) = &item.label {
        let after = x + if good { 6.0 } else { 14.0 };
        drawn.push(text("item__after", (after, top + 14.0), Anchor::Start, label));
    }
}

fn hook(item: &Item, top: f64, drawn: &mut Vec<Html>) {
    let (from, to) = (item.x, item.x + item.width);
    drawn.push(rect("item__target", [from, top - 18.0, item.width, 18.0], 0.0));
    let bracket = format!("M{} {}v-4H{}v4", Px(from), Px(top - 1.0), Px(to));
    drawn.push(path("item__bracket", bracket));
    if let Some(label) = &item.label {
        drawn.push(text("item__above", (from, top - 9.0), Anchor::Start, label));
    }
}

/// A diamond, as no other sign is one.
fn outside(item: &Item, y: f64, drawn: &mut Vec<Html>) {
    let x = item.x;
    drawn.push(rect("item__target", [x - 8.0, y - 8.0, 16.0, 16.0], 0.0));
    drawn.push(path("item__sign", format!("M{} {}l5 5-5 5-5-5z", Px(x), Px(y - 5.0))));
    if let Some(label) = &item.label {
        drawn.push(text("item__after", (x + 8.0, y + 3.5), Anchor::Start, label));
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
        Shape::Probes(_, 0) => "item--success",
        Shape::Probes(..) => "item--failure",
        Shape::Term => "item--term",
        Shape::Kill => "item--kill",
        Shape::Exit(true) => "item--exit",
        Shape::Exit(false) => "item--failed",
        Shape::Hook => "item--hook",
        Shape::Outside => "item--outside",
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

/// Which entry of the trace was pressed, and whether it is a mark and no bar.
pub(super) fn pressed(event: &PointerEvent) -> Option<(usize, bool)> {
    let item = page::around(event, ".item")?;
    let bars = page::all_within(&item, ".item__bar, .item__line");
    Some((cause_of(&item)?, bars.is_empty()))
}

/// Which entry of the trace has the focus.
pub(super) fn focused(event: &KeyboardEvent) -> Option<usize> {
    cause_of(&page::around(event, ".item")?)
}

/// Moves the focus: left and right within the lane, up and down to the nearest in time of the next lane. Says whether there
/// was something to go to.
pub(super) fn walk(event: &KeyboardEvent, key: &str) -> bool {
    let (Some(item), Some(lane), Some(svg)) =
        (page::around(event, ".item"), page::around(event, ".lane"), page::picture_of(event))
    else {
        return false;
    };
    let mut items = page::all_within(&lane, ".item");
    sort_by(&mut items, |one, other| instant_of(one).cmp(&instant_of(other)));
    let here = items.iter().position(|other| *other == item).unwrap_or_default();
    let to = match key {
        "ArrowLeft" => here.checked_sub(1).and_then(|index| items.get(index)).cloned(),
        "ArrowRight" => items.get(here + 1).cloned(),
        "Home" => items.first().cloned(),
        "End" => items.last().cloned(),
        _ => nearest(&page::all_within(&svg, ".lane"), &lane, &item, key == "ArrowDown"),
    };
    let Some(to) = to else {
        return false;
    };
    for other in page::all_within(&svg, ".item[tabindex='0']") {
        let _ = other.set_attribute("tabindex", "-1");
    }
    let _ = to.set_attribute("tabindex", "0");
    page::focus(&to);
    true
}

fn nearest(lanes: &[Element], lane: &Element, item: &Element, down: bool) -> Option<Element> {
    let here = lanes.iter().position(|other| other == lane)?;
    let now = instant_of(item)?.0;
    let next = if down { lanes.get(here + 1) } else { lanes.get(here.checked_sub(1)?) }?;
    let items = page::all_within(next, ".item");
    items.into_iter().min_by_key(|item| instant_of(item).map(|at| at.0.abs_diff(now)))
}
