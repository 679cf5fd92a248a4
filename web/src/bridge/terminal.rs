//! Asks the core what a terminal says.

use podlife_core::kubectl::Entered;
use podlife_core::time::SimTime;

use super::analyst::Analyst;
use super::core;
use crate::report;

impl Analyst {
    /// Asks what commands about a text say, each at its instant.
    pub(crate) fn enter(
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
    pub(crate) fn complete(
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
