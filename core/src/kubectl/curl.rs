//! `curl`, from the node: to its own ports, to Services and to Pods.

use crate::kubectl::Answer;
use crate::kubectl::cluster::Cluster;
use crate::kubectl::services::{Route, route, text};
use crate::process::machine::Page;
use crate::process::scenario::write::plain;
use crate::process::unescape;
use crate::sim::visit::{self, Visit};
use crate::time::SimDuration;

/// How it names itself.
const AGENT: &str = "curl/8.10.1";
/// How long a connection is tried where nobody says.
const CONNECT: SimDuration = SimDuration::from_secs(134);

/// What is asked of it.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of curl")]
struct Asked {
    url: String,
    silent: bool,
    shows_errors: bool,
    fails: bool,
    head: bool,
    with_head: bool,
    to_nowhere: bool,
    write_out: Option<String>,
    longest: Option<SimDuration>,
    connect: Option<SimDuration>,
}

/// The letters of its flags that take a value.
const WITH_VALUE: &str = "oXHdmuwATFeb";

fn read(words: &[String]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut take = |name: &str, value: Option<&str>| -> Result<(), String> {
            let text = value.unwrap_or_default();
            match name {
                "s" | "silent" => asked.silent = true,
                "S" | "show-error" => asked.shows_errors = true,
                "f" | "fail" => asked.fails = true,
                "I" | "head" => asked.head = true,
                "i" | "include" | "show-headers" => asked.with_head = true,
                "o" | "output" => asked.to_nowhere = text == "/dev/null",
                "w" | "write-out" => asked.write_out = Some(text.to_owned()),
                "m" | "max-time" => asked.longest = seconds(text),
                "connect-timeout" => asked.connect = seconds(text),
                "L" | "location" | "v" | "verbose" | "k" | "insecure" | "X" | "request" | "H"
                | "header" | "d" | "data" | "A" | "user-agent" | "u" | "user" | "4" | "6" | "g"
                | "N" | "no-progress-meter" | "retry" | "retry-delay" | "data-raw" | "T" | "F"
                | "e" | "b" => {}
                _ => {
                    return Err(format!(
                        "curl: option {word}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information"
                    ));
                }
            }
            Ok(())
        };
        if let Some(name) = word.strip_prefix("--") {
            let (name, value) = name.split_once('=').unwrap_or((name, ""));
            let takes = [
                "output",
                "write-out",
                "max-time",
                "connect-timeout",
                "request",
                "header",
                "data",
                "user-agent",
                "user",
                "retry",
                "retry-delay",
                "data-raw",
            ];
            let next = if takes.contains(&name) && value.is_empty() { words.next() } else { None };
            take(name, next.map(String::as_str).or(Some(value)))?;
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            for (at, letter) in letters.char_indices() {
                let rest = letters.get(at + letter.len_utf8()..).unwrap_or_default();
                let name = letter.to_string();
                if WITH_VALUE.contains(letter) {
                    let value =
                        if rest.is_empty() { words.next().map(String::as_str) } else { Some(rest) };
                    take(&name, value)?;
                    break;
                }
                take(&name, None)?;
            }
        } else if asked.url.is_empty() {
            asked.url.clone_from(word);
        }
    }
    Ok(asked)
}

fn seconds(text: &str) -> Option<SimDuration> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = format!("{part:0<3}");
    let part: u64 = part.get(..3)?.parse().ok()?;
    Some(SimDuration::from_millis(whole.parse::<u64>().ok()?.checked_mul(1000)? + part))
}

