use std::cell::RefCell;
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Interval;
use podlife_core::time::SimDuration;
use yew::prelude::*;

use crate::bridge::page;
use crate::state::playback::PlaybackAction;
use crate::state::session::{Session, SessionAction};

/// With less motion, playing steps from one moment to the next this often, in milliseconds.
const STEP: u32 = 900;

/// Moves the playhead while it plays.
#[hook]
pub(crate) fn use_playing(session: &UseReducerHandle<Session>) {
    let (playing, speed) = (session.playback.playing, session.playback.speed);
    let dispatcher = session.dispatcher();
    use_effect_with((playing, speed), move |(playing, speed)| {
        let clock = match (*playing, page::reduces_motion()) {
            (false, _) => None,
            (true, true) => Some(Clock::Steps { _interval: steps(dispatcher) }),
            (true, false) => Some(Clock::Frames { _frame: frames(*speed, dispatcher) }),
        };
        move || drop(clock)
    });
}

enum Clock {
    Steps { _interval: Interval },
    Frames { _frame: Rc<RefCell<Option<AnimationFrame>>> },
}

type Dispatcher = UseReducerDispatcher<Session>;

/// Jumps from moment to moment.
fn steps(dispatcher: Dispatcher) -> Interval {
    dispatcher.dispatch(SessionAction::Play(PlaybackAction::Jump));
    let jump = move || dispatcher.dispatch(SessionAction::Play(PlaybackAction::Jump));
    Interval::new(STEP, jump)
}

/// Moves with every frame, in linear time.
fn frames(speed: u64, dispatcher: Dispatcher) -> Rc<RefCell<Option<AnimationFrame>>> {
    let frame = Rc::new(RefCell::new(None));
    schedule(&frame, speed, None, dispatcher);
    frame
}

fn schedule(
    frame: &Rc<RefCell<Option<AnimationFrame>>>,
    speed: u64,
    last: Option<f64>,
    dispatcher: Dispatcher,
) {
    let again = Rc::downgrade(frame);
    let handle = request_animation_frame(move |now| {
        let Some(frame) = again.upgrade() else {
            return;
        };
        // A tab that was in the background does not leap.
        let passed = last.map_or(0.0, |last| (now - last).clamp(0.0, 100.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 100"
        )]
        let millis = passed.round() as u64;
        if millis > 0 {
            let passed = PlaybackAction::Tick(SimDuration(millis * speed));
            dispatcher.dispatch(SessionAction::Play(passed));
        }
        schedule(&frame, speed, Some(now), dispatcher);
    });
    *frame.borrow_mut() = Some(handle);
}
