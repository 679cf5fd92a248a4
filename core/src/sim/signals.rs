//! Signals that somebody sends to a process.

use crate::process::machine::signals::{CONT, KILL, STOP, TERM, is_harmless, name_of, number_of};
use crate::sim::container::Halt;
use crate::sim::trace::{EntryId, What};
use crate::sim::{Sim, rules};
use crate::time::SimDuration;

impl Sim<'_> {
    /// Somebody sends a signal to a container's process.
    ///
    /// The process is the first of its namespace, so the kernel drops what it has no handler for, SIGKILL and SIGSTOP
    /// from outside excepted. In a shared namespace it is not the first, and ends with 128 and the signal's number.
    ///
    /// Upstream: `sig_task_ignored`, kernel/signal.c of Linux.
    pub(super) fn signal(&mut self, name: &str, signal: &str) {
        let (Some(container), Some(number)) = (self.position(name), number_of(signal)) else {
            return;
        };
        let Some(of) = self.containers.get(container).filter(|of| of.is_running()) else { return };
        if number_of(of.stop_signal()) == Some(number) && number != KILL {
            let entry = self.record(What::Term(container), &[Some(self.outside)], rules::SIGNAL);
            self.deliver_stop_signal(container, entry);
            return;
        }
        let entry = if number == KILL {
            self.record(What::Kill(container), &[Some(self.outside)], rules::SIGNAL)
        } else {
            self.record(
                What::Signal(container, name_of(number)),
                &[Some(self.outside)],
                rules::SIGNAL,
            )
        };
        if self.signal_process(container, number, entry) {
            return;
        }
        match number {
            STOP => self.halt(container),
            CONT => self.carry_on(container),
            _ => self.act_on(container, number, entry),
        }
    }

    /// What a process does about a signal for which it has no handler.
    fn act_on(&mut self, container: usize, number: i32, entry: EntryId) {
        let shared = self.spec.share_process_namespace == Some(true);
        let ends = number == KILL || (shared && !is_harmless(number));
        if ends && !self.hold(container, number, entry) {
            self.plan_exit(container, SimDuration::ZERO, Some(entry));
            self.end_process(container, 128 + number, "Error", Some(entry), rules::SIGNAL);
        }
    }

    /// Keeps a signal for a process that is halted; SIGKILL does not wait.
    pub(super) fn hold(&mut self, container: usize, number: i32, entry: EntryId) -> bool {
        let halted = self.containers.get_mut(container).and_then(|of| of.halted.as_mut());
        let Some(halted) = halted.filter(|_| number != KILL) else { return false };
        halted.held.push((number, entry));
        true
    }

    /// The process stands still: what it was going to do is put off.
    fn halt(&mut self, container: usize) {
        let now = self.now;
        let Some(of) = self.containers.get_mut(container) else { return };
        if of.halted.is_none() {
            let left = of.exit_planned_at.take().map(|at| at.since(now));
            of.exit_plan += 1;
            of.halted = Some(Halt { since: now, left, held: Vec::new() });
        }
    }

    /// A halted process goes on, and finds the signals that came meanwhile.
    fn carry_on(&mut self, container: usize) {
        let now = self.now;
        let Some(of) = self.containers.get_mut(container) else { return };
        let Some(halt) = of.halted.take() else { return };
        of.halted_for = of.halted_for + now.since(halt.since);
        let signalled = of.signalled;
        if let Some(left) = halt.left {
            self.plan_exit(container, left, signalled);
        }
        for (number, entry) in halt.held {
            if number == TERM {
                self.deliver_stop_signal(container, entry);
            } else {
                self.act_on(container, number, entry);
            }
        }
    }
}
