//! The kernel of one Pod: processes and what they wait for, signals, files, ports, logs. It has no clock of its own.

mod family;
mod ground;
mod lines;
mod reactions;
mod trees;
mod turns;
mod watchers;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::process::machine::deeds::Deed;
use crate::process::machine::files::{Files, NodeId};
use crate::process::machine::network::Network;
use crate::process::machine::open::{Open, Pipe, What};
use crate::time::SimTime;

pub(in crate::process) use self::ground::Ground;
pub use self::ground::{About, Note};

/// What a process is: it ends with an exit code.
pub(in crate::process) type Task = Pin<Box<dyn Future<Output = i32>>>;

/// A process, wherever it runs.
pub(in crate::process) type Pid = usize;

/// How many processes there are at most at a time.
const MOST_PROCESSES: usize = 1000;
/// How many lines a run of a container prints at most.
const MOST_LINES: usize = 10_000;
/// Where a line of a log is cut.
///
/// Upstream: `defaultMaxLogLineSize`, containerd's internal/cri/config.
const LONGEST_LINE: usize = 16 * 1024;
/// The number of a container's first child, where nobody else has forked: the runtime has used up some before.
const FIRST_CHILD: u32 = 7;

/// What a process waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Wait {
    /// Nothing: it is going on.
    Nothing,
    /// An instant.
    Until(SimTime),
    /// The end of a child.
    Child,
    /// A pipe that it reads or writes.
    Pipe,
    /// The same, up to an instant.
    PipeUntil(SimTime),
    /// Something is written to a file.
    Written(NodeId),
    /// A file comes into being, is renamed or removed.
    Named,
    /// One of the two.
    WrittenOrNamed(NodeId),
    /// A signal, and nothing else.
    Signal,
}

/// What a process does about a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Reaction {
    /// It has a handler.
    Handles,
    /// It ignores it.
    Ignores,
}

/// Something that the kubelet can learn of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) enum Happened {
    /// The first process of a container has ended.
    Exited { container: usize, exit_code: i32 },
    /// A command that was run in a container has ended.
    CommandEnded { command: u64, exit_code: i32, output: String },
}

/// A line of a container's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When it was printed.
    pub at: SimTime,
    /// The container's place.
    pub container: usize,
    /// Its run, from 0.
    pub run: usize,
    /// 1 is standard output, 2 standard error.
    pub stream: u32,
    /// What it says, without the line end.
    pub text: String,
}

/// A file that a container follows, as `tail -F` does.
#[derive(Debug)]
pub(super) struct Follow {
    pub(super) container: usize,
    pub(super) path: String,
    /// Nothing as long as there is no such file.
    pub(super) node: Option<NodeId>,
}

/// A process.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(in crate::process) struct Process {
    parent: Pid,
    pub(in crate::process) container: usize,
    /// Its number in its namespace.
    pub(in crate::process) number: u32,
    /// Its command line.
    pub(in crate::process) name: String,
    task: Option<Task>,
    wait: Wait,
    queued: bool,
    /// The timer that wakes it.
    timer: u64,
    pub(in crate::process) open: Vec<(u32, Rc<Open>)>,
    pub(in crate::process) folder: String,
    reactions: Vec<(i32, Reaction)>,
    /// `umask`
    pub(in crate::process) mask: u16,
    /// Signals that its handlers have not seen yet.
    pending: VecDeque<i32>,
    /// Whether it is the first of its namespace.
    pub(super) is_first: bool,
    is_stopped: bool,
    /// The command of the kubelet that it is, and where its output goes.
    command: Option<(u64, Rc<Open>)>,
    exit_code: Option<i32>,
    steps: (SimTime, u32),
    /// The pipe that it has filled.
    pub(in crate::process) fills: Option<Rc<Pipe>>,
    /// Whether it runs in an endless loop that nothing leaves but a signal.
    pub(in crate::process) is_endless: bool,
    /// Whether its exit code depends on something that had to be guessed.
    pub(in crate::process) is_guessed: bool,
}

