//! When a question is asked again: FSRS-5, the free spaced repetition scheduler.
//!
//! Source: the algorithm and its default parameters, <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>.
//! The crates that implement it bring a calendar or an optimizer along, each heavier than this whole page.

/// The default parameters of FSRS-5.
const W: [f64; 19] = [
    0.402_55, 1.183_85, 3.173, 15.691_05, 7.194_9, 0.534_5, 1.460_4, 0.004_6, 1.545_75, 0.119_2,
    1.019_25, 1.939_5, 0.11, 0.296_05, 2.269_8, 0.231_5, 2.989_8, 0.516_55, 0.662_1,
];

/// The curve of forgetting.
const DECAY: f64 = -0.5;
const FACTOR: f64 = 19.0 / 81.0;

/// How likely it should be that an answer is still known when it is asked again.
const RETENTION: f64 = 0.9;

/// How an answer went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rating {
    /// Wrong.
    Again = 1,
    /// Right with hints, or after all but a part.
    Hard = 2,
    /// Right.
    Good = 3,
}

/// What is remembered of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Card {
    /// After how many days it is still known nine times of ten.
    pub(crate) stability: f64,
    /// From 1 to 10.
    pub(crate) difficulty: f64,
    /// The day of the last answer, counted from 1970.
    pub(crate) last: i64,
    /// The day on which it is asked again.
    pub(crate) due: i64,
}

impl Card {
    /// After the first answer.
    pub(crate) fn first(rating: Rating, day: i64) -> Self {
        let stability = match rating {
            Rating::Again => W[0],
            Rating::Hard => W[1],
            Rating::Good => W[2],
        };
        Self { stability, difficulty: first_difficulty(rating), last: day, due: day }
            .planned(rating)
    }

    /// After another answer.
    pub(crate) fn next(self, rating: Rating, day: i64) -> Self {
        let elapsed = days(day - self.last);
        let stability = if elapsed < 1.0 {
            self.stability * (W[17] * (grade(rating) - 3.0 + W[18])).exp()
        } else {
            self.after(rating, (1.0 + FACTOR * elapsed / self.stability.max(0.01)).powf(DECAY))
        };
        let change = -W[6] * (grade(rating) - 3.0);
        let damped = self.difficulty + change * (10.0 - self.difficulty) / 9.0;
        let difficulty = W[7] * (W[4] - (W[5] * 3.0).exp() + 1.0) + (1.0 - W[7]) * damped;
        let difficulty = difficulty.clamp(1.0, 10.0);
        Self { stability: stability.clamp(0.01, 36_500.0), difficulty, last: day, due: day }
            .planned(rating)
    }

    fn after(self, rating: Rating, known: f64) -> f64 {
        if rating == Rating::Again {
            let lapse = W[11]
                * self.difficulty.powf(-W[12])
                * ((self.stability + 1.0).powf(W[13]) - 1.0)
                * (W[14] * (1.0 - known)).exp();
            return lapse.min(self.stability);
        }
        let hard = if rating == Rating::Hard { W[15] } else { 1.0 };
        let growth = W[8].exp()
            * (11.0 - self.difficulty)
            * self.stability.powf(-W[9])
            * ((W[10] * (1.0 - known)).exp() - 1.0)
            * hard;
        self.stability * (1.0 + growth)
    }

    fn planned(self, rating: Rating) -> Self {
        let days = self.stability / FACTOR * (RETENTION.powf(1.0 / DECAY) - 1.0);
        #[expect(clippy::cast_possible_truncation, reason = "a hundred years of days at most")]
        let days = days.round() as i64;
        // What was wrong comes again on the same day.
        let least = i64::from(rating != Rating::Again);
        Self { due: self.last + days.max(least), ..self }
    }
}

fn grade(rating: Rating) -> f64 {
    f64::from(rating as u8)
}

fn first_difficulty(rating: Rating) -> f64 {
    (W[4] - (W[5] * (grade(rating) - 1.0)).exp() + 1.0).clamp(1.0, 10.0)
}

#[expect(clippy::cast_precision_loss, reason = "days are few")]
fn days(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_answer_comes_again_later_each_time_and_a_wrong_one_soon() {
        let mut card = Card::first(Rating::Good, 100);
        let mut before = card.due - card.last;
        assert_eq!(before, 3);
        for _ in 0..4 {
            card = card.next(Rating::Good, card.due);
            assert!(card.due - card.last > before, "{card:?}");
            before = card.due - card.last;
        }
        let lapsed = card.next(Rating::Again, card.due);
        assert!(lapsed.due - lapsed.last < before / 4, "{lapsed:?}");
        assert_eq!(Card::first(Rating::Again, 100).due, 100);
        assert!(Card::first(Rating::Hard, 100).due < Card::first(Rating::Good, 100).due);
    }

    #[test]
    fn stability_difficulty_and_days_are_those_of_the_reference() {
        // py-fsrs 4.1.2 without learning steps and fuzz, each answer on the day that it is due.
        let good = [
            (3.173, 5.2824, 3),
            (10.7389, 5.273, 11),
            (34.5776, 5.2635, 35),
            (100.7483, 5.2542, 101),
            (269.2838, 5.2448, 269),
        ];
        let lapsed = [
            (3.173, 5.2824, 3),
            (10.7389, 5.273, 11),
            (2.1858, 6.7906, 2),
            (6.08, 6.7742, 6),
            (8.466, 7.2789, 8),
        ];
        let (all_good, with_lapse) = (
            [Rating::Good; 5],
            [Rating::Good, Rating::Good, Rating::Again, Rating::Good, Rating::Hard],
        );
        for (ratings, expected) in [(all_good, good), (with_lapse, lapsed)] {
            let mut card: Option<Card> = None;
            for (rating, (stability, difficulty, days)) in ratings.into_iter().zip(expected) {
                let next =
                    card.map_or_else(|| Card::first(rating, 0), |it| it.next(rating, it.due));
                assert!((next.stability - stability).abs() < 0.0006, "{next:?}, not {stability}");
                assert!(
                    (next.difficulty - difficulty).abs() < 0.0006,
                    "{next:?}, not {difficulty}"
                );
                assert_eq!(next.due - next.last, days, "{next:?}");
                card = Some(next);
            }
        }
    }

    #[test]
    fn a_card_stays_within_its_bounds() {
        let mut card = Card::first(Rating::Again, 0);
        for day in 0..400 {
            let rating = if day % 3 == 0 { Rating::Good } else { Rating::Again };
            card = card.next(rating, day);
            assert!((1.0..=10.0).contains(&card.difficulty), "{card:?}");
            assert!(card.stability > 0.0 && card.due >= card.last, "{card:?}");
        }
    }
}
