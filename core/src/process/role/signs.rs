//! The signs by which a container's role is told: image, command, name, volumes, ports, place.

use k8s_openapi::api::core::v1::{Container, PodSpec, Volume, VolumeMount};

use crate::process::images::{self, Given};
use crate::process::programs;
use crate::process::role::{Evidence, Role, of_image};

/// Where a container stands in the Pod.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In `initContainers`, and it has to end.
    Init,
    /// In `initContainers` with `restartPolicy: Always`.
    Sidecar,
    /// The first one of `containers`.
    First,
    /// Another one of `containers`, or an ephemeral one.
    Other,
}

/// Everything that tells what a container does, in the order of the chapters; at least one entry.
pub(super) fn read(container: &Container, spec: &PodSpec) -> Vec<Evidence> {
    let mut signs = Signs { container, spec, place: place(container, spec), found: Vec::new() };
    signs.read_image();
    signs.read_command();
    signs.read_name();
    signs.read_mounts();
    signs.read_ports();
    signs.read_place();
    signs.found
}

struct Signs<'a> {
    container: &'a Container,
    spec: &'a PodSpec,
    place: Place,
    found: Vec<Evidence>,
}

/// Words of a name that speak of TLS.
const TLS: &[&str] = &["tls", "ssl", "https"];

/// What the words of a name say, the first one that fits; a word with `*` is the beginning of one.
#[rustfmt::skip]
const NAMES: &[(Role, &[&str])] = &[
    (Role::InitWaiter, &["wait*", "check"]),
    (Role::Migration, &["migrat*", "schema", "flyway", "liquibase"]),
    (Role::Proxy, &["proxy", "envoy", "istio", "linkerd", "haproxy", "gateway"]),
    (Role::NetInit, &["istio", "linkerd", "iptables", "network"]),
    (Role::LogShipper, &["log", "logs", "logging", "logger", "fluent*", "shipper", "filebeat", "promtail", "vector"]),
    (Role::Exporter, &["exporter", "metrics"]),
    (Role::ConfigReloader, &["reload*", "watch", "watcher"]),
    (Role::Syncer, &["sync*", "git"]),
    (Role::Secrets, &["vault", "secret", "secrets"]),
    (Role::Cache, &["cache", "redis", "valkey", "memcached"]),
    (Role::Database, &["database", "postgres", "mysql", "mariadb", "mongo", "mongodb"]),
    (Role::Telemetry, &["otel", "opentelemetry", "telemetry", "jaeger", "datadog"]),
    (Role::Debug, &["debug", "debugger"]),
    (Role::InitSetup, &["setup", "init", "prepare", "permissions", "chown"]),
    (Role::Pause, &["pause"]),
    (Role::Helper, &["sidecar", "agent", "helper"]),
];

/// Commands that ask whether something is there, for a loop around them.
const ASKS: [&str; 14] = [
    "nc ",
    "pg_isready",
    "nslookup",
    "curl",
    "wget",
    "dig ",
    "getent",
    "/dev/tcp",
    "redis-cli",
    "mysqladmin",
    "mongosh",
    "ping ",
    "kubectl",
    "test -",
];

/// Programs that do nothing else than wait.
const WAITERS: [&str; 5] =
    ["wait-for-it", "wait-for ", "dockerize -wait", "wait4x", "kubectl wait"];

/// Programs that do one step of a set-up.
const STEPS: [&str; 16] = [
    "cp", "chown", "chmod", "mkdir", "wget", "curl", "git", "envsubst", "tar", "ln", "mv", "sed",
    "touch", "sysctl", "unzip", "openssl",
];

/// Ports that say who listens.
const PORTS: [(&[i32], Role, &str); 3] = [
    (&[15001, 15006, 15021, 15090], Role::Proxy, "Istio's proxy"),
    (&[4143, 4191], Role::Proxy, "Linkerd's proxy"),
    (&[9901], Role::Proxy, "Envoy's admin interface"),
];

