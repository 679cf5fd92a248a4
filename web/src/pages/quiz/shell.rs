//! The terminal beside a task: it speaks of what was written, and changes nothing of it.

use super::QuizPage;
use crate::bridge::page;
use crate::state::shell::{Next, ShellAction};

/// What is said of a command that would change something: an answer is the learner's alone.
const NOT_WRITTEN: &str = "podlife: nothing was changed: what happens to this Pod, the task says\n";

impl QuizPage {
    /// Asks the commands again that a new text answers in another way.
    pub(super) fn renew_shell(&mut self) {
        let document = &self.session.document;
        let subject = document.run.as_ref().map_or("", |run| &run.timeline.pod).to_owned();
        let (text, is_stale) = (document.text.to_string(), document.run_is_stale);
        let is_refused = document.accepted() == Some(false);
        let asked = self.shell.renew(&subject, is_stale, is_refused);
        self.analyst.ask_shell(&text, &asked, &self.links.shell);
    }

    /// Something happens in the terminal.
    pub(super) fn shell_changed(&mut self, action: ShellAction) {
        let (now, text) = (self.session.playback.now, self.session.document.text.to_string());
        let on = &self.links.shell;
        match self.shell.act(action, now) {
            Next::Nothing => {}
            Next::Ask(asked) => self.analyst.ask_shell(&text, &[asked], on),
            Next::Complete(draft, is_wanted) => {
                self.analyst.complete_shell(&text, now, &draft, is_wanted, on);
            }
            Next::Took(draft) => {
                page::focus_first(".shell__field");
                self.analyst.complete_shell(&text, now, &draft, false, on);
            }
            Next::Answered(_, answers) => {
                for (id, said) in answers {
                    let changes = !said.edits.is_empty();
                    self.shell.answered(id, said);
                    if changes {
                        self.shell.note(id, NOT_WRITTEN);
                    }
                }
            }
        }
    }
}
