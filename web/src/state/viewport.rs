//! Which part of the run the timeline shows.

use podlife_core::time::{SimDuration, SimTime};

/// The shortest stretch that is shown, in milliseconds.
const SHORTEST: u64 = 1000;

/// The visible stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Viewport {
    /// The left edge.
    pub(crate) from: SimTime,
    /// The right edge.
    pub(crate) to: SimTime,
    /// How far there is something to show.
    pub(crate) end: SimTime,
}

/// What happens to the visible stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ViewportAction {
    /// There is another run.
    Load(SimTime),
    /// Show everything.
    Fit,
    /// Show so many thousandths of it, around an instant.
    Zoom(SimTime, u64),
    /// Make the left edge this instant.
    MoveTo(SimTime),
    /// Move by an eighth of it, to the right (true) or the left.
    Pan(bool),
    /// Show what lies between two instants.
    Show(SimTime, SimTime),
    /// Move where this instant is out of sight.
    Follow(SimTime),
}

impl Viewport {
    /// Whether there is more than what is shown.
    pub(crate) fn is_zoomed(self) -> bool {
        self.from > SimTime::ZERO || self.to < self.end
    }

    fn length(self) -> u64 {
        self.to.since(self.from).0
    }

    fn at(self, from: u64, length: u64) -> Self {
        let length = length.clamp(SHORTEST.min(self.end.0), self.end.0);
        let from = from.min(self.end.0 - length);
        Self { from: SimTime(from), to: SimTime(from + length), end: self.end }
    }

    /// So long a stretch, with an instant at the same share of it as before.
    fn zoomed(self, length: u64, around: SimTime) -> Self {
        let around = around.clamp(self.from, self.to);
        let before = around.since(self.from).0 * length / self.length().max(1);
        self.at((around - SimDuration(before)).0, length)
    }
}

impl Viewport {
    /// The visible stretch after something happened.
    pub(crate) fn after(self, action: ViewportAction) -> Self {
        let whole = |end: SimTime| Self { from: SimTime::ZERO, to: end, end };
        match action {
            // What was looked at closely still is, as far as there is such a stretch.
            ViewportAction::Load(end) if self.is_zoomed() && self.from < end => {
                Self { end, ..self }.at(self.from.0, self.length())
            }
            ViewportAction::Load(end) => whole(end),
            ViewportAction::Fit => whole(self.end),
            ViewportAction::Zoom(around, share) => {
                self.zoomed(self.length() * share / 1000, around)
            }
            ViewportAction::MoveTo(from) => self.at(from.0, self.length()),
            ViewportAction::Pan(true) => self.at(self.from.0 + self.length() / 8, self.length()),
            ViewportAction::Pan(false) => {
                self.at(self.from.0.saturating_sub(self.length() / 8), self.length())
            }
            ViewportAction::Show(from, to) => self.at(from.0, to.since(from).0),
            ViewportAction::Follow(now) if (self.from..=self.to).contains(&now) => self,
            ViewportAction::Follow(now) => {
                self.at(now.0.saturating_sub(self.length() / 10), self.length())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ViewportAction::{Fit, Follow, Load, MoveTo, Pan, Show, Zoom};

    const fn half(around: u64) -> ViewportAction {
        Zoom(SimTime(around), 500)
    }

    fn after(actions: &[ViewportAction]) -> (u64, u64) {
        let start = Viewport::default().after(Load(SimTime(60_000)));
        let last = actions.iter().fold(start, |viewport, action| viewport.after(*action));
        (last.from.0, last.to.0)
    }

    #[test]
    fn zooming_keeps_the_instant_in_its_place() {
        assert_eq!(after(&[half(40_000)]), (20_000, 50_000));
        assert_eq!(after(&[half(40_000), Zoom(SimTime(40_000), 2000)]), (0, 60_000));
    }

    #[test]
    fn nothing_outside_the_run_is_shown() {
        assert_eq!(after(&[Zoom(SimTime(10_000), 2000)]), (0, 60_000));
        assert_eq!(after(&[half(0), MoveTo(SimTime(55_000))]), (30_000, 60_000));
        assert_eq!(after(&[half(0), Fit]), (0, 60_000));
    }

    #[test]
    fn it_follows_the_playhead_only_when_that_leaves() {
        assert_eq!(after(&[half(0), Follow(SimTime(20_000))]), (0, 30_000));
        assert_eq!(after(&[half(0), Follow(SimTime(31_000))]), (28_000, 58_000));
    }

    #[test]
    fn another_run_keeps_what_is_looked_at_closely() {
        let close = Show(SimTime(20_000), SimTime(30_000));
        assert_eq!(after(&[close, Load(SimTime(90_000))]), (20_000, 30_000));
        assert_eq!(after(&[close, Load(SimTime(25_000))]), (15_000, 25_000));
        assert_eq!(after(&[close, Load(SimTime(10_000))]), (0, 10_000));
        assert_eq!(after(&[Load(SimTime(90_000))]), (0, 90_000));
    }

    #[test]
    fn it_moves_by_an_eighth_and_not_past_the_ends() {
        let close = Show(SimTime(8000), SimTime(16_000));
        assert_eq!(after(&[close, Pan(true)]), (9000, 17_000));
        assert_eq!(after(&[close, Pan(false)]), (7000, 15_000));
        assert_eq!(after(&[Show(SimTime(500), SimTime(8500)), Pan(false)]), (0, 8000));
    }
}
