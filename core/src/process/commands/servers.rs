//! Programs that serve until they are stopped.

use std::net::IpAddr;
use std::rc::Rc;

use crate::process::StopReaction;
use crate::process::commands::{Call, Environment, addresses, sql_proxy};
use crate::process::images::{self, Ends};
use crate::process::machine::kernel::{About, Ground, Reaction, Wait};
use crate::process::machine::network::{EVERYWHERE, Listener, Service};
use crate::process::machine::signals;
use crate::process::machine::sys::{Mode, Sys};
use crate::process::programs;
use crate::process::role::Role;
use crate::process::shell::Flavor;
use crate::time::{SimDuration, SimTime};

/// How a server behaves.
#[derive(Clone, Debug)]
pub(super) struct Server {
    /// From its start until it listens.
    pub(super) after: SimDuration,
    /// Its ports, each with the address at which it listens there.
    pub(super) ports: Vec<(u16, IpAddr)>,
    /// Whether it ends where somebody else has one of its ports, also where the manifest does not name that.
    pub(super) insists: bool,
    pub(super) service: Service,
    /// Where it listens besides.
    pub(super) sockets: Vec<Socket>,
    /// What it does when it is told to stop.
    pub(super) on_stop: StopReaction,
    /// Whether it ends by itself.
    pub(super) ends: Ends,
}

/// A port that is unlike the others of its server.
#[derive(Clone, Debug)]
pub(super) struct Socket {
    pub(super) port: u16,
    /// The address at which it listens there.
    pub(super) address: IpAddr,
    /// Whether it is only likely.
    pub(super) is_guess: bool,
    pub(super) service: Service,
}

impl Server {
    /// One that serves until it is stopped, and stops well and at once.
    fn new(ports: Vec<(u16, IpAddr)>, service: Service) -> Self {
        Self {
            after: SimDuration::ZERO,
            ports,
            insists: false,
            service,
            sockets: Vec::new(),
            on_stop: StopReaction::Exits(SimDuration::ZERO, 0),
            ends: Ends::Never,
        }
    }
}

impl Server {
    /// Everything that it listens on.
    fn all_sockets(&self, sys: &Sys) -> Vec<Socket> {
        let own = self.ports.iter().map(|(port, address)| {
            // What is only assumed to listen there is not assumed to fail for it.
            let (is_said, is_asked) =
                sys.ground(|ground| (ground.ports.contains(port), ground.asked.contains(port)));
            let is_guess = is_asked && !is_said && !self.insists;
            let service = self.service.clone();
            Socket { port: *port, address: *address, is_guess, service }
        });
        own.chain(self.sockets.iter().cloned()).collect()
    }
}

/// How long an unknown program runs that others wait for.
const ASSUMED_RUN: SimDuration = SimDuration::from_secs(2);

pub(super) async fn run(call: &Call<'_>) -> Option<i32> {
    match call.name {
        "httpd" if call.sys.ground(Ground::is_complete) => Some(httpd(call).await),
        "nginx" => Some(nginx(call).await),
        _ => program(call).await,
    }
}

/// busybox's `httpd [-f] [-p [ADDRESS:]PORT] [-h FOLDER]`
async fn httpd(call: &Call<'_>) -> i32 {
    let said = call.value("-p", "").unwrap_or("80");
    let (address, port) = said.rsplit_once(':').unwrap_or(("::", said));
    let port = port.parse().unwrap_or(80);
    let address = call.sys.with(|kernel| kernel.network.bound(address));
    let folder = call.value("-h", "").unwrap_or(".").to_owned();
    let root = call.sys.walk(&folder, true).map_or(folder, |place| place.path);
    let server = Server {
        insists: true,
        on_stop: StopReaction::Exits(SimDuration::ZERO, 143),
        ..Server::new(vec![(port, address)], Service::Files { root, log: None })
    };
    if call.has('f') {
        serve(call.sys, server).await
    } else {
        in_background(call.sys, "httpd", server)
    }
}

