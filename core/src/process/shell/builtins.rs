//! What a shell does itself.

mod declare;
mod jobs;
mod read;

use std::rc::Rc;

use crate::process::commands;
use crate::process::shell::run::{Boxed, Done, Flavor, Leave, Shell};

/// The names of what every shell does itself.
const NAMES: [&str; 37] = [
    ".", ":", "[", "alias", "break", "cd", "command", "continue", "echo", "eval", "exec", "exit",
    "export", "false", "getopts", "hash", "jobs", "kill", "local", "printf", "pwd", "read",
    "readonly", "return", "set", "shift", "test", "times", "trap", "true", "type", "ulimit",
    "umask", "unalias", "unset", "wait", "fg",
];
/// Those that only bash has.
const ONLY_BASH: [&str; 10] = [
    "declare",
    "typeset",
    "source",
    "shopt",
    "disown",
    "mapfile",
    "readarray",
    "builtin",
    "let",
    "enable",
];

impl Shell {
    /// Whether the shell does it itself.
    pub(super) fn is_builtin(&self, name: &str) -> bool {
        NAMES.contains(&name)
            || match self.flavor {
                Flavor::Busybox => ["[[", "source", "let"].contains(&name),
                Flavor::Dash => false,
                Flavor::Bash => ONLY_BASH.contains(&name),
            }
    }

    /// Does what a command says that the shell does itself.
    pub(super) fn builtin<'a>(&'a mut self, arguments: &'a [String]) -> Boxed<'a, Done> {
        let (name, rest) = match arguments {
            [name, rest @ ..] => (name.as_str(), rest),
            [] => ("", arguments),
        };
        match name {
            "eval" => Box::pin(async move { self.evaluate(&rest.join(" ")).await }),
            "." | "source" => Box::pin(self.source(rest)),
            "command" | "builtin" => self.command_named(rest),
            "export" | "readonly" | "local" | "declare" | "typeset" => {
                Box::pin(self.declare(arguments, &[]))
            }
            "read" => Box::pin(self.read(rest)),
            "mapfile" | "readarray" => Box::pin(self.mapfile(rest)),
            "wait" => Box::pin(self.wait(rest)),
            "kill" => Box::pin(async move { Ok(self.kill(rest).await) }),
            _ => {
                let done = self.at_once(name, rest);
                Box::pin(std::future::ready(done))
            }
        }
    }

    /// Does what waits for nothing.
    fn at_once(&mut self, name: &str, rest: &[String]) -> Done {
        let number = rest.first().and_then(|word| word.parse::<i64>().ok());
        match name {
            "exit" | "return" => {
                let mut code = self.status;
                if let Some(word) = rest.first() {
                    let is_bash = self.flavor == Flavor::Bash;
                    if let Some(number) = number.filter(|number| is_bash || *number >= 0) {
                        code = i32::try_from(number.rem_euclid(256)).unwrap_or(0);
                    } else {
                        self.complain(&format!("Illegal number: {word}"));
                        code = 2;
                    }
                }
                return Err(if name == "exit" { Leave::Exit(code) } else { Leave::Return(code) });
            }
            "break" | "continue" if self.loops > 0 => {
                let count = usize::try_from(number.unwrap_or(1).max(1)).unwrap_or(1);
                let count = count.min(self.loops);
                return Err(if name == "break" {
                    Leave::Break(count)
                } else {
                    Leave::Continue(count)
                });
            }
            "false" => return Ok(1),
            "echo" => return Ok(self.echo(rest)),
            "printf" => return Ok(self.printf(rest)),
            "test" | "[" | "[[" => return Ok(self.test(name, rest)),
            "pwd" => {
                let folder = self.sys.folder();
                return Ok(self.print(&format!("{folder}\n")));
            }
            "cd" => return Ok(self.cd(rest)),
            "type" => return Ok(self.name_all(rest, true)),
            "set" => return self.set(rest),
            "shopt" => return self.shopt(rest),
            "shift" => {
                let count = usize::try_from(number.unwrap_or(1)).unwrap_or(1);
                if count > self.arguments.len() {
                    return if self.flavor == Flavor::Dash {
                        Err(self.fail("shift: can't shift that many"))
                    } else {
                        Ok(1)
                    };
                }
                Rc::make_mut(&mut self.arguments).drain(..count);
            }
            "unset" => return self.unset_all(rest),
            "trap" => return self.set_trap(rest),
            "jobs" => return Ok(self.list_jobs(rest)),
            "let" => {
                let mut value = 0;
                for expression in rest {
                    value = self.calculated(expression)?;
                }
                return Ok(i32::from(value == 0));
            }
            "getopts" => return Ok(self.getopts(rest)),
            "umask" => {
                let wanted = rest.first().and_then(|word| u16::from_str_radix(word, 8).ok());
                let mask = self.sys.with(|kernel| {
                    let mask = &mut kernel.processes.get_mut(&self.sys.pid)?.mask;
                    *mask = wanted.unwrap_or(*mask);
                    Some(*mask)
                });
                if wanted.is_none() {
                    return Ok(self.print(&format!("{:04o}\n", mask.unwrap_or(0o22))));
                }
            }
            "ulimit" => return Ok(self.print("unlimited\n")),
            _ => {}
        }
        Ok(0)
    }

