//! The containers in `kubectl describe pod`.
//!
//! Upstream: `describeContainers`, staging/src/k8s.io/kubectl/pkg/describe/describe.go.

use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::{Description, printed, seccomp};
use crate::object::as_container;
use crate::quantity::Quantity;
use crate::text::sort_by;

/// The three lists of containers, as far as there are any.
pub(super) fn describe_all(
    out: &mut Description,
    pod: &api::Pod,
    spec: &api::PodSpec,
    status: &api::PodStatus,
) {
    let inits = spec.init_containers.as_deref().unwrap_or_default();
    if !inits.is_empty() {
        let statuses = status.init_container_statuses.as_deref().unwrap_or_default();
        describe(out, "Init Containers:", Some(pod), inits, statuses);
    }
    let statuses = status.container_statuses.as_deref().unwrap_or_default();
    describe(out, "Containers:", Some(pod), &spec.containers, statuses);
    let ephemeral: Vec<api::Container> =
        spec.ephemeral_containers.iter().flatten().cloned().map(as_container).collect();
    if !ephemeral.is_empty() {
        let statuses = status.ephemeral_container_statuses.as_deref().unwrap_or_default();
        describe(out, "Ephemeral Containers:", Some(pod), &ephemeral, statuses);
    }
}

/// The containers of a template, which stand a little further to the right.
pub(super) fn describe_template(out: &mut Description, spec: &api::PodSpec) {
    let inits = spec.init_containers.as_deref().unwrap_or_default();
    if !inits.is_empty() {
        describe(out, "  Init Containers:", None, inits, &[]);
    }
    describe(out, "  Containers:", None, &spec.containers, &[]);
}

fn describe(
    out: &mut Description,
    label: &str,
    pod: Option<&api::Pod>,
    containers: &[api::Container],
    statuses: &[api::ContainerStatus],
) {
    out.line(0, label);
    for container in containers {
        let status = statuses.iter().find(|status| status.name == container.name);
        let space = if pod.is_some() { "" } else { " " };
        out.line(1, &format!("{space}{}:", container.name));
        basic(out, container, status);
        command(out, "Command:", container.command.as_deref());
        command(out, "Args:", container.args.as_deref());
        if let Some(status) = status {
            states(out, status);
        }
        if let Some(wanted) = &container.resources {
            resources(out, 2, wanted);
        }
        let probes = [
            ("Liveness", &container.liveness_probe),
            ("Readiness", &container.readiness_probe),
            ("Startup", &container.startup_probe),
        ];
        for (name, given) in probes {
            if let Some(given) = given {
                out.put(2, name, &probe(given));
            }
        }
        env_from(out, container.env_from.as_deref().unwrap_or_default());
        env(out, pod, container);
        mounts(out, container);
    }
}

fn basic(out: &mut Description, container: &api::Container, status: Option<&api::ContainerStatus>) {
    if let Some(status) = status {
        out.put(2, "Container ID", status.container_id.as_deref().unwrap_or_default());
    }
    out.put(2, "Image", container.image.as_deref().unwrap_or_default());
    if let Some(status) = status {
        out.put(2, "Image ID", &status.image_id);
    }
    for (name, is_host) in [("Port", false), ("Host Port", true)] {
        let ports = container.ports.iter().flatten().map(|port| {
            let number =
                if is_host { port.host_port.unwrap_or_default() } else { port.container_port };
            format!("{number}/{}", port.protocol.as_deref().unwrap_or_default())
        });
        let ports: Vec<String> = ports.collect();
        match ports.len() {
            0 => out.put(2, name, "<none>"),
            1 => out.put(2, name, &ports.concat()),
            _ => out.put(2, &format!("{name}s"), &ports.join(", ")),
        }
    }
    let profile = container.security_context.as_ref();
    if let Some(profile) = profile.and_then(|context| context.seccomp_profile.as_ref()) {
        seccomp(out, 2, 3, profile);
    }
}

fn command(out: &mut Description, label: &str, words: Option<&[String]>) {
    let words = words.unwrap_or_default();
    if !words.is_empty() {
        out.line(2, label);
        for line in words.iter().flat_map(|word| word.split('\n')) {
            out.line(3, line);
        }
    }
}

fn states(out: &mut Description, status: &api::ContainerStatus) {
    state(out, "State", status.state.as_ref());
    if status.last_state.as_ref().is_some_and(|last| last.terminated.is_some()) {
        state(out, "Last State", status.last_state.as_ref());
    }
    out.put(2, "Ready", if status.ready { "True" } else { "False" });
    out.put(2, "Restart Count", &status.restart_count.to_string());
}

