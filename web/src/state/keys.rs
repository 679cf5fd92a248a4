//! What single keys ask of the timeline: the keys of Perfetto.

use podlife_core::time::SimTime;

use super::playback::PlaybackAction;
use super::session::SessionAction;
use super::viewport::ViewportAction;
use super::words::word;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Closer (true), or further away, around the playhead.
    Zoom(bool),
    /// To the right (true) or the left.
    Pan(bool),
    /// Everything.
    Fit,
    /// What is selected, in the middle; when it is there, as large as it can be.
    Focus,
    /// The next event (true) or the one before.
    Step(bool),
    /// Play or pause.
    Play,
    /// The next pace (true) or the one before.
    Faster(bool),
    /// Begin to measure at the playhead, or stop measuring.
    Measure,
    /// Look for an event.
    Find,
    /// Larger, without what surrounds the run; again: as usual.
    Present,
    /// The list of the keys.
    Help,
}

/// The keys as they are listed: what they do, and what is written on them where letters are in English order.
pub(crate) const KEYS: [(&str, &str); 13] = [
    ("W  +  ↑", word("Zoom in at the playhead")),
    ("S  −  ↓", word("Zoom out")),
    ("A  ←", word("Move to the left")),
    ("D  →", word("Move to the right")),
    ("0", word("Show everything")),
    ("F", word("Centre the selected event; again: fill the view with it")),
    (".  ,", word("Next and previous event")),
    (word("Space"), word("Play and pause")),
    ("Shift .  Shift ,", word("Faster and slower")),
    ("M", word("Measure from the playhead; again: stop")),
    ("/", word("Search events; Enter and Shift+Enter go on")),
    ("P", word("Presentation: larger, without what surrounds the run; again: as usual")),
    ("?", word("This list")),
];

/// What a key asks for: letters and signs by where they are on the keyboard (`code`), so that W, A, S and D lie together
/// on each; signs that lie elsewhere by what they are (`key`).
pub(crate) fn wish(code: &str, key: &str, shift: bool) -> Option<Wish> {
    Some(match (code, key) {
        (_, "?") => Wish::Help,
        (_, "/") => Wish::Find,
        ("KeyW" | "ArrowUp" | "Equal" | "NumpadAdd", _) | (_, "+") => Wish::Zoom(true),
        ("KeyS" | "ArrowDown" | "Minus" | "NumpadSubtract", _) | (_, "-") => Wish::Zoom(false),
        ("KeyA" | "ArrowLeft", _) => Wish::Pan(false),
        ("KeyD" | "ArrowRight", _) => Wish::Pan(true),
        ("Digit0" | "Numpad0", _) => Wish::Fit,
        ("KeyF", _) => Wish::Focus,
        ("KeyM", "m" | "M") => Wish::Measure,
        ("KeyP", "p" | "P") => Wish::Present,
        ("Space", _) => Wish::Play,
        (_, ".") => Wish::Step(true),
        (_, ",") => Wish::Step(false),
        ("Period", _) if shift => Wish::Faster(true),
        ("Comma", _) if shift => Wish::Faster(false),
        ("Period", _) => Wish::Step(true),
        ("Comma", _) => Wish::Step(false),
        _ => return None,
    })
}

impl Wish {
    /// What this does to the run; nothing for what is about the page.
    pub(crate) fn action(self, now: SimTime) -> Option<SessionAction> {
        Some(match self {
            Self::Zoom(closer) => zoom(now, closer),
            Self::Pan(right) => SessionAction::View(ViewportAction::Pan(right)),
            Self::Fit => SessionAction::View(ViewportAction::Fit),
            Self::Focus => SessionAction::Focus,
            Self::Step(forward) => SessionAction::Step(forward),
            Self::Play => SessionAction::Play(PlaybackAction::Toggle),
            Self::Faster(faster) => SessionAction::Play(PlaybackAction::Faster(faster)),
            Self::Measure => SessionAction::Measure(None),
            Self::Find | Self::Present | Self::Help => return None,
        })
    }
}

/// One step closer to an instant, or away from it.
pub(crate) fn zoom(around: SimTime, closer: bool) -> SessionAction {
    SessionAction::View(ViewportAction::Zoom(around, if closer { 700 } else { 1429 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_by_their_place_and_signs_also_by_what_they_are() {
        // AZERTY: Z lies where W is in English, the comma where M is.
        assert_eq!(wish("KeyW", "z", false), Some(Wish::Zoom(true)));
        assert_eq!(wish("KeyM", ",", false), Some(Wish::Step(false)));
        assert_eq!(wish("KeyM", "?", true), Some(Wish::Help));
        // Dvorak: what lies where the comma is in English is w.
        assert_eq!(wish("Comma", "w", false), Some(Wish::Step(false)));
        // German: the plus has a key of its own, the question mark is over ß.
        assert_eq!(wish("BracketRight", "+", false), Some(Wish::Zoom(true)));
        assert_eq!(wish("Minus", "?", true), Some(Wish::Help));
    }

    #[test]
    fn shift_makes_paces_of_the_steps() {
        assert_eq!(wish("Period", ".", false), Some(Wish::Step(true)));
        assert_eq!(wish("Period", ">", true), Some(Wish::Faster(true)));
        assert_eq!(wish("Comma", "<", true), Some(Wish::Faster(false)));
        // On AZERTY the full stop needs the shift key.
        assert_eq!(wish("Comma", ".", true), Some(Wish::Step(true)));
    }
}
