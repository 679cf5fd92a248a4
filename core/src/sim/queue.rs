//! What is to happen, in order of time.

use std::collections::BTreeMap;

use crate::time::SimTime;

/// A queue of wake-ups; of those at the same instant the one that was asked for first comes first.
#[derive(Debug)]
pub(super) struct Queue<T> {
    entries: BTreeMap<(SimTime, u64), T>,
    next: u64,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), next: 0 }
    }
}

impl<T> Queue<T> {
    /// Asks to be woken.
    pub(super) fn push(&mut self, at: SimTime, wake: T) {
        self.entries.insert((at, self.next), wake);
        self.next += 1;
    }

    /// The next wake-up and its instant.
    pub(super) fn pop(&mut self) -> Option<(SimTime, T)> {
        self.entries.pop_first().map(|((at, _), wake)| (at, wake))
    }

    /// The instant of the next wake-up.
    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.entries.first_key_value().map(|((at, _), _)| *at)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What is still to come.
    pub(super) fn iter(&self) -> impl Iterator<Item = (SimTime, &T)> {
        self.entries.iter().map(|((at, _), wake)| (*at, wake))
    }
}
