//! Storage outside the API server, each kind with its few rules.

use k8s_openapi::api::core::v1::{
    AWSElasticBlockStoreVolumeSource, AzureDiskVolumeSource, AzureFileVolumeSource,
    CSIVolumeSource, CephFSVolumeSource, CinderVolumeSource, FCVolumeSource, FlexVolumeSource,
    FlockerVolumeSource, GCEPersistentDiskVolumeSource, GitRepoVolumeSource, GlusterfsVolumeSource,
    ISCSIVolumeSource, LocalObjectReference, NFSVolumeSource, PhotonPersistentDiskVolumeSource,
    PortworxVolumeSource, QuobyteVolumeSource, RBDVolumeSource, ScaleIOVolumeSource,
    StorageOSVolumeSource, Volume, VsphereVirtualDiskVolumeSource,
};

use super::super::errors::{Errors, json, range_error};
use super::super::pod::{list, text};
use super::super::{formats, paths};
use crate::text::FieldPath;

fn need(errors: &mut Errors, value: &str, path: &FieldPath) {
    if value.is_empty() {
        errors.required(path, "");
    }
}

fn need_secret_name(errors: &mut Errors, secret: Option<&LocalObjectReference>, path: &FieldPath) {
    if let Some(secret) = secret {
        need(errors, &secret.name, &path.child("secretRef.name"));
    }
}

/// validateGitRepoVolumeSource.
pub(super) fn git_repo(errors: &mut Errors, source: &GitRepoVolumeSource, path: &FieldPath) {
    need(errors, &source.repository, &path.child("repository"));
    paths::local_descending(errors, text(&source.directory), &path.child("directory"));
}

/// validateGCEPersistentDiskVolumeSource.
pub(super) fn gce_disk(
    errors: &mut Errors,
    source: &GCEPersistentDiskVolumeSource,
    path: &FieldPath,
) {
    need(errors, &source.pd_name, &path.child("pdName"));
    partition(errors, source.partition, &path.child("partition"));
}

/// validateAWSElasticBlockStoreVolumeSource.
pub(super) fn aws_disk(
    errors: &mut Errors,
    source: &AWSElasticBlockStoreVolumeSource,
    path: &FieldPath,
) {
    need(errors, &source.volume_id, &path.child("volumeID"));
    partition(errors, source.partition, &path.child("partition"));
}

fn partition(errors: &mut Errors, partition: Option<i32>, path: &FieldPath) {
    if let Some(partition) = partition.filter(|partition| !(0..=255).contains(partition)) {
        errors.invalid(path, partition, range_error(1, 255));
    }
}

/// validateNFSVolumeSource.
pub(super) fn nfs(errors: &mut Errors, source: &NFSVolumeSource, path: &FieldPath) {
    need(errors, &source.server, &path.child("server"));
    need(errors, &source.path, &path.child("path"));
    if !source.path.starts_with('/') {
        errors.invalid(&path.child("path"), &source.path, "must be an absolute path");
    }
}

/// validateISCSIVolumeSource.
pub(super) fn iscsi(errors: &mut Errors, source: &ISCSIVolumeSource, path: &FieldPath) {
    need(errors, &source.target_portal, &path.child("targetPortal"));
    if source.iqn.is_empty() {
        errors.required(&path.child("iqn"), "");
    } else {
        initiator(errors, &source.iqn, &path.child("iqn"));
    }
    if !(0..=255).contains(&source.lun) {
        errors.invalid(&path.child("lun"), source.lun, range_error(0, 255));
    }
    let authenticates =
        source.chap_auth_discovery == Some(true) || source.chap_auth_session == Some(true);
    if authenticates && source.secret_ref.is_none() {
        errors.required(&path.child("secretRef"), "");
    }
    if let Some(name) = &source.initiator_name {
        initiator(errors, name, &path.child("initiatorname"));
    }
}

/// Names of iSCSI nodes: `iqn.2001-04.com.example:storage`, `eui.` and 16 or `naa.` and 32 letters or digits.
fn initiator(errors: &mut Errors, name: &str, path: &FieldPath) {
    let coded = |rest: &str, length: usize| {
        let mut rest = rest.chars();
        rest.next().is_some()
            && rest.as_str().len() == length
            && rest.all(|c| c.is_ascii_alphanumeric())
    };
    let right = if name.starts_with("iqn") {
        is_qualified_iscsi(name)
    } else if let Some(rest) = name.strip_prefix("eui") {
        coded(rest, 16)
    } else if let Some(rest) = name.strip_prefix("naa") {
        coded(rest, 32)
    } else {
        errors.invalid(path, name, "must be valid format starting with iqn, eui, or naa");
        return;
    };
    if !right {
        errors.invalid(path, name, "must be valid format");
    }
}

