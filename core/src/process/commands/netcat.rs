//! `nc`, as busybox 1.37 has it: a connection to standard input and output, or to a program.
//!
//! Source: networking/nc_bloaty.c of busybox.

use std::rc::Rc;

use crate::process::commands::network::{Options, options, port_of, reach, takes};
use crate::process::commands::{Call, child};
use crate::process::machine::kernel::{Kernel, Pid, Reaction, Wait};
use crate::process::machine::network::{EVERYWHERE, Listener, Service, Way, literal};
use crate::process::machine::open::Open;
use crate::process::machine::signals;
use crate::process::machine::talk::{Backlog, Connection};
use crate::time::SimDuration;

/// Under which numbers the two ways of a connection are open.
const NET: [u32; 2] = [3, 4];
/// How often `-w` may run out, once there is nothing more to send.
const TRIES: u32 = 2;

/// What it is told.
struct Told<'a> {
    options: Options<'a>,
    /// What is connected to the other side in place of standard input and output: `-e`.
    program: Option<&'a [String]>,
    /// How long a connection, or what comes over it, is waited for: `-w`.
    wait: Option<SimDuration>,
}

impl<'a> Told<'a> {
    fn of(arguments: &'a [String]) -> Self {
        // It stands last, by itself or behind other letters: `-lke`.
        let is_program = |word: &String| {
            let letters = word.strip_prefix('-').and_then(|rest| rest.strip_suffix('e'));
            letters.is_some_and(|letters| letters.chars().all(|it| "nuvlkz".contains(it)))
        };
        let at = arguments.iter().position(is_program);
        let end = at.map_or(arguments.len(), |at| at + 1);
        let (own, program) = arguments.split_at_checked(end).unwrap_or((arguments, &[]));
        let mut told =
            Self { options: options(own, "wpsiqo", &[]), program: at.map(|_| program), wait: None };
        let seconds = told.value("w").and_then(|seconds| seconds.parse().ok());
        told.wait = seconds.filter(|seconds| *seconds > 0).map(SimDuration::from_secs);
        told
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        let mut options = self.options.0.iter();
        options.find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }
}

pub(super) async fn nc(call: &Call<'_>) -> i32 {
    let told = Told::of(call.arguments);
    // It catches these, and does not mind who hangs up.
    for signal in [2, 3, signals::TERM] {
        call.sys.with(|kernel| kernel.react(call.sys.pid, signal, Some(Reaction::Handles)));
    }
    let ignores = Some(Reaction::Ignores);
    call.sys.with(|kernel| kernel.react(call.sys.pid, signals::PIPE, ignores));
    if told.has("l") { listen(call, &told).await } else { connect(call, &told).await }
}

/// `nc HOST PORT`
async fn connect(call: &Call<'_>, told: &Told<'_>) -> i32 {
    let (sys, operands) = (call.sys, told.options.1.as_slice());
    let [host, ports @ ..] = operands else { return 1 };
    let mut code = 1;
    for port in ports.iter().filter_map(|word| port_of(word)) {
        let way = reach(sys, host, Some(port));
        let goal = sys.with(|kernel| kernel.network.goal(way, port));
        let connection = goal.and_then(|(port, asked)| sys.with(|it| it.connect(port, asked)));
        code = i32::from(connection.is_none() && !takes(sys, way, port));
        let address = sys.with(|kernel| kernel.network.address(host));
        match (code, way) {
            (0, _) if told.has("v") => sys.complain(&format!("{host} ({address}:{port}) open")),
            (0, _) => {}
            (_, Way::NoName) => sys.complain(&format!("nc: bad address '{host}'")),
            _ if told.has("v") => {
                sys.complain(&format!("nc: {host} ({address}:{port}): Connection refused"));
            }
            _ => {}
        }
        if let Some(connection) = connection.filter(|_| !told.has("z")) {
            return talk(call, told, connection).await;
        }
    }
    code
}

