//! Whose turn it is: timers, what processes wait for, and those that never pause.

use std::cmp::Reverse;
use std::rc::Rc;

use crate::process::machine::kernel::{About, Kernel, Pid, Process, Task, Wait};
use crate::process::machine::open::Pipe;
use crate::time::{SimDuration, SimTime};

/// How many steps a process does in so short a time before it counts as busy.
const STEPS_AT_ONCE: u32 = 20_000;
/// That time.
const AT_ONCE: SimDuration = SimDuration::from_secs(10);
/// How many steps all busy processes do after that, until they stand still.
const BUSY_STEPS: u32 = 30_000;
/// How many of them each does in a second.
const BUSY_STEPS_A_SECOND: u32 = 200;

impl Kernel {
    /// When a timer wakes something next.
    pub(in crate::process) fn next_at(&mut self) -> Option<SimTime> {
        while let Some(Reverse((at, timer, pid))) = self.timers.peek() {
            let is_due = self.processes.get(pid).is_some_and(|process| process.timer == *timer);
            if is_due {
                return Some(*at);
            }
            self.timers.pop();
        }
        None
    }

    /// Whether nothing is going to happen but in loops without an end.
    pub(in crate::process) fn is_endless(&self) -> bool {
        self.timers.iter().all(|Reverse((_, timer, pid))| {
            let process = self.processes.get(pid).filter(|process| process.timer == *timer);
            process.is_none_or(|process| self.leads_nowhere(process))
        })
    }

    fn leads_nowhere(&self, process: &Process) -> bool {
        let mut at = Some(process);
        while let Some(process) = at {
            if process.is_endless {
                return true;
            }
            at = self.processes.get(&process.parent).filter(|parent| parent.wait == Wait::Child);
        }
        false
    }

    /// The next process whose turn it is, and what it does.
    pub(in crate::process) fn next_ready(&mut self) -> Option<(Pid, Task)> {
        loop {
            if let Some(Reverse((at, timer, pid))) = self.timers.peek().copied()
                && at <= self.now
            {
                self.timers.pop();
                if self.processes.get(&pid).is_some_and(|process| process.timer == timer) {
                    self.wake(pid);
                }
                continue;
            }
            let pid = self.ready.pop_front()?;
            let Some(process) = self.processes.get_mut(&pid) else { continue };
            process.queued = false;
            if process.is_stopped {
                continue;
            }
            process.wait = Wait::Nothing;
            process.timer = 0;
            if let Some(task) = process.task.take() {
                return Some((pid, task));
            }
        }
    }

    /// What a process does is put back, unless it has been ended meanwhile.
    pub(in crate::process) fn put_back(&mut self, pid: Pid, task: Task) {
        if let Some(process) = self.processes.get_mut(&pid)
            && process.exit_code.is_none()
        {
            process.task = Some(task);
        }
    }

    /// It is a process's turn.
    pub(in crate::process) fn wake(&mut self, pid: Pid) {
        if let Some(process) = self.processes.get_mut(&pid)
            && process.exit_code.is_none()
            && !process.queued
        {
            process.queued = true;
            self.ready.push_back(pid);
        }
    }

    pub(super) fn wake_all(&mut self, is_it: impl Fn(Wait) -> bool) {
        let waiting = self.processes.iter().filter(|(_, process)| is_it(process.wait));
        let waiting: Vec<Pid> = waiting.map(|(pid, _)| *pid).collect();
        for pid in waiting {
            self.wake(pid);
        }
    }

    /// A process waits.
    pub(in crate::process) fn wait(&mut self, pid: Pid, wait: Wait) {
        let Some(process) = self.processes.get_mut(&pid) else { return };
        process.wait = wait;
        if let Wait::Until(at) | Wait::PipeUntil(at) = wait {
            self.next_timer += 1;
            process.timer = self.next_timer;
            self.timers.push(Reverse((at, self.next_timer, pid)));
        }
    }

    /// Whether a process has to wait for who reads the pipe that it has filled.
    pub(in crate::process) fn is_held_up(&mut self, pid: Pid) -> bool {
        let Some(process) = self.processes.get_mut(&pid) else { return false };
        let is_full = |pipe: &Rc<Pipe>| pipe.is_full() && pipe.is_read();
        if !process.fills.as_ref().is_some_and(is_full) {
            process.fills = None;
        }
        process.fills.is_some()
    }

    /// A process takes a step; how long it has to pause where it has taken too many in this instant.
    pub(in crate::process) fn step(&mut self, pid: Pid, steps: u32) -> Option<Wait> {
        let now = self.now;
        let process = self.processes.get_mut(&pid)?;
        if process.exit_code.is_some() {
            // It was ended by its own signal, and does nothing more.
            return Some(Wait::Signal);
        }
        let is_busy = self.busy_steps > 0;
        let window = if is_busy { SimDuration::from_secs(1) } else { AT_ONCE };
        if now.since(process.steps.0) >= window {
            process.steps = (now, 0);
        }
        process.steps.1 = process.steps.1.saturating_add(steps);
        let allowed = if is_busy { BUSY_STEPS_A_SECOND } else { STEPS_AT_ONCE };
        if process.steps.1 <= allowed {
            return None;
        }
        if self.busy_steps == 0 {
            let container = process.container;
            let name =
                self.grounds.get(container).map(|ground| ground.name.clone()).unwrap_or_default();
            self.note(container, About::Other, format!("`{name}` is in a loop that never pauses: it keeps a CPU busy, and is played slowly."));
        }
        self.busy_steps = self.busy_steps.saturating_add(allowed);
        if self.busy_steps > BUSY_STEPS {
            return Some(Wait::Signal);
        }
        Some(Wait::Until(now + SimDuration::from_secs(1)))
    }

    /// Whether it is some process's turn, or something has happened that nobody was told.
    pub(in crate::process) fn is_due(&self) -> bool {
        !self.ready.is_empty() || !self.happened.is_empty()
    }
}
