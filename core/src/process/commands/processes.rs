//! Programs about time, processes and what surrounds them.

use std::rc::Rc;

use crate::process::commands::{Call, child, dates};
use crate::process::machine::kernel::{Reaction, Wait};
use crate::process::machine::signals;
use crate::process::neighbors::is_placeholder;
use crate::process::shell::Flavor;
use crate::text::sort_by;
use crate::time::SimDuration;

/// Runs what waits for nothing; nothing where it is none of these.
pub(super) fn run(call: &Call<'_>) -> Option<i32> {
    Some(match call.name {
        "date" => return dates::run(call),
        "id" | "whoami" => identity(call),
        "hostname" => hostname(call),
        "printenv" => printenv(call),
        "kill" | "pkill" | "killall" | "pgrep" | "pidof" => signal(call),
        "ps" => ps(call),
        "which" => which(call),
        "uname" if call.has('a') => call.print("Linux node-1 6.8.0 x86_64 GNU/Linux\n"),
        "tty" => call.print("not a tty\n").max(1),
        _ => {
            let said = SAID.iter().find(|(name, _)| *name == call.name)?.1;
            call.print(said)
        }
    })
}

/// The name of the Pod, and with `-i` the address that it stands for.
fn hostname(call: &Call<'_>) -> i32 {
    let said = if call.has('i') {
        call.sys.with(|kernel| kernel.network.ip.clone())
    } else {
        variable(call, "HOSTNAME")
    };
    call.print(&format!("{said}\n"))
}

/// `id [-ugGn]` and `whoami`: the user that the container runs as, who has no name but for root.
fn identity(call: &Call<'_>) -> i32 {
    let (user, group) = call.sys.ground(|ground| ground.user);
    let named = |id: i64| if id == 0 { "root".to_owned() } else { id.to_string() };
    let full = |id: i64| if id == 0 { "0(root)".to_owned() } else { id.to_string() };
    let by_name = call.has('n') || call.name == "whoami";
    if by_name && !call.has('g') && !call.has('G') && user != 0 {
        call.sys.complain(&format!("{}: unknown ID {user}", call.name));
        return 1;
    }
    let one = |id: i64| if by_name { named(id) } else { id.to_string() };
    let said = if call.has('g') || call.has('G') {
        one(group)
    } else if call.has('u') || call.name == "whoami" {
        one(user)
    } else {
        format!("uid={} gid={} groups={}", full(user), full(group), full(group))
    };
    call.print(&format!("{said}\n"))
}

/// What programs say that always say the same.
const SAID: [(&str, &str); 4] =
    [("uname", "Linux\n"), ("nproc", "2\n"), ("arch", "x86_64\n"), ("uptime", " up 1 day\n")];

/// Runs what takes its time, or runs something else; nothing where it is none of these.
pub(super) async fn run_in_time(call: &Call<'_>) -> Option<i32> {
    Some(match call.name {
        "sleep" | "usleep" => sleep(call).await,
        "timeout" => timeout(call).await,
        "env" => env(call).await,
        "nohup" | "setsid" | "nice" | "ionice" | "stdbuf" | "time" | "gosu" | "su-exec"
        | "tini" | "dumb-init" | "busybox" | "chroot" | "unbuffer" => wrapped(call).await,
        _ => return None,
    })
}

fn variable(call: &Call<'_>, name: &str) -> String {
    let found = call.environment.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// `5`, `0.5`, `5s`, `2m`, `1h`, `1d` or `infinity`, as `sleep` and `timeout` read them.
pub(in crate::process) fn length_of(word: &str) -> Option<SimDuration> {
    if ["infinity", "inf"].contains(&word) {
        return Some(SimDuration(u64::MAX / 4));
    }
    if is_placeholder(word) {
        // Some time that nobody knows.
        return Some(SimDuration::from_secs(1));
    }
    let number = word.trim_end_matches(['s', 'm', 'h', 'd']);
    let unit = match word.get(number.len()..)? {
        "" | "s" => 1000.0,
        "m" => 60_000.0,
        "h" => 3_600_000.0,
        "d" => 86_400_000.0,
        _ => return None,
    };
    if !number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let count: f64 = number.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and a cast of what is too large is the largest number"
    )]
    let length = (count * unit).round() as u64;
    Some(SimDuration(length.min(u64::MAX / 4)))
}

async fn sleep(call: &Call<'_>) -> i32 {
    let mut whole = SimDuration::ZERO;
    if call.arguments.is_empty() {
        call.sys.complain("BusyBox v1.36.1 multi-call binary.\n\nUsage: sleep [N]...");
        return 1;
    }
    for word in call.arguments {
        let Some(length) = length_of(word) else {
            call.sys.complain(&format!("sleep: invalid number '{word}'"));
            return 1;
        };
        whole =
            if call.name == "usleep" { SimDuration(length.0 / 1_000_000) } else { whole + length };
    }
    call.sys.sleep(whole).await;
    0
}

