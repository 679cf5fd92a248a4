//! Where an instant is, and what has room: arithmetic in whole numbers.

use std::fmt;

use crate::time::SimTime;
use crate::view::timeline::Timeline;

/// The room at the right for what is written after the last bar.
pub(super) const RIGHT: u64 = 16;
/// What is left free before the column of names.
pub(super) const LEFT: u64 = 8;
/// Below this width the names stand above the bars instead of in a column of their own.
const COMPACT: u64 = 560;
/// The widths of the part with time for which a fluid drawing decides what has room: a phone, a narrow column, a page.
const FLUID: [u64; 3] = [256, 376, 456];
/// Tenths of a pixel that a letter of a label takes, about.
const LETTER: u64 = 66;
/// Two labels of the axis need that much from middle to middle.
const TICK: u64 = 40;
/// The steps that the axis may take, in milliseconds.
const STEPS: [u64; 16] = [
    100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    1_800_000, 3_600_000, 14_400_000,
];

/// What is drawn, and how wide.
pub(super) struct Frame {
    end: u64,
    face: Face,
    /// The column of names; nothing in a compact drawing.
    pub(super) left: u64,
}

enum Face {
    /// So many pixels of time.
    Fixed(u64),
    /// As wide as the page lets it be.
    Fluid,
}

/// From which of the frame's widths on something is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level(usize);

impl Level {
    /// The class that hides it where the drawing is narrower.
    pub(super) fn class(self) -> &'static str {
        match self.0 {
            0 => "",
            1 => " m",
            _ => " l",
        }
    }
}

impl Frame {
    /// A drawing that is so many pixels wide.
    pub(super) fn fixed(timeline: &Timeline, width: u64) -> Self {
        let left = if width < COMPACT { 0 } else { column(timeline) };
        let margin = if left == 0 { RIGHT } else { LEFT };
        let plot = width.saturating_sub(left + RIGHT + margin).max(120);
        Self { end: timeline.end.0.max(1), face: Face::Fixed(plot), left }
    }

    /// A drawing that fills what it stands in.
    pub(super) fn fluid(timeline: &Timeline) -> Self {
        Self { end: timeline.end.0.max(1), face: Face::Fluid, left: column(timeline) }
    }

    pub(super) fn is_fluid(&self) -> bool {
        matches!(self.face, Face::Fluid)
    }

    /// The names stand above the bars; a fluid drawing decides that where it is shown.
    pub(super) fn is_compact(&self) -> bool {
        self.left == 0
    }

    /// The widths of the part with time that are to be thought of, the narrowest first.
    fn plots(&self) -> &[u64] {
        match &self.face {
            Face::Fixed(plot) => std::slice::from_ref(plot),
            Face::Fluid => &FLUID,
        }
    }

    /// Where time ends, in pixels; nothing where it depends on the page.
    pub(super) fn plot(&self) -> Option<u64> {
        match self.face {
            Face::Fixed(plot) => Some(plot),
            Face::Fluid => None,
        }
    }

    /// Where an instant is.
    pub(super) fn x(&self, at: SimTime) -> Length {
        let at = at.0.min(self.end);
        match self.face {
            Face::Fixed(plot) => Length::Tenths(rounded(at * plot * 10, self.end)),
            Face::Fluid => Length::Share(rounded(at * 1000, self.end)),
        }
    }

    /// The same as an attribute.
    pub(super) fn at(&self, at: SimTime) -> X {
        X(self.x(at))
    }

    /// How wide a stretch of time is, at least so that it is seen; stretches that meet leave no gap.
    pub(super) fn width(&self, from: SimTime, to: SimTime) -> Length {
        match (self.x(from), self.x(to)) {
            (Length::Tenths(from), Length::Tenths(to)) => {
                Length::Tenths(to.saturating_sub(from).max(15))
            }
            (
                Length::Share(from) | Length::Tenths(from),
                Length::Share(to) | Length::Tenths(to),
            ) => Length::Share(to.saturating_sub(from).max(4)),
        }
    }

    /// The last instant.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Whether an instant is in sight.
    pub(super) fn shows(&self, at: SimTime) -> bool {
        at.0 <= self.end
    }

    /// From which width on a stretch of time takes at least so many pixels.
    pub(super) fn room(&self, from: SimTime, to: SimTime, pixels: u64) -> Option<Level> {
        let length = to.0.min(self.end).saturating_sub(from.0);
        self.level(|plot| length * plot / self.end >= pixels)
    }

