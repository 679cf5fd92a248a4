//! Who is woken by what happens to files and pipes.

use crate::process::commands::FOLDERS;
use crate::process::machine::files::NodeId;
use crate::process::machine::kernel::{Follow, Kernel, Pid, Wait};

impl Kernel {
    /// Something is written to a pipe or read from it.
    pub(in crate::process) fn pipe_moved(&mut self) {
        self.wake_all(|wait| matches!(wait, Wait::Pipe | Wait::PipeUntil(_)));
    }

    /// Something is written to a file.
    pub(in crate::process) fn written(&mut self, node: NodeId) {
        self.wake_all(|wait| [Wait::Written(node), Wait::WrittenOrNamed(node)].contains(&wait));
    }

    /// A file came into being, was renamed or removed.
    pub(in crate::process) fn named(&mut self) {
        self.wake_all(|wait| matches!(wait, Wait::Named | Wait::WrittenOrNamed(_)));
    }

    /// A process made a file at this path.
    pub(in crate::process) fn named_at(&mut self, pid: Pid, path: &str) {
        let container = self.processes.get(&pid).map_or(0, |process| process.container);
        if let Some(ground) = self.grounds.get_mut(container) {
            ground.has_programs |= FOLDERS.iter().any(|folder| path.starts_with(folder));
        }
        self.wrote(pid, path);
        self.named();
    }

    /// A container follows a file, and has read all that is in it.
    pub(in crate::process) fn follow(
        &mut self,
        container: usize,
        path: &str,
        node: Option<NodeId>,
    ) {
        if let Some(node) = node {
            self.files.forget_unread(node);
        }
        let mut known = self.follows.iter_mut();
        match known.find(|known| known.container == container && known.path == path) {
            Some(known) => known.node = node,
            None => self.follows.push(Follow { container, path: path.to_owned(), node }),
        }
    }
}
