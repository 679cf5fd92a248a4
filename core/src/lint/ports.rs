//! Ports that containers listen on, and addresses that they are told.

use k8s_openapi::api::core::v1::{ContainerPort, EnvVar};

use crate::lint::subject::{Member, Subject};
use crate::process::known_image;
use crate::text::FieldPath;

/// Ways to write the Pod's own address.
const OWN: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Options that name an address to listen at.
const LISTENS: [&str; 8] = [
    "--listen",
    "--listen-address",
    "--listen-addr",
    "--listen-port",
    "--bind",
    "--bind-address",
    "--http-address",
    "--web.listen-address",
];
/// Options that name a host.
const HOSTS: [&str; 3] = ["--host", "--hostname", "-h"];
/// Ways to write every address of the Pod.
const ANY: [&str; 4] = ["0.0.0.0", "::", "[::]", ""];

/// What variables end with that name a host.
const HOST_ENDS: [&str; 4] = ["HOST", "HOSTNAME", "ADDR", "ADDRESS"];
/// What variables begin with that say where their own container listens.
const OWN_STEMS: [&str; 5] = ["", "BIND_", "HTTP_", "LISTEN_", "SERVER_"];

/// The ports behind the Pod's own address in a text: 6379 of `redis://localhost:6379/0`.
pub(super) fn own_ports(text: &str) -> impl Iterator<Item = u16> {
    let found = OWN.iter().flat_map(move |own| text.match_indices(own));
    found.filter_map(move |(at, own)| {
        let digits = text.get(at + own.len()..)?.strip_prefix(':')?;
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits.get(..end)?.parse().ok()
    })
}

/// Whether a text is the Pod's own address, as `REDIS_HOST` says it.
pub(super) fn is_own(host: &str) -> bool {
    OWN.contains(&host) || host == "::1"
}

/// Whether a text holds a number that is not part of a longer one.
pub(super) fn mentions(text: &str, number: u16) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.any(|digits| digits.parse() == Ok(number))
}

/// `TCP` where nothing is said.
pub(super) fn protocol(port: &ContainerPort) -> &str {
    port.protocol.as_deref().unwrap_or("TCP")
}

/// Where a container names a port of another one on the Pod's own address: `localhost:6379`, or `REDIS_PORT` beside a
/// `REDIS_HOST` that is `localhost`.
pub fn call(member: &Member<'_>, of: &Member<'_>) -> Option<(FieldPath, i32)> {
    let mut ports: Vec<i32> =
        of.container.ports.iter().flatten().map(|port| port.container_port).collect();
    if ports.is_empty() {
        ports.push(i32::from(of.usual_port()?));
    }
    let known = |port: u16| Some(i32::from(port)).filter(|port| ports.contains(port));
    let calls = |text: &str| own_ports(text).find_map(known);
    let find = |list: &'static str, words: &Option<Vec<String>>| {
        let mut words = words.iter().flatten().enumerate();
        words.find_map(|(index, word)| Some((member.path.child(list).index(index), calls(word)?)))
    };
    let variables = || member.container.env.iter().flatten();
    let variable = variables().enumerate().find_map(|(index, variable)| {
        let value = variable.value.as_deref()?;
        let in_parts = || {
            let stem =
                variable.name.strip_suffix("PORT").filter(|stem| !OWN_STEMS.contains(stem))?;
            let port = known(value.parse().ok()?)?;
            let is_host = |other: &EnvVar| {
                let end = other.name.strip_prefix(stem).unwrap_or_default();
                HOST_ENDS.contains(&end) && other.value.as_deref().is_some_and(is_own)
            };
            variables().any(is_host).then_some(port)
        };
        let port = calls(value).or_else(in_parts)?;
        Some((member.path.child("env").index(index).child("value"), port))
    });
    variable
        .or_else(|| find("args", &member.container.args))
        .or_else(|| find("command", &member.container.command))
}

impl Member<'_> {
    /// Whether it declares a port.
    pub(super) fn declares(&self, port: u16) -> bool {
        let mut ports = self.container.ports.iter().flatten();
        ports.any(|own| own.container_port == i32::from(port))
    }

    /// Where its image listens by itself.
    pub(super) fn usual_port(&self) -> Option<u16> {
        known_image(self.container.image.as_deref()?)?.port
    }

    /// Where its arguments say that it listens: `--port=5432`, `--listen :8080`. Beside a host that is none to listen at,
    /// they say where it calls.
    pub(super) fn told_port(&self) -> Option<u16> {
        let words = || self.container.command.iter().chain(&self.container.args).flatten();
        let said = |names: &[&str]| {
            words().zip(words().skip(1).map(Some).chain([None])).find_map(|(word, next)| {
                let (name, value) = match word.split_once('=') {
                    Some((name, value)) => (name, value),
                    None => (word.as_str(), next?.as_str()),
                };
                names.contains(&name).then_some(value)
            })
        };
        let is_client = said(&HOSTS).is_some_and(|host| !ANY.contains(&host));
        let text = said(&LISTENS).or_else(|| said(&["--port"]).filter(|_| !is_client))?;
        text.rsplit(':').next()?.parse().ok()
    }
}

impl Subject<'_> {
    /// Whether it is known where a container listens: it says so, its image is known, or a run shows it.
    pub(super) fn is_known_to_listen(&self, member: &Member<'_>) -> bool {
        self.serves(member) || member.usual_port().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_the_own_address_are_read() {
        let ports = |text| own_ports(text).collect::<Vec<_>>();
        assert_eq!(ports("redis://localhost:6379/0"), [6379]);
        assert_eq!(ports("--a=127.0.0.1:80,http://localhost:81"), [81, 80]);
        assert_eq!(ports("http://localhost/ localhost:http web.localhost.example:1"), [0u16; 0]);
        assert!(mentions("--listen=:8080", 8080) && !mentions("18080", 8080));
    }
}
