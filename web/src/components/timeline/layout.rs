//! Where each thing of a timeline is drawn, in pixels. Pure, so that it is tested without a browser.
//!
//! A label that does not fit is left out, never cut and never drawn over another one.

use std::fmt;

use podlife_core::time::{SimDuration, SimTime};
use podlife_core::view::timeline::{Doing, Lane, Mark, MarkKind, Segment, Timeline};

use crate::state::viewport::Viewport;
use crate::state::words::{say, say_with, word};

/// The height of the axis.
pub(super) const AXIS: f64 = 36.0;
/// The top of the band with STATUS.
pub(super) const STATUS_TOP: f64 = 40.0;
/// The height of the band with STATUS.
pub(super) const STATUS_HEIGHT: f64 = 20.0;
/// The top of the band with Ready.
pub(super) const READY_TOP: f64 = 72.0;
/// The height of the band with Ready.
pub(super) const READY_HEIGHT: f64 = 8.0;
/// Where the lanes begin.
pub(super) const LANES_TOP: f64 = 92.0;
/// The height of a bar.
pub(super) const BAR: f64 = 20.0;
/// The height of what follows the lanes where there is a grace period.
pub(super) const GRACE: f64 = 40.0;

/// The room at the right for what is written after the last bar.
const RIGHT: f64 = 16.0;
/// Below this width the names stand in the lanes instead of a column of their own.
const COMPACT: f64 = 560.0;
/// The column of names, at least and at most.
const NAMES: (f64, f64) = (132.0, 250.0);
/// What stands before a name, and how wide one of its letters is.
const NAME: (f64, f64) = (50.0, 7.8);
/// How wide a letter of a label is, about.
const LETTER: f64 = 6.4;
/// Probe results that are nearer to each other are drawn as one.
const NEAR: f64 = 7.0;
/// The steps that the axis may take, in milliseconds.
const STEPS: [u64; 16] = [
    100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    1_800_000, 3_600_000, 7_200_000,
];

/// The drawing's size and which time it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    viewport: Viewport,
    /// Where time begins.
    pub(super) left: f64,
    /// How wide the part with time is.
    pub(super) plot: f64,
    /// Whether the names stand in the lanes.
    pub(super) compact: bool,
}

impl Frame {
    /// A drawing that is `width` pixels wide, of lanes whose longest name has so many letters.
    pub(super) fn new(viewport: Viewport, width: f64, longest: usize) -> Self {
        let compact = width < COMPACT;
        let names = (NAME.0 + longest as f64 * NAME.1).clamp(NAMES.0, NAMES.1);
        let left = if compact { 12.0 } else { names };
        Self { viewport, left, plot: (width - left - RIGHT).max(80.0), compact }
    }

    /// As much of a name as the column has room for, or of what else may stand there.
    pub(super) fn name<'text>(&self, name: &'text str, letter: f64) -> Option<&'text str> {
        let room = if self.compact { self.plot - 40.0 } else { self.left - 44.0 };
        (name.chars().count() as f64 * letter <= room).then_some(name)
    }

    /// The first instant in sight.
    pub(super) fn from(&self) -> SimTime {
        self.viewport.from
    }

    /// How much time is in sight, in milliseconds.
    pub(super) fn length(&self) -> f64 {
        self.viewport.to.since(self.viewport.from).0 as f64
    }

    /// Whether a part of the run is shown.
    pub(super) fn is_zoomed(&self) -> bool {
        self.viewport.is_zoomed()
    }

    /// The right edge of time.
    pub(super) fn right(&self) -> f64 {
        self.left + self.plot
    }

    /// Where an instant is.
    pub(super) fn x(&self, at: SimTime) -> f64 {
        let length = self.viewport.to.since(self.viewport.from).0.max(1) as f64;
        self.left + (at.0 as f64 - self.viewport.from.0 as f64) / length * self.plot
    }

    /// Which instant is there.
    pub(super) fn time(&self, x: f64) -> SimTime {
        let share = ((x - self.left) / self.plot).clamp(0.0, 1.0);
        let length = self.viewport.to.since(self.viewport.from).0 as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the length is not negative and not longer"
        )]
        let after = (share * length).round() as u64;
        self.viewport.from + SimDuration(after)
    }

    /// Where a stretch of time begins and how wide it is; nothing where it is out of sight.
    pub(super) fn stretch(&self, from: SimTime, to: SimTime) -> Option<(f64, f64)> {
        let start = self.x(from).max(self.left);
        let end = self.x(to).min(self.right());
        (end >= start && self.x(from) <= self.right()).then(|| (start, (end - start).max(1.5)))
    }

    /// Whether an instant is in sight.
    pub(super) fn shows(&self, at: SimTime) -> bool {
        (self.viewport.from..=self.viewport.to).contains(&at)
    }

    /// The instants that the axis names.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let length = self.viewport.to.since(self.viewport.from).0.max(1) as f64;
        let fits = |step: &u64| *step as f64 / length * self.plot >= 52.0;
        let step = STEPS.into_iter().find(fits).unwrap_or(14_400_000);
        let first = self.viewport.from.0.div_ceil(step);
        let last = self.viewport.to.0 / step;
        let at = |index: u64| SimTime(index * step);
        (first..=last).map(|index| (self.x(at(index)), tick_label(at(index)))).collect()
    }

    /// The height of a lane.
    pub(super) fn lane_height(&self) -> f64 {
        if self.compact { 74.0 } else { 60.0 }
    }

    /// The top of the bar within its lane.
    pub(super) fn bar_top(&self) -> f64 {
        if self.compact { 34.0 } else { 22.0 }
    }

    /// The middle of a lane's bar.
    pub(super) fn lane_middle(&self, lane: usize) -> f64 {
        LANES_TOP + self.lane_height() * lane as f64 + self.bar_top() + BAR / 2.0
    }
}

