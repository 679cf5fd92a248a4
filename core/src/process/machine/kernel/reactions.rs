//! What processes do about signals, and who gets them.

use crate::process::machine::kernel::{Kernel, Pid, Reaction};
use crate::process::machine::signals;

impl Kernel {
    /// What a process does about a signal from now on.
    pub(in crate::process) fn react(&mut self, pid: Pid, signal: i32, reaction: Option<Reaction>) {
        if let Some(process) = self.processes.get_mut(&pid) {
            process.reactions.retain(|(of, _)| *of != signal);
            process.reactions.extend(reaction.map(|reaction| (signal, reaction)));
        }
    }

    /// What has a handler has none in the program that takes a process over.
    pub(in crate::process) fn forget_handlers(&mut self, pid: Pid) {
        if let Some(process) = self.processes.get_mut(&pid) {
            process.reactions.retain(|(_, how)| *how == Reaction::Ignores);
        }
    }

    /// The next signal that a process has a handler for and that has come.
    pub(in crate::process) fn next_signal(&mut self, pid: Pid) -> Option<i32> {
        self.processes.get_mut(&pid)?.pending.pop_front()
    }

    /// The same without taking it.
    pub(in crate::process) fn peek_signal(&self, pid: Pid) -> Option<i32> {
        self.processes.get(&pid)?.pending.front().copied()
    }

    /// Whether such a signal has come.
    pub(in crate::process) fn is_signalled(&self, pid: Pid) -> bool {
        self.processes.get(&pid).is_some_and(|process| !process.pending.is_empty())
    }

    /// A process gets a signal.
    ///
    /// The first of a namespace gets from its own namespace only what it has a handler for; from outside SIGKILL and
    /// SIGSTOP as well.
    ///
    /// Upstream: `sig_task_ignored`, kernel/signal.c of Linux.
    pub(in crate::process) fn signal(&mut self, pid: Pid, signal: i32, from_outside: bool) {
        self.changes += 1;
        let Some(process) = self.processes.get_mut(&pid) else { return };
        let reaction = process.reactions.iter().find(|(of, _)| *of == signal).map(|(_, how)| *how);
        let protected = process.is_first && !from_outside;
        match (signal, reaction) {
            (signals::KILL, _) if !protected => self.end(pid, 128 + signal),
            (signals::STOP, _) if !protected => process.is_stopped = true,
            (signals::KILL | signals::STOP, _) | (_, Some(Reaction::Ignores)) => {}
            (signals::CONT, None) => {
                process.is_stopped = false;
                self.wake(pid);
            }
            (_, Some(Reaction::Handles)) => {
                if signal == signals::CONT {
                    process.is_stopped = false;
                }
                if !process.pending.contains(&signal) {
                    process.pending.push_back(signal);
                }
                self.wake(pid);
            }
            (_, None) if process.is_first || signals::is_harmless(signal) => {}
            (_, None) => self.end(pid, 128 + signal),
        }
    }

    /// A process sends a signal to all of its container, or to all that it can but itself.
    pub(in crate::process) fn signal_all(&mut self, by: Pid, signal: i32, but_itself: bool) {
        let container = self.processes.get(&by).map_or(0, |process| process.container);
        let all = self.processes.iter().filter(|(pid, process)| {
            process.container == container
                && process.exit_code.is_none()
                && !(but_itself && **pid == by)
        });
        let all: Vec<Pid> = all.map(|(pid, _)| *pid).collect();
        for pid in all.into_iter().filter(|_| signal != 0) {
            self.signal(pid, signal, false);
        }
    }
}