fn state(out: &mut Description, name: &str, state: Option<&api::ContainerState>) {
    let running = state.and_then(|state| state.running.as_ref());
    let waiting = state.and_then(|state| state.waiting.as_ref());
    let terminated = state.and_then(|state| state.terminated.as_ref());
    if let Some(running) = running {
        out.put(2, name, "Running");
        out.put(3, "Started", &printed(running.started_at.as_ref()));
    } else if let (Some(ended), None) = (terminated, waiting) {
        out.put(2, name, "Terminated");
        out.put_given(3, "Reason", ended.reason.as_ref());
        out.put_given(3, "Message", ended.message.as_ref());
        out.put(3, "Exit Code", &ended.exit_code.to_string());
        if let Some(signal) = ended.signal.filter(|signal| *signal > 0) {
            out.put(3, "Signal", &signal.to_string());
        }
        out.put(3, "Started", &printed(ended.started_at.as_ref()));
        out.put(3, "Finished", &printed(ended.finished_at.as_ref()));
    } else {
        out.put(2, name, "Waiting");
        out.put_given(3, "Reason", waiting.and_then(|waiting| waiting.reason.as_ref()));
    }
}

/// `Limits` and `Requests`.
pub(super) fn resources(out: &mut Description, level: usize, given: &api::ResourceRequirements) {
    for (label, list) in [("Limits:", &given.limits), ("Requests:", &given.requests)] {
        let Some(list) = list.as_ref().filter(|list| !list.is_empty()) else { continue };
        out.line(level, label);
        for (name, quantity) in list {
            out.put(level + 1, name, &amount(quantity));
        }
    }
}

pub(super) fn amount(quantity: &Written) -> String {
    Quantity::parse(&quantity.0).map_or_else(|_| quantity.0.clone(), |known| known.to_string())
}

/// Upstream: `DescribeProbe`.
fn probe(probe: &api::Probe) -> String {
    let number = |field: Option<i32>| field.unwrap_or_default();
    let attributes = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        number(probe.initial_delay_seconds),
        number(probe.timeout_seconds),
        number(probe.period_seconds),
        number(probe.success_threshold),
        number(probe.failure_threshold),
    );
    let handler = if let Some(exec) = &probe.exec {
        format!("exec [{}]", exec.command.as_deref().unwrap_or_default().join(" "))
    } else if let Some(get) = &probe.http_get {
        let scheme = get.scheme.as_deref().unwrap_or_default().to_ascii_lowercase();
        let host = get.host.as_deref().unwrap_or_default();
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let path = url_path(get.path.as_deref().unwrap_or_default());
        format!("http-get {scheme}://{host}:{}{path}", port(&get.port))
    } else if let Some(socket) = &probe.tcp_socket {
        let host = socket.host.as_deref().unwrap_or_default();
        format!("tcp-socket {host}:{}", port(&socket.port))
    } else if let Some(call) = &probe.grpc {
        format!("grpc <pod>:{} {}", call.port, call.service.as_deref().unwrap_or_default())
    } else {
        "unknown".to_owned()
    };
    format!("{handler} {attributes}")
}

fn port(port: &IntOrString) -> String {
    match port {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(name) => name.clone(),
    }
}