fn tick_label(at: SimTime) -> String {
    match (at.0 / 60_000, at.0 % 60_000) {
        (0, millis) if millis % 1000 > 0 => format!("{}.{}s", millis / 1000, millis % 1000 / 100),
        (0, millis) => format!("{}s", millis / 1000),
        (minutes, 0) => format!("{minutes}m"),
        (minutes, millis) => format!("{minutes}m{}s", millis / 1000),
    }
}

/// Where labels of one line stand already.
#[derive(Default)]
pub(super) struct Line(Vec<(f64, f64)>);

impl Line {
    /// Takes the room from `from` to `to` where nothing stands in it yet.
    fn take(&mut self, from: f64, to: f64) -> bool {
        let free = self.0.iter().all(|(start, end)| to <= *start || from >= *end);
        if free {
            self.0.push((from, to));
        }
        free
    }
}

/// A length for an attribute, to a tenth of a pixel.
///
/// Written with whole numbers: printing floats costs every visitor some kilobytes of wasm.
pub(super) fn px(length: f64) -> String {
    Px(length).to_string()
}

/// A length that prints as [`px`] does, for paths.
pub(super) struct Px(pub(super) f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::cast_possible_truncation, reason = "a screen is not that wide")]
        let tenths = (self.0 * 10.0).round() as i32;
        let (sign, size) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
        write!(f, "{sign}{}.{}", size / 10, size % 10)
    }
}

/// How wide a label is, about.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}

/// What a person can point at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    /// Where it begins.
    pub(super) x: f64,
    /// How wide it is; zero for marks.
    pub(super) width: f64,
    /// What is written at it.
    pub(super) label: Option<String>,
    /// What it says to those who point at it or hear it.
    pub(super) title: String,
    /// When it happens.
    pub(super) at: SimTime,
    /// Its entry of the trace.
    pub(super) cause: usize,
    /// The last of its entries, where it stands for several.
    pub(super) last: usize,
    /// How it is drawn.
    pub(super) shape: Shape,
}

impl Item {
    /// Whether nothing goes on.
    pub(super) fn is_waiting(&self) -> bool {
        self.shape == Shape::Bar(Doing::Waiting)
    }

    /// Whether it is a stretch of the lane.
    pub(super) fn is_bar(&self) -> bool {
        matches!(self.shape, Shape::Bar(_))
    }

    /// Whether it stands for an entry of the trace; `is_probe` says whether that is a probe of this lane.
    pub(super) fn tells_of(&self, cause: usize, is_probe: bool) -> bool {
        self.cause == cause || is_probe && (self.cause..=self.last).contains(&cause)
    }
}

