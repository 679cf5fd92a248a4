//! What moves the playhead: the frames of the browser, or steps for those who asked for less motion.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Interval;
use podlife_core::time::SimDuration;
use yew::Callback;

use super::page;
use crate::state::playback::{Playback, PlaybackAction};
use crate::state::session::SessionAction;

/// With less motion, playing steps from one moment to the next this often, in milliseconds.
const STEP: u32 = 900;

/// Runs while something plays.
#[derive(Default)]
pub(crate) struct Clock {
    pace: Option<u64>,
    frames: Frames,
    steps: Option<Interval>,
}

type Frames = Rc<RefCell<Option<AnimationFrame>>>;

impl Clock {
    /// Starts, stops or changes its pace as the playhead needs it.
    pub(crate) fn follow(&mut self, playback: &Playback, tick: &Callback<SessionAction>) {
        let pace = playback.playing.then_some(playback.speed);
        if pace == self.pace {
            return;
        }
        *self = Self { pace, ..Self::default() };
        let Some(speed) = pace else {
            return;
        };
        let tick = tick.clone();
        if page::reduces_motion() {
            tick.emit(SessionAction::Play(PlaybackAction::Jump));
            let jump = move || tick.emit(SessionAction::Play(PlaybackAction::Jump));
            self.steps = Some(Interval::new(STEP, jump));
        } else {
            schedule(&self.frames, speed, None, tick);
        }
    }
}

fn schedule(frames: &Frames, speed: u64, last: Option<f64>, tick: Callback<SessionAction>) {
    let again = Rc::downgrade(frames);
    let handle = request_animation_frame(move |now| {
        let Some(frames) = again.upgrade() else {
            return;
        };
        // A tab that was in the background does not leap.
        let passed = last.map_or(0.0, |last| (now - last).clamp(0.0, 100.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 100"
        )]
        let millis = passed as u64;
        // What is less than a millisecond of the Pod counts for the next frame.
        let millis = if speed < 4 { millis / 4 * 4 } else { millis };
        let counted = f64::from(u32::try_from(millis).unwrap_or_default());
        let until = last.map_or(now, |last| if passed < 100.0 { last + counted } else { now });
        schedule(&frames, speed, Some(until), tick.clone());
        if millis > 0 {
            let passed = PlaybackAction::Tick(SimDuration(millis * speed / 4));
            tick.emit(SessionAction::Play(passed));
        }
    });
    *frames.borrow_mut() = Some(handle);
}