/// A path as it stands in a URL.
///
/// Upstream: `URL.EscapedPath`, Go's src/net/url/url.go.
fn url_path(path: &str) -> String {
    let mut escaped = String::new();
    if !path.is_empty() && !path.starts_with('/') {
        escaped.push('/');
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

fn env_from(out: &mut Description, sources: &[api::EnvFromSource]) {
    if sources.is_empty() {
        return;
    }
    out.line(2, "Environment Variables from:");
    for source in sources {
        let (kind, name, optional) = if let Some(map) = &source.config_map_ref {
            ("ConfigMap", map.name.as_str(), map.optional)
        } else if let Some(secret) = &source.secret_ref {
            ("Secret", secret.name.as_str(), secret.optional)
        } else {
            ("", "", None)
        };
        let prefix = source.prefix.as_ref().filter(|prefix| !prefix.is_empty());
        let prefix = prefix.map(|prefix| format!(" with prefix '{prefix}'")).unwrap_or_default();
        let optional = optional.unwrap_or_default();
        out.line(3, &format!("{name}\t{kind}{prefix}\tOptional: {optional}"));
    }
}

fn env(out: &mut Description, pod: Option<&api::Pod>, container: &api::Container) {
    let variables = container.env.as_deref().unwrap_or_default();
    out.line(2, if variables.is_empty() { "Environment:\t<none>" } else { "Environment:" });
    for variable in variables {
        let name = &variable.name;
        let Some(from) = &variable.value_from else {
            let value = variable.value.as_deref().unwrap_or_default();
            for (position, line) in value.split('\n').enumerate() {
                if position == 0 {
                    out.put(3, name, line);
                } else {
                    out.line(3, &format!("\t{line}"));
                }
            }
            continue;
        };
        if let Some(field) = &from.field_ref {
            let value = pod.map(|pod| field_value(pod, &field.field_path)).unwrap_or_default();
            let version = field.api_version.as_deref().unwrap_or_default();
            out.put(3, name, &format!("{value} ({version}:{})", field.field_path));
        } else if let Some(field) = &from.resource_field_ref {
            let value = resource_value(container, field);
            let resource = &field.resource;
            let unlimited = value == "0" && matches!(&**resource, "limits.cpu" | "limits.memory");
            let value = if unlimited { "node allocatable" } else { &value };
            out.put(3, name, &format!("{value} ({resource})"));
        } else if let Some(key) = &from.secret_key_ref {
            let (secret, optional) = (&key.name, key.optional.unwrap_or_default());
            let source = format!("<set to the key '{}' in secret '{secret}'>", key.key);
            out.put(3, name, &format!("{source}\tOptional: {optional}"));
        } else if let Some(key) = &from.config_map_key_ref {
            let (map, optional) = (&key.name, key.optional.unwrap_or_default());
            let source = format!("<set to the key '{}' of config map '{map}'>", key.key);
            out.put(3, name, &format!("{source}\tOptional: {optional}"));
        }
    }
}

/// The value of a field, of which kubectl itself knows two.
///
/// Upstream: `EnvValueRetriever`; `DefaultMetaV1FieldSelectorConversion`, apimachinery/pkg/runtime/scheme.go.
fn field_value<'a>(pod: &'a api::Pod, path: &str) -> &'a str {
    let field = match path {
        "metadata.name" => pod.metadata.name.as_deref(),
        "metadata.namespace" => pod.metadata.namespace.as_deref(),
        _ => None,
    };
    field.unwrap_or_default()
}

/// Upstream: `ExtractContainerResourceValue`, pkg/api/v1/resource/helpers.go.
fn resource_value(container: &api::Container, field: &api::ResourceFieldSelector) -> String {
    let resources = container.resources.as_ref();
    let Some((list, name)) = field.resource.split_once('.') else { return String::new() };
    let list = match list {
        "limits" => resources.and_then(|resources| resources.limits.as_ref()),
        "requests" => resources.and_then(|resources| resources.requests.as_ref()),
        _ => return String::new(),
    };
    let read = |written: &Written| Quantity::parse(&written.0).unwrap_or_default();
    let value = list.and_then(|list| list.get(name)).map(read).unwrap_or_default();
    let divisor = field.divisor.as_ref().map(read).filter(|divisor| !divisor.is_zero());
    let divisor = divisor.unwrap_or_else(|| Quantity::whole(1));
    let (value, divisor) = if name == "cpu" {
        (value.milli(), divisor.milli())
    } else {
        (value.ceil(), divisor.ceil())
    };
    (value.saturating_add(divisor - 1) / divisor.max(1)).to_string()
}

fn mounts(out: &mut Description, container: &api::Container) {
    let mounts = container.volume_mounts.as_deref().unwrap_or_default();
    out.line(2, if mounts.is_empty() { "Mounts:\t<none>" } else { "Mounts:" });
    let mut sorted: Vec<&api::VolumeMount> = mounts.iter().collect();
    sort_by(&mut sorted, |one, other| one.mount_path.cmp(&other.mount_path));
    for mount in sorted {
        let access = if mount.read_only == Some(true) { "ro" } else { "rw" };
        let path = mount.sub_path.as_ref().filter(|path| !path.is_empty());
        let path = path.map(|path| format!(",path={path:?}")).unwrap_or_default();
        out.line(3, &format!("{} from {} ({access}{path})", mount.mount_path, mount.name));
    }
    if let Some(devices) = container.volume_devices.as_ref().filter(|list| !list.is_empty()) {
        out.line(2, if mounts.is_empty() { "Devices:\t<none>" } else { "Devices:" });
        let mut sorted: Vec<&api::VolumeDevice> = devices.iter().collect();
        sort_by(&mut sorted, |one, other| one.device_path.cmp(&other.device_path));
        for device in sorted {
            out.line(3, &format!("{} from {}", device.device_path, device.name));
        }
    }
}
