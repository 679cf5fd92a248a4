//! Volume mounts and block devices of containers.
//!
//! Upstream: ValidateVolumeMounts and ValidateVolumeDevices, pkg/apis/core/validation/validation.go, v1.36.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Container, VolumeDevice, VolumeMount};

use super::errors::Errors;
use super::paths;
use super::pod::{Scope, list, text};
use crate::text::FieldPath;

/// ValidateVolumeMounts. Some paths have no index, as upstream's.
pub(super) fn volume_mounts(
    errors: &mut Errors,
    scope: &Scope<'_>,
    container: &Container,
    path: &FieldPath,
) {
    let devices = list(&container.volume_devices);
    let mut points = BTreeSet::new();
    for (index, mount) in list(&container.volume_mounts).iter().enumerate() {
        let item = path.index(index);
        mounted_volume(errors, scope, mount, &item);
        if mount.mount_path.is_empty() {
            errors.required(&item.child("mountPath"), "");
        }
        if !points.insert(&mount.mount_path) {
            errors.invalid(&item.child("mountPath"), &mount.mount_path, "must be unique");
        }
        if devices.iter().any(|device| device.name == mount.name) {
            let detail = "must not already exist in volumeDevices";
            errors.invalid(&item.child("name"), &mount.name, detail);
        }
        if last_paths(devices).contains(&mount.mount_path.as_str()) {
            let detail = "must not already exist as a path in volumeDevices";
            errors.invalid(&item.child("mountPath"), &mount.mount_path, detail);
        }
        sub_paths(errors, mount, path, &item);
        if let Some(propagation) = &mount.mount_propagation {
            mount_propagation(errors, propagation, container, &path.child("mountPropagation"));
        }
        recursive_read_only(errors, mount, &path.child("recursiveReadOnly"));
    }
}

/// GetVolumeDeviceMap: of devices with one name, the last one counts.
fn last_paths(devices: &[VolumeDevice]) -> Vec<&str> {
    let is_last =
        |at: usize, name: &str| devices.iter().skip(at + 1).all(|later| later.name != name);
    let kept = devices.iter().enumerate().filter(|(at, device)| is_last(*at, &device.name));
    kept.map(|(_, device)| device.device_path.as_str()).collect()
}

/// GetVolumeMountMap, likewise.
fn last_mount_paths(mounts: &[VolumeMount]) -> Vec<&str> {
    let is_last =
        |at: usize, name: &str| mounts.iter().skip(at + 1).all(|later| later.name != name);
    let kept = mounts.iter().enumerate().filter(|(at, mount)| is_last(*at, &mount.name));
    kept.map(|(_, mount)| mount.mount_path.as_str()).collect()
}

fn mounted_volume(errors: &mut Errors, scope: &Scope<'_>, mount: &VolumeMount, path: &FieldPath) {
    if mount.name.is_empty() {
        errors.required(&path.child("name"), "");
    }
    if !scope.volumes.contains_key(mount.name.as_str()) {
        errors.not_found(&path.child("name"), &mount.name, "");
    }
}

fn sub_paths(errors: &mut Errors, mount: &VolumeMount, path: &FieldPath, item: &FieldPath) {
    let (plain, expression) = (text(&mount.sub_path), text(&mount.sub_path_expr));
    if !plain.is_empty() {
        paths::local_descending(errors, plain, &path.child("subPath"));
    }
    if expression.is_empty() {
        return;
    }
    if !plain.is_empty() {
        let detail = "subPathExpr and subPath are mutually exclusive";
        errors.invalid(&item.child("subPathExpr"), expression, detail);
    }
    paths::local_descending(errors, expression, &path.child("subPathExpr"));
}

/// validateMountPropagation.
fn mount_propagation(
    errors: &mut Errors,
    propagation: &str,
    container: &Container,
    path: &FieldPath,
) {
    let known = &["Bidirectional", "HostToContainer", "None"];
    if !known.contains(&propagation) {
        errors.not_supported(path, propagation, known);
    }
    let context = container.security_context.as_ref();
    let privileged = context.is_some_and(|context| context.privileged == Some(true));
    if propagation == "Bidirectional" && !privileged {
        let detail = "Bidirectional mount propagation is available only to privileged containers";
        errors.forbidden(path, detail);
    }
}

/// validateMountRecursiveReadOnly.
fn recursive_read_only(errors: &mut Errors, mount: &VolumeMount, path: &FieldPath) {
    let propagation = mount.mount_propagation.as_deref();
    match mount.recursive_read_only.as_deref() {
        None | Some("Disabled") => {}
        Some("Enabled" | "IfPossible") => {
            if mount.read_only != Some(true) {
                errors.forbidden(path, "may only be specified when readOnly is true");
            }
            if propagation.is_some_and(|propagation| propagation != "None") {
                let detail = "may only be specified when mountPropagation is None or not specified";
                errors.forbidden(path, detail);
            }
        }
        Some(other) => {
            errors.not_supported(path, other, &["Disabled", "Enabled", "IfPossible"]);
        }
    }
}

/// ValidateVolumeDevices.
pub(super) fn volume_devices(
    errors: &mut Errors,
    scope: &Scope<'_>,
    container: &Container,
    path: &FieldPath,
) {
    let mounts = list(&container.volume_mounts);
    let (mut names, mut device_paths) = (BTreeSet::new(), BTreeSet::new());
    for (index, device) in list(&container.volume_devices).iter().enumerate() {
        let item = path.index(index);
        let (name_path, path_path) = (item.child("name"), item.child("devicePath"));
        let (name, device_path) = (device.name.as_str(), device.device_path.as_str());
        device_name(errors, scope, name, names.contains(name), &name_path);
        if device_path.is_empty() {
            errors.required(&path_path, "");
        }
        if device_paths.contains(device_path) {
            errors.invalid(&path_path, device_path, "must be unique");
        }
        if paths::has_backsteps(device_path) {
            errors.invalid(&path_path, device_path, "can not contain backsteps ('..')");
        } else {
            device_paths.insert(device_path);
        }
        if mounts.iter().any(|mount| mount.name == name) {
            errors.invalid(&name_path, name, "must not already exist in volumeMounts");
        }
        if last_mount_paths(mounts).contains(&device_path) {
            let detail = "must not already exist as a path in volumeMounts";
            errors.invalid(&path_path, device_path, detail);
        }
        if !name.is_empty() {
            names.insert(name);
        }
    }
}

fn device_name(errors: &mut Errors, scope: &Scope<'_>, name: &str, known: bool, path: &FieldPath) {
    if name.is_empty() {
        errors.required(path, "");
    }
    if known {
        errors.invalid(path, name, "must be unique");
    }
    match scope.volumes.get(name) {
        Some(volume) if volume.persistent_volume_claim.is_none() && volume.ephemeral.is_none() => {
            let detail = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
            errors.invalid(path, name, detail);
        }
        Some(_) => {}
        None => errors.not_found(path, name, ""),
    }
}