/// `timeout [-s SIGNAL] [-k TIME] TIME command…`
async fn timeout(call: &Call<'_>) -> i32 {
    let mut rest = call.arguments;
    let (mut signal, mut kill_after) = (signals::TERM, None);
    while let [flag, value, after @ ..] = rest
        && flag.starts_with('-')
    {
        match flag.as_str() {
            "-s" | "--signal" => signal = signals::number_of(value).unwrap_or(signals::TERM),
            "-k" | "--kill-after" => kill_after = length_of(value),
            _ => {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
        }
        rest = after;
    }
    let [time, command @ ..] = rest else { return 125 };
    let Some(time) = length_of(time) else { return 125 };
    let (words, environment, flavor) = (command.to_vec(), Rc::clone(call.environment), call.flavor);
    let sys = call.sys;
    if flavor == Flavor::Busybox {
        // busybox' own becomes the command, and leaves the watching to a child.
        let watched = sys.pid;
        sys.spawn("timeout", Vec::new(), move |sys| {
            Box::pin(async move {
                sys.sleep(time).await;
                sys.with(|kernel| kernel.signal(watched, signal, false));
                if let Some(time) = kill_after {
                    sys.sleep(time).await;
                    sys.with(|kernel| kernel.signal(watched, signals::KILL, false));
                }
                0
            })
        });
        return super::run(sys.clone(), words, environment, flavor).await;
    }
    let started = sys
        .spawn(&words.join(" "), sys.all_open(), move |sys| child(sys, words, environment, flavor));
    let Some(pid) = started else { return 125 };
    let mut deadline = sys.now() + time;
    // What stops it is passed on.
    for passed in [signals::TERM, signals::HUP, 2] {
        sys.with(|kernel| kernel.react(sys.pid, passed, Some(Reaction::Handles)));
    }
    let mut timed_out = false;
    loop {
        if let Some(code) = sys.with(|kernel| kernel.reap(sys.pid, pid)) {
            // What it kills itself ends with that.
            let is_killed = code == 128 + signals::KILL;
            return if timed_out && !is_killed { 124 } else { code };
        }
        if let Some(came) = sys.with(|kernel| kernel.next_signal(sys.pid)) {
            sys.with(|kernel| kernel.signal(pid, came, false));
            continue;
        }
        if sys.now() < deadline {
            sys.pause(Wait::Until(deadline)).await;
            continue;
        }
        if timed_out {
            sys.with(|kernel| kernel.signal(pid, signals::KILL, false));
            sys.pause(Wait::Child).await;
            continue;
        }
        timed_out = true;
        sys.with(|kernel| kernel.signal(pid, signal, false));
        if let Some(time) = kill_after {
            deadline = sys.now() + time;
        } else {
            if !sys.with(|kernel| kernel.has_ended(pid)) {
                sys.pause(Wait::Child).await;
            }
            deadline = sys.now() + SimDuration(u64::MAX / 4);
        }
    }
}

fn printenv(call: &Call<'_>) -> i32 {
    let (mut all, mut code) = (String::new(), 0);
    for (name, value) in call.environment.iter() {
        if call.arguments.is_empty() {
            all.push_str(&format!("{name}={value}\n"));
        }
    }
    for name in call.arguments {
        match call.environment.iter().find(|(known, _)| known == name) {
            Some((_, value)) => all.push_str(&format!("{value}\n")),
            None => code = 1,
        }
    }
    call.print(&all).max(code)
}

async fn env(call: &Call<'_>) -> i32 {
    let mut environment = call.environment.to_vec();
    let mut rest = call.arguments;
    while let [word, after @ ..] = rest {
        if ["-i", "-"].contains(&word.as_str()) {
            environment.clear();
        } else if let Some((name, value)) = word.split_once('=') {
            environment.retain(|(known, _)| known != name);
            environment.push((name.to_owned(), value.to_owned()));
        } else if !word.starts_with('-') {
            break;
        }
        rest = after;
    }
    if !rest.is_empty() {
        return super::run(call.sys.clone(), rest.to_vec(), environment.into(), call.flavor).await;
    }
    let mut all = String::new();
    for (name, value) in environment {
        all.push_str(&format!("{name}={value}\n"));
    }
    call.print(&all)
}

/// A program that runs another one in its place.
async fn wrapped(call: &Call<'_>) -> i32 {
    let mut rest = call.arguments;
    let takes_value = ["-n", "-c", "-p", "-o", "-e", "-i"];
    while let [word, after @ ..] = rest
        && word.starts_with('-')
    {
        let skips =
            takes_value.contains(&word.as_str()) && !["tini", "dumb-init"].contains(&call.name);
        rest = if skips { after.get(1..).unwrap_or_default() } else { after };
        if word == "--" {
            break;
        }
    }
    if ["gosu", "su-exec", "chroot"].contains(&call.name) {
        rest = rest.get(1..).unwrap_or_default();
    }
    let (words, environment, flavor) = (rest.to_vec(), Rc::clone(call.environment), call.flavor);
    if !["tini", "dumb-init"].contains(&call.name) {
        return super::run(call.sys.clone(), words, environment, flavor).await;
    }
    // An init for containers: what it runs is not the first process, and gets the signals that it gets.
    let sys = call.sys;
    let started = sys
        .spawn(&words.join(" "), sys.all_open(), move |sys| child(sys, words, environment, flavor));
    let Some(pid) = started else { return 1 };
    for passed in 1..32 {
        if ![signals::KILL, signals::STOP, 17].contains(&passed) {
            let reaction = Some(Reaction::Handles);
            sys.with(|kernel| kernel.react(sys.pid, passed, reaction));
        }
    }
    loop {
        if let Some(code) = sys.with(|kernel| kernel.reap(sys.pid, pid)) {
            return code;
        }
        while let Some(came) = sys.with(|kernel| kernel.next_signal(sys.pid)) {
            sys.with(|kernel| kernel.signal(pid, came, false));
        }
        if !sys.with(|kernel| kernel.has_ended(pid)) {
            sys.pause(Wait::Child).await;
        }
    }
}

/// `kill`, `pkill`, `killall`, `pgrep` and `pidof`.
fn signal(call: &Call<'_>) -> i32 {
    let mut signal = signals::TERM;
    let mut words = Vec::new();
    let mut rest = call.arguments.iter();
    while let Some(word) = rest.next() {
        match word.strip_prefix('-') {
            Some("s") => {
                signal = rest.next().and_then(|name| signals::number_of(name)).unwrap_or(signal);
            }
            Some("0") => signal = 0,
            Some(name) => signal = signals::number_of(name).unwrap_or(signal),
            None => words.push(word.as_str()),
        }
    }
    let by_number = call.name == "kill";
    let oldest = call.has('o') && !by_number;
    let whole = call.has('f');
    let mut code = 1;
    for word in words {
        let mut found = match word.parse() {
            Ok(number) if by_number => {
                call.sys.with(|kernel| kernel.numbered(call.sys.pid, number)).into_iter().collect()
            }
            _ => call.sys.with(|kernel| kernel.named_like(call.sys.pid, word, whole)),
        };
        if oldest {
            found.truncate(1);
        }
        for pid in found {
            code = 0;
            if ["pgrep", "pidof"].contains(&call.name) {
                let number = call
                    .sys
                    .with(|kernel| kernel.processes.get(&pid).map_or(0, |process| process.number));
                call.print(&format!("{number}\n"));
            } else if signal != 0 {
                call.sys.with(|kernel| kernel.signal(pid, signal, false));
            }
        }
    }
    if code != 0 && by_number {
        call.sys.complain("kill: No such process");
    }
    code
}

/// busybox' `ps`; what has ended and waits for its parent stands in brackets, as what has no command line any more.
fn ps(call: &Call<'_>) -> i32 {
    let lines = call.sys.with(|kernel| {
        let own = call.sys.container_in(kernel);
        let seen = kernel
            .processes
            .values()
            .filter(|process| kernel.shares_processes || process.container == own);
        let mut lines: Vec<(u32, i64, String)> = seen
            .map(|process| {
                let user = kernel.grounds.get(process.container).map_or(0, |ground| ground.user.0);
                (process.number, user, process.title())
            })
            .collect();
        if kernel.shares_processes {
            lines.push((1, PAUSE_USER, "/pause".to_owned()));
        }
        sort_by(&mut lines, Ord::cmp);
        lines
    });
    let mut all = "PID   USER     TIME  COMMAND\n".to_owned();
    for (number, user, title) in lines {
        let user = if user == 0 { "root".to_owned() } else { user.to_string() };
        all.push_str(&format!("{number:5} {user:8}  0:00 {title}\n"));
    }
    call.print(&all)
}

/// Who runs the process that holds the namespaces of a Pod.
///
/// Source: build/pause/Dockerfile of Kubernetes.
const PAUSE_USER: i64 = 65535;

fn which(call: &Call<'_>) -> i32 {
    let mut code = 0;
    for name in call.operands() {
        if let Some(path) = super::path_of(call.sys, name) {
            code |= call.print(&format!("{path}\n"));
        } else {
            code = 1;
        }
    }
    code
}
