//! What a process has open: files, pipes, its container's log.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use crate::process::machine::files::NodeId;

/// How much a pipe holds before who writes to it has to wait.
///
/// Source: pipe(7), 16 pages.
pub(in crate::process) const PIPE_SIZE: usize = 65_536;

/// Something that is open; what inherits it shares its offset.
#[derive(Debug)]
pub(in crate::process) struct Open {
    pub(in crate::process) what: What,
    /// Where the next byte is read or written.
    pub(in crate::process) at: Cell<u64>,
}

/// What is open.
#[derive(Debug)]
pub(in crate::process) enum What {
    /// `/dev/null`: nothing comes of it, and all is taken.
    Null,
    /// Standard input that stays open: nothing ever comes.
    Wait,
    /// The same letters without an end.
    Endless(&'static str),
    /// The container's log: 1 is standard output, 2 standard error.
    Log(u32),
    /// A file.
    File { node: NodeId, append: bool, writes: bool },
    /// The text of a here-document.
    Text(String),
    /// Collects what a command substitution prints.
    Collect(RefCell<String>),
    /// The end of a pipe that is read.
    Read(Rc<Pipe>),
    /// The end that is written.
    Write(Rc<Pipe>),
}

impl Open {
    pub(in crate::process) fn new(what: What) -> Rc<Self> {
        Rc::new(Self { what, at: Cell::new(0) })
    }

    /// The last of what was read is given back.
    pub(in crate::process) fn give_back(&self, text: &str) {
        if let What::Read(pipe) = &self.what {
            pipe.give_back(text);
        } else {
            self.at.set(self.at.get().saturating_sub(text.len() as u64));
        }
    }
}

/// What goes from one process to another.
#[derive(Debug, Default)]
pub(in crate::process) struct Pipe {
    text: RefCell<String>,
    /// Up to where it was read.
    at: Cell<usize>,
    reader: RefCell<Weak<Open>>,
    writer: RefCell<Weak<Open>>,
    /// How often each end was opened.
    opened: [Cell<u32>; 2],
    /// Whether somebody has opened both ends as one.
    is_kept: Cell<bool>,
}

impl Pipe {
    /// The ends of a new pipe: the one that is read and the one that is written.
    pub(in crate::process) fn ends() -> (Rc<Open>, Rc<Open>) {
        let pipe = Rc::new(Self::default());
        (Self::open(&pipe, false), Self::open(&pipe, true))
    }

    /// An end of a pipe that may be open already.
    pub(in crate::process) fn open(pipe: &Rc<Self>, writes: bool) -> Rc<Open> {
        let (end, opened) =
            if writes { (&pipe.writer, &pipe.opened[1]) } else { (&pipe.reader, &pipe.opened[0]) };
        opened.set(opened.get() + 1);
        if let Some(open) = end.borrow().upgrade() {
            return open;
        }
        let own = Rc::clone(pipe);
        let open = Open::new(if writes { What::Write(own) } else { What::Read(own) });
        *end.borrow_mut() = Rc::downgrade(&open);
        open
    }

    /// Both ends of a pipe at once.
    pub(in crate::process) fn keep(pipe: &Rc<Self>) -> Rc<Open> {
        pipe.is_kept.set(true);
        Self::open(pipe, true);
        Self::open(pipe, false)
    }

    /// How often the end was opened that is read, or the other one.
    pub(in crate::process) fn opened(&self, writes: bool) -> u32 {
        let [reads, written] = &self.opened;
        if writes { written.get() } else { reads.get() }
    }

    /// Whether who writes to it has to wait.
    pub(in crate::process) fn is_full(&self) -> bool {
        self.size() >= PIPE_SIZE
    }

    /// Whether somebody can still read it.
    pub(in crate::process) fn is_read(&self) -> bool {
        self.reader.borrow().strong_count() > 0
    }

    /// Whether somebody can still write to it.
    pub(in crate::process) fn is_written(&self) -> bool {
        self.is_kept.get() || self.writer.borrow().strong_count() > 0
    }

    /// Whether both ends are one.
    pub(in crate::process) fn is_kept(&self) -> bool {
        self.is_kept.get()
    }

    /// How much is in it that nobody has read.
    pub(in crate::process) fn size(&self) -> usize {
        self.text.borrow().len() - self.at.get()
    }

    /// Something is written.
    pub(in crate::process) fn push(&self, text: &str) {
        self.text.borrow_mut().push_str(text);
    }

    fn give_back(&self, text: &str) {
        let mut all = self.text.borrow_mut();
        let kept = all.split_off(self.at.take());
        *all = format!("{text}{kept}");
    }

    /// What is in it, or the line that is first in it.
    pub(in crate::process) fn take(&self, by_line: bool) -> Option<String> {
        let mut text = self.text.borrow_mut();
        let rest = text.get(self.at.get()..).filter(|rest| !rest.is_empty())?;
        let taken = first_line(rest, by_line).to_owned();
        self.at.set(self.at.get() + taken.len());
        if self.at.get() == text.len() {
            text.clear();
            self.at.set(0);
        }
        Some(taken)
    }
}

/// The first line of a text with its end, or all of it.
pub(in crate::process) fn first_line(text: &str, by_line: bool) -> &str {
    let end = text.find('\n').filter(|_| by_line).map_or(text.len(), |at| at + 1);
    text.get(..end).unwrap_or(text)
}