    /// Prints; 1 where nothing can be written.
    fn print(&mut self, text: &str) -> i32 {
        match self.sys.print(1, text) {
            Ok(()) => 0,
            Err(error) => {
                self.complain(&format!("write error: {}", error.text()));
                1
            }
        }
    }

    fn echo(&mut self, words: &[String]) -> i32 {
        let mut rest = words;
        let (mut line_end, mut escapes) = (true, self.flavor == Flavor::Dash);
        while let [first, after @ ..] = rest
            && let Some(letters) = first.strip_prefix('-')
            && !letters.is_empty()
            && letters.chars().all(|letter| "neE".contains(letter))
            && (self.flavor != Flavor::Dash || letters == "n")
        {
            line_end &= !letters.contains('n');
            escapes = (escapes || letters.contains('e')) && !letters.contains('E');
            rest = after;
        }
        let mut said = rest.join(" ");
        if escapes {
            let (plain, goes_on) = commands::unescape_as(&said, self.flavor == Flavor::Dash);
            said = plain;
            line_end &= goes_on;
        }
        if line_end {
            said.push('\n');
        }
        self.print(&said)
    }

    fn printf(&mut self, words: &[String]) -> i32 {
        let variable = match words {
            [flag, name, rest @ ..] if flag == "-v" => Some((name, rest)),
            _ => None,
        };
        let (printed, code) =
            commands::printf(variable.map_or(words, |(_, rest)| rest), self.flavor == Flavor::Dash);
        match variable {
            Some((name, _)) => {
                self.assign(name, printed);
                code
            }
            None => self.print(&printed).max(code),
        }
    }

    fn test(&mut self, name: &str, words: &[String]) -> i32 {
        let mut words = words;
        if name != "test" {
            let end = if name == "[" { "]" } else { "]]" };
            match words {
                [inside @ .., last] if last == end => words = inside,
                _ => {
                    self.complain(&format!("{name}: missing {end}"));
                    return 2;
                }
            }
        }
        match self.test_words(words, name == "[[") {
            Ok(holds) => i32::from(!holds),
            Err(why) => {
                self.complain(&why);
                2
            }
        }
    }

    fn cd(&mut self, words: &[String]) -> i32 {
        let target = match words.iter().find(|word| !word.starts_with('-') || *word == "-") {
            Some(word) if word == "-" => self.value_of("OLDPWD").unwrap_or_default(),
            Some(word) => word.clone(),
            None => self.value_of("HOME").unwrap_or_else(|| "/root".to_owned()),
        };
        let before = self.sys.folder();
        match self.sys.enter(&target) {
            Ok(()) => {
                self.assign("OLDPWD", before);
                if words.iter().any(|word| word == "-") {
                    let folder = self.sys.folder();
                    return self.print(&format!("{folder}\n"));
                }
                0
            }
            Err(error) => {
                self.complain(&format!("cd: can't cd to {target}: {}", error.text()));
                if self.flavor == Flavor::Bash { 1 } else { 2 }
            }
        }
    }

    async fn source(&mut self, words: &[String]) -> Done {
        let [file, rest @ ..] = words else { return Ok(2) };
        let Ok(script) = self.read_file(file).await else {
            let leave = self.fail(&format!(".: can't open '{file}': No such file or directory"));
            return if self.flavor == Flavor::Bash { Ok(1) } else { Err(leave) };
        };
        let takes = !rest.is_empty() && self.flavor != Flavor::Dash;
        let before = takes.then(|| std::mem::replace(&mut self.arguments, Rc::new(rest.to_vec())));
        let done = self.evaluate(&script).await;
        if let Some(before) = before {
            self.arguments = before;
        }
        match done {
            Err(Leave::Return(code)) => Ok(code),
            other => other,
        }
    }

    /// `command name …` runs no function; `command -v name` tells whether there is such a command.
    fn command_named<'a>(&'a mut self, words: &'a [String]) -> Boxed<'a, Done> {
        match words {
            [flag, names @ ..] if ["-v", "-V"].contains(&flag.as_str()) => {
                let code = self.name_all(names, flag == "-V");
                Box::pin(std::future::ready(Ok(code)))
            }
            [flag, rest @ ..] if flag == "-p" || flag == "--" => self.command_named(rest),
            [name, ..] if self.is_builtin(name) => self.builtin(words),
            [] => Box::pin(std::future::ready(Ok(0))),
            _ => Box::pin(self.program(&[], words, false)),
        }
    }

    /// Says what commands are; 127 where there is no such command, 1 in bash.
    fn name_all(&mut self, names: &[String], is_long: bool) -> i32 {
        let mut code = 0;
        for name in names.iter().filter(|name| !name.starts_with('-')) {
            let (said, what) = if self.functions.contains_key(name) {
                (name.clone(), "a function".to_owned())
            } else if self.is_builtin(name) {
                (name.clone(), "a shell builtin".to_owned())
            } else if let Some(path) = commands::path_of(&self.sys, name) {
                (path.clone(), path)
            } else {
                if is_long {
                    self.complain(&format!("{name}: not found"));
                }
                code = if self.flavor == Flavor::Bash { 1 } else { 127 };
                continue;
            };
            let line = if is_long { format!("{name} is {what}\n") } else { format!("{said}\n") };
            self.print(&line);
        }
        code
    }
}
