//! Where the Cloud SQL Auth Proxy listens: on 127.0.0.1, unless it is told otherwise.
//!
//! Source: docs/cmd/cloud-sql-proxy.md of <https://github.com/GoogleCloudPlatform/cloud-sql-proxy>, version 2.

use std::net::IpAddr;

use crate::process::commands::servers::Socket;
use crate::process::machine::network::{EVERYWHERE, LOCALHOST, Service, literal};
use crate::process::machine::sys::Sys;

/// Its flags that take a value, with their letters.
const WITH_VALUE: [(&str, &str); 24] = [
    ("address", "a"),
    ("admin-port", ""),
    ("config-file", ""),
    ("credentials-file", "c"),
    ("fuse", ""),
    ("fuse-tmp-dir", ""),
    ("http-address", ""),
    ("http-port", ""),
    ("impersonate-service-account", ""),
    ("json-credentials", "j"),
    ("login-token", ""),
    ("max-connections", ""),
    ("max-sigterm-delay", ""),
    ("min-sigterm-delay", ""),
    ("port", "p"),
    ("prometheus-namespace", ""),
    ("quota-project", ""),
    ("sqladmin-api-endpoint", ""),
    ("telemetry-prefix", ""),
    ("telemetry-project", ""),
    ("telemetry-sample-rate", ""),
    ("token", "t"),
    ("unix-socket", "u"),
    ("user-agent", ""),
];

/// The engines with their ports, and what names of their instances hold.
const ENGINES: [(u16, &[&str]); 3] = [
    (5432, &["postgres", "pgsql"]),
    (3306, &["mysql"]),
    (1433, &["sqlserver", "sql-server", "mssql"]),
];

const HEALTH: &[&str] = &["/startup", "/liveness", "/readiness"];
const METRICS: &[&str] = &["/metrics"];
const BOTH: &[&str] = &["/startup", "/liveness", "/readiness", "/metrics"];

/// What it is told.
struct Told<'a> {
    flags: Vec<(&'a str, &'a str)>,
    instances: Vec<&'a str>,
    variables: &'a [(String, String)],
}

impl<'a> Told<'a> {
    fn of(arguments: &'a [String], variables: &'a [(String, String)]) -> Self {
        let (mut flags, mut instances) = (Vec::new(), Vec::new());
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let Some(flag) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else {
                instances.push(word);
                continue;
            };
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (flag, None),
            };
            let known = WITH_VALUE.iter().find(|(long, letter)| name == *long || name == *letter);
            let value = match (known, value) {
                (_, Some(value)) => value,
                (Some(_), None) => words.next().unwrap_or_default(),
                (None, None) => "true",
            };
            flags.push((known.map_or(name, |(long, _)| *long), value));
        }
        let named = |(name, value): &'a (String, String)| {
            let is_one = name.starts_with("CSQL_PROXY_INSTANCE_CONNECTION_NAME");
            is_one.then_some(value.as_str())
        };
        if instances.is_empty() {
            instances.extend(variables.iter().filter_map(named));
        }
        Self { flags, instances, variables }
    }

    /// The value of a flag, or of the variable that stands for it.
    fn value(&self, flag: &str) -> Option<&'a str> {
        let given = self.flags.iter().rev().find(|(name, _)| *name == flag);
        let variable = format!("CSQL_PROXY_{}", flag.replace('-', "_").to_uppercase());
        let found = || self.variables.iter().find(|(name, _)| *name == variable);
        given.map(|(_, value)| *value).or_else(|| found().map(|(_, value)| value.as_str()))
    }

    fn is_on(&self, flag: &str) -> bool {
        self.value(flag).is_some_and(|value| value != "false")
    }

    fn port(&self, flag: &str, default: u16) -> u16 {
        self.value(flag).and_then(|port| port.parse().ok()).unwrap_or(default)
    }

    /// The servers that are switched on besides.
    fn servers(&self) -> Vec<Socket> {
        let paths = match (self.is_on("health-check"), self.is_on("prometheus")) {
            (true, true) => BOTH,
            (true, false) => HEALTH,
            (false, true) => METRICS,
            (false, false) => &[],
        };
        let mut all = Vec::new();
        if !paths.is_empty() {
            let address = address(self.value("http-address"));
            let (port, service) = (self.port("http-port", 9090), Service::Health(paths));
            all.push(Socket { port, address, is_guess: false, service });
        }
        if self.is_on("quitquitquit") || self.is_on("debug") {
            let (port, service) = (self.port("admin-port", 9091), Service::Answers);
            all.push(Socket { port, address: LOCALHOST, is_guess: false, service });
        }
        all
    }

    /// Where it listens for an instance, and whether that is only likely; `said` are ports that the manifest names.
    fn ports(&self, at: usize, instance: &str, said: &[u16]) -> Vec<(u16, bool)> {
        let (name, query) = instance.split_once('?').unwrap_or((instance, ""));
        let next = |port: u16| port.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
        let own = of_query(query, "port").and_then(|port| port.parse().ok());
        if let Some(port) = own {
            return vec![(port, false)];
        }
        if let Some(port) = self.value("port").and_then(|port| port.parse().ok()) {
            return vec![(next(port), false)];
        }
        let named = |hints: &&[&str]| hints.iter().any(|hint| name.contains(hint));
        let engine = ENGINES.iter().find(|(_, hints)| named(hints)).map(|(port, _)| *port);
        let engine = engine
            .or_else(|| ENGINES.iter().map(|(port, _)| *port).find(|port| said.contains(port)));
        match engine {
            Some(port) => vec![(port, false)],
            None => ENGINES.iter().map(|(port, _)| (*port, true)).collect(),
        }
    }

    /// Everything that it listens on; nothing where it is not told here which instances it leads to.
    fn sockets(&self, said: &[u16]) -> Option<Vec<Socket>> {
        let first = self.instances.first()?;
        if *first == "wait" || self.value("config-file").is_some() {
            return None;
        }
        let mut all = self.servers();
        for (at, instance) in self.instances.iter().enumerate() {
            let query = instance.split_once('?').map_or("", |(_, query)| query);
            let by_file = ["unix-socket", "unix-socket-path"];
            let has_file = by_file.iter().any(|name| of_query(query, name).is_some());
            if has_file || self.value("unix-socket").is_some() || self.value("fuse").is_some() {
                continue;
            }
            let address = address(of_query(query, "address").or_else(|| self.value("address")));
            for (mut port, is_guess) in self.ports(at, instance, said) {
                while port < u16::MAX && all.iter().any(|known| known.port == port) {
                    port = port.saturating_add(1);
                }
                all.push(Socket { port, address, is_guess, service: Service::Silent });
            }
        }
        Some(all)
    }
}

