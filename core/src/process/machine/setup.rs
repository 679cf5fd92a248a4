//! What a container finds when it starts: its files, its environment, its command.

mod root;

use std::cell::Cell;

use k8s_openapi::api::core::v1::{Container, Probe};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::process::commands::{self, Environment};
use crate::process::container_port;
use crate::process::images::{self, Given, Image, Shell, Stocked};
use crate::process::machine::Setting;
use crate::process::machine::files::{Errno, NodeId};
use crate::process::machine::kernel::{Ground, Kernel, Task};
use crate::process::machine::signals;
use crate::process::machine::sys::Sys;
use crate::process::machine::variables::{self, Variables, expand_path};
use crate::process::machine::volumes::Volumes;
use crate::process::shell::Flavor;
use crate::text::sort_by;

pub(super) use root::fresh_root;

/// Where the token of its service account is mounted.
///
/// Upstream: `DefaultAPITokenMountPath`, plugin/pkg/admission/serviceaccount/admission.go.
const TOKEN_FOLDER: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// A container that can be started.
#[derive(Debug)]
pub(super) struct Prepared {
    plan: Plan,
    /// The programs that it has.
    pub(super) programs: Stocked,
    pub(super) name: String,
    pub(super) environment: Environment,
    /// What it reads that is not part of the text.
    pub(super) reads: Option<String>,
    /// Why it cannot be created, in the kubelet's words.
    pub(super) error: Option<String>,
    pub(super) folder: String,
    /// What is mounted into it, what stands above others first.
    mounts: Vec<Planned>,
    /// The files that the kubelet writes for it.
    managed: [(&'static str, String); 3],
    read_only_root: bool,
    is_root: bool,
    flavor: Flavor,
    image: String,
    message_path: String,
    /// The file of its newest run that its termination message stands in.
    pub(super) message: Cell<Option<NodeId>>,
    /// Whether its standard input stays open.
    pub(super) keeps_stdin: bool,
}

/// Something that is going to be mounted.
#[derive(Debug)]
struct Planned {
    path: String,
    volume: NodeId,
    /// What of the volume: a path that is looked up when the container starts.
    below: Option<String>,
    refused: Option<Errno>,
}

/// What a container's process is.
#[derive(Debug)]
enum Plan {
    /// A command line.
    Command(Vec<String>),
    /// The image's own program, with these arguments.
    Image(Vec<String>),
    /// Something of which nothing is known but its arguments.
    Unknown(Vec<String>),
}

impl Prepared {
    /// What `ps` shows of its first process.
    pub(super) fn title(&self) -> String {
        self.all_words().join(" ")
    }

    /// Its command line, or the program of its image with the arguments that it gets.
    fn all_words(&self) -> Vec<String> {
        match &self.plan {
            Plan::Command(words) => words.clone(),
            Plan::Image(words) => {
                let program = images::known(&self.image).map_or("", |known| known.program);
                std::iter::once(program.to_owned()).chain(words.iter().cloned()).collect()
            }
            Plan::Unknown(_) => Vec::new(),
        }
    }

    /// A process in the place of its first one, where something else tells how long that lives.
    pub(super) fn placeholder(&self, sys: Sys) -> Task {
        Box::pin(commands::placeholder(sys, self.all_words(), self.environment.clone()))
    }

    /// The command line, where that is known.
    pub(super) fn words(&self) -> &[String] {
        match &self.plan {
            Plan::Command(words) => words,
            Plan::Image(_) | Plan::Unknown(_) => &[],
        }
    }

    /// What its first process does.
    pub(super) fn task(&self, sys: Sys) -> Task {
        match &self.plan {
            Plan::Command(words) => {
                commands::run(sys, words.clone(), self.environment.clone(), self.flavor)
            }
            Plan::Image(words) => {
                let (image, environment) = (self.image.clone(), self.environment.clone());
                Box::pin(commands::image(sys, image, words.clone(), environment))
            }
            Plan::Unknown(words) => {
                let why = "nothing is known of its image";
                Box::pin(commands::opaque(sys, words.clone(), "image", why))
            }
        }
    }
}

/// Prepares a container; its volumes are there.
pub(super) fn prepare(
    kernel: &mut Kernel,
    setting: &Setting<'_>,
    volumes: &Volumes,
    services: &Variables,
    container: &Container,
    runs_to_end: bool,
) -> Prepared {
    let image = container.image.clone().unwrap_or_default();
    let known = images::known(&image);
    let said = variables::Said::of(setting, services, container);
    let own = &[said.own.as_slice()];
    let expanded = |words: &Option<Vec<String>>| -> Vec<String> {
        words.iter().flatten().map(|word| variables::expand(word, own)).collect()
    };
    let (command, args) = (expanded(&container.command), expanded(&container.args));
    let is_configured = !args.is_empty() || mounts_configuration(setting, container);
    let plan = if container.command.is_some() {
        Plan::Command([command, args].concat())
    } else {
        match known {
            None => Plan::Unknown(args),
            Some(image) if image.lends_tools() && args.is_empty() => {
                Plan::Command(vec![image.program.to_owned()])
            }
            Some(image) => {
                let words: Vec<&str> = args.iter().map(String::as_str).collect();
                let is_own = image.given(&words) == Given::Program
                    || (image.takes_any() && !commands::is_known(&words));
                if is_own { Plan::Image(args) } else { Plan::Command(args) }
            }
        }
    };
    let security = container.security_context.as_ref();
    let of_pod = setting.spec.security_context.as_ref();
    let user = security
        .and_then(|security| security.run_as_user)
        .or_else(|| of_pod.and_then(|security| security.run_as_user));
    // Where the image has a user of its own, folders of the image may be that user's.
    let is_root = user.is_none_or(|user| user == 0);
    let of_image = known.and_then(|known| known.user);
    let is_root_on_node = is_root && (user.is_some() || of_image.is_none_or(is_named_root));
    let group = security
        .and_then(|security| security.run_as_group)
        .or_else(|| of_pod.and_then(|security| security.run_as_group))
        .unwrap_or(0);
    let (mounts, error) = planned(volumes, container, &said.own, is_root_on_node);
    let error = variables::missing_key(setting, container).or(error);
    let shell = images::shell(&image);
    let flavor = match shell {
        Some(Shell::Dash) => Flavor::Dash,
        Some(Shell::Bash) => Flavor::Bash,
        Some(Shell::Busybox | Shell::None | Shell::Unknown) | None => Flavor::Busybox,
    };
    let programs = Stocked::of(container);
    let ports = ports(container);
    let ground = Ground {
        name: container.name.clone(),
        is_unknown: known.is_none(),
        is_configured,
        stock: programs.stock,
        user: (number_of_user(user, of_image), group),
        shell: shell.map(|_| flavor),
        runs_to_end,
        asked: asked(container, &ports),
        ports,
        serves: known.map_or(&[], |known| known.ports),
        stop_signal: stop_signal(container, known),
        ..Ground::default()
    };
    kernel.grounds.push(ground);
    Prepared {
        plan,
        programs,
        folder: container.working_dir.clone().unwrap_or_else(|| "/".to_owned()),
        name: container.name.clone(),
        reads: said.unknown_words(),
        error,
        environment: said.with_runtime(setting).into(),
        mounts,
        managed: managed(setting),
        read_only_root: security.and_then(|security| security.read_only_root_filesystem)
            == Some(true),
        is_root,
        flavor,
        image,
        message_path: container
            .termination_message_path
            .clone()
            .unwrap_or_else(|| "/dev/termination-log".to_owned()),
        message: Cell::new(None),
        keeps_stdin: container.stdin == Some(true),
    }
}

/// The number of the user that a container runs as; of an image's user who has a name it is not known.
fn number_of_user(said: Option<i64>, of_image: Option<&str>) -> i64 {
    let of_image = of_image.and_then(|user| user.split(':').next()?.parse().ok());
    said.or(of_image).unwrap_or(0)
}

/// What is mounted into a container, what stands above others first; and why that cannot be, where it cannot.
fn planned(
    volumes: &Volumes,
    container: &Container,
    variables: &[(String, String)],
    is_root_on_node: bool,
) -> (Vec<Planned>, Option<String>) {
    let mut error = None;
    let mut mounts = Vec::new();
    for mount in container.volume_mounts.iter().flatten() {
        let Some(volume) = volumes.get(&mount.name) else { continue };
        let below = match (&mount.sub_path, &mount.sub_path_expr) {
            (Some(path), _) if !path.is_empty() => Some(path.clone()),
            (_, Some(path)) if !path.is_empty() => {
                let path = expand_path(path, variables);
                error = error.or(path.as_ref().err().cloned());
                path.ok()
            }
            _ => None,
        };
        let refused = if mount.read_only == Some(true) {
            Some(Errno::ReadOnly)
        } else {
            volumes.refused(&mount.name, is_root_on_node)
        };
        let path = format!("/{}", mount.mount_path.trim_matches('/'));
        mounts.push(Planned { path, volume, below, refused });
    }
    let is_taken = mounts.iter().any(|mount| mount.path == TOKEN_FOLDER);
    if let Some(volume) = volumes.token.filter(|_| !is_taken) {
        let (path, refused) = (TOKEN_FOLDER.to_owned(), Some(Errno::ReadOnly));
        mounts.push(Planned { path, volume, below: None, refused });
    }
    let depth = |mount: &Planned| mount.path.matches('/').count();
    sort_by(&mut mounts, |one, other| depth(one).cmp(&depth(other)));
    (mounts, error)
}

/// Whether the user of an image is root: `0`, `root:root`.
fn is_named_root(user: &str) -> bool {
    ["", "0", "root"].contains(&user.split(':').next().unwrap_or_default())
}

fn stop_signal(container: &Container, image: Option<&Image>) -> i32 {
    let lifecycle = container.lifecycle.as_ref();
    let own = lifecycle.and_then(|lifecycle| lifecycle.stop_signal.as_deref());
    let own = own.or_else(|| image.and_then(|image| image.stop_signal));
    own.and_then(signals::number_of).unwrap_or(signals::TERM)
}

/// Whether files of a ConfigMap or a Secret may configure its program.
fn mounts_configuration(setting: &Setting<'_>, container: &Container) -> bool {
    let volumes = || setting.spec.volumes.iter().flatten();
    container.volume_mounts.iter().flatten().any(|mount| {
        volumes().any(|volume| {
            volume.name == mount.name && (volume.config_map.is_some() || volume.secret.is_some())
        })
    })
}

/// The ports that a container says it serves.
fn ports(container: &Container) -> Vec<u16> {
    let mut all = Vec::new();
    for port in container.ports.iter().flatten() {
        let is_tcp = port.protocol.as_deref().is_none_or(|protocol| protocol == "TCP");
        let number = u16::try_from(port.container_port).ok().filter(|_| is_tcp);
        all.extend(number.filter(|number| !all.contains(number)));
    }
    all
}

/// The ports that its probes and hooks ask, without those that it says it serves.
fn asked(container: &Container, said: &[u16]) -> Vec<u16> {
    let mut all = Vec::new();
    let mut add = |port: Option<i32>| {
        if let Some(port) = port.and_then(|port| u16::try_from(port).ok())
            && !said.contains(&port)
            && !all.contains(&port)
        {
            all.push(port);
        }
    };
    let probes = [&container.startup_probe, &container.readiness_probe, &container.liveness_probe];
    for probe in probes.into_iter().flatten() {
        add(probed(probe).and_then(|port| container_port(&port, container)));
    }
    let lifecycle = container.lifecycle.as_ref();
    let hooks = lifecycle.map(|lifecycle| [&lifecycle.post_start, &lifecycle.pre_stop]);
    for get in hooks.into_iter().flatten().flatten().filter_map(|hook| hook.http_get.as_ref()) {
        add(container_port(&get.port, container));
    }
    all
}

fn probed(probe: &Probe) -> Option<IntOrString> {
    let get = probe.http_get.as_ref().map(|get| get.port.clone());
    let socket = probe.tcp_socket.as_ref().map(|socket| socket.port.clone());
    let grpc = probe.grpc.as_ref().map(|grpc| IntOrString::Int(grpc.port));
    get.or(socket).or(grpc)
}

/// What the kubelet writes into every container.
///
/// Upstream: `managedHostsFileContent`, pkg/kubelet/kubelet_pods.go; `GetPodDNS`, pkg/kubelet/network/dns/dns.go.
fn managed(setting: &Setting<'_>) -> [(&'static str, String); 3] {
    let name = variables::hostname(setting);
    let namespace = setting.namespace;
    let mut hosts = format!(
        "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n\
         fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n{}\t{name}\n",
        setting.ip
    );
    let aliases = setting.spec.host_aliases.as_deref().unwrap_or_default();
    if !aliases.is_empty() {
        hosts.push_str("\n# Entries added by HostAliases.\n");
    }
    for alias in aliases {
        let names = alias.hostnames.iter().flatten();
        let names: Vec<&str> = names.map(String::as_str).collect();
        hosts.push_str(&format!("{}\t{}\n", alias.ip, names.join("\t")));
    }
    let domain = "svc.cluster.local";
    let servers = format!(
        "search {namespace}.{domain} {domain} cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n"
    );
    [("etc/hostname", format!("{name}\n")), ("etc/hosts", hosts), ("etc/resolv.conf", servers)]
}
