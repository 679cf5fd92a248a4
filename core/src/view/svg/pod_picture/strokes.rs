//! The few shapes of the picture, and how much room a text takes.

use crate::view::markup::push;

/// Hundredths of a pixel of a letter: of a name, of soft words, and of equal letters.
pub(super) const NAME: u32 = 790;
pub(super) const SOFT: u32 = 620;
pub(super) const MONO: u32 = 665;

/// How many pixels a text takes, about, where a letter takes so many hundredths.
pub(super) fn width_of(text: &str, letter: u32) -> u32 {
    let letters: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    (letters * letter).div_ceil(100)
}

pub(super) fn rect(out: &mut String, class: &str, x: u32, y: u32, width: u32, height: u32) {
    let [x, y, width, height] = [x, y, width, height].map(|length| length.to_string());
    push(
        out,
        &[
            "<rect class=\"",
            class,
            "\" x=\"",
            &x,
            "\" y=\"",
            &y,
            "\" width=\"",
            &width,
            "\" height=\"",
            &height,
            "\" rx=\"8\"/>",
        ],
    );
}

/// A way from one height to another: along a row to the track, along the track, along a row.
pub(super) fn way(out: &mut String, class: &str, [from, track, to]: [u32; 3], y: u32, end: u32) {
    let radius = y.abs_diff(end).min(10) / 2;
    // The corner before the track, and the one behind it.
    let before = if from < track { track - radius } else { track + radius };
    let after = if to < track { track - radius } else { track + radius };
    let (down, up) = if y < end { (y + radius, end - radius) } else { (y - radius, end + radius) };
    let is_straight = y == end && (from < track) == (track < to);
    let all = [
        ("M", from),
        (" ", y),
        ("H", before),
        ("Q", track),
        (" ", y),
        (" ", track),
        (" ", down),
        ("V", up),
        ("Q", track),
        (" ", end),
        (" ", after),
        (" ", end),
        ("H", to),
    ];
    push(out, &["<path class=\"", class, "\" d=\""]);
    for (place, (letter, number)) in all.into_iter().enumerate() {
        if !is_straight || matches!(place, 0 | 1 | 12) {
            push(out, &[letter, &number.to_string()]);
        }
    }
    out.push_str("\"/>");
}

/// A tip at the edge of a card: into it from the right, or to the right.
pub(super) fn tip(out: &mut String, x: u32, y: u32, is_left: bool) {
    let (x, y) = (x.to_string(), y.to_string());
    let shape = if is_left { "m0 0l7-4v8z" } else { "m7 0l-7-4v8z" };
    push(out, &["<path class=\"tip\" d=\"M", &x, " ", &y, shape, "\"/>"]);
}
