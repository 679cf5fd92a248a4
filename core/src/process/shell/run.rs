//! Runs scripts on simulated time: lists, conditions, loops, functions, pipelines, traps.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::process::commands::{self, Environment};
use crate::process::machine::files::Errno;
use crate::process::machine::kernel::{Pid, Task};
use crate::process::machine::open::{Open, Pipe, What};
use crate::process::machine::signals;
use crate::process::machine::sys::{Mode, Sys};
use crate::process::shell::parser;
use crate::process::shell::syntax::{
    Body, Command, Item, Joint, List, Pipeline, Redirect, RedirectKind, Word,
};
use crate::time::SimTime;

/// How deep functions, loops and the like stand in each other at most.
const MOST_DEPTH: usize = 60;

/// Whose shell it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Flavor {
    /// busybox's ash.
    Busybox,
    /// Debian's dash.
    Dash,
    /// bash
    Bash,
}

/// Why what runs is left before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Leave {
    Exit(i32),
    Return(i32),
    Break(usize),
    Continue(usize),
}

/// The exit code of what has run, or why it is left.
pub(super) type Done = Result<i32, Leave>;

type Boxed<'a> = Pin<Box<dyn Future<Output = Done> + 'a>>;

#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) value: String,
    pub(super) exported: bool,
}

/// What `set` switches.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Switches {
    pub(super) errexit: bool,
    pub(super) nounset: bool,
    pub(super) xtrace: bool,
    pub(super) pipefail: bool,
    pub(super) noglob: bool,
}

/// A shell that runs.
#[derive(Clone)]
pub(in crate::process) struct Shell {
    pub(super) sys: Sys,
    pub(super) flavor: Flavor,
    /// `$0`
    pub(super) name: String,
    /// `$1` and so on.
    pub(super) arguments: Vec<String>,
    pub(super) variables: BTreeMap<String, Variable>,
    /// The exported ones, as long as they stay as they are.
    pub(super) exports: Option<Environment>,
    pub(super) functions: BTreeMap<String, Rc<Command>>,
    /// What is done on a signal; 0 is the shell's own exit.
    pub(super) traps: BTreeMap<i32, String>,
    pub(super) options: Switches,
    /// `$?`
    pub(super) status: i32,
    /// What the command substitutions of the words at hand printed, and how many of them have been used.
    pub(super) outputs: Vec<String>,
    pub(super) taken: usize,
    /// Whether words are expanded only to see what they need.
    pub(super) is_trial: bool,
    /// The exit code of the newest command substitution.
    pub(super) substituted: Option<i32>,
    /// `$$`
    pub(super) own_number: u32,
    /// `$!`
    pub(super) background: Option<u32>,
    pub(super) jobs: Vec<Pid>,
    pub(super) began: SimTime,
    pub(super) line: usize,
    /// What the variables were before a function made them its own.
    pub(super) locals: Vec<(String, Option<Variable>)>,
    depth: usize,
    /// In how many conditions it is: there `set -e` leaves nothing.
    tested: usize,
}

impl Shell {
    /// A shell with the variables of its environment.
    pub(in crate::process) fn new(
        sys: Sys,
        flavor: Flavor,
        name: &str,
        environment: &[(String, String)],
    ) -> Self {
        // What no script could name is dropped, unless it is bash, which hands it on.
        let has_name = |(name, _): &&(String, String)| {
            let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let begins_well = !name.starts_with(|letter: char| letter.is_ascii_digit());
            flavor == Flavor::Bash || begins_well && !name.is_empty() && name.chars().all(is_letter)
        };
        let exported = |(name, value): &(String, String)| {
            (name.clone(), Variable { value: value.clone(), exported: true })
        };
        let own_number =
            sys.with(|kernel| kernel.processes.get(&sys.pid).map_or(0, |process| process.number));
        let began = sys.now();
        Self {
            sys,
            flavor,
            name: name.to_owned(),
            arguments: Vec::new(),
            variables: environment.iter().filter(has_name).map(exported).collect(),
            exports: None,
            functions: BTreeMap::new(),
            traps: BTreeMap::new(),
            options: Switches::default(),
            status: 0,
            outputs: Vec::new(),
            taken: 0,
            is_trial: false,
            substituted: None,
            own_number,
            background: None,
            jobs: Vec::new(),
            began,
            line: 1,
            locals: Vec::new(),
            depth: 0,
            tested: 0,
        }
    }

