//! Programs that talk to a port: of the Pod itself, or of something that is not part of it.

use crate::process::machine::network::{Answer, Client, Listener, Service, Way};

use crate::process::commands::Call;
use crate::process::machine::sys::{Mode, Sys};
use crate::time::SimDuration;

pub(super) async fn run(call: &Call<'_>) -> Option<i32> {
    Some(match call.name {
        "nc" | "netcat" | "ncat" => nc(call).await,
        "wget" => wget(call).await,
        "curl" => curl(call).await,
        "nslookup" | "host" | "dig" | "getent" => lookup(call).await,
        "ping" => ping(call),
        "pg_isready" | "psql" => ready(call, 5432).await,
        "redis-cli" | "valkey-cli" => ready(call, 6379).await,
        "mysqladmin" | "mariadb-admin" | "mysql" | "mariadb" => ready(call, 3306).await,
        "mongosh" | "mongo" => ready(call, 27017).await,
        "rabbitmq-diagnostics" | "rabbitmqctl" => ready(call, 5672).await,
        "grpc_health_probe" => {
            let address = call.value("-addr", "-addr").unwrap_or("localhost:50051").to_owned();
            let port = address.rsplit(':').next().and_then(|port| port.parse().ok());
            i32::from(!connects(call.sys, "localhost", port.unwrap_or(50051))) * 2
        }
        _ => return None,
    })
}

/// Whether somebody takes a connection.
fn connects(sys: &Sys, host: &str, port: u16) -> bool {
    match reach(sys, host, Some(port)) {
        Way::Own => sys.with(|kernel| kernel.network.listener(port, false).is_some()),
        Way::Service(port) => sys.with(|kernel| kernel.network.listener(port, true).is_some()),
        Way::Answers | Way::Unknown => true,
        Way::Refused | Way::NoName => false,
    }
}

/// Where a name leads; what is outside of the Pod is assumed to answer where nothing is said of it, and users are told.
fn reach(sys: &Sys, host: &str, port: Option<u16>) -> Way {
    let way = sys.with(|kernel| kernel.network.way(host, port, kernel.now));
    if way == Way::Unknown {
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        sys.note(&format!(
            "asks `{host}{port}`, which is not part of this Pod and is assumed to answer"
        ));
    }
    way
}

async fn nc(call: &Call<'_>) -> i32 {
    let with_value = ["-w", "-p", "-s", "-i", "-q", "-o"];
    let mut operands = Vec::new();
    let mut words = call.arguments.iter().map(String::as_str);
    let (mut listens, mut scans, mut port, mut keeps, mut runs) =
        (false, false, None, false, Vec::new());
    while let Some(word) = words.next() {
        if word == "-e" {
            runs = words.by_ref().map(str::to_owned).collect();
        } else if with_value.contains(&word) {
            let value = words.next();
            if word == "-p" {
                port = value.and_then(|value| value.parse().ok());
            }
        } else if let Some(letters) = word.strip_prefix('-') {
            listens |= letters.contains('l');
            scans |= letters.contains('z');
            keeps |= letters.contains('k') && letters.contains('l')
                || (listens && letters.contains('k'));
            if letters.ends_with('p') {
                port = words.next().and_then(|value| value.parse().ok());
            }
            if letters.ends_with('w') {
                words.next();
            }
        } else {
            operands.push(word);
        }
    }
    if listens {
        let port = port.or_else(|| operands.last().and_then(|word| word.parse().ok()));
        let Some(port) = port else { return 1 };
        return serve(call, port, keeps, runs).await;
    }
    let [host, ports @ ..] = operands.as_slice() else { return 1 };
    let mut code = 1;
    for word in ports {
        let Some(port) = port_of(word) else { continue };
        if connects(call.sys, host, port) {
            code = 0;
        } else {
            code = 1;
            if reach(call.sys, host, Some(port)) == Way::NoName {
                call.sys.complain(&format!("nc: bad address '{host}'")).await;
            } else if call.has('v') {
                call.sys.complain(&format!("nc: {host} ({host}:{port}): Connection refused")).await;
            }
        }
    }
    if code == 0 && !scans {
        call.sys.sleep(SimDuration::from_millis(1)).await;
    }
    code
}

