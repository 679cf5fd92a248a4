use podlife_core::time::SimTime;
use yew::prelude::*;

use super::layout::{AXIS, Frame, text_width};
use super::svg::{Anchor, group, line, rect, text};

/// Draws a length of time that is measured, to the millisecond.
pub(super) fn measure(measured: Option<(SimTime, SimTime)>, frame: &Frame, height: f64) -> Html {
    let Some((from, to)) = measured else {
        return group("measure", Vec::new());
    };
    let (left, right) = (frame.left, frame.right());
    let (start, end) = (frame.x(from).clamp(left, right), frame.x(to).clamp(left, right));
    let words = to.since(from).to_string();
    let half = text_width(&words) / 2.0 + 8.0;
    let middle = f64::midpoint(start, end).clamp(left + half, (right - half).max(left + half));
    let edge = |x: f64| line("measure__edge", (x, AXIS), (x, height));
    let drawn = vec![
        rect("measure__part", [start, AXIS, end - start, height - AXIS], 0.0),
        edge(start),
        edge(end),
        line("measure__edge", (start, AXIS + 1.0), (end, AXIS + 1.0)),
        rect("measure__pill", [middle - half, height - 22.0, 2.0 * half, 20.0], 10.0),
        text("measure__words", (middle, height - 8.0), Anchor::Middle, &words),
    ];
    group("measure", drawn)
}
