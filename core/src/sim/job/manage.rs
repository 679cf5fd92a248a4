//! To make and to delete Pods.
//!
//! Upstream: `manageJob`, `deleteActivePods` and `deleteJobPods`, pkg/controller/job/job_controller.go.

use crate::sim::job::sync::{Pass, number};
use crate::sim::job::{BATCH, Controller, Record, WRITE};
use crate::sim::rules::{self, Rule};
use crate::sim::story::{JobWhat, Origin};
use crate::sim::trace::EventType;
use crate::sim::world::Pods;
use crate::time::SimTime;

impl Controller<'_> {
    /// Deletes the Pods that are active; `at_most` of them where a number is given.
    pub(super) fn delete_pods(&mut self, pods: &mut Pods<'_>, pass: &mut Pass, untrack: bool) {
        for place in 0..pods.all.len() {
            let Some(pod) = pods.all.get_mut(place) else { continue };
            if pod.api.removed || !pod.is_active() {
                continue;
            }
            pass.active -= 1;
            pass.terminating += 1;
            pass.ready -= usize::from(pod.shows_ready());
            let because = [Origin::Pod(place, pod.api.published)];
            let what = JobWhat::PodDeleted(place);
            let entry = self.record(what, &because, rules::JOB_DELETES);
            if untrack {
                pod.untrack(self.now);
            }
            pod.delete_for_job(self.now, entry);
            let message = format!("Deleted pod: {}", pod.trace.pod);
            self.event(EventType::Normal, "SuccessfulDelete", message, entry);
            self.sync_in(BATCH);
        }
    }

    /// Makes the Pods that are wanted, or deletes those that are not.
    ///
    /// Upstream: `manageJob`.
    pub(super) fn manage(&mut self, pods: &mut Pods<'_>, pass: &mut Pass) {
        if self.suspended {
            self.delete_pods(pods, pass, true);
            return;
        }
        let parallelism = number(self.spec.parallelism.or(Some(1)));
        let wanted = match self.spec.completions {
            None if pass.succeeded > 0 => pass.active,
            None => parallelism,
            Some(all) => number(Some(all)).saturating_sub(pass.succeeded).min(parallelism),
        };
        let held = if self.replaces_only_failed() { pass.terminating } else { 0 };
        let missing = wanted.saturating_sub(held + pass.active);
        if missing == 0 {
            return;
        }
        let per_index = self.spec.backoff_limit_per_index.is_some();
        let ready_at = self.back_off.ready_at();
        if !per_index && ready_at > self.now {
            self.wait_until(ready_at);
            // Upstream reports no active Pods in a pass that has to wait.
            pass.active = 0;
            return;
        }
        let played = pods.room_for(missing);
        let mut indexes = vec![None; played];
        if self.job.is_indexed() {
            indexes = self.pending_indexes(pods, pass, played).into_iter().map(Some).collect();
        }
        if per_index {
            let ready = |index: &Option<u32>| self.index_ready_at(pods, pass, *index);
            let (now, later): (Vec<_>, Vec<_>) =
                indexes.into_iter().partition(|index| ready(index) <= self.now);
            if let Some(at) = later.iter().map(ready).min().filter(|_| now.is_empty()) {
                self.wait_until(at);
                pass.active = 0;
                return;
            }
            indexes = now;
        }
        self.make(pods, pass, &indexes);
        pass.active += missing - played;
    }

    fn wait_until(&mut self, at: SimTime) {
        let what = JobWhat::BackOff(at);
        if !self.trace.entries.iter().any(|entry| entry.what == what) {
            self.record(what, &[], rules::JOB_BACK_OFF);
        }
        self.sync_in(at.since(self.now).max(BATCH));
    }

    /// The lowest indexes that nobody works on.
    ///
    /// Upstream: `firstPendingIndexes`.
    fn pending_indexes(&self, pods: &Pods<'_>, pass: &Pass, missing: usize) -> Vec<u32> {
        let end = self.spec.completions.and_then(|end| u32::try_from(end).ok()).unwrap_or(0);
        let held = self.replaces_only_failed();
        let taken = |index: u32| {
            let there = pods.all.iter().filter(|pod| !pod.api.removed);
            let mut busy = there.filter(|pod| pod.is_active() || (held && pod.is_terminating()));
            busy.any(|pod| pod.pod.index == Some(index))
        };
        let free = (0..end).filter(|index| {
            !self.completed.has(*index) && !pass.failed_indexes.has(*index) && !taken(*index)
        });
        free.take(missing).collect()
    }

    /// From when on an index may be tried again.
    ///
    /// Upstream: `getRemainingTimePerIndex`, pkg/controller/job/backoff_utils.go.
    fn index_ready_at(&self, pods: &Pods<'_>, pass: &Pass, index: Option<u32>) -> SimTime {
        let delayed = pass.delayed.iter().find(|(known, _)| Some(*known) == index);
        let Some((place, pod)) =
            delayed.and_then(|(_, place)| Some((place, pods.all.get(*place)?)))
        else {
            return SimTime::ZERO;
        };
        let before = self.index_failures.get(*place).copied().unwrap_or_default();
        let failures = before.iter().sum::<u32>() + 1;
        Record { failures, last_failure: pod.ended_at() }.ready_at()
    }

    /// Makes a Pod for each entry, in batches of 1, 2, 4 and so on.
    fn make(&mut self, pods: &mut Pods<'_>, pass: &mut Pass, indexes: &[Option<u32>]) {
        let (mut at, mut batch, mut left) = (self.now, 1, 1);
        for index in indexes {
            if left == 0 {
                batch *= 2;
                left = batch;
                at += WRITE;
            }
            left -= 1;
            let place = pods.all.len();
            let replaced = pass.delayed.iter().find(|(known, _)| Some(*known) == *index);
            let failures = replaced.map_or([0, 0], |(_, before)| {
                let counts = pods.all.get(*before).is_some_and(|pod| self.verdict(pod).counts);
                let [counted, ignored] =
                    self.index_failures.get(*before).copied().unwrap_or_default();
                [counted + u32::from(counts), ignored + u32::from(!counts)]
            });
            self.index_failures.resize(place + 1, [0, 0]);
            if let Some(of_this) = self.index_failures.get_mut(place) {
                *of_this = failures;
            }
            let waited = self.trace.entries.iter().rposition(|entry| {
                matches!(entry.what, JobWhat::BackOff(_) | JobWhat::Suspended(false))
            });
            let before = pods.all.iter().enumerate().rev().find(|(_, pod)| pod.is_over());
            let because: Vec<Origin> = match (before, waited) {
                (Some((place, pod)), _) => vec![Origin::Pod(place, pod.api.published)],
                (None, waited) => vec![Origin::Job(waited.unwrap_or(0))],
            };
            let rule: Rule = if waited.is_some() { rules::JOB_BACK_OFF } else { rules::JOB_PODS };
            let entry = self.record(JobWhat::PodCreated(place), &because, rule);
            pods.make(at, *index, Some(entry));
            let name = pods.all.last().map(|pod| pod.trace.pod.clone()).unwrap_or_default();
            let message = format!("Created pod: {name}");
            self.event(EventType::Normal, "SuccessfulCreate", message, entry);
            pass.active += 1;
        }
    }
}
