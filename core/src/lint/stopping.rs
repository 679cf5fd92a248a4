//! The end of a Pod: it is played once more, deleted soon after its containers serve, with more time than they get.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a query looks for some kinds of entries among many"
)]

use crate::lint::subject::{Member, Subject};
use crate::process::known_image;
use crate::process::machine::deeds::Act;
use crate::process::scenario::{Action, Scenario, TimedAction};
use crate::sim;
use crate::sim::trace::{HookKind, Trace, What};
use crate::sim::workload::Workload;
use crate::text::Span;
use crate::time::{SimDuration, SimTime};

/// How long everything is left alone before the deletion.
const CALM: SimDuration = SimDuration::from_secs(5);

/// A grace period that somebody has chosen because nothing is to be waited for, in seconds: the kubelet's own minimum.
pub(super) const TRIFLE: i64 = 2;

/// The signal that a container is told to stop with, by its image.
pub(super) fn stop_signal(member: &Member<'_>) -> &'static str {
    let known = member.container.image.as_deref().and_then(known_image);
    known.map_or("SIGTERM", |known| known.stop_signal)
}

/// How a container came to its end after the Pod was deleted; the times are since then.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stop {
    /// When it got its stop signal.
    pub(super) told: Option<SimDuration>,
    /// When it got SIGKILL, which only time could have spared it.
    pub(super) killed: Option<SimDuration>,
    /// When it was gone.
    pub(super) ended: Option<SimDuration>,
    /// When its hook was over, and whether it went well.
    pub(super) hook: Option<(SimDuration, bool)>,
}

impl Stop {
    /// Whether it did nothing about its stop signal, for as long as it was left alone.
    pub(super) fn ignores(&self) -> bool {
        let left = |told: SimDuration| {
            self.killed
                .is_some_and(|killed| killed.saturating_sub(told) > SimDuration::from_secs(30))
        };
        self.told.is_some_and(left)
    }

    /// How long it needed from its stop signal on, where it ended by itself.
    pub(super) fn needs(&self) -> Option<SimDuration> {
        if self.killed.is_some() {
            return None;
        }
        Some(self.ended?.saturating_sub(self.told?))
    }
}

impl Subject<'_> {
    /// How many seconds the deletion of [`Subject::deleted`] grants: so many that whatever ends at all does so.
    fn patience(&self) -> i64 {
        self.grace_period().clamp(1, 600).saturating_add(45)
    }

    /// The Pod once more, deleted while its containers run; nothing where none of them ever does.
    pub(super) fn deleted(&self) -> Option<&Trace> {
        self.saw_deletion.set(true);
        self.deleted.get_or_init(|| self.delete()).as_deref()
    }

    fn delete(&self) -> Option<Box<Trace>> {
        let trace = self.trace?;
        let mut last = None;
        for member in self.staying() {
            let started = self.runs(member).first().map(|run| run.started);
            let mut listens =
                self.deeds(member).filter(|deed| matches!(deed.act, Act::Listens { .. }));
            last = last.max(started).max(started.and(listens.next()).map(|deed| deed.at));
        }
        let at = last?.max(trace.created) + CALM;
        let mut workload = Workload::of(self.object)?;
        (workload.job, workload.pod.controller) = (None, None);
        workload.pod.neighbors = self.neighbors;
        let seconds = self.patience();
        let action = Action::Delete { grace_period_seconds: Some(seconds) };
        let scenario = Scenario {
            actions: vec![TimedAction { at, action, span: Span::at(0) }],
            expect: Vec::new(),
            ..self.scenario.clone()
        };
        let time = SimDuration::from_secs(u64::try_from(seconds).ok()?) + CALM;
        let until = at.since(SimTime::ZERO) + time;
        let mut story = sim::play(&workload, &scenario, Some(until));
        (!story.pods.is_empty()).then(|| Box::new(story.pods.swap_remove(0)))
    }

    /// How a container stops when the Pod is deleted; nothing where it does not run then.
    pub(super) fn stop(&self, member: &Member<'_>) -> Option<Stop> {
        let trace = self.deleted()?;
        let container = trace.container(member.name())?;
        let marked = trace.deletion_marked()?;
        let patience = u64::try_from(self.patience()).ok()?;
        let mut stop = Stop::default();
        let mut runs = false;
        for entry in &trace.entries {
            let since = entry.at.since(marked);
            match &entry.what {
                What::Started(of, _) if *of == container => runs = true,
                What::Finished { container: of, .. } if *of == container => {
                    if entry.at >= marked && runs {
                        stop.ended = Some(since);
                        return Some(stop);
                    }
                    runs = false;
                }
                What::Term(of) if *of == container && entry.at >= marked => {
                    stop.told = Some(since);
                }
                What::Kill(of) if *of == container && entry.at >= marked => {
                    stop.killed = Some(since);
                }
                // One that goes on until nobody waits any more does not end.
                What::HookEnded(of, HookKind::PreStop, success)
                    if *of == container && since.whole_secs() < patience =>
                {
                    stop.hook = Some((since, *success));
                }
                _ => {}
            }
        }
        runs.then_some(stop)
    }
}
