use std::rc::Rc;

use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use yew::prelude::*;

use super::layout::{Frame, text_width};
use crate::state::instants::happened;

/// Draws the line at the shown instant; it is a slider for the keyboard.
#[component]
pub(crate) fn Playhead(props: &PlayheadProps) -> Html {
    let words = props.now.to_string();
    let half = text_width(&words) / 2.0 + 9.0;
    let x = props.frame.x(props.now);
    // The pill stays in the picture where the line is at its edge.
    let right = props.frame.right() + 16.0;
    let pill = (x - half).clamp(0.0, (right - 2.0 * half).max(0.0)) - x;
    let rows = &props.run.rows;
    let row = happened(rows, props.now, |row| row.at).checked_sub(1).and_then(|row| rows.get(row));
    let status = row.map_or("", |row| row.status.as_str());
    html! {
        <g
            class={classes!("playhead", (!props.frame.shows(props.now)).then_some("is-outside"))}
            role="slider"
            tabindex="0"
            aria-label="Playhead"
            aria-valuemin="0"
            aria-valuemax={props.run.timeline.end.0.to_string()}
            aria-valuenow={props.now.0.to_string()}
            aria-valuetext={format!("{words}, {status}")}
            transform={format!("translate({x} 0)")}
        >
            <line class="playhead__line" y1="24" y2={props.height.to_string()} />
            <rect class="playhead__pill" x={pill.to_string()} y="5" width={(2.0 * half).to_string()} height="22" rx="11" />
            <text class="playhead__words" x={(pill + half).to_string()} y="20" text-anchor="middle">{ words }</text>
        </g>
    }
}

/// The run and the instant.
#[derive(PartialEq, Properties)]
pub(crate) struct PlayheadProps {
    pub(crate) run: Rc<RunReport>,
    pub(crate) frame: Frame,
    pub(crate) now: SimTime,
    pub(crate) height: f64,
}