    /// `sh` with its arguments: `-c script`, a file, or what stands on standard input.
    pub(in crate::process) async fn main(mut self, arguments: Vec<String>) -> i32 {
        let mut rest = arguments.as_slice();
        let mut is_command = false;
        while let [word, after @ ..] = rest
            && let Some(letters) = word.strip_prefix(['-', '+'])
            && !letters.is_empty()
        {
            rest = after;
            if letters == "-" {
                break;
            }
            if letters.starts_with('-') {
                continue;
            }
            is_command |= letters.contains('c');
            if letters == "o" {
                rest = after.get(1..).unwrap_or_default();
                self.set_option(after.first().map_or("", String::as_str), true);
            }
            self.set_letters(letters, word.starts_with('-'));
        }
        let text = match rest {
            [script, after @ ..] if is_command => {
                if let [name, arguments @ ..] = after {
                    self.name.clone_from(name);
                    self.arguments = arguments.to_vec();
                }
                script.clone()
            }
            [] if is_command => {
                let name = self.own_name();
                self.sys.complain(&format!("{name}: -c requires an argument"));
                return 2;
            }
            [file, after @ ..] => {
                let text = self.sys.text_of(file);
                let Ok(text) = text else {
                    let name = self.own_name();
                    let why = format!("{name}: can't open '{file}': {}", Errno::NotFound.text());
                    self.sys.complain(&why);
                    return if self.flavor == Flavor::Bash { 127 } else { 2 };
                };
                self.name.clone_from(file);
                self.arguments = after.to_vec();
                text
            }
            [] => match self.sys.get(0) {
                Some(open) => self.sys.read_all(&open).await.unwrap_or_default(),
                None => String::new(),
            },
        };
        // dash starts a process for the last command of `-c` as for any other.
        let is_last = is_command && self.flavor != Flavor::Dash;
        self.script(&text, is_last).await
    }

    /// Runs a script as the program that it is; its last command takes its place where `is_final` holds.
    async fn script(mut self, text: &str, is_final: bool) -> i32 {
        match parser::parse(text) {
            Ok(list) => self.run_to_end_of(list, is_final).await,
            Err(_) if self.flavor == Flavor::Bash => {
                // bash's own grammar is larger than what is read.
                let why = "its script is not one that can be read";
                commands::opaque(self.sys, "command", why).await
            }
            Err(error) => {
                let name = self.own_name();
                let why = format!("{name}: syntax error: unexpected {}", error.unexpected);
                self.sys.complain(&why);
                2
            }
        }
    }

    /// What messages begin with.
    pub(super) fn own_name(&self) -> String {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        match self.flavor {
            Flavor::Busybox => name.to_owned(),
            Flavor::Dash => format!("{name}: {}", self.line),
            Flavor::Bash => format!("{name}: line {}", self.line),
        }
    }

    /// Runs a list to its end, as a process does.
    pub(super) fn run_to_end(mut self, list: List) -> Task {
        Box::pin(async move { self.run_to_end_of(list, true).await })
    }

    async fn run_to_end_of(&mut self, list: List, is_final: bool) -> i32 {
        let left = self.list(&list, is_final).await;
        let mut code = self.code_of(left);
        if let Some(trap) = self.traps.remove(&0) {
            self.status = code;
            if let Err(Leave::Exit(other)) = self.evaluate(&trap).await {
                code = other;
            }
        }
        code
    }

    fn code_of(&self, done: Done) -> i32 {
        match done {
            Ok(code) | Err(Leave::Exit(code) | Leave::Return(code)) => code,
            Err(Leave::Break(_) | Leave::Continue(_)) => self.status,
        }
    }

