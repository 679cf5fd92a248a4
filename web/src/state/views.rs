//! The views that the core draws: which is shown, what it is asked for, and its last answer.

use podlife_core::text::Span;
use podlife_core::time::SimTime;

use super::words::word;

/// What a person says of the cost: how many Pods, and what a CPU and a GiB cost an hour.
pub(crate) const FIELDS: [&str; 3] =
    [word("Replicas"), word("Price of a CPU hour"), word("Price of a GiB hour")];

/// The view that is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Views {
    /// The piece of a page, and what goes with it.
    pub(crate) answer: Vec<String>,
    /// What is typed into [`FIELDS`].
    pub(crate) typed: [String; 3],
    /// How many pixels there are; 0 before it is known.
    width: u32,
    /// What was asked last.
    asked: String,
    is_busy: bool,
}

/// What happens to them.
#[derive(Clone, Debug)]
pub(crate) enum ViewAction {
    /// The core answered.
    Answered(Vec<String>),
    /// The page says how wide the view is, `580`, or which place was chosen, `12 34`.
    Said(String),
    /// Something is typed into a field.
    Typed(usize, String),
}

impl Views {
    /// What the core is to be asked, where the last answer is to something else; `of` tells one state of the Pod
    /// from others.
    pub(crate) fn question(&mut self, what: &str, now: SimTime, of: &str) -> Option<String> {
        if self.width == 0 || self.is_busy {
            return None;
        }
        let [replicas, cpu, memory] = &self.typed;
        let asked = format!("{what}\n{of}\n{}\n{replicas}\n{cpu}\n{memory}", self.width);
        if asked == self.asked {
            return None;
        }
        self.is_busy = true;
        let question = format!("{what}\n{}\n{}\n{replicas}\n{cpu}\n{memory}", now.0, self.width);
        self.asked = asked;
        Some(question)
    }

    /// The text is another one.
    pub(crate) fn forget(&mut self) {
        self.asked.clear();
    }

    /// Another view is shown.
    pub(crate) fn leave(&mut self) {
        self.forget();
        self.answer.clear();
    }

    /// Something happened; the place of the text that it leads to.
    pub(crate) fn apply(&mut self, action: ViewAction) -> Option<Span> {
        match action {
            ViewAction::Answered(answer) => {
                self.is_busy = false;
                // Nobody wants an answer about what is not shown any more.
                if !self.asked.is_empty() {
                    self.answer = answer;
                }
            }
            ViewAction::Said(said) => {
                let Some((start, end)) = said.split_once(' ') else {
                    self.width = said.parse().unwrap_or_default();
                    return None;
                };
                return Some(Span::new(start.parse().ok()?, end.parse().ok()?));
            }
            ViewAction::Typed(field, text) => {
                if let Some(typed) = self.typed.get_mut(field) {
                    *typed = text;
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_asked_once_and_one_thing_at_a_time() {
        let mut views = Views::default();
        assert_eq!(views.question("pod", SimTime(0), "a"), None);
        assert_eq!(views.apply(ViewAction::Said("580".to_owned())), None);
        let asked = views.question("pod", SimTime(5), "a");
        assert_eq!(asked.as_deref(), Some("pod\n5\n580\n\n\n"));
        assert_eq!(views.question("pod", SimTime(9), "b"), None);
        views.apply(ViewAction::Answered(vec!["page".to_owned()]));
        assert_eq!(views.question("pod", SimTime(6), "a"), None);
        views.apply(ViewAction::Typed(0, "3".to_owned()));
        let asked = views.question("pod", SimTime(6), "a");
        assert_eq!(asked.as_deref(), Some("pod\n6\n580\n3\n\n"));
        views.leave();
        views.apply(ViewAction::Answered(vec!["late".to_owned()]));
        assert!(views.answer.is_empty());
    }

    #[test]
    fn a_chosen_place_is_one_of_the_text() {
        let said = ViewAction::Said("12 34".to_owned());
        assert_eq!(Views::default().apply(said), Some(Span::new(12, 34)));
    }
}