/// nginx with the configuration of its image: it serves `/usr/share/nginx/html` on the image's port, or on 80.
async fn nginx(call: &Call<'_>) -> i32 {
    if call.has('t') {
        return 0;
    }
    if let Some(signal) = call.value("-s", "") {
        return nginx_signal(call, signal);
    }
    let log = call.sys.open("/var/log/nginx/access.log", Mode::Append).ok();
    // It makes its error log as well, and says nothing in it while all is well.
    drop(call.sys.open("/var/log/nginx/error.log", Mode::Append));
    let of_image = call.sys.ground(|ground| ground.serves);
    let own = if of_image.is_empty() { &[80] } else { of_image };
    let listens = match addresses::of_nginx(call) {
        None => ports(call.sys, own, &[], true),
        Some((told, true)) => told,
        Some((mut told, false)) => {
            told.extend(own.iter().map(|port| (*port, EVERYWHERE)));
            told
        }
    };
    let server = Server {
        after: SimDuration::from_millis(20),
        insists: true,
        on_stop: StopReaction::Exits(SimDuration::from_millis(20), 0),
        ..Server::new(listens, Service::Files { root: "/usr/share/nginx/html".to_owned(), log })
    };
    let title = format!("{NGINX_MASTER} {}", call.arguments.join(" "));
    let stays = call.arguments.iter().any(|word| word.contains("daemon off"));
    if stays {
        call.sys.with(|kernel| kernel.rename(call.sys.pid, &title));
        serve(call.sys, server).await
    } else {
        in_background(call.sys, title.trim_end(), server)
    }
}

/// What nginx calls its first process.
const NGINX_MASTER: &str = "nginx: master process nginx";

/// `nginx -s SIGNAL`: the master that has left its number in this container gets a signal.
///
/// Source: <https://nginx.org/en/docs/control.html>
fn nginx_signal(call: &Call<'_>, signal: &str) -> i32 {
    let number = match signal {
        "stop" => signals::TERM,
        "quit" => signals::QUIT,
        "reload" => signals::HUP,
        "reopen" => signals::USR1,
        _ => {
            call.sys.complain(&format!("nginx: invalid option: \"-s {signal}\""));
            return 1;
        }
    };
    let own = call.sys.container();
    let master = call.sys.with(|kernel| {
        let mut found = kernel.named_like(call.sys.pid, "nginx", false).into_iter();
        found.find(|pid| kernel.processes.get(pid).is_some_and(|found| found.container == own))
    });
    let Some(master) = master else {
        call.sys.complain(
            "nginx: [error] open() \"/run/nginx.pid\" failed (2: No such file or directory)",
        );
        return 1;
    };
    call.sys.with(|kernel| kernel.signal(master, number, false));
    0
}

/// What leaves its terminal: the program that was called ends, and another process serves.
fn in_background(sys: &Sys, name: &str, server: Server) -> i32 {
    let started =
        sys.spawn(name, Vec::new(), |sys| Box::pin(async move { serve(&sys, server).await }));
    i32::from(started.is_none())
}

/// What a well-known program does.
async fn program(call: &Call<'_>) -> Option<i32> {
    let words: Vec<&str> =
        std::iter::once(call.name).chain(call.arguments.iter().map(String::as_str)).collect();
    let program = programs::program(&words)?;
    // A hook or a probe does not start a server: `pilot-agent wait` asks the one that runs.
    if call.sys.is_of_kubelet() && program.role != Role::Migration {
        return None;
    }
    // An init container is there to do a piece of work, and nothing is known of what a runtime runs.
    let is_open = program.ends == Ends::Never && programs::is_runtime(program.name);
    if is_open && call.sys.ground(|ground| ground.runs_to_end) {
        return None;
    }
    let on_stop = if call.sys.is_protected() { program.on_stop } else { program.on_stop_below };
    if program.is_assumed {
        let why = "that is how such programs usually behave";
        call.sys.assume(about(program.ends, "command"), &told(program.ends, on_stop), why);
    }
    let sockets = sql_proxy::sockets(call.sys, program.name, call.arguments, call.environment);
    let is_other = sockets.is_some();
    let ports = if is_other { Vec::new() } else { ports(call.sys, &program.ports, &words, true) };
    let server = Server {
        after: program.starts_after,
        sockets: sockets.unwrap_or_default(),
        on_stop,
        ends: program.ends,
        ..Server::new(ports, Service::Answers)
    };
    Some(serve(call.sys, server).await)
}