    /// A copy of the shell in a process of its own.
    pub(super) fn fork(
        &self,
        name: &str,
        open: Vec<(u32, Rc<Open>)>,
        run: impl FnOnce(Self) -> Task,
    ) -> Option<Pid> {
        let mut copy = self.clone();
        // What is trapped is as it was before; what is ignored stays ignored.
        copy.traps.retain(|_, text| text.is_empty());
        copy.jobs.clear();
        copy.tested = 0;
        copy.outputs.clear();
        copy.depth = 0;
        self.sys.spawn(name, open, |sys| {
            copy.sys = sys;
            run(copy)
        })
    }

    /// Runs commands one after the other; behind the last of them nothing is done where `is_final` holds.
    pub(super) fn list<'a>(&'a mut self, list: &'a List, is_final: bool) -> Boxed<'a> {
        Box::pin(async move {
            if self.depth >= MOST_DEPTH {
                return Err(self.fail("maximum nesting level exceeded"));
            }
            self.depth += 1;
            let done = self.items(list, is_final).await;
            self.depth -= 1;
            done
        })
    }

    async fn items(&mut self, list: &List, is_final: bool) -> Done {
        let mut code = 0;
        let count = list.0.len();
        for (at, item) in list.0.iter().enumerate() {
            self.line = item.line;
            code = if item.background {
                self.in_background(item)
            } else {
                self.item(item, is_final && at + 1 == count).await?
            };
            self.status = code;
            self.run_traps().await?;
        }
        Ok(code)
    }

    async fn item(&mut self, item: &Item, is_final: bool) -> Done {
        let count = item.rest.len();
        let mut code = self.pipeline(&item.first, count > 0, is_final && count == 0).await?;
        for (at, (joint, pipeline)) in item.rest.iter().enumerate() {
            self.status = code;
            if (code == 0) == (*joint == Joint::And) {
                let is_last = at + 1 == count;
                code = self.pipeline(pipeline, !is_last, is_final && is_last).await?;
            }
        }
        Ok(code)
    }

    /// What ends with `&`: it runs in a process of its own, and reads nothing.
    fn in_background(&mut self, item: &Rc<Item>) -> i32 {
        let mut open = self.sys.all_open();
        open.retain(|(fd, _)| *fd != 0);
        open.push((0, Open::new(What::Null)));
        let copy = Rc::new(Item { background: false, ..Item::clone(item) });
        let list = List(Rc::from([copy]));
        match self.fork("sh", open, move |shell| shell.run_to_end(list)) {
            Some(pid) => {
                let number = self
                    .sys
                    .with(|kernel| kernel.processes.get(&pid).map_or(0, |process| process.number));
                self.background = Some(number);
                self.jobs.push(pid);
                0
            }
            None => self.cannot_fork(),
        }
    }

    fn cannot_fork(&mut self) -> i32 {
        let name = self.own_name();
        self.sys.complain(&format!("{name}: can't fork: Resource temporarily unavailable"));
        2
    }

    async fn pipeline(&mut self, pipeline: &Pipeline, tested: bool, is_final: bool) -> Done {
        let is_tested = tested || pipeline.negated;
        self.tested += usize::from(is_tested);
        let done = match pipeline.commands.as_slice() {
            [command] => self.command(command, is_final && !pipeline.negated).await,
            commands => Ok(self.piped(commands).await),
        };
        self.tested -= usize::from(is_tested);
        let mut code = done?;
        if pipeline.negated {
            code = i32::from(code == 0);
        } else if code != 0 && self.options.errexit && self.tested == 0 {
            return Err(Leave::Exit(code));
        }
        Ok(code)
    }

