//! Asks the core what a terminal says.

use podlife_core::kubectl::Entered;
use podlife_core::time::SimTime;
use yew::Callback;

use super::analyst::Analyst;
use super::core;
use crate::report;
use crate::state::shell::{Asked, ShellAction};

impl Analyst {
    /// Asks what commands of a terminal say of a text, and tells it.
    pub(crate) fn ask_shell(&self, text: &str, asked: &[Asked], on: &Callback<ShellAction>) {
        if asked.is_empty() {
            return;
        }
        let commands: Vec<_> = asked.iter().map(|(_, at, line)| (*at, line.as_str())).collect();
        let ids: Vec<usize> = asked.iter().map(|(id, ..)| *id).collect();
        let (on, about) = (on.clone(), text.to_owned());
        self.enter(text, &commands, move |said| {
            on.emit(ShellAction::Answered(about, ids.into_iter().zip(said).collect()));
        });
    }

    /// Asks what the last word of a terminal's line may become, and tells it.
    pub(crate) fn complete_shell(
        &self,
        text: &str,
        at: SimTime,
        draft: &str,
        is_wanted: bool,
        on: &Callback<ShellAction>,
    ) {
        let (on, about) = (on.clone(), draft.to_owned());
        self.complete(text, at, draft, move |words| {
            on.emit(ShellAction::Completed(about, words, is_wanted));
        });
    }

    /// Asks what commands about a text say, each at its instant.
    fn enter(
        &self,
        text: &str,
        commands: &[(SimTime, &str)],
        answered: impl FnOnce(Vec<Entered>) + 'static,
    ) {
        let count = commands.len();
        let commands: Vec<String> = commands.iter().map(command).collect();
        let arguments = vec![text.to_owned(), self.options(), commands.join("\n")];
        core::call("enter", arguments, move |answer| {
            answered(match answer {
                Ok(json) => report::entered(&json),
                Err(failure) => {
                    let failed = |_| {
                        let output = vec![(2, format!("podlife: {failure}\n"))];
                        Entered { output, ..Entered::default() }
                    };
                    (0..count).map(failed).collect()
                }
            });
        });
    }

    /// Asks what the last word of a line may become.
    fn complete(
        &self,
        text: &str,
        at: SimTime,
        line: &str,
        answered: impl FnOnce(Vec<String>) + 'static,
    ) {
        let arguments = vec![text.to_owned(), self.options(), command(&(at, line))];
        core::call("complete_command", arguments, move |answer| {
            answered(answer.map(|json| report::words(&json)).unwrap_or_default());
        });
    }
}

/// A command with its instant before it.
fn command((at, line): &(SimTime, &str)) -> String {
    format!("{} {}", at.0, line.replace('\n', " "))
}
