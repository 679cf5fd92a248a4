//! What happened from outside, as marks.

#![expect(clippy::wildcard_enum_match_arm, reason = "some kinds of entries are marked among many")]

use crate::sim::rules;
use crate::sim::story::{JobEntry, JobWhat, Story};
use crate::sim::trace::{Entry, Trace, What};
use crate::view::timeline::{Mark, MarkKind};

/// What happened to a Pod from outside; its entries begin at a place of the list of all.
pub(super) fn of_pod(trace: &Trace, first: usize) -> Vec<Mark> {
    let mark = |(id, entry): (usize, &Entry)| match &entry.what {
        What::Outside(action) => Some(Mark {
            kind: MarkKind::Outside,
            at: entry.at,
            label: action.label().to_owned(),
            cause: first + id,
        }),
        _ => None,
    };
    trace.entries.iter().enumerate().filter_map(mark).collect()
}

/// What happened to the Job from outside.
pub(super) fn of_job(story: &Story) -> Vec<Mark> {
    let first = story.first().map_or(0, |trace| trace.entries.len());
    let entries = story.job.iter().flat_map(|job| job.entries.iter().enumerate());
    let mark = |(id, entry): (usize, &JobEntry)| {
        let label = match &entry.what {
            JobWhat::Suspended(true) => "suspend",
            JobWhat::Suspended(false) => "resume",
            JobWhat::Removed if entry.rule == rules::JOB_DELETED => "delete",
            _ => return None,
        };
        let (kind, label) = (MarkKind::Outside, label.to_owned());
        Some(Mark { kind, at: entry.at, label, cause: first + id })
    };
    entries.filter_map(mark).collect()
}