#[derive(Default)]
pub(in crate::process) struct Kernel {
    pub(in crate::process) now: SimTime,
    pub(in crate::process) files: Files,
    pub(in crate::process) grounds: Vec<Ground>,
    /// Whether all containers see each other's processes.
    pub(in crate::process) shares_processes: bool,
    pub(in crate::process) network: Network,
    pub(in crate::process) processes: BTreeMap<Pid, Process>,
    next_pid: Pid,
    ready: VecDeque<Pid>,
    timers: BinaryHeap<Reverse<(SimTime, u64, Pid)>>,
    next_timer: u64,
    pub(in crate::process) happened: Vec<Happened>,
    pub(in crate::process) log: Vec<LogLine>,
    pub(super) follows: Vec<Follow>,
    /// What containers did that others can notice.
    pub(super) deeds: Vec<Deed>,
    busy_steps: u32,
    seed: u32,
    /// How many lines were printed, and signals sent, by anybody.
    pub(super) changes: u64,
    /// What had to be assumed, or was found, of a container's commands.
    pub(in crate::process) notes: Vec<(usize, Note)>,
}

impl Kernel {
    /// A kernel without processes.
    pub(in crate::process) fn new(shares_processes: bool) -> Self {
        Self { shares_processes, ..Self::default() }
    }

    /// It is another instant.
    pub(in crate::process) fn set_now(&mut self, now: SimTime) {
        self.now = now;
        self.files.now = now.unix_seconds() * 1000 + i64::try_from(now.0 % 1000).unwrap_or(0);
    }

    /// A new process; nothing where there are too many.
    pub(in crate::process) fn spawn(
        &mut self,
        parent: Pid,
        container: usize,
        name: String,
        open: Vec<(u32, Rc<Open>)>,
    ) -> Option<Pid> {
        if self.processes.len() >= MOST_PROCESSES {
            return None;
        }
        self.next_pid += 1;
        let pid = self.next_pid;
        let from = self.processes.get(&parent);
        let ignored =
            from.map(|from| from.reactions.iter().filter(|(_, how)| *how == Reaction::Ignores));
        let reactions = ignored.map(|all| all.copied().collect()).unwrap_or_default();
        let folder = from.map_or_else(|| "/".to_owned(), |from| from.folder.clone());
        let mask = from.map_or(0o22, |from| from.mask);
        let process = Process {
            parent,
            container,
            number: self.next_number(container),
            name,
            task: None,
            wait: Wait::Nothing,
            queued: false,
            timer: 0,
            open,
            folder,
            reactions,
            mask,
            pending: VecDeque::new(),
            is_first: false,
            is_stopped: false,
            command: None,
            exit_code: None,
            steps: (self.now, 0),
            fills: None,
            is_endless: false,
            is_guessed: false,
        };
        self.processes.insert(pid, process);
        Some(pid)
    }

    fn next_number(&mut self, container: usize) -> u32 {
        // One namespace for all is numbered by its first container.
        let counted = if self.shares_processes { 0 } else { container };
        let Some(ground) = self.grounds.get_mut(counted) else { return 0 };
        ground.next_number += 1;
        ground.next_number + FIRST_CHILD - 1
    }

    /// A container begins a new run with this as its first process.
    pub(in crate::process) fn begin(&mut self, container: usize, run: usize, pid: Pid) {
        let shares = self.shares_processes;
        if let Some(ground) = self.grounds.get_mut(container) {
            (ground.first, ground.run, ground.lines) = (Some(pid), run, 0);
            ground.tail.clear();
            if !shares {
                ground.next_number = 0;
            }
        }
        if let Some(process) = self.processes.get_mut(&pid).filter(|_| !shares) {
            (process.is_first, process.number) = (true, 1);
        }
    }

    /// A process is a command of the kubelet: its end is told.
    pub(in crate::process) fn report(&mut self, pid: Pid, command: u64, output: Rc<Open>) {
        if let Some(process) = self.processes.get_mut(&pid) {
            process.command = Some((command, output));
        }
    }

