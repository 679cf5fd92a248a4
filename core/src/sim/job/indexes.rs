//! Completion indexes.
//!
//! Upstream: pkg/controller/job/indexed_job_utils.go.

/// A set of completion indexes; its text is that of `completedIndexes`: `0,1`, `0-2,5`.
///
/// It is kept as ranges, the first and the last index of each, in their order and not next to each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Indexes(Vec<(u32, u32)>);

impl Indexes {
    /// Reads `0,2-4` as far as it goes; indexes from `end` on do not count.
    pub(super) fn parse(text: &str, end: u32) -> Self {
        let mut indexes = Self::default();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) else { break };
            if first < end {
                indexes.add(first, last.min(end - 1));
            }
        }
        indexes
    }

    pub(super) fn insert(&mut self, index: u32) {
        self.add(index, index);
    }

    /// Joins a range with those that it touches.
    fn add(&mut self, first: u32, last: u32) {
        let from = self.0.partition_point(|known| known.1 < first.saturating_sub(1));
        let to = self.0.partition_point(|known| known.0 <= last.saturating_add(1)).max(from);
        let (mut first, mut last) = (first, last);
        for known in self.0.drain(from..to) {
            (first, last) = (first.min(known.0), last.max(known.1));
        }
        self.0.insert(from, (first, last));
    }

    pub(super) fn has(&self, index: u32) -> bool {
        let place = self.0.partition_point(|known| known.1 < index);
        self.0.get(place).is_some_and(|known| known.0 <= index)
    }

    pub(super) fn total(&self) -> usize {
        self.0.iter().copied().map(size).sum()
    }

    /// How many of them are in the other set, too.
    pub(super) fn common(&self, other: &Self) -> usize {
        let pairs = self.0.iter().flat_map(|one| other.0.iter().map(move |two| (one, two)));
        let both = pairs.map(|(one, two)| (one.0.max(two.0), one.1.min(two.1)));
        both.filter(|(first, last)| first <= last).map(size).sum()
    }

    pub(super) fn text(&self) -> String {
        let parts = self.0.iter().map(|range| match (range, size(*range)) {
            ((first, _), 1) => first.to_string(),
            ((first, last), 2) => format!("{first},{last}"),
            ((first, last), _) => format!("{first}-{last}"),
        });
        parts.collect::<Vec<_>>().join(",")
    }
}

/// How many indexes a range holds.
fn size((first, last): (u32, u32)) -> usize {
    usize::try_from(last - first).unwrap_or(usize::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_the_status_says() {
        for text in ["", "0", "0,1", "0-2", "1,3,4,7-9"] {
            assert_eq!(Indexes::parse(text, 100).text(), text);
        }
        assert_eq!(Indexes::parse("0-9", 3).text(), "0-2");
    }

    #[test]
    fn ranges_that_touch_are_one() {
        let mut indexes = Indexes::parse("0-2,6,9", 10);
        for (index, text) in [(4, "0-2,4,6,9"), (3, "0-4,6,9"), (5, "0-6,9"), (5, "0-6,9")] {
            indexes.insert(index);
            assert_eq!(indexes.text(), text);
        }
        assert_eq!(indexes.total(), 8);
        assert_eq!([6, 7, 8, 9].map(|index| indexes.has(index)), [true, false, false, true]);
        assert_eq!(Indexes::parse("1,5-7", 10).common(&indexes), 3);
        assert_eq!(Indexes::parse("0-4294967295", u32::MAX).total(), 4_294_967_295);
    }
}