/// Upstream: curl's own words, lib/strerror.c and src/tool_operate.c.
pub(super) fn curl(cluster: &Cluster<'_>, words: &[String], answer: &mut Answer) {
    let asked = read(words).and_then(|asked| {
        let no_url = "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information";
        if asked.url.is_empty() { Err(no_url.to_owned()) } else { Ok(asked) }
    });
    let asked = match asked {
        Ok(asked) => asked,
        Err(message) => {
            answer.complain(&message);
            answer.exit_code = 2;
            return;
        }
    };
    let (scheme, rest) = asked.url.split_once("://").unwrap_or(("http", &asked.url));
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()),
        None => (host, Some(if scheme == "https" { 443 } else { 80 })),
    };
    let says = !asked.silent || asked.shows_errors;
    let mut fails = |code: i32, why: &str| {
        if says {
            answer.complain(&format!("curl: ({code}) {why}"));
        }
        if let Some(format) = &asked.write_out {
            answer.print(1, &unescape(&format.replace("%{http_code}", "000")));
        }
        answer.exit_code = code;
    };
    let Some(port) = port else {
        return fails(3, "URL rejected: Port number was not a decimal number between 0 and 65535");
    };
    if !["http", "https"].contains(&scheme) {
        return fails(1, &format!("Protocol \"{scheme}\" not supported"));
    }
    let refused =
        format!("Failed to connect to {host} port {port} after 0 ms: Could not connect to server");
    let (pod, target) = match route(cluster, host, port) {
        Route::NoName => {
            fails(6, &format!("Could not resolve host: {host}"));
            if is_service(cluster, host) && says {
                answer.complain(
                    "podlife: names of Services are known inside of Pods only: this curl runs on the node",
                );
            }
            return;
        }
        Route::Refused => return fails(7, &refused),
        Route::Lost => {
            let time = asked.connect.or(asked.longest).unwrap_or(CONNECT);
            return fails(
                28,
                &format!(
                    "Failed to connect to {host} port {port} after {} ms: Could not connect to server",
                    time.0
                ),
            );
        }
        Route::Pod(pod, target) => (pod, target),
    };
    let visit = Visit::Request { port: target, path, agent: AGENT };
    let Some(visit::Answer::Fetched { page, container, acts }) = cluster.visit(pod, visit) else {
        return fails(7, &refused);
    };
    match page {
        Page::Refused => fails(7, &refused),
        Page::Silence => {
            let time = asked.longest.unwrap_or(SimDuration::from_secs(300));
            fails(
                28,
                &format!("Operation timed out after {} milliseconds with 0 bytes received", time.0),
            );
        }
        Page::Broken(line) if line.is_empty() => fails(52, "Empty reply from server"),
        Page::Broken(_) => fails(1, "Received HTTP/0.9 when not allowed"),
        Page::Http(..) if scheme == "https" => {
            fails(35, "TLS connect error: error:0A00010B:SSL routines::wrong version number");
        }
        Page::Http(status, _) if status >= 400 && asked.fails => {
            fails(22, &format!("The requested URL returned error: {status}"));
        }
        Page::Http(status, body) => show(&asked, status, &body, container.as_deref(), answer),
    }
    if let Some(container) = container.filter(|_| acts) {
        let fields =
            format!("{{container: {}, port: {target}, path: {}}}", plain(&container), plain(path));
        answer.ask(pod.document.index, cluster.at, "request", fields);
    }
}

/// Prints what came, as far as it is asked for.
fn show(asked: &Asked, status: u16, body: &str, container: Option<&str>, answer: &mut Answer) {
    if asked.head || asked.with_head {
        let why = if status < 400 { "OK" } else { "Not Found" };
        answer.line(&format!("HTTP/1.1 {status} {why}\nContent-Length: {}\n", body.len()));
    }
    if !asked.head && !asked.to_nowhere {
        answer.print(1, body);
        if body.is_empty() && status < 400 && !asked.silent {
            let name = container.unwrap_or_default();
            answer
                .complain(&format!("podlife: {name} answers {status}; what it says is not known"));
        }
    }
    if let Some(format) = &asked.write_out {
        answer.print(1, &unescape(&format.replace("%{http_code}", &status.to_string())));
    }
}

/// Whether a host begins with the name of a Service.
fn is_service(cluster: &Cluster<'_>, host: &str) -> bool {
    let name = host.split('.').next().unwrap_or_default();
    cluster.services().iter().any(|service| text(service, "/metadata/name") == name)
}
