//! The network of a Pod: who listens on which port. All containers share it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

use crate::process::machine::Setting;
use crate::process::machine::files::Node;
use crate::process::machine::kernel::{Kernel, Pid};
use crate::process::machine::open::Open;
use crate::process::machine::talk::Backlog;
use crate::process::scenario::OutsideHost;
use crate::time::{self, SimTime};

/// All addresses of both families: where servers listen that are told nothing.
pub(in crate::process) const EVERYWHERE: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
/// What `localhost` stands for.
pub(in crate::process) const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// The Pod's own address, where that is not known.
const SOME_POD: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 244, 0, 1));

/// The address that a word is: `127.0.0.1`, `[::1]`, `localhost`.
pub(in crate::process) fn literal(word: &str) -> Option<IpAddr> {
    match word.trim_start_matches('[').trim_end_matches(']') {
        "localhost" => Some(LOCALHOST),
        "ip6-localhost" | "ip6-loopback" => Some(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        word => word.parse().ok(),
    }
}

/// Whether a connection to an address reaches who listens to another one: `::` is for IPv4 too, `0.0.0.0` for that alone.
///
/// Source: `IPV6_V6ONLY`, ipv6(7).
fn reaches(asked: IpAddr, bound: IpAddr) -> bool {
    asked == bound || bound.is_unspecified() && (bound.is_ipv6() || asked.is_ipv4())
}

/// What answers on a port.
#[derive(Clone, Debug)]
pub(in crate::process) enum Service {
    /// Something of which only that is known: it takes connections, and answers requests with 200.
    Answers,
    /// It takes connections and says nothing.
    Silent,
    /// Processes answer, in their own time.
    Talks(Backlog),
    /// It answers requests for these paths with `ok`, and others with 404.
    Health(&'static [&'static str]),
    /// A web server with the files below a folder.
    Files {
        /// The folder.
        root: String,
        /// What it answers where there is no such file: busybox and nginx say 404.
        log: Option<Rc<Open>>,
    },
}

/// Somebody who listens.
#[derive(Clone, Debug)]
pub(in crate::process) struct Listener {
    pub(in crate::process) port: u16,
    pub(in crate::process) pid: Pid,
    pub(in crate::process) container: usize,
    /// The address that leads to it; an unspecified one stands for all.
    pub(in crate::process) address: IpAddr,
    /// Whether only a probe tells that somebody listens there: whoever is known to do so goes before.
    pub(in crate::process) is_guess: bool,
    pub(in crate::process) service: Service,
}

/// What a request brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) enum Answer {
    /// Nobody listens.
    Refused,
    /// There is nobody of that name.
    NoName,
    /// Nothing comes.
    Silence,
    /// Something else than HTTP comes, or nothing before it is over: its first line.
    Broken(String),
    /// A status and a body.
    Http(u16, String),
}

/// Where a name leads that a process asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Way {
    /// To the Pod itself, by one of its addresses.
    Own(IpAddr),
    /// By a Service to a port of the Pod.
    Service(u16),
    /// To somebody outside of the Pod who answers.
    Answers,
    /// To nobody.
    Refused,
    /// Nowhere: there is no such name.
    NoName,
    /// Out of the Pod, to where nothing is known.
    Unknown,
}

/// A Service that leads to the Pod.
#[derive(Debug)]
struct Route {
    name: String,
    ip: String,
    /// Its ports, and those of the Pod.
    ports: Vec<(u16, u16)>,
    is_headless: bool,
    takes_unready: bool,
}

/// Who listens on the ports of the Pod, and what names lead to it or elsewhere.
#[derive(Debug, Default)]
pub(in crate::process) struct Network {
    listeners: Vec<Listener>,
    /// Names and addresses that are the Pod itself.
    own_names: Vec<String>,
    /// Its address.
    pub(in crate::process) ip: String,
    namespace: String,
    routes: Vec<Route>,
    /// Services that lead elsewhere: their names are known.
    others: Vec<String>,
    /// What is said of hosts outside of it.
    outside: Vec<OutsideHost>,
    /// Whether it is the network of the node.
    pub(super) is_of_node: bool,
    /// Whether Services lead to it.
    pub(super) is_ready: bool,
}