    async fn piped(&mut self, commands: &[Rc<Command>]) -> i32 {
        let mut input = None;
        let mut pids = Vec::new();
        for (at, command) in commands.iter().enumerate() {
            let mut open = self.sys.all_open();
            let mut put = |fd: u32, end: Rc<Open>| {
                open.retain(|(known, _)| *known != fd);
                open.push((fd, end));
            };
            if let Some(end) = input.take() {
                put(0, end);
            }
            if at + 1 < commands.len() {
                let (reader, writer) = Pipe::ends();
                input = Some(reader);
                put(1, writer);
            }
            let command = Rc::clone(command);
            let pid = self.fork("sh", open, move |mut shell| {
                Box::pin(async move {
                    let done = shell.command(&command, true).await;
                    shell.code_of(done)
                })
            });
            pids.push(pid);
        }
        drop(input);
        let (mut code, mut failed) = (0, 0);
        for pid in pids {
            code = match pid {
                Some(pid) => self.sys.wait_for(pid).await,
                None => self.cannot_fork(),
            };
            failed = if code == 0 { failed } else { code };
        }
        if self.options.pipefail { failed } else { code }
    }

    pub(super) fn command<'a>(&'a mut self, command: &'a Command, is_final: bool) -> Boxed<'a> {
        Box::pin(async move {
            if let Body::Simple { assignments, words } = &command.what {
                return self.simple(assignments, words, &command.redirects, is_final).await;
            }
            let targets: Vec<&Word> =
                command.redirects.iter().map(|redirect| &redirect.target).collect();
            self.prepare(&[], &targets).await;
            let before = match self.redirect(&command.redirects)? {
                Ok(before) => before,
                Err(code) => return Ok(code),
            };
            // bash looks for a last command in lists alone.
            let is_final = is_final && command.redirects.is_empty() && self.flavor != Flavor::Bash;
            let done = self.compound(&command.what, is_final).await;
            self.undo(before);
            done
        })
    }

    async fn compound(&mut self, body: &Body, is_final: bool) -> Done {
        match body {
            // It is run by `command`.
            Body::Simple { .. } => Ok(0),
            Body::Group(list) => self.list(list, is_final).await,
            Body::Subshell(list) => {
                let list = list.clone();
                let open = self.sys.all_open();
                match self.fork("sh", open, move |shell| shell.run_to_end(list)) {
                    Some(pid) => Ok(self.sys.wait_for(pid).await),
                    None => Ok(self.cannot_fork()),
                }
            }
            Body::If { arms, otherwise } => {
                for (condition, body) in arms {
                    if self.holds(condition).await? {
                        return self.list(body, is_final).await;
                    }
                }
                match otherwise {
                    Some(body) => self.list(body, is_final).await,
                    None => Ok(0),
                }
            }
            Body::Loop { until, condition, body } => {
                let endless =
                    !self.options.errexit && never_ends(*until, condition, body, &self.functions);
                let before = self.sys.mark_endless(endless);
                let done = self.repeat(*until, condition, body).await;
                self.sys.mark_endless(before);
                done
            }
            Body::For { name, words, body } => {
                let values = match words {
                    Some(words) => {
                        self.prepare(words, &[]).await;
                        self.arguments(words)?
                    }
                    None => self.arguments.clone(),
                };
                let mut code = 0;
                for value in values {
                    self.assign(name, value);
                    let done = self.list(body, false).await;
                    match round(done)? {
                        Round::Next(next) => code = next,
                        Round::Over => break,
                    }
                }
                Ok(code)
            }
            Body::Case { word, arms } => {
                self.prepare(&[], &[word]).await;
                let text = self.text(word)?;
                for (patterns, body) in arms {
                    for pattern in patterns {
                        self.prepare(&[], &[pattern]).await;
                        if self.pattern(pattern)?.matches(&text) {
                            return self.list(body, is_final).await;
                        }
                    }
                }
                Ok(0)
            }
            Body::Function { name, body } => {
                self.functions.insert(name.clone(), Rc::clone(body));
                Ok(0)
            }
        }
    }

    async fn holds(&mut self, condition: &List) -> Result<bool, Leave> {
        self.tested += 1;
        let done = self.list(condition, false).await;
        self.tested -= 1;
        let code = done?;
        self.status = code;
        Ok(code == 0)
    }

