//! A Pod's machine: its containers' processes, files, ports and logs, on simulated time.
//!
//! Who plays the Pod starts containers, runs commands in them and sends signals; the machine tells what came of it. Its
//! programs are futures that wait for nothing but the kernel here: no thread, no clock, no IO.

pub mod deeds;
mod exec;
pub(in crate::process) mod files;
pub(in crate::process) mod kernel;
pub(in crate::process) mod network;
pub(in crate::process) mod open;
mod setup;
pub mod signals;
pub(in crate::process) mod sys;
pub(in crate::process) mod talk;
#[cfg(test)]
mod tests;
mod variables;
mod volumes;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::process::commands;
use crate::process::machine::deeds::Deed;
use crate::process::machine::files::NodeId;
use crate::process::machine::kernel::{Happened, Kernel};
use crate::process::machine::network::{Answer, Client, Network, Way};
use crate::process::machine::open::{Open, What};
use crate::process::machine::sys::Sys;
use crate::process::neighbors::Neighbors;
use crate::process::scenario::OutsideHost;
use crate::time::{SimDuration, SimTime};

pub use exec::{Exec, Page};
pub use kernel::{About, LogLine, Note};
pub use volumes::{Kept, missing_item};

/// What is known of a Pod besides its spec.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    /// `metadata.name`
    pub name: String,
    /// `metadata.namespace`
    pub namespace: &'a str,
    /// `metadata.uid`
    pub uid: String,
    /// `metadata.labels`
    pub labels: BTreeMap<String, String>,
    /// `metadata.annotations`
    pub annotations: BTreeMap<String, String>,
    /// `spec`
    pub spec: &'a PodSpec,
    /// `status.podIP`
    pub ip: String,
    /// The node's name and its address.
    pub node: (&'a str, &'a str),
    /// What volumes hold that outlive a Pod.
    pub kept: Vec<Kept>,
    /// What stands beside it.
    pub neighbors: &'a Neighbors,
    /// What is said of hosts outside of it.
    pub outside: &'a [OutsideHost],
    /// `metadata.creationTimestamp`
    pub created: SimTime,
}

impl<'a> Setting<'a> {
    /// A Pod of which nothing is known but its spec.
    pub fn of(spec: &'a PodSpec) -> Self {
        Self {
            name: String::new(),
            namespace: "default",
            uid: String::new(),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            spec,
            ip: String::new(),
            node: ("", ""),
            kept: Vec::new(),
            neighbors: Neighbors::NONE,
            outside: &[],
            created: SimTime::ZERO,
        }
    }
}

/// A command that the kubelet runs in a container.
pub type CommandId = u64;

/// What the kubelet can learn of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// A container's process has ended.
    Exited {
        /// The container's place.
        container: usize,
        /// Its exit code.
        exit_code: i32,
    },
    /// A command has ended.
    CommandEnded {
        /// Which.
        command: CommandId,
        /// Its exit code.
        exit_code: i32,
        /// What it printed.
        output: String,
    },
    /// A request has been answered.
    Answered {
        /// Which.
        command: CommandId,
        /// By what.
        page: Page,
    },
}

/// Lines that a container wrote to a file which another one follows, and which that did not read any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The place of the container that follows the file.
    pub reader: usize,
    /// The file, as that container sees it.
    pub path: String,
    /// The place of the container that wrote them.
    pub writer: usize,
    /// How many.
    pub lines: usize,
    /// When the first of them was written.
    pub first_at: SimTime,
}

/// What a request from outside brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Nobody listens.
    Refused,
    /// Somebody takes the connection and says nothing.
    Silence,
    /// A status.
    Status(u16),
}

/// All processes of a Pod.
pub struct Machine {
    kernel: Rc<RefCell<Kernel>>,
    containers: Vec<setup::Prepared>,
    /// The volumes that outlive the Pod.
    lasting: Vec<(String, NodeId)>,
    /// Those that have a limit, each with that.
    limited: Vec<(String, NodeId, u64)>,
    next_command: CommandId,
    asked: Vec<exec::Asked>,
}

impl Drop for Machine {
    /// A process that still runs holds the kernel, which holds it.
    fn drop(&mut self) {
        let processes = std::mem::take(&mut self.kernel.borrow_mut().processes);
        drop(processes);
    }
}