impl Network {
    /// What a Pod has around it.
    pub(super) fn of(setting: &Setting<'_>) -> Self {
        let spec = setting.spec;
        let ports = || {
            let containers = spec.init_containers.iter().flatten().chain(&spec.containers);
            containers.flat_map(|container| container.ports.iter().flatten())
        };
        let named = |name: &str| {
            let mut ports = ports();
            let port = ports.find(|port| port.name.as_deref() == Some(name))?;
            u16::try_from(port.container_port).ok()
        };
        let (mut routes, mut others) = (Vec::new(), vec!["kubernetes.default".to_owned()]);
        let mut own_names = vec![setting.name.clone(), setting.ip.clone()];
        for service in setting.neighbors.services() {
            if !service.is_in(setting.namespace) {
                continue;
            }
            let name = service.name();
            if !service.selects(&setting.labels) {
                others.push(name.to_owned());
                continue;
            }
            let has_name = spec.subdomain.as_deref() == Some(name)
                || setting.labels.contains_key("statefulset.kubernetes.io/pod-name");
            if service.is_headless && has_name {
                let hostname = spec.hostname.as_ref().unwrap_or(&setting.name);
                own_names.push(format!("{hostname}.{name}"));
            }
            routes.push(Route {
                name: name.to_owned(),
                ip: service.ip().to_owned(),
                ports: service.ports(named),
                is_headless: service.is_headless,
                takes_unready: service.takes_unready,
            });
        }
        Self {
            own_names,
            ip: setting.ip.clone(),
            namespace: setting.namespace.to_owned(),
            routes,
            others,
            outside: setting.outside.to_vec(),
            is_of_node: spec.host_network == Some(true),
            ..Self::default()
        }
    }

    /// Somebody begins to listen; whether the port was free.
    pub(in crate::process) fn listen(&mut self, listener: Listener) -> bool {
        if !listener.is_guess {
            self.listeners.retain(|known| !known.is_guess || known.port != listener.port);
        }
        let is_free = self.holder(&listener).is_none();
        if is_free {
            self.listeners.push(listener);
        }
        is_free
    }

    /// Who stands against one more that listens: another process that does so at the same address, or at all of them.
    pub(in crate::process) fn holder(&self, listener: &Listener) -> Option<&Listener> {
        let Listener { port, pid, address, .. } = listener;
        let is_same =
            |known: IpAddr| known == *address || known.is_unspecified() || address.is_unspecified();
        let holds =
            |known: &&Listener| known.port == *port && known.pid != *pid && is_same(known.address);
        self.listeners.iter().find(holds)
    }

    /// What a process listened on is closed; whether there was something.
    pub(in crate::process) fn close(&mut self, pid: Pid) -> bool {
        let before = self.listeners.len();
        self.listeners.retain(|listener| listener.pid != pid);
        self.listeners.len() < before
    }

    /// Who takes a connection to a port of one of the Pod's addresses.
    pub(in crate::process) fn listener(&self, port: u16, asked: IpAddr) -> Option<&Listener> {
        let mut listeners = self.listeners.iter();
        listeners.find(|known| known.port == port && reaches(asked, known.address))
    }

    /// The Pod's address, by which it is reached from outside.
    pub(in crate::process) fn own(&self) -> IpAddr {
        self.ip.parse().unwrap_or(SOME_POD)
    }

    /// The port and the address of the Pod that a way leads to, where it leads to the Pod.
    pub(in crate::process) fn goal(&self, way: Way, port: u16) -> Option<(u16, IpAddr)> {
        match way {
            Way::Own(asked) => Some((port, asked)),
            Way::Service(port) => Some((port, self.own())),
            Way::Answers | Way::Refused | Way::NoName | Way::Unknown => None,
        }
    }

    /// The address that a server is told to listen to. Of what is not the Pod's nobody knows what it stands for: it is
    /// taken for all addresses.
    pub(in crate::process) fn bound(&self, said: &str) -> IpAddr {
        let unspecified = literal(said).filter(IpAddr::is_unspecified);
        unspecified.or_else(|| self.own_address(said)).unwrap_or(EVERYWHERE)
    }

