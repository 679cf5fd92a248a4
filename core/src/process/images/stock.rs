//! Which programs a container has, as far as that is known.

use k8s_openapi::api::core::v1::Container;

use super::{Shell, known, shell};
use crate::process::commands::{self, FOLDERS};

/// Which programs an image has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::process) enum Stock {
    /// Nobody says.
    #[default]
    Unknown,
    /// Its own, without a shell and the tools that come with one.
    Bare,
    /// Those of busybox, and no others.
    Busybox,
    /// Those of busybox, and the few that Alpine adds.
    Alpine,
    /// Those of Debian, and no others.
    Debian,
}

/// What is known of the programs of a container: those of its image, and what volumes may bring.
#[derive(Clone, Debug, Default)]
pub(in crate::process) struct Stocked {
    pub(in crate::process) stock: Stock,
    /// The program that its image starts, without the path.
    own: &'static str,
    /// Where something is mounted.
    mounts: Vec<String>,
    /// Whether it says itself where programs are looked for.
    sets_path: bool,
}

impl Stock {
    /// What an image has.
    fn of(reference: &str) -> Self {
        let name = known(reference).and_then(|known| known.names.first().copied());
        match (shell(reference), name) {
            (Some(Shell::None), _) => Self::Bare,
            (Some(Shell::Busybox), Some("alpine")) => Self::Alpine,
            (Some(Shell::Busybox), Some("busybox")) => Self::Busybox,
            (Some(Shell::Dash), Some("debian")) => Self::Debian,
            _ => Self::Unknown,
        }
    }
}

impl Stocked {
    /// What is known of a container.
    pub(in crate::process) fn of(container: &Container) -> Self {
        let image = container.image.as_deref().unwrap_or_default();
        let own = known(image).map_or("", |known| known.program);
        let mounts = container.volume_mounts.iter().flatten();
        Self {
            stock: if installs(container) { Stock::Unknown } else { Stock::of(image) },
            own: own.rsplit('/').next().unwrap_or_default(),
            mounts: mounts
                .map(|mount| format!("/{}", mount.mount_path.trim_matches('/')))
                .collect(),
            sets_path: container.env.iter().flatten().any(|variable| variable.name == "PATH"),
        }
    }

    /// Whether a program is known not to be there.
    pub(in crate::process) fn lacks(&self, name: &str) -> bool {
        let base = name.rsplit('/').next().unwrap_or(name);
        let is_missing = match self.stock {
            Stock::Unknown => false,
            Stock::Bare => commands::is_tool(name) && base != self.own,
            Stock::Busybox | Stock::Alpine | Stock::Debian => {
                !commands::is_stocked(self.stock, name)
            }
        };
        is_missing && !self.may_be_brought(name)
    }

    /// Whether a program may stand in something that is mounted.
    fn may_be_brought(&self, name: &str) -> bool {
        let is_in = |path: &str, folder: &str| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut mounts = self.mounts.iter();
        if name.starts_with('/') {
            return mounts.any(|mount| is_in(name, mount));
        }
        let is_searched = |mount: &String| {
            FOLDERS.iter().any(|folder| is_in(folder, mount) || is_in(mount, folder))
        };
        if self.sets_path || name.contains('/') {
            mounts.len() > 0
        } else {
            mounts.any(is_searched)
        }
    }
}

/// Whether a container's command adds programs to its image.
fn installs(container: &Container) -> bool {
    let mut words = container.command.iter().chain(&container.args).flatten();
    words.any(|word| INSTALLERS.iter().any(|installer| word.contains(installer)))
}

/// What adds programs.
const INSTALLERS: [&str; 4] = ["apk add", "apk --", "apt-get ", "apt install"];

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::{EnvVar, VolumeMount};

    use super::*;

    fn container(image: &str, mounts: &[&str]) -> Container {
        let mount =
            |path: &&str| VolumeMount { mount_path: (*path).to_owned(), ..Default::default() };
        Container {
            image: Some(image.to_owned()),
            volume_mounts: Some(mounts.iter().map(mount).collect()),
            ..Container::default()
        }
    }

    #[test]
    fn what_an_image_lacks_is_known_of_a_few() {
        for (image, name, lacks) in [
            ("nginx/nginx-prometheus-exporter:1.4", "sh", true),
            ("nginx/nginx-prometheus-exporter:1.4", "/bin/busybox", true),
            ("nginx/nginx-prometheus-exporter:1.4", "curl", true),
            ("nginx/nginx-prometheus-exporter:1.4", "nginx-prometheus-exporter", false),
            ("nginx/nginx-prometheus-exporter:1.4", "/app/sync", false),
            ("gcr.io/distroless/static-debian12:nonroot", "cat", true),
            ("gcr.io/distroless/static-debian12:nonroot", "/busybox/sh", true),
            ("gcr.io/distroless/static-debian12:nonroot", "grpc_health_probe", false),
            ("gcr.io/distroless/static-debian12:debug", "sh", false),
            ("gcr.io/distroless/python3-debian12", "sh", false),
            ("jaegertracing/jaeger-agent:1.60", "sh", false),
            ("registry.example/shop:1", "sh", false),
            ("nginx:1.29", "curl", false),
            ("busybox:1.36", "curl", true),
            ("busybox:1.36", "wget", false),
            ("debian:12", "wget", true),
            ("alpine:3.22", "curl", true),
            ("alpine:3.22", "getent", false),
        ] {
            assert_eq!(Stocked::of(&container(image, &[])).lacks(name), lacks, "{image} {name}");
        }
    }

    #[test]
    fn a_volume_may_bring_a_program() {
        let image = "gcr.io/distroless/static-debian12";
        for (mount, name, lacks) in [
            ("/tools", "/tools/bin/sh", false),
            ("/tools", "/tool/bin/sh", true),
            ("/tools", "sh", true),
            ("/tools/", "bin/sh", false),
            ("/usr/local/bin/curl", "curl", false),
            ("/usr", "wget", false),
        ] {
            assert_eq!(
                Stocked::of(&container(image, &[mount])).lacks(name),
                lacks,
                "{mount} {name}"
            );
        }
        let path = EnvVar { name: "PATH".to_owned(), ..EnvVar::default() };
        let searching = Container { env: Some(vec![path]), ..container(image, &["/tools"]) };
        assert!(!Stocked::of(&searching).lacks("sh"));
    }

    #[test]
    fn a_command_may_install_a_program() {
        let command = ["sh", "-c", "apk add --no-cache curl && exec sleep 600"];
        let command = Some(command.map(str::to_owned).to_vec());
        let installing = Container { command, ..container("alpine:3.22", &[]) };
        assert!(!Stocked::of(&installing).lacks("curl"));
    }
}
