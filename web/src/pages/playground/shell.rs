use podlife_core::kubectl::Entered;
use podlife_core::text::Span;

use super::Playground;
use crate::bridge::page;
use crate::state::shell::{Next, ShellAction};

/// What is said where the text is not the one any more that a command was about.
const LATE: &str = "podlife: the text has changed meanwhile: nothing was written into it\n";

/// Everything that a command prints, at once or later.
fn printed(said: &Entered) -> String {
    let later = said.later.iter().map(|(_, text)| text);
    said.output.iter().map(|(_, text)| text).chain(later).map(String::as_str).collect()
}

impl Playground {
    /// Something happens in the terminal.
    pub(super) fn shell_changed(&mut self, action: ShellAction) {
        let now = self.session.playback.now;
        match self.shell.act(action, now) {
            Next::Nothing => {}
            Next::Ask(asked) => {
                self.analyst.ask_shell(&self.editor.text(), &[asked], &self.on_shell);
            }
            Next::Complete(draft, is_wanted) => self.complete(&draft, is_wanted),
            Next::Took(draft) => {
                page::focus_first(".shell__field");
                self.complete(&draft, false);
            }
            Next::Answered(text, answers) => {
                for (id, said) in answers {
                    if let (Some(lab), Some(line)) = (&mut self.lab, self.shell.typed(id)) {
                        lab.ran(line, &printed(&said));
                    }
                    self.take_answer(&text, id, said);
                }
            }
        }
    }

    /// Asks the commands again that a new text answers in another way.
    pub(super) fn renew_shell(&mut self) {
        let document = &self.session.document;
        let subject = document.run.as_ref().map_or("", |run| &run.timeline.pod).to_owned();
        let (text, is_stale) = (document.text.to_string(), document.run_is_stale);
        let is_refused = document.accepted() == Some(false);
        let asked = self.shell.renew(&subject, is_stale, is_refused);
        self.analyst.ask_shell(&text, &asked, &self.on_shell);
    }

    fn complete(&self, draft: &str, is_wanted: bool) {
        let (text, now) = (self.editor.text(), self.session.playback.now);
        self.analyst.complete_shell(&text, now, draft, is_wanted, &self.on_shell);
    }

    /// Shows what a command printed, and writes what it changes into the text, as one step of undo.
    fn take_answer(&mut self, text: &str, id: usize, mut said: Entered) {
        let edits = std::mem::take(&mut said.edits);
        if edits.is_empty() {
            self.shell.answered(id, said);
            return;
        }
        let is_late = *text != *self.editor.text();
        if is_late {
            said.actions.clear();
        }
        self.shell.answered(id, said);
        if is_late {
            self.shell.note(id, LATE);
        } else if let Some(first) = edits.first() {
            self.editor.edit(&edits);
            let (start, length) = (first.span.start, first.text.trim_end().len());
            self.editor.reveal(Span::new(start, start + length), false);
        }
    }
}