/// How an item is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A stretch of the lane.
    Bar(Doing),
    /// Results of probes: how many, and how many of them are failures.
    Probes(usize, usize),
    /// The stop signal.
    Term,
    /// SIGKILL.
    Kill,
    /// The end of a process, and whether it is a good one.
    Exit(bool),
    /// A lifecycle hook.
    Hook,
    /// Something that happened from outside, to the Pod as a whole.
    Outside,
}

/// All items of a lane in order of time.
pub(super) fn items(lane: &Lane, frame: &Frame) -> Vec<Item> {
    let mut items = bars(lane, frame);
    for item in
        probes(lane, frame).into_iter().chain(above(lane, frame)).chain(endings(lane, frame))
    {
        let place = items.partition_point(|earlier| earlier.at <= item.at);
        items.insert(place, item);
    }
    items
}

fn bars(lane: &Lane, frame: &Frame) -> Vec<Item> {
    let bar = |segment: &Segment| {
        let (x, width) = frame.stretch(segment.from, segment.to)?;
        let word = doing_word(segment.doing);
        let length = segment.to.since(segment.from).0;
        let label = match segment.doing {
            Doing::BackOff => say_with("back-off {} s", &[&length.div_ceil(1000)]),
            Doing::Ready if lane.role == podlife_core::view::timeline::Role::Init => {
                say("running").to_owned()
            }
            Doing::Ready => say("ready").to_owned(),
            Doing::Pulling => say("pulling").to_owned(),
            Doing::Waiting | Doing::Starting | Doing::NotReady | Doing::Stopping => String::new(),
        };
        // Room at both ends; a cross may stand before what begins with a failure.
        let ends = if segment.doing == Doing::BackOff { 28.0 } else { 16.0 };
        let fits = !label.is_empty() && text_width(&label) + ends <= width;
        Some(Item {
            x,
            width,
            label: fits.then_some(label),
            title: say_with("{}: {}, {} to {}", &[&lane.name, &word, &segment.from, &segment.to]),
            at: segment.from,
            cause: segment.cause,
            last: segment.cause,
            shape: Shape::Bar(segment.doing),
        })
    };
    lane.segments.iter().filter_map(bar).collect()
}

/// What a container does, in words.
pub(crate) fn doing_word(doing: Doing) -> &'static str {
    say(match doing {
        Doing::Waiting => word("waiting"),
        Doing::Pulling => word("pulling its image"),
        Doing::Starting => word("running, not started yet"),
        Doing::NotReady => word("running, not ready"),
        Doing::Ready => word("running and ready"),
        Doing::Stopping => word("stopping"),
        Doing::BackOff => word("waiting in back-off"),
    })
}

/// Probe results as dots; those that would touch are one with a count.
///
/// Of a dense mixture two things at most begin within [`NEAR`]: what comes then joins the last of them.
fn probes(lane: &Lane, frame: &Frame) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::new();
    // Where the last two begin.
    let mut begin = [f64::MIN; 2];
    for mark in &lane.marks {
        let failed = match mark.kind {
            MarkKind::ProbeSuccess => 0,
            MarkKind::ProbeFailure => 1,
            MarkKind::Term | MarkKind::Kill | MarkKind::Exit | MarkKind::Outside => continue,
        };
        if !frame.shows(mark.at) {
            continue;
        }
        let x = frame.x(mark.at);
        if let Some(last) = found.last_mut()
            && let Shape::Probes(count, failures) = last.shape
            && x - (last.x + last.width) < NEAR
            && (failures == count * failed || x - begin[0] < NEAR)
        {
            last.width = x - last.x;
            last.last = mark.cause;
            last.shape = Shape::Probes(count + 1, failures + failed);
            if last.title != mark.label {
                let ended =
                    if failed == 0 { say("probes succeeded") } else { say("probes failed") };
                ended.clone_into(&mut last.title);
            }
            continue;
        }
        begin = [begin[1], x];
        found.push(Item {
            x,
            width: 0.0,
            label: None,
            title: mark.label.clone(),
            at: mark.at,
            cause: mark.cause,
            last: mark.cause,
            shape: Shape::Probes(1, failed),
        });
    }
    for item in &mut found {
        let words = std::mem::take(&mut item.title);
        item.title = match item.shape {
            Shape::Probes(count, failures) if failures > 0 && failures < count => say_with(
                "{}: {} probes, {} failed, from {}",
                &[&lane.name, &count, &failures, &item.at],
            ),
            Shape::Probes(count, _) if count > 1 => {
                say_with("{}: {} ×{} from {}", &[&lane.name, &words, &count, &item.at])
            }
            Shape::Probes(..)
            | Shape::Bar(_)
            | Shape::Term
            | Shape::Kill
            | Shape::Exit(_)
            | Shape::Hook
            | Shape::Outside => said_at(&lane.name, &words, item.at),
        };
    }
    count_clusters(found)
}

