//! What a program asks of the kernel. Whatever has to wait is `async`; nothing else ever blocks.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use crate::process::machine::deeds::Act;
use crate::process::machine::files::{Device, Errno, Node, NodeId, Place};
use crate::process::machine::kernel::{About, Ground, Kernel, Pid, Task, Wait};
use crate::process::machine::open::{Open, PIPE_SIZE, Pipe, What, first_line};
use crate::process::machine::signals;
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

    /// Opens a file.
    pub(in crate::process) fn open(&self, path: &str, mode: Mode) -> Result<Rc<Open>, Errno> {
        if let Some(fd) = path.strip_prefix("/dev/fd/") {
            let open = fd.parse().ok().and_then(|fd| self.get(fd));
            return open.ok_or(Errno::NotFound);
        }
        let writes = mode != Mode::Read;
        let place = if writes { self.walk(path, true)? } else { self.look(path)? };
        let device =
            self.with(|kernel| match place.node.and_then(|node| kernel.files.node(node)) {
                Some(Node::Device(device)) => Ok(Some(*device)),
                Some(Node::Dir { .. }) if writes => Err(Errno::IsDir),
                Some(_) => Ok(None),
                None if writes => Ok(None),
                None => Err(Errno::NotFound),
            })?;
        match device {
            Some(Device::Null) => return Ok(Open::new(What::Null)),
            Some(Device::Endless(what)) => return Ok(Open::new(What::Endless(what))),
            Some(Device::Log(stream)) => return Ok(Open::new(What::Log(stream))),
            Some(Device::Stream(fd)) => return self.get(fd).ok_or(Errno::NotFound),
            None => {}
        }
        if writes && let Some(refused) = place.refused {
            return Err(refused);
        }
        self.with(|kernel| {
            if let Some(Node::Pipe(pipe)) = place.node.and_then(|node| kernel.files.node(node)) {
                let open = match mode {
                    Mode::ReadWrite => Pipe::keep(pipe),
                    Mode::Read | Mode::Write | Mode::Append => Pipe::open(pipe, writes),
                };
                kernel.pipe_moved();
                return Ok(open);
            }
            let node = match (place.node, place.parent) {
                (Some(node), _) => {
                    if writes {
                        kernel.wrote(self.pid, &place.path);
                    }
                    if mode == Mode::Write {
                        kernel.files.truncate(node);
                        kernel.written(node);
                    }
                    node
                }
                (None, Some((dir, name))) => {
                    let node = kernel.files.file(String::new(), false);
                    let mask = kernel.processes.get(&self.pid).map_or(0, |process| process.mask);
                    kernel.files.change(node, Some(0o666 & !mask));
                    kernel.files.put(dir, &name, node);
                    kernel.named_at(self.pid, &place.path);
                    node
                }
                (None, None) => return Err(Errno::NotFound),
            };
            Ok(Open::new(What::File { node, append: mode == Mode::Append, writes }))
        })
    }

    /// Opens a file, and waits for the other end of a pipe that has a name.
    pub(in crate::process) async fn open_ready(
        &self,
        path: &str,
        mode: Mode,
    ) -> Result<Rc<Open>, Errno> {
        let open = self.open(path, mode)?;
        let wants_writer = matches!(open.what, What::Read(_));
        let (What::Read(pipe) | What::Write(pipe)) = &open.what else { return Ok(open) };
        let is_open = if wants_writer { pipe.is_written() } else { pipe.is_read() };
        let before = pipe.opened(wants_writer);
        while !is_open && !path.starts_with("/dev/") && pipe.opened(wants_writer) == before {
            self.pause(Wait::Pipe).await;
        }
        Ok(open)
    }

    /// The next text of what is open: some lines, a piece, or nothing at its end.
    pub(in crate::process) async fn read(&self, open: &Open) -> Result<Option<String>, Errno> {
        self.next(open, false, None).await
    }

    /// The next piece, or a line at most; where nothing is there before an instant, that is an error.
    async fn next(
        &self,
        open: &Open,
        by_line: bool,
        until: Option<SimTime>,
    ) -> Result<Option<String>, Errno> {
        self.turn(1).await;
        loop {
            let wait = match self.try_read(open, by_line) {
                Ok(read) => return read,
                Err(wait) => wait,
            };
            match until {
                None => self.pause(wait).await,
                Some(at) if self.now() < at => self.pause(Wait::PipeUntil(at)).await,
                Some(_) => return Err(Errno::TimedOut),
            }
        }
    }

    /// The same where something is there; what has to be waited for otherwise.
    fn try_read(&self, open: &Open, by_line: bool) -> Result<Result<Option<String>, Errno>, Wait> {
        Ok(match &open.what {
            What::Null | What::Log(_) | What::Collect(_) => Ok(None),
            What::Wait => return Err(Wait::Signal),
            What::Endless(what) => Ok(Some(what.repeat(4096 / what.len()))),
            What::Text(text) => Ok(rest(open, text, by_line)),
            What::File { node, .. } => self.with(|kernel| match kernel.files.text(*node) {
                Some(text) => Ok(rest(open, text, by_line)),
                None => Err(Errno::IsDir),
            }),
            What::Write(_) => Err(Errno::BadDescriptor),
            What::Read(pipe) => {
                let text = pipe.take(by_line);
                if text.is_none() && pipe.is_written() {
                    return Err(Wait::Pipe);
                }
                self.with(Kernel::pipe_moved);
                Ok(text)
            }
        })
    }

    /// The next line with its end, without a piece of what follows; nothing at the end.
    pub(in crate::process) async fn read_line(&self, open: &Open) -> Result<Option<String>, Errno> {
        self.read_until(open, None).await
    }

    /// The same, where it comes before an instant.
    pub(in crate::process) async fn read_until(
        &self,
        open: &Open,
        until: Option<SimTime>,
    ) -> Result<Option<String>, Errno> {
        let mut line = String::new();
        loop {
            let Some(text) = self.next(open, true, until).await? else {
                return Ok((!line.is_empty()).then_some(line));
            };
            line.push_str(&text);
            if line.ends_with('\n') || line.len() > PIPE_SIZE {
                return Ok(Some(line));
            }
        }
    }

    /// Everything up to the end.
    pub(in crate::process) async fn read_all(&self, open: &Open) -> Result<String, Errno> {
        let mut all = String::new();
        while let Some(text) = self.read(open).await? {
            all.push_str(&text);
            if all.len() > 16 * PIPE_SIZE {
                self.turn(u32::MAX / 2).await;
                break;
            }
        }
        Ok(all)
    }

    /// Writes a text. Who writes to a pipe that nobody reads is ended by SIGPIPE; who fills one waits at its next turn.
    pub(in crate::process) fn write(&self, open: &Open, text: &str) -> Result<(), Errno> {
        let pipe = if let What::Write(pipe) = &open.what {
            pipe
        } else if let What::Read(pipe) = &open.what
            && pipe.is_kept()
        {
            pipe
        } else {
            return self.with(|kernel| kernel.write(self.container_in(kernel), open, text));
        };
        if !pipe.is_read() {
            self.with(|kernel| kernel.signal(self.pid, signals::PIPE, false));
            return Err(Errno::Pipe);
        }
        pipe.push(text);
        self.with(|kernel| {
            kernel.pipe_moved();
            if pipe.is_full()
                && let Some(process) = kernel.processes.get_mut(&self.pid)
            {
                process.fills = Some(Rc::clone(pipe));
            }
        });
        Ok(())
    }

    /// Writes to what is open under a number.
    pub(in crate::process) fn print(&self, fd: u32, text: &str) -> Result<(), Errno> {
        let open = self.get(fd).ok_or(Errno::BadDescriptor)?;
        self.write(&open, text)
    }

    /// Says something on standard error.
    pub(in crate::process) fn complain(&self, text: &str) {
        // Who cannot even complain goes on in silence.
        let _ = self.print(2, &format!("{text}\n"));
    }

    /// The whole text of a file.
    pub(in crate::process) fn text_of(&self, path: &str) -> Result<String, Errno> {
        let node = self.find(path)?;
        self.with(|kernel| match kernel.files.node(node) {
            Some(Node::File { text, .. }) => Ok(text.clone()),
            Some(Node::Dir { .. }) => Err(Errno::IsDir),
            Some(Node::Link(_) | Node::Device(_) | Node::Pipe(_)) | None => Ok(String::new()),
        })
    }
}

