//! Programs that talk to a port: of the Pod itself, or of something that is not part of it.

use std::rc::Rc;

use crate::process::commands::processes::length_of;
use crate::process::commands::{Call, netcat};
use crate::process::machine::deeds::Act;
use crate::process::machine::kernel::{About, Reaction};
use crate::process::machine::network::{Answer, Client, Way};
use crate::process::machine::signals;
use crate::process::machine::sys::{Mode, Sys};
use crate::process::machine::talk::{self, Connection};
use crate::process::neighbors::is_placeholder;
use crate::time::SimDuration;

/// How a client ends.
pub(super) enum Ending {
    /// At once, with this code.
    Now(i32),
    /// It tries again after some time.
    Again(SimDuration),
}

/// Runs a client that has tried so often before; nothing where it is none of them.
pub(super) async fn run(call: &Call<'_>, tries: u64) -> Option<Ending> {
    Some(Ending::Now(match call.name {
        "nc" | "netcat" | "ncat" => Box::pin(netcat::nc(call)).await,
        "wget" => return Some(wget(call).await),
        "curl" => return Some(curl(call, tries).await),
        "nslookup" | "host" | "dig" | "getent" => lookup(call),
        "ping" => ping(call),
        "pg_isready" | "psql" => ready(call, 5432),
        "redis-cli" | "valkey-cli" => redis(call),
        "mysqladmin" | "mariadb-admin" | "mysql" | "mariadb" => ready(call, 3306),
        "mongosh" | "mongo" => ready(call, 27017),
        "rabbitmq-diagnostics" | "rabbitmqctl" => ready(call, 5672),
        "grpc_health_probe" => {
            let address = call.value("-addr", "-addr").unwrap_or("localhost:50051").to_owned();
            let port = address.rsplit(':').next().and_then(|port| port.parse().ok());
            i32::from(!connects(call.sys, "localhost", port.unwrap_or(50051))) * 2
        }
        _ => return None,
    }))
}

/// Whether somebody takes a connection.
fn connects(sys: &Sys, host: &str, port: u16) -> bool {
    let way = reach(sys, host, Some(port));
    let goal = sys.with(|kernel| kernel.network.goal(way, port));
    match goal {
        Some((port, asked)) => sys.with(|kernel| kernel.touch(port, asked)),
        None => takes(sys, way, port),
    }
}

/// Whether somebody takes a connection at the end of a way.
pub(super) fn takes(sys: &Sys, way: Way, port: u16) -> bool {
    sys.with(|kernel| match kernel.network.goal(way, port) {
        Some((port, asked)) => kernel.network.listener(port, asked).is_some(),
        None => matches!(way, Way::Answers | Way::Unknown),
    })
}

/// Where a name leads; what is outside of the Pod is assumed to answer where nothing is said of it, and users are told.
pub(super) fn reach(sys: &Sys, host: &str, port: Option<u16>) -> Way {
    let way = sys.with(|kernel| kernel.network.way(host, port, kernel.now));
    if way == Way::Unknown {
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let note =
            format!("asks `{host}{port}`, which is not part of this Pod and is assumed to answer");
        sys.note(About::Answers { host: host.to_owned() }, &note);
    }
    if let Some(port) = port {
        let reached = takes(sys, way, port);
        let is_own = matches!(way, Way::Own(_));
        sys.did(Act::Asks { host: host.to_owned(), port, is_own, reached });
    }
    way
}

/// Options with their values, and operands.
pub(super) type Options<'a> = (Vec<(&'a str, &'a str)>, Vec<&'a str>);

