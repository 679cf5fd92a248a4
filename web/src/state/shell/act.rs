//! What happens in a terminal, and what follows for whoever shows it.

use podlife_core::kubectl::Entered;
use podlife_core::time::SimTime;

use super::{Asked, Shell};

/// What happens in a terminal.
pub(crate) enum ShellAction {
    /// This is being typed.
    Type(String),
    /// What was typed is a command.
    Enter,
    /// This is a command.
    Run(String),
    /// The line before in the history (true), or the one behind.
    Recall(bool),
    /// What is being typed is to be completed.
    Complete,
    /// The last word becomes this one.
    Take(String),
    /// The next Tab leaves the field.
    LetGo,
    /// The screen is to be empty.
    Clear,
    /// What goes on is to end.
    Interrupt,
    /// What commands say of a text.
    Answered(String, Vec<(usize, Entered)>),
    /// What the last word of a line may become, and whether it was asked for.
    Completed(String, Vec<String>, bool),
}

/// What is to be done next.
pub(crate) enum Next {
    /// Nothing.
    Nothing,
    /// A command is to be answered.
    Ask(Asked),
    /// What is being typed is to be completed; whether that was asked for.
    Complete(String, bool),
    /// The same, once the field has the focus again.
    Took(String),
    /// Commands about this text were answered.
    Answered(String, Vec<(usize, Entered)>),
}

impl Shell {
    /// Something happens, at this instant of the run.
    pub(crate) fn act(&mut self, action: ShellAction, now: SimTime) -> Next {
        match action {
            ShellAction::Type(draft) => {
                self.type_(&draft);
                if !draft.trim().is_empty() {
                    return Next::Complete(draft, false);
                }
            }
            ShellAction::Run(line) => {
                self.type_(&line);
                return self.enter(now).map_or(Next::Nothing, Next::Ask);
            }
            ShellAction::Enter => return self.enter(now).map_or(Next::Nothing, Next::Ask),
            ShellAction::Recall(before) => self.recall(before),
            ShellAction::Complete => return Next::Complete(self.draft.clone(), true),
            ShellAction::Take(word) => {
                self.take(&word);
                return Next::Took(self.draft.clone());
            }
            ShellAction::LetGo => self.lets_go = true,
            ShellAction::Clear => self.clear(now),
            ShellAction::Interrupt => self.interrupt(now),
            ShellAction::Answered(text, answers) => return Next::Answered(text, answers),
            ShellAction::Completed(draft, words, is_wanted) => {
                self.completed(&draft, words, is_wanted);
            }
        }
        Next::Nothing
    }
}
