//! What is to happen, in order of time.

use std::collections::{BTreeMap, VecDeque};

use crate::time::SimTime;

/// A queue of wake-ups; of those at the same instant the one that was asked for first comes first.
///
/// Probes of the same period wake at the same instants, so those are kept together.
#[derive(Debug)]
pub(super) struct Queue<T> {
    instants: BTreeMap<SimTime, VecDeque<T>>,
    /// Room that an instant before has left.
    spare: Vec<VecDeque<T>>,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { instants: BTreeMap::new(), spare: Vec::new() }
    }
}

impl<T> Queue<T> {
    /// Asks to be woken.
    pub(super) fn push(&mut self, at: SimTime, wake: T) {
        let spare = &mut self.spare;
        let wakes = self.instants.entry(at).or_insert_with(|| spare.pop().unwrap_or_default());
        wakes.push_back(wake);
    }

    /// The next wake-up and its instant.
    pub(super) fn pop(&mut self) -> Option<(SimTime, T)> {
        let mut first = self.instants.first_entry()?;
        let at = *first.key();
        let wake = first.get_mut().pop_front();
        if first.get().is_empty() {
            self.spare.push(first.remove());
        }
        Some((at, wake?))
    }

    /// The instant of the next wake-up.
    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.instants.first_key_value().map(|(at, _)| *at)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.instants.is_empty()
    }

    /// What is still to come.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.instants.values().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wakes_come_in_order_of_time_and_then_of_asking() {
        let mut queue = Queue::default();
        for (at, wake) in [(5, 'c'), (1, 'a'), (5, 'd'), (3, 'b')] {
            queue.push(SimTime(at), wake);
        }
        let order: String = std::iter::from_fn(|| queue.pop()).map(|(_, wake)| wake).collect();
        assert_eq!(order, "abcd");
        assert!(queue.is_empty());
    }
}
