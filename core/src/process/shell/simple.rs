//! Simple commands: assignments, functions, what the shell does itself, other programs.

use std::rc::Rc;

use crate::process::commands::{self, Environment};
use crate::process::shell::redirect::Undo;
use crate::process::shell::run::{Boxed, Done, Flavor, Leave, Shell};
use crate::process::shell::syntax::{Assignment, Command, Redirect, Word};
use crate::process::shell::variables::Variable;

/// The assignments in front of a command, its words, and the assignments that are its arguments.
type Own<'a> = (&'a [Assignment], &'a [Word], &'a [Assignment]);

/// A command whose words are expanded, and what was open before.
struct Begun {
    arguments: Vec<String>,
    before: Undo,
}

/// What POSIX calls special: assignments in front of them stay, and what is wrong with them ends the shell.
const SPECIAL: [&str; 14] = [
    ":", ".", "eval", "export", "readonly", "set", "trap", "exec", "exit", "return", "break",
    "continue", "shift", "unset",
];

impl Shell {
    pub(super) async fn simple(
        &mut self,
        own: Own<'_>,
        redirects: &[Redirect],
        is_final: bool,
    ) -> Done {
        self.sys.turn(1).await;
        self.substituted = None;
        let opened = std::mem::take(&mut self.opened);
        let done = match Box::pin(self.begin(own, redirects)).await {
            Ok(Begun { arguments, before }) => {
                let done = self.run_as(own, &arguments, is_final).await;
                // What `exec` opens stays open.
                if arguments.first().is_none_or(|name| name != "exec") {
                    self.undo(before);
                }
                done
            }
            Err(done) => done,
        };
        self.close(opened);
        done
    }

    /// Expands words and opens files; else what comes of the command already.
    async fn begin(&mut self, own: Own<'_>, redirects: &[Redirect]) -> Result<Begun, Done> {
        let arguments = self.settled_arguments(own.1).await.map_err(Err)?;
        if self.options.xtrace {
            self.sys.complain(&format!("+ {}", arguments.join(" ")));
        }
        match self.redirect(redirects).await {
            Ok(Ok(before)) => Ok(Begun { arguments, before }),
            Ok(Err(code)) => {
                let name = arguments.first().map_or("", String::as_str);
                let ends =
                    name == "exec" || (self.flavor != Flavor::Bash && SPECIAL.contains(&name));
                Err(if ends { Err(Leave::Exit(code)) } else { Ok(code) })
            }
            Err(leave) => Err(Err(leave)),
        }
    }

    /// Runs what a name stands for.
    fn run_as<'a>(
        &'a mut self,
        own: Own<'a>,
        arguments: &'a [String],
        is_final: bool,
    ) -> Boxed<'a, Done> {
        let Some(name) = arguments.first() else {
            return Box::pin(async move {
                self.assign_all(own.0).await?;
                Ok(self.substituted.take().unwrap_or(0))
            });
        };
        if name == "exec" {
            return Box::pin(self.exec(own.0, arguments));
        }
        let function = self.functions.get(name).cloned();
        if function.is_none() && !self.is_builtin(name) {
            return Box::pin(self.program(own.0, arguments, is_final));
        }
        Box::pin(self.own_command(own, arguments, function))
    }

    /// Calls a function, or does what the shell does itself.
    async fn own_command(
        &mut self,
        (assignments, _, declared): Own<'_>,
        arguments: &[String],
        function: Option<Rc<Command>>,
    ) -> Done {
        let name = arguments.first().map_or("", String::as_str);
        let stays = function.is_none() && self.flavor != Flavor::Bash && SPECIAL.contains(&name);
        let mut changed = Vec::new();
        if !assignments.is_empty() {
            if !stays {
                for Assignment { name, .. } in assignments {
                    changed.push((name.clone(), self.variables.get(name).cloned()));
                }
            }
            Box::pin(self.assign_all(assignments)).await?;
            if function.is_some() {
                self.export_all(assignments);
            }
        }
        let done = match function {
            Some(body) => self.call(&body, arguments).await,
            None if declared.is_empty() => self.builtin(arguments).await,
            None => Box::pin(self.declare(arguments, declared)).await,
        };
        self.restore(changed);
        done
    }

    fn export_all(&mut self, assignments: &[Assignment]) {
        for Assignment { name, .. } in assignments {
            self.variables.entry(name.clone()).or_default().exported = true;
        }
        self.exports = None;
    }

    async fn assign_all(&mut self, assignments: &[Assignment]) -> Result<(), Leave> {
        let needs = assignments.iter().any(Assignment::has_output);
        self.settle(needs, &mut |shell| {
            assignments.iter().try_for_each(|assignment| shell.do_assign(assignment))
        })
        .await
    }

    /// Runs a program with these variables in its environment.
    pub(super) async fn program(
        &mut self,
        assignments: &[Assignment],
        arguments: &[String],
        is_final: bool,
    ) -> Done {
        if is_final && self.traps.is_empty() {
            return self.exec(assignments, arguments).await;
        }
        let environment = self.environment(assignments).await?;
        let (flavor, title, arguments) = (self.flavor, arguments.join(" "), arguments.to_vec());
        let started = self.sys.spawn(&title, self.sys.all_open(), move |sys| {
            commands::child(sys, arguments, environment, flavor)
        });
        Ok(self.finish(started).await)
    }

    /// Another program takes the shell's place.
    async fn exec(&mut self, assignments: &[Assignment], arguments: &[String]) -> Done {
        let arguments = match arguments {
            [name, dashes, rest @ ..] if name == "exec" && dashes == "--" => rest,
            [name, rest @ ..] if name == "exec" => rest,
            _ => arguments,
        };
        if arguments.is_empty() {
            self.assign_all(assignments).await?;
            return Ok(0);
        }
        let environment = self.environment(assignments).await?;
        let sys = self.sys.clone();
        sys.with(|kernel| {
            kernel.forget_handlers(sys.pid);
            if let Some(process) = kernel.processes.get_mut(&sys.pid) {
                process.name = arguments.join(" ");
            }
        });
        self.traps.clear();
        let code = commands::run(sys, arguments.to_vec(), environment, self.flavor).await;
        Err(Leave::Exit(code))
    }

    /// What a program finds in its environment.
    pub(super) async fn environment(
        &mut self,
        assignments: &[Assignment],
    ) -> Result<Environment, Leave> {
        if assignments.is_empty() {
            return Ok(self.exported());
        }
        let mut before = Vec::new();
        for Assignment { name, .. } in assignments {
            before.push((name.clone(), self.variables.get(name).cloned()));
        }
        let done = self.assign_all(assignments).await;
        self.export_all(assignments);
        let all = self.exported();
        self.restore(before);
        done.map(|()| all)
    }

    fn exported(&mut self) -> Environment {
        if let Some(known) = &self.exports {
            return Rc::clone(known);
        }
        let mut all = Vec::new();
        for (name, variable) in &self.variables {
            if let Some(value) = variable.value.text().filter(|_| variable.exported) {
                all.push((name.clone(), value.to_string()));
            }
        }
        let all: Environment = all.into();
        self.exports = Some(Rc::clone(&all));
        all
    }

    /// Variables become what they were before.
    pub(super) fn restore(&mut self, before: Vec<(String, Option<Variable>)>) {
        if !before.is_empty() {
            self.exports = None;
        }
        for (name, variable) in before.into_iter().rev() {
            match variable {
                Some(variable) => self.variables.insert(name, variable),
                None => self.variables.remove(&name),
            };
        }
    }
}