impl Signs<'_> {
    fn add(&mut self, role: Role, score: u32, text: String) {
        if self.fits(role) {
            self.found.push(Evidence { role, text, score });
        }
    }

    /// Whether a container in this place can have the role: what has to end does not stay beside the app, and what
    /// stays does not prepare it.
    fn fits(&self, role: Role) -> bool {
        match role {
            Role::InitWaiter | Role::InitSetup | Role::NetInit => self.place == Place::Init,
            Role::Syncer | Role::Secrets | Role::Migration | Role::Oneshot | Role::Debug => true,
            Role::App
            | Role::Proxy
            | Role::DbProxy
            | Role::AuthProxy
            | Role::TlsProxy
            | Role::LogShipper
            | Role::Exporter
            | Role::Telemetry
            | Role::ConfigReloader
            | Role::Cache
            | Role::Database
            | Role::Pause
            | Role::Helper => self.place != Place::Init,
        }
    }

    /// The words of the command and the arguments.
    fn words(&self) -> Vec<&str> {
        let of = self.container;
        of.command.iter().chain(&of.args).flatten().map(String::as_str).collect()
    }

    fn read_image(&mut self) {
        let reference = self.container.image.as_deref().unwrap_or_default();
        let Some((name, image)) = images::resembled(reference) else {
            if let Some(role) = of_image(reference) {
                let last = images::repository(reference).rsplit('/').next().unwrap_or_default();
                self.add(role, 60, format!("the image {last} is {role} by its name"));
            }
            return;
        };
        let words = self.words();
        let names_it = words.iter().any(|word| word.contains(image.program));
        let is_own = self.container.command.is_none() && image.given(&words) == Given::Program;
        let runs_it = match (image.lends_tools(), image.role) {
            // A shell and an interpreter do what they are told.
            (true, Role::App | Role::Debug) => words.is_empty(),
            (true, _) => true,
            (false, _) => is_own || names_it,
        };
        if !runs_it {
            return;
        }
        let has = |part: &str| words.iter().any(|word| word.contains(part));
        let role = match image.program {
            "pilot-agent" if has("iptables") => Role::NetInit,
            "kubectl" if has("wait") || has("rollout") => Role::InitWaiter,
            "nginx" | "caddy" | "httpd-foreground" => self.in_front().unwrap_or(image.role),
            _ => image.role,
        };
        self.add(role, 60, format!("the image {name} is {role}"));
    }

    /// What a web server is that stands in front of an app of the same Pod.
    fn in_front(&self) -> Option<Role> {
        let is_beside = self.place == Place::Sidecar || self.spec.containers.len() > 1;
        let mut words = self.container.name.split('-').filter(|_| is_beside);
        let named = |word: &str| TLS.contains(&word);
        if words.clone().any(named) {
            return Some(Role::TlsProxy);
        }
        words.any(|word| matches!(word, "proxy" | "gateway" | "ingress")).then_some(Role::Proxy)
    }

    fn read_command(&mut self) {
        let words = self.words();
        let text = words.join(" ");
        if text.is_empty() {
            return;
        }
        let has = |part: &str| text.contains(part);
        let is_shell = words.first().is_some_and(|word| {
            matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash"))
        });
        let script =
            if is_shell { words.get(2).copied().unwrap_or_default() } else { text.as_str() };
        let loops = has("until ") || has("while ");
        let asks = ASKS.iter().any(|ask| has(ask));
        let follows = has("tail ") && (has(" -f") || has(" -F") || has("--follow"));
        let read = if has("iptables") {
            Some((Role::NetInit, "its command sets up iptables"))
        } else if loops && asks && has("sleep") && !has("while true") && !has("while :") {
            Some((Role::InitWaiter, "its command waits until something answers"))
        } else if WAITERS.iter().any(|waiter| has(waiter)) {
            Some((Role::InitWaiter, "its command waits for something"))
        } else if migrates(&words, script) {
            Some((Role::Migration, "its command changes a schema"))
        } else if has("/dev/null") && follows || has("sleep infinity") || has("sleep inf") {
            Some((Role::Debug, "its command only keeps it running"))
        } else if follows && (has(".log") || has("/log")) {
            Some((Role::LogShipper, "its command follows a log file"))
        } else if has("while true") || has("while :") {
            let fetches =
                ["git ", "wget ", "curl ", "rsync ", "aws s3"].iter().any(|tool| has(tool));
            let fetches = fetches && has("sleep");
            fetches.then_some((Role::Syncer, "its command fetches something again and again"))
        } else if self.place == Place::Init
            && script.split_whitespace().next().is_some_and(|first| STEPS.contains(&first))
        {
            Some((Role::InitSetup, "its command prepares files or settings"))
        } else {
            None
        };
        let program = programs::program(&words);
        match (read, program) {
            (Some((role, text)), _) => self.add(role, 40, text.to_owned()),
            (None, Some(program)) => {
                let text = format!("its command runs {}", program.name);
                self.add(program.role, 40, text);
            }
            (None, None) => {}
        }
    }

    fn read_name(&mut self) {
        let name = &self.container.name;
        let words: Vec<&str> = name.split('-').collect();
        let is_word = |stem: &str| {
            words.iter().any(|word| match stem.strip_suffix('*') {
                Some(beginning) => word.starts_with(beginning),
                None => *word == stem,
            })
        };
        let is_any = |stems: &[&str]| stems.iter().any(|stem| is_word(stem));
        let mut fitting = NAMES.iter().filter(|(role, _)| self.fits(*role));
        let Some(&(role, stems)) = fitting.find(|(_, stems)| is_any(stems)) else { return };
        let is_proxy = role == Role::Proxy;
        let role = if is_proxy && is_any(TLS) {
            Role::TlsProxy
        } else if is_proxy && is_any(&["auth", "oauth2"]) {
            Role::AuthProxy
        } else if is_proxy && is_any(&["db", "sql", "cloudsql"]) {
            Role::DbProxy
        } else {
            role
        };
        let stem = stems.iter().find(|stem| is_word(stem)).copied().unwrap_or_default();
        let stem = stem.trim_end_matches('*');
        self.add(role, 25, format!("its name says {stem}"));
    }

    fn read_mounts(&mut self) {
        let mounts: Vec<&VolumeMount> = self.container.volume_mounts.iter().flatten().collect();
        for mount in &mounts {
            if let Some(writer) = self.writer_of(mount) {
                let text =
                    format!("it reads the volume {}, in which {writer} writes logs", mount.name);
                self.add(Role::LogShipper, 20, text);
                break;
            }
        }
        let text = self.words().join(" ");
        let reloads =
            text.contains("webhook") || text.contains("/-/reload") || text.contains("reload-url");
        let volume = |mount: &VolumeMount| {
            let mut volumes = self.spec.volumes.iter().flatten();
            volumes.find(|volume| volume.name == mount.name)
        };
        let has_config = mounts
            .iter()
            .any(|mount| volume(mount).is_some_and(|volume| volume.config_map.is_some()));
        let is_certificate = |volume: &Volume| {
            let secret = volume.secret.as_ref().and_then(|secret| secret.secret_name.as_deref());
            secret.is_some_and(|secret| {
                let words = [secret, volume.name.as_str()];
                words.iter().any(|word| word.contains("tls") || word.contains("cert"))
            })
        };
        let has_certificate = mounts.iter().any(|mount| volume(mount).is_some_and(is_certificate));
        let serves_tls = self.ports().iter().any(|port| matches!(port, 443 | 8443));
        let keeps_secrets = mounts.iter().any(|mount| {
            mount.mount_path.starts_with("/vault/secrets") && mount.read_only != Some(true)
        });
        if reloads && has_config {
            self.add(
                Role::ConfigReloader,
                20,
                "it reads a ConfigMap and calls a webhook".to_owned(),
            );
        }
        if has_certificate && serves_tls {
            self.add(Role::TlsProxy, 20, "it has a certificate and serves a TLS port".to_owned());
        }
        if keeps_secrets && self.place != Place::First {
            self.add(Role::Secrets, 20, "it writes to /vault/secrets".to_owned());
        }
    }

    /// Another container that writes its log to the volume that is mounted here.
    fn writer_of(&self, mount: &VolumeMount) -> Option<&str> {
        let is_read_only = mount.read_only == Some(true);
        self.others().find_map(|other| {
            let mut theirs = other.volume_mounts.iter().flatten();
            let same = theirs
                .find(|theirs| theirs.name == mount.name && theirs.read_only != Some(true))?;
            let reference = other.image.as_deref().unwrap_or_default();
            let writes = images::resembled(reference).is_some_and(|(_, image)| {
                let path = same.mount_path.trim_end_matches('/');
                image
                    .logs
                    .iter()
                    .any(|log| log.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
            });
            let is_log =
                [&mount.mount_path, &same.mount_path].iter().any(|path| path.contains("log"));
            ((is_read_only && is_log) || (writes && self.place != Place::First))
                .then_some(other.name.as_str())
        })
    }

    /// The containers that run beside this one.
    fn others(&self) -> impl Iterator<Item = &Container> {
        let sidecars = self.spec.init_containers.iter().flatten();
        let sidecars = sidecars.filter(|other| other.restart_policy.as_deref() == Some("Always"));
        sidecars.chain(&self.spec.containers).filter(|other| other.name != self.container.name)
    }

    fn ports(&self) -> Vec<i32> {
        self.container.ports.iter().flatten().map(|port| port.container_port).collect()
    }

    fn read_ports(&mut self) {
        let ports = self.ports();
        for (known, role, whose) in PORTS {
            if let Some(port) = ports.iter().find(|port| known.contains(port)) {
                self.add(role, 15, format!("port {port} is {whose}"));
            }
        }
        let text = self.words().join(" ");
        let asks_neighbour = text.contains("localhost:") || text.contains("127.0.0.1:");
        if asks_neighbour
            && let Some(port) = ports.iter().find(|port| (9090..=9999).contains(*port))
        {
            self.add(
                Role::Exporter,
                15,
                format!("it serves port {port} and asks a neighbour at localhost"),
            );
        }
        let called = self.others().find_map(|other| {
            let variables: Vec<(&str, &str)> = other
                .env
                .iter()
                .flatten()
                .filter_map(|variable| Some((variable.name.as_str(), variable.value.as_deref()?)))
                .collect();
            ports
                .iter()
                .find_map(|port| calls(&variables, *port).then(|| (*port, other.name.clone())))
        });
        if let Some((port, caller)) = called
            && self.place != Place::First
        {
            let role = match port {
                5432 | 3306 | 27017 | 1433 | 1521 => Role::DbProxy,
                6379 | 11211 => Role::Cache,
                _ => Role::Proxy,
            };
            self.add(role, 15, format!("{caller} calls its port {port} at localhost"));
        }
    }

    fn read_place(&mut self) {
        let (role, score, text) = match self.place {
            Place::Init => (Role::InitSetup, 10, "it runs to its end before the app"),
            Place::Sidecar => {
                (Role::Helper, 10, "it is a sidecar: an init container that always restarts")
            }
            Place::First if !self.ports().is_empty() => {
                (Role::App, 15, "it is the first container, and has a port")
            }
            Place::First => (Role::App, 10, "it is the first container"),
            Place::Other => (Role::App, 5, "it is one of the containers"),
        };
        self.add(role, score, text.to_owned());
    }
}

