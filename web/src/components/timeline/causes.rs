use podlife_core::analysis::{Cause, RunReport};
use yew::prelude::*;

use super::layout::{Frame, Px, STATUS_HEIGHT, STATUS_TOP};
use super::svg::{circle, group};

/// Draws a dashed curve from each cause of the selected entry to it.
pub(super) fn cause_curves(run: &RunReport, selected: Option<usize>, frame: &Frame) -> Html {
    let effect = selected.and_then(|selected| run.causes.get(selected));
    let curves = effect.iter().flat_map(|effect| {
        let to = place(effect, run, frame);
        let causes = effect.because.iter().filter_map(|index| run.causes.get(*index));
        causes.map(move |cause| curve(place(cause, run, frame), to, frame))
    });
    group("causes", curves.collect())
}

/// Where an entry is drawn: in its container's lane, or in the Pod's band.
fn place(cause: &Cause, run: &RunReport, frame: &Frame) -> (f64, f64) {
    let name = cause.container.as_deref();
    let lane = run.timeline.lanes.iter().position(|lane| Some(lane.name.as_str()) == name);
    let y = lane.map_or(STATUS_TOP + STATUS_HEIGHT / 2.0, |lane| frame.lane_middle(lane));
    (frame.x(cause.at), y)
}

fn curve(from: (f64, f64), to: (f64, f64), frame: &Frame) -> Html {
    let is_seen = |x: f64| (frame.left..=frame.right()).contains(&x);
    if !is_seen(from.0) || !is_seen(to.0) || from == to {
        return Html::default();
    }
    // Straight down where both happen at once; else it leaves and arrives level.
    let bend = ((to.0 - from.0) / 2.0).clamp(4.0, 60.0);
    let path = format!(
        "M{} {}C{} {} {} {} {} {}",
        Px(from.0),
        Px(from.1),
        Px(from.0 + bend),
        Px(from.1),
        Px(to.0 - bend),
        Px(to.1),
        Px(to.0),
        Px(to.1)
    );
    let ends = [from, to].map(|place| circle("causes__end", place, 3.0));
    let mut drawn = vec![super::svg::path("causes__curve", path)];
    drawn.extend(ends);
    group("", drawn)
}
