//! What can be claimed of a Pod as it is written, and of the API around it.

use k8s_openapi::api::core::v1::{Container, PodSpec, Probe};

use crate::features::{Features, Gate, Version};
use crate::process::role::of_image;
use crate::process::{has_no_shell, known_image};
use crate::quantity::{List, Quantity, is_sidecar};
use crate::quiz::claim::{Amounts, ImageFacts, ProbeType};
use crate::quiz::value::{told, words};
use crate::schema::Struct;

fn containers(spec: &PodSpec) -> impl Iterator<Item = &Container> {
    spec.init_containers.iter().flatten().chain(&spec.containers)
}

pub(super) fn find<'a>(spec: &'a PodSpec, name: &str) -> Result<&'a Container, String> {
    containers(spec)
        .find(|it| it.name == name)
        .ok_or_else(|| format!("there is no container `{name}`"))
}

pub(super) const APP: &str = "an entry of `containers`";
pub(super) const NATIVE: &str = "a native sidecar";
pub(super) const INIT: &str = "an init container that runs to its end";
pub(super) const ABSENT: &str = "not there";

/// What a container is: one of the four above.
pub(super) fn role(spec: &PodSpec, name: &str, wanted: &str) -> Result<String, String> {
    let mut inits = spec.init_containers.iter().flatten();
    let found = match inits.find(|it| it.name == name) {
        Some(init) if is_sidecar(init) => NATIVE,
        Some(_) => INIT,
        None if spec.containers.iter().any(|it| it.name == name) => APP,
        None => ABSENT,
    };
    told(found == wanted, format!("`{name}` is {found}"))
}

pub(super) fn init_order(spec: &PodSpec, names: &[String]) -> Result<String, String> {
    let all: Vec<&str> = spec.init_containers.iter().flatten().map(|it| it.name.as_str()).collect();
    let places: Vec<Option<usize>> =
        names.iter().map(|name| all.iter().position(|it| it == name)).collect();
    let fits = places.iter().all(Option::is_some) && places.is_sorted();
    told(
        fits,
        format!(
            "`initContainers` are {}",
            if all.is_empty() { "none".to_owned() } else { all.join(", ") }
        ),
    )
}

pub(super) fn shares(
    spec: &PodSpec,
    names: &[String],
    path: Option<&str>,
) -> Result<String, String> {
    let mut shared: Option<Vec<&str>> = None;
    for name in names {
        let mounts = find(spec, name)?.volume_mounts.iter().flatten();
        let here = mounts.filter(|mount| path.is_none_or(|path| is_path(&mount.mount_path, path)));
        let here: Vec<&str> = here.map(|mount| mount.name.as_str()).collect();
        shared = Some(match shared {
            Some(before) => before.into_iter().filter(|volume| here.contains(volume)).collect(),
            None => here,
        });
    }
    let shared = shared.unwrap_or_default();
    let place = path.map(|path| format!(" at {path}")).unwrap_or_default();
    match shared.first() {
        Some(volume) => Ok(format!("{} share the volume `{volume}`{place}", names.join(" and "))),
        None => Err(format!("{} share no volume{place}", names.join(" and "))),
    }
}

fn is_path(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

pub(super) fn read_only(spec: &PodSpec, container: &str, path: &str) -> Result<String, String> {
    let mounts = find(spec, container)?.volume_mounts.iter().flatten();
    let mount = mounts.into_iter().find(|mount| is_path(&mount.mount_path, path));
    let mount = mount.ok_or_else(|| format!("`{container}` has nothing mounted at {path}"))?;
    let is_read_only = mount.read_only == Some(true);
    let how = if is_read_only { "read-only" } else { "writable" };
    told(is_read_only, format!("{path} of `{container}` is {how}"))
}

pub(super) fn probe(
    container: &Container,
    type_: ProbeType,
    handler: Option<&str>,
) -> Result<String, String> {
    let (word, probe) = match type_ {
        ProbeType::Startup => ("startup", &container.startup_probe),
        ProbeType::Readiness => ("readiness", &container.readiness_probe),
        ProbeType::Liveness => ("liveness", &container.liveness_probe),
    };
    let name = &container.name;
    let probe = probe.as_ref().ok_or_else(|| format!("`{name}` has no {word} probe"))?;
    let found = handler_of(probe);
    told(
        handler.is_none_or(|handler| handler == found),
        format!("`{name}` has a {word} probe by {found}"),
    )
}

fn handler_of(probe: &Probe) -> &'static str {
    let handlers = [
        ("exec", probe.exec.is_some()),
        ("httpGet", probe.http_get.is_some()),
        ("tcpSocket", probe.tcp_socket.is_some()),
        ("grpc", probe.grpc.is_some()),
    ];
    handlers.into_iter().find(|(_, is_it)| *is_it).map_or("nothing", |(name, _)| name)
}

