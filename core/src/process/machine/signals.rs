//! Signals by number and by name.

/// The names of Linux' signals by their numbers, from 1 on.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];
/// What ends no process by default: `CHLD`, `CONT`, `STOP`, `TSTP`, `TTIN`, `TTOU`, `URG` and `WINCH`.
const HARMLESS: [i32; 8] = [17, 18, 19, 20, 21, 22, 23, 28];

/// `SIGHUP`
pub const HUP: i32 = 1;
/// `SIGQUIT`
pub const QUIT: i32 = 3;
/// `SIGKILL`
pub const KILL: i32 = 9;
/// `SIGUSR1`
pub const USR1: i32 = 10;
/// `SIGPIPE`
pub const PIPE: i32 = 13;
/// `SIGTERM`
pub const TERM: i32 = 15;
/// `SIGCONT`
pub const CONT: i32 = 18;
/// `SIGSTOP`
pub const STOP: i32 = 19;

/// The number of a signal: `SIGKILL`, `kill` and `9` are the same.
pub fn number_of(signal: &str) -> Option<i32> {
    let upper = signal.trim().to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let by_name =
        NAMES.iter().position(|known| *known == name).and_then(|at| i32::try_from(at + 1).ok());
    by_name.or_else(|| name.parse().ok().filter(|number| (1..=64).contains(number)))
}

/// The name of a signal, without `SIG`; `RT` where it has none of its own.
pub fn name_of(signal: i32) -> &'static str {
    let at = usize::try_from(signal - 1).ok();
    at.and_then(|at| NAMES.get(at)).copied().unwrap_or("RT")
}

/// Whether it ends no process that has no handler for it.
pub fn is_harmless(signal: i32) -> bool {
    HARMLESS.contains(&signal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_names_and_numbers() {
        for (signal, expected) in
            [("SIGKILL", 9), ("TERM", 15), ("sigusr1", 10), ("9", 9), ("SIGSYS", 31), ("WINCH", 28)]
        {
            assert_eq!(number_of(signal), Some(expected), "{signal}");
        }
        assert_eq!(number_of("SIGNAL"), None);
        assert_eq!(number_of("0"), None);
        assert_eq!((name_of(15), name_of(40)), ("TERM", "RT"));
    }
}