/// Takes words apart: options of a letter, together or each by itself, options with names, and operands.
pub(super) fn options<'a>(
    words: &'a [String],
    with_value: &str,
    names_with_value: &[&str],
) -> Options<'a> {
    let (mut options, mut operands) = (Vec::new(), Vec::new());
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_prefix("--") {
            let (name, value) = name.split_once('=').unwrap_or((name, ""));
            let next = if names_with_value.contains(&name) && value.is_empty() {
                words.next()
            } else {
                None
            };
            options.push((name, next.unwrap_or(value)));
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            operands.push(word);
            continue;
        };
        for (at, letter) in letters.char_indices() {
            let (name, rest) = letters.get(at..).unwrap_or_default().split_at(letter.len_utf8());
            if with_value.contains(letter) {
                options.push((
                    name,
                    if rest.is_empty() { words.next().unwrap_or_default() } else { rest },
                ));
                break;
            }
            options.push((name, ""));
        }
    }
    (options, operands)
}

/// The parts of an address: host, port, path.
fn parts(url: &str) -> (String, u16, String) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let (host, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    let host = host.rsplit('@').next().unwrap_or(host);
    let default = if scheme == "https" { 443 } else { 80 };
    let (host, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().unwrap_or(default)),
        _ => (host, default),
    };
    (host.to_owned(), port, path.to_owned())
}

/// A port; one that nobody knows stands for any.
pub(super) fn port_of(word: &str) -> Option<u16> {
    word.parse().ok().or_else(|| is_placeholder(word).then_some(0))
}

/// Makes a request, whose answer is waited for that long; what is outside of the Pod answers 200 with nothing.
async fn request(call: &Call<'_>, url: &str, agent: &str, limit: SimDuration) -> Answer {
    let (host, port, path) = parts(url);
    let way = reach(call.sys, &host, Some(port));
    let Some(goal) = call.sys.with(|kernel| kernel.network.goal(way, port)) else {
        return match way {
            Way::Refused => Answer::Refused,
            Way::NoName => Answer::NoName,
            Way::Own(_) | Way::Service(_) | Way::Answers | Way::Unknown => {
                Answer::Http(200, "ok\n".to_owned())
            }
        };
    };
    if let Some(connection) = call.sys.with(|kernel| kernel.connect(goal.0, goal.1)) {
        let said = talk::request(&path, &host, port, agent);
        return converse(call.sys, connection, &said, limit).await;
    }
    // Who asks an address of its own does so from there.
    let address = goal.1.to_string();
    let client = Client { address: &address, agent };
    let answer = call.sys.with(|kernel| kernel.request(goal, &path, client));
    if answer == Answer::Silence {
        call.sys.sleep(limit).await;
    }
    answer
}

/// Says something to a process at the other end, and hears what that answers.
async fn converse(sys: &Sys, connection: Connection, said: &str, limit: SimDuration) -> Answer {
    let until = sys.now() + limit;
    // What is open is closed with the process.
    sys.set(NET, Some(connection.to));
    let from = connection.from;
    sys.set(NET + 1, Some(Rc::clone(&from)));
    // Who hangs up at once has answered all the same.
    sys.with(|kernel| kernel.react(sys.pid, signals::PIPE, Some(Reaction::Ignores)));
    let _ = sys.print(NET, said);
    let mut all = String::new();
    let answer = loop {
        match sys.next(&from, false, Some(until)).await {
            Ok(Some(text)) => all.push_str(&text),
            Ok(None) => break talk::answer(&all, true),
            Err(_) => break None,
        }
        if let Some(answer) = talk::answer(&all, false) {
            break Some(answer);
        }
    };
    sys.set(NET, None);
    sys.set(NET + 1, None);
    answer.unwrap_or(Answer::Silence)
}

/// Under which number a client has what it says open; what it hears stands behind that.
const NET: u32 = 3;

