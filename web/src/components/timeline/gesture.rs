//! What pointers do to the timeline: press, scrub, pan, pinch, measure. Pure, so that it is tested without a browser.

use podlife_core::time::{SimDuration, SimTime};

use super::layout::Frame;
use crate::state::playback::PlaybackAction;
use crate::state::session::SessionAction;
use crate::state::viewport::ViewportAction;

/// How far a pointer moves before a press becomes something else, in pixels.
const SLACK: f64 = 4.0;
/// How far a turn of the wheel zooms, at most, in thousandths.
const TURN: (f64, f64) = (-250.0, 330.0);

/// Where a pointer goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On something that this press has selected.
    Item,
    /// On the axis, or on the playhead.
    Axis,
    /// Between the bars.
    Ground,
}

/// The pointers that are down, and what they do.
#[derive(Debug, Default)]
pub(super) struct Gesture {
    down: Vec<(i32, f64)>,
    doing: Doing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Doing {
    #[default]
    Nothing,
    /// One went down there.
    Pressed(f64, Place),
    /// It takes the playhead along.
    Scrubbing,
    /// It takes the picture along: where it went down, and what the left edge was then.
    Panning(f64, SimTime),
    /// It measures from there.
    Measuring(SimTime),
    /// Two of them hold these instants.
    Pinching(SimTime, SimTime),
}

impl Gesture {
    /// A pointer goes down.
    pub(super) fn press(
        &mut self,
        (id, x): (i32, f64),
        place: Place,
        shift: bool,
        frame: &Frame,
    ) -> Option<SessionAction> {
        self.down.retain(|(known, _)| *known != id);
        self.down.push((id, x));
        if let [(_, one), (_, other)] = self.down[..] {
            self.doing = Doing::Pinching(frame.time(one), frame.time(other));
            return None;
        }
        if shift {
            let at = frame.time(x);
            self.doing = Doing::Measuring(at);
            return Some(SessionAction::Measure(Some((at, at))));
        }
        self.doing = Doing::Pressed(x, place);
        // What can be moved away is shown when the pointer goes up; all else at once.
        let waits = place == Place::Item || place == Place::Ground && frame.is_zoomed();
        (!waits).then(|| seek(frame.time(x)))
    }

    /// A pointer moves.
    pub(super) fn moved(&mut self, (id, x): (i32, f64), frame: &Frame) -> Option<SessionAction> {
        let known = self.down.iter_mut().find(|(known, _)| *known == id)?;
        known.1 = x;
        match self.doing {
            Doing::Pressed(from, _) if (x - from).abs() < SLACK => return None,
            Doing::Pressed(from, Place::Ground | Place::Item) if frame.is_zoomed() => {
                self.doing = Doing::Panning(from, frame.from());
            }
            Doing::Pressed(..) => self.doing = Doing::Scrubbing,
            Doing::Nothing
            | Doing::Scrubbing
            | Doing::Panning(..)
            | Doing::Measuring(_)
            | Doing::Pinching(..) => {}
        }
        match self.doing {
            Doing::Nothing | Doing::Pressed(..) => None,
            Doing::Scrubbing => Some(seek(frame.time(x))),
            Doing::Panning(from, edge) => Some(move_to(frame, edge, from - x)),
            Doing::Measuring(from) => Some(SessionAction::Measure(Some((from, frame.time(x))))),
            Doing::Pinching(one, other) => self.pinched(one, other, frame),
        }
    }

    /// Both instants stay under their pointers.
    fn pinched(&self, one: SimTime, other: SimTime, frame: &Frame) -> Option<SessionAction> {
        let [(_, at_one), (_, at_other)] = self.down[..] else {
            return None;
        };
        let (earlier, later) = (one.min(other), one.max(other));
        let (left, right) = (at_one.min(at_other), at_one.max(at_other));
        let pixels = (right - left).max(8.0);
        let scale = later.since(earlier).0 as f64 / pixels;
        let before = millis((left - frame.left).max(0.0) * scale);
        let from = earlier - before;
        Some(SessionAction::View(ViewportAction::Show(from, from + millis(frame.plot * scale))))
    }