    /// The narrowest width from which on something holds.
    fn level(&self, holds: impl Fn(u64) -> bool) -> Option<Level> {
        let plots = self.plots();
        let failing = plots.iter().rposition(|plot| !holds(*plot));
        let first = failing.map_or(0, |index| index + 1);
        (first < plots.len()).then_some(Level(first))
    }

    /// The instants that the axis names, each with the width from which on it has room.
    pub(super) fn ticks(&self) -> Vec<(SimTime, Level)> {
        let mut steps: Vec<u64> = Vec::new();
        for plot in self.plots() {
            let coarser = steps.last().copied();
            let fits = |step: &&u64| {
                **step * plot / self.end >= TICK
                    && coarser.is_none_or(|coarser| coarser % **step == 0)
            };
            steps.push(STEPS.iter().find(fits).copied().or(coarser).unwrap_or(self.end));
        }
        let finest = steps.last().copied().unwrap_or(self.end);
        (0..=self.end / finest)
            .map(|index| index * finest)
            .filter_map(|at| {
                let level = steps.iter().position(|step| at % step == 0)?;
                Some((SimTime(at), Level(level)))
            })
            .collect()
    }

    /// Whether dots so far apart would touch.
    pub(super) fn touch(&self, distance: u64) -> bool {
        self.plots().iter().any(|plot| distance * plot < 6 * self.end)
    }
}

/// Where labels of one line stand already, for each width that is thought of.
#[derive(Clone, Default)]
pub(super) struct Shelf(Vec<Vec<(u64, u64)>>);

/// Which point of a label is at its instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// It begins so many pixels after it.
    Start(u64),
    /// Its middle.
    Middle,
    /// It ends so many pixels before it.
    End(u64),
}

impl Shelf {
    /// Takes the room of a label where nothing stands in it, and says from which width on it is free.
    pub(super) fn take(
        &mut self,
        frame: &Frame,
        at: SimTime,
        anchor: Anchor,
        text: &str,
    ) -> Option<Level> {
        self.0.resize(frame.plots().len(), Vec::new());
        let stretch = |plot: u64| {
            let x = at.0 * plot / frame.end;
            let width = text_width(text);
            let from = match anchor {
                Anchor::Start(after) => Some(x + after),
                Anchor::Middle => x.checked_sub(width / 2),
                Anchor::End(before) => x.checked_sub(width + before),
            }?;
            (from + width <= plot + RIGHT).then_some((from, from + width))
        };
        let mut taken = self
            .0
            .iter_mut()
            .zip(frame.plots())
            .map(|(line, plot)| {
                let stretch = stretch(*plot)?;
                line.iter()
                    .all(|(from, to)| stretch.1 + 3 <= *from || stretch.0 >= to + 3)
                    .then_some((line, stretch))
            })
            .collect::<Vec<_>>();
        let failing = taken.iter().rposition(Option::is_none);
        let first = failing.map_or(0, |index| index + 1);
        for (line, stretch) in taken.drain(first..).flatten() {
            line.push(stretch);
        }
        (first < frame.plots().len()).then_some(Level(first))
    }

    /// Keeps a stretch of time free of labels.
    pub(super) fn block(&mut self, frame: &Frame, from: SimTime, to: SimTime) {
        self.0.resize(frame.plots().len(), Vec::new());
        for (line, plot) in self.0.iter_mut().zip(frame.plots()) {
            let x = |at: SimTime| at.0.min(frame.end) * plot / frame.end;
            line.push((x(from), x(to)));
        }
    }
}

/// A length as SVG writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// Tenths of a pixel.
    Tenths(u64),
    /// Tenths of a percent of the part with time.
    Share(u64),
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Tenths(tenths) if tenths % 10 == 0 => write!(f, "{}", tenths / 10),
            Self::Tenths(tenths) => write!(f, "{}.{}", tenths / 10, tenths % 10),
            Self::Share(share) if share % 10 == 0 => write!(f, "{}%", share / 10),
            Self::Share(share) => write!(f, "{}.{}%", share / 10, share % 10),
        }
    }
}

/// A length as the attribute `x`; nothing where it is 0, as SVG has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct X(Length);

