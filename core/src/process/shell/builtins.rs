//! What a shell does itself.

use crate::process::commands::text;
use crate::process::machine::kernel::{Pid, Wait};
use crate::process::machine::signals;
use crate::process::shell::condition;
use crate::process::shell::run::{Done, Flavor, Leave, Shell, Variable};

/// The names of what every shell does itself.
const NAMES: [&str; 37] = [
    ".", ":", "[", "alias", "break", "cd", "command", "continue", "echo", "eval", "exec", "exit",
    "export", "false", "getopts", "hash", "jobs", "kill", "local", "printf", "pwd", "read",
    "readonly", "return", "set", "shift", "test", "times", "trap", "true", "type", "ulimit",
    "umask", "unalias", "unset", "wait", "let",
];
/// Those that only bash has.
const ONLY_BASH: [&str; 6] = ["[[", "declare", "typeset", "source", "shopt", "disown"];

impl Shell {
    /// Whether the shell does it itself.
    pub(super) fn is_builtin(&self, name: &str) -> bool {
        NAMES.contains(&name)
            || (self.flavor == Flavor::Bash && ONLY_BASH.contains(&name))
            || (self.flavor == Flavor::Busybox && ["[[", "source"].contains(&name))
    }

    /// Does what a command says that the shell does itself.
    pub(super) async fn builtin(&mut self, arguments: &[String]) -> Done {
        let (name, rest) = match arguments {
            [name, rest @ ..] => (name.as_str(), rest),
            [] => return Ok(0),
        };
        let number = |at: usize| rest.get(at).and_then(|word| word.parse::<i64>().ok());
        let code = |at: usize| {
            number(at).map_or(self.status, |code| i32::try_from(code.rem_euclid(256)).unwrap_or(0))
        };
        let count = usize::try_from(number(0).unwrap_or(1).max(1)).unwrap_or(1);
        match name {
            "exit" => return Err(Leave::Exit(code(0))),
            "return" => return Err(Leave::Return(code(0))),
            "break" => return Err(Leave::Break(count)),
            "continue" => return Err(Leave::Continue(count)),
            "false" => return Ok(1),
            "echo" => return Ok(self.echo(rest)),
            "printf" => {
                let (printed, code) = text::printf(rest);
                return Ok(self.print(&printed).max(code));
            }
            "test" | "[" | "[[" => return Ok(self.test(name, rest)),
            "pwd" => {
                let folder = self.sys.folder();
                return Ok(self.print(&format!("{folder}\n")));
            }
            "cd" => return Ok(self.cd(rest)),
            "eval" => return self.evaluate(&rest.join(" ")).await,
            "." | "source" => return self.source(rest).await,
            "command" => return self.command_named(rest).await,
            "type" | "hash" => {
                let known = rest.iter().all(|name| self.is_known(name));
                return Ok(i32::from(!known));
            }
            "set" => return Ok(self.set(rest)),
            "shift" => {
                let count = number(0).and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
                if count > self.arguments.len() {
                    return Ok(1);
                }
                self.arguments.drain(..count);
            }
            "export" | "readonly" | "local" | "declare" | "typeset" => self.declare(name, rest),
            "unset" => {
                self.exports = None;
                for name in rest.iter().filter(|name| !name.starts_with('-')) {
                    self.variables.remove(name);
                    self.functions.remove(name);
                }
            }
            "read" => return self.read(rest).await,
            "wait" => return self.wait(rest).await,
            "kill" => return Ok(self.kill(rest).await),
            "trap" => return Ok(self.set_trap(rest)),
            "let" => {
                let mut value = 0;
                for expression in rest {
                    value = match super::arithmetic::evaluate(expression, self) {
                        Ok(value) => value,
                        Err(error) => return Err(self.fail(error)),
                    };
                }
                return Ok(i32::from(value == 0));
            }
            "getopts" => return Ok(self.getopts(rest)),
            "umask" if rest.is_empty() => return Ok(self.print("0022\n")),
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
                let name = self.own_name();
                self.sys.complain(&format!("{name}: write error: {}", error.text()));
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
            let (plain, goes_on) = text::unescape(&said);
            said = plain;
            line_end &= goes_on;
        }
        if line_end {
            said.push('\n');
        }
        self.print(&said)
    }