/// Where a program listens: on its own ports where nothing configures it, and wherever else the manifest says; at the
/// addresses that the words of its command line say, where it `is_known` that it is a server.
fn ports(sys: &Sys, own: &[u16], words: &[&str], is_known: bool) -> Vec<(u16, IpAddr)> {
    let all = sys.ground(|ground| {
        let mut all = own.to_vec();
        if own.is_empty() || ground.is_configured {
            let said = ground.ports.iter().chain(&ground.asked);
            all.extend(said.filter(|port| !own.contains(port)));
        }
        all
    });
    addresses::told(sys, all, words, is_known)
}

/// `run until it is stopped, and to stop with exit code 0`
fn told(ends: Ends, on_stop: StopReaction) -> String {
    match (ends, on_stop) {
        (Ends::Never, StopReaction::Ignores) => {
            "run until it is stopped, and to ignore the stop signal".to_owned()
        }
        (Ends::Never, StopReaction::Exits(_, code)) => {
            format!("run until it is stopped, and to stop with exit code {code}")
        }
        (Ends::After(time, code), _) => {
            format!("finish after {} s with exit code {code}", time.whole_secs())
        }
    }
}

/// What of that is assumed, and which field of the container does not tell.
fn about(ends: Ends, field: &'static str) -> About {
    match ends {
        Ends::Never => About::Runs(field),
        Ends::After(..) => About::Ends(field),
    }
}

/// Serves until it is stopped; 1 where somebody else has one of its ports.
pub(super) async fn serve(sys: &Sys, server: Server) -> i32 {
    if matches!(server.service, Service::Answers) {
        sys.with(|kernel| kernel.mark_unknown(sys.container_in(kernel)));
    }
    match server.on_stop {
        // What has no handler dies of the signal, unless it is the first process.
        StopReaction::Exits(SimDuration::ZERO, 143) if !sys.is_protected() => {}
        StopReaction::Exits(..) => {
            for signal in [signals::HUP, 2, 3, 10, 12, signals::TERM, 28] {
                sys.with(|kernel| kernel.react(sys.pid, signal, Some(Reaction::Handles)));
            }
        }
        StopReaction::Ignores => {
            sys.with(|kernel| kernel.react(sys.pid, signals::TERM, Some(Reaction::Ignores)));
        }
    }
    let began = sys.now();
    let end = match server.ends {
        Ends::Never => None,
        Ends::After(time, _) => Some(began + time),
    };
    let ready = began + sys.ground(|ground| ground.starts_after).unwrap_or(server.after);
    let mut stopped = is_stopped_before(sys, Some(end.map_or(ready, |end| end.min(ready)))).await;
    if !stopped && end.is_none_or(|end| end > ready) {
        for socket in server.all_sockets(sys) {
            let Socket { port, address, is_guess, service } = socket;
            let insists =
                !is_guess && (server.insists || sys.ground(|ground| ground.ports.contains(&port)));
            let (pid, container) = (sys.pid, sys.container());
            let listener = Listener { port, pid, container, address, is_guess, service };
            if !sys.with(|kernel| kernel.listen(listener)) && insists {
                sys.complain(&format!(
                    "bind() to 0.0.0.0:{port} failed (98: Address already in use)"
                ));
                return 1;
            }
        }
        stopped = is_stopped_before(sys, end).await;
    }
    match (stopped, server.on_stop, server.ends) {
        (true, StopReaction::Exits(time, code), _) => {
            sys.sleep(time).await;
            code
        }
        (_, _, Ends::After(_, code)) => code,
        (_, _, Ends::Never) => 0,
    }
}

/// Whether a signal that stops it comes before an instant, or ever.
async fn is_stopped_before(sys: &Sys, at: Option<SimTime>) -> bool {
    let own = sys.ground(|ground| ground.stop_signal);
    loop {
        while let Some(signal) = sys.with(|kernel| kernel.next_signal(sys.pid)) {
            if [2, 3, signals::TERM, own].contains(&signal) {
                return true;
            }
        }
        match at {
            Some(at) if sys.now() >= at => return false,
            Some(at) => sys.pause(Wait::Until(at)).await,
            None => sys.pause(Wait::Signal).await,
        }
    }
}

