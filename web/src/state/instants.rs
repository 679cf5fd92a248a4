//! The moments of a run at which something happens, and what holds at one of them.

use podlife_core::analysis::{Cause, RunReport};
use podlife_core::time::SimTime;

fn is_routine(cause: &Cause) -> bool {
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
}
