//! Opening, reading and writing.

use std::rc::Rc;

use crate::process::machine::files::{Device, Errno, Node};
use crate::process::machine::kernel::{Kernel, Wait};
use crate::process::machine::open::{Open, PIPE_SIZE, Pipe, What, first_line};
use crate::process::machine::signals;
use crate::process::machine::sys::{Mode, Sys};
use crate::time::SimTime;

impl Sys {
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
    pub(in crate::process) async fn next(
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
    pub(in crate::process) fn try_read(
        &self,
        open: &Open,
        by_line: bool,
    ) -> Result<Result<Option<String>, Errno>, Wait> {
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

    /// Writes that many bytes, at which nobody looks, to the end of a file.
    pub(in crate::process) fn write_more(&self, open: &Open, bytes: u64) -> Result<(), Errno> {
        let What::File { node, writes: true, .. } = open.what else { return Ok(()) };
        open.at.set(open.at.get().saturating_add(bytes));
        self.with(|kernel| {
            let grown = kernel.files.grow(node, bytes);
            kernel.written(node);
            grown
        })
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
    let at = usize::try_from(open.at.get()).unwrap_or(usize::MAX);
    let at = text.ceil_char_boundary(at.min(text.len()));
    let rest = first_line(text.get(at..).unwrap_or_default(), by_line);
    open.at.set((at + rest.len()) as u64);
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
                    open.at.set(open.at.get() + text.len() as u64);
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