    /// A name as it is in the Pod's own namespace: `db` for `db.default.svc.cluster.local`.
    ///
    /// Source: the specification of DNS for Kubernetes; `cluster.local` is the domain that clusters have by default.
    fn plain<'name>(&self, host: &'name str) -> &'name str {
        let host = host.trim_end_matches('.');
        let short = host.strip_suffix(".svc.cluster.local").or_else(|| host.strip_suffix(".svc"));
        let host = short.unwrap_or(host);
        let own = host.strip_suffix(self.namespace.as_str());
        own.and_then(|own| own.strip_suffix('.')).unwrap_or(host)
    }

    /// Where a name leads, to a port or, where there is none, to its address.
    pub(in crate::process) fn way(&self, host: &str, port: Option<u16>, now: SimTime) -> Way {
        let name = self.plain(host);
        let said = || self.outside.iter().filter(|said| self.plain(&said.host) == name);
        let of_port = |said: &&OutsideHost| said.port.is_some() && said.port == port;
        let of_any = |said: &&OutsideHost| said.port.is_none();
        if said().any(|said| of_port(&said)) {
            let answers = said().filter(of_port).any(|said| said.answers(now));
            return if answers { Way::Answers } else { Way::Refused };
        }
        if said().any(|said| of_any(&said)) {
            let answers = said().filter(of_any).any(|said| said.answers(now));
            let is_address = name.parse::<std::net::IpAddr>().is_ok();
            return match (answers, is_address) {
                (true, _) => Way::Answers,
                (false, true) => Way::Refused,
                (false, false) => Way::NoName,
            };
        }
        if port.is_none() && said().next().is_some() {
            return Way::Answers;
        }
        // The Pod's own `/etc/hosts` goes before the cluster's names.
        let own = self.own_address(host);
        let own = own.or_else(|| self.own_address(name).filter(|_| name.contains('.')));
        if let Some(own) = own {
            // A name that stands for two addresses leads to the one where somebody listens.
            let other = IpAddr::V6(Ipv6Addr::LOCALHOST);
            let is_there = |asked| port.is_some_and(|port| self.listener(port, asked).is_some());
            let is_other = host == "localhost" && !is_there(own) && is_there(other);
            return Way::Own(if is_other { other } else { own });
        }
        let mut routes = self.routes.iter();
        let Some(route) = routes.find(|route| route.name == name || route.ip == name) else {
            let is_known = port.is_none() && self.others.iter().any(|other| other == name);
            return if is_known { Way::Answers } else { Way::Unknown };
        };
        let leads = self.is_ready || route.takes_unready;
        let target = match port {
            Some(port) if route.is_headless => Some(port),
            Some(port) => route.ports.iter().find(|(own, _)| *own == port).map(|(_, to)| *to),
            None => Some(0),
        };
        match target {
            _ if route.is_headless && !leads => Way::NoName,
            Some(target) if leads || port.is_none() => Way::Service(target),
            Some(_) | None => Way::Refused,
        }
    }

    /// The address that a name stands for.
    pub(in crate::process) fn address(&self, host: &str) -> String {
        let name = self.plain(host);
        let mut routes = self.routes.iter().filter(|route| !route.ip.is_empty());
        match routes.find(|route| route.name == name) {
            _ if host == "localhost" => "127.0.0.1".to_owned(),
            _ if host.parse::<std::net::IpAddr>().is_ok() => host.to_owned(),
            Some(route) if self.own_address(host).is_none() => route.ip.clone(),
            _ if self.own_address(host).is_some()
                || self.routes.iter().any(|route| route.name == name) =>
            {
                self.ip.clone()
            }
            _ => "10.96.0.1".to_owned(),
        }
    }

    /// The address of the Pod that a name stands for; nothing where it is none of the Pod's.
    fn own_address(&self, host: &str) -> Option<IpAddr> {
        match literal(host) {
            // Linux takes it for the loopback of its family.
            Some(IpAddr::V4(address)) if address.is_unspecified() => Some(LOCALHOST),
            Some(IpAddr::V6(address)) if address.is_unspecified() => {
                Some(IpAddr::V6(Ipv6Addr::LOCALHOST))
            }
            Some(address) if address.is_loopback() => Some(address),
            _ => self.own_names.iter().any(|name| name == host).then(|| self.own()),
        }
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(in crate::process) struct Client<'a> {
    /// Its address.
    pub(in crate::process) address: &'a str,
    /// How it names itself.
    pub(in crate::process) agent: &'a str,
}