impl fmt::Display for X {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Length::Tenths(0) | Length::Share(0) => Ok(()),
            length @ (Length::Tenths(_) | Length::Share(_)) => write!(f, " x=\"{length}\""),
        }
    }
}

/// How many pixels a label takes, about.
pub(super) fn text_width(text: &str) -> u64 {
    text.chars().count() as u64 * LETTER / 10
}

/// The column of names is as wide as the longest one needs.
fn column(timeline: &Timeline) -> u64 {
    let pod = timeline.pod.chars().count() + 4;
    let longest = timeline.lanes.iter().map(|lane| lane.name.chars().count() + 3).max();
    (longest.unwrap_or_default().max(pod) as u64 * 8 + 12).clamp(116, 176)
}

fn rounded(dividend: u64, divisor: u64) -> u64 {
    (dividend + divisor / 2) / divisor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty(end: u64) -> Timeline {
        Timeline {
            pod: "web".to_owned(),
            end: SimTime(end),
            status: Vec::new(),
            ready: Vec::new(),
            lanes: Vec::new(),
            grace: Vec::new(),
            outside: Vec::new(),
            deleted: None,
        }
    }

    fn labels(frame: &Frame) -> Vec<(u64, usize)> {
        frame.ticks().into_iter().map(|(at, level)| (at.0 / 1000, level.0)).collect()
    }

    #[test]
    fn the_axis_takes_round_steps_that_leave_room() {
        let shown = |end, width| labels(&Frame::fixed(&empty(end), width));
        assert_eq!(
            shown(40_000, 690).iter().map(|tick| tick.0).collect::<Vec<_>>(),
            [0, 5, 10, 15, 20, 25, 30, 35, 40]
        );
        assert_eq!(
            shown(60_000, 360).iter().map(|tick| tick.0).collect::<Vec<_>>(),
            [0, 10, 20, 30, 40, 50, 60]
        );
        assert_eq!(shown(600_000, 690).len(), 11);
    }

    #[test]
    fn what_a_narrow_axis_names_a_wide_one_names_too() {
        let ticks = labels(&Frame::fluid(&empty(40_000)));
        assert_eq!(
            ticks,
            [(0, 0), (5, 1), (10, 0), (15, 1), (20, 0), (25, 1), (30, 0), (35, 1), (40, 0)]
        );
        for end in [1, 999, 7_000, 25_000, 90_000, 1_000_000, 90_000_000] {
            let frame = Frame::fluid(&empty(end));
            assert!(frame.ticks().iter().any(|(at, level)| at.0 == 0 && level.0 == 0), "{end}");
        }
    }

    #[test]
    fn of_two_labels_that_would_overlap_the_first_is_kept() {
        let frame = Frame::fixed(&empty(60_000), 690);
        let mut shelf = Shelf::default();
        let mut take = |at| shelf.take(&frame, SimTime(at), Anchor::Middle, "TERM").is_some();
        assert_eq!(
            [take(30_000), take(30_500), take(34_000), take(60_000)],
            [true, false, true, true]
        );
    }

    #[test]
    fn a_label_that_would_be_cut_is_left_out() {
        let frame = Frame::fixed(&empty(60_000), 690);
        let mut shelf = Shelf::default();
        assert_eq!(shelf.take(&frame, SimTime(58_500), Anchor::Start(6), "exit 137"), None);
        assert!(shelf.take(&frame, SimTime(58_500), Anchor::End(6), "exit 137").is_some());
    }

    #[test]
    fn a_label_that_only_a_wide_drawing_has_room_for_says_so() {
        let frame = Frame::fluid(&empty(60_000));
        assert_eq!(frame.room(SimTime(0), SimTime(10_000), 40).map(|level| level.0), Some(0));
        assert_eq!(frame.room(SimTime(0), SimTime(10_000), 60).map(|level| level.0), Some(1));
        assert_eq!(frame.room(SimTime(0), SimTime(10_000), 70).map(|level| level.0), Some(2));
        assert_eq!(frame.room(SimTime(0), SimTime(10_000), 80), None);
    }

    #[test]
    fn lengths_are_written_as_short_as_they_can_be() {
        for (length, text) in [
            (Length::Tenths(100), "10"),
            (Length::Tenths(105), "10.5"),
            (Length::Share(500), "50%"),
            (Length::Share(123), "12.3%"),
        ] {
            assert_eq!(length.to_string(), text);
        }
    }
}
