//! Which instant of the run is shown, and whether it moves.

use podlife_core::time::{SimDuration, SimTime};

/// The paces that can be chosen: so many quarters of a second of the Pod in one second of ours. The last one is for runs
/// of many minutes.
pub(crate) const SPEEDS: [u64; 8] = [1, 2, 4, 8, 16, 32, 64, 256];

/// How long the first playing should take, in seconds of ours.
const FIRST_SHOW_SECONDS: u64 = 7;

/// The playhead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Playback {
    /// The instant that is shown.
    pub(crate) now: SimTime,
    /// The last instant there is.
    pub(crate) end: SimTime,
    /// Where playing stops by itself.
    pub(crate) until: SimTime,
    /// Whether it moves.
    pub(crate) playing: bool,
    /// Quarters of a second of the Pod in one second of ours.
    pub(crate) speed: u64,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            now: SimTime::ZERO,
            end: SimTime::ZERO,
            until: SimTime::ZERO,
            playing: false,
            speed: 4,
        }
    }
}

/// What happens to the playhead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaybackAction {
    /// There is another run, which ends then; what was shown stays where it can.
    Load(SimTime),
    /// Play from the beginning up to an instant, at a pace that suits it.
    Show(SimTime),
    /// Play or pause; at the end, play again from the beginning.
    Toggle,
    /// Show an instant.
    Seek(SimTime),
    /// So much of the Pod's time passed.
    Tick(SimDuration),
    /// Leap to the next moment, which whoever knows the run turns into a tick.
    Jump,
    /// Take this pace.
    Pace(u64),
    /// Take the next pace (true) or the one before.
    Faster(bool),
}

impl Playback {
    /// The playhead after something happened.
    pub(crate) fn after(self, action: PlaybackAction) -> Self {
        let mut next = self;
        match action {
            PlaybackAction::Load(end) => {
                next.end = end;
                next.until = end;
                next.now = self.now.min(end);
            }
            PlaybackAction::Show(until) => {
                next.until = until.min(self.end);
                next.now = SimTime::ZERO;
                next.playing = true;
                next.speed = speed_for(next.until);
            }
            PlaybackAction::Toggle => {
                next.playing = !self.playing;
                next.until = self.end;
                if self.now >= self.end {
                    next.now = SimTime::ZERO;
                }
            }
            PlaybackAction::Seek(to) => {
                next.now = to.min(self.end);
                next.until = self.end;
                next.playing = false;
            }
            PlaybackAction::Jump => {}
            PlaybackAction::Tick(by) => next.now = (self.now + by).min(self.until),
            PlaybackAction::Pace(speed) => next.speed = speed,
            PlaybackAction::Faster(true) => {
                let faster = SPEEDS.into_iter().find(|speed| *speed > self.speed);
                next.speed = faster.unwrap_or(self.speed);
            }
            PlaybackAction::Faster(false) => {
                let slower = SPEEDS.into_iter().rev().find(|speed| *speed < self.speed);
                next.speed = slower.unwrap_or(self.speed);
            }
        }
        next.playing &= next.now < next.until;
        next
    }
}

fn speed_for(until: SimTime) -> u64 {
    let wanted = until.0 / 250 / FIRST_SHOW_SECONDS;
    SPEEDS.into_iter().rev().find(|speed| *speed <= wanted).unwrap_or(1).max(4)
}

/// A pace as it is written: `0.25×`, `2×`.
pub(crate) fn pace(speed: u64) -> String {
    match speed {
        1 => "0.25×".to_owned(),
        2 => "0.5×".to_owned(),
        quarters => format!("{}×", quarters / 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PlaybackAction::{Load, Seek, Show, Tick, Toggle};

    fn after(actions: &[PlaybackAction]) -> Playback {
        actions.iter().fold(Playback::default(), |playback, action| playback.after(*action))
    }

    #[test]
    fn the_first_show_stops_at_the_moment_worth_a_look() {
        let shown =
            after(&[Load(SimTime(60_000)), Show(SimTime(40_000)), Tick(SimDuration(90_000))]);
        assert_eq!((shown.now, shown.playing), (SimTime(40_000), false));
    }

    #[test]
    fn playing_again_goes_on_from_there_to_the_end() {
        let shown = after(&[
            Load(SimTime(60_000)),
            Show(SimTime(40_000)),
            Tick(SimDuration(40_000)),
            Toggle,
            Tick(SimDuration(5_000)),
        ]);
        assert_eq!((shown.now, shown.playing), (SimTime(45_000), true));
    }

    #[test]
    fn play_at_the_end_starts_from_the_beginning() {
        let shown = after(&[Load(SimTime(60_000)), Seek(SimTime(99_000)), Toggle]);
        assert_eq!((shown.now, shown.playing), (SimTime::ZERO, true));
    }

    #[test]
    fn another_run_keeps_the_instant_where_it_exists() {
        assert_eq!(
            after(&[Load(SimTime(60_000)), Seek(SimTime(50_000)), Load(SimTime(20_000))]).now,
            SimTime(20_000)
        );
        assert_eq!(
            after(&[Load(SimTime(60_000)), Seek(SimTime(5_000)), Load(SimTime(20_000))]).now,
            SimTime(5_000)
        );
    }

    #[test]
    fn the_first_show_is_slow_enough_to_follow() {
        for (seconds, speed) in [(3, "1×"), (14, "2×"), (41, "4×"), (600, "64×")] {
            assert_eq!(pace(speed_for(SimTime(seconds * 1000))), speed, "{seconds} s");
        }
    }

    #[test]
    fn the_paces_have_a_slowest_and_a_fastest() {
        use PlaybackAction::{Faster, Pace};
        assert_eq!(pace(after(&[Pace(1), Faster(false)]).speed), "0.25×");
        assert_eq!(pace(after(&[Pace(1), Faster(true), Faster(true)]).speed), "1×");
        assert_eq!(pace(after(&[Pace(64), Faster(true), Faster(true)]).speed), "64×");
    }
}