impl Kernel {
    /// A request to a port of one of the Pod's addresses.
    pub(in crate::process) fn request(
        &mut self,
        (port, asked): (u16, IpAddr),
        path: &str,
        client: Client<'_>,
    ) -> Answer {
        let Some(listener) = self.network.listener(port, asked).cloned() else {
            return Answer::Refused;
        };
        match listener.service {
            Service::Answers => Answer::Http(200, String::new()),
            // Who asks such a server has to wait for it.
            Service::Silent | Service::Talks(_) => Answer::Silence,
            Service::Health(paths) => {
                let path = path.split(['?', '#']).next().unwrap_or_default();
                if paths.contains(&path) {
                    Answer::Http(200, "ok".to_owned())
                } else {
                    Answer::Http(404, "404 page not found\n".to_owned())
                }
            }
            Service::Files { root, log } => {
                let (status, body) = self.page(listener.container, &root, path);
                if let Some(log) = log {
                    let line = access_line(self.now, client, path, status, body.len());
                    // Who cannot write its log serves on.
                    let _ = self.write(listener.container, &log, &line);
                }
                Answer::Http(status, body)
            }
        }
    }

    /// What a web server finds for a path below its folder: a file, or the `index.html` of a folder.
    fn page(&mut self, container: usize, root: &str, path: &str) -> (u16, String) {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let Some(ground) = self.grounds.get(container) else { return (404, String::new()) };
        let mut file = format!("{root}/{path}");
        for _ in 0..2 {
            let place = self.files.walk(&ground.space, "/", &file, true);
            match place.ok().and_then(|place| place.node).and_then(|node| self.files.node(node)) {
                Some(Node::File { text, .. }) => return (200, text.clone()),
                Some(Node::Dir { .. }) => file.push_str("/index.html"),
                Some(Node::Link(_) | Node::Device(_) | Node::Pipe(_)) | None => break,
            }
        }
        (404, String::new())
    }
}

