use podlife_core::kubectl::Entered;
use podlife_core::text::Span;

use super::Playground;
use crate::bridge::page;
use crate::components::terminal::ShellAction;
use crate::state::shell::Asked;

/// What is said where the text is not the one any more that a command was about.
const LATE: &str = "podlife: the text has changed meanwhile: nothing was written into it\n";

impl Playground {
    /// Something happens in the terminal.
    pub(super) fn shell_changed(&mut self, action: ShellAction) {
        let now = self.session.playback.now;
        match action {
            ShellAction::Type(draft) => {
                self.shell.type_(&draft);
                if !draft.trim().is_empty() {
                    self.complete(&draft, false);
                }
            }
            ShellAction::Run(line) => {
                self.shell.type_(&line);
                self.enter();
            }
            ShellAction::Enter => self.enter(),
            ShellAction::Recall(before) => self.shell.recall(before),
            ShellAction::Complete => self.complete(&self.shell.draft, true),
            ShellAction::Take(word) => {
                self.shell.take(&word);
                page::focus_first(".shell__field");
                self.complete(&self.shell.draft, false);
            }
            ShellAction::LetGo => self.shell.lets_go = true,
            ShellAction::Clear => self.shell.clear(now),
            ShellAction::Interrupt => self.shell.interrupt(now),
            ShellAction::Answered(text, answers) => {
                for (id, said) in answers {
                    self.take_answer(&text, id, said);
                }
            }
            ShellAction::Completed(draft, words, is_wanted) => {
                self.shell.completed(&draft, words, is_wanted);
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
        self.ask_shell(&text, &asked);
    }

    fn enter(&mut self) {
        let asked = self.shell.enter(self.session.playback.now);
        self.ask_shell(&self.editor.text(), asked.as_slice());
    }

    fn ask_shell(&self, text: &str, asked: &[Asked]) {
        if asked.is_empty() {
            return;
        }
        let commands: Vec<_> = asked.iter().map(|(_, at, line)| (*at, line.as_str())).collect();
        let ids: Vec<usize> = asked.iter().map(|(id, ..)| *id).collect();
        let (on, about) = (self.on_shell.clone(), text.to_owned());
        self.analyst.enter(text, &commands, move |said| {
            on.emit(ShellAction::Answered(about, ids.into_iter().zip(said).collect()));
        });
    }

    fn complete(&self, draft: &str, is_wanted: bool) {
        let (text, now) = (self.editor.text(), self.session.playback.now);
        let on = self.on_shell.clone();
        let about = draft.to_owned();
        self.analyst.complete(&text, now, draft, move |words| {
            on.emit(ShellAction::Completed(about, words, is_wanted));
        });
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
