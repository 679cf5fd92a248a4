//! What a page that plays a manifest knows: the text's report, the playhead, the view, what is selected.

use std::rc::Rc;

use podlife_core::analysis::Report;
use podlife_core::time::{SimDuration, SimTime};

use super::document::Document;
use super::instants;
use super::playback::{Playback, PlaybackAction};
use super::viewport::{Viewport, ViewportAction};
use crate::report::Run;

/// Everything about the manifest that is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    /// The text and what is known about it.
    pub(crate) document: Document,
    /// The playhead.
    pub(crate) playback: Playback,
    /// The visible stretch of time.
    pub(crate) viewport: Viewport,
    /// The entry of the trace that is selected.
    pub(crate) selected: Option<usize>,
    /// The finding that is selected.
    pub(crate) problem: Option<usize>,
    /// The run as words instead of a picture.
    pub(crate) as_words: bool,
    /// From when it is measured, and to when; without that, to the playhead.
    measure: Option<(SimTime, Option<SimTime>)>,
    /// Where the first run that is shown stands still; nothing where it is played.
    pub(crate) opening: Option<SimTime>,
    /// Up to when there is something to show besides the run.
    extent: SimTime,
    /// Whether a run has been shown.
    has_shown: bool,
}

/// What happens on such a page.
#[derive(Clone, Debug)]
pub(crate) enum SessionAction {
    /// The core answered to this text.
    Analysed(Rc<str>, Rc<Report>, Option<Run>),
    /// The core gave no answer to this text, for this reason.
    Failed(Rc<str>, String),
    /// A run that was made elsewhere is shown, up to an instant.
    Show(Run, SimTime),
    /// Something happens to the playhead.
    Play(PlaybackAction),
    /// Something happens to the visible stretch.
    View(ViewportAction),
    /// To the next moment (true) or the previous one.
    Step(bool),
    /// An entry of the trace is selected, and shown at its instant.
    Select(usize),
    /// An entry of the trace is selected, and shown at another instant of it.
    SelectAt(usize, SimTime),
    /// A finding is selected.
    Problem(usize),
    /// What is selected comes to the middle; where it is, it fills the view.
    Focus,
    /// It is measured between two instants; from the playhead on where none are given, or not any more.
    Measure(Option<(SimTime, SimTime)>),
    /// The run is shown as words (true) or as a picture.
    AsWords(bool),
    /// Something up to this instant is shown besides the run.
    Extent(SimTime),
}

impl Session {
    /// One in which nothing moves before somebody wants it to.
    pub(crate) fn still() -> Self {
        Self { has_shown: true, ..Self::default() }
    }

    /// The run that is on the screen.
    pub(crate) fn run(&self) -> Option<&Run> {
        self.document.run.as_ref()
    }

    /// The container that the selected entry is about.
    pub(crate) fn selected_container(&self) -> Option<String> {
        self.run()?.causes.get(self.selected?)?.container.clone()
    }

    /// The lane of the container that the selected finding is about.
    pub(crate) fn marked_lane(&self) -> Option<usize> {
        let found = self.document.diagnostic(self.problem?)?;
        let container = found.container.as_ref()?;
        self.run()?.timeline.lanes.iter().position(|lane| lane.name == *container)
    }

    /// What is measured, from the earlier instant to the later one.
    pub(crate) fn measured(&self) -> Option<(SimTime, SimTime)> {
        let (from, to) = self.measure?;
        let to = to.unwrap_or(self.playback.now);
        Some((from.min(to), from.max(to)))
    }

    /// Brings what is selected to the middle; where it is there already, it fills the view.
    fn focus(&mut self) {
        let now = self.playback.now;
        let around =
            self.run().zip(self.selected).and_then(|(run, cause)| instants::extent(run, cause));
        let (from, to) = around.unwrap_or((now, now));
        let length = to.since(from).0;
        let view = self.viewport;
        let shown = view.to.since(view.from).0;
        let centred = view
            .after(ViewportAction::MoveTo(SimTime(from.0 + length / 2) - SimDuration(shown / 2)));
        let margin = SimDuration((length / 8).max(1000));
        let filled = view.after(ViewportAction::Show(from - margin, to + margin));
        self.viewport = if centred == view || length > shown { filled } else { centred };
    }

    fn seek(&mut self, to: SimTime) {
        self.play(PlaybackAction::Seek(to));
    }