impl Machine {
    /// The machine of a Pod whose containers are these: init entries, app containers, ephemeral ones.
    pub fn new(setting: &Setting<'_>, containers: &[(&Container, bool)]) -> Self {
        let mut kernel = Kernel::new(setting.spec.share_process_namespace == Some(true));
        kernel.network = Network::of(setting);
        let volumes = volumes::Volumes::new(&mut kernel.files, setting);
        let wants_links = setting.spec.enable_service_links != Some(false);
        let services = setting.neighbors.service_variables(setting.namespace, wants_links);
        let prepared = containers.iter().map(|(container, runs_to_end)| {
            setup::prepare(&mut kernel, setting, &volumes, &services, container, *runs_to_end)
        });
        let containers = prepared.collect();
        kernel.files.take_guessed();
        Self {
            kernel: Rc::new(RefCell::new(kernel)),
            containers,
            lasting: volumes.lasting,
            limited: volumes.limited,
            next_command: 0,
            asked: Vec::new(),
        }
    }

    /// A container starts; `described` where something else tells how long its process lives.
    pub fn start(&mut self, at: SimTime, container: usize, run: usize, described: bool) {
        let Some(prepared) = self.containers.get(container) else { return };
        let mut kernel = self.kernel.borrow_mut();
        kernel.set_now(at);
        if let Some(words) = prepared.reads.as_ref().filter(|_| !described) {
            kernel.note(container, About::Other, format!("`{}` {words}.", prepared.name));
        }
        setup::fresh_root(&mut kernel, container, prepared);
        let name = prepared.title();
        let open = vec![
            (0, Open::new(if prepared.keeps_stdin { What::Wait } else { What::Null })),
            (1, Open::new(What::Log(1))),
            (2, Open::new(What::Log(2))),
        ];
        let Some(pid) = kernel.spawn(0, container, name, open) else { return };
        kernel.begin(container, run, pid);
        if let Some(process) = kernel.processes.get_mut(&pid) {
            process.folder.clone_from(&prepared.folder);
        }
        drop(kernel);
        let sys = Sys::new(Rc::clone(&self.kernel), pid);
        let task = if described { prepared.placeholder(sys) } else { prepared.task(sys) };
        self.kernel.borrow_mut().launch(pid, task);
    }

    /// A container's servers listen that long after their start, whatever is known of them.
    pub fn serve_after(&mut self, container: usize, after: Option<SimDuration>) {
        if let Some(ground) = self.kernel.borrow_mut().grounds.get_mut(container) {
            ground.starts_after = after;
        }
    }

    /// A container prints a text, line by line.
    pub fn print(&mut self, container: usize, text: &str) {
        let text = format!("{}\n", text.strip_suffix('\n').unwrap_or(text));
        self.kernel.borrow_mut().print(container, 1, &text);
    }

    /// Why a container cannot be created: it refers to what is not there.
    pub fn config_error(&self, container: usize) -> Option<&str> {
        self.containers.get(container)?.error.as_deref()
    }

    /// Why the runtime cannot start a container's command, where that is known.
    pub fn start_error(&self, container: usize) -> Option<String> {
        let prepared = self.containers.get(container)?;
        let name = prepared.words().first()?;
        prepared.programs.lacks(name).then(|| commands::start_error(name))
    }

    /// A command is run in a container, as probes and hooks do.
    pub fn run_command(&mut self, at: SimTime, container: usize, words: &[String]) -> CommandId {
        self.next_command += 1;
        let command = self.next_command;
        let Some(prepared) = self.containers.get(container) else { return command };
        let mut kernel = self.kernel.borrow_mut();
        kernel.set_now(at);
        let output = Open::new(What::Collect(RefCell::default()));
        let open =
            vec![(0, Open::new(What::Null)), (1, Rc::clone(&output)), (2, Rc::clone(&output))];
        // Nobody in the container is its parent: it is gone when it has ended.
        let Some(pid) = kernel.spawn(0, container, words.join(" "), open) else {
            return command;
        };
        kernel.report(pid, command, output);
        if let Some(process) = kernel.processes.get_mut(&pid) {
            process.folder.clone_from(&prepared.folder);
        }
        drop(kernel);
        let sys = Sys::new(Rc::clone(&self.kernel), pid);
        let (words, environment) = (words.to_vec(), prepared.environment.clone());
        let task = commands::command(sys, words, environment);
        self.kernel.borrow_mut().launch(pid, task);
        command
    }

