//! What a container would have to wait for, or others for it.

use k8s_openapi::api::core::v1::Probe;

use crate::lint::helper::Helper;
use crate::lint::ports::call;
use crate::lint::subject::{Member, Subject};
use crate::process::machine::deeds::{Act, Deed};
use crate::process::{container_port, known_image};
use crate::sim::trace::Role;

/// A `startupProbe` that passes once the container answers, as YAML on one line; nothing where no port is known that
/// the kubelet can reach.
///
/// It looks where the container's own probe looks, else at a port that the run shows, else at one that is declared or
/// known of the image.
pub(super) fn startup_probe(pod: &Subject<'_>, member: &Member<'_>) -> Option<String> {
    let container = member.container;
    let own = container.readiness_probe.as_ref().or(container.liveness_probe.as_ref());
    let handler = own.and_then(|probe| handler(probe, member)).or_else(|| {
        let mut listens = pod.deeds(member).filter_map(|deed| {
            let Act::Listens { port, is_local } = deed.act else { return None };
            Some((port, is_local))
        });
        let port = match listens.next() {
            // What listens on 127.0.0.1 alone is out of the kubelet's reach.
            Some((port, false)) => i32::from(port),
            Some(_) => i32::from(listens.find(|(_, is_local)| !is_local)?.0),
            None => {
                let mut ports = container.ports.iter().flatten();
                let is_tcp = |protocol: Option<&str>| protocol.is_none_or(|it| it == "TCP");
                let declared = ports.find(|port| is_tcp(port.protocol.as_deref()));
                // Arguments may say that it listens elsewhere, or nowhere.
                let is_plain = container.command.is_none() && container.args.is_none();
                let image = container.image.as_deref().filter(|_| is_plain);
                let image = || known_image(image?)?.port.map(i32::from);
                declared.map(|port| port.container_port).or_else(image)?
            }
        };
        Some(format!("tcpSocket: {{port: {port}}}"))
    })?;
    Some(format!("{{{handler}, periodSeconds: 1, failureThreshold: 60}}"))
}

/// What a probe asks, where that can be written on one line.
fn handler(probe: &Probe, member: &Member<'_>) -> Option<String> {
    if let Some(get) = &probe.http_get {
        let port = container_port(&get.port, member.container)?;
        let path = get.path.as_deref().unwrap_or("/");
        let is_plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
        let is_http = get.scheme.as_deref().is_none_or(|scheme| scheme == "HTTP");
        let is_simple = get.host.is_none() && get.http_headers.is_none() && is_http;
        return (is_plain && is_simple).then(|| format!("httpGet: {{path: {path}, port: {port}}}"));
    }
    let port = container_port(&probe.tcp_socket.as_ref()?.port, member.container)?;
    Some(format!("tcpSocket: {{port: {port}}}"))
}

/// Whether others fail while the container does not answer: by what it helps with, by what is written, by the run.
pub(super) fn is_needed(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    let mut others = pod.members.iter().filter(|other| other.name() != member.name());
    member.helper().is_some_and(Helper::is_called)
        || others.any(|other| {
            let answers = |port| pod.listener(port).is_some_and(|it| it.name() == member.name());
            call(other, member).is_some()
                || pod.asks(other).iter().any(|(_, port, _)| answers(*port))
        })
}

/// The port of an app that the container's own process connects to.
pub(super) fn asks_app<'a>(
    pod: &'a Subject<'_>,
    member: &Member<'_>,
) -> Option<(&'a Member<'a>, u16)> {
    let asks = pod.asks(member);
    asks.iter().find_map(|(_, port, _)| Some((other_app(pod, member, *port)?, *port)))
}

/// The app that listens on a port, where it is another container.
fn other_app<'a>(pod: &'a Subject<'_>, member: &Member<'_>, port: u16) -> Option<&'a Member<'a>> {
    pod.listener(port).filter(|app| app.role == Role::App && app.name() != member.name())
}

/// Why an entry of `containers` cannot stand in `initContainers`: its start-up waits for an app, and as a native
/// sidecar the app would wait for it.
pub(super) fn hindrance(pod: &Subject<'_>, member: &Member<'_>) -> Option<String> {
    let container = member.container;
    let startup = container.startup_probe.as_ref();
    let hook = member.post_start();
    if startup.is_none() && hook.is_none() {
        return None;
    }
    let number = |port| u16::try_from(container_port(port, container)?).ok();
    let get = |port| {
        let port = number(port)?;
        Some((other_app(pod, member, port)?, port))
    };
    let by_probe = startup.and_then(|probe| {
        let port = probe.http_get.as_ref().map(|get| &get.port);
        get(port.or(probe.tcp_socket.as_ref().map(|socket| &socket.port))?)
    });
    let by_hook = || get(&hook?.http_get.as_ref()?.port);
    let by_command = || {
        let is_exec = startup.is_some_and(|probe| probe.exec.is_some())
            || hook.is_some_and(|hook| hook.exec.is_some());
        let mut asked = pod.deeds(member).filter(|deed| is_exec && deed.by_kubelet);
        asked.find_map(|deed| {
            let Act::Asks { port, is_own: true, .. } = deed.act else { return None };
            Some((other_app(pod, member, port)?, port))
        })
    };
    // It answers its startupProbe only once the app has answered it.
    let by_process = || {
        startup?;
        let (app, port) = asks_app(pod, member)?;
        let reached =
            pod.asks(member).into_iter().find(|(_, asked, reached)| *asked == port && *reached);
        let is_first = |deed: &Deed| {
            !matches!(deed.act, Act::Listens { .. })
                || reached.is_some_and(|(at, ..)| deed.at >= at)
        };
        pod.deeds(member).all(is_first).then_some((app, port))
    };
    if let Some((app, port)) = by_probe.or_else(by_hook).or_else(by_command).or_else(by_process) {
        let (name, app) = (member.name(), app.name());
        return Some(format!(
            "`{name}` cannot be a native sidecar as it is: its start-up waits for port {port} of `{app}`, which then starts after it; let it start without `{app}` first"
        ));
    }
    let (app, file) = awaited_file(pod, member)?;
    let (name, app) = (member.name(), app.name());
    Some(format!(
        "`{name}` cannot be a native sidecar as it is: its start-up waits for `{file}` of `{app}`, which then starts after it; let it start without `{app}` first"
    ))
}

/// The file that a hook or a probe looks at and that an app writes.
fn awaited_file<'a>(pod: &'a Subject<'_>, member: &Member<'_>) -> Option<(&'a Member<'a>, String)> {
    let mut read = pod.deeds(member).filter(|deed| deed.by_kubelet);
    read.find_map(|deed| {
        let Act::Reads(path) = &deed.act else { return None };
        let file = in_volume(member, path)?;
        let writes = |app: &&Member<'_>| {
            app.name() != member.name()
                && pod.deeds(app).any(|deed| {
                    let Act::Writes(path) = &deed.act else { return false };
                    in_volume(app, path) == Some(file)
                })
        };
        Some((pod.apps().find(writes)?, path.clone()))
    })
}

/// The volume of a path, and the path in it.
fn in_volume<'a>(member: &'a Member<'_>, path: &'a str) -> Option<(&'a str, &'a str)> {
    let mounted = member.mount_at(path)?;
    let rest = path.strip_prefix(mounted.folder()).filter(|rest| rest.starts_with('/'))?;
    Some((&mounted.mount.name, rest))
}
