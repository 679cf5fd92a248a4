//! Which containers help another one, and with what.

use std::collections::BTreeMap;
use std::fmt;

use k8s_openapi::api::core::v1::Container;

use crate::lint::subject::{Member, Subject};
use crate::process::repository;
use crate::process::role::{self, Role};

/// What a container helps with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Helper {
    /// Traffic goes through it.
    Proxy,
    /// Connections to a data store go through it.
    DatabaseProxy,
    /// It lets in whom it knows.
    AuthProxy,
    /// It carries log lines away.
    LogShipper,
    /// It shows metrics of another process.
    Exporter,
    /// It collects traces and metrics.
    Telemetry,
    /// It tells another process that its configuration changed.
    ConfigReloader,
    /// It keeps files up to date.
    Syncer,
    /// It fetches secrets.
    Secrets,
    /// It says that it helps, and not with what.
    Something,
}

impl Helper {
    /// Whether others fail while it does not answer yet.
    pub fn is_called(self) -> bool {
        matches!(self, Self::Proxy | Self::DatabaseProxy | Self::AuthProxy | Self::Secrets)
    }

    /// The helper with this role; nothing where a container with it does the Pod's work, or ends before that begins.
    fn of(role: Role) -> Option<Self> {
        Some(match role {
            Role::Proxy | Role::TlsProxy => Self::Proxy,
            Role::DbProxy => Self::DatabaseProxy,
            Role::AuthProxy => Self::AuthProxy,
            Role::LogShipper => Self::LogShipper,
            Role::Exporter => Self::Exporter,
            Role::Telemetry => Self::Telemetry,
            Role::ConfigReloader => Self::ConfigReloader,
            Role::Syncer => Self::Syncer,
            Role::Secrets => Self::Secrets,
            Role::Helper => Self::Something,
            Role::App
            | Role::Cache
            | Role::Database
            | Role::InitWaiter
            | Role::InitSetup
            | Role::Migration
            | Role::NetInit
            | Role::Oneshot
            | Role::Debug
            | Role::Pause => return None,
        })
    }
}

impl fmt::Display for Helper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Proxy => "proxy",
            Self::DatabaseProxy => "database proxy",
            Self::AuthProxy => "auth proxy",
            Self::LogShipper => "log shipper",
            Self::Exporter => "exporter",
            Self::Telemetry => "telemetry agent",
            Self::ConfigReloader => "config reloader",
            Self::Syncer => "syncer",
            Self::Secrets => "secrets agent",
            Self::Something => "helper",
        })
    }
}

/// What a container helps with, by what is said of it, else by its image, else by its name.
pub(super) fn helper_of(
    annotations: Option<&BTreeMap<String, String>>,
    container: &Container,
    of_image: Option<Role>,
) -> Option<Helper> {
    let said = annotations.and_then(|all| all.get(&role::annotation(&container.name)));
    match said {
        Some(role) => Role::named(role).and_then(Helper::of),
        None => of_image.and_then(Helper::of).or_else(|| by_name(&container.name)),
    }
}

/// The mesh whose proxy it is, by its image, else by its name.
pub(super) fn mesh(container: &Container) -> Option<&'static str> {
    let image = repository(container.image.as_deref().unwrap_or_default());
    if image.ends_with("/proxyv2") || container.name == "istio-proxy" {
        Some("Istio")
    } else if image.ends_with("linkerd/proxy") || container.name == "linkerd-proxy" {
        Some("Linkerd")
    } else {
        None
    }
}

/// Whether a container leads what the others of its Pod send through another one: the init container of a mesh.
pub(super) fn redirects(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    let annotations = pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    role::role(member.container, pod.spec, annotations).role == Role::NetInit
}

/// An image reference without the registry and the folder that are meant where none is said.
pub(super) fn familiar(reference: &str) -> &str {
    let name = reference.strip_prefix("docker.io/").unwrap_or(reference);
    name.strip_prefix("library/").unwrap_or(name)
}

/// The image without tag and digest, and these with their `:` or `@`.
pub(super) fn parted(reference: &str) -> (&str, &str) {
    let repository = repository(reference);
    (repository, reference.get(repository.len()..).unwrap_or_default())
}

fn by_name(name: &str) -> Option<Helper> {
    let tokens: Vec<&str> = name.split('-').collect();
    let has = |token: &str| tokens.contains(&token);
    let any = |wanted: &[&str]| wanted.iter().any(|token| has(token));
    Some(if any(&["proxy", "envoy", "istio", "linkerd"]) {
        Helper::Proxy
    } else if any(&["shipper", "fluent", "fluentd", "filebeat", "promtail"])
        || has("log") && any(&["collector", "forwarder", "agent"])
    {
        Helper::LogShipper
    } else if has("exporter") {
        Helper::Exporter
    } else if has("reloader") {
        Helper::ConfigReloader
    } else if has("sync") {
        Helper::Syncer
    } else if has("vault") {
        Helper::Secrets
    } else if has("sidecar") {
        Helper::Something
    } else {
        return None;
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn helper(name: &str, image: &str) -> Option<Helper> {
        let container = Container {
            name: name.to_owned(),
            image: Some(image.to_owned()),
            ..Container::default()
        };
        helper_of(None, &container, role::of_image(image))
    }

    #[test]
    fn the_image_decides_before_the_name() {
        for (name, image, expected) in [
            ("x", "docker.io/envoyproxy/envoy:v1.34.0", Some(Helper::Proxy)),
            ("x", "localhost:5000/fluent/fluent-bit", Some(Helper::LogShipper)),
            ("x", "oliver006/redis_exporter@sha256:00", Some(Helper::Exporter)),
            ("sidecar", "registry.k8s.io/git-sync/git-sync:v4.2.1", Some(Helper::Syncer)),
            ("x", "not-fluentd:1", None),
            ("redis", "redis:7.4", None),
        ] {
            assert_eq!(helper(name, image), expected, "{image}");
        }
    }

    #[test]
    fn a_name_tells_by_its_parts() {
        for (name, expected) in [
            ("tls-proxy", Some(Helper::Proxy)),
            ("log-collector", Some(Helper::LogShipper)),
            ("config-sync", Some(Helper::Syncer)),
            ("sidecar-cont", Some(Helper::Something)),
            ("blog", None),
            ("catalog-agent", None),
        ] {
            assert_eq!(helper(name, "registry.example/x:1.0"), expected, "{name}");
        }
    }

    #[test]
    fn an_annotation_wins() {
        let annotations = BTreeMap::from([("podlife.dev/role.proxy".to_owned(), "app".to_owned())]);
        let container = Container { name: "proxy".to_owned(), ..Container::default() };
        assert_eq!(helper_of(Some(&annotations), &container, None), None);
    }
}