/// A line of an access log in the combined format, as nginx writes it.
fn access_line(now: SimTime, client: Client<'_>, path: &str, status: u16, size: usize) -> String {
    let Client { address, agent, .. } = client;
    let at = time::formatted(now, "%d/%b/%Y:%T %z");
    format!(
        "{address} - - [{at}] \"GET {path} HTTP/1.1\" {status} {size} \"-\" \"{agent}\" \"-\"\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    #[test]
    fn who_is_known_to_listen_goes_before_who_may() {
        let listener = |container, is_guess| {
            let (pid, service) = (container, Service::Answers);
            Listener { port: 10054, pid, container, address: EVERYWHERE, is_guess, service }
        };
        let mut network = Network::default();
        let holder = |network: &Network| network.listener(10054, LOCALHOST).map(|it| it.container);
        assert!(network.listen(listener(0, true)));
        assert!(!network.listen(listener(1, true)));
        assert_eq!(holder(&network), Some(0));
        assert!(network.listen(listener(2, false)));
        assert_eq!(holder(&network), Some(2));
        assert!(!network.listen(listener(3, false)) && !network.listen(listener(0, true)));
        assert_eq!(holder(&network), Some(2));
    }

    #[test]
    fn who_listens_to_one_address_is_not_reached_by_another() {
        let listening = |said: &str| {
            let own_names = vec!["web".to_owned(), "10.244.0.7".to_owned()];
            let mut network =
                Network { ip: "10.244.0.7".to_owned(), own_names, ..Network::default() };
            let (pid, service) = (Pid::default(), Service::Answers);
            let address = network.bound(said);
            network.listen(Listener {
                port: 80,
                pid,
                container: 0,
                address,
                is_guess: false,
                service,
            });
            network
        };
        let hosts = ["localhost", "127.0.0.1", "127.0.0.2", "[::1]", "0.0.0.0", "web"];
        for (said, reached) in [
            ("127.0.0.1", "localhost 127.0.0.1 0.0.0.0"),
            ("localhost", "localhost 127.0.0.1 0.0.0.0"),
            ("127.0.0.2", "127.0.0.2"),
            ("::1", "localhost [::1]"),
            ("[::1]", "localhost [::1]"),
            ("0.0.0.0", "localhost 127.0.0.1 127.0.0.2 0.0.0.0 web outside"),
            ("::", "localhost 127.0.0.1 127.0.0.2 [::1] 0.0.0.0 web outside"),
            ("[::]", "localhost 127.0.0.1 127.0.0.2 [::1] 0.0.0.0 web outside"),
            ("10.244.0.7", "web outside"),
            ("web", "web outside"),
            ("192.168.7.7", "localhost 127.0.0.1 127.0.0.2 [::1] 0.0.0.0 web outside"),
        ] {
            let network = listening(said);
            let leads = |host: &&str| {
                let way = network.way(host, Some(80), SimTime::ZERO);
                let goal = network.goal(way, 80);
                goal.is_some_and(|(port, asked)| network.listener(port, asked).is_some())
            };
            let mut found: Vec<&str> = hosts.into_iter().filter(leads).collect();
            found.extend(network.listener(80, network.own()).map(|_| "outside"));
            assert_eq!(found.join(" "), reached, "{said}");
        }
    }

    #[test]
    fn two_may_listen_to_a_port_at_addresses_of_their_own() {
        let mut network = Network { ip: "10.244.0.7".to_owned(), ..Network::default() };
        let mut pid = 0;
        let mut listens = |said: &str| {
            pid += 1;
            let address = literal(said).unwrap();
            let (is_guess, service) = (false, Service::Answers);
            network.listen(Listener { port: 80, pid, container: 0, address, is_guess, service })
        };
        assert!(listens("127.0.0.1") && listens("10.244.0.7"));
        assert!(!listens("127.0.0.1") && !listens("0.0.0.0") && !listens("::"));
    }

    #[test]
    fn names_lead_to_the_pod_to_a_service_or_out() {
        let seconds = |seconds| SimTime::ZERO + SimDuration::from_secs(seconds);
        let said = |host: &str, port, from: Option<u64>, until: Option<u64>| OutsideHost {
            host: host.to_owned(),
            port,
            from: from.map(seconds),
            until: until.map(seconds),
        };
        let route = |name: &str, is_headless| Route {
            name: name.to_owned(),
            ip: if is_headless { String::new() } else { "10.96.3.4".to_owned() },
            ports: vec![(80, 8080)],
            is_headless,
            takes_unready: false,
        };
        let mut network = Network {
            own_names: vec!["web".to_owned(), "10.244.0.7".to_owned()],
            ip: "10.244.0.7".to_owned(),
            namespace: "shop".to_owned(),
            routes: vec![route("web", false), route("peers", true)],
            others: vec!["queue".to_owned()],
            outside: vec![
                said("db", Some(5432), Some(20), Some(40)),
                said("db", Some(5432), Some(50), None),
                said("cache.shop.svc", None, Some(10), None),
                said("10.0.0.9", None, None, None),
            ],
            ..Network::default()
        };
        let own = network.own();
        for (host, port, at, unready, ready) in [
            ("localhost", Some(80), 0, Way::Own(LOCALHOST), Way::Own(LOCALHOST)),
            ("web", Some(80), 0, Way::Own(own), Way::Own(own)),
            ("web.shop", Some(80), 0, Way::Refused, Way::Service(8080)),
            ("web.shop.svc.cluster.local.", Some(80), 0, Way::Refused, Way::Service(8080)),
            ("web.shop.svc", Some(81), 0, Way::Refused, Way::Refused),
            ("web.shop.svc", None, 0, Way::Service(0), Way::Service(0)),
            ("10.96.3.4", Some(80), 0, Way::Refused, Way::Service(8080)),
            ("queue.shop", None, 0, Way::Answers, Way::Answers),
            ("queue.shop", Some(80), 0, Way::Unknown, Way::Unknown),
            ("web.other.svc", Some(80), 0, Way::Unknown, Way::Unknown),
            ("peers", Some(8080), 0, Way::NoName, Way::Service(8080)),
            ("db", Some(5432), 19, Way::Refused, Way::Refused),
            ("db.shop.svc.cluster.local", Some(5432), 20, Way::Answers, Way::Answers),
            ("db", Some(5432), 40, Way::Refused, Way::Refused),
            ("db", Some(5432), 50, Way::Answers, Way::Answers),
            ("db", None, 0, Way::Answers, Way::Answers),
            ("db", Some(80), 0, Way::Unknown, Way::Unknown),
            ("cache", Some(6379), 9, Way::NoName, Way::NoName),
            ("cache", None, 9, Way::NoName, Way::NoName),
            ("cache", Some(6379), 10, Way::Answers, Way::Answers),
            ("10.0.0.9", Some(1), 99, Way::Refused, Way::Refused),
        ] {
            for (is_ready, expected) in [(false, unready), (true, ready)] {
                network.is_ready = is_ready;
                assert_eq!(network.way(host, port, seconds(at)), expected, "{host} {port:?} {at}");
            }
        }
    }
}
