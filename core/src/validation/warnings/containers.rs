//! Parts of a byte, variables and ports that are there twice.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{Container, ContainerPort, PodSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{Warnings, deprecated};
use crate::quantity;
use crate::text::FieldPath;
use crate::validation::pod::{list, text};
use crate::validation::visit::{Visited, containers_with_paths};

/// Memory and storage are whole bytes.
pub(super) fn fractions(
    warnings: &mut Warnings,
    written: Option<&BTreeMap<String, Written>>,
    path: &FieldPath,
) {
    for name in ["memory", "ephemeral-storage"] {
        fraction(warnings, written, name, path);
    }
}

fn fraction(
    warnings: &mut Warnings,
    written: Option<&BTreeMap<String, Written>>,
    name: &str,
    path: &FieldPath,
) {
    if let Some(quantity) = quantity::read(written).get(name)
        && !quantity.is_whole()
    {
        let words = format!("fractional byte value \"{quantity}\" is invalid, must be an integer");
        warnings.warn(&path.key(name), words);
    }
}

/// What is odd within one container.
pub(super) fn containers(
    warnings: &mut Warnings,
    spec: &PodSpec,
    meta: &ObjectMeta,
    path: &FieldPath,
) {
    for (container, at) in containers_with_paths(spec, &path.child("spec")) {
        deprecated::of_container(warnings, &container, spec, meta, path);
        if let Some(resources) = &container.resources {
            let (limits, requests) = (resources.limits.as_ref(), resources.requests.as_ref());
            for name in ["memory", "ephemeral-storage"] {
                fraction(warnings, limits, name, &at.child("resources.limits"));
                fraction(warnings, requests, name, &at.child("resources.requests"));
            }
        }
        env(warnings, &container, &at.child("env"));
    }
}

/// A variable that is given again without using its first value.
fn env(warnings: &mut Warnings, container: &Container, path: &FieldPath) {
    let mut names = BTreeSet::new();
    for (index, variable) in list(&container.env).iter().enumerate() {
        if names.insert(&variable.name) {
            continue;
        }
        let reference = format!("$({})", variable.name);
        let value = text(&variable.value);
        let extends = value.contains(&reference) && value != reference;
        if variable.value_from.is_some() || !extends {
            let name = super::super::errors::quote(&variable.name);
            let words = format!(
                "hides previous definition of {name}, which may be dropped when using apply"
            );
            warnings.warn(&path.index(index), words);
        }
    }
}

/// Ports that are there twice, by number and by name.
pub(super) fn ports(warnings: &mut Warnings, spec: &PodSpec, path: &FieldPath) {
    let containers = containers_with_paths(spec, path);
    let mut known: BTreeMap<(i32, &str), Vec<(FieldPath, &ContainerPort)>> = BTreeMap::new();
    for (path, port) in ports_with_paths(&containers) {
        if !text(&port.host_ip).is_empty() && port.host_port.unwrap_or_default() == 0 {
            warnings.warn(&path, format!("hostIP set without hostPort: {}", shown(port)));
        }
        let same = known.entry((port.container_port, text(&port.protocol))).or_default();
        for (other_path, other) in same.iter() {
            if let Some(words) = conflict(port, other) {
                warnings.warn(&path, format!("{words} port definition with {other_path}"));
            }
        }
        same.push((path, port));
    }
    let mut names: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (path, port) in ports_with_paths(&containers) {
        let name = text(&port.name);
        if name.is_empty() {
            continue;
        }
        match names.get(name) {
            Some(other) => warnings.warn(&path, format!("duplicate port name \"{name}\" with {other}, services and probes that select ports by name will use {other}")),
            None => {
                names.insert(name, path);
            }
        }
    }
}

fn ports_with_paths<'a>(
    containers: &'a [Visited<'_>],
) -> impl Iterator<Item = (FieldPath, &'a ContainerPort)> {
    containers.iter().flat_map(|(container, path)| {
        let path = path.child("ports");
        let ports = list(&container.ports).iter().enumerate();
        ports.map(move |(index, port)| (path.index(index), port))
    })
}

/// How two ports of the same number and protocol get into each other's way.
fn conflict(port: &ContainerPort, other: &ContainerPort) -> Option<&'static str> {
    let hosts = (port.host_port.unwrap_or_default(), other.host_port.unwrap_or_default());
    let addresses = (text(&port.host_ip), text(&other.host_ip));
    if hosts.0 == hosts.1 && addresses.0 == addresses.1 {
        Some("duplicate")
    } else if hosts.0 == 0 || hosts.1 == 0 {
        Some("overlapping")
    } else if hosts.0 == hosts.1 && addresses.0.is_empty() != addresses.1.is_empty() {
        Some("dangerously ambiguous")
    } else {
        None
    }
}

/// A port as Go prints the struct.
fn shown(port: &ContainerPort) -> String {
    format!(
        "{{Name:{} HostPort:{} ContainerPort:{} Protocol:{} HostIP:{}}}",
        text(&port.name),
        port.host_port.unwrap_or_default(),
        port.container_port,
        text(&port.protocol),
        text(&port.host_ip)
    )
}
