//! What is being typed: the history of lines, and what the last word may become.

use super::Shell;

use crate::state::words::{say, say_with};

impl Shell {
    /// Something else is being typed.
    pub(crate) fn type_(&mut self, draft: &str) {
        draft.clone_into(&mut self.draft);
        self.place = None;
        self.settle();
    }

    pub(super) fn settle(&mut self) {
        self.candidates.clear();
        self.notice.clear();
        self.lets_go = false;
    }

    /// The line before in the history, or the one behind.
    pub(crate) fn recall(&mut self, before: bool) {
        let count = self.history.len();
        let here = self.place.unwrap_or(count);
        let to = if before { here.saturating_sub(1) } else { (here + 1).min(count) };
        if to == here {
            return;
        }
        if self.place.is_none() {
            self.kept = std::mem::take(&mut self.draft);
        }
        self.place = (to < count).then_some(to);
        self.draft = self.history.get(to).unwrap_or(&self.kept).clone();
        self.settle();
    }

    /// What the last word of a draft may become; `is_wanted` says that it is to be put there as far as that is clear.
    pub(crate) fn completed(&mut self, draft: &str, words: Vec<String>, is_wanted: bool) {
        if self.draft != draft {
            return;
        }
        self.settle();
        if is_wanted {
            match words.as_slice() {
                [] => say("Nothing fits.").clone_into(&mut self.notice),
                [word] => return self.take(word),
                several => {
                    let common = common(several);
                    if common.len() > self.last_word().len() {
                        self.replace_word(&common);
                    }
                    self.notice =
                        say_with("{} possibilities: {}", &[&several.len(), &several.join(", ")]);
                }
            }
        }
        self.candidates = words;
    }

    /// Makes the last word this one.
    pub(crate) fn take(&mut self, word: &str) {
        self.replace_word(word);
        if !word.ends_with(['=', '/']) {
            self.draft.push(' ');
        }
        self.place = None;
        self.settle();
    }

    fn last_word(&self) -> &str {
        self.draft.rsplit(char::is_whitespace).next().unwrap_or_default()
    }

    fn replace_word(&mut self, word: &str) {
        let kept = self.draft.len() - self.last_word().len();
        self.draft.truncate(kept);
        self.draft.push_str(word);
    }
}

/// What all words begin with.
fn common(words: &[String]) -> String {
    let mut common = words.first().cloned().unwrap_or_default();
    while !words.iter().all(|word| word.starts_with(&common)) {
        common.pop();
    }
    common
}
