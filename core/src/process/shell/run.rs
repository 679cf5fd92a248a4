//! Runs scripts on simulated time: processes of shells, lists, pipelines, traps.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::process::commands::{self, Environment};
use crate::process::machine::files::Errno;
use crate::process::machine::kernel::{Pid, Reaction, Task};
use crate::process::machine::open::{Open, Pipe, What};
use crate::process::machine::signals;
use crate::process::machine::sys::{Mode, Sys};
use crate::process::shell::options::Switches;
use crate::process::shell::parser::{self, Script, SyntaxError};
use crate::process::shell::syntax::{Command, Item, Joint, List, Pipeline};
use crate::process::shell::variables::{ERR, Items, Value, Variable};
use crate::time::SimTime;

/// How deep functions, loops and the like stand in each other at most.
const MOST_DEPTH: usize = 100;

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

/// Whether a variable can have a name.
fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Why what runs is left before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Leave {
    Exit(i32),
    Return(i32),
    Break(usize),
    Continue(usize),
    /// What comes next is not read.
    Unread,
}

/// The exit code of what has run, or why it is left.
pub(super) type Done = Result<i32, Leave>;

pub(super) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A shell that runs.
#[derive(Clone)]
pub(in crate::process) struct Shell {
    pub(super) sys: Sys,
    pub(super) flavor: Flavor,
    /// `$0`
    pub(super) name: String,
    /// `$1` and so on.
    pub(super) arguments: Rc<Vec<String>>,
    pub(super) variables: BTreeMap<String, Variable>,
    /// What programs find in their environment, where it has not changed since it was asked for.
    pub(super) exports: Option<Environment>,
    /// What commands have left that words need, with their exit codes; and how many of these are used.
    pub(super) ready: Vec<(String, i32)>,
    pub(super) taken: usize,
    /// How much was expanded that no time was taken for.
    pub(super) work: usize,
    pub(super) functions: BTreeMap<String, Rc<Command>>,
    /// What is done on a signal; 0 is the shell's own exit.
    pub(super) traps: BTreeMap<i32, String>,
    pub(super) options: Switches,
    /// `$?`
    pub(super) status: i32,
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
    /// The functions that run, the innermost last.
    pub(super) called: Vec<String>,
    /// A variable that was to be changed and is read-only.
    pub(super) refused: Option<String>,
    /// What was opened for `<(…)`.
    pub(super) opened: Vec<u32>,
    /// In how many loops it is.
    pub(super) loops: usize,
    /// Whether the newest command was not run, for what it reads or writes could not be opened.
    pub(super) is_shut: bool,
    /// Where `getopts` is: the argument, and the letter in it.
    pub(super) option: (usize, usize),
    depth: usize,
    /// In how many conditions it is: there `set -e` leaves nothing.
    pub(super) tested: usize,
}

impl Shell {
    /// A shell with the variables of its environment.
    pub(in crate::process) fn new(
        sys: Sys,
        flavor: Flavor,
        name: &str,
        environment: &Environment,
    ) -> Self {
        let mut variables = BTreeMap::new();
        for (name, value) in environment.iter().filter(|(name, _)| is_name(name)) {
            let value = Value::Text(value.as_str().into());
            variables
                .insert(name.clone(), Variable { value, exported: true, ..Variable::default() });
        }
        // Whatever the environment says of it.
        let value = Value::Text(" \t\n".into());
        variables.insert("IFS".to_owned(), Variable { value, ..Variable::default() });
        let own_number = sys.with(|kernel| kernel.number(sys.pid));
        let began = sys.now();
        Self {
            sys,
            flavor,
            name: name.to_owned(),
            arguments: Rc::default(),
            variables,
            exports: None,
            ready: Vec::new(),
            taken: 0,
            work: 0,
            functions: BTreeMap::new(),
            traps: BTreeMap::new(),
            options: Switches::default(),
            status: 0,
            substituted: None,
            own_number,
            background: None,
            jobs: Vec::new(),
            began,
            line: 1,
            locals: Vec::new(),
            called: Vec::new(),
            refused: None,
            opened: Vec::new(),
            loops: 0,
            is_shut: false,
            option: (1, 1),
            depth: 0,
            tested: 0,
        }
    }

