//! Who is whose child, and what processes are called.

use crate::process::machine::kernel::{Kernel, Pid, Process};

impl Process {
    /// What `ps` shows of it: its command line, and in brackets its name where it has ended.
    pub(in crate::process) fn title(&self) -> String {
        let program = self.name.split_whitespace().next().unwrap_or_default();
        match self.exit_code {
            None => self.name.clone(),
            Some(_) => format!("[{}]", program.rsplit('/').next().unwrap_or_default()),
        }
    }
}

impl Kernel {
    /// A process changes its command line.
    pub(in crate::process) fn rename(&mut self, pid: Pid, name: &str) {
        if let Some(process) = self.processes.get_mut(&pid) {
            name.clone_into(&mut process.name);
        }
    }

    /// The processes that a process has started.
    pub(in crate::process) fn children(&self, of: Pid) -> impl Iterator<Item = Pid> {
        self.processes.iter().filter(move |(_, process)| process.parent == of).map(|(pid, _)| *pid)
    }

    /// The exit code of a child that has ended, which is forgotten by that; 127 where there is no such child.
    pub(in crate::process) fn reap(&mut self, parent: Pid, child: Pid) -> Option<i32> {
        match self.processes.get(&child).filter(|process| process.parent == parent) {
            None => Some(127),
            Some(process) => {
                let exit_code = process.exit_code?;
                self.processes.remove(&child);
                Some(exit_code)
            }
        }
    }

    /// The number of a process in its namespace.
    pub(in crate::process) fn number(&self, pid: Pid) -> u32 {
        self.processes.get(&pid).map_or(0, |process| process.number)
    }

    /// The number of the process that has started another one, where that is seen in its namespace.
    pub(in crate::process) fn parent_number(&self, pid: Pid) -> u32 {
        let process = self.processes.get(&pid).filter(|process| !process.is_first);
        process.map_or(0, |process| self.number(process.parent))
    }

    /// Whether a process has ended.
    pub(in crate::process) fn has_ended(&self, pid: Pid) -> bool {
        self.processes.get(&pid).is_none_or(|process| process.exit_code.is_some())
    }

    /// The process of a number, as another one sees it.
    pub(in crate::process) fn numbered(&self, seen_by: Pid, number: u32) -> Option<Pid> {
        let container = self.processes.get(&seen_by)?.container;
        let mut all = self.processes.iter();
        let found = all.find(|(_, process)| {
            process.number == number && (self.shares_processes || process.container == container)
        });
        found.map(|(pid, _)| *pid)
    }

    /// The processes with a name, the oldest first; `whole` where any part of their command line will do.
    pub(in crate::process) fn named_like(&self, seen_by: Pid, name: &str, whole: bool) -> Vec<Pid> {
        let container = self.processes.get(&seen_by).map_or(0, |process| process.container);
        let seen = self.processes.iter().filter(|(pid, process)| {
            let program = process.name.split_whitespace().next().unwrap_or_default();
            let program = program.rsplit('/').next().unwrap_or_default();
            let fits = if whole { process.name.contains(name) } else { program.contains(name) };
            **pid != seen_by
                && process.exit_code.is_none()
                && (self.shares_processes || process.container == container)
                && fits
        });
        seen.map(|(pid, _)| *pid).collect()
    }
}