    async fn repeat(&mut self, until: bool, condition: &List, body: &List) -> Done {
        let mut code = 0;
        loop {
            self.sys.turn(1).await;
            self.run_traps().await?;
            let goes_on = match self.holds(condition).await {
                Ok(holds) => holds != until,
                Err(leave) => match round(Err(leave))? {
                    Round::Next(_) => continue,
                    Round::Over => return Ok(code),
                },
            };
            if !goes_on {
                return Ok(code);
            }
            let done = self.list(body, false).await;
            match round(done)? {
                Round::Next(next) => code = next,
                Round::Over => return Ok(code),
            }
        }
    }

    async fn simple(
        &mut self,
        assignments: &[(String, Word)],
        words: &[Word],
        redirects: &[Redirect],
        is_final: bool,
    ) -> Done {
        self.sys.turn(1).await;
        self.substituted = None;
        let values = assignments.iter().map(|(_, word)| word);
        let others: Vec<&Word> =
            values.chain(redirects.iter().map(|redirect| &redirect.target)).collect();
        self.prepare(words, &others).await;
        let arguments = self.arguments(words)?;
        let mut values = Vec::new();
        for (name, word) in assignments {
            values.push((name.clone(), self.text(word)?));
        }
        if self.options.xtrace {
            let set = values.iter().map(|(name, value)| format!("{name}={value}"));
            let said: Vec<String> = set.chain(arguments.iter().cloned()).collect();
            self.sys.complain(&format!("+ {}", said.join(" ")));
        }
        let before = match self.redirect(redirects)? {
            Ok(before) => before,
            Err(code) if arguments.first().is_some_and(|name| name == "exec") => {
                return Err(Leave::Exit(code));
            }
            Err(code) => return Ok(code),
        };
        let Some(name) = arguments.first() else {
            for (name, value) in values {
                self.assign(&name, value);
            }
            self.undo(before);
            return Ok(self.substituted.take().unwrap_or(0));
        };
        if name == "exec" {
            return self.exec(arguments.get(1..).unwrap_or_default(), values).await;
        }
        if let Some(body) = self.functions.get(name).cloned() {
            let done = self.call(&body, &arguments, values).await;
            self.undo(before);
            return done;
        }
        if self.is_builtin(name) {
            let changed = self.assign_for_now(values, name);
            let done = self.builtin(&arguments).await;
            self.restore(changed);
            self.undo(before);
            return done;
        }
        if is_final && self.traps.is_empty() {
            return self.exec(&arguments, values).await;
        }
        let environment = self.environment(values);
        let (flavor, title) = (self.flavor, arguments.join(" "));
        let started = self.sys.spawn(&title, self.sys.all_open(), move |sys| {
            commands::child(sys, arguments, environment, flavor)
        });
        self.undo(before);
        Ok(match started {
            Some(pid) => self.sys.wait_for(pid).await,
            None => self.cannot_fork(),
        })
    }

    /// Another program takes the shell's place.
    async fn exec(&mut self, arguments: &[String], values: Vec<(String, String)>) -> Done {
        if arguments.is_empty() {
            for (name, value) in values {
                self.assign(&name, value);
            }
            return Ok(0);
        }
        let sys = self.sys.clone();
        sys.with(|kernel| {
            kernel.forget_handlers(sys.pid);
            if let Some(process) = kernel.processes.get_mut(&sys.pid) {
                process.name = arguments.join(" ");
            }
        });
        self.traps.clear();
        let environment = self.environment(values);
        let code = commands::run(sys, arguments.to_vec(), environment, self.flavor).await;
        Err(Leave::Exit(code))
    }

    async fn call(
        &mut self,
        body: &Command,
        arguments: &[String],
        values: Vec<(String, String)>,
    ) -> Done {
        for (name, value) in values {
            self.assign(&name, value);
        }
        let own = arguments.get(1..).unwrap_or_default().to_vec();
        let before = std::mem::replace(&mut self.arguments, own);
        let locals = std::mem::take(&mut self.locals);
        let done = self.command(body, false).await;
        self.arguments = before;
        let own = std::mem::replace(&mut self.locals, locals);
        self.restore(own);
        match done {
            Err(Leave::Return(code)) => Ok(code),
            other => other,
        }
    }