    fn test(&mut self, name: &str, words: &[String]) -> i32 {
        let mut words = words;
        if name != "test" {
            let end = if name == "[" { "]" } else { "]]" };
            match words {
                [inside @ .., last] if last == end => words = inside,
                _ => {
                    let own = self.own_name();
                    self.sys.complain(&format!("{own}: {name}: missing {end}"));
                    return 2;
                }
            }
        }
        match condition::holds(&self.sys, words, name == "[[") {
            Ok(holds) => i32::from(!holds),
            Err(why) => {
                let own = self.own_name();
                self.sys.complain(&format!("{own}: {why}"));
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
                0
            }
            Err(error) => {
                let name = self.own_name();
                self.sys.complain(&format!("{name}: cd: can't cd to {target}: {}", error.text()));
                if self.flavor == Flavor::Dash { 2 } else { 1 }
            }
        }
    }

    async fn source(&mut self, words: &[String]) -> Done {
        let [file, rest @ ..] = words else { return Ok(2) };
        let read = self.sys.text_of(file);
        let Ok(script) = read else {
            let leave = self.fail(&format!(".: can't open '{file}': No such file or directory"));
            return if self.flavor == Flavor::Bash { Ok(1) } else { Err(leave) };
        };
        let before =
            (!rest.is_empty()).then(|| std::mem::replace(&mut self.arguments, rest.to_vec()));
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
    async fn command_named(&mut self, words: &[String]) -> Done {
        match words {
            [flag, names @ ..] if ["-v", "-V"].contains(&flag.as_str()) => {
                for name in names {
                    if !self.is_known(name) {
                        return Ok(127);
                    }
                    self.print(&format!("{name}\n"));
                }
                Ok(0)
            }
            [name, ..] if self.is_builtin(name) => Box::pin(self.builtin(words)).await,
            [] => Ok(0),
            _ => {
                let environment = self.environment(Vec::new());
                let (words, flavor) = (words.to_vec(), self.flavor);
                let title = words.join(" ");
                let started = self.sys.spawn(&title, self.sys.all_open(), move |sys| {
                    crate::process::commands::run(sys, words, environment, flavor)
                });
                Ok(match started {
                    Some(pid) => self.sys.wait_for(pid).await,
                    None => 2,
                })
            }
        }
    }

    fn is_known(&self, name: &str) -> bool {
        self.is_builtin(name)
            || self.functions.contains_key(name)
            || crate::process::commands::exists(&self.sys, name)
    }

    fn set(&mut self, words: &[String]) -> i32 {
        let mut rest = words;
        while let [word, after @ ..] = rest {
            let on = word.starts_with('-');
            let Some(letters) = word.strip_prefix(['-', '+']) else { break };
            rest = after;
            if word == "--" {
                self.arguments = rest.to_vec();
                return 0;
            }
            self.set_letters(letters, on);
            if letters.ends_with('o')
                && let [name, after @ ..] = rest
            {
                self.set_option(name, on);
                rest = after;
            }
        }
        if !rest.is_empty() {
            self.arguments = rest.to_vec();
        }
        0
    }

    pub(super) fn set_letters(&mut self, letters: &str, on: bool) {
        for letter in letters.chars() {
            match letter {
                'e' => self.options.errexit = on,
                'u' => self.options.nounset = on,
                'x' => self.options.xtrace = on,
                'f' => self.options.noglob = on,
                _ => {}
            }
        }
    }

    pub(super) fn set_option(&mut self, name: &str, on: bool) {
        match name {
            "errexit" => self.options.errexit = on,
            "nounset" => self.options.nounset = on,
            "xtrace" => self.options.xtrace = on,
            "noglob" => self.options.noglob = on,
            "pipefail" => self.options.pipefail = on,
            _ => {}
        }
    }

    fn declare(&mut self, how: &str, words: &[String]) {
        for word in words.iter().filter(|word| !word.starts_with('-')) {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            if how == "local" {
                self.locals.push((name.to_owned(), self.variables.get(name).cloned()));
            }
            if value.is_some() || how == "local" {
                self.assign(name, value.unwrap_or_default());
            }
            let exported = how == "export" || words.iter().any(|word| word == "-x");
            if exported {
                self.exports = None;
                let empty = || Variable { value: String::new(), exported: true };
                self.variables.entry(name.to_owned()).or_insert_with(empty).exported = true;
            }
        }
    }

    /// `read [-r] name…`: a line of standard input, split into fields.
    async fn read(&mut self, words: &[String]) -> Done {
        let raw = words.iter().any(|word| word.starts_with('-') && word.contains('r'));
        let mut names = Vec::new();
        let mut skip = false;
        for word in words {
            match word.strip_prefix('-') {
                _ if std::mem::take(&mut skip) => {}
                Some(letters) => {
                    skip = ["t", "p", "n", "d", "u"].iter().any(|with| letters.ends_with(with));
                }
                None => names.push(word.as_str()),
            }
        }
        let Some(open) = self.sys.get(0) else { return Ok(1) };
        let mut line = String::new();
        let mut complete = false;
        while let Ok(Some(piece)) = self.sys.read_line(&open).await {
            complete = piece.ends_with('\n');
            line.push_str(piece.trim_end_matches('\n'));
            if raw || !line.ends_with('\\') {
                break;
            }
            line.pop();
        }
        let ifs = self.value_of("IFS").unwrap_or_else(|| " \t\n".to_owned());
        let blank = |letter: char| ifs.contains(letter) && letter.is_whitespace();
        let mut rest = line.trim_matches(blank);
        let last = names.len().saturating_sub(1);
        for (at, name) in names.iter().enumerate() {
            let (field, after) = if at == last {
                (rest, "")
            } else {
                rest.split_once(|letter| ifs.contains(letter)).unwrap_or((rest, ""))
            };
            self.assign(name, field.to_owned());
            rest = after.trim_start_matches(blank);
        }
        if names.is_empty() {
            self.assign("REPLY", line.clone());
        }
        Ok(i32::from(!complete))
    }

    /// `wait [number…]`: until they have ended, or a signal comes that is trapped.
    async fn wait(&mut self, words: &[String]) -> Done {
        let mut code = 0;
        if words.is_empty() {
            for pid in std::mem::take(&mut self.jobs) {
                if let Err(signal) = self.await_job(pid).await {
                    return Ok(signal);
                }
            }
            return Ok(0);
        }
        for word in words {
            let Some(pid) = self.job(word) else {
                code = 127;
                continue;
            };
            match self.await_job(pid).await {
                Ok(ended) => {
                    code = ended;
                    self.jobs.retain(|job| *job != pid);
                }
                Err(signal) => return Ok(signal),
            }
        }
        Ok(code)
    }

    /// The exit code of a child; 128 and the number of a signal that came before its end.
    async fn await_job(&mut self, pid: Pid) -> Result<i32, i32> {
        loop {
            if let Some(code) = self.sys.with(|kernel| kernel.reap(self.sys.pid, pid)) {
                return Ok(code);
            }
            if let Some(signal) = self.sys.with(|kernel| kernel.peek_signal(self.sys.pid)) {
                return Err(128 + signal);
            }
            self.sys.pause(Wait::Child).await;
        }
    }

    /// `%1`, or the number of a process.
    fn job(&self, word: &str) -> Option<Pid> {
        if let Some(place) = word.strip_prefix('%') {
            let place = place.parse::<usize>().unwrap_or(self.jobs.len());
            return self.jobs.get(place.checked_sub(1)?).copied();
        }
        let number = word.parse().ok()?;
        self.sys.with(|kernel| kernel.numbered(self.sys.pid, number))
    }

    /// `kill [-s SIGNAL | -SIGNAL] number…`
    async fn kill(&mut self, words: &[String]) -> i32 {
        let mut rest = words;
        let mut signal = Some(signals::TERM);
        if let [flag, after @ ..] = rest
            && let Some(name) = flag.strip_prefix('-')
        {
            rest = after;
            if name == "l" {
                return 0;
            }
            let mut said = name;
            if ["s", "n"].contains(&name)
                && let [name, after @ ..] = rest
            {
                (said, rest) = (name, after);
            }
            signal = if said == "0" { Some(0) } else { signals::number_of(said) };
        }
        let Some(signal) = signal else {
            let name = self.own_name();
            self.sys.complain(&format!("{name}: bad signal name '{}'", words.join(" ")));
            return 1;
        };
        let mut code = 0;
        for word in rest {
            let own_group = ["0", "-1"].contains(&word.as_str());
            let found = if own_group { Some(self.sys.pid) } else { self.job(word) };
            match found.filter(|pid| !self.sys.with(|kernel| kernel.has_ended(*pid))) {
                Some(_) if own_group => {
                    self.sys.with(|kernel| kernel.signal_all(self.sys.pid, signal, word == "-1"));
                }
                Some(_) if signal == 0 => {}
                Some(pid) => self.sys.with(|kernel| kernel.signal(pid, signal, false)),
                None => {
                    let name = self.own_name();
                    self.sys.complain(&format!("{name}: can't kill pid {word}: No such process"));
                    code = 1;
                }
            }
        }
        // A shell that has ended itself does nothing more.
        self.sys.turn(0).await;
        code
    }

    /// `trap action SIGNAL…`
    fn set_trap(&mut self, words: &[String]) -> i32 {
        let words = if words.first().is_some_and(|word| word == "--") {
            words.get(1..).unwrap_or_default()
        } else {
            words
        };
        let (action, names) = match words {
            [] => {
                let list: Vec<String> = self
                    .traps
                    .iter()
                    .map(|(signal, text)| {
                        let name = if *signal == 0 { "EXIT" } else { signals::name_of(*signal) };
                        format!("trap -- '{text}' {name}\n")
                    })
                    .collect();
                return self.print(&list.concat());
            }
            [only] => (None, std::slice::from_ref(only)),
            [action, names @ ..] => ((action != "-").then(|| action.clone()), names),
        };
        for name in names {
            let signal =
                if name == "EXIT" || name == "0" { Some(0) } else { signals::number_of(name) };
            if let Some(signal) = signal {
                self.trap(signal, action.clone());
            } else {
                let own = self.own_name();
                self.sys.complain(&format!("{own}: trap: {name}: invalid signal specification"));
                return 1;
            }
        }
        0
    }

    /// `getopts "ab:" name`: the next option of the script's arguments.
    fn getopts(&mut self, words: &[String]) -> i32 {
        let [letters, name, ..] = words else { return 2 };
        let index =
            self.value_of("OPTIND").and_then(|index| index.parse::<usize>().ok()).unwrap_or(1);
        let argument = index.checked_sub(1).and_then(|at| self.arguments.get(at)).cloned();
        let option = argument
            .as_deref()
            .and_then(|word| word.strip_prefix('-'))
            .and_then(|word| word.chars().next());
        let Some(option) = option.filter(|letter| *letter != '-') else { return 1 };
        let takes_value = letters.contains(&format!("{option}:"));
        let mut next = index + 1;
        if takes_value {
            let inside = argument
                .and_then(|word| word.get(2..).map(str::to_owned))
                .filter(|rest| !rest.is_empty());
            let value = inside.or_else(|| {
                next += 1;
                self.arguments.get(index).cloned()
            });
            self.assign("OPTARG", value.unwrap_or_default());
        }
        let found = if letters.contains(option) { option } else { '?' };
        self.assign(name, found.to_string());
        self.assign("OPTIND", next.to_string());
        0
    }
}
