//! The crash back-off of a container.

use crate::sim::latency;
use crate::time::{SimDuration, SimTime};

/// The first delay.
///
/// Upstream: `newCrashLoopBackOff`, pkg/kubelet/kubelet.go.
pub(super) const INITIAL: SimDuration = SimDuration::from_secs(10);
/// The longest delay.
///
/// Upstream: `MaxContainerBackOff`, pkg/kubelet/kubelet.go.
pub(super) const LONGEST: SimDuration = SimDuration::from_secs(300);
/// The first and the longest delay with the gate ReduceDefaultCrashLoopBackOffDecay.
///
/// Upstream: `reducedInitialCrashLoopBackOff` and `reducedMaxCrashLoopBackOff`, pkg/kubelet/kubelet.go.
const REDUCED: [SimDuration; 2] = [SimDuration::from_secs(1), SimDuration::from_secs(60)];
/// After so long a run the past is forgotten.
///
/// Upstream: `newCrashLoopBackOff` (HasExpiredFunc), pkg/kubelet/kubelet.go.
const FORGOTTEN_AFTER: SimDuration = SimDuration::from_secs(600);

/// An entry of the back-off table.
///
/// Upstream: `backoffEntry`, staging/src/k8s.io/client-go/util/flowcontrol/backoff.go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BackOff {
    pub(super) delay: SimDuration,
    last_update: SimTime,
}

impl BackOff {
    /// How long a start has to wait still, where it has to; otherwise the table counts one more start.
    ///
    /// `finished_at` is the end of the newest record that has ended.
    /// Upstream: `doBackOff`, pkg/kubelet/kuberuntime/kuberuntime_manager.go.
    pub(super) fn check(
        entry: &mut Option<Self>,
        finished_at: SimTime,
        now: SimTime,
        reduced: bool,
    ) -> Option<(SimDuration, SimDuration)> {
        let [initial, longest] = if reduced { REDUCED } else { [INITIAL, LONGEST] };
        // Entries that have not changed for twice the longest delay are swept out.
        let known = entry.filter(|entry| {
            finished_at.since(entry.last_update) <= FORGOTTEN_AFTER
                && now.since(entry.last_update).0 <= 2 * longest.0
        });
        if let Some(known) = known
            && now.since(finished_at) < known.delay
        {
            return Some((known.delay, known.delay.saturating_sub(now.since(finished_at))));
        }
        let delay = known.map_or(initial, |known| SimDuration((known.delay.0 * 2).min(longest.0)));
        *entry = Some(Self { delay, last_update: now });
        None
    }
}

/// When a pass that was refused by a back-off is tried again: what is left, at most a minute at a time, with the work
/// queue's random factor of 1 to 1.5 and its tick.
///
/// Upstream: `completeWork`, pkg/kubelet/pod_workers.go.
pub(super) fn retry_after(left: SimDuration) -> SimDuration {
    SimDuration(left.0.min(60_000) * 5 / 4) + latency::WORK_QUEUE_TICK
}

/// When a pass that failed otherwise is tried again: 10 s with the same factor and tick.
///
/// Upstream: `backOffPeriod`, pkg/kubelet/kubelet.go.
pub(super) fn retry_after_error() -> SimDuration {
    SimDuration(10_000 * 5 / 4) + latency::WORK_QUEUE_TICK
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The delays before each start of a container that runs `run` and is started as soon as it may be.
    fn delays(run: SimDuration, reduced: bool) -> Vec<u64> {
        let (mut entry, mut now, mut delays) = (None, SimTime::ZERO, Vec::new());
        for _ in 0..8 {
            let finished_at = now + run;
            now = finished_at;
            while let Some((_, left)) = BackOff::check(&mut entry, finished_at, now, reduced) {
                now += left;
            }
            delays.push(now.since(finished_at).whole_secs());
        }
        delays
    }

    #[test]
    fn first_restart_is_immediate_then_doubles_to_five_minutes() {
        assert_eq!(delays(SimDuration::from_secs(1), false), [0, 10, 20, 40, 80, 160, 300, 300]);
    }

    #[test]
    fn the_reduced_back_off_begins_with_a_second_and_ends_with_a_minute() {
        assert_eq!(delays(SimDuration::ZERO, true), [0, 1, 2, 4, 8, 16, 32, 60]);
    }

    #[test]
    fn ten_minutes_of_running_forgive_the_past() {
        assert_eq!(delays(SimDuration::from_secs(601), false)[..3], [0, 0, 0]);
    }

    #[test]
    fn run_and_wait_together_never_last_longer_than_ten_minutes() {
        let (mut entry, now) =
            (Some(BackOff { delay: LONGEST, last_update: SimTime::ZERO }), SimTime(601_000));
        assert_eq!(BackOff::check(&mut entry, SimTime(400_000), now, false), None);
        assert_eq!(entry.unwrap().delay, INITIAL);
    }
}