fn place(container: &Container, spec: &PodSpec) -> Place {
    let name = &container.name;
    if spec.init_containers.iter().flatten().any(|init| init.name == *name) {
        return match container.restart_policy.as_deref() {
            Some("Always") => Place::Sidecar,
            Some(_) | None => Place::Init,
        };
    }
    let is_first = spec.containers.first().is_some_and(|first| first.name == *name);
    if is_first { Place::First } else { Place::Other }
}

fn migrates(words: &[&str], script: &str) -> bool {
    let is_run = |word: &str| {
        let word = word.trim_end_matches(';');
        matches!(
            word,
            "migrate"
                | "db:migrate"
                | "migrate:latest"
                | "migration:run"
                | "ecto.migrate"
                | "flyway"
        ) || word.ends_with("/migrate")
    };
    let mut all = words.iter().copied().chain(script.split_whitespace());
    all.any(is_run) || script.contains("upgrade head") || script.contains("liquibase update")
}

/// Whether variables of another container name this port at localhost.
fn calls(variables: &[(&str, &str)], port: i32) -> bool {
    let is_local = |value: &str| value.contains("localhost") || value.contains("127.0.0.1");
    let number = port.to_string();
    let with_port = |value: &str| {
        ["localhost:", "127.0.0.1:"].iter().any(|host| {
            value.split(host).skip(1).any(|rest| {
                let digits = rest.split(|c: char| !c.is_ascii_digit()).next();
                digits == Some(number.as_str())
            })
        })
    };
    variables.iter().any(|(name, value)| {
        let beside = name.strip_suffix("HOST").map(|stem| format!("{stem}PORT"));
        let is_beside =
            beside.is_some_and(|beside| variables.contains(&(beside.as_str(), number.as_str())));
        is_local(value) && (with_port(value) || is_beside)
    })
}