/// Writes the count after each cluster that has room for it.
fn count_clusters(mut found: Vec<Item>) -> Vec<Item> {
    let starts: Vec<f64> = found.iter().map(|item| item.x).collect();
    for (index, item) in found.iter_mut().enumerate() {
        if let Shape::Probes(count, _) = item.shape
            && count > 2
        {
            let label = format!("×{count}");
            let end = item.x + item.width + 8.0 + text_width(&label);
            let free = starts.get(index + 1).is_none_or(|next| end < *next);
            item.label = free.then_some(label);
        }
    }
    found
}

/// Signals and hooks, whose names share the line above the bar.
fn above(lane: &Lane, frame: &Frame) -> Vec<Item> {
    let mut taken = Line::default();
    let mut found = Vec::new();
    for mark in &lane.marks {
        let shape = match mark.kind {
            MarkKind::Term => Shape::Term,
            MarkKind::Kill => Shape::Kill,
            MarkKind::ProbeSuccess
            | MarkKind::ProbeFailure
            | MarkKind::Exit
            | MarkKind::Outside => continue,
        };
        if !frame.shows(mark.at) {
            continue;
        }
        let x = frame.x(mark.at);
        let half = text_width(&mark.label) / 2.0 + 2.0;
        let inside = x - half >= frame.left && x + half <= frame.right() + RIGHT;
        let fits = inside && taken.take(x - half, x + half);
        found.push(Item {
            x,
            width: 0.0,
            label: fits.then(|| mark.label.clone()),
            title: said_at(&lane.name, &mark.label, mark.at),
            at: mark.at,
            cause: mark.cause,
            last: mark.cause,
            shape,
        });
    }
    for hook in &lane.hooks {
        let Some((x, width)) = frame.stretch(hook.from, hook.to) else {
            continue;
        };
        let end = x + text_width(&hook.name).max(width) + 4.0;
        let fits = end <= frame.right() + RIGHT && taken.take(x, end);
        found.push(Item {
            x,
            width,
            label: fits.then(|| hook.name.clone()),
            title: say_with(
                "{}: {} hook, {} to {}",
                &[&lane.name, &hook.name, &hook.from, &hook.to],
            ),
            at: hook.from,
            cause: hook.cause,
            last: hook.cause,
            shape: Shape::Hook,
        });
    }
    found
}

/// How each process ended, written after its bar where there is room before the next one.
fn endings(lane: &Lane, frame: &Frame) -> Vec<Item> {
    let exits = lane.marks.iter().filter(|mark| mark.kind == MarkKind::Exit);
    let ending = |mark: &Mark| {
        let x = frame.x(mark.at);
        let next = lane.segments.iter().find(|segment| segment.from >= mark.at);
        let limit = next.map_or(frame.right() + RIGHT, |segment| frame.x(segment.from));
        let fits = x + 8.0 + text_width(&mark.label) <= limit;
        Item {
            x,
            width: 0.0,
            label: fits.then(|| mark.label.clone()),
            title: said_at(&lane.name, &mark.label, mark.at),
            at: mark.at,
            cause: mark.cause,
            last: mark.cause,
            shape: Shape::Exit(is_good_exit(&mark.label)),
        }
    };
    exits.filter(|mark| frame.shows(mark.at)).map(ending).collect()
}

/// What happened from outside; a word stands beside its sign where there is room for it.
pub(super) fn outside(timeline: &Timeline, frame: &Frame) -> Vec<Item> {
    let mut taken = Line::default();
    let shown = timeline.outside.iter().filter(|mark| frame.shows(mark.at));
    let places: Vec<f64> = shown.clone().map(|mark| frame.x(mark.at)).collect();
    let item = |(index, mark): (usize, &Mark)| {
        let x = frame.x(mark.at);
        let end = x + 12.0 + text_width(&mark.label);
        let is_free = places.get(index + 1).is_none_or(|next| end <= next - 8.0);
        let fits = is_free && end <= frame.right() + RIGHT && taken.take(x, end);
        Item {
            x,
            width: 0.0,
            label: fits.then(|| mark.label.clone()),
            title: said_at(say("From outside"), &mark.label, mark.at),
            at: mark.at,
            cause: mark.cause,
            last: mark.cause,
            shape: Shape::Outside,
        }
    };
    shown.enumerate().map(item).collect()
}