/// `nc -l -p PORT`: one connection is taken, with `-k` and `-e` one after the other.
async fn listen(call: &Call<'_>, told: &Told<'_>) -> i32 {
    let sys = call.sys;
    let fails = |why: &str| {
        sys.complain(&format!("nc: {why}"));
        1
    };
    // What stands behind the options is whom busybox takes a connection from; others listen there.
    let operand = told.options.1.last().copied().filter(|_| call.is_gnu());
    let port = match told.value("p").or(operand) {
        Some(port) => port.parse().ok(),
        None => u16::try_from(32_768 + sys.random()).ok(),
    };
    let Some(port) = port else {
        return fails(&format!("bad local port '{}'", told.value("p").unwrap_or_default()));
    };
    let mut address = EVERYWHERE;
    if let Some(said) = told.value("s") {
        address = sys.with(|kernel| kernel.network.bound(said));
        match literal(said) {
            None if address == EVERYWHERE => return fails(&format!("bad address '{said}'")),
            Some(other) if address == EVERYWHERE && other != EVERYWHERE => {
                return fails("bind: Cannot assign requested address");
            }
            Some(_) | None => {}
        }
    }
    let backlog = Backlog::default();
    let listener = Listener {
        port,
        pid: sys.pid,
        container: sys.container(),
        address,
        is_guess: false,
        service: Service::Talks(Rc::clone(&backlog)),
    };
    if !sys.with(|kernel| kernel.listen(listener)) {
        return fails("bind: Address already in use");
    }
    if told.has("v") {
        let shown = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
        sys.complain(&format!("listening on {shown}:{port} ..."));
    }
    let letters = told.options.0.iter().filter(|(name, _)| *name == "l").count();
    let stays = told.has("k") || letters > 1;
    let mut until = told.wait.map(|wait| sys.now() + wait);
    let mut served: Vec<Pid> = Vec::new();
    loop {
        served.retain(|pid| sys.with(|kernel| kernel.reap(sys.pid, *pid)).is_none());
        if let Some(code) = punt(call) {
            return code;
        }
        let connection = backlog.borrow_mut().pop_front();
        let Some(connection) = connection else {
            match until {
                Some(until) if sys.now() >= until => return fails("timeout"),
                Some(until) => sys.pause(Wait::PipeUntil(until)).await,
                None => sys.pause(Wait::Pipe).await,
            }
            continue;
        };
        let Some(program) = told.program.filter(|_| stays) else {
            sys.with(|kernel| kernel.network.close(sys.pid));
            return talk(call, told, connection).await;
        };
        let Connection { from, to } = connection;
        let mut open: Vec<(u32, Rc<Open>)> = vec![(0, from), (1, to)];
        open.extend(sys.get(2).map(|errors| (2, errors)));
        let (words, environment) = (program.to_vec(), Rc::clone(call.environment));
        let flavor = call.flavor;
        served.extend(
            sys.spawn(&program.join(" "), open, move |sys| child(sys, words, environment, flavor)),
        );
        until = told.wait.map(|wait| sys.now() + wait);
    }
}

/// What happens over a connection: a program takes it over, or standard input and output are passed on.
async fn talk(call: &Call<'_>, told: &Told<'_>, connection: Connection) -> i32 {
    let sys = call.sys;
    let Connection { from, to } = connection;
    let Some(program) = told.program else {
        sys.set(NET[0], Some(from));
        sys.set(NET[1], Some(to));
        return pass_on(call, told.wait).await;
    };
    sys.set(0, Some(from));
    sys.set(1, Some(to));
    sys.with(|kernel| {
        kernel.forget_handlers(sys.pid);
        kernel.rename(sys.pid, &program.join(" "));
    });
    let (words, environment) = (program.to_vec(), Rc::clone(call.environment));
    super::run(sys.clone(), words, environment, call.flavor).await
}

/// Sends what comes on standard input, and prints what the other side sends, until both are at their end.
async fn pass_on(call: &Call<'_>, wait: Option<SimDuration>) -> i32 {
    let sys = call.sys;
    let mut input = sys.get(0);
    let mut tries = TRIES;
    loop {
        let mut moved = false;
        let from = sys.get(NET[0]);
        if let Some(read) = from.as_ref().and_then(|from| sys.try_read(from, false).ok()) {
            moved = true;
            if let Ok(Some(text)) = read {
                let _ = sys.print(1, &text);
            } else {
                sys.set(NET[0], None);
            }
        }
        if let Some(read) = input.as_ref().and_then(|input| sys.try_read(input, false).ok()) {
            moved = true;
            if let Ok(Some(text)) = read {
                // Who does not hear it any more is not told.
                let _ = sys.print(NET[1], &text);
            } else {
                input = None;
                sys.set(NET[1], None);
            }
        }
        if input.is_none() && sys.get(NET[0]).is_none() {
            return 0;
        }
        if moved {
            sys.turn(1).await;
            continue;
        }
        let until = wait.map(|wait| sys.now() + wait);
        sys.pause(until.map_or(Wait::Pipe, Wait::PipeUntil)).await;
        if let Some(code) = punt(call) {
            return code;
        }
        if input.is_none() && until.is_some_and(|until| sys.now() >= until) {
            tries -= 1;
            if tries == 0 {
                return 0;
            }
        }
    }
}

/// The exit code by which it ends where a signal has come.
fn punt(call: &Call<'_>) -> Option<i32> {
    let signal = call.sys.with(|kernel: &mut Kernel| kernel.next_signal(call.sys.pid))?;
    call.sys.complain("punt!");
    Some(128 + signal)
}
