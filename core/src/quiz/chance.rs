//! Numbers that follow from a seed: the same seed, the same questions in the same order.

/// A number after the other: `SplitMix64`, by Steele, Lea and Flood.
#[derive(Clone, Copy, Debug)]
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `least` to `most`, both counted in.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most.saturating_sub(least) + 1)
    }

    /// One of a list; nothing of an empty one.
    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let end = u64::try_from(list.len()).ok()?.checked_sub(1)?;
        list.get(usize::try_from(self.between(0, end)).ok()?).copied()
    }

    /// Whether something holds that holds so many times of ten.
    pub fn is(&mut self, of_ten: u64) -> bool {
        self.between(1, 10) <= of_ten
    }

    /// Puts a list into an order of chance: Fisher and Yates.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.between(0, last as u64);
            list.swap(last, usize::try_from(other).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_order_and_every_place_is_reached() {
        let shuffled = |seed| {
            let mut list = [0, 1, 2, 3, 4];
            Chance(seed).shuffle(&mut list);
            list
        };
        assert_eq!(shuffled(7), shuffled(7));
        for place in 0..5 {
            assert!((0..40).any(|seed| shuffled(seed)[place] == 0), "{place}");
        }
        assert_eq!(Chance(1).one_of::<u8>(&[]), None);
    }
}
