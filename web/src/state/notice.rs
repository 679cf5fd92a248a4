//! What the page has to say for a while, and what it offers with it.

/// What is offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Offered {
    /// Nothing: it goes by itself.
    #[default]
    Nothing,
    /// Nothing, and it stays until somebody closes it.
    Lasting,
    /// The text that was kept; it stays until somebody decides.
    Kept,
    /// The text before the one that took its place.
    Undo {
        /// The text before.
        before: String,
        /// The one that took its place.
        after: String,
    },
}

/// Something that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The words; empty where there is nothing to say.
    pub(crate) words: String,
    /// What is offered with them.
    pub(crate) offered: Offered,
    /// How many came before it: tells it from others.
    pub(crate) number: u32,
}

impl Notice {
    /// Something else is said.
    pub(crate) fn say(&mut self, words: &str, offered: Offered) {
        words.clone_into(&mut self.words);
        self.offered = offered;
        self.number += 1;
    }

    /// It is over, where it is still the one of this number.
    pub(crate) fn forget(&mut self, number: u32) {
        if number == self.number {
            self.close();
        }
    }

    /// It is over.
    pub(crate) fn close(&mut self) {
        self.words.clear();
        self.offered = Offered::Nothing;
    }

    /// Whether it goes by itself.
    pub(crate) fn goes(&self) -> bool {
        matches!(self.offered, Offered::Nothing | Offered::Undo { .. })
    }

    /// The text is another one: what would take it back is over.
    pub(crate) fn typed(&mut self, text: &str) {
        if matches!(&self.offered, Offered::Undo { after, .. } if after != text) {
            self.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_forgotten_unless_another_one_has_come() {
        let mut notice = Notice::default();
        notice.say("Saved", Offered::Nothing);
        let first = notice.number;
        notice.say("Copied", Offered::Nothing);
        notice.forget(first);
        assert_eq!(notice.words, "Copied");
        notice.forget(notice.number);
        assert_eq!(notice.words, "");
    }

    #[test]
    fn what_takes_a_text_back_is_over_when_somebody_types() {
        let mut notice = Notice::default();
        let undo = Offered::Undo { before: "a".into(), after: "b".into() };
        notice.say("Replaced", undo);
        notice.typed("b");
        assert!(notice.goes() && notice.words == "Replaced");
        notice.typed("bc");
        assert_eq!(notice.words, "");
    }
}