    /// What a program finds in its environment.
    pub(super) fn environment(&mut self, values: Vec<(String, String)>) -> Environment {
        if let (Some(known), true) = (&self.exports, values.is_empty()) {
            return Rc::clone(known);
        }
        let is_own = values.is_empty();
        let exported = self.variables.iter().filter(|(_, variable)| variable.exported);
        let mut all: Vec<(String, String)> = exported
            .map(|(name, variable)| (name.clone(), variable.value.clone()))
            .filter(|(name, _)| !values.iter().any(|(other, _)| other == name))
            .collect();
        all.extend(values);
        let all: Environment = all.into();
        if is_own {
            self.exports = Some(Rc::clone(&all));
        }
        all
    }

    /// `A=1 read x`: the assignment holds for one command, and stays for those that POSIX calls special.
    fn assign_for_now(
        &mut self,
        values: Vec<(String, String)>,
        name: &str,
    ) -> Vec<(String, Option<Variable>)> {
        let stays = [":", ".", "eval", "export", "readonly", "set", "trap"].contains(&name);
        let mut before = Vec::new();
        for (name, value) in values {
            if !stays {
                before.push((name.clone(), self.variables.get(&name).cloned()));
            }
            self.assign(&name, value);
        }
        before
    }

    fn restore(&mut self, before: Vec<(String, Option<Variable>)>) {
        if !before.is_empty() {
            self.exports = None;
        }
        for (name, variable) in before {
            match variable {
                Some(variable) => self.variables.insert(name, variable),
                None => self.variables.remove(&name),
            };
        }
    }

    /// Runs a text as if it stood here.
    pub(super) async fn evaluate(&mut self, text: &str) -> Done {
        match parser::parse(text) {
            Ok(list) => self.list(&list, false).await,
            Err(error) => Err(self.fail(&format!("syntax error: unexpected {}", error.unexpected))),
        }
    }

    /// Does what is trapped of the signals that have come.
    pub(super) async fn run_traps(&mut self) -> Result<(), Leave> {
        while let Some(signal) = self.sys.with(|kernel| kernel.next_signal(self.sys.pid)) {
            let Some(text) = self.traps.get(&signal).cloned() else { continue };
            let status = self.status;
            let tested = std::mem::take(&mut self.tested);
            self.evaluate(&text).await?;
            self.tested = tested;
            self.status = status;
        }
        Ok(())
    }

    /// Opens what commands read and write; what was open before. The inner error is a redirection's: a message was
    /// printed.
    fn redirect(&mut self, redirects: &[Redirect]) -> Result<Result<Undo, i32>, Leave> {
        let mut before = Vec::new();
        for redirect in redirects {
            let target = self.text(&redirect.target)?;
            let opened = match redirect.kind {
                RedirectKind::Read => self.sys.open(&target, Mode::Read).map(Some),
                RedirectKind::Write => self.sys.open(&target, Mode::Write).map(Some),
                RedirectKind::Append => self.sys.open(&target, Mode::Append).map(Some),
                RedirectKind::ReadWrite => self.sys.open(&target, Mode::ReadWrite).map(Some),
                RedirectKind::Here => Ok(Some(Open::new(What::Text(target.clone())))),
                RedirectKind::Duplicate if target == "-" => Ok(None),
                RedirectKind::Duplicate => {
                    match target.parse().ok().and_then(|fd| self.sys.get(fd)) {
                        Some(open) => Ok(Some(open)),
                        None => Err(Errno::BadDescriptor),
                    }
                }
            };
            match opened {
                Ok(open) => {
                    before.push((redirect.stream, self.sys.set(redirect.stream, open.clone())));
                    if redirect.both {
                        before.push((2, self.sys.set(2, open)));
                    }
                }
                Err(error) => {
                    self.undo(before);
                    let name = self.own_name();
                    let reads = redirect.kind == RedirectKind::Read;
                    let what = if reads { "open" } else { "create" };
                    let why = match error == Errno::NotFound {
                        true if reads => "no such file",
                        true => "nonexistent directory",
                        false => error.text(),
                    };
                    self.sys.complain(&format!("{name}: can't {what} {target}: {why}"));
                    return Ok(Err(if self.flavor == Flavor::Dash { 2 } else { 1 }));
                }
            }
        }
        Ok(Ok(before))
    }

