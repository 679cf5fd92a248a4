use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Interval;
use podlife_core::analysis::RunReport;
use podlife_core::time::{SimDuration, SimTime};
use yew::prelude::*;

use crate::bridge::page;
use crate::state::instants;
use crate::state::playback::{Playback, PlaybackAction};

/// With less motion, playing steps from one moment to the next this often, in milliseconds.
const STEP: u32 = 900;

/// The playhead of a run, moving while it plays.
#[hook]
pub(crate) fn use_playing(run: Option<&Rc<RunReport>>) -> UseReducerHandle<Playback> {
    let playback = use_reducer(Playback::default);
    let (playing, speed) = (playback.playing, playback.speed);
    let dispatcher = playback.dispatcher();
    let start = playback.now;
    use_effect_with((playing, speed, run.cloned()), move |(playing, speed, run)| {
        let clock = if !*playing {
            None
        } else if page::reduces_motion() {
            run.clone().map(|run| Clock::Steps { _interval: steps(run, start, dispatcher) })
        } else {
            Some(Clock::Frames { _frame: frames(*speed, dispatcher) })
        };
        move || drop(clock)
    });
    playback
}

enum Clock {
    Steps { _interval: Interval },
    Frames { _frame: Rc<RefCell<Option<AnimationFrame>>> },
}

type Dispatcher = UseReducerDispatcher<Playback>;

/// Jumps from moment to moment.
fn steps(run: Rc<RunReport>, start: SimTime, dispatcher: Dispatcher) -> Interval {
    let now = Cell::new(start);
    Interval::new(STEP, move || {
        let from = now.get();
        let to = instants::next(&run, from);
        dispatcher.dispatch(PlaybackAction::Tick(to.since(from)));
        now.set(to);
    })
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
            dispatcher.dispatch(PlaybackAction::Tick(SimDuration(millis * speed)));
        }
        schedule(&frame, speed, Some(now), dispatcher);
    });
    *frame.borrow_mut() = Some(handle);
}