/// A process of which something else tells how long it lives; these are its words, and its environment.
pub(super) async fn placeholder(sys: &Sys, words: &[String], environment: &Environment) -> i32 {
    if let Some(after) = sys.ground(|ground| ground.starts_after) {
        sys.sleep(after).await;
    }
    let program = words.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default();
    let arguments = words.get(1..).unwrap_or_default();
    let known = sql_proxy::sockets(sys, program, arguments, environment);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for socket in known.unwrap_or_else(|| said(sys, &words)) {
        let Socket { port, address, is_guess, service } = socket;
        let (pid, container) = (sys.pid, sys.container());
        let listener = Listener { port, pid, container, address, is_guess, service };
        sys.with(|kernel| kernel.listen(listener));
    }
    sys.stand_still().await
}

/// What the manifest says of the ports of a container, whose command line are these words.
fn said(sys: &Sys, words: &[&str]) -> Vec<Socket> {
    let ports = sys.ground(|ground| {
        let ports = ground.ports.iter().map(|port| (*port, false));
        ports.chain(ground.asked.iter().map(|port| (*port, true))).collect::<Vec<_>>()
    });
    let is_known = programs::program(words).is_some();
    let told = addresses::told(sys, ports.iter().map(|(port, _)| *port), words, is_known);
    let sockets = told.into_iter().zip(ports).map(|((port, address), (_, is_guess))| Socket {
        port,
        address,
        is_guess,
        service: Service::Answers,
    });
    sockets.collect()
}

/// The program that a known image starts by itself.
pub(super) async fn image(
    sys: &Sys,
    reference: &str,
    arguments: &[String],
    environment: &Environment,
) -> i32 {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some(image) = images::known(reference) else {
        return opaque(sys, &words, "image", "nothing is known of its image").await;
    };
    if image.program == "nginx" && words.is_empty() {
        let words = vec!["nginx".to_owned(), "-g".to_owned(), "daemon off;".to_owned()];
        return super::run(sys.clone(), words, Rc::clone(environment), Flavor::Dash).await;
    }
    let variables: Vec<String> =
        environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let (ends, on_stop) = image.own(&words, &variables);
    let on_stop = on_stop.reaction(sys.is_protected());
    if image.is_assumed(ends) {
        let why = "that is how such images usually behave";
        sys.assume(about(ends, "image"), &told(ends, on_stop), why);
    }
    for log in image.logs {
        drop(sys.open(log, Mode::Append));
    }
    // An agent listens only where its configuration says so.
    let is_agent = image.program == "vault" && matches!(words.first(), Some(&("agent" | "proxy")));
    let own = if is_agent { &[] } else { image.ports };
    let sockets = sql_proxy::sockets(sys, image.program, arguments, environment);
    let ports = if sockets.is_none() { ports(sys, own, &words, true) } else { Vec::new() };
    let server = Server {
        after: image.starts_after,
        sockets: sockets.unwrap_or_default(),
        on_stop,
        ends,
        ..Server::new(ports, Service::Answers)
    };
    serve(sys, server).await
}

/// The program of a container of which nothing is known: it runs until it is stopped, or for two seconds where it is an
/// init container that others wait for.
///
/// `words` are what is known of its command line, `field` is the field of the container that does not tell, and `why`
/// says so.
pub(super) async fn opaque(sys: &Sys, words: &[&str], field: &'static str, why: &str) -> i32 {
    sys.with(|kernel| kernel.mark_unknown(sys.container_in(kernel)));
    if sys.ground(|ground| ground.runs_to_end) {
        sys.assume(About::Ends(field), "finish after 2 s with exit code 0", why);
        sys.sleep(ASSUMED_RUN).await;
        return 0;
    }
    sys.assume(About::Runs(field), "run until it is stopped, and to stop at once", why);
    let server = Server {
        on_stop: StopReaction::Exits(SimDuration::ZERO, 143),
        ..Server::new(ports(sys, &[], words, false), Service::Answers)
    };
    serve(sys, server).await
}
