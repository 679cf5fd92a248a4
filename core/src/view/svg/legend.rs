//! What the signs of a picture mean: those that it uses.

use std::fmt::Write as _;

use crate::view::timeline::{Doing, MarkKind, Role, Timeline};

use super::draw::kind;
use super::frame::text_width;

/// From one line of the legend to the next.
const LINE: u64 = 20;
/// What a sign takes before its words.
const SIGN: u64 = 30;
/// What lies between two entries.
const GAP: u64 = 18;

/// The legend in so many pixels, and how high it is.
pub(super) fn legend(timeline: &Timeline, width: u64) -> (String, u64) {
    let mut out = String::new();
    let (mut x, mut y) = (0, 0);
    for (sign, words) in entries(timeline) {
        let takes = SIGN + text_width(words) + GAP;
        if x > 0 && x + takes - GAP > width {
            (x, y) = (0, y + LINE);
        }
        let _ = writeln!(
            out,
            "<g transform=\"translate({x} {y})\">{sign}<text x=\"{SIGN}\" y=\"13\">{words}</text></g>"
        );
        x += takes;
    }
    let height = if out.is_empty() { 0 } else { y + LINE };
    (out, height)
}

/// The signs that are used, each with its words.
fn entries(timeline: &Timeline) -> Vec<(String, &'static str)> {
    let does = |wanted: &[Doing]| {
        let mut segments = timeline.lanes.iter().flat_map(|lane| &lane.segments);
        segments.any(|segment| wanted.contains(&segment.doing))
    };
    let marked = |wanted: MarkKind| {
        timeline.lanes.iter().flat_map(|lane| &lane.marks).any(|mark| mark.kind == wanted)
    };
    let mut all: Vec<(String, &'static str)> = Vec::new();
    let mut add = |is_used: bool, sign: &str, words| {
        if is_used {
            all.push((sign.to_owned(), words));
        }
    };
    let mut first = "i-app";
    for (role, class) in [
        (Role::Init, "i-init"),
        (Role::Sidecar, "i-sidecar"),
        (Role::App, "i-app"),
        (Role::Ephemeral, "i-ephemeral"),
    ] {
        let is_used = timeline.lanes.iter().any(|lane| lane.role == role);
        if is_used {
            first = class;
        }
        let bar =
            format!("<g class=\"{class}\"><rect y=\"3\" width=\"22\" height=\"12\" rx=\"3\"/></g>");
        add(is_used, &bar, kind(role));
    }
    let role = first.trim_start_matches("i-");
    let hatched =
        format!("<rect y=\"3\" width=\"22\" height=\"12\" rx=\"3\" fill=\"url(#pt-{role})\"/>");
    let waits = does(&[Doing::Starting, Doing::NotReady, Doing::Stopping]);
    add(waits, &hatched, "not started, not ready or stopping");
    let line = "<g class=\"lane\"><rect class=\"wait\" y=\"8\" width=\"22\" height=\"2\"/></g>";
    add(does(&[Doing::Waiting]), line, "waits");
    let pull = "<g class=\"lane\"><rect class=\"pull\" y=\"7\" width=\"22\" height=\"4\"/></g>";
    add(does(&[Doing::Pulling]), pull, "pulls its image");
    let off =
        "<g class=\"lane\"><rect class=\"off\" y=\"3\" width=\"22\" height=\"12\" rx=\"3\"/></g>";
    add(does(&[Doing::BackOff]), off, "back-off before a restart");
    let good = "<circle class=\"ok\" cx=\"11\" cy=\"9\" r=\"3\"/>";
    add(marked(MarkKind::ProbeSuccess), good, "probe succeeded");
    let bad = "<circle class=\"no\" cx=\"11\" cy=\"9\" r=\"3\"/>";
    add(marked(MarkKind::ProbeFailure), bad, "probe failed");
    let term = "<g class=\"lane\"><use href=\"#pt-term\" x=\"11\" y=\"13\"/></g>";
    add(marked(MarkKind::Term), term, "stop signal");
    let kill = "<g class=\"lane\"><use class=\"kill\" href=\"#pt-kill\" x=\"11\"/></g>";
    add(marked(MarkKind::Kill), kill, "SIGKILL");
    let hook = "<g class=\"lane\"><rect class=\"hook\" y=\"8\" width=\"22\" height=\"1.5\"/></g>";
    add(timeline.lanes.iter().any(|lane| !lane.hooks.is_empty()), hook, "hook");
    let out = "<use href=\"#pt-out\" x=\"11\" y=\"-40\"/>";
    add(!timeline.outside.is_empty(), out, "from outside");
    let guess = format!(
        "<g class=\"{first} guess\"><rect y=\"3\" width=\"22\" height=\"12\" rx=\"3\"/></g>"
    );
    let guessed = timeline.lanes.iter().any(|lane| lane.assumed.is_some());
    add(guessed, &guess, "lighter: assumed");
    all
}
