//! A Pod as a picture shows it: containers, volumes and ports, and who uses whose, without pixels.

use crate::sim::trace::Role;
use crate::text::Span;

/// A Pod with what is in it and what leads to it.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Its name.
    pub pod: String,
    /// Which namespaces are shared with whom, the network first.
    pub namespaces: Vec<String>,
    /// Init containers, native sidecars, apps, ephemeral ones, each in the order of their list.
    pub containers: Vec<Box>,
    /// The volumes, in the order of the text.
    pub volumes: Vec<Volume>,
    /// The Services that select it.
    pub services: Vec<Service>,
}

/// A container.
#[derive(Clone, Debug)]
pub struct Box {
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub role: Role,
    /// Its image, shortened.
    pub image: String,
    /// Its place among the init containers, from 1; 0 for those that start together after them.
    pub turn: usize,
    /// What it is at the playhead, in the API's words; empty without a run.
    pub state: String,
    /// Whether it runs there.
    pub runs: bool,
    /// Where its name stands in the text.
    pub at: Span,
    /// Where it can be reached.
    pub ports: Vec<Port>,
    /// Where it connects to.
    pub calls: Vec<Call>,
    /// What it mounts.
    pub mounts: Vec<Mount>,
}

/// A port of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// The number.
    pub number: u16,
    /// How it is called there: `:8080 http`.
    pub label: String,
}

/// A connection that a container makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Where to: `db:5432`, or `localhost:8080`.
    pub label: String,
    /// The container of this Pod that answers, and its port.
    pub to: Option<(usize, u16)>,
    /// Whether a run shows it; else something written says so.
    pub is_seen: bool,
}

/// A mount of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The place of the volume.
    pub volume: usize,
    /// Where: `/var/log`.
    pub path: String,
    /// The part of the volume, or empty.
    pub sub_path: String,
    /// Whether it can only be read.
    pub is_read_only: bool,
    /// Whether a run shows the container reading there.
    pub reads: bool,
    /// Whether a run shows the container writing there.
    pub writes: bool,
}

impl Mount {
    /// Whether no run shows what is done there.
    pub fn is_assumed(&self) -> bool {
        !self.reads && !self.writes
    }

    /// What is done there.
    pub fn verb(&self) -> &'static str {
        match (self.reads, self.writes) {
            (true, true) => "reads and writes",
            (false, true) => "writes",
            (true, false) => "reads",
            (false, false) if self.is_read_only => "may read",
            (false, false) => "may write",
        }
    }

    /// `ro` or `rw`.
    pub fn mode(&self) -> &'static str {
        if self.is_read_only { "ro" } else { "rw" }
    }
}

/// A volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// What it is: `emptyDir`, `ConfigMap web`.
    pub kind: String,
    /// Where its name stands in the text.
    pub at: Span,
}

/// A Service of the same text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its ports, the ports that they lead to, and the container that answers there.
    pub ways: Vec<(u16, u16, Option<usize>)>,
}

/// The word for a kind of container.
pub const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Init => "init",
        Role::Sidecar => "sidecar",
        Role::App => "app",
        Role::Ephemeral => "ephemeral",
    }
}

/// The picture in sentences: for each container, each volume and each Service, and for what all share.
pub fn words(picture: &Picture) -> Vec<String> {
    let mut lines = picture.namespaces.clone();
    lines.extend(picture.containers.iter().map(|container| sentence(picture, container)));
    for (place, volume) in picture.volumes.iter().enumerate() {
        lines.push(users(picture, place, volume));
    }
    for service in &picture.services {
        let mut ways = Vec::new();
        for (port, target, to) in &service.ways {
            let to = to.and_then(|to| picture.containers.get(to));
            let to = to.map_or("which no container is known to answer", |to| &to.name);
            ways.push(format!("port {port} to {target}, {to}"));
        }
        let ways = if ways.is_empty() { "no port".to_owned() } else { ways.join("; ") };
        lines.push(format!("Service {} leads {ways}.", service.name));
    }
    lines
}

/// Its place among several init containers: `starts 2nd`.
pub fn turn(picture: &Picture, container: &Box) -> Option<String> {
    let inits = picture.containers.iter().filter(|other| other.turn > 0).count();
    let turn = container.turn;
    if turn == 0 || inits < 2 {
        return None;
    }
    let ending = match (turn % 10, turn % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    Some(format!("starts {turn}{ending}"))
}

/// One container in a sentence.
pub fn sentence(picture: &Picture, container: &Box) -> String {
    let mut said = format!("{}, {} container", container.name, role_word(container.role));
    if let Some(turn) = turn(picture, container) {
        said.push_str(", ");
        said.push_str(&turn);
    }
    if !container.state.is_empty() {
        said.push_str(", ");
        said.push_str(&container.state);
    }
    if !container.image.is_empty() {
        said.push_str(", image ");
        said.push_str(&container.image);
    }
    for port in &container.ports {
        said.push_str("; port ");
        said.push_str(&port.label);
    }
    for call in &container.calls {
        said.push_str(if call.is_seen { "; connects to " } else { "; may connect to " });
        said.push_str(&call.label);
        if let Some(to) = call.to.and_then(|(to, _)| picture.containers.get(to)) {
            said.push_str(" of ");
            said.push_str(&to.name);
        }
    }
    for mount in &container.mounts {
        let volume = picture.volumes.get(mount.volume).map_or("", |volume| &volume.name);
        let (verb, mode) = (mount.verb(), mount.mode());
        said.push_str(&format!("; {verb} volume {volume} at {} ({mode}", mount.path));
        if !mount.sub_path.is_empty() {
            said.push_str(", subPath ");
            said.push_str(&mount.sub_path);
        }
        said.push(')');
    }
    said.push('.');
    said
}

/// Who uses a volume.
fn users(picture: &Picture, place: usize, volume: &Volume) -> String {
    let mut said = format!("Volume {}, {}: ", volume.name, volume.kind);
    let mut is_first = true;
    for container in &picture.containers {
        for mount in container.mounts.iter().filter(|mount| mount.volume == place) {
            said.push_str(if is_first { "" } else { ", " });
            said.push_str(&format!("{} {}", container.name, mount.verb()));
            is_first = false;
        }
    }
    said.push_str(if is_first { "nobody mounts it." } else { "." });
    said
}