/// What is left of a text behind an offset, or the next line of it; the offset moves behind it.
fn rest(open: &Open, text: &str, by_line: bool) -> Option<String> {
    let at = text.ceil_char_boundary(open.at.get().min(text.len()));
    let rest = first_line(text.get(at..).unwrap_or_default(), by_line);
    open.at.set(at + rest.len());
    (!rest.is_empty()).then(|| rest.to_owned())
}

impl Kernel {
    /// A container's process writes to what never waits.
    pub(in crate::process) fn write(
        &mut self,
        container: usize,
        open: &Open,
        text: &str,
    ) -> Result<(), Errno> {
        match &open.what {
            What::Null | What::Wait | What::Endless(_) => Ok(()),
            What::Log(stream) => {
                self.print(container, *stream, text);
                Ok(())
            }
            What::Collect(all) => {
                let mut all = all.borrow_mut();
                if all.len() + text.len() > 16 * PIPE_SIZE {
                    return Err(Errno::NoSpace);
                }
                all.push_str(text);
                Ok(())
            }
            What::File { node, append, writes: true } => {
                let at = if *append { None } else { Some(open.at.get()) };
                self.files.write(*node, at, text)?;
                self.files.count(*node, container, text, self.now);
                if !append {
                    open.at.set(open.at.get() + text.len());
                }
                self.written(*node);
                Ok(())
            }
            What::File { .. } | What::Text(_) | What::Read(_) | What::Write(_) => {
                Err(Errno::BadDescriptor)
            }
        }
    }
}
