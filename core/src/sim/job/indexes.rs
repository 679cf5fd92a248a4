//! Completion indexes.
//!
//! Upstream: pkg/controller/job/indexed_job_utils.go.

/// A set of completion indexes; its text is that of `completedIndexes`: `0,1`, `0-2,5`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Indexes(Vec<u32>);

impl Indexes {
    /// Reads `0,2-4` as far as it goes; indexes from `end` on do not count.
    pub(super) fn parse(text: &str, end: u32) -> Self {
        let mut indexes = Self::default();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) else { break };
            for index in first..=last.min(end.saturating_sub(1)) {
                indexes.insert(index);
            }
        }
        indexes
    }

    pub(super) fn insert(&mut self, index: u32) {
        if let Err(place) = self.0.binary_search(&index) {
            self.0.insert(place, index);
        }
    }

    pub(super) fn has(&self, index: u32) -> bool {
        self.0.binary_search(&index).is_ok()
    }

    pub(super) fn total(&self) -> usize {
        self.0.len()
    }

    /// How many of them are in the other set, too.
    pub(super) fn common(&self, other: &Self) -> usize {
        self.0.iter().filter(|index| other.has(**index)).count()
    }

    pub(super) fn text(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut rest = self.0.as_slice();
        while let Some(first) = rest.first() {
            let run = rest.iter().zip(*first..).take_while(|(index, next)| *index == next).count();
            let last = first + u32::try_from(run).unwrap_or(1) - 1;
            parts.push(match run {
                1 => first.to_string(),
                2 => format!("{first},{last}"),
                _ => format!("{first}-{last}"),
            });
            rest = rest.get(run..).unwrap_or_default();
        }
        parts.join(",")
    }
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
}
