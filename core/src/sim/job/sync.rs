//! One pass of the Job controller.
//!
//! Upstream: `syncJob`, pkg/controller/job/job_controller.go.

use crate::sim::Sim;
use crate::sim::job::failure_policy::{self, Verdict};
use crate::sim::job::indexes::Indexes;
use crate::sim::job::{Controller, Record};
use crate::sim::world::Pods;
use crate::time::{SimDuration, SimTime};

/// A condition that ends the Job, before or after its Pods are gone.
#[derive(Clone, Debug)]
pub(super) struct Finish {
    pub(super) succeeded: bool,
    pub(super) reason: String,
    pub(super) message: String,
}

impl Finish {
    fn failed(reason: &str, message: &str) -> Self {
        Self { succeeded: false, reason: reason.to_owned(), message: message.to_owned() }
    }

    /// The condition that is set first, and the one when no Pod is left.
    pub(super) fn types(&self) -> (&'static str, &'static str) {
        if self.succeeded {
            ("SuccessCriteriaMet", "Complete")
        } else {
            ("FailureTarget", "Failed")
        }
    }
}

/// What a pass has found and done so far.
pub(super) struct Pass {
    pub(super) active: usize,
    pub(super) ready: usize,
    pub(super) terminating: usize,
    pub(super) succeeded: usize,
    /// The Pod that stands for each index whose next try is not made yet.
    pub(super) delayed: Vec<(u32, usize)>,
    pub(super) failed_indexes: Indexes,
}

pub(super) fn count(number: usize) -> Option<i32> {
    i32::try_from(number).ok()
}

pub(super) fn seconds(value: Option<i64>) -> Option<SimDuration> {
    value.and_then(|value| u64::try_from(value).ok()).map(SimDuration::from_secs)
}

