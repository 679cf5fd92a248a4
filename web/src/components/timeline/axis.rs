use yew::prelude::*;

use super::layout::{AXIS, Frame, READY_HEIGHT, READY_TOP};

/// Draws the instants and their lines, and the patterns that the bars use.
#[component]
pub(crate) fn Axis(props: &AxisProps) -> Html {
    let frame = props.frame;
    let divider = (READY_TOP + READY_HEIGHT + 10.0).to_string();
    html! {
        <g class="axis" aria-hidden="true">
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="hatch" width="3" height="6" />
                </pattern>
            </defs>
            for (x, label) in frame.ticks() {
                <line class="axis__line" x1={x.to_string()} x2={x.to_string()} y1={AXIS.to_string()} y2={props.height.to_string()} />
                <text class="axis__label" x={x.to_string()} y="22" text-anchor="middle">{ label }</text>
            }
            <line class="axis__divider" x1="0" x2="100%" y1={divider.clone()} y2={divider} />
        </g>
    }
}

/// The frame and how far down the lines go.
#[derive(PartialEq, Properties)]
pub(crate) struct AxisProps {
    pub(crate) frame: Frame,
    pub(crate) height: f64,
}