    /// Gives a process what it does; it begins as soon as it is its turn.
    pub(in crate::process) fn launch(&mut self, pid: Pid, task: Task) {
        if let Some(process) = self.processes.get_mut(&pid) {
            process.task = Some(task);
        }
        self.wake(pid);
    }

    /// Whether a process is a command of the kubelet, or part of one.
    pub(in crate::process) fn is_of_kubelet(&self, pid: Pid) -> bool {
        let mut next = self.processes.get(&pid);
        while let Some(process) = next {
            if process.command.is_some() {
                return true;
            }
            next = self.processes.get(&process.parent);
        }
        false
    }

    /// A process ends, and what goes with it.
    pub(in crate::process) fn end(&mut self, pid: Pid, exit_code: i32) {
        let Some(process) = self.processes.get_mut(&pid) else { return };
        if process.exit_code.is_some() {
            return;
        }
        process.exit_code = Some(exit_code);
        process.task = None;
        process.timer = 0;
        let pipes = process
            .open
            .iter()
            .any(|(_, open)| matches!(open.what, What::Read(_) | What::Write(_)));
        process.open.clear();
        let (parent, container, command) =
            (process.parent, process.container, process.command.take());
        let is_guessed = process.is_guessed;
        // Who waits there for an answer is told.
        let pipes = self.network.close(pid) || pipes;
        let first = self.first(container);
        let children: Vec<Pid> = self.children(pid).collect();
        for child in children {
            let ended = self.processes.get(&child).is_some_and(|child| child.exit_code.is_some());
            if ended {
                self.processes.remove(&child);
            } else if let Some(child) = self.processes.get_mut(&child) {
                child.parent = first.filter(|first| *first != pid).unwrap_or_default();
            }
        }
        match self.processes.get(&parent).map(|parent| parent.wait) {
            None => {
                self.processes.remove(&pid);
            }
            Some(Wait::Child) => self.wake(parent),
            Some(_) => {}
        }
        if pipes {
            self.pipe_moved();
        }
        if let Some((command, output)) = command {
            // What only a guess would tell succeeds.
            let exit_code = if is_guessed && exit_code < 128 { 0 } else { exit_code };
            let output =
                if let What::Collect(text) = &output.what { text.take() } else { String::new() };
            self.happened.push(Happened::CommandEnded { command, exit_code, output });
        }
        if first == Some(pid) {
            self.end_container(container, exit_code);
        }
    }

    /// The first process has ended: the kernel kills what is left of its namespace, or the runtime does.
    fn end_container(&mut self, container: usize, exit_code: i32) {
        if let Some(ground) = self.grounds.get_mut(container) {
            ground.first = None;
        }
        let left = self.processes.iter().filter(|(_, process)| process.container == container);
        let left: Vec<Pid> = left.map(|(pid, _)| *pid).collect();
        for pid in &left {
            self.end(*pid, 137);
        }
        for pid in left {
            self.processes.remove(&pid);
        }
        for stream in [1, 2] {
            self.print_line(container, stream, true);
        }
        self.happened.push(Happened::Exited { container, exit_code });
    }

    /// A command of the kubelet is killed with all that it has started.
    pub(in crate::process) fn kill_command(&mut self, command: u64) {
        let found = self
            .processes
            .iter()
            .find(|(_, process)| process.command.as_ref().is_some_and(|(of, _)| *of == command));
        if let Some(pid) = found.map(|(pid, _)| *pid) {
            self.end(pid, 137);
        }
        self.happened.retain(
            |happened| !matches!(happened, Happened::CommandEnded { command: of, .. } if *of == command),
        );
    }

    /// What comes of a process is no more than a guess, and so is what its parents make of that.
    pub(in crate::process) fn mark_guessed(&mut self, pid: Pid) {
        let mut at = pid;
        while let Some(process) = self.processes.get_mut(&at) {
            process.is_guessed = true;
            at = process.parent;
        }
    }

    /// A number that looks like a random one, the same in every run.
    pub(in crate::process) fn random(&mut self) -> u32 {
        self.seed = self.seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        (self.seed >> 16) & 0x7fff
    }
}