impl Controller<'_> {
    pub(super) fn verdict(&self, pod: &Sim<'_>) -> Verdict {
        let policy = self.spec.pod_failure_policy.as_ref();
        failure_policy::judge(policy, self.job.namespace, &pod.trace.pod, pod.shown())
    }

    /// Upstream: `onlyReplaceFailedPods`.
    pub(super) fn replaces_only_failed(&self) -> bool {
        self.spec.pod_replacement_policy.as_deref() == Some("Failed")
            || self.spec.pod_failure_policy.is_some()
    }

    /// Upstream: `isPodFailed`.
    fn has_failed(&self, pod: &Sim<'_>) -> bool {
        pod.has_phase("Failed")
            || (!self.replaces_only_failed() && pod.is_deleting() && !pod.has_phase("Succeeded"))
    }

    /// The index of a Pod, if it counts.
    pub(super) fn index_of(&self, pod: &Sim<'_>) -> Option<u32> {
        let end = self.spec.completions.and_then(|end| u32::try_from(end).ok())?;
        pod.pod.index.filter(|index| *index < end)
    }

    /// Whether a Pod has ended in this way, and has not been counted.
    fn is_new(&self, place: usize, pod: &Sim<'_>, succeeded: bool) -> bool {
        let uncounted = if succeeded { &self.uncounted_succeeded } else { &self.uncounted_failed };
        !pod.api.removed
            && pod.is_tracked()
            && !uncounted.contains(&place)
            && (!self.job.is_indexed() || self.index_of(pod).is_some())
            && if succeeded { pod.has_phase("Succeeded") } else { self.has_failed(pod) }
    }

    /// One pass.
    pub(super) fn sync(&mut self, pods: &mut Pods<'_>) {
        let there = |pod: &&Sim<'_>| !pod.api.removed;
        let active = || pods.all.iter().filter(there).filter(|pod| pod.is_active());
        let mut pass = Pass {
            active: active().count(),
            ready: active().filter(|pod| pod.shows_ready()).count(),
            terminating: pods.all.iter().filter(there).filter(|pod| pod.is_terminating()).count(),
            succeeded: 0,
            delayed: Vec::new(),
            failed_indexes: Indexes::default(),
        };
        let new = |succeeded| -> Vec<usize> {
            let all = pods.all.iter().enumerate();
            all.filter(|(place, pod)| self.is_new(*place, pod, succeeded))
                .map(|(place, _)| place)
                .collect()
        };
        let (new_succeeded, new_failed) = (new(true), new(false));
        let pod = |place: &usize| pods.all.get(*place);
        let counting = new_failed.iter().filter_map(pod).filter(|pod| self.verdict(pod).counts);
        let failed = number(self.status.failed) + counting.count() + self.uncounted_failed.len();
        pass.succeeded =
            number(self.status.succeeded) + new_succeeded.len() + self.uncounted_succeeded.len();
        if self.started_at.is_none() && !self.suspended {
            self.started_at = Some(self.now);
        }
        self.back_off = self.next_back_off(pods, &new_succeeded, &new_failed);
        let mut finish = self.decided();
        if finish.is_none() {
            finish = self.failure(pods, failed);
        }
        let completed_before = self.completed.clone();
        if self.job.is_indexed() {
            let indexes = new_succeeded.iter().filter_map(pod);
            for index in indexes.filter_map(|pod| self.index_of(pod)).collect::<Vec<_>>() {
                self.completed.insert(index);
            }
            pass.succeeded = self.completed.total();
            if self.spec.backoff_limit_per_index.is_some() {
                self.look_at_indexes(pods, &mut pass);
                finish = finish.or_else(|| self.failed_indexes(&pass));
            }
            finish = finish.or_else(|| self.success_policy());
        }
        let mut changed = completed_before != self.completed;
        if finish.is_some() {
            self.delete_pods(pods, &mut pass, false);
        } else {
            self.manage(pods, &mut pass);
            let wanted = self.spec.completions.and_then(|wanted| usize::try_from(wanted).ok());
            let enough = wanted.map_or(pass.succeeded > 0, |wanted| pass.succeeded >= wanted);
            if enough && pass.active == 0 {
                finish = Some(Finish {
                    succeeded: true,
                    reason: "CompletionsReached".to_owned(),
                    message: "Reached expected number of succeeded pods".to_owned(),
                });
            } else {
                changed |= self.show_suspended();
            }
        }
        self.track(pods, &pass, &new_failed, finish.as_ref(), changed);
    }

    /// Upstream: `newBackoffRecord`, pkg/controller/job/backoff_utils.go.
    fn next_back_off(&self, pods: &Pods<'_>, succeeded: &[usize], failed: &[usize]) -> Record {
        let ends = |places: &[usize]| -> Vec<SimTime> {
            let pods = places.iter().filter_map(|place| pods.all.get(*place));
            pods.map(Sim::ended_at).collect()
        };
        let failures = ends(failed);
        let last_success = ends(succeeded).into_iter().max();
        let mut record = if last_success.is_some() { Record::default() } else { self.back_off };
        for at in failures {
            if last_success.is_none_or(|success| at > success) {
                record.failures += 1;
                record.last_failure = record.last_failure.max(at);
            }
        }
        record
    }

    /// What an earlier pass has decided.
    fn decided(&self) -> Option<Finish> {
        let known = self.condition("SuccessCriteriaMet").or(self.condition("FailureTarget"))?;
        Some(Finish {
            succeeded: known.type_ == "SuccessCriteriaMet",
            reason: known.reason.clone().unwrap_or_default(),
            message: known.message.clone().unwrap_or_default(),
        })
    }

    /// Why the Job fails, if it does.
    fn failure(&mut self, pods: &Pods<'_>, failed: usize) -> Option<Finish> {
        let mut there = pods.all.iter().filter(|pod| !pod.api.removed);
        let refused = there.clone().filter(|pod| self.has_failed(pod));
        if self.spec.pod_failure_policy.is_some()
            && let Some(why) = refused.clone().find_map(|pod| self.verdict(pod).fails_job)
        {
            return Some(Finish::failed("PodFailurePolicy", &why));
        }
        let limit = self.spec.backoff_limit.unwrap_or(6);
        let restarts: i32 = if self.pod_policy_is_on_failure() {
            let running = there.by_ref().filter(|pod| !pod.is_over());
            running.map(Sim::restarts).sum()
        } else {
            0
        };
        let past_limit = usize::try_from(limit).is_ok_and(|limit| failed > limit)
            || (restarts > 0 && restarts >= limit);
        if past_limit {
            let message = "Job has reached the specified backoff limit";
            return Some(Finish::failed("BackoffLimitExceeded", message));
        }
        let deadline = seconds(self.spec.active_deadline_seconds).filter(|_| !self.suspended)?;
        let over = self.started_at?.whole_seconds() + deadline;
        if over <= self.now {
            let message = "Job was active longer than specified deadline";
            return Some(Finish::failed("DeadlineExceeded", message));
        }
        self.sync_in(over.since(self.now));
        None
    }

    fn pod_policy_is_on_failure(&self) -> bool {
        let spec = self.spec.template.spec.as_ref();
        spec.and_then(|spec| spec.restart_policy.as_deref()) == Some("OnFailure")
    }

    /// Which indexes have failed for good, and which Pods stand for those that are tried again.
    ///
    /// Upstream: `calculateFailedIndexes` and `getPodsWithDelayedDeletionPerIndex`.
    fn look_at_indexes(&self, pods: &Pods<'_>, pass: &mut Pass) {
        let end = self.spec.completions.and_then(|end| u32::try_from(end).ok()).unwrap_or(0);
        let known = self.status.failed_indexes.as_deref().unwrap_or_default();
        pass.failed_indexes = Indexes::parse(known, end);
        let limit = self.spec.backoff_limit_per_index.unwrap_or(0);
        let limit = u32::try_from(limit).unwrap_or(0);
        let failed = || {
            let all = pods.all.iter().enumerate();
            all.filter(|(_, pod)| !pod.api.removed && pod.is_tracked() && self.has_failed(pod))
                .filter_map(|(place, pod)| Some((place, pod, self.index_of(pod)?)))
        };
        for (place, pod, index) in failed() {
            let verdict = self.verdict(pod);
            let [before, _] = self.index_failures.get(place).copied().unwrap_or_default();
            if verdict.fails_index || (verdict.counts && before >= limit) {
                pass.failed_indexes.insert(index);
            }
        }
        for (place, _, index) in failed() {
            let active = pods.all.iter().filter(|pod| !pod.api.removed && pod.is_active());
            let is_active = active.filter_map(|pod| self.index_of(pod)).any(|known| known == index);
            if !is_active && !self.completed.has(index) && !pass.failed_indexes.has(index) {
                pass.delayed.retain(|(known, _)| *known != index);
                pass.delayed.push((index, place));
            }
        }
    }

    fn failed_indexes(&self, pass: &Pass) -> Option<Finish> {
        let failed = pass.failed_indexes.total();
        let at_most = self.spec.max_failed_indexes.and_then(|most| usize::try_from(most).ok());
        if at_most.is_some_and(|most| failed > most) {
            let message = "Job has exceeded the specified maximal number of failed indexes";
            return Some(Finish::failed("MaxFailedIndexesExceeded", message));
        }
        let all = number(self.spec.completions);
        (failed > 0 && failed + self.completed.total() >= all)
            .then(|| Finish::failed("FailedIndexes", "Job has failed indexes"))
    }

    /// Upstream: `matchSuccessPolicy`, pkg/controller/job/success_policy.go.
    fn success_policy(&self) -> Option<Finish> {
        let end = self.spec.completions.and_then(|end| u32::try_from(end).ok())?;
        let mut rules = self.spec.success_policy.iter().flat_map(|policy| &policy.rules);
        let met = rules.position(|rule| {
            let least = rule.succeeded_count.and_then(|least| usize::try_from(least).ok());
            match &rule.succeeded_indexes {
                Some(text) => {
                    let wanted = Indexes::parse(text, end);
                    let done = wanted.common(&self.completed);
                    done >= least.unwrap_or(wanted.total())
                }
                None => least.is_some_and(|least| self.completed.total() >= least),
            }
        })?;
        Some(Finish {
            succeeded: true,
            reason: "SuccessPolicy".to_owned(),
            message: format!("Matched rules at index {met}"),
        })
    }
}

pub(super) fn number(value: Option<i32>) -> usize {
    value.and_then(|value| usize::try_from(value).ok()).unwrap_or(0)
}