/// `nc -l -p PORT`: it takes one connection, or with `-k` one after the other.
async fn serve(call: &Call<'_>, port: u16, keeps: bool, runs: Vec<String>) -> i32 {
    let _ = (keeps, runs);
    let listener = Listener {
        port,
        pid: call.sys.pid,
        container: call.sys.container(),
        is_local: false,
        service: Service::Silent,
    };
    if !call.sys.with(|kernel| kernel.network.listen(listener)) {
        call.sys.complain("nc: bind: Address already in use").await;
        return 1;
    }
    call.sys.stand_still().await
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
fn port_of(word: &str) -> Option<u16> {
    word.parse().ok().or_else(|| word.starts_with('<').then_some(0))
}

/// Makes a request; what is outside of the Pod answers 200 with nothing.
fn request(call: &Call<'_>, url: &str, agent: &str) -> Answer {
    let (host, port, path) = parts(url);
    match reach(call.sys, &host, Some(port)) {
        Way::Own => {
            let client = Client { address: "127.0.0.1", agent, is_outside: false };
            call.sys.with(|kernel| kernel.request(port, &path, client))
        }
        Way::Service(port) => call.sys.with(|kernel| {
            let address = kernel.network.ip.clone();
            let client = Client { address: &address, agent, is_outside: true };
            kernel.request(port, &path, client)
        }),
        Way::Answers | Way::Unknown => Answer::Http(200, String::new()),
        Way::Refused => Answer::Refused,
        Way::NoName => Answer::NoName,
    }
}

async fn wget(call: &Call<'_>) -> i32 {
    let mut url = None;
    let (mut file, mut quiet, mut spider, mut timeout) = (None, false, false, None);
    let mut words = call.arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if let Some(value) = word
            .strip_prefix("--timeout=")
            .or_else(|| word.strip_prefix("-T").filter(|rest| !rest.is_empty()))
        {
            timeout = value.parse().ok();
        } else if ["--header", "--post-data", "-t", "-Y", "-U"].contains(&word) {
            words.next();
        } else if word.starts_with("--") {
            spider |= word == "--spider";
            quiet |= word == "--quiet";
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            quiet |= letters.contains('q');
            if let Some((_, rest)) = letters.split_once('O') {
                file = if rest.is_empty() { words.next() } else { Some(rest) };
            } else if letters.ends_with('T') {
                timeout = words.next().and_then(|value| value.parse().ok());
            } else if letters.ends_with('P') {
                words.next();
            }
        } else {
            url = Some(word);
        }
    }
    let Some(url) = url else { return 1 };
    let (host, port, path) = parts(url);
    let shown = if host == "localhost" { "127.0.0.1" } else { &host };
    if !quiet {
        call.sys.complain(&format!("Connecting to {host}:{port} ({shown}:{port})")).await;
    }
    match request(call, url, "Wget") {
        Answer::Refused => {
            call.sys
                .complain(&format!(
                    "wget: can't connect to remote host ({shown}): Connection refused"
                ))
                .await;
            1
        }
        Answer::NoName => {
            call.sys.complain(&format!("wget: bad address '{host}'")).await;
            1
        }
        Answer::Silence => {
            call.sys.sleep(SimDuration::from_secs(timeout.unwrap_or(900))).await;
            call.sys.complain("wget: download timed out").await;
            1
        }
        Answer::Http(status, _) if status >= 400 => {
            call.sys
                .complain(&format!("wget: server returned error: HTTP/1.1 {status} Not Found"))
                .await;
            1
        }
        Answer::Http(_, _) if spider => 0,
        Answer::Http(_, body) => {
            let name =
                path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html");
            save(call, file.or(Some(name)).filter(|file| *file != "-"), &body).await
        }
    }
}