pub(super) fn amounts_are(what: &str, found: &List, amounts: &Amounts) -> Result<String, String> {
    let replicas = amounts.replicas.unwrap_or(1);
    let mut said = format!("the {what} are");
    let mut fits = true;
    for (resource, expected) in &amounts.of {
        let expected =
            Quantity::parse(&words(expected)).map_err(|_| format!("{expected} is no quantity"))?;
        let own =
            found.get(resource).cloned().unwrap_or_else(|| Quantity::whole(0)).times(replicas);
        said.push_str(&format!(" {resource} {own}"));
        // Equal in value, however they are written.
        fits &= own.milli() == expected.milli();
    }
    told(fits, said)
}

pub(super) fn gate(
    name: &str,
    version: &str,
    on: Option<bool>,
    locked: Option<bool>,
) -> Result<String, String> {
    let gate = Gate::named(name).ok_or_else(|| format!("there is no feature gate `{name}`"))?;
    let version =
        Version::parse(version).ok_or_else(|| format!("Kubernetes {version} is not known"))?;
    let features = Features::of(version);
    let is_on = features.has(gate);
    let is_locked = features.knows(gate) && features.refusal(gate).is_some();
    let fits = on.is_none_or(|on| on == is_on) && locked.is_none_or(|locked| locked == is_locked);
    let state = match (features.knows(gate), is_on, is_locked) {
        (false, ..) => "not there",
        (_, false, _) => "off",
        (_, true, false) => "on, and can be switched off",
        (_, true, true) => "on for good",
    };
    told(fits, format!("`{name}` is {state} in Kubernetes {version}"))
}

/// Whether the API of a version has a field, written as `kubectl explain` takes it.
pub(super) fn api_field(path: &str, version: Version) -> bool {
    let mut names = path.split('.');
    let kind = names.next().unwrap_or_default().trim_end_matches('s');
    let kinds = ["Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob"];
    let Some(kind) = kinds.into_iter().find(|name| name.eq_ignore_ascii_case(kind)) else {
        return false;
    };
    let mut object = Struct::named(kind);
    for name in names {
        let Some(field) = object.and_then(|object| object.field_in(name, version)) else {
            return false;
        };
        object = field.object();
    }
    true
}

/// What is known of an image.
pub(super) fn image(claimed: &ImageFacts) -> Result<String, String> {
    let ImageFacts { image, stop_signal, port, user, shell, role } = claimed;
    let known = known_image(image).ok_or_else(|| format!("nothing is known of `{image}`"))?;
    let mut said = format!("`{image}`");
    let mut fits = true;
    if let Some(expected) = stop_signal {
        said.push_str(&format!(" is stopped by {}", known.stop_signal));
        fits &= known.stop_signal == expected;
    }
    if let Some(expected) = port {
        let found = known.port.map_or("nothing".to_owned(), |port| port.to_string());
        said.push_str(&format!(" listens on {found}"));
        fits &= known.port == Some(*expected);
    }
    if let Some(expected) = user {
        said.push_str(&format!(" runs as {}", known.user.unwrap_or("nobody knows whom")));
        fits &= known.user == Some(expected.as_str());
    }
    if let Some(expected) = shell {
        let container = Container { image: Some(image.clone()), ..Container::default() };
        let has_shell = !has_no_shell(&container);
        said.push_str(if has_shell { " has a shell" } else { " has no shell" });
        fits &= has_shell == *expected;
    }
    if let Some(expected) = role {
        let found = of_image(image).map_or("unknown", |role| role.key());
        said.push_str(&format!(" is known as {found}"));
        fits &= found == expected;
    }
    told(fits, said)
}