    /// A command is not waited for any longer: the runtime kills it.
    pub fn kill_command(&mut self, at: SimTime, command: CommandId) {
        let mut kernel = self.kernel.borrow_mut();
        kernel.set_now(at);
        kernel.kill_command(command);
        self.asked.retain(|asked| asked.command != command);
        kernel.pipe_moved();
    }

    /// A container's first process gets a signal from outside.
    pub fn signal(&mut self, at: SimTime, container: usize, signal: i32) {
        let mut kernel = self.kernel.borrow_mut();
        kernel.set_now(at);
        if let Some(pid) = kernel.first(container) {
            kernel.signal(pid, signal, true);
        }
    }

    /// A container's first process gets the signal that stops it.
    pub fn stop(&mut self, at: SimTime, container: usize) {
        let signal = self
            .kernel
            .borrow()
            .grounds
            .get(container)
            .map_or(signals::TERM, |ground| ground.stop_signal);
        self.signal(at, container, signal);
    }

    /// Everything in a container ends, and nobody is told.
    pub fn kill(&mut self, at: SimTime, container: usize) {
        let mut kernel = self.kernel.borrow_mut();
        kernel.set_now(at);
        if let Some(pid) = kernel.first(container) {
            kernel.end(pid, 137);
        }
        kernel.happened.retain(|happened| {
            !matches!(happened, Happened::Exited { container: of, .. } if *of == container)
        });
    }

    /// When something happens next, if nobody does anything.
    pub fn next_at(&self) -> Option<SimTime> {
        let mut kernel = self.kernel.borrow_mut();
        if kernel.is_due() { Some(kernel.now) } else { kernel.next_at() }
    }

    /// Whether nothing is going to happen but in loops without an end.
    pub fn is_endless(&self) -> bool {
        self.kernel.borrow().is_endless()
    }

    /// Lets everything happen up to an instant; what the kubelet can learn of it.
    pub fn advance(&mut self, at: SimTime) -> Vec<Report> {
        self.kernel.borrow_mut().set_now(at);
        let mut context = Context::from_waker(Waker::noop());
        let mut answered = Vec::new();
        loop {
            let next = self.kernel.borrow_mut().next_ready();
            let Some((pid, mut task)) = next else {
                if self.hear(&mut answered) {
                    continue;
                }
                break;
            };
            match task.as_mut().poll(&mut context) {
                Poll::Ready(exit_code) => self.kernel.borrow_mut().end(pid, exit_code),
                Poll::Pending => self.kernel.borrow_mut().put_back(pid, task),
            }
        }
        let happened = std::mem::take(&mut self.kernel.borrow_mut().happened);
        let happened = happened.into_iter().map(|happened| match happened {
            Happened::Exited { container, exit_code } => Report::Exited { container, exit_code },
            Happened::CommandEnded { command, exit_code, output } => {
                Report::CommandEnded { command, exit_code, output }
            }
        });
        answered.into_iter().chain(happened).collect()
    }

    /// Whether Services lead to the Pod.
    pub fn set_ready(&mut self, ready: bool) {
        self.kernel.borrow_mut().network.is_ready = ready;
    }

    /// Whether somebody answers whom the kubelet asks by a name or an address; who is not known is assumed to.
    ///
    /// The kubelet asks from the node: `localhost` is the node there, and names of the cluster are unknown.
    pub fn answers(&self, at: SimTime, host: &str, port: u16) -> bool {
        let network = &self.kernel.borrow().network;
        let is_address = host.parse::<std::net::IpAddr>().is_ok();
        match network.way(host, Some(port), at) {
            Way::Refused | Way::NoName => false,
            way @ (Way::Own(_) | Way::Service(_)) => {
                let leads = if let Way::Own(_) = way { network.is_of_node } else { is_address };
                let goal = network.goal(way, port).filter(|_| leads);
                goal.is_some_and(|(port, asked)| network.listener(port, asked).is_some())
            }
            Way::Answers | Way::Unknown => true,
        }
    }