#[expect(clippy::too_many_lines, reason = "one option after the other")]
async fn curl(call: &Call<'_>) -> i32 {
    let takes_value = [
        "-o",
        "--output",
        "-X",
        "--request",
        "-H",
        "--header",
        "-d",
        "--data",
        "-m",
        "--max-time",
        "--connect-timeout",
        "--retry",
        "--retry-delay",
        "--retry-max-time",
        "-u",
        "--user",
        "-w",
        "--write-out",
        "-A",
        "--cacert",
        "--cert",
        "--key",
        "-T",
        "--data-raw",
        "--data-binary",
    ];
    let (mut url, mut file, mut fails, mut silent, mut shows, mut format, mut retries, mut time) =
        (None, None, false, false, false, None, 0_u64, None);
    let mut words = call.arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if takes_value.contains(&word) {
            let value = words.next().unwrap_or_default();
            match word {
                "-o" | "--output" => file = Some(value),
                "-w" | "--write-out" => format = Some(value),
                "--retry" => retries = value.parse().unwrap_or(0),
                "-m" | "--max-time" | "--connect-timeout" => time = value.parse::<f64>().ok(),
                _ => {}
            }
        } else if word.starts_with("--") {
            fails |= word.starts_with("--fail");
            silent |= word == "--silent";
            shows |= word == "--show-error";
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            fails |= letters.contains('f');
            silent |= letters.contains('s');
            shows |= letters.contains('S');
            match letters.chars().last() {
                Some('o') => file = words.next(),
                Some('w') => format = words.next(),
                Some('m') => time = words.next().and_then(|value| value.parse().ok()),
                Some('X' | 'H' | 'd' | 'u' | 'A') => drop(words.next()),
                _ => {}
            }
        } else {
            url = Some(word);
        }
    }
    let Some(url) = url else { return 2 };
    let (host, port, _) = parts(url);
    let mut pause = 1;
    let answer = loop {
        let answer = request(call, url, "curl/8.10.1");
        // A refused connection is retried only where that is asked for, but then like any other.
        let failed = matches!(answer, Answer::Http(500.., _))
            || (answer == Answer::Refused
                && call.arguments.iter().any(|word| {
                    ["--retry-connrefused", "--retry-all-errors"].contains(&word.as_str())
                }));
        if !failed || retries == 0 {
            break answer;
        }
        retries -= 1;
        call.sys.sleep(SimDuration::from_secs(pause)).await;
        pause = (pause * 2).min(600);
    };
    let says = !silent || shows;
    match answer {
        Answer::Refused => {
            if says {
                let why = format!(
                    "curl: (7) Failed to connect to {host} port {port} after 0 ms: Could not connect to server"
                );
                call.sys.complain(&why).await;
            }
            7
        }
        Answer::NoName => {
            if says {
                call.sys.complain(&format!("curl: (6) Could not resolve host: {host}")).await;
            }
            6
        }
        Answer::Silence => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "some seconds, never negative"
            )]
            let time = (time.unwrap_or(300.0).clamp(0.0, 86_400.0) * 1000.0) as u64;
            call.sys.sleep(SimDuration(time)).await;
            if says {
                call.sys.complain(&format!("curl: (28) Operation timed out after {time} milliseconds with 0 bytes received")).await;
            }
            28
        }
        Answer::Http(status, _) if fails && status >= 400 => {
            if says {
                call.sys
                    .complain(&format!("curl: (22) The requested URL returned error: {status}"))
                    .await;
            }
            22
        }
        Answer::Http(status, body) => {
            let code = save(call, file, &body).await;
            if let Some(format) = format {
                let (format, _) =
                    super::text::unescape(&format.replace("%{http_code}", &status.to_string()));
                call.print(&format).await;
            }
            code
        }
    }
}

/// Writes what came to a file, or prints it.
async fn save(call: &Call<'_>, file: Option<&str>, body: &str) -> i32 {
    let Some(file) = file else { return call.print(body).await };
    match call.sys.open(file, Mode::Write) {
        Ok(open) => i32::from(call.sys.write(&open, body).await.is_err()),
        Err(error) => {
            call.complain(&format!("can't open '{file}'"), error).await;
            1
        }
    }
}

async fn lookup(call: &Call<'_>) -> i32 {
    let operands: Vec<&str> =
        call.operands().filter(|word| !["hosts", "ahosts"].contains(word)).collect();
    let Some(host) = operands.first() else { return 1 };
    if let Way::Refused | Way::NoName = reach(call.sys, host, None) {
        call.sys.complain(&format!("** server can't find {host}: NXDOMAIN")).await;
        return 1;
    }
    let said = format!(
        "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\t{host}\nAddress: 10.96.0.1\n\n"
    );
    call.print(&said).await
}

fn ping(call: &Call<'_>) -> i32 {
    let host =
        call.operands().find(|word| word.parse::<u32>().is_err()).unwrap_or_default().to_owned();
    match reach(call.sys, &host, None) {
        Way::Own | Way::Service(_) | Way::Answers | Way::Unknown => 0,
        Way::Refused | Way::NoName => 1,
    }
}

/// A client that asks a server whether it is there.
async fn ready(call: &Call<'_>, default: u16) -> i32 {
    let host = call.value("-h", "--host").filter(|host| !host.is_empty());
    let host =
        host.map_or_else(|| "localhost".to_owned(), |host| host.trim_start_matches('=').to_owned());
    let host = if host.starts_with('/') { "localhost".to_owned() } else { host };
    let port = call.value("-p", "--port").and_then(|port| port.parse().ok()).unwrap_or(default);
    let is_there = connects(call.sys, &host, port);
    let said = match (call.name, is_there) {
        ("pg_isready", true) => format!("{host}:{port} - accepting connections\n"),
        ("pg_isready", false) => format!("{host}:{port} - no response\n"),
        ("redis-cli" | "valkey-cli", true) => "PONG\n".to_owned(),
        (_, true) => String::new(),
        (_, false) => {
            call.sys
                .complain(&format!("Could not connect to {host}:{port}: Connection refused"))
                .await;
            String::new()
        }
    };
    call.print(&said).await;
    match (call.name, is_there) {
        (_, true) => 0,
        ("pg_isready", false) => 2,
        (_, false) => 1,
    }
}
