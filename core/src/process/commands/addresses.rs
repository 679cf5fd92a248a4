//! Where a server listens, as its command line or its configuration says: `--bind 127.0.0.1:8080`, `--host=localhost`,
//! `listen 127.0.0.1:80;`.

use std::net::IpAddr;

use crate::process::commands::Call;
use crate::process::commands::files::below;
use crate::process::machine::kernel::Kernel;
use crate::process::machine::network::{EVERYWHERE, Network, literal};
use crate::process::machine::sys::Sys;

/// Options of servers whose value is an address without a port: `--host`, and `--web.host`.
const OPTIONS: [&str; 9] = ["host", "hostname", "address", "addr", "ip", "H", "h", "b", "l"];
/// Options whose address is one that others listen to.
const OTHERS: [&str; 7] = ["upstream", "target", "backend", "url", "uri", "proxy", "remote"];

/// An address and a port that a word says: `127.0.0.1:8080`, `tcp://[::1]:80`, `*:80`, `localhost`, `:9000`.
fn parts(word: &str) -> (&str, Option<u16>) {
    let word = word.split_once("://").map_or(word, |(_, rest)| rest);
    if word.parse::<IpAddr>().is_ok() {
        return (word, None);
    }
    match word.rsplit_once(':').map(|(host, port)| (host, port.parse())) {
        Some((host, Ok(port))) => (host, Some(port)),
        Some((_, Err(_))) | None => (word, None),
    }
}

/// The address that the words of a command line say for a port, the last one first; nothing where they say none.
///
/// `is_known` where it is known that they are about a server: then `--host` is its own.
pub(super) fn said<'a>(words: &[&'a str], port: u16, is_known: bool) -> Option<&'a str> {
    let mut found = [None; 2];
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| words.get(before)).copied();
        let (option, value) = match word.split_once('=') {
            Some((option, value)) => (option, value),
            None => (before.filter(|before| before.starts_with('-')).unwrap_or_default(), *word),
        };
        let option = option.trim_start_matches('-');
        let listens = option.contains("bind") || option.contains("listen");
        if !listens && OTHERS.iter().any(|other| option.contains(other)) {
            continue;
        }
        let (host, of) = parts(value);
        let is_address = literal(host).is_some() || ["", "*"].contains(&host);
        let name = option.rsplit('.').next().unwrap_or_default();
        let is_own = listens || is_known && OPTIONS.contains(&name);
        match of {
            Some(of) if of == port && is_address => found[0] = Some(host),
            None if is_own && is_address && !host.is_empty() => found[1] = Some(host),
            Some(_) | None => {}
        }
    }
    let [of_port, of_all] = found;
    of_port.or(of_all)
}

impl Network {
    /// The address at which a server listens to a port.
    fn told(&self, words: &[&str], port: u16, is_known: bool) -> IpAddr {
        let said = said(words, port, is_known).filter(|said| !said.is_empty());
        said.map_or(EVERYWHERE, |said| self.bound(said))
    }
}

/// The addresses at which a server listens to ports, where its command line tells.
pub(super) fn told(
    sys: &Sys,
    ports: impl IntoIterator<Item = u16>,
    words: &[&str],
    is_known: bool,
) -> Vec<(u16, IpAddr)> {
    let ports = ports.into_iter();
    sys.with(|kernel| {
        ports.map(|port| (port, kernel.network.told(words, port, is_known))).collect()
    })
}

/// Where the configuration of nginx stands, and that of its sites.
const NGINX: &str = "/etc/nginx/nginx.conf";
const NGINX_SITES: &str = "/etc/nginx/conf.d";

/// Where the configuration of nginx lets it listen, and whether that takes the place of the image's own; nothing where
/// it is not known.
///
/// Source: <https://nginx.org/en/docs/http/ngx_http_core_module.html#listen>
pub(super) fn of_nginx(call: &Call<'_>) -> Option<(Vec<(u16, IpAddr)>, bool)> {
    let mut replaces = call.sys.ground(|ground| ground.space.mounted(NGINX_SITES).is_some());
    let mut all = Vec::new();
    for path in below(call, &["/etc/nginx"]) {
        let site = path.strip_prefix(NGINX_SITES).and_then(|rest| rest.strip_suffix(".conf"));
        // Below `..data` stands what the names of a ConfigMap lead to.
        if path != NGINX && site.is_none_or(|site| site.starts_with("/..")) {
            continue;
        }
        let node = call.sys.walk(&path, true).ok().and_then(|place| place.node);
        let text = |kernel: &mut Kernel| kernel.files.text(node?).map(str::to_owned);
        let Some(text) = call.sys.with(text) else { continue };
        replaces |= path == NGINX || site == Some("/default");
        for word in listened(&text) {
            let (host, port) = match word.parse::<u16>() {
                Ok(port) => ("*", Some(port)),
                Err(_) => parts(word),
            };
            // What stands there for another text is not known.
            let address = literal(if host == "*" { "0.0.0.0" } else { host })?;
            let socket = (port.unwrap_or(80), address);
            if !all.contains(&socket) {
                all.push(socket);
            }
        }
    }
    (!all.is_empty()).then_some((all, replaces))
}

