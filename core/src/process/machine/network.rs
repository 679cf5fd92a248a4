//! The network of a Pod: who listens on which port. All containers share it.

use std::rc::Rc;

use crate::process::machine::files::Node;
use crate::process::machine::kernel::{Kernel, Pid};
use crate::process::machine::open::Open;
use crate::time::{self, SimTime};

/// What answers on a port.
#[derive(Clone, Debug)]
pub(in crate::process) enum Service {
    /// Something of which only that is known: it takes connections, and answers requests with 200.
    Answers,
    /// It takes connections and says nothing.
    Silent,
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
    /// Whether only 127.0.0.1 leads to it.
    pub(in crate::process) is_local: bool,
    pub(in crate::process) service: Service,
}

/// What a request brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) enum Answer {
    /// Nobody listens.
    Refused,
    /// Nothing comes.
    Silence,
    /// A status and a body.
    Http(u16, String),
}

/// Who listens on the ports of the Pod.
#[derive(Debug, Default)]
pub(in crate::process) struct Network {
    listeners: Vec<Listener>,
    /// Names and addresses that are the Pod itself.
    pub(in crate::process) own_names: Vec<String>,
}

impl Network {
    /// Somebody begins to listen; whether the port was free.
    pub(in crate::process) fn listen(&mut self, listener: Listener) -> bool {
        let is_free = !self.listeners.iter().any(|known| known.port == listener.port);
        if is_free {
            self.listeners.push(listener);
        }
        is_free
    }

    /// What a process listened on is closed.
    pub(in crate::process) fn close(&mut self, pid: Pid) {
        self.listeners.retain(|listener| listener.pid != pid);
    }

    /// Who listens on a port; from outside only what is not bound to 127.0.0.1.
    pub(in crate::process) fn listener(&self, port: u16, from_outside: bool) -> Option<&Listener> {
        let mut listeners = self.listeners.iter();
        listeners.find(|known| known.port == port && !(from_outside && known.is_local))
    }

    /// Whether something outside of the Pod answers, where that is said.
    #[expect(clippy::unused_self, reason = "a Scenario will tell")]
    pub(in crate::process) fn answers(&self, _host: &str, _now: SimTime) -> Option<bool> {
        None
    }

    /// Whether a name is the Pod itself.
    pub(in crate::process) fn is_own(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        ["localhost", "127.0.0.1", "::1", "0.0.0.0"].contains(&host)
            || self.own_names.iter().any(|name| name == host)
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(in crate::process) struct Client<'a> {
    /// Its address.
    pub(in crate::process) address: &'a str,
    /// How it names itself.
    pub(in crate::process) agent: &'a str,
    /// Whether it is outside of the Pod.
    pub(in crate::process) is_outside: bool,
}

impl Kernel {
    /// A request to a port of the Pod.
    pub(in crate::process) fn request(
        &mut self,
        port: u16,
        path: &str,
        client: Client<'_>,
    ) -> Answer {
        let Some(listener) = self.network.listener(port, client.is_outside).cloned() else {
            return Answer::Refused;
        };
        match listener.service {
            Service::Answers => Answer::Http(200, String::new()),
            Service::Silent => Answer::Silence,
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
                Some(Node::Link(_) | Node::Device(_)) | None => break,
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
