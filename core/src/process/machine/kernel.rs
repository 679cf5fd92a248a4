//! The kernel of one Pod: processes and what they wait for, signals, files, ports, logs. It has no clock of its own.

mod family;
mod lines;
mod reactions;
mod trees;
mod watchers;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::process::machine::deeds::Deed;
use crate::process::machine::files::{Files, NodeId, Space};
use crate::process::machine::network::Network;
use crate::process::machine::open::{Open, Pipe, What};
use crate::process::shell::Flavor;
use crate::time::{SimDuration, SimTime};

/// What a process is: it ends with an exit code.
pub(in crate::process) type Task = Pin<Box<dyn Future<Output = i32>>>;

/// A process, wherever it runs.
pub(in crate::process) type Pid = usize;

/// How many processes there are at most at a time.
const MOST_PROCESSES: usize = 1000;
/// How many steps a process does in so short a time before it counts as busy.
const STEPS_AT_ONCE: u32 = 20_000;
/// That time.
const AT_ONCE: SimDuration = SimDuration::from_secs(10);
/// How many steps all busy processes do after that, until they stand still.
const BUSY_STEPS: u32 = 30_000;
/// How many of them each does in a second.
const BUSY_STEPS_A_SECOND: u32 = 200;
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

/// A container as its processes see it.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(in crate::process) struct Ground {
    pub(in crate::process) space: Space,
    /// The container's name.
    pub(in crate::process) name: String,
    /// Whether nothing is known of its image.
    pub(in crate::process) is_unknown: bool,
    /// Whether a program runs in it of which it is not known what files it writes.
    pub(in crate::process) runs_unknown: bool,
    /// Whether something configures its program: arguments, or files of a ConfigMap or a Secret.
    pub(in crate::process) is_configured: bool,
    /// The numbers of its user and group.
    pub(in crate::process) user: (i64, i64),
    /// Whether its image has no shell.
    pub(in crate::process) has_no_shell: bool,
    /// Whether its image has no other programs than busybox, or those of Debian.
    pub(in crate::process) is_complete: bool,
    /// Whether somebody has put a file where programs stand.
    pub(in crate::process) has_programs: bool,
    /// The shell that its image has, where that is known.
    pub(in crate::process) shell: Option<Flavor>,
    /// Whether others wait for its end: an init container.
    pub(in crate::process) runs_to_end: bool,
    /// What it says it listens on.
    pub(in crate::process) ports: Vec<u16>,
    /// What its probes and hooks ask beside that: somebody listens there, most likely itself.
    pub(in crate::process) asked: Vec<u16>,
    /// Where its image listens by itself.
    pub(in crate::process) serves: &'static [u16],
    /// From the start of its server until that listens, where it is said.
    pub(in crate::process) starts_after: Option<SimDuration>,
    /// The signal that stops it.
    pub(in crate::process) stop_signal: i32,
    /// Its first process.
    pub(super) first: Option<Pid>,
    pub(in crate::process) run: usize,
    pub(super) lines: usize,
    /// What was printed since the last line end.
    pub(super) partial: [String; 2],
    pub(super) next_number: u32,
    /// The last of what it printed, for its termination message.
    pub(in crate::process) tail: VecDeque<String>,
}

/// Something that users are told about a container's commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The sentence.
    pub text: String,
    /// What was assumed.
    pub about: About,
}

