//! Ports of containers.
//!
//! Upstream: validateContainerPorts and AccumulateUniqueHostPorts, pkg/apis/core/validation/validation.go, v1.36.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Container, ContainerPort};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::errors::Errors;
use super::formats;
use super::pod::{list, one_of, text};
use crate::text::FieldPath;

/// validateContainerPorts.
pub(super) fn ports(errors: &mut Errors, ports: &[ContainerPort], path: &FieldPath) {
    let mut names = BTreeSet::new();
    for (index, port) in ports.iter().enumerate() {
        let path = path.index(index);
        let name = text(&port.name);
        let complaints = formats::port_name(name);
        if !name.is_empty() && !complaints.is_empty() {
            errors.invalid_each(&path.child("name"), name, complaints);
        } else if !name.is_empty() && !names.insert(name) {
            errors.duplicate(&path.child("name"), name);
        }
        if port.container_port == 0 {
            errors.required(&path.child("containerPort"), "");
        } else {
            number(errors, port.container_port, &path.child("containerPort"));
        }
        let host = port.host_port.unwrap_or_default();
        if host != 0 {
            number(errors, host, &path.child("hostPort"));
        }
        let known = &["SCTP", "TCP", "UDP"];
        one_of(errors, text(&port.protocol), known, &path.child("protocol"));
    }
}

fn number(errors: &mut Errors, port: i32, path: &FieldPath) {
    for complaint in formats::port_number(port) {
        errors.invalid(path, port, complaint);
    }
}

/// ValidatePortNumOrName.
pub(super) fn number_or_name(errors: &mut Errors, port: &IntOrString, path: &FieldPath) {
    match port {
        IntOrString::Int(port) => number(errors, *port, path),
        IntOrString::String(name) => errors.invalid_each(path, name, formats::port_name(name)),
    }
}

/// checkHostPortConflicts.
pub(super) fn host_port_conflicts(errors: &mut Errors, containers: &[Container], path: &FieldPath) {
    let mut taken = BTreeSet::new();
    for (at, container) in containers.iter().enumerate() {
        for (index, port) in list(&container.ports).iter().enumerate() {
            let host = port.host_port.unwrap_or_default();
            if host == 0 {
                continue;
            }
            let place = format!("{}/{}/{host}", text(&port.protocol), text(&port.host_ip));
            if taken.contains(&place) {
                let path = path.index(at).child("ports").index(index).child("hostPort");
                errors.duplicate(&path, &place);
            } else {
                taken.insert(place);
            }
        }
    }
}