    /// A playhead that moves by itself or by hand leaves what was selected.
    fn play(&mut self, action: PlaybackAction) {
        let before = self.playback.now;
        self.playback = self.playback.after(action);
        if self.playback.now != before {
            self.selected = None;
        }
        self.viewport = self.viewport.after(ViewportAction::Follow(self.playback.now));
    }

    /// The playhead and the view reach to the end of a run, and of what is shown besides it.
    fn measure_out(&mut self, end: SimTime) {
        let end = end.max(self.extent);
        self.playback = self.playback.after(PlaybackAction::Load(end));
        self.viewport = self.viewport.after(ViewportAction::Load(end));
    }

    /// Takes over a run that is not the one before; the first one is played up to the moment worth a look.
    fn load(&mut self, before: Option<&Run>) {
        let Some(run) = self.document.run.clone() else {
            return;
        };
        if before == Some(&run) {
            return;
        }
        // What was selected still is, where the new run has it.
        let same = before.zip(self.selected);
        self.selected = same.and_then(|(before, cause)| instants::same(before, cause, &run));
        self.measure = None;
        self.measure_out(run.timeline.end);
        if !self.has_shown {
            self.has_shown = true;
            let first = self.opening.take().map(PlaybackAction::Seek);
            let first = first.unwrap_or(PlaybackAction::Show(run.highlight));
            self.playback = self.playback.after(first);
        }
    }

    /// Where the playhead was put; nothing where it goes by itself: to the moment worth a look.
    pub(crate) fn chosen(&self) -> Option<SimTime> {
        let (highlight, Playback { now, until, playing, .. }) =
            (self.run()?.highlight, self.playback);
        let goes = now == highlight || playing && until == highlight;
        (!goes).then_some(now)
    }
}

