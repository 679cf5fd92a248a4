//! What a picture of a Pod shows: what is written, and what the run tells of files and connections.

use k8s_openapi::api::core::v1::{ContainerPort, ContainerStatus, PodSpec, PodStatus, Volume};

use crate::lint::{Member, Subject, call};
use crate::process::machine::deeds::Act;
use crate::process::neighbors::Neighbors;
use crate::sim::trace::Role;
use crate::sim::workload::Workload;
use crate::text::sort_by;
use crate::time::SimTime;
use crate::view::picture::{self, Box, Call, Mount, Picture, Port, Service};
use crate::view::timeline::short_image;

/// The picture of a Pod with what it is at an instant.
pub(super) fn of(subject: &Subject<'_>, neighbors: &Neighbors, at: SimTime) -> Option<Picture> {
    let pod = Workload::of(subject.object)?.pod;
    let mut members: Vec<&Member<'_>> = subject.members.iter().collect();
    sort_by(&mut members, |one, other| one.role.cmp(&other.role));
    let status = subject.trace.and_then(|trace| {
        trace.statuses().take_while(|(since, _)| *since <= at).last().map(|(_, status)| status)
    });
    let mut containers: Vec<Box> =
        members.iter().map(|member| container(subject, member, status)).collect();
    for (place, member) in members.iter().enumerate() {
        let calls = calls(subject, &members, member);
        for (to, port) in calls.iter().filter_map(|call| call.to) {
            answers(&mut containers, to, port);
        }
        if let Some(own) = containers.get_mut(place) {
            own.calls = calls;
        }
    }
    let labels = pod.labels();
    let named = |name: &str| named_port(&members, name);
    let mut services = Vec::new();
    for service in neighbors.services() {
        if !service.is_in(pod.namespace) || !service.selects(&labels) {
            continue;
        }
        let mut ways = Vec::new();
        for (port, target) in service.ports(named) {
            let to = subject.listener(target).and_then(|member| place_of(&members, member));
            if let Some(to) = to {
                answers(&mut containers, to, target);
            }
            ways.push((port, target, to));
        }
        services.push(Service { name: service.name().to_owned(), ways });
    }
    let volumes = subject.volumes().map(|(path, volume)| picture::Volume {
        name: volume.name.clone(),
        kind: kind(volume),
        at: subject.span(&path.child("name")),
    });
    let name = subject.trace.map_or(pod.name, |trace| trace.pod.clone());
    let namespaces = namespaces(subject.spec);
    Some(Picture { pod: name, namespaces, containers, volumes: volumes.collect(), services })
}

