//! To count the Pods that have ended, and to say how the Job stands.
//!
//! Upstream: `trackJobStatusAndRemoveFinalizers` and `enactJobFinished`, pkg/controller/job/job_controller.go.

use k8s_openapi::api::batch::v1::{JobCondition, UncountedTerminatedPods};

use crate::sim::job::sync::{Finish, Pass, count, number, seconds};
use crate::sim::job::{BATCH, Controller, WRITE};
use crate::sim::rules;
use crate::sim::story::JobWhat;
use crate::sim::trace::EventType;
use crate::sim::world::Pods;

impl Controller<'_> {
    /// Sets the condition `Suspended`; whether it has changed.
    pub(super) fn show_suspended(&mut self) -> bool {
        let value = if self.suspended { "True" } else { "False" };
        let known =
            self.status.conditions.iter().flatten().find(|known| known.type_ == "Suspended");
        let before = known.map(|known| known.status.as_str());
        if before == Some(value) || (before.is_none() && !self.suspended) {
            return false;
        }
        // The deadline counts anew when the Job is resumed.
        self.started_at = (!self.suspended).then_some(self.now);
        let (reason, event, message) = if self.suspended {
            ("JobSuspended", "Suspended", "Job suspended")
        } else {
            ("JobResumed", "Resumed", "Job resumed")
        };
        self.set_condition("Suspended", value, reason, message);
        let because = self.trace.entries.len() - 1;
        self.event(EventType::Normal, event, message.to_owned(), because);
        true
    }

    fn set_condition(&mut self, type_: &str, status: &str, reason: &str, message: &str) {
        let fresh = JobCondition {
            type_: type_.to_owned(),
            status: status.to_owned(),
            reason: Some(reason.to_owned()),
            message: Some(message.to_owned()),
            ..JobCondition::default()
        };
        let conditions = self.status.conditions.get_or_insert_default();
        match conditions.iter_mut().find(|known| known.type_ == type_) {
            Some(known) => *known = fresh,
            None => conditions.push(fresh),
        }
    }

    /// Counts the Pods that have ended, lets go of them, and says when the Job is over.
    ///
    /// `failed` are the Pods that had failed when the pass began: what it deletes itself is not among them.
    pub(super) fn track(
        &mut self,
        pods: &mut Pods<'_>,
        pass: &Pass,
        failed: &[usize],
        finish: Option<&Finish>,
        changed: bool,
    ) {
        let before = self.status.clone();
        let mut changed = changed;
        let failing = finish.is_some_and(|finish| !finish.succeeded);
        let mut done = Vec::new();
        for (place, pod) in pods.all.iter().enumerate() {
            if pod.api.removed || !pod.is_tracked() {
                continue;
            }
            let failed = failed.contains(&place);
            let is_delayed = pass.delayed.iter().any(|(_, delayed)| *delayed == place);
            let succeeded = pod.has_phase("Succeeded");
            if !(finish.is_some() || succeeded || (failed && !is_delayed)) {
                continue;
            }
            done.push(place);
            let counts = !self.job.is_indexed() || self.index_of(pod).is_some();
            if succeeded && !self.uncounted_failed.contains(&place) {
                if !self.job.is_indexed() && !self.uncounted_succeeded.contains(&place) {
                    self.uncounted_succeeded.push(place);
                }
            } else if (failed || failing)
                && counts
                && self.verdict(pod).counts
                && !self.uncounted_failed.contains(&place)
            {
                self.uncounted_failed.push(place);
            }
        }
        changed |= !self.uncounted_succeeded.is_empty() || !self.uncounted_failed.is_empty();
        if let Some(finish) = finish {
            let (first, _) = finish.types();
            if self.condition(first).is_none() {
                self.set_condition(first, "True", &finish.reason, &finish.message);
                changed = true;
            }
        }
        self.fill_status(pass, pods);
        if changed || self.status != before {
            self.publish();
        }
        let counted = !(self.uncounted_succeeded.is_empty() && self.uncounted_failed.is_empty());
        for place in done {
            if let Some(pod) = pods.all.get_mut(place) {
                pod.untrack(self.now);
            }
        }
        self.now += WRITE;
        if !self.job.is_indexed() {
            let more = self.uncounted_succeeded.len();
            self.status.succeeded =
                count(number(self.status.succeeded) + more).filter(|count| *count != 0);
        }
        let more = self.uncounted_failed.len();
        self.status.failed = count(number(self.status.failed) + more).filter(|count| *count != 0);
        self.uncounted_succeeded.clear();
        self.uncounted_failed.clear();
        self.status.uncounted_terminated_pods = Some(UncountedTerminatedPods::default());
        let mut over = None;
        if let Some(finish) = finish
            && pass.terminating == 0
        {
            let (_, last) = finish.types();
            self.set_condition(last, "True", &finish.reason, &finish.message);
            over = Some(finish.clone());
        }
        if counted || over.is_some() {
            self.publish();
        }
        if let Some(finish) = over {
            self.say_finished(&finish);
        }
    }

    /// Writes the counts into the status.
    fn fill_status(&mut self, pass: &Pass, pods: &Pods<'_>) {
        let uids = |places: &[usize]| -> Option<Vec<String>> {
            let names = places.iter().filter_map(|place| pods.all.get(*place));
            let names: Vec<String> = names.map(|pod| pod.trace.pod.clone()).collect();
            (!names.is_empty()).then_some(names)
        };
        self.status.uncounted_terminated_pods = Some(UncountedTerminatedPods {
            failed: uids(&self.uncounted_failed),
            succeeded: uids(&self.uncounted_succeeded),
        });
        self.status.active = count(pass.active).filter(|count| *count != 0);
        self.status.ready = count(pass.ready);
        self.status.terminating = count(pass.terminating);
        if self.job.is_indexed() {
            self.status.succeeded = count(self.completed.total()).filter(|count| *count != 0);
            let text = self.completed.text();
            self.status.completed_indexes = (!text.is_empty()).then_some(text);
            if self.spec.backoff_limit_per_index.is_some() {
                self.status.failed_indexes = Some(pass.failed_indexes.text());
            }
        }
    }

    fn publish(&mut self) {
        let status = JobWhat::Status(Box::new(self.status.clone()));
        self.record(status, &[], rules::JOB_STATUS);
        self.sync_in(BATCH);
    }

    /// Upstream: `recordJobFinished`.
    fn say_finished(&mut self, finish: &Finish) {
        let because = self.trace.entries.len() - 1;
        if finish.succeeded {
            let wanted = self.spec.completions.unwrap_or(i32::MAX);
            if self.status.succeeded.unwrap_or(0) > wanted {
                let message = "Too many succeeded pods running after completion count reached";
                let (kind, reason) = (EventType::Warning, "TooManySucceededPods");
                self.event(kind, reason, message.to_owned(), because);
            }
            self.event(EventType::Normal, "Completed", "Job completed".to_owned(), because);
        } else {
            let (reason, message) = (finish.reason.clone(), finish.message.clone());
            self.event(EventType::Warning, &reason, message, because);
        }
        let ttl = self.spec.ttl_seconds_after_finished.map(i64::from);
        self.expires_at =
            seconds(ttl).map(|ttl| (self.now.whole_seconds() + ttl).max(self.now + WRITE));
        self.sync_at = None;
    }
}