impl Session {
    /// Something happened.
    pub(crate) fn apply(&mut self, action: SessionAction) {
        match action {
            SessionAction::Analysed(text, report, run) => {
                let before = self.run().cloned();
                self.document.analysed(text, report, run);
                self.problem = None;
                self.load(before.as_ref());
            }
            SessionAction::Failed(text, why) => {
                self.document.text = text;
                self.document.failure = Some(why);
            }
            SessionAction::Show(run, until) => {
                let before = self.run().cloned();
                self.has_shown = true;
                self.document.run = Some(run);
                self.load(before.as_ref());
                self.playback = self.playback.after(PlaybackAction::Show(until));
            }
            // Without motion the playhead leaps: to where a show ends, or from row to row.
            SessionAction::Play(PlaybackAction::Jump) => {
                let Playback { now, until, end, .. } = self.playback;
                let rows = self.run().map_or(&[][..], |run| &run.rows);
                let row = rows.iter().map(|row| row.at).find(|at| *at > now);
                let to = if until < end { until } else { row.unwrap_or(end) };
                self.play(PlaybackAction::Tick(to.since(now)));
            }
            SessionAction::Play(action) => self.play(action),
            SessionAction::View(action) => self.viewport = self.viewport.after(action),
            SessionAction::Step(forward) => {
                let step = if forward { instants::next } else { instants::previous };
                let now = self.playback.now;
                let to = self.run().map_or(now, |run| step(run, now));
                self.seek(to);
            }
            SessionAction::Select(cause) => {
                if let Some(at) = self.run().and_then(|run| run.causes.get(cause)).map(|it| it.at) {
                    self.seek(at);
                    self.selected = Some(cause);
                }
            }
            SessionAction::SelectAt(cause, at) => {
                self.seek(at);
                self.selected = Some(cause);
            }
            SessionAction::Problem(index) => {
                self.problem = Some(index);
                if let Some(at) = self.document.diagnostic(index).and_then(|found| found.at) {
                    self.seek(at);
                }
            }
            SessionAction::Focus => self.focus(),
            SessionAction::Measure(Some((from, to))) => self.measure = Some((from, Some(to))),
            SessionAction::Measure(None) => {
                self.measure = self.measure.is_none().then_some((self.playback.now, None));
            }
            SessionAction::AsWords(words) => self.as_words = words,
            SessionAction::Extent(extent) => {
                self.extent = extent;
                let end = self.run().map_or(extent, |run| run.timeline.end);
                self.measure_out(end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Reader;

    fn after(actions: Vec<SessionAction>) -> Session {
        let mut session = Session::default();
        for action in actions {
            session.apply(action);
        }
        session
    }

    fn analysed() -> SessionAction {
        let (report, run) = Reader::default().read(include_str!("../fixture.json"));
        SessionAction::Analysed("a".into(), report.into(), run)
    }

    #[test]
    fn the_first_run_plays_by_itself_and_the_next_one_does_not() {
        assert!(after(vec![analysed()]).playback.playing);
        let stop = SessionAction::Play(PlaybackAction::Toggle);
        assert!(!after(vec![analysed(), stop, analysed()]).playback.playing);
    }

    #[test]
    fn a_link_opens_at_its_instant_and_stands_still() {
        let mut session = Session { opening: Some(SimTime(12_000)), ..Session::default() };
        session.apply(analysed());
        assert_eq!((session.playback.now, session.playback.playing), (SimTime(12_000), false));
        assert_eq!(session.chosen(), Some(SimTime(12_000)));
    }

    #[test]
    fn the_first_show_chooses_no_instant() {
        assert_eq!(after(vec![analysed()]).chosen(), None);
        let jump = SessionAction::Play(PlaybackAction::Jump);
        assert_eq!(after(vec![analysed(), jump]).chosen(), None);
        let seek = SessionAction::Play(PlaybackAction::Seek(SimTime::ZERO));
        assert_eq!(after(vec![analysed(), seek]).chosen(), Some(SimTime::ZERO));
    }

    #[test]
    fn selecting_an_entry_moves_the_playhead_and_moving_the_playhead_leaves_it() {
        let selected = after(vec![analysed(), SessionAction::Select(3)]);
        assert_eq!((selected.selected, selected.playback.now), (Some(3), SimTime(4000)));
        let tick = SessionAction::Play(PlaybackAction::Seek(SimTime(5000)));
        assert_eq!(after(vec![analysed(), SessionAction::Select(3), tick]).selected, None);
    }

    #[test]
    fn a_finding_that_a_run_shows_leads_to_its_instant() {
        let shown = after(vec![analysed(), SessionAction::Problem(0)]);
        assert_eq!((shown.problem, shown.playback.now), (Some(0), SimTime(38_900)));
        assert_eq!(shown.marked_lane(), Some(3));
    }

    #[test]
    fn playing_keeps_the_playhead_in_sight() {
        let zoom = SessionAction::View(ViewportAction::Zoom(SimTime::ZERO, 500));
        let tick = SessionAction::Play(PlaybackAction::Tick(SimDuration(35_000)));
        let session = after(vec![analysed(), zoom, tick]);
        assert!(session.viewport.from < session.playback.now);
        assert!(session.playback.now < session.viewport.to);
    }

    #[test]
    fn focusing_centres_what_is_selected_and_then_fills_the_view_with_it() {
        let zoom = SessionAction::View(ViewportAction::Show(SimTime(0), SimTime(20_000)));
        // `app` runs from 8.5 s to 38 s, longer than what is shown: it fills the view at once.
        let session =
            after(vec![analysed(), SessionAction::Select(12), zoom.clone(), SessionAction::Focus]);
        let view = session.viewport;
        assert_eq!((view.from, view.to), (SimTime(28_900), SimTime(48_900)));
        let close = after(vec![
            analysed(),
            SessionAction::Select(12),
            zoom,
            SessionAction::Focus,
            SessionAction::Focus,
        ]);
        assert!(close.viewport.to.since(close.viewport.from).0 <= 2000);
    }

    #[test]
    fn it_is_measured_to_the_playhead_until_that_is_enough() {
        let seek = |at| SessionAction::Play(PlaybackAction::Seek(SimTime(at)));
        let measure = SessionAction::Measure(None);
        let session = after(vec![analysed(), seek(9000), measure.clone(), seek(4000)]);
        assert_eq!(session.measured(), Some((SimTime(4000), SimTime(9000))));
        assert_eq!(after(vec![analysed(), measure.clone(), measure]).measured(), None);
    }

    #[test]
    fn another_run_keeps_the_selection_where_it_has_the_same_entry() {
        let session = after(vec![analysed(), SessionAction::Select(14)]);
        let (report, run) = Reader::default().read(include_str!("../fixture.json"));
        let mut session = session;
        session.apply(SessionAction::Analysed("b".into(), report.into(), run));
        assert_eq!((session.selected, session.playback.now), (Some(14), SimTime(44_100)));
    }
}
