use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use yew::prelude::*;

use super::layout::{Frame, Px, text_width};
use super::svg::{Anchor, element, line, rect, text};
use crate::state::instants::happened;
use crate::state::words::say;

/// Draws the line at the shown instant; it is a slider for the keyboard, unless it only follows another one.
pub(super) fn playhead(
    run: &RunReport,
    frame: &Frame,
    now: SimTime,
    height: f64,
    follows: bool,
) -> Html {
    let words = now.to_string();
    let half = text_width(&words) / 2.0 + 9.0;
    let x = frame.x(now);
    // The pill stays in the picture where the line is at its edge.
    let right = frame.right() + 16.0;
    let pill = (x - half).clamp(0.0, (right - 2.0 * half).max(0.0)) - x;
    let rows = &run.rows;
    let row = happened(rows, now, |row| row.at).checked_sub(1).and_then(|row| rows.get(row));
    let status = row.map_or("", |row| row.status.as_str());
    let place = ("transform", format!("translate({} 0)", Px(x)));
    let attributes = [
        ("role", "slider".to_owned()),
        ("tabindex", "0".to_owned()),
        ("aria-label", say("Playhead").to_owned()),
        ("aria-valuemin", "0".to_owned()),
        ("aria-valuemax", run.timeline.end.0.to_string()),
        ("aria-valuenow", now.0.to_string()),
        ("aria-valuetext", format!("{words}, {status}")),
        place.clone(),
    ];
    let drawn = vec![
        line("playhead__line", (0.0, 24.0), (0.0, height)),
        rect("playhead__pill", [pill, 5.0, 2.0 * half, 22.0], 11.0),
        text("playhead__words", (pill + half, 20.0), Anchor::Middle, &words),
    ];
    let class = if frame.shows(now) { "playhead" } else { "playhead is-outside" };
    if follows {
        return element("g", class, &[place, ("aria-hidden", "true".to_owned())], drawn);
    }
    element("g", class, &attributes, drawn)
}