fn place_of(members: &[&Member<'_>], wanted: &Member<'_>) -> Option<usize> {
    members.iter().position(|member| member.path == wanted.path)
}

/// The port of a name; the app containers come first.
fn named_port(members: &[&Member<'_>], name: &str) -> Option<u16> {
    let mut ports = members.iter().rev().flat_map(|member| member.container.ports.iter().flatten());
    let port = ports.find(|port| port.name.as_deref() == Some(name))?;
    u16::try_from(port.container_port).ok()
}

/// A container answers on a port, whether it says so or not.
fn answers(containers: &mut [Box], place: usize, number: u16) {
    if let Some(container) = containers.get_mut(place)
        && !container.ports.iter().any(|port| port.number == number)
    {
        container.ports.push(Port { number, label: format!(":{number}") });
    }
}

fn container(subject: &Subject<'_>, member: &Member<'_>, status: Option<&PodStatus>) -> Box {
    let own = member.container;
    let mut ports = Vec::new();
    for port in own.ports.iter().flatten() {
        if let Ok(number) = u16::try_from(port.container_port) {
            ports.push(Port { number, label: label(port, number) });
        }
    }
    for deed in subject.deeds(member) {
        if let Act::Listens { port, is_local } = deed.act
            && !ports.iter().any(|known: &Port| known.number == port)
        {
            let host = if is_local { "localhost" } else { "" };
            ports.push(Port { number: port, label: format!("{host}:{port}") });
        }
    }
    let all: Vec<&Volume> = subject.volumes().map(|(_, volume)| volume).collect();
    let mut mounts = Vec::new();
    for mounted in member.mounts() {
        let volume = all.iter().position(|volume| volume.name == mounted.mount.name);
        mounts.extend(volume.map(|volume| Mount {
            volume,
            path: mounted.mount.mount_path.clone(),
            sub_path: mounted.mount.sub_path.clone().unwrap_or_default(),
            is_read_only: mounted.is_read_only() || all.get(volume).is_some_and(|it| is_fixed(it)),
            reads: mounted.is_read(subject),
            writes: mounted.is_written(subject),
        }));
    }
    let (state, runs) = status.and_then(|status| state(status, member)).unwrap_or_default();
    Box {
        name: own.name.clone(),
        role: member.role,
        image: short_image(own.image.as_deref().unwrap_or_default()),
        turn: if member.role == Role::App { 0 } else { member.index + 1 },
        state,
        runs,
        at: subject.span(&member.path.child("name")),
        ports,
        calls: Vec::new(),
        mounts,
    }
}

/// `:8080 http`
fn label(port: &ContainerPort, number: u16) -> String {
    let mut label = format!(":{number}");
    if let Some(protocol) = port.protocol.as_deref().filter(|protocol| *protocol != "TCP") {
        label.push('/');
        label.push_str(protocol);
    }
    if let Some(name) = &port.name {
        label.push(' ');
        label.push_str(name);
    }
    if let Some(host) = port.host_port.filter(|host| *host > 0) {
        label.push_str(&format!(", port {host} of the node"));
    }
    label
}

/// What the API says of a container, and whether it runs.
fn state(status: &PodStatus, member: &Member<'_>) -> Option<(String, bool)> {
    let lists = [&status.init_container_statuses, &status.container_statuses];
    let mut all = lists.into_iter().flatten().flatten();
    let own: &ContainerStatus = all.find(|own| own.name == member.name())?;
    let state = own.state.as_ref()?;
    if state.running.is_some() {
        let words = match (own.ready, member.role) {
            (true, _) => "running, ready",
            (false, Role::Init) => "running",
            (false, _) => "running, not ready",
        };
        return Some((words.to_owned(), true));
    }
    if let Some(ended) = &state.terminated {
        let code = ended.exit_code;
        let reason = ended.reason.as_deref().filter(|it| !matches!(*it, "Completed" | "Error"));
        let words = reason.map_or_else(String::new, |reason| format!(", {reason}"));
        return Some((format!("ended, exit {code}{words}"), false));
    }
    let reason = state.waiting.as_ref()?.reason.as_deref().unwrap_or_default();
    let words = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    Some((format!("waiting{words}"), false))
}

/// What a container connects to: what a run shows, and what its command line and its environment name.
fn calls(subject: &Subject<'_>, members: &[&Member<'_>], member: &Member<'_>) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for deed in subject.deeds(member).filter(|deed| !deed.by_kubelet) {
        let Act::Asks { host, port, is_own, .. } = &deed.act else { continue };
        let label = format!("{host}:{port}");
        if calls.iter().any(|known| known.label == label) {
            continue;
        }
        let to = subject.listener(*port).filter(|_| *is_own);
        let to = to.and_then(|to| Some((place_of(members, to)?, *port)));
        calls.push(Call { label, to, is_seen: true });
    }
    for (place, other) in members.iter().enumerate().filter(|(_, it)| it.path != member.path) {
        let Some((_, port)) = call(member, other) else { continue };
        let Ok(port) = u16::try_from(port) else { continue };
        if !calls.iter().any(|known| known.to == Some((place, port))) {
            let label = format!("localhost:{port}");
            calls.push(Call { label, to: Some((place, port)), is_seen: false });
        }
    }
    calls
}

fn namespaces(spec: &PodSpec) -> Vec<String> {
    let is = |said: Option<bool>| said == Some(true);
    let network = if is(spec.host_network) {
        "Network: the node's, a port here is a port of the node."
    } else {
        "Network: shared, one IP address and one localhost for all containers."
    };
    let ipc = if is(spec.host_ipc) {
        "IPC: the node's, shared memory with all of the node."
    } else {
        "IPC: shared, semaphores and shared memory of all containers."
    };
    let processes = if is(spec.host_pid) {
        "Processes: the node's, each container sees all of the node."
    } else if is(spec.share_process_namespace) {
        "Processes: shared, each container sees and may signal all (shareProcessNamespace)."
    } else {
        "Processes: separate, each container sees its own."
    };
    [network, ipc, processes].map(str::to_owned).to_vec()
}

/// Whether nobody can write there, whatever a mount says.
fn is_fixed(volume: &Volume) -> bool {
    volume.config_map.is_some()
        || volume.secret.is_some()
        || volume.downward_api.is_some()
        || volume.projected.is_some()
        || volume.image.is_some()
}

fn kind(volume: &Volume) -> String {
    let named = |kind: &str, name: Option<&str>| format!("{kind} {}", name.unwrap_or_default());
    if let Some(own) = &volume.empty_dir {
        let in_memory = own.medium.as_deref() == Some("Memory");
        return if in_memory { "emptyDir in memory" } else { "emptyDir" }.to_owned();
    }
    if let Some(own) = &volume.config_map {
        return named("ConfigMap", Some(&own.name));
    }
    if let Some(own) = &volume.secret {
        return named("Secret", own.secret_name.as_deref());
    }
    if let Some(own) = &volume.persistent_volume_claim {
        return named("claim", Some(&own.claim_name));
    }
    if let Some(own) = &volume.host_path {
        return named("hostPath", Some(&own.path));
    }
    if let Some(own) = &volume.image {
        return named("image", own.reference.as_deref());
    }
    if let Some(own) = &volume.csi {
        return named("CSI", Some(&own.driver));
    }
    let others = [
        (volume.projected.is_some(), "projected"),
        (volume.downward_api.is_some(), "downwardAPI"),
        (volume.ephemeral.is_some(), "ephemeral claim"),
        (volume.nfs.is_some(), "NFS"),
    ];
    let known = others.into_iter().find(|(is, _)| *is).map_or("volume", |(_, name)| name);
    known.to_owned()
}