/// What happened to whom, and when.
fn said_at(whose: &str, what: &str, at: SimTime) -> String {
    say_with("{}: {} at {}", &[&whose, &what, &at])
}

/// Whether a process ended as it should: `exit 0`, or `Completed`.
fn is_good_exit(label: &str) -> bool {
    label == "exit 0" || label.starts_with("Completed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::viewport::ViewportAction;
    use podlife_core::view::timeline::Role;

    fn frame(width: f64) -> Frame {
        let viewport = Viewport::default().after(ViewportAction::Load(SimTime(60_000)));
        Frame::new(viewport, width, 10)
    }

    fn lane(marks: Vec<Mark>) -> Lane {
        Lane {
            name: "app".to_owned(),
            role: Role::App,
            image: String::new(),
            segments: Vec::new(),
            marks,
            hooks: Vec::new(),
            assumed: None,
        }
    }

    fn mark(kind: MarkKind, at: u64, label: &str) -> Mark {
        Mark { kind, at: SimTime(at), label: label.to_owned(), cause: 0 }
    }

    #[test]
    fn a_place_and_its_instant_lead_to_each_other() {
        let frame = frame(900.0);
        for at in [0, 1, 30_000, 59_999, 60_000] {
            assert_eq!(frame.time(frame.x(SimTime(at))), SimTime(at));
        }
        assert_eq!(frame.time(-50.0), SimTime::ZERO);
        assert_eq!(frame.time(5000.0), SimTime(60_000));
    }

    #[test]
    fn the_axis_takes_round_steps_that_leave_room() {
        let labels = |width| -> Vec<String> {
            frame(width).ticks().into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(
            labels(360.0),
            ["0s", "10s", "20s", "30s", "40s", "50s", "1m"].map(str::to_owned)
        );
        assert_eq!(labels(900.0).len(), 13);
    }

    #[test]
    fn of_two_signal_names_that_would_overlap_one_is_left_out() {
        let lane =
            lane(vec![mark(MarkKind::Term, 30_000, "TERM"), mark(MarkKind::Kill, 30_500, "KILL")]);
        let labels: Vec<_> =
            items(&lane, &frame(900.0)).into_iter().map(|item| item.label).collect();
        assert_eq!(labels, [Some("TERM".to_owned()), None]);
    }

    #[test]
    fn probe_results_that_would_touch_are_one_with_a_count() {
        let marks =
            (0..30).map(|second| mark(MarkKind::ProbeSuccess, second * 100, "ok")).collect();
        let items = items(&lane(marks), &frame(900.0));
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].label.as_deref(), Some("×30"));
    }

    #[test]
    fn a_failure_is_never_hidden_in_a_row_of_successes() {
        let marks = vec![
            mark(MarkKind::ProbeSuccess, 100, "ok"),
            mark(MarkKind::ProbeFailure, 200, "failed"),
            mark(MarkKind::ProbeSuccess, 300, "ok"),
        ];
        let shapes: Vec<Shape> =
            items(&lane(marks), &frame(900.0)).into_iter().map(|item| item.shape).collect();
        assert_eq!(shapes, [Shape::Probes(1, 0), Shape::Probes(2, 1)]);
    }

    #[test]
    fn however_many_results_there_are_few_things_are_drawn() {
        let kind = |index| {
            if index % 2 == 0 { MarkKind::ProbeSuccess } else { MarkKind::ProbeFailure }
        };
        let marks = (0..5000).map(|index| mark(kind(index), index * 12, "ok")).collect();
        let items = items(&lane(marks), &frame(900.0));
        assert!(items.len() < 300, "{}", items.len());
        let count = |item: &Item| {
            if let Shape::Probes(count, _) = item.shape { count } else { 0 }
        };
        assert_eq!(items.iter().map(count).sum::<usize>(), 5000);
    }
}
