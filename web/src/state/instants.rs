//! The moments of a run at which something happens, and what holds at one of them.

use podlife_core::analysis::{Cause, RunReport};
use podlife_core::text::sort_by;
use podlife_core::time::SimTime;

/// Whether an entry comes again and again and explains nothing by itself.
pub(crate) fn is_routine(cause: &Cause) -> bool {
    ROUTINE.contains(&cause.rule_id.as_str())
}

/// All moments at which something happens, in no order.
fn instants(run: &RunReport) -> impl Iterator<Item = SimTime> {
    let causes = run.causes.iter().filter(|cause| !is_routine(cause)).map(|cause| cause.at);
    causes.chain(run.rows.iter().map(|row| row.at)).filter(|at| *at <= run.timeline.end)
}

/// The next moment after `now`, or the end.
pub(crate) fn next(run: &RunReport, now: SimTime) -> SimTime {
    instants(run).filter(|at| *at > now).min().unwrap_or(run.timeline.end)
}

/// The last moment before `now`, or the beginning.
pub(crate) fn previous(run: &RunReport, now: SimTime) -> SimTime {
    instants(run).filter(|at| *at < now).max().unwrap_or(SimTime::ZERO)
}

/// How many of `entries`, which are in order, have happened by `now`.
pub(crate) fn happened<T>(entries: &[T], now: SimTime, at: impl Fn(&T) -> SimTime) -> usize {
    entries.partition_point(|entry| at(entry) <= now)
}

/// What comes again and again and explains nothing by itself.
const ROUTINE: [&str; 2] = ["probe.run", "status.published"];

/// The newest entry of the trace at `now` that changed something.
pub(crate) fn newest_cause(run: &RunReport, now: SimTime) -> Option<usize> {
    let past = run.causes.iter().enumerate().filter(|(_, cause)| cause.at <= now);
    let past = past.filter(|(_, cause)| !is_routine(cause));
    past.max_by_key(|(index, cause)| (cause.at, *index)).map(|(index, _)| index)
}

/// From when to when what an entry began goes on: a stretch of a lane, a hook, or the instant alone.
pub(crate) fn extent(run: &RunReport, cause: usize) -> Option<(SimTime, SimTime)> {
    let lanes = || run.timeline.lanes.iter();
    let hook = lanes().flat_map(|lane| &lane.hooks).find(|hook| hook.cause == cause);
    if let Some(hook) = hook {
        return Some((hook.from, hook.to));
    }
    let mut segments = lanes().flat_map(|lane| &lane.segments);
    if let Some(segment) = segments.find(|segment| segment.cause == cause) {
        return Some((segment.from, segment.to));
    }
    run.causes.get(cause).map(|cause| (cause.at, cause.at))
}

/// The entry of another run that tells of the same: in the same words, at the nearest instant.
pub(crate) fn same(before: &RunReport, cause: usize, run: &RunReport) -> Option<usize> {
    let wanted = before.causes.get(cause)?;
    let alike = run.causes.iter().enumerate().filter(|(_, cause)| cause.what == wanted.what);
    alike.min_by_key(|(_, cause)| cause.at.0.abs_diff(wanted.at.0)).map(|(index, _)| index)
}

/// The entries in whose words, rule or container all words of `query` stand, in order of time.
pub(crate) fn search(run: &RunReport, query: &str) -> Vec<usize> {
    let query = query.to_ascii_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let is_meant = |cause: &Cause| {
        let mut told = format!("{} {} ", cause.what, cause.rule_id);
        told.push_str(cause.container.as_deref().unwrap_or_default());
        let told = told.to_ascii_lowercase();
        words.iter().all(|word| told.contains(word))
    };
    if words.is_empty() {
        return Vec::new();
    }
    let causes = run.causes.iter().enumerate();
    let shown = causes.filter(|(_, cause)| cause.rule_id != "status.published" && is_meant(cause));
    let mut found: Vec<usize> = shown.map(|(index, _)| index).collect();
    let at = |index: &usize| run.causes.get(*index).map(|cause| cause.at);
    sort_by(&mut found, |one, other| at(one).cmp(&at(other)));
    found
}

/// How many moments there are after one instant and up to another at which something changed.
pub(crate) fn count(run: &RunReport, after: SimTime, until: SimTime) -> usize {
    let passed = |cause: &&Cause| cause.at > after && cause.at <= until && !is_routine(cause);
    run.causes.iter().filter(passed).count()
}

/// What changed something, in order of time; what comes again and again is left out.
pub(crate) fn told(run: &RunReport) -> Vec<(usize, &Cause)> {
    let causes = run.causes.iter().enumerate();
    let mut told: Vec<_> = causes.filter(|(_, cause)| !is_routine(cause)).collect();
    sort_by(&mut told, |(_, one), (_, other)| one.at.cmp(&other.at));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> RunReport {
        let report: podlife_core::analysis::Report =
            serde_json::from_str(include_str!("../fixture.json")).unwrap();
        report.run.unwrap()
    }

    #[test]
    fn stepping_forward_and_back_leads_to_the_same_moment() {
        let run = run();
        for at in instants(&run) {
            if at > SimTime::ZERO {
                assert_eq!(next(&run, previous(&run, at)), at);
            }
        }
    }

    #[test]
    fn before_the_first_moment_is_the_beginning_and_after_the_last_the_end() {
        let run = run();
        assert_eq!(previous(&run, SimTime::ZERO), SimTime::ZERO);
        assert_eq!(next(&run, run.timeline.end), run.timeline.end);
    }

    #[test]
    fn all_words_of_a_search_must_be_there() {
        let run = run();
        let what = |query: &str| -> Vec<String> {
            search(&run, query).into_iter().map(|index| run.causes[index].what.clone()).collect()
        };
        assert_eq!(what("SIGTERM app"), ["app got SIGTERM"]);
        assert_eq!(what("sigterm").len(), 3);
        assert_eq!(what(" "), [""; 0]);
    }

    #[test]
    fn what_an_entry_began_goes_on_until_the_next_thing() {
        let run = run();
        assert_eq!(extent(&run, 14), Some((SimTime(44_100), SimTime(46_500))));
        assert_eq!(extent(&run, 9), Some((SimTime(38_000), SimTime(38_000))));
    }
}
