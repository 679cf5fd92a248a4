//! Processes and signals: `wait`, `kill`, `jobs`, `trap`.

use crate::process::machine::kernel::{Pid, Wait};
use crate::process::machine::signals;
use crate::process::shell::run::{Done, Flavor, Leave, Shell};
use crate::process::shell::variables::ERR;

impl Shell {
    /// `wait [number…]`: until they have ended, or a signal comes that is trapped.
    pub(super) async fn wait(&mut self, words: &[String]) -> Done {
        let mut code = 0;
        if words.first().is_some_and(|word| word == "-n") {
            return Ok(self.wait_for_any().await);
        }
        if words.is_empty() {
            for pid in std::mem::take(&mut self.jobs) {
                if let Err(signal) = self.await_job(pid).await {
                    return Ok(signal);
                }
            }
            return Ok(0);
        }
        for word in words {
            let Some(pid) = self.job(word) else {
                code = 127;
                continue;
            };
            match self.await_job(pid).await {
                Ok(ended) => {
                    code = ended;
                    self.jobs.retain(|job| *job != pid);
                }
                Err(signal) => return Ok(signal),
            }
        }
        Ok(code)
    }

    async fn wait_for_any(&mut self) -> i32 {
        while !self.jobs.is_empty() {
            let ended =
                self.jobs.iter().position(|pid| self.sys.with(|kernel| kernel.has_ended(*pid)));
            if let Some(at) = ended {
                let pid = self.jobs.remove(at);
                return self.await_job(pid).await.unwrap_or_default();
            }
            if let Some(signal) = self.sys.with(|kernel| kernel.peek_signal(self.sys.pid)) {
                return 128 + signal;
            }
            self.sys.pause(Wait::Child).await;
        }
        127
    }

    /// The exit code of a child; 128 and the number of a signal that came before its end.
    async fn await_job(&mut self, pid: Pid) -> Result<i32, i32> {
        loop {
            if let Some(code) = self.sys.with(|kernel| kernel.reap(self.sys.pid, pid)) {
                return Ok(code);
            }
            if let Some(signal) = self.sys.with(|kernel| kernel.peek_signal(self.sys.pid)) {
                return Err(128 + signal);
            }
            self.sys.pause(Wait::Child).await;
        }
    }

    /// `%1`, or the number of a process.
    fn job(&self, word: &str) -> Option<Pid> {
        if let Some(place) = word.strip_prefix('%') {
            let place = place.parse::<usize>().unwrap_or(self.jobs.len());
            return self.jobs.get(place.checked_sub(1)?).copied();
        }
        let number = word.parse().ok()?;
        self.sys.with(|kernel| kernel.numbered(self.sys.pid, number))
    }

    /// `jobs [-p]`: what still runs in the background.
    pub(super) fn list_jobs(&mut self, words: &[String]) -> i32 {
        let mut all = String::new();
        for (at, pid) in self.jobs.iter().enumerate() {
            let (number, name, ended) = self.sys.with(|kernel| {
                let name = kernel.processes.get(pid).map(|process| process.name.clone());
                (kernel.number(*pid), name.unwrap_or_default(), kernel.has_ended(*pid))
            });
            if words.first().is_some_and(|word| word == "-p") {
                all.push_str(&format!("{number}\n"));
            } else if !ended {
                all.push_str(&format!("[{}]+  Running                 {name}\n", at + 1));
            }
        }
        self.print(&all)
    }

    /// `kill [-s SIGNAL | -SIGNAL] number…`
    pub(super) async fn kill(&mut self, words: &[String]) -> i32 {
        let mut rest = words;
        let mut signal = Some(signals::TERM);
        if let [flag, after @ ..] = rest
            && let Some(name) = flag.strip_prefix('-')
        {
            rest = after;
            if name == "l" || name == "L" {
                return self.name_signals(rest);
            }
            let mut said = name;
            if ["s", "n"].contains(&name)
                && let [name, after @ ..] = rest
            {
                (said, rest) = (name, after);
            }
            if said != "-" {
                signal = if said == "0" { Some(0) } else { signals::number_of(said) };
            }
        }
        if let [dashes, after @ ..] = rest
            && dashes == "--"
        {
            rest = after;
        }
        let Some(signal) = signal.filter(|_| !rest.is_empty()) else {
            self.complain(&format!("kill: bad arguments '{}'", words.join(" ")));
            return 2;
        };
        let mut code = 0;
        for word in rest {
            let own_group = ["0", "-1"].contains(&word.as_str());
            let found = if own_group { Some(self.sys.pid) } else { self.job(word) };
            match found.filter(|pid| !self.sys.with(|kernel| kernel.has_ended(*pid))) {
                Some(_) if own_group => {
                    self.sys.with(|kernel| kernel.signal_all(self.sys.pid, signal, word == "-1"));
                }
                Some(_) if signal == 0 => {}
                Some(pid) => self.sys.with(|kernel| kernel.signal(pid, signal, false)),
                None => {
                    self.complain(&format!("can't kill pid {word}: No such process"));
                    code = 1;
                }
            }
        }
        // A shell that has ended itself does nothing more.
        self.sys.turn(0).await;
        code
    }

    fn name_signals(&mut self, words: &[String]) -> i32 {
        let mut all = String::new();
        for word in words {
            match word.parse::<i32>() {
                Ok(number) => all.push_str(signals::name_of(number & 127)),
                Err(_) if self.flavor == Flavor::Dash => {
                    self.complain(&format!("kill: Illegal number: {word}"));
                    return 2;
                }
                Err(_) => {
                    all.push_str(&signals::number_of(word).unwrap_or_default().to_string());
                }
            }
            all.push('\n');
        }
        if words.is_empty() {
            for number in 1..32 {
                all.push_str(&format!("{}\n", signals::name_of(number)));
            }
        }
        self.print(&all)
    }

    /// `trap action SIGNAL…`
    pub(super) fn set_trap(&mut self, words: &[String]) -> Done {
        let words = if words.first().is_some_and(|word| word == "--") {
            words.get(1..).unwrap_or_default()
        } else {
            words
        };
        let (action, names) = match words {
            [] => return Ok(self.list_traps()),
            [flag, ..] if flag == "-p" => return Ok(self.list_traps()),
            [only] => (None, std::slice::from_ref(only)),
            [first, ..] if first.parse::<u32>().is_ok() => (None, words),
            [action, names @ ..] => ((action != "-").then(|| action.clone()), names),
        };
        let is_bash = self.flavor == Flavor::Bash;
        for name in names {
            let signal = match name.as_str() {
                "EXIT" | "0" => Some(0),
                "ERR" if is_bash => Some(ERR),
                "DEBUG" | "RETURN" if is_bash => {
                    return Err(Leave::Unread);
                }
                name => signals::number_of(name),
            };
            if let Some(signal) = signal {
                self.trap(signal, action.clone());
            } else {
                self.complain(&format!("trap: {name}: invalid signal specification"));
                return Ok(1);
            }
        }
        Ok(0)
    }

    fn list_traps(&mut self) -> i32 {
        let mut all = String::new();
        for (signal, text) in &self.traps {
            let (sign, name) = match *signal {
                0 => ("", "EXIT"),
                ERR => ("", "ERR"),
                _ if self.flavor == Flavor::Bash => ("SIG", signals::name_of(*signal)),
                _ => ("", signals::name_of(*signal)),
            };
            all.push_str(&format!("trap -- '{text}' {sign}{name}\n"));
        }
        self.print(&all)
    }
}
