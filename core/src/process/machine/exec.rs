//! What somebody does from outside to look at it: a command in a container, a request whose answer is read.

use std::cell::RefCell;
use std::rc::Rc;

use crate::process::commands;
use crate::process::machine::files::Node;
use crate::process::machine::network::{Answer, Client};
use crate::process::machine::open::{Open, What};
use crate::process::machine::sys::Sys;
use crate::process::machine::talk::{self, Connection};
use crate::process::machine::{CommandId, Machine, Report};
use crate::time::SimTime;

/// A command that somebody runs in a container.
#[derive(Debug)]
pub struct Exec {
    /// By which its end is told.
    pub command: CommandId,
    out: Rc<Open>,
    err: Rc<Open>,
}

impl Exec {
    /// What it has printed so far; of its standard output nothing once its end was told.
    pub fn printed(&self) -> (String, String) {
        let text = |open: &Open| {
            if let What::Collect(text) = &open.what { text.borrow().clone() } else { String::new() }
        };
        (text(&self.out), text(&self.err))
    }
}

/// What a request from outside brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// Nobody listens.
    Refused,
    /// Somebody takes the connection and says nothing.
    Silence,
    /// A status and a body.
    Http(u16, String),
    /// Something else than HTTP, or nothing before it was over: its first line.
    Broken(String),
}

impl From<Answer> for Page {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Refused | Answer::NoName => Self::Refused,
            Answer::Silence => Self::Silence,
            Answer::Http(status, body) => Self::Http(status, body),
            Answer::Broken(line) => Self::Broken(line),
        }
    }
}

/// A request from outside that a process is to answer.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) command: CommandId,
    connection: Connection,
    /// What has come so far.
    said: String,
}

impl Machine {
    /// Makes a request from outside to a port where processes answer: a report tells what it brings. Nothing where it
    /// is answered at once, or by nobody.
    pub fn ask(&mut self, at: SimTime, port: u16, path: &str, agent: &str) -> Option<CommandId> {
        let mut kernel = self.kernel.borrow_mut();
        kernel.set_now(at);
        let own = kernel.network.own();
        let connection = kernel.connect(port, own)?;
        if let What::Write(pipe) = &connection.to.what {
            pipe.push(&talk::request(path, &own.to_string(), port, agent));
        }
        self.next_command += 1;
        let command = self.next_command;
        self.asked.push(Asked { command, connection, said: String::new() });
        Some(command)
    }

    /// Takes what has come for those who asked from outside; whether somebody may go on by that.
    pub(super) fn hear(&mut self, answered: &mut Vec<Report>) -> bool {
        let mut moved = false;
        self.asked.retain_mut(|asked| {
            let What::Read(pipe) = &asked.connection.from.what else { return false };
            while let Some(text) = pipe.take(false) {
                moved = true;
                asked.said.push_str(&text);
            }
            let Some(answer) = talk::answer(&asked.said, !pipe.is_written()) else { return true };
            moved = true;
            answered.push(Report::Answered { command: asked.command, page: answer.into() });
            false
        });
        if moved {
            self.kernel.borrow_mut().pipe_moved();
        }
        moved
    }

    /// Somebody runs a command in a container that runs.
    ///
    /// Upstream: `ExecInContainer`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    pub fn exec(&mut self, at: SimTime, container: usize, words: &[String]) -> Option<Exec> {
        self.next_command += 1;
        let command = self.next_command;
        let prepared = self.containers.get(container)?;
        let mut kernel = self.kernel.borrow_mut();
        kernel.now = at;
        let collect = || Open::new(What::Collect(RefCell::default()));
        let (out, err) = (collect(), collect());
        let open = vec![(0, Open::new(What::Null)), (1, Rc::clone(&out)), (2, Rc::clone(&err))];
        kernel.first(container)?;
        // Nobody in the container is its parent.
        let pid = kernel.spawn(0, container, words.join(" "), open)?;
        kernel.report(pid, command, Rc::clone(&out));
        if let Some(process) = kernel.processes.get_mut(&pid) {
            process.folder.clone_from(&prepared.folder);
        }
        drop(kernel);
        let sys = Sys::new(Rc::clone(&self.kernel), pid);
        let task = commands::command(sys, words.to_vec(), prepared.environment.clone());
        self.kernel.borrow_mut().launch(pid, task);
        Some(Exec { command, out, err })
    }

    /// Whether a container's first process runs.
    pub fn runs(&self, container: usize) -> bool {
        self.kernel.borrow().first(container).is_some()
    }

    /// Why the runtime cannot start a program in a container, where that is known.
    pub fn exec_error(&self, container: usize, program: &str) -> Option<String> {
        let is_missing = self.containers.get(container)?.programs.lacks(program);
        let is_missing = is_missing && !self.has_file(container, program);
        is_missing.then(|| commands::start_error(program))
    }

    /// Whether a file of a container that runs stands where a program would: something has put it there.
    fn has_file(&self, container: usize, program: &str) -> bool {
        let kernel = &mut *self.kernel.borrow_mut();
        let Some(ground) = kernel.grounds.get(container) else { return false };
        let mut is_file = |path: &str| {
            let found = kernel.files.walk(&ground.space, "/", path, true);
            let node = found.ok().and_then(|place| place.node);
            node.is_some_and(|node| matches!(kernel.files.node(node), Some(Node::File { .. })))
        };
        if program.contains('/') {
            return is_file(program);
        }
        commands::FOLDERS.iter().any(|folder| is_file(&format!("{folder}/{program}")))
    }

    /// The container that takes connections from outside on a port.
    pub fn listener(&self, port: u16) -> Option<usize> {
        let network = &self.kernel.borrow().network;
        network.listener(port, network.own()).map(|listener| listener.container)
    }

    /// A request from outside whose answer is read.
    pub fn fetch(&mut self, at: SimTime, port: u16, path: &str, client: [&str; 2]) -> Page {
        let mut kernel = self.kernel.borrow_mut();
        kernel.now = at;
        let [address, agent] = client;
        let asked = kernel.network.own();
        kernel.request((port, asked), path, Client { address, agent }).into()
    }

    /// How many lines were printed, signals sent, files changed and processes are there: whoever looks before and
    /// after something knows whether it left a trace.
    pub fn changes(&self) -> u64 {
        let kernel = self.kernel.borrow();
        let processes = u64::try_from(kernel.processes.len()).unwrap_or_default();
        (kernel.changes + kernel.files.changes) << 16 | processes
    }
}
