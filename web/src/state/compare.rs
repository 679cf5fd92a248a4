//! What the text is compared with, and what became of it.

use std::rc::Rc;

use podlife_core::analysis::Comparison;
use podlife_core::time::SimTime;

use super::instants;
use crate::report::Run;

/// Lives beside each other, while they are shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Compare {
    /// What is compared, as it stands in a link: `forms`; empty where nothing is.
    pub(crate) with: String,
    /// What the core says of it, without the runs; nothing before it has answered.
    pub(crate) told: Option<Comparison>,
    /// The life of each side, where it has one, and what is different in it.
    pub(crate) lives: Vec<Option<(Run, Rc<Vec<usize>>)>>,
}

impl Compare {
    /// Whether something is compared.
    pub(crate) fn is_open(&self) -> bool {
        !self.with.is_empty()
    }

    /// The core answered.
    pub(crate) fn answered(&mut self, mut told: Comparison) {
        let lives = told.sides.iter_mut().map(|side| {
            let run = side.run.take()?;
            Some((Run::new(run), Rc::new(std::mem::take(&mut side.changed))))
        });
        self.lives = lives.collect();
        self.told = Some(told);
    }

    /// The next moment of any side after `now`, or the previous one.
    pub(crate) fn step(&self, now: SimTime, forward: bool) -> Option<SimTime> {
        let runs = self.lives.iter().flatten();
        if forward {
            runs.map(|(run, _)| instants::next(run, now)).min()
        } else {
            runs.map(|(run, _)| instants::previous(run, now)).max()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::comparison;
    use podlife_core::analysis::{Options, compare};

    #[test]
    fn all_sides_are_gone_through_together() {
        let text = "spec:\n  containers:\n  - {name: app, image: nginx:1.29}\n  - {name: proxy, image: b}\n";
        let written = compare(text, &Options::default(), "forms", text);
        let mut compare = Compare { with: "forms".to_owned(), ..Compare::default() };
        compare.answered(comparison(&serde_json::to_string(&written).unwrap()));
        assert_eq!(compare.lives.iter().flatten().count(), 3);
        let end = written.end;
        let (mut now, mut steps) = (SimTime::ZERO, 0);
        while now < end {
            now = compare.step(now, true).unwrap();
            steps += 1;
        }
        assert!(steps > 20, "{steps}");
        assert!(compare.step(end, false).unwrap() < end);
        assert_eq!(Compare::default().step(end, true), None);
    }
}
