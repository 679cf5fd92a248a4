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
    pub(in crate::process) at: Cell<usize>,
}

/// What is open.
#[derive(Debug)]
pub(in crate::process) enum What {
    /// `/dev/null`: nothing comes of it, and all is taken.
    Null,
    /// Standard input that stays open: nothing ever comes.
    Wait,
    /// Zeros without an end.
    Endless,
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
}

/// What goes from one process to another.
#[derive(Debug, Default)]
pub(in crate::process) struct Pipe {
    pub(in crate::process) text: RefCell<String>,
    reader: RefCell<Weak<Open>>,
    writer: RefCell<Weak<Open>>,
}

impl Pipe {
    /// The ends of a new pipe: the one that is read and the one that is written.
    pub(in crate::process) fn ends() -> (Rc<Open>, Rc<Open>) {
        let pipe = Rc::new(Self::default());
        let reader = Open::new(What::Read(Rc::clone(&pipe)));
        let writer = Open::new(What::Write(Rc::clone(&pipe)));
        *pipe.reader.borrow_mut() = Rc::downgrade(&reader);
        *pipe.writer.borrow_mut() = Rc::downgrade(&writer);
        (reader, writer)
    }

    /// Whether who writes to it has to wait.
    pub(in crate::process) fn is_full(&self) -> bool {
        self.text.borrow().len() >= PIPE_SIZE
    }

    /// Whether somebody can still read it.
    pub(in crate::process) fn is_read(&self) -> bool {
        self.reader.borrow().strong_count() > 0
    }

    /// Whether somebody can still write to it.
    pub(in crate::process) fn is_written(&self) -> bool {
        self.writer.borrow().strong_count() > 0
    }
}