/// What stands behind `listen` in a configuration of nginx, without sockets that are files.
fn listened(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    lines.flat_map(|line| line.split([';', '{', '}'])).filter_map(|statement| {
        let mut words = statement.split_whitespace();
        let word = words.next().filter(|word| *word == "listen").and_then(|_| words.next())?;
        (!word.starts_with("unix:")).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_lines_say_where_a_server_listens() {
        for (line, port, unknown, known) in [
            ("gunicorn --bind 127.0.0.1:8000 app:app", 8000, "127.0.0.1", "127.0.0.1"),
            ("gunicorn --bind=[::1]:8000 app:app", 8000, "[::1]", "[::1]"),
            ("gunicorn -b 127.0.0.1:8000 app:app", 8000, "127.0.0.1", "127.0.0.1"),
            ("gunicorn --bind 127.0.0.1:8000 app:app", 9000, "", ""),
            ("uvicorn app:app --host 127.0.0.1 --port 9000", 9000, "", "127.0.0.1"),
            ("uvicorn app:app --host=localhost", 8000, "", "localhost"),
            ("uvicorn app:app --host 0.0.0.0", 8000, "", "0.0.0.0"),
            ("uvicorn app:app --host ::", 8000, "", "::"),
            ("python -m http.server --bind 127.0.0.1 8000", 8000, "127.0.0.1", "127.0.0.1"),
            ("puma -b tcp://127.0.0.1:9292", 9292, "127.0.0.1", "127.0.0.1"),
            ("manage.py runserver localhost:8000", 8000, "localhost", "localhost"),
            ("manage.py runserver 0.0.0.0:8000", 8000, "0.0.0.0", "0.0.0.0"),
            ("java -jar app.jar --server.address=127.0.0.1", 8080, "", "127.0.0.1"),
            ("redis-server --bind 127.0.0.1 -::1", 6379, "127.0.0.1", "127.0.0.1"),
            ("postgres -c listen_addresses=localhost", 5432, "localhost", "localhost"),
            ("app --listen=127.0.0.1:8080 --listen :9090", 8080, "127.0.0.1", "127.0.0.1"),
            ("app --listen=127.0.0.1:8080 --listen :9090", 9090, "", ""),
            (
                "app --metrics-bind-address=127.0.0.1:8080 --bind 0.0.0.0",
                8080,
                "127.0.0.1",
                "127.0.0.1",
            ),
            ("proxy --http-address=0.0.0.0:4180 --upstream=http://127.0.0.1:8080", 8080, "", ""),
            ("proxy --upstream 127.0.0.1:8080", 8080, "", ""),
            ("exporter --scrape-uri=http://127.0.0.1:8080/stub_status", 8080, "", ""),
            ("app --db-host 127.0.0.1", 8080, "", ""),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            let found = [false, true].map(|known| said(&words, port, known).unwrap_or_default());
            assert_eq!(found, [unknown, known], "{line}");
        }
    }

    #[test]
    fn what_nginx_listens_to_stands_in_its_configuration() {
        let text = "server {\n  listen 80; # listen 81;\n  listen [::]:80 default_server;\n}\n#listen 82;\n\
            server { listen 127.0.0.1:8081; location / { listening on; } } server { listen unix:/x; listen localhost; }";
        let found: Vec<&str> = listened(text).collect();
        assert_eq!(found, ["80", "[::]:80", "127.0.0.1:8081", "localhost"]);
        assert_eq!(parts("[::]:80"), ("[::]", Some(80)));
        assert_eq!(parts("::1"), ("::1", None));
        assert_eq!(parts("*:80"), ("*", Some(80)));
    }
}