fn of_query<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// An address that it is told; of a name nobody knows what it stands for.
fn address(said: Option<&str>) -> IpAddr {
    said.map_or(LOCALHOST, |said| literal(said).unwrap_or(EVERYWHERE))
}

/// Where a program listens that is the proxy; nothing where it is another one, or what it reads is not known.
pub(super) fn sockets(
    sys: &Sys,
    program: &str,
    arguments: &[String],
    variables: &[(String, String)],
) -> Option<Vec<Socket>> {
    if program != "cloud-sql-proxy" {
        return None;
    }
    let said = sys.ground(|ground| [ground.ports.as_slice(), &ground.asked].concat());
    Told::of(arguments, variables).sockets(&said)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each port, with `*` where it is reached from outside and `?` where it is only likely.
    fn listens(words: &str, said: &[u16]) -> String {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let variables = [("CSQL_PROXY_HTTP_ADDRESS".to_owned(), "0.0.0.0".to_owned())];
        let Some(sockets) = Told::of(&words, &variables).sockets(said) else {
            return "unknown".to_owned();
        };
        let shown = sockets.iter().map(|socket| {
            let outside = if socket.address.is_loopback() { "" } else { "*" };
            format!("{}{outside}{}", socket.port, if socket.is_guess { "?" } else { "" })
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn it_listens_for_the_pod_alone_unless_it_is_told_otherwise() {
        for (words, said, expected) in [
            ("p:r:shop", &[][..], "5432? 3306? 1433?"),
            ("p:r:shop", &[3306], "3306"),
            ("p:r:shop-postgres", &[], "5432"),
            ("p:r:mysql", &[5432], "3306"),
            ("--port=5433 p:r:shop", &[5432], "5433"),
            ("-p 5433 p:r:one p:r:two", &[], "5433 5434"),
            ("--address 0.0.0.0 --port 5432 p:r:shop", &[], "5432*"),
            ("--port 5432 p:r:one p:r:two?address=0.0.0.0&port=7000", &[], "5432 7000*"),
            ("--health-check --port 5432 p:r:shop", &[], "9090* 5432"),
            ("--health-check --http-address=localhost --http-port 8090 -p 1 p:r:s", &[], "8090 1"),
            ("--quitquitquit --port=5432 p:r:shop", &[], "9091 5432"),
            ("--unix-socket /cloudsql p:r:shop", &[5432], ""),
            ("p:r:a-mysql p:r:b-mysql", &[], "3306 3307"),
            ("--config-file=/etc/proxy.toml p:r:shop", &[5432], "unknown"),
            ("--structured-logs", &[5432], "unknown"),
            ("wait --max 10s", &[5432], "unknown"),
        ] {
            assert_eq!(listens(words, said), expected, "{words}");
        }
    }
}