    /// A pointer goes up, or is lost.
    pub(super) fn released(&mut self, id: i32, frame: &Frame) -> Option<SessionAction> {
        self.down.retain(|(known, _)| *known != id);
        let pressed = std::mem::take(&mut self.doing);
        let Doing::Pressed(x, Place::Ground) = pressed else { return None };
        frame.is_zoomed().then(|| seek(frame.time(x)))
    }
}

/// The wheel turns at `x`: with `zooms` it brings closer what is there, else it moves the picture by so many pixels.
pub(super) fn turned(frame: &Frame, x: f64, delta: f64, zooms: bool) -> SessionAction {
    if !zooms {
        return move_to(frame, frame.from(), delta);
    }
    let share = 1000.0 + (delta * 6.0).clamp(TURN.0, TURN.1);
    SessionAction::View(ViewportAction::Zoom(frame.time(x), millis(share).0))
}

fn move_to(frame: &Frame, edge: SimTime, by: f64) -> SessionAction {
    let length = millis(by.abs() / frame.plot * frame.length());
    let to = if by < 0.0 { edge - length } else { edge + length };
    SessionAction::View(ViewportAction::MoveTo(to))
}

fn millis(length: f64) -> SimDuration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lengths of time and shares, none of them negative"
    )]
    SimDuration(length.round() as u64)
}

fn seek(to: SimTime) -> SessionAction {
    SessionAction::Play(PlaybackAction::Seek(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::session::Session;
    use crate::state::viewport::Viewport;

    /// A minute on 600 pixels, or the part of it that is given.
    fn frame(part: Option<(u64, u64)>) -> Frame {
        let whole = Viewport::default().after(ViewportAction::Load(SimTime(60_000)));
        let part = part.map(|(from, to)| ViewportAction::Show(SimTime(from), SimTime(to)));
        let viewport = part.map_or(whole, |part| whole.after(part));
        let mut frame = Frame::new(viewport, 900.0, 10);
        (frame.left, frame.plot) = (0.0, 600.0);
        frame
    }

    fn told(action: Option<SessionAction>) -> String {
        action.map_or_else(String::new, |action| format!("{action:?}"))
    }

    #[test]
    fn a_press_seeks_and_a_drag_scrubs_where_everything_is_shown() {
        let (frame, mut gesture) = (frame(None), Gesture::default());
        let first = gesture.press((1, 100.0), Place::Ground, false, &frame);
        assert_eq!(told(first), "Play(Seek(SimTime(10000)))");
        assert!(gesture.moved((1, 102.0), &frame).is_none());
        assert_eq!(told(gesture.moved((1, 200.0), &frame)), "Play(Seek(SimTime(20000)))");
        assert!(gesture.released(1, &frame).is_none());
        assert!(gesture.moved((1, 300.0), &frame).is_none());
    }

    #[test]
    fn a_drag_pans_where_a_part_is_shown_and_the_axis_still_scrubs() {
        let (frame, mut gesture) = (frame(Some((20_000, 26_000))), Gesture::default());
        assert!(gesture.press((1, 300.0), Place::Ground, false, &frame).is_none());
        assert_eq!(told(gesture.moved((1, 200.0), &frame)), "View(MoveTo(SimTime(21000)))");
        assert_eq!(told(gesture.moved((1, 400.0), &frame)), "View(MoveTo(SimTime(19000)))");
        gesture.released(1, &frame);
        assert!(gesture.press((1, 300.0), Place::Ground, false, &frame).is_none());
        assert_eq!(told(gesture.released(1, &frame)), "Play(Seek(SimTime(23000)))");
        let axis = gesture.press((1, 100.0), Place::Axis, false, &frame);
        assert_eq!(told(axis), "Play(Seek(SimTime(21000)))");
        assert_eq!(told(gesture.moved((1, 200.0), &frame)), "Play(Seek(SimTime(22000)))");
    }

    #[test]
    fn two_pointers_keep_their_instants_while_they_part() {
        let (frame, mut gesture) = (frame(None), Gesture::default());
        gesture.press((1, 200.0), Place::Ground, false, &frame);
        gesture.press((2, 300.0), Place::Ground, false, &frame);
        gesture.moved((1, 100.0), &frame);
        // Ten seconds lie between the two, now on 300 pixels: 20 s are shown.
        let pinched = told(gesture.moved((2, 400.0), &frame));
        assert_eq!(pinched, "View(Show(SimTime(16667), SimTime(36667)))");
    }

    #[test]
    fn with_the_shift_key_a_drag_measures() {
        let (frame, mut gesture) = (frame(None), Gesture::default());
        gesture.press((1, 100.0), Place::Item, true, &frame);
        let mut session = Session::default();
        session.apply(gesture.moved((1, 50.0), &frame).unwrap());
        assert_eq!(session.measured(), Some((SimTime(5000), SimTime(10_000))));
    }

    #[test]
    fn the_wheel_zooms_at_its_place_or_moves() {
        let frame = frame(Some((20_000, 26_000)));
        assert_eq!(
            told(Some(turned(&frame, 300.0, -120.0, true))),
            "View(Zoom(SimTime(23000), 750))"
        );
        assert_eq!(told(Some(turned(&frame, 300.0, 60.0, false))), "View(MoveTo(SimTime(20600)))");
    }
}
