//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::ports::{mentions, own_ports};
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::text::FieldPath;
use crate::time::SimTime;

declare_rule! {
    /// A container is told to find a server on `localhost` that no container of the Pod runs.
    ///
    /// ## Why it matters
    ///
    /// `localhost` is the Pod: what answers there is a container of it, and nothing else.
    /// Where the server is missing, or listens on another port, every connection is refused. A Service of the cluster is reached by its name.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     ports: [{containerPort: 8080}]
    ///     env:
    ///     - name: REDIS_HOST
    ///       value: localhost
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: cache
    ///     image: redis:7.4
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     ports: [{containerPort: 8080}]
    ///     env:
    ///     - name: REDIS_HOST
    ///       value: localhost
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking>
    "localhost-port-not-served", "N05", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

/// How the variables and the addresses of well-known servers begin, and where these listen.
const SERVERS: [(&str, u16); 11] = [
    ("redis", 6379),
    ("postgres", 5432),
    ("postgresql", 5432),
    ("pg", 5432),
    ("mysql", 3306),
    ("memcached", 11211),
    ("mongo", 27017),
    ("mongodb", 27017),
    ("rabbitmq", 5672),
    ("amqp", 5672),
    ("elasticsearch", 9200),
];

/// What is in the names of variables that say where others find the app.
const OUTSIDE: [&str; 9] = [
    "PUBLIC", "EXTERNAL", "ORIGIN", "CORS", "CALLBACK", "REDIRECT", "BASE_URL", "ROOT_URL", "SITE",
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.host_network == Some(true) {
        return;
    }
    for member in &pod.members {
        let asked = pod.asks(member);
        let refused = |port: u16| !asked.iter().any(|(_, own, reached)| *own == port && *reached);
        let mut found: Option<(FieldPath, u16, Option<SimTime>)> = None;
        for (path, port) in told(member) {
            if refused(port) && !may_be_served(pod, member, port) {
                let at = asked.iter().find(|(_, own, _)| *own == port).map(|(at, ..)| *at);
                found = Some((path, port, at));
                break;
            }
        }
        let Some((path, port, at)) = found else { continue };
        let name = member.name();
        let mut finding = RULE
            .about(
                pod,
                &path,
                format!("`{name}` looks for port {port} on localhost, and no container of the Pod listens there"),
            )
            .help("add the container that listens there, or say the name of a Service")
            .container(name);
        finding.at = at;
        diagnostics.push(finding);
    }
}

/// The ports of this Pod that a container is told to connect to, with the place that says so.
fn told(member: &Member<'_>) -> Vec<(FieldPath, u16)> {
    let mut told = Vec::new();
    let variables = member.container.env.iter().flatten();
    for (index, variable) in variables.enumerate() {
        let Some(value) = variable.value.as_deref() else { continue };
        let is_own = value.contains("localhost") || value.contains("127.0.0.1");
        let is_own = is_own && !OUTSIDE.iter().any(|word| variable.name.contains(word));
        let Some(port) = is_own.then(|| port_of(member, &variable.name, value)).flatten() else {
            continue;
        };
        told.push((member.path.child("env").index(index).child("value"), port));
    }
    let lists = [("command", &member.container.command), ("args", &member.container.args)];
    for (list, words) in lists {
        for (index, word) in words.iter().flatten().enumerate() {
            // Only an address with a scheme is one to connect to; others may be where it listens itself.
            let Some((_, address)) = word.split_once("://") else { continue };
            let own = own_ports(address).next();
            let own = own.filter(|_| is_own(address));
            told.extend(own.map(|port| (member.path.child(list).index(index), port)));
        }
    }
    told
}

/// Whether an address begins with the Pod's own.
fn is_own(address: &str) -> bool {
    let host = address.rsplit_once('@').map_or(address, |(_, host)| host);
    host.starts_with("localhost:") || host.starts_with("127.0.0.1:")
}

/// The port that a variable speaks of: in its value, in the variable beside it, or the usual one.
fn port_of(member: &Member<'_>, name: &str, value: &str) -> Option<u16> {
    if let Some((scheme, address)) = value.split_once("://") {
        let usual = || {
            let host =
                address.split(['/', '@']).find(|part| ["localhost", "127.0.0.1"].contains(part));
            host.and_then(|_| usual(scheme))
        };
        return own_ports(address).next().filter(|_| is_own(address)).or_else(usual);
    }
    let (server, what) = name.split_once('_')?;
    let usual = usual(server)?;
    if !["HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "MASTER"].contains(&what) {
        return None;
    }
    if value != "localhost" && value != "127.0.0.1" {
        return own_ports(value).next();
    }
    let mut port = String::from(server);
    port.push_str("_PORT");
    let mut variables = member.container.env.iter().flatten();
    let said = variables.find(|other| other.name == port);
    match said {
        Some(said) => said.value.as_deref()?.parse().ok(),
        None => Some(usual),
    }
}

/// Where a well-known server listens.
fn usual(name: &str) -> Option<u16> {
    let known = SERVERS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
    known.map(|(_, port)| *port)
}

/// Whether some container may listen on a port: it says so, a run shows it, or nobody knows where it listens.
fn may_be_served(pod: &Subject<'_>, asking: &Member<'_>, port: u16) -> bool {
    pod.members.iter().any(|member| {
        let is_other = member.name() != asking.name();
        member.declares(port)
            || member.usual_port() == Some(port)
            || pod.listens(member, port).is_some()
            || is_other && member.stays() && !pod.is_known_to_listen(member)
            || is_other && member.says().any(|text| mentions(text, port))
    })
}
