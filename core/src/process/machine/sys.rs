//! What a program asks of the kernel. Whatever has to wait is `async`; nothing else ever blocks.

mod streams;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use crate::process::machine::deeds::Act;
use crate::process::machine::files::{Errno, Node, NodeId, Place};
use crate::process::machine::kernel::{About, Ground, Kernel, Pid, Task, Wait};
use crate::process::machine::open::{Open, What};
use crate::time::{SimDuration, SimTime};

/// A process's way to the kernel.
#[derive(Clone)]
pub(in crate::process) struct Sys {
    kernel: Rc<RefCell<Kernel>>,
    pub(in crate::process) pid: Pid,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Kind {
    Dir,
    File,
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Mode {
    Read,
    Write,
    Append,
    ReadWrite,
}

/// Gives the turn to others until what is waited for may have come.
struct Pause<'a> {
    sys: &'a Sys,
    wait: Option<Wait>,
}

impl Future for Pause<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.wait.take() {
            Some(wait) => {
                let pid = self.sys.pid;
                self.sys.with(|kernel| kernel.wait(pid, wait));
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Sys {
    pub(in crate::process) fn new(kernel: Rc<RefCell<Kernel>>, pid: Pid) -> Self {
        Self { kernel, pid }
    }

    /// The same for another process.
    pub(in crate::process) fn of(&self, pid: Pid) -> Self {
        Self { kernel: Rc::clone(&self.kernel), pid }
    }

    /// Asks the kernel. What is asked must not ask again by itself.
    pub(in crate::process) fn with<T>(&self, ask: impl FnOnce(&mut Kernel) -> T) -> T {
        ask(&mut self.kernel.borrow_mut())
    }

    pub(in crate::process) fn now(&self) -> SimTime {
        self.with(|kernel| kernel.now)
    }

    /// The place of the process's container.
    pub(in crate::process) fn container(&self) -> usize {
        self.with(|kernel| kernel.processes.get(&self.pid).map_or(0, |process| process.container))
    }

    /// Waits until something may have come; it may as well have been a signal.
    pub(in crate::process) async fn pause(&self, wait: Wait) {
        Pause { sys: self, wait: Some(wait) }.await;
    }

    /// Waits for an instant.
    pub(in crate::process) async fn sleep_until(&self, at: SimTime) {
        while self.now() < at {
            self.pause(Wait::Until(at)).await;
        }
    }

    /// Waits that long.
    pub(in crate::process) async fn sleep(&self, time: SimDuration) {
        let at = self.now() + time;
        self.sleep_until(at).await;
    }

    /// Waits for ever.
    pub(in crate::process) async fn stand_still(&self) -> i32 {
        loop {
            self.pause(Wait::Signal).await;
        }
    }

    /// Counts some work. Who does too much in one instant has to wait, and who writes to a pipe that is full.
    pub(in crate::process) async fn turn(&self, steps: u32) {
        while self.with(|kernel| kernel.is_held_up(self.pid)) {
            self.pause(Wait::Pipe).await;
        }
        while let Some(wait) = self.with(|kernel| kernel.step(self.pid, steps)) {
            self.pause(wait).await;
            if wait != Wait::Signal || self.is_signalled() {
                return;
            }
        }
    }

    /// Users are told something about the container's commands: it stands behind the container's name.
    pub(in crate::process) fn note(&self, about: About, note: &str) {
        let name = self.ground(|ground| ground.name.clone());
        let note = format!("`{name}` {note}.");
        self.with(|kernel| kernel.note(self.container_in(kernel), about, note));
    }

    /// Something had to be assumed of the container: what it does, and why that is not known.
    pub(in crate::process) fn assume(&self, about: About, what: &str, why: &str) {
        self.mark_guessed();
        self.note(about, &format!("is assumed to {what}: {why}"));
    }

    /// Whether signals that it has no handler for do nothing to it: it is the first process of its namespace.
    pub(in crate::process) fn is_protected(&self) -> bool {
        self.with(|kernel| kernel.processes.get(&self.pid).is_some_and(|process| process.is_first))
    }

    /// Starts a process with the same files open, and others where they are given; nothing where there are too many.
    pub(in crate::process) fn spawn(
        &self,
        name: &str,
        open: Vec<(u32, Rc<Open>)>,
        task: impl FnOnce(Self) -> Task,
    ) -> Option<Pid> {
        let container = self.container();
        let pid = self.with(|kernel| kernel.spawn(self.pid, container, name.to_owned(), open))?;
        let task = task(self.of(pid));
        self.with(|kernel| kernel.launch(pid, task));
        Some(pid)
    }

    /// Waits for a child, whatever signals come.
    pub(in crate::process) async fn wait_for(&self, child: Pid) -> i32 {
        loop {
            if let Some(exit_code) = self.with(|kernel| kernel.reap(self.pid, child)) {
                return exit_code;
            }
            self.pause(Wait::Child).await;
        }
    }

    /// Whether a signal has come for which there is a handler.
    pub(in crate::process) fn is_signalled(&self) -> bool {
        self.with(|kernel| kernel.is_signalled(self.pid))
    }

    /// Everything that is open.
    pub(in crate::process) fn all_open(&self) -> Vec<(u32, Rc<Open>)> {
        self.with(|kernel| kernel.processes.get(&self.pid).map(|process| process.open.clone()))
            .unwrap_or_default()
    }

    /// What is open under a number.
    pub(in crate::process) fn get(&self, fd: u32) -> Option<Rc<Open>> {
        self.with(|kernel| {
            let open = &kernel.processes.get(&self.pid)?.open;
            open.iter().find(|(number, _)| *number == fd).map(|(_, open)| Rc::clone(open))
        })
    }

    /// Opens something under a number, or closes it; what was open there before.
    pub(in crate::process) fn set(&self, fd: u32, open: Option<Rc<Open>>) -> Option<Rc<Open>> {
        self.with(|kernel| {
            let process = kernel.processes.get_mut(&self.pid)?;
            let at = process.open.iter().position(|(number, _)| *number == fd);
            let before = at.map(|at| process.open.swap_remove(at).1);
            process.open.extend(open.map(|open| (fd, open)));
            let is_pipe = before
                .as_ref()
                .is_some_and(|open| matches!(open.what, What::Read(_) | What::Write(_)));
            if is_pipe {
                kernel.pipe_moved();
            }
            before
        })
    }

    /// The folder that names begin at.
    pub(in crate::process) fn folder(&self) -> String {
        let folder = self.with(|kernel| Some(kernel.processes.get(&self.pid)?.folder.clone()));
        folder.unwrap_or_else(|| "/".to_owned())
    }

    /// Notes that its container did something which others can notice.
    pub(in crate::process) fn did(&self, act: Act) {
        self.with(|kernel| {
            let (container, by_kubelet) =
                (self.container_in(kernel), kernel.is_of_kubelet(self.pid));
            kernel.did(container, by_kubelet, act);
        });
    }

    /// Where a path leads.
    pub(in crate::process) fn walk(&self, path: &str, follow: bool) -> Result<Place, Errno> {
        let folder = self.folder();
        let (place, guessed) = self.with(|kernel| {
            let container = self.container_in(kernel);
            let ground = kernel.grounds.get(container).ok_or(Errno::NotFound)?;
            let place = kernel.files.walk(&ground.space, &folder, path, follow)?;
            let guessed = kernel.files.take_guessed();
            let mount = ground.space.mount_of(&place.path).filter(|_| guessed);
            Ok((place, mount.map(str::to_owned)))
        })?;
        if let Some(mount) = guessed {
            self.mark_guessed();
            let note = format!(
                "reads files below `{mount}`, of which nothing is known: they are assumed to be there, and empty"
            );
            self.note(About::Other, &note);
        }
        Ok(place)
    }

    /// Where a path leads that is looked at.
    pub(in crate::process) fn look(&self, path: &str) -> Result<Place, Errno> {
        let place = self.walk(path, true)?;
        let in_volume = self.ground(|ground| ground.space.mount_of(&place.path).is_some());
        if in_volume {
            self.did(Act::Reads(place.path.clone()));
        }
        Ok(place)
    }

    /// What a path leads to, which has to be there.
    pub(in crate::process) fn find(&self, path: &str) -> Result<NodeId, Errno> {
        let place = self.look(path);
        let missing = place.as_ref().map_or(true, |place| place.node.is_none());
        if missing && self.with(|kernel| kernel.may_have(self.container_in(kernel), path)) {
            self.mark_guessed();
        }
        place?.node.ok_or(Errno::NotFound)
    }

    /// What a path leads to is of this kind.
    pub(in crate::process) fn kind(&self, path: &str) -> Option<Kind> {
        let node = self.find(path).ok()?;
        self.with(|kernel| match kernel.files.node(node)? {
            Node::Dir { .. } => Some(Kind::Dir),
            Node::File { .. } | Node::Link(_) | Node::Device(_) | Node::Pipe(_) => Some(Kind::File),
        })
    }

    /// Makes a folder.
    pub(in crate::process) fn make_dir(&self, path: &str) -> Result<(), Errno> {
        self.make(path, Node::Dir { entries: BTreeMap::new(), unknown: false })
    }

    /// Makes something where nothing is.
    pub(in crate::process) fn make(&self, path: &str, node: Node) -> Result<(), Errno> {
        let place = self.walk(path.trim_end_matches('/'), true)?;
        if place.node.is_some() {
            return Err(Errno::Exists);
        }
        if let Some(refused) = place.refused {
            return Err(refused);
        }
        let (dir, name) = place.parent.ok_or(Errno::NotFound)?;
        self.with(|kernel| {
            let bits = if matches!(node, Node::Dir { .. }) { 0o777 } else { 0o666 };
            let made = kernel.files.add(node);
            let mask = kernel.processes.get(&self.pid).map_or(0, |process| process.mask);
            kernel.files.change(made, Some(bits & !mask));
            kernel.files.put(dir, &name, made);
            kernel.named_at(self.pid, &place.path);
        });
        Ok(())
    }

    /// Makes another folder the one that names begin at.
    pub(in crate::process) fn enter(&self, path: &str) -> Result<(), Errno> {
        let place = self.walk(path, true)?;
        match self.kind(path) {
            Some(Kind::Dir) => {}
            Some(Kind::File) => return Err(Errno::NotDir),
            None => return Err(Errno::NotFound),
        }
        self.with(|kernel| {
            if let Some(process) = kernel.processes.get_mut(&self.pid) {
                process.folder = place.path;
            }
        });
        Ok(())
    }

    /// Looks at the process's container.
    pub(in crate::process) fn ground<T: Default>(&self, look: impl FnOnce(&Ground) -> T) -> T {
        self.with(|kernel| {
            let container = self.container_in(kernel);
            kernel.grounds.get(container).map(look).unwrap_or_default()
        })
    }

    /// The place of the process's container, for who has the kernel already.
    pub(in crate::process) fn container_in(&self, kernel: &Kernel) -> usize {
        kernel.processes.get(&self.pid).map_or(0, |process| process.container)
    }

    /// Whether it is the first process of its container.
    pub(in crate::process) fn is_first(&self) -> bool {
        self.with(|kernel| kernel.first(self.container_in(kernel)) == Some(self.pid))
    }

    /// Whether it is a command that the kubelet runs in the container, or part of one.
    pub(in crate::process) fn is_of_kubelet(&self) -> bool {
        self.with(|kernel| kernel.is_of_kubelet(self.pid))
    }

    /// Whether it runs in a loop that nothing leaves; what was known of that before.
    pub(in crate::process) fn mark_endless(&self, endless: bool) -> bool {
        self.with(|kernel| {
            let process = kernel.processes.get_mut(&self.pid);
            process.is_some_and(|process| std::mem::replace(&mut process.is_endless, endless))
        })
    }

    /// What comes of the process is no more than a guess, and so is what its parents make of that.
    pub(in crate::process) fn mark_guessed(&self) {
        self.with(|kernel| kernel.mark_guessed(self.pid));
    }

    /// A number that looks like a random one, the same in every run.
    pub(in crate::process) fn random(&self) -> u32 {
        self.with(Kernel::random)
    }
}