    /// Somebody connects from outside, and hangs up; whether the connection was taken.
    pub fn accepts(&mut self, at: SimTime, port: u16) -> bool {
        let mut kernel = self.kernel.borrow_mut();
        kernel.set_now(at);
        let own = kernel.network.own();
        kernel.touch(port, own)
    }

    /// A request from outside.
    pub fn request(
        &mut self,
        at: SimTime,
        port: u16,
        path: &str,
        address: &str,
        agent: &str,
    ) -> Reply {
        let mut kernel = self.kernel.borrow_mut();
        kernel.set_now(at);
        let asked = kernel.network.own();
        match kernel.request((port, asked), path, Client { address, agent }) {
            Answer::Refused | Answer::NoName => Reply::Refused,
            Answer::Silence | Answer::Broken(_) => Reply::Silence,
            Answer::Http(status, _) => Reply::Status(status),
        }
    }

    /// What a container's process wrote for its termination message.
    pub fn termination_message(&self, container: usize) -> String {
        let kernel = self.kernel.borrow();
        let message = self.containers.get(container).and_then(|prepared| prepared.message.get());
        let text = message.and_then(|node| kernel.files.text(node)).unwrap_or_default();
        text.get(..text.floor_char_boundary(4096)).unwrap_or(text).to_owned()
    }

    /// The last of what a container's newest run printed: 80 lines and 2,048 bytes at most.
    ///
    /// Upstream: `readLastStringFromContainerLogs`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    pub fn log_tail(&self, container: usize) -> String {
        let kernel = self.kernel.borrow();
        let Some(ground) = kernel.grounds.get(container) else { return String::new() };
        let lines: Vec<&str> = ground.tail.iter().map(String::as_str).collect();
        let mut all = lines.join("\n");
        if !lines.is_empty() {
            all.push('\n');
        }
        let from = all.ceil_char_boundary(all.len().saturating_sub(2048));
        all.split_off(from)
    }

    /// What was printed since this was asked last.
    pub fn take_log(&mut self) -> Vec<LogLine> {
        std::mem::take(&mut self.kernel.borrow_mut().log)
    }

    /// What was written to files that are followed, and nobody has read.
    pub fn unread(&self) -> Vec<Unread> {
        let kernel = &mut *self.kernel.borrow_mut();
        let mut seen = Vec::new();
        let mut all = Vec::new();
        for follow in kernel.follows.iter().rev() {
            let node = follow.node.or_else(|| {
                let ground = kernel.grounds.get(follow.container)?;
                kernel.files.walk(&ground.space, "/", &follow.path, true).ok()?.node
            });
            let Some(node) = node.filter(|node| !seen.contains(node)) else { continue };
            seen.push(node);
            let by_others = kernel.files.unread(node).iter();
            all.extend(by_others.filter(|by| by.writer != follow.container).map(|by| Unread {
                reader: follow.container,
                path: follow.path.clone(),
                writer: by.writer,
                lines: by.lines,
                first_at: by.first_at,
            }));
        }
        all
    }

    /// What containers did that others can notice, each once, in order of time.
    pub fn deeds(&self) -> Vec<Deed> {
        self.kernel.borrow().deeds.clone()
    }

    /// What users have to know of how a container's commands were read.
    pub fn notes(&self, container: usize) -> Vec<Note> {
        let kernel = self.kernel.borrow();
        let own = kernel.notes.iter().filter(|(of, _)| *of == container);
        own.map(|(_, note)| note.clone()).collect()
    }

    /// How much each volume on the disk holds that has a limit, and how much it may hold, in bytes.
    pub fn usage(&self) -> impl Iterator<Item = (u64, u64)> {
        let used = |node| self.kernel.borrow().files.usage(node);
        self.limited.iter().map(move |(_, node, limit)| (used(*node), *limit))
    }

    /// The first of them that holds more than it may.
    ///
    /// Upstream: `emptyDirLimitEviction`, pkg/kubelet/eviction/eviction_manager.go.
    pub fn over_limit(&self) -> Option<&str> {
        let place = self.usage().position(|(used, limit)| used > limit)?;
        self.limited.get(place).map(|(name, ..)| name.as_str())
    }

    /// What the volumes hold that outlive the Pod.
    pub fn keep(&self) -> Vec<Kept> {
        let kernel = self.kernel.borrow();
        self.lasting.iter().map(|(name, node)| Kept::of(&kernel.files, name, *node)).collect()
    }
}