/// iscsiInitiatorIqnRegex: `iqn\.\d{4}-\d{2}\.([[:alnum:]-.]+)(:[^,;*&$|\s]+)$`.
fn is_qualified_iscsi(name: &str) -> bool {
    let Some((authority, unique)) = name.split_once(':') else { return false };
    let Some(rest) = authority.strip_prefix("iqn.") else { return false };
    let (date, domain) = rest.split_at_checked(8).unwrap_or((rest, ""));
    let date_fits = date.len() == 8
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 => byte == b'-',
            7 => byte == b'.',
            _ => byte.is_ascii_digit(),
        });
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    date_fits
        && !domain.is_empty()
        && domain.chars().all(plain)
        && !unique.is_empty()
        && !unique.contains(|c: char| ",;*&$|".contains(c) || c.is_whitespace())
}

/// The kernel's name of an initiator is made of the volume's and the portal's.
pub(super) fn iscsi_name(errors: &mut Errors, volume: &Volume, path: &FieldPath) {
    let Some(source) = &volume.iscsi else { return };
    let length = volume.name.len() + 1 + source.target_portal.len();
    if source.initiator_name.is_some() && length > 64 {
        let detail = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";
        errors.invalid(&path.child("name"), &volume.name, detail);
    }
}

/// validateGlusterfsVolumeSource.
pub(super) fn glusterfs(errors: &mut Errors, source: &GlusterfsVolumeSource, path: &FieldPath) {
    need(errors, &source.endpoints, &path.child("endpoints"));
    need(errors, &source.path, &path.child("path"));
}

/// validateFlockerVolumeSource.
pub(super) fn flocker(errors: &mut Errors, source: &FlockerVolumeSource, path: &FieldPath) {
    let (name, uuid) = (text(&source.dataset_name), text(&source.dataset_uuid));
    if name.is_empty() && uuid.is_empty() {
        errors.required(path, "one of datasetName and datasetUUID is required");
    }
    if !name.is_empty() && !uuid.is_empty() {
        let detail = "datasetName and datasetUUID can not be specified simultaneously";
        errors.invalid(path, "resource", detail);
    }
    if name.contains('/') {
        errors.invalid(&path.child("datasetName"), name, "must not contain '/'");
    }
}

/// validateRBDVolumeSource.
pub(super) fn rbd(errors: &mut Errors, source: &RBDVolumeSource, path: &FieldPath) {
    if source.monitors.is_empty() {
        errors.required(&path.child("monitors"), "");
    }
    need(errors, &source.image, &path.child("image"));
}

/// validateCinderVolumeSource.
pub(super) fn cinder(errors: &mut Errors, source: &CinderVolumeSource, path: &FieldPath) {
    need(errors, &source.volume_id, &path.child("volumeID"));
    need_secret_name(errors, source.secret_ref.as_ref(), path);
}

/// validateCephFSVolumeSource.
pub(super) fn cephfs(errors: &mut Errors, source: &CephFSVolumeSource, path: &FieldPath) {
    if source.monitors.is_empty() {
        errors.required(&path.child("monitors"), "");
    }
}

/// validateQuobyteVolumeSource.
pub(super) fn quobyte(errors: &mut Errors, source: &QuobyteVolumeSource, path: &FieldPath) {
    let hosts = "must be a host:port pair or multiple pairs separated by commas";
    let registry = source.registry.as_str();
    if registry.is_empty() {
        errors.required(&path.child("registry"), hosts);
    } else if text(&source.tenant).len() >= 65 {
        let detail = "must be a UUID and may not exceed a length of 64 characters";
        errors.required(&path.child("tenant"), detail);
    } else {
        for _ in registry.split(',').filter(|pair| !is_host_port(pair)) {
            errors.invalid(&path.child("registry"), registry, hosts);
        }
    }
    need(errors, &source.volume, &path.child("volume"));
}

/// net.SplitHostPort.
fn is_host_port(pair: &str) -> bool {
    let Some((host, port)) = pair.rsplit_once(':') else { return false };
    match host.strip_prefix('[') {
        Some(rest) => {
            rest.strip_suffix(']').is_some_and(|address| !address.contains(['[', ']']))
                && !port.contains(['[', ']'])
        }
        None => !host.contains([':', '[', ']']) && !port.contains(['[', ']']),
    }
}

/// validateFCVolumeSource.
pub(super) fn fc(errors: &mut Errors, source: &FCVolumeSource, path: &FieldPath) {
    let (targets, wwids) = (list(&source.target_wwns), list(&source.wwids));
    let targets_path = path.child("targetWWNs");
    if targets.is_empty() && wwids.is_empty() {
        let detail = "must specify either targetWWNs or wwids, but not both";
        errors.required(&targets_path, detail);
    }
    if !targets.is_empty() && !wwids.is_empty() {
        let detail = "targetWWNs and wwids can not be specified simultaneously";
        errors.invalid(&targets_path, json(&targets), detail);
    }
    match source.lun {
        _ if targets.is_empty() => {}
        None => errors.required(&path.child("lun"), "lun is required if targetWWNs is specified"),
        Some(lun) if !(0..=255).contains(&lun) => {
            errors.invalid(&path.child("lun"), lun, range_error(0, 255));
        }
        Some(_) => {}
    }
}