/// What has to be assumed where nothing tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A process runs until it is stopped; which field of the container does not tell.
    Runs(&'static str),
    /// A process ends by itself; which field of the container does not tell.
    Ends(&'static str),
    /// A program that the command calls takes no time and succeeds.
    Calls,
    /// What is outside of the Pod answers.
    Answers {
        /// Its name or address.
        host: String,
    },
    /// Something that no Scenario says, or nothing: it was found.
    Other,
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

    /// The first process of a container, while it runs.
    pub(in crate::process) fn first(&self, container: usize) -> Option<Pid> {
        self.grounds.get(container)?.first
    }

    /// When a timer wakes something next.
    pub(in crate::process) fn next_at(&mut self) -> Option<SimTime> {
        while let Some(Reverse((at, timer, pid))) = self.timers.peek() {
            let is_due = self.processes.get(pid).is_some_and(|process| process.timer == *timer);
            if is_due {
                return Some(*at);
            }
            self.timers.pop();
        }
        None
    }

    /// Whether nothing is going to happen but in loops without an end.
    pub(in crate::process) fn is_endless(&self) -> bool {
        self.timers.iter().all(|Reverse((_, timer, pid))| {
            let process = self.processes.get(pid).filter(|process| process.timer == *timer);
            process.is_none_or(|process| self.leads_nowhere(process))
        })
    }

    fn leads_nowhere(&self, process: &Process) -> bool {
        let mut at = Some(process);
        while let Some(process) = at {
            if process.is_endless {
                return true;
            }
            at = self.processes.get(&process.parent).filter(|parent| parent.wait == Wait::Child);
        }
        false
    }

    /// The next process whose turn it is, and what it does.
    pub(in crate::process) fn next_ready(&mut self) -> Option<(Pid, Task)> {
        loop {
            if let Some(Reverse((at, timer, pid))) = self.timers.peek().copied()
                && at <= self.now
            {
                self.timers.pop();
                if self.processes.get(&pid).is_some_and(|process| process.timer == timer) {
                    self.wake(pid);
                }
                continue;
            }
            let pid = self.ready.pop_front()?;
            let Some(process) = self.processes.get_mut(&pid) else { continue };
            process.queued = false;
            if process.is_stopped {
                continue;
            }
            process.wait = Wait::Nothing;
            process.timer = 0;
            if let Some(task) = process.task.take() {
                return Some((pid, task));
            }
        }
    }

    /// What a process does is put back, unless it has been ended meanwhile.
    pub(in crate::process) fn put_back(&mut self, pid: Pid, task: Task) {
        if let Some(process) = self.processes.get_mut(&pid)
            && process.exit_code.is_none()
        {
            process.task = Some(task);
        }
    }

    /// It is a process's turn.
    pub(in crate::process) fn wake(&mut self, pid: Pid) {
        if let Some(process) = self.processes.get_mut(&pid)
            && process.exit_code.is_none()
            && !process.queued
        {
            process.queued = true;
            self.ready.push_back(pid);
        }
    }

    fn wake_all(&mut self, is_it: impl Fn(Wait) -> bool) {
        let waiting = self.processes.iter().filter(|(_, process)| is_it(process.wait));
        let waiting: Vec<Pid> = waiting.map(|(pid, _)| *pid).collect();
        for pid in waiting {
            self.wake(pid);
        }
    }

    /// A process waits.
    pub(in crate::process) fn wait(&mut self, pid: Pid, wait: Wait) {
        let Some(process) = self.processes.get_mut(&pid) else { return };
        process.wait = wait;
        if let Wait::Until(at) | Wait::PipeUntil(at) = wait {
            self.next_timer += 1;
            process.timer = self.next_timer;
            self.timers.push(Reverse((at, self.next_timer, pid)));
        }
    }

    /// Whether a process has to wait for who reads the pipe that it has filled.
    pub(in crate::process) fn is_held_up(&mut self, pid: Pid) -> bool {
        let Some(process) = self.processes.get_mut(&pid) else { return false };
        let is_full = |pipe: &Rc<Pipe>| pipe.is_full() && pipe.is_read();
        if !process.fills.as_ref().is_some_and(is_full) {
            process.fills = None;
        }
        process.fills.is_some()
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

    /// A process takes a step; how long it has to pause where it has taken too many in this instant.
    pub(in crate::process) fn step(&mut self, pid: Pid, steps: u32) -> Option<Wait> {
        let now = self.now;
        let process = self.processes.get_mut(&pid)?;
        if process.exit_code.is_some() {
            // It was ended by its own signal, and does nothing more.
            return Some(Wait::Signal);
        }
        let is_busy = self.busy_steps > 0;
        let window = if is_busy { SimDuration::from_secs(1) } else { AT_ONCE };
        if now.since(process.steps.0) >= window {
            process.steps = (now, 0);
        }
        process.steps.1 = process.steps.1.saturating_add(steps);
        let allowed = if is_busy { BUSY_STEPS_A_SECOND } else { STEPS_AT_ONCE };
        if process.steps.1 <= allowed {
            return None;
        }
        if self.busy_steps == 0 {
            let container = process.container;
            let name =
                self.grounds.get(container).map(|ground| ground.name.clone()).unwrap_or_default();
            self.note(container, About::Other, format!("`{name}` is in a loop that never pauses: it keeps a CPU busy, and is played slowly."));
        }
        self.busy_steps = self.busy_steps.saturating_add(allowed);
        if self.busy_steps > BUSY_STEPS {
            return Some(Wait::Signal);
        }
        Some(Wait::Until(now + SimDuration::from_secs(1)))
    }

    /// Something that users are told about a container's commands; each is told once.
    pub(in crate::process) fn note(&mut self, container: usize, about: About, text: String) {
        if !self.notes.iter().any(|(of, known)| *of == container && known.text == text) {
            self.notes.push((container, Note { text, about }));
        }
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
        self.network.close(pid);
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

    /// Whether it is some process's turn, or something has happened that nobody was told.
    pub(in crate::process) fn is_due(&self) -> bool {
        !self.ready.is_empty() || !self.happened.is_empty()
    }

    /// A program of which nothing is known runs in a container: it may write any file.
    pub(in crate::process) fn mark_unknown(&mut self, container: usize) {
        if let Some(ground) = self.grounds.get_mut(container) {
            ground.runs_unknown = true;
        }
    }

    /// Whether a file that is missing may be there all the same: one of an unknown image, or written by an unknown
    /// program of a container that sees it.
    pub(in crate::process) fn may_have(&self, container: usize, path: &str) -> bool {
        let Some(ground) = self.grounds.get(container) else { return false };
        let is_on_volume = ground.space.mounts.iter().any(|mount| path.starts_with(&mount.path));
        let is_of_image =
            !is_on_volume && !["/tmp", "/run", "/var/run"].iter().any(|dir| path.starts_with(dir));
        let is_of_system = ["/proc/", "/sys/"].iter().any(|dir| path.starts_with(dir));
        ground.runs_unknown
            || is_of_system
            || (ground.is_unknown && is_of_image)
            || (is_on_volume && self.grounds.iter().any(|other| other.runs_unknown))
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
