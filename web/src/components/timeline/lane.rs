use podlife_core::view::timeline::{Lane, Mark, MarkKind, Role};
use yew::prelude::*;

use super::item::{draw, outline, role_class};
use super::layout::{Frame, Item, LANES_TOP, Px, items};
use super::svg::{Anchor, circle, element, group, line, path, rect, text, title};

use crate::state::words::{say, word};

/// Where a lane lies among the others.
#[derive(Clone, Copy)]
pub(super) struct Neighbors<'a> {
    /// Which one it is.
    pub(super) index: usize,
    /// Whether the one above has the same role.
    pub(super) above: bool,
    /// Whether the one below has the same role.
    pub(super) below: bool,
    /// Whether the selected finding is about it.
    pub(super) is_marked: bool,
    /// The entries that are different from a timeline beside this one.
    pub(super) changed: &'a [usize],
}

/// Draws one container: who it is, and what it does from left to right; with a mark where a finding is about it.
///
/// One item of all is reached by the tab key, from there the arrows lead to the others: the first lane that has one takes it.
pub(super) fn lane_row(
    lane: &Lane,
    place: Neighbors<'_>,
    frame: &Frame,
    selected: Option<usize>,
    is_reached: &mut bool,
) -> Html {
    let items = items(lane, frame);
    let (height, right) = (frame.lane_height(), frame.right());
    let top = LANES_TOP + height * place.index as f64;
    let mut drawn = Vec::new();
    if place.is_marked {
        drawn.push(rect("lane__mark", [0.0, 1.0, right, height - 2.0], 6.0));
        drawn.push(rect("lane__edge", [0.0, 1.0, 4.0, height - 2.0], 2.0));
    }
    // Lanes of one role hang together.
    let (start, end) = (if place.above { 0.0 } else { 7.0 }, if place.below { 0.0 } else { 7.0 });
    drawn.push(rect("lane__rail", [5.0, start, 3.0, height - start - end], 1.5));
    if !place.above && place.index > 0 {
        drawn.push(line("lane__group", (0.0, 0.0), (right + 16.0, 0.0)));
    }
    drawn.push(name(lane, frame, place.is_marked));
    let is_probe =
        |mark: &Mark| matches!(mark.kind, MarkKind::ProbeSuccess | MarkKind::ProbeFailure);
    let mut probes = lane.marks.iter().filter(|mark| is_probe(mark));
    let is_probe = probes.any(|mark| selected == Some(mark.cause));
    let mut cells = Vec::new();
    // What is small lies over what is long: in order of time a bar would hide the end of the one before.
    let (bars, marks): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.is_bar());
    for item in bars.into_iter().chain(marks) {
        let is_selected = selected.is_some_and(|selected| item.tells_of(selected, is_probe));
        let is_first = !*is_reached && !item.is_waiting();
        *is_reached |= is_first;
        if !place.changed.contains(&item.cause) || item.is_waiting() {
            cells.push(draw(item, lane.role, frame.bar_top(), is_selected, is_first));
            continue;
        }
        let mut item = item.clone();
        item.title.push_str(say(", differs"));
        cells.push(draw(&item, lane.role, frame.bar_top(), is_selected, is_first));
        cells.extend(outline(&item, frame.bar_top()));
    }
    drawn.push(element("g", "", &[("role", "gridcell".to_owned())], cells));
    let assumed = if lane.assumed.is_some() { " is-assumed" } else { "" };
    let attributes = [
        ("role", "row".to_owned()),
        ("aria-label", lane.name.clone()),
        ("transform", format!("translate(0 {})", Px(top))),
    ];
    element("g", &format!("lane {}{assumed}", role_class(lane.role)), &attributes, drawn)
}

fn name(lane: &Lane, frame: &Frame, is_marked: bool) -> Html {
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
    let found = if is_marked { say(", the selected problem is about it") } else { "" };
    let heard = format!("{}, {word}, {}{found}", lane.name, lane.image);
    let attributes = [("role", "rowheader".to_owned()), ("aria-label", heard)];
    element("g", "lane__name", &attributes, drawn)
}

/// The role in a word.
pub(crate) fn role_word(role: Role) -> &'static str {
    say(match role {
        Role::Init => word("init"),
        Role::Sidecar => word("sidecar"),
        Role::App => word("app"),
        Role::Ephemeral => word("ephemeral"),
    })
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
