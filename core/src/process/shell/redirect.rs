//! Where commands' input comes from and their output goes.

use std::cell::RefCell;
use std::rc::Rc;

use crate::process::machine::files::Errno;
use crate::process::machine::kernel::Pid;
use crate::process::machine::open::{Open, Pipe, What};
use crate::process::machine::sys::Mode;
use crate::process::shell::expand::Needed;
use crate::process::shell::run::{Flavor, Leave, Shell};
use crate::process::shell::syntax::{List, Redirect, RedirectKind};

/// What was open before a redirection.
pub(super) type Undo = Vec<(u32, Option<Rc<Open>>)>;

impl Shell {
    /// Opens what commands read and write; what was open before. The inner error is a redirection's: a message was
    /// printed.
    pub(super) async fn redirect(
        &mut self,
        redirects: &[Redirect],
    ) -> Result<Result<Undo, i32>, Leave> {
        let mut before = Vec::new();
        for redirect in redirects {
            let target = self.settled_text(&redirect.target).await?;
            let opened = match redirect.kind {
                RedirectKind::Read => self.sys.open_ready(&target, Mode::Read).await.map(Some),
                RedirectKind::Write if self.options.noclobber && self.is_file(&target) => {
                    Err(Errno::Exists)
                }
                RedirectKind::Write | RedirectKind::Overwrite => {
                    self.sys.open_ready(&target, Mode::Write).await.map(Some)
                }
                RedirectKind::Append => self.sys.open_ready(&target, Mode::Append).await.map(Some),
                RedirectKind::ReadWrite => self.sys.open(&target, Mode::ReadWrite).map(Some),
                RedirectKind::Here => Ok(Some(Open::new(What::Text(target.clone())))),
                RedirectKind::Duplicate if target == "-" => Ok(None),
                RedirectKind::Duplicate => {
                    let fd = target.trim_end_matches('-').parse().ok();
                    let open = fd.and_then(|fd| self.sys.get(fd));
                    if let (Some(fd), true) = (fd, target.ends_with('-')) {
                        before.push((fd, self.sys.set(fd, None)));
                    }
                    open.map(Some).ok_or(Errno::BadDescriptor)
                }
            };
            let stream = self.stream(redirect);
            match opened {
                Ok(open) => {
                    if redirect.variable.is_some() {
                        // It stays open behind the command.
                        self.sys.set(stream, open);
                        continue;
                    }
                    before.push((stream, self.sys.set(stream, open.clone())));
                    if redirect.both {
                        before.push((2, self.sys.set(2, open)));
                    }
                }
                Err(error) => {
                    self.undo(before);
                    let reads = redirect.kind == RedirectKind::Read;
                    let what = if reads { "open" } else { "create" };
                    let why = match error == Errno::NotFound {
                        true if reads => "no such file",
                        true => "nonexistent directory",
                        false => error.text(),
                    };
                    self.complain(&format!("can't {what} {target}: {why}"));
                    return Ok(Err(if self.flavor == Flavor::Dash { 2 } else { 1 }));
                }
            }
        }
        Ok(Ok(before))
    }

    fn is_file(&self, path: &str) -> bool {
        self.sys
            .find(path)
            .is_ok_and(|node| self.sys.with(|kernel| kernel.files.text(node).is_some()))
    }

    /// The stream that is meant; for `{name}>` a new one, whose number the variable gets.
    fn stream(&mut self, redirect: &Redirect) -> u32 {
        let Some(name) = &redirect.variable else { return redirect.stream };
        let closes = redirect.target.literal() == Some("-");
        let known = self.value_of(name).filter(|_| closes).and_then(|fd| fd.parse().ok());
        known.unwrap_or_else(|| {
            let fd = self.free_stream(10);
            self.assign(name, fd.to_string());
            fd
        })
    }

    fn free_stream(&self, from: u32) -> u32 {
        let mut fd = from;
        while self.sys.get(fd).is_some() {
            fd += 1;
        }
        fd
    }

    /// Closes what was opened for words; what had been opened before is known again.
    pub(super) fn close(&mut self, before: Vec<u32>) {
        for fd in std::mem::replace(&mut self.opened, before) {
            self.sys.set(fd, None);
        }
    }

    pub(super) fn undo(&self, before: Undo) {
        for (fd, open) in before.into_iter().rev() {
            self.sys.set(fd, open);
        }
    }

    /// Runs commands that words need: what they leave, and the exit code where they have ended.
    pub(super) async fn run_needed(&mut self, list: &List, how: Needed) -> (String, i32) {
        if how == Needed::Output {
            return self.output(list).await;
        }
        let (reader, writer) = Pipe::ends();
        let reads = how == Needed::Writer;
        let (own, others) = if reads { (writer, (0, reader)) } else { (reader, (1, writer)) };
        self.start_with(others, list);
        let fd = self.free_stream(60);
        self.sys.set(fd, Some(own));
        self.opened.push(fd);
        (format!("/dev/fd/{fd}"), 0)
    }

    /// Starts commands for which something else is open.
    fn start_with(&mut self, other: (u32, Rc<Open>), list: &List) -> Option<Pid> {
        let mut open = self.sys.all_open();
        open.retain(|(fd, _)| *fd != other.0);
        open.push(other);
        let list = list.clone();
        // `$(jobs -p)` tells of these.
        let jobs = self.jobs.clone();
        self.fork("sh", open, move |mut shell| {
            shell.jobs = jobs;
            match shell.flavor {
                // There it counts, whatever stands around it.
                Flavor::Dash => shell.tested = 0,
                Flavor::Bash => shell.options.errexit &= shell.options.inherits,
                Flavor::Busybox => shell.options.errexit = false,
            }
            shell.run_to_end(list)
        })
    }

    /// What commands print, without the line ends behind it, and their exit code.
    async fn output(&mut self, list: &List) -> (String, i32) {
        let collector = Open::new(What::Collect(RefCell::default()));
        let started = self.start_with((1, Rc::clone(&collector)), list);
        let code = self.finish(started).await;
        let What::Collect(text) = &collector.what else { return (String::new(), code) };
        let mut text = text.take();
        text.retain(|letter| letter != '\0');
        text.truncate(text.trim_end_matches('\n').len());
        (text, code)
    }
}