    fn undo(&self, before: Undo) {
        for (fd, open) in before.into_iter().rev() {
            self.sys.set(fd, open);
        }
    }

    /// What is done on a signal from now on; nothing is what a process does that says nothing.
    pub(super) fn trap(&mut self, signal: i32, action: Option<String>) {
        use crate::process::machine::kernel::Reaction;
        if signal != 0 && signal != signals::KILL && signal != signals::STOP {
            let reaction = action
                .as_ref()
                .map(|text| if text.is_empty() { Reaction::Ignores } else { Reaction::Handles });
            self.sys.with(|kernel| kernel.react(self.sys.pid, signal, reaction));
        }
        match action {
            Some(text) => self.traps.insert(signal, text),
            None => self.traps.remove(&signal),
        };
    }
}

/// What was open before a redirection.
type Undo = Vec<(u32, Option<Rc<Open>>)>;

/// How a round of a loop ended.
enum Round {
    Next(i32),
    Over,
}

/// Whether a loop goes on behind one round.
fn round(done: Done) -> Result<Round, Leave> {
    match done {
        Ok(code) => Ok(Round::Next(code)),
        Err(Leave::Break(1)) => Ok(Round::Over),
        Err(Leave::Continue(1)) => Ok(Round::Next(0)),
        Err(Leave::Break(count)) => Err(Leave::Break(count - 1)),
        Err(Leave::Continue(count)) => Err(Leave::Continue(count - 1)),
        Err(leave @ (Leave::Exit(_) | Leave::Return(_))) => Err(leave),
    }
}

/// Whether nothing inside a loop leaves it: its condition is always true, and no command in it ends it.
fn never_ends(
    until: bool,
    condition: &List,
    body: &List,
    functions: &BTreeMap<String, Rc<Command>>,
) -> bool {
    let always = match condition.0.as_ref() {
        [item] if item.rest.is_empty() && !item.first.negated => {
            let name = item.first.commands.first().and_then(|command| command.name());
            name.is_some_and(
                |name| if until { name == "false" } else { ["true", ":"].contains(&name) },
            )
        }
        _ => false,
    };
    always && !leaves(body, functions)
}

/// Whether a command of a list may leave the loop around it.
fn leaves(list: &List, functions: &BTreeMap<String, Rc<Command>>) -> bool {
    let commands = list.0.iter().flat_map(|item| {
        std::iter::once(&item.first).chain(item.rest.iter().map(|(_, pipeline)| pipeline))
    });
    commands.flat_map(|pipeline| &pipeline.commands).any(|command| match &command.what {
        Body::Simple { .. } => command.name().is_none_or(|name| {
            ["break", "exit", "return", "exec", "eval", ".", "kill"].contains(&name)
                || functions.contains_key(name)
        }),
        Body::Group(list) | Body::For { body: list, .. } => leaves(list, functions),
        Body::Loop { condition, body, .. } => {
            leaves(condition, functions) || leaves(body, functions)
        }
        Body::If { arms, otherwise } => {
            arms.iter()
                .any(|(condition, body)| leaves(condition, functions) || leaves(body, functions))
                || otherwise.as_ref().is_some_and(|body| leaves(body, functions))
        }
        Body::Case { arms, .. } => arms.iter().any(|(_, body)| leaves(body, functions)),
        Body::Subshell(_) | Body::Function { .. } => false,
    })
}
