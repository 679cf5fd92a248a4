use podlife_core::view::timeline::{Lane, Role};
use yew::prelude::*;

use super::item::{draw, role_class};
use super::layout::{Frame, LANES_TOP, Px, items};
use super::svg::{Anchor, circle, element, group, path, rect, text, title};

/// Draws one container: who it is, and what it does from left to right; with a mark where a finding is about it.
pub(super) fn lane_row(
    lane: &Lane,
    index: usize,
    frame: &Frame,
    selected: Option<usize>,
    is_marked: bool,
) -> Html {
    let items = items(lane, frame);
    let top = LANES_TOP + frame.lane_height() * index as f64;
    // One item is reached by the tab key; from there the arrows lead to all others.
    let first = items.iter().position(|item| !item.is_waiting()).filter(|_| index == 0);
    let mut drawn = Vec::new();
    if is_marked {
        let height = frame.lane_height();
        drawn.push(rect("lane__mark", [0.0, 1.0, frame.left + frame.plot, height - 2.0], 6.0));
        drawn.push(rect("lane__edge", [0.0, 1.0, 4.0, height - 2.0], 2.0));
    }
    drawn.push(name(lane, frame));
    for (index, item) in items.iter().enumerate() {
        drawn.push(draw(item, lane.role, frame.bar_top(), selected, first == Some(index)));
    }
    let assumed = if lane.assumed.is_some() { " is-assumed" } else { "" };
    let found = if is_marked { ", the selected problem is about it" } else { "" };
    let attributes = [
        ("role", "group".to_owned()),
        ("aria-label", format!("{}, {}{found}", lane.name, role_word(lane.role))),
        ("transform", format!("translate(0 {})", Px(top))),
    ];
    element("g", &format!("lane {}{assumed}", role_class(lane.role)), &attributes, drawn)
}

fn name(lane: &Lane, frame: &Frame) -> Html {
    let word = role_word(lane.role);
    // A name is the one thing that cannot be left out.
    let short = format!("{}…", lane.name.chars().take(24).collect::<String>());
    let shown = frame.name(&lane.name, 7.8).unwrap_or(&short);
    let place = if frame.compact { (18.0, 11.0) } else { (23.0, 32.0) };
    let mut drawn = vec![ring(lane.role, place)];
    if frame.compact {
        // The widest of the usual fonts: a gap that is too wide does no harm, words that touch do.
        let after = 32.0 + shown.chars().count() as f64 * 9.8 + 8.0;
        drawn.push(text("lane__title", (32.0, 15.0), Anchor::Start, shown));
        drawn.push(text("lane__kind", (after, 15.0), Anchor::Start, word));
    } else {
        let kind = format!("{word} · {}", lane.image);
        let kind_shown = frame.name(&kind, 6.95).unwrap_or(word);
        drawn.push(title(&format!("{} · {kind}", lane.name)));
        drawn.push(text("lane__title", (40.0, 30.0), Anchor::Start, shown));
        drawn.push(text("lane__kind", (40.0, 46.0), Anchor::Start, kind_shown));
    }
    element("g", "lane__name", &[("aria-hidden", "true".to_owned())], drawn)
}

/// The role in a word.
pub(crate) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Init => "init",
        Role::Sidecar => "sidecar",
        Role::App => "app",
        Role::Ephemeral => "ephemeral",
    }
}

/// A ring with a tick for what runs to its end, with a dot for what stays.
fn ring(role: Role, place: (f64, f64)) -> Html {
    let inside = if role == Role::Init {
        path("ring__tick", format!("M{} {}m-2.8 .2l2 2 3.6-4.2", Px(place.0), Px(place.1)))
    } else {
        circle("ring__dot", place, 2.6)
    };
    group("ring", vec![circle("ring__circle", place, 6.3), inside])
}