/// validateFlexVolumeSource.
pub(super) fn flex_volume(errors: &mut Errors, source: &FlexVolumeSource, path: &FieldPath) {
    need(errors, &source.driver, &path.child("driver"));
    for key in source.options.iter().flatten().map(|(key, _)| key) {
        let namespace = key.split_once('/').map_or(key.as_str(), |(namespace, _)| namespace);
        let dotted = format!(".{}", namespace.to_ascii_lowercase());
        if dotted.ends_with(".kubernetes.io") || dotted.ends_with(".k8s.io") {
            let detail = "kubernetes.io and k8s.io namespaces are reserved";
            errors.invalid(&path.child("options").key(key), key, detail);
        }
    }
}

/// validateAzureFile.
pub(super) fn azure_file(errors: &mut Errors, source: &AzureFileVolumeSource, path: &FieldPath) {
    need(errors, &source.secret_name, &path.child("secretName"));
    need(errors, &source.share_name, &path.child("shareName"));
}

/// validateAzureDisk.
pub(super) fn azure_disk(errors: &mut Errors, source: &AzureDiskVolumeSource, path: &FieldPath) {
    need(errors, &source.disk_name, &path.child("diskName"));
    need(errors, &source.disk_uri, &path.child("diskURI"));
    let (caching, kind) = (source.caching_mode.as_deref(), source.kind.as_deref());
    for (field, value, known) in [
        ("cachingMode", caching, &["None", "ReadOnly", "ReadWrite"]),
        ("kind", kind, &["Dedicated", "Managed", "Shared"]),
    ] {
        if let Some(value) = value.filter(|value| !known.contains(value)) {
            errors.not_supported(&path.child(field), value, known);
        }
    }
    let uri = &source.disk_uri;
    let (start, example) = match kind {
        None => return,
        Some("Managed") => (
            "/subscriptions/",
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
        ),
        Some(_) => (
            "https://",
            "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd",
        ),
    };
    if !uri.starts_with(start) {
        errors.not_supported(&path.child("diskURI"), uri, &[example]);
    }
}

/// validateVsphereVolumeSource.
pub(super) fn vsphere(
    errors: &mut Errors,
    source: &VsphereVirtualDiskVolumeSource,
    path: &FieldPath,
) {
    need(errors, &source.volume_path, &path.child("volumePath"));
}

/// validatePhotonPersistentDiskVolumeSource.
pub(super) fn photon(
    errors: &mut Errors,
    source: &PhotonPersistentDiskVolumeSource,
    path: &FieldPath,
) {
    need(errors, &source.pd_id, &path.child("pdID"));
}

/// validatePortworxVolumeSource.
pub(super) fn portworx(errors: &mut Errors, source: &PortworxVolumeSource, path: &FieldPath) {
    need(errors, &source.volume_id, &path.child("volumeID"));
}

/// validateScaleIOVolumeSource.
pub(super) fn scale_io(errors: &mut Errors, source: &ScaleIOVolumeSource, path: &FieldPath) {
    need(errors, &source.gateway, &path.child("gateway"));
    need(errors, &source.system, &path.child("system"));
    need(errors, text(&source.volume_name), &path.child("volumeName"));
}

/// validateStorageOSVolumeSource.
pub(super) fn storage_os(errors: &mut Errors, source: &StorageOSVolumeSource, path: &FieldPath) {
    let (name, namespace) = (text(&source.volume_name), text(&source.volume_namespace));
    if name.is_empty() {
        errors.required(&path.child("volumeName"), "");
    } else {
        errors.invalid_each(&path.child("volumeName"), name, formats::dns_label(name));
    }
    if !namespace.is_empty() {
        let complaints = formats::dns_label(namespace);
        errors.invalid_each(&path.child("volumeNamespace"), namespace, complaints);
    }
    need_secret_name(errors, source.secret_ref.as_ref(), path);
}

/// validateCSIVolumeSource.
pub(super) fn csi(errors: &mut Errors, source: &CSIVolumeSource, path: &FieldPath) {
    let driver_path = path.child("driver");
    need(errors, &source.driver, &driver_path);
    if source.driver.len() > 63 {
        errors.too_long(&driver_path, 63);
    }
    let complaints = formats::dns_subdomain(&source.driver.to_ascii_lowercase());
    errors.invalid_each(&driver_path, &source.driver, complaints);
    if let Some(secret) = &source.node_publish_secret_ref {
        if secret.name.is_empty() {
            errors.required(&path.child("nodePublishSecretRef.name"), "");
        } else {
            let complaints = formats::dns_subdomain(&secret.name);
            errors.invalid_each(&path.child("name"), &secret.name, complaints);
        }
    }
}
