//! What a container does in its Pod, and what tells so.

mod signs;

use std::collections::BTreeMap;
use std::fmt;

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::process::images;
use crate::text::sort_by;

/// What a container does in its Pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What the Pod is there for.
    App,
    /// Traffic goes through it.
    Proxy,
    /// Connections to a data store go through it.
    DbProxy,
    /// It lets in whom it knows.
    AuthProxy,
    /// It speaks TLS for another container.
    TlsProxy,
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
    /// It keeps answers for a while.
    Cache,
    /// It stores data.
    Database,
    /// It waits for something before the others start.
    InitWaiter,
    /// It prepares files or settings before the others start.
    InitSetup,
    /// It changes a database's schema.
    Migration,
    /// It sets up the Pod's network.
    NetInit,
    /// It does one piece of work.
    Oneshot,
    /// Somebody looks around in it.
    Debug,
    /// It holds the Pod's namespaces.
    Pause,
    /// It helps, and nothing tells with what.
    Helper,
}

/// The word of the annotation, and what it is called in a sentence.
const ROLES: [(Role, &str, &str); 21] = [
    (Role::App, "app", "an app"),
    (Role::Proxy, "proxy", "a proxy"),
    (Role::DbProxy, "db-proxy", "a database proxy"),
    (Role::AuthProxy, "auth-proxy", "an auth proxy"),
    (Role::TlsProxy, "tls-proxy", "a TLS proxy"),
    (Role::LogShipper, "log-shipper", "a log shipper"),
    (Role::Exporter, "exporter", "an exporter"),
    (Role::Telemetry, "telemetry", "a telemetry agent"),
    (Role::ConfigReloader, "config-reloader", "a config reloader"),
    (Role::Syncer, "syncer", "a syncer"),
    (Role::Secrets, "secrets", "a secrets agent"),
    (Role::Cache, "cache", "a cache"),
    (Role::Database, "database", "a database"),
    (Role::InitWaiter, "init-waiter", "a waiter"),
    (Role::InitSetup, "init-setup", "a set-up step"),
    (Role::Migration, "migration", "a migration"),
    (Role::NetInit, "net-init", "a network set-up"),
    (Role::Oneshot, "oneshot", "a single task"),
    (Role::Debug, "debug", "a debug container"),
    (Role::Pause, "pause", "a pause container"),
    (Role::Helper, "helper", "a helper"),
];

impl Role {
    /// The role that the annotation `podlife.dev/role.<container>` names: `log-shipper`.
    pub fn named(key: &str) -> Option<Self> {
        ROLES.iter().find(|(_, known, _)| *known == key).map(|(role, ..)| *role)
    }

    /// The word of the annotation: `log-shipper`.
    pub fn key(self) -> &'static str {
        self.words().0
    }

    fn words(self) -> (&'static str, &'static str) {
        let found = ROLES.iter().find(|(role, ..)| *role == self);
        found.map_or(("app", "an app"), |(_, key, words)| (key, words))
    }
}

/// `a log shipper`.
impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().1)
    }
}

/// Something that tells what a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The role that it speaks for.
    pub role: Role,
    /// A sentence without its full stop: `the image fluent/fluent-bit is a log shipper`.
    pub text: String,
    /// How much it says: 100 for an annotation, 60 for the image, down to 5 for the place in the list.
    pub score: u32,
}

/// What a container seems to do, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// The role that most speaks for.
    pub role: Role,
    /// What speaks for it, and after that what speaks for others, each the strongest first; at least one entry.
    pub evidence: Vec<Evidence>,
}

/// The annotation that says what a container does.
pub fn annotation(container: &str) -> String {
    format!("podlife.dev/role.{container}")
}

/// What a container of a Pod does, by what is said of it, by its image, its name, its command, its volumes and ports,
/// and its place.
pub fn role(
    container: &Container,
    spec: &PodSpec,
    annotations: Option<&BTreeMap<String, String>>,
) -> Inferred {
    let key = annotation(&container.name);
    let said = annotations.and_then(|all| all.get(&key)).and_then(|said| Role::named(said));
    if let Some(role) = said {
        let text = format!("the annotation {key} says {}", role.key());
        return Inferred { role, evidence: vec![Evidence { role, text, score: 100 }] };
    }
    let mut evidence = signs::read(container, spec);
    let mut best = (Role::App, 0);
    for sign in &evidence {
        let same = evidence.iter().filter(|other| other.role == sign.role);
        let sum: u32 = same.map(|other| other.score).sum();
        if sum > best.1 {
            best = (sign.role, sum);
        }
    }
    let role = best.0;
    sort_by(&mut evidence, |one, other| {
        let key = |sign: &Evidence| (sign.role == role, sign.score);
        key(other).cmp(&key(one))
    });
    Inferred { role, evidence }
}

/// What containers of an image usually do, whatever they are told; nothing where the image is none that is known.
///
/// The end of the path decides, so that mirrors count, and an exporter is one by its name.
pub fn of_image(reference: &str) -> Option<Role> {
    let repository = images::repository(reference);
    match images::resembled(reference) {
        Some((_, image)) => Some(image.role),
        None if repository.ends_with("-exporter") || repository.ends_with("_exporter") => {
            Some(Role::Exporter)
        }
        None => None,
    }
}

#[cfg(test)]
mod tests;