async fn wget(call: &Call<'_>) -> Ending {
    let (options, operands) =
        options(call.arguments, "OTPUt", &["header", "post-data", "timeout", "output-document"]);
    let value = |names: [&str; 2]| {
        options.iter().find(|(name, _)| names.contains(name)).map(|(_, value)| *value)
    };
    let Some(url) = operands.first() else { return Ending::Now(1) };
    let (host, port, path) = parts(url);
    let shown = if host == "localhost" { "127.0.0.1" } else { &host };
    if value(["q", "quiet"]).is_none() {
        call.sys.complain(&format!("Connecting to {host}:{port} ({shown}:{port})"));
    }
    let failed = |why: &str| {
        call.sys.complain(&format!("wget: {why}"));
        Ending::Now(1)
    };
    let seconds = value(["T", "timeout"]).and_then(|value| value.parse().ok()).unwrap_or(900);
    match request(call, url, "Wget", SimDuration::from_secs(seconds)).await {
        Answer::Refused => {
            failed(&format!("can't connect to remote host ({shown}): Connection refused"))
        }
        Answer::NoName => failed(&format!("bad address '{host}'")),
        Answer::Silence => failed("download timed out"),
        Answer::Broken(_) => failed("error getting response"),
        Answer::Http(status, _) if status >= 400 => {
            failed(&format!("server returned error: HTTP/1.1 {status} Not Found"))
        }
        Answer::Http(..) if value(["spider", "spider"]).is_some() => Ending::Now(0),
        Answer::Http(_, body) => {
            let name =
                path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html");
            let file = value(["O", "output-document"]).unwrap_or(name);
            Ending::Now(save(call, Some(file).filter(|file| *file != "-"), &body))
        }
    }
}

async fn curl(call: &Call<'_>, tries: u64) -> Ending {
    const NAMES: [&str; 16] = [
        "output",
        "request",
        "header",
        "data",
        "max-time",
        "connect-timeout",
        "retry",
        "retry-delay",
        "retry-max-time",
        "user",
        "write-out",
        "cacert",
        "cert",
        "key",
        "data-raw",
        "data-binary",
    ];
    let (options, operands) = options(call.arguments, "oXHdmuwAT", &NAMES);
    let value = |names: [&str; 2]| {
        options.iter().find(|(name, _)| names.contains(name)).map(|(_, value)| *value)
    };
    let Some(url) = operands.first() else { return Ending::Now(2) };
    let (host, port, _) = parts(url);
    let says = value(["s", "silent"]).is_none() || value(["S", "show-error"]).is_some();
    let limit = value(["m", "max-time"]).and_then(length_of);
    let limit = limit.unwrap_or(SimDuration::from_secs(300));
    let answer = request(call, url, "curl/8.10.1", limit).await;
    let retries: u64 = value(["retry", "retry"]).and_then(|count| count.parse().ok()).unwrap_or(0);
    // A refused connection is retried only where that is asked for, but then like any other.
    let retries_all = value(["retry-connrefused", "retry-all-errors"]).is_some();
    let failed =
        matches!(answer, Answer::Http(500.., _)) || (answer == Answer::Refused && retries_all);
    if failed && tries < retries {
        return Ending::Again(SimDuration::from_secs(1 << tries.min(9)));
    }
    let fails = |code: i32, why: &str| {
        if says {
            call.sys.complain(&format!("curl: ({code}) {why}"));
        }
        Ending::Now(code)
    };
    match answer {
        Answer::NoName => fails(6, &format!("Could not resolve host: {host}")),
        Answer::Refused => fails(
            7,
            &format!(
                "Failed to connect to {host} port {port} after 0 ms: Could not connect to server"
            ),
        ),
        Answer::Silence => fails(
            28,
            &format!("Operation timed out after {} milliseconds with 0 bytes received", limit.0),
        ),
        Answer::Broken(line) if line.is_empty() => fails(52, "Empty reply from server"),
        Answer::Broken(_) => fails(1, "Received HTTP/0.9 when not allowed"),
        Answer::Http(status, _) if status >= 400 && value(["f", "fail"]).is_some() => {
            fails(22, &format!("The requested URL returned error: {status}"))
        }
        Answer::Http(status, body) => {
            let code = save(call, value(["o", "output"]), &body);
            if let Some(format) = value(["w", "write-out"]) {
                let (text, _) =
                    super::unescape(&format.replace("%{http_code}", &status.to_string()));
                call.print(&text);
            }
            Ending::Now(code)
        }
    }
}

