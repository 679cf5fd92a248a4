use yew::prelude::*;

use super::layout::{AXIS, Frame, READY_HEIGHT, READY_TOP};
use super::svg::{Anchor, group, line, text};

/// Draws the instants and their lines, and the patterns that the bars use.
pub(super) fn axis(frame: &Frame, height: f64) -> Html {
    let mut drawn = vec![hatch()];
    for (x, label) in frame.ticks() {
        drawn.push(line("axis__line", (x, AXIS), (x, height)));
        drawn.push(text("axis__label", (x, 22.0), Anchor::Middle, &label));
    }
    let divider = READY_TOP + READY_HEIGHT + 10.0;
    drawn.push(line("axis__divider", (0.0, divider), (frame.right() + 16.0, divider)));
    group("axis", drawn)
}

fn hatch() -> Html {
    html! {
        <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="hatch" width="3" height="6" />
            </pattern>
        </defs>
    }
}
