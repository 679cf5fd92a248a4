//! What containers do that others in the Pod can notice: ports, connections, files. Each is noted once.

use crate::process::machine::kernel::{Kernel, Pid};
use crate::process::machine::network::Listener;
use crate::time::SimTime;

/// How much is noted of a Pod at most.
const MOST: usize = 400;

/// Something that a container did for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: SimTime,
    /// The container's place.
    pub container: usize,
    /// Whether it was a probe or a hook of the kubelet.
    pub by_kubelet: bool,
    /// What.
    pub act: Act,
}

/// What a container does that others can notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// It listens on a port.
    Listens {
        /// The port.
        port: u16,
        /// Whether only 127.0.0.1 leads to it.
        is_local: bool,
    },
    /// It wanted to listen on a port that another one holds.
    Collides {
        /// The port.
        port: u16,
        /// The place of the container that holds it.
        holder: usize,
    },
    /// It connects to a port.
    Asks {
        /// The name or address that it uses.
        host: String,
        /// The port.
        port: u16,
        /// Whether it is one of this Pod.
        is_own: bool,
        /// Whether somebody took the connection.
        reached: bool,
    },
    /// It looks at a file of a volume, which need not be there.
    Reads(String),
    /// It writes a file, makes it or removes it.
    Writes(String),
}

impl Kernel {
    /// A process of a container does something; what is known of it already is not noted again.
    pub(in crate::process) fn did(&mut self, container: usize, by_kubelet: bool, act: Act) {
        let known = |deed: &Deed| {
            deed.container == container && deed.by_kubelet == by_kubelet && deed.act == act
        };
        if self.deeds.len() < MOST && !self.deeds.iter().rev().any(known) {
            self.deeds.push(Deed { at: self.now, container, by_kubelet, act });
        }
    }

    /// A process writes a file at this path.
    pub(in crate::process) fn wrote(&mut self, pid: Pid, path: &str) {
        let by_kubelet = self.is_of_kubelet(pid);
        let container = self.processes.get(&pid).map_or(0, |process| process.container);
        self.did(container, by_kubelet, Act::Writes(path.to_owned()));
    }

    /// Somebody begins to listen; whether the port was free.
    pub(in crate::process) fn listen(&mut self, listener: Listener) -> bool {
        let (container, port, is_guess) = (listener.container, listener.port, listener.is_guess);
        let is_local = listener.address.is_loopback();
        let holder = self.network.holder(&listener);
        let holder = holder.filter(|holder| is_guess || !holder.is_guess);
        let act = match holder.map(|holder| holder.container) {
            Some(_) if is_guess => None,
            Some(holder) => Some(Act::Collides { port, holder }),
            None => Some(Act::Listens { port, is_local }),
        };
        if let Some(act) = act {
            self.did(container, false, act);
        }
        self.network.listen(listener)
    }
}