/// Writes what came to a file, or prints it.
fn save(call: &Call<'_>, file: Option<&str>, body: &str) -> i32 {
    let Some(file) = file else { return call.print(body) };
    match call.sys.open(file, Mode::Write) {
        Ok(open) => i32::from(call.sys.write(&open, body).is_err()),
        Err(error) => {
            call.complain(&format!("can't open '{file}'"), error);
            1
        }
    }
}

fn lookup(call: &Call<'_>) -> i32 {
    let operands: Vec<&str> =
        call.operands().filter(|word| !["hosts", "ahosts"].contains(word)).collect();
    let Some(host) = operands.first() else { return 1 };
    if let Way::Refused | Way::NoName = reach(call.sys, host, None) {
        call.sys.complain(&format!("** server can't find {host}: NXDOMAIN"));
        return 1;
    }
    let address = call.sys.with(|kernel| kernel.network.address(host));
    let said = format!(
        "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\t{host}\nAddress: {address}\n\n"
    );
    call.print(&said)
}

fn ping(call: &Call<'_>) -> i32 {
    let host =
        call.operands().find(|word| word.parse::<u32>().is_err()).unwrap_or_default().to_owned();
    match reach(call.sys, &host, None) {
        Way::Own(_) | Way::Service(_) | Way::Answers | Way::Unknown => 0,
        Way::Refused | Way::NoName => 1,
    }
}

/// `redis-cli`: what it says to a server of the Pod ends that, where it is `shutdown`.
///
/// Source: <https://redis.io/docs/latest/commands/shutdown/>
fn redis(call: &Call<'_>) -> i32 {
    let is_shutdown = call.arguments.iter().any(|word| word.eq_ignore_ascii_case("shutdown"));
    let (host, port) = server(call, 6379);
    if !is_shutdown || !connects(call.sys, &host, port) {
        return ready(call, 6379);
    }
    let way = reach(call.sys, &host, Some(port));
    call.sys.with(|kernel| {
        let goal = kernel.network.goal(way, port).filter(|_| matches!(way, Way::Own(_)));
        let listener = goal.and_then(|(port, asked)| kernel.network.listener(port, asked));
        if let Some(pid) = listener.map(|listener| listener.pid) {
            kernel.signal(pid, signals::TERM, false);
        }
    });
    0
}

/// The server that a client is told to ask.
fn server(call: &Call<'_>, default: u16) -> (String, u16) {
    let host = call.value("-h", "--host").filter(|host| !host.is_empty());
    let host = host.map_or("localhost", |host| host.trim_start_matches('='));
    let host = if host.starts_with('/') { "localhost" } else { host };
    let port = call.value("-p", "--port").and_then(|port| port.parse().ok());
    (host.to_owned(), port.unwrap_or(default))
}

/// A client that asks a server whether it is there.
fn ready(call: &Call<'_>, default: u16) -> i32 {
    let (host, port) = server(call, default);
    let is_there = connects(call.sys, &host, port);
    let said = match (call.name, is_there) {
        ("pg_isready", true) => format!("{host}:{port} - accepting connections\n"),
        ("pg_isready", false) => format!("{host}:{port} - no response\n"),
        ("redis-cli" | "valkey-cli", true) => "PONG\n".to_owned(),
        (_, true) => String::new(),
        (_, false) => {
            call.sys.complain(&format!("Could not connect to {host}:{port}: Connection refused"));
            String::new()
        }
    };
    call.print(&said);
    match (call.name, is_there) {
        (_, true) => 0,
        ("pg_isready", false) => 2,
        (_, false) => 1,
    }
}
