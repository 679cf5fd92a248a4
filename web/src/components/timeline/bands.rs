use podlife_core::view::timeline::{Band, Grace, Role, Timeline};
use yew::prelude::*;

use super::item::draw;
use super::layout::outside as outside_items;
use super::layout::{
    Frame, Item, Px, READY_HEIGHT, READY_TOP, STATUS_HEIGHT, STATUS_TOP, text_width,
};
use super::svg::{Anchor, element, group, path, rect, text, title};

use crate::state::words::{say, say_with};

/// Draws what the Pod as a whole looks like: STATUS, and Ready.
pub(super) fn bands(timeline: &Timeline, frame: &Frame) -> Html {
    let mut drawn = Vec::new();
    if !frame.compact {
        let name = frame.name(&timeline.pod, 8.6).unwrap_or_default();
        drawn.push(text("bands__pod", (16.0, STATUS_TOP + 14.0), Anchor::Start, "Pod"));
        drawn.push(text("bands__name", (46.0, STATUS_TOP + 14.0), Anchor::Start, name));
        drawn.push(text("bands__ready-name", (16.0, READY_TOP + 8.0), Anchor::Start, "Ready"));
    }
    drawn.extend(timeline.status.iter().filter_map(|band| status(band, frame)));
    for band in &timeline.ready {
        if let Some((x, width)) = frame.stretch(band.from, band.to) {
            let bar = rect("bands__ready", [x, READY_TOP, width, READY_HEIGHT], 3.0);
            let words = say_with("Ready, {} to {}", &[&band.from, &band.to]);
            drawn.push(group("", vec![title(&words), bar]));
        }
    }
    let name = format!("Pod {}", timeline.pod);
    element("g", "bands", &[("role", "group".to_owned()), ("aria-label", name)], drawn)
}

/// Draws what happened from outside, between STATUS and Ready.
pub(super) fn outside(timeline: &Timeline, frame: &Frame, selected: Option<usize>) -> Html {
    let y = f64::midpoint(STATUS_TOP + STATUS_HEIGHT, READY_TOP);
    let items = outside_items(timeline, frame);
    let draw = |item: &Item| draw(item, Role::App, y, selected == Some(item.cause), false);
    let drawn = items.iter().map(draw).collect();
    let attributes =
        [("role", "group".to_owned()), ("aria-label", say("What happens from outside").to_owned())];
    element("g", "lane is-outside", &attributes, drawn)
}

fn status(band: &Band, frame: &Frame) -> Option<Html> {
    let (x, width) = frame.stretch(band.from, band.to)?;
    let words = say_with("{}, {} to {}", &[&band.status, &band.from, &band.to]);
    let place = [x, STATUS_TOP, (width - 1.0).max(1.0), STATUS_HEIGHT];
    let mut drawn = vec![title(&words), rect("band__bar", place, 3.0)];
    if text_width(&band.status) + 14.0 <= width {
        let place = (x + 7.0, STATUS_TOP + 14.0);
        drawn.push(text("band__word", place, Anchor::Start, &band.status));
    }
    Some(group(mood(&band.status), drawn))
}

/// What a STATUS word means for its reader.
fn mood(status: &str) -> &'static str {
    match status {
        "Running" => "band is-good",
        "Completed" | "Succeeded" => "band is-done",
        "Terminating" | "NotReady" => "band is-ending",
        "Pending" | "ContainerCreating" | "PodInitializing" | "SchedulingGated" => {
            "band is-waiting"
        }
        other => match other.strip_prefix("Init:") {
            Some(progress) if progress.starts_with(|c: char| c.is_ascii_digit()) => {
                "band is-starting"
            }
            _ => "band is-bad",
        },
    }
}

/// Draws each grace period as a bracket that ends in red.
pub(super) fn graces(timeline: &Timeline, frame: &Frame, top: f64) -> Html {
    let bracket = |grace: &Grace| bracket(grace, frame, top + 8.0);
    group("graces", timeline.grace.iter().filter_map(bracket).collect())
}

fn bracket(grace: &Grace, frame: &Frame, y: f64) -> Option<Html> {
    let (x, width) = frame.stretch(grace.from, grace.to)?;
    let words = say_with("grace period {} s", &[&grace.to.since(grace.from).whole_secs()]);
    let end = x + width;
    let centre = f64::midpoint(x, end);
    // The words stand below the bracket; near the right edge they end with it.
    let (anchor, at) = if centre + text_width(&words) / 2.0 > frame.right() {
        (Anchor::End, frame.right())
    } else {
        (Anchor::Middle, centre)
    };
    let mut drawn = vec![path("grace__line", format!("M{} {}v-4H{}", Px(x), Px(y + 4.0), Px(end)))];
    if frame.shows(grace.to) {
        drawn.push(path("grace__end", format!("M{} {}v12", Px(end), Px(y - 6.0))));
    }
    drawn.push(text("grace__words", (at, y + 17.0), anchor, &words));
    let words = say_with("{}, from {} to {}", &[&words, &grace.from, &grace.to]);
    Some(element("g", "grace", &[("role", "img".to_owned()), ("aria-label", words)], drawn))
}
