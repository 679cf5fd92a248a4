use std::rc::Rc;

use podlife_core::analysis::{Cause, RunReport};
use yew::prelude::*;

use super::layout::{Frame, STATUS_HEIGHT, STATUS_TOP};

/// Draws a dashed curve from each cause of the selected entry to it.
#[component]
pub(crate) fn CauseCurves(props: &CauseCurvesProps) -> Html {
    let Some(effect) = props.run.causes.get(props.cause) else {
        return Html::default();
    };
    let causes = effect.because.iter().filter_map(|index| props.run.causes.get(*index));
    let to = place(effect, &props.run, &props.frame);
    html! {
        <g class="causes" aria-hidden="true">
            for cause in causes {
                { curve(place(cause, &props.run, &props.frame), to, &props.frame) }
            }
        </g>
    }
}

/// The run, the selected entry, and the frame.
#[derive(PartialEq, Properties)]
pub(crate) struct CauseCurvesProps {
    pub(crate) run: Rc<RunReport>,
    pub(crate) cause: usize,
    pub(crate) frame: Frame,
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
        from.0,
        from.1,
        from.0 + bend,
        from.1,
        to.0 - bend,
        to.1,
        to.0,
        to.1
    );
    html! {
        <>
            <path class="causes__curve" d={path} />
            <circle class="causes__end" cx={from.0.to_string()} cy={from.1.to_string()} r="3" />
            <circle class="causes__end" cx={to.0.to_string()} cy={to.1.to_string()} r="3" />
        </>
    }
}