    /// `sh` with its arguments: `-c script`, a file, or what stands on standard input.
    pub(in crate::process) async fn main(mut self, arguments: Vec<String>) -> i32 {
        let mut rest = arguments.as_slice();
        let (mut is_command, mut is_input) = (false, false);
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
            let on = word.starts_with('-');
            is_command |= letters.contains('c');
            is_input |= letters.contains('s');
            if letters.ends_with('o') {
                rest = after.get(1..).unwrap_or_default();
                self.options.name(after.first().map_or("", String::as_str), on);
            }
            self.options.set(letters, on);
        }
        let text = match rest {
            [script, after @ ..] if is_command => {
                if let [name, arguments @ ..] = after {
                    self.name.clone_from(name);
                    self.arguments = Rc::new(arguments.to_vec());
                }
                script.clone()
            }
            [] if is_command => {
                let name = self.own_name();
                self.sys.complain(&format!("{name}: -c requires an argument"));
                return 2;
            }
            [file, after @ ..] if !is_input => {
                let Ok(text) = self.read_file(file).await else {
                    let name = self.own_name();
                    let why = format!("{name}: can't open '{file}': {}", Errno::NotFound.text());
                    self.sys.complain(&why);
                    return if self.flavor == Flavor::Bash { 127 } else { 2 };
                };
                self.name.clone_from(file);
                self.arguments = Rc::new(after.to_vec());
                text
            }
            _ => {
                self.arguments = Rc::new(rest.to_vec());
                match self.sys.get(0) {
                    Some(open) => self.sys.read_all(&open).await.unwrap_or_default(),
                    None => String::new(),
                }
            }
        };
        // dash starts a process for the last command of `-c` as for any other.
        let is_last = is_command && self.flavor != Flavor::Dash;
        let Script { list, error } = parser::parse(&text, self.flavor);
        let is_last = is_last && error.is_none();
        if let Some(error) = error.as_ref().filter(|error| error.is_ours) {
            // What is not understood may be in a function that is called above.
            self.line = error.line;
            return self.unread().await;
        }
        self.play(list, is_last, error).await
    }

    /// The script is not one that can be read.
    pub(super) async fn unread(&self) -> i32 {
        let why = "its script is not one that can be read";
        commands::opaque(self.sys.clone(), Vec::new(), "command", why).await
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

    /// Something is wrong, and said.
    pub(super) fn complain(&self, why: &str) {
        self.sys.complain(&format!("{}: {why}", self.own_name()));
    }

    /// Something is wrong that ends the shell.
    pub(super) fn fail(&mut self, why: &str) -> Leave {
        self.complain(why);
        Leave::Exit(if self.flavor == Flavor::Bash { 1 } else { 2 })
    }

    /// Runs a list to its end, as a process does.
    pub(super) fn run_to_end(mut self, list: List) -> Task {
        Box::pin(async move { self.play(list, true, None).await })
    }

    async fn play(&mut self, list: List, is_final: bool, error: Option<SyntaxError>) -> i32 {
        let mut left = self.list(&list, is_final).await;
        if let (Ok(_), Some(error)) = (left, error) {
            left = Err(self.wrong(&error));
        }
        let mut code = self.ended(left).await;
        if let Some(trap) = self.traps.remove(&0) {
            self.status = code;
            if let Err(leave @ (Leave::Exit(_) | Leave::Unread)) = self.evaluate(&trap).await {
                code = self.ended(Err(leave)).await;
            }
        }
        code
    }

    /// A script is none.
    fn wrong(&mut self, error: &SyntaxError) -> Leave {
        if error.is_ours {
            return Leave::Unread;
        }
        self.line = error.line;
        self.complain(&format!("syntax error: unexpected {}", error.unexpected));
        Leave::Exit(2)
    }

    /// The exit code of a process that has done this.
    async fn ended(&self, done: Done) -> i32 {
        match done {
            Ok(code) | Err(Leave::Exit(code) | Leave::Return(code)) => code,
            Err(Leave::Break(_) | Leave::Continue(_)) => self.status,
            Err(Leave::Unread) => self.unread().await,
        }
    }

    /// What a file holds, or the other end of a pipe writes.
    pub(super) async fn read_file(&self, path: &str) -> Result<String, Errno> {
        let open = self.sys.open_ready(path, Mode::Read).await?;
        self.sys.read_all(&open).await
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
        copy.ready.clear();
        copy.loops = 0;
        copy.depth = 0;
        self.sys.spawn(name, open, |sys| {
            copy.sys = sys;
            run(copy)
        })
    }

    /// Runs commands one after the other; behind the last of them nothing is done where `is_final` holds.
    pub(super) fn list<'a>(&'a mut self, list: &'a List, is_final: bool) -> Boxed<'a, Done> {
        if self.depth >= MOST_DEPTH {
            return Box::pin(std::future::ready(Err(self.fail("maximum nesting level exceeded"))));
        }
        self.depth += 1;
        Box::pin(async move {
            let count = list.0.len();
            let mut done = Ok(0);
            for (at, item) in list.0.iter().enumerate() {
                self.line = item.line;
                done = if item.background {
                    Ok(self.in_background(item))
                } else {
                    self.item(item, is_final && at + 1 == count).await
                };
                let Ok(code) = done else { break };
                self.status = code;
                if let Err(leave) = self.run_traps().await {
                    done = Err(leave);
                    break;
                }
            }
            self.depth -= 1;
            done
        })
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
                self.background = Some(self.sys.with(|kernel| kernel.number(pid)));
                self.jobs.push(pid);
                0
            }
            None => self.cannot_fork(),
        }
    }

    pub(super) fn cannot_fork(&mut self) -> i32 {
        self.complain("can't fork: Resource temporarily unavailable");
        2
    }

    /// The exit code of a process that was started, when it has ended.
    pub(super) async fn finish(&mut self, started: Option<Pid>) -> i32 {
        match started {
            Some(pid) => self.sys.wait_for(pid).await,
            None => self.cannot_fork(),
        }
    }

    async fn pipeline(&mut self, pipeline: &Pipeline, tested: bool, is_final: bool) -> Done {
        let is_tested = usize::from(tested || pipeline.negated);
        self.tested += is_tested;
        let mut counts = true;
        self.is_shut = false;
        let done = match pipeline.commands.as_slice() {
            [command] => {
                let done = self.command(command, is_final && !pipeline.negated).await;
                counts = command.what.counts() || self.is_shut;
                done
            }
            commands => Ok(Box::pin(self.piped(commands)).await),
        };
        let is_free = self.tested == 0;
        self.tested -= is_tested;
        let code = done?;
        if pipeline.negated {
            return Ok(i32::from(code == 0));
        }
        if code != 0 && is_free && counts {
            if let Some(trap) = self.traps.get(&ERR).cloned() {
                self.status = code;
                self.tested += 1;
                let done = Box::pin(self.evaluate(&trap)).await;
                self.tested -= 1;
                done?;
            }
            if self.options.errexit {
                return Err(Leave::Exit(code));
            }
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
                    shell.ended(done).await
                })
            });
            pids.push(pid);
        }
        drop(input);
        let (mut code, mut failed) = (0, 0);
        let mut codes = Vec::new();
        for pid in pids {
            code = self.finish(pid).await;
            codes.push(code.to_string());
            failed = if code == 0 { failed } else { code };
        }
        if self.flavor == Flavor::Bash {
            self.put_all("PIPESTATUS", Items::of(codes));
        }
        if self.options.pipefail { failed } else { code }
    }

    /// Runs a text as if it stood here.
    pub(super) async fn evaluate(&mut self, text: &str) -> Done {
        let Script { list, error } = parser::parse(text, self.flavor);
        let done = self.list(&list, false).await?;
        match error {
            None => Ok(done),
            Some(error) => Err(self.wrong(&error)),
        }
    }

    /// Does what is trapped of the signals that have come.
    pub(super) async fn run_traps(&mut self) -> Result<(), Leave> {
        while self.sys.is_signalled() {
            Box::pin(self.run_trap()).await?;
        }
        Ok(())
    }

    async fn run_trap(&mut self) -> Result<(), Leave> {
        if let Some(signal) = self.sys.with(|kernel| kernel.next_signal(self.sys.pid)) {
            let Some(text) = self.traps.get(&signal).cloned() else { return Ok(()) };
            let status = self.status;
            let tested = std::mem::take(&mut self.tested);
            let done = self.evaluate(&text).await;
            self.tested = tested;
            done?;
            self.status = status;
        }
        Ok(())
    }

    /// What is done on a signal from now on; nothing is what a process does that says nothing.
    pub(super) fn trap(&mut self, signal: i32, action: Option<String>) {
        if signal > 0 && signal != signals::KILL && signal != signals::STOP {
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
