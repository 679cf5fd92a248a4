//! Signals that somebody sends to a process.

use crate::sim::trace::What;
use crate::sim::{Sim, rules};
use crate::time::SimDuration;

/// The names of Linux' signals by their numbers, from 1 on.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];
/// What ends no process by default: `CHLD`, `CONT`, `STOP`, `TSTP`, `TTIN`, `TTOU`, `URG` and `WINCH`.
const HARMLESS: [i32; 8] = [17, 18, 19, 20, 21, 22, 23, 28];
const KILL: i32 = 9;
const TERM: i32 = 15;

/// The number of a signal: `SIGKILL`, `kill` and `9` are the same.
fn number(signal: &str) -> Option<i32> {
    let upper = signal.trim().to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let by_name =
        NAMES.iter().position(|known| *known == name).and_then(|at| i32::try_from(at + 1).ok());
    by_name.or_else(|| name.parse().ok().filter(|number| (1..=64).contains(number)))
}

impl Sim<'_> {
    /// Somebody sends a signal to a container's process.
    ///
    /// The process is the first of its namespace, so the kernel drops what it has no handler for, SIGKILL from outside
    /// excepted. In a shared namespace it is not the first, and ends with 128 and the signal's number.
    pub(super) fn signal(&mut self, name: &str, signal: &str) {
        let (Some(container), Some(number)) = (self.position(name), number(signal)) else { return };
        if !self.containers.get(container).is_some_and(crate::sim::container::Container::is_running)
        {
            return;
        }
        if number == TERM {
            let entry = self.record(What::Term(container), &[Some(0)], rules::SIGNAL);
            self.deliver_stop_signal(container, entry);
            return;
        }
        let entry = if number == KILL {
            self.record(What::Kill(container), &[Some(0)], rules::SIGNAL)
        } else {
            let name = usize::try_from(number - 1).ok().and_then(|at| NAMES.get(at)).copied();
            self.record(What::Signal(container, name.unwrap_or("RT")), &[Some(0)], rules::SIGNAL)
        };
        let shared = self.spec.share_process_namespace == Some(true);
        if number == KILL || (shared && !HARMLESS.contains(&number)) {
            self.plan_exit(container, SimDuration::ZERO, Some(entry));
            self.end_process(container, 128 + number, "Error", Some(entry), rules::SIGNAL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_names_and_numbers() {
        for (signal, expected) in
            [("SIGKILL", 9), ("TERM", 15), ("sigusr1", 10), ("9", 9), ("SIGSYS", 31), ("WINCH", 28)]
        {
            assert_eq!(number(signal), Some(expected), "{signal}");
        }
        assert_eq!(number("SIGNAL"), None);
        assert_eq!(number("0"), None);
    }
}
