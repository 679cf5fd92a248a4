//! What a volume is made of: exactly one source.

use k8s_openapi::api::core::v1::{
    EphemeralVolumeSource, HostPathVolumeSource, ImageVolumeSource, Volume,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::super::errors::{Errors, quote};
use super::super::pod::{one_of, text};
use super::super::{formats, paths};
use super::{claims, files, projected, storage};
use crate::quantity::Quantity;
use crate::text::FieldPath;

/// A source that is given: the path of its field, and what checks it.
type Given<'a> = (&'static str, Box<dyn FnOnce(&mut Errors, &FieldPath) + 'a>);

/// validateVolumeSource: the first source is checked, the others forbidden.
pub(super) fn source(
    errors: &mut Errors,
    volume: &Volume,
    pod: Option<&ObjectMeta>,
    path: &FieldPath,
) {
    let mut found = volume.empty_dir.is_some();
    if let Some(empty_dir) = &volume.empty_dir {
        let limit = empty_dir.size_limit.as_ref().and_then(|limit| Quantity::parse(&limit.0).ok());
        if limit.is_some_and(|limit| limit.is_negative()) {
            let path = path.child("emptyDir.sizeLimit");
            errors.forbidden(&path, "SizeLimit field must be a valid resource quantity");
        }
    }
    for (field, check) in given(volume, pod) {
        if found {
            let field = forbidden_name(field);
            errors.forbidden(&path.child(field), "may not specify more than 1 volume type");
        } else {
            found = true;
            check(errors, path);
        }
        if field == "iscsi" {
            storage::iscsi_name(errors, volume, path);
        }
    }
    if !found {
        errors.required(path, "must specify a volume type");
    }
}

/// Two fields are called otherwise where a second source is forbidden.
fn forbidden_name(field: &'static str) -> &'static str {
    match field {
        "downwardAPI" => "downwarAPI",
        "cephfs" => "cephFS",
        other => other,
    }
}

/// The sources in the order in which upstream asks for them.
fn given<'a>(volume: &'a Volume, pod: Option<&'a ObjectMeta>) -> Vec<Given<'a>> {
    let mut all: Vec<Given<'a>> = Vec::new();
    macro_rules! source {
        ($field:ident, $name:literal, $check:expr) => {
            if let Some(source) = &volume.$field {
                let check = $check;
                all.push((
                    $name,
                    Box::new(move |errors, path| check(errors, source, &path.child($name))),
                ));
            }
        };
    }
    source!(host_path, "hostPath", host_path);
    source!(git_repo, "gitRepo", storage::git_repo);
    if let Some(disk) = &volume.gce_persistent_disk {
        let check = move |errors: &mut Errors, path: &FieldPath| {
            storage::gce_disk(errors, disk, &path.child("persistentDisk"));
        };
        all.push(("gcePersistentDisk", Box::new(check)));
    }
    source!(aws_elastic_block_store, "awsElasticBlockStore", storage::aws_disk);
    source!(secret, "secret", files::secret);
    source!(nfs, "nfs", storage::nfs);
    source!(iscsi, "iscsi", storage::iscsi);
    source!(glusterfs, "glusterfs", storage::glusterfs);
    source!(flocker, "flocker", storage::flocker);
    source!(persistent_volume_claim, "persistentVolumeClaim", claims::claim);
    source!(rbd, "rbd", storage::rbd);
    source!(cinder, "cinder", storage::cinder);
    source!(cephfs, "cephfs", storage::cephfs);
    source!(quobyte, "quobyte", storage::quobyte);
    source!(downward_api, "downwardAPI", files::downward_api);
    source!(fc, "fc", storage::fc);
    source!(flex_volume, "flexVolume", storage::flex_volume);
    source!(config_map, "configMap", files::config_map);
    source!(azure_file, "azureFile", storage::azure_file);
    source!(vsphere_volume, "vsphereVolume", storage::vsphere);
    source!(photon_persistent_disk, "photonPersistentDisk", storage::photon);
    source!(portworx_volume, "portworxVolume", storage::portworx);
    source!(azure_disk, "azureDisk", storage::azure_disk);
    source!(storageos, "storageos", storage::storage_os);
    source!(projected, "projected", projected::projected);
    source!(scale_io, "scaleIO", storage::scale_io);
    source!(csi, "csi", storage::csi);
    if let Some(source) = &volume.ephemeral {
        let check = move |errors: &mut Errors, path: &FieldPath| {
            ephemeral(errors, source, &volume.name, pod, path);
        };
        all.push(("ephemeral", Box::new(check)));
    }
    if let Some(source) = &volume.image {
        let check = move |errors: &mut Errors, path: &FieldPath| {
            image(errors, source, pod.is_some(), &path.child("image"));
        };
        all.push(("image", Box::new(check)));
    }
    all
}

/// validateHostPathVolumeSource.
fn host_path(errors: &mut Errors, source: &HostPathVolumeSource, path: &FieldPath) {
    if source.path.is_empty() {
        errors.required(&path.child("path"), "");
        return;
    }
    paths::no_backsteps(errors, &source.path, &path.child("path"));
    let known = &[
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
    ];
    if !known.contains(&text(&source.type_)) {
        errors.not_supported(&path.child("type"), text(&source.type_), known);
    }
}

/// validateEphemeralVolumeSource, and the name of the claim that it makes.
fn ephemeral(
    errors: &mut Errors,
    source: &EphemeralVolumeSource,
    name: &str,
    pod: Option<&ObjectMeta>,
    path: &FieldPath,
) {
    let template_path = path.child("ephemeral.volumeClaimTemplate");
    match &source.volume_claim_template {
        Some(template) => claims::claim_template(errors, template, &template_path),
        None => errors.required(&template_path, ""),
    }
    let pod_name = pod.map(|meta| text(&meta.name)).unwrap_or_default();
    if !pod_name.is_empty() && !name.is_empty() {
        let claim = format!("{pod_name}-{name}");
        for complaint in formats::dns_subdomain(&claim) {
            errors.invalid(
                &path.child("name"),
                name,
                format!("PVC name {}: {complaint}", quote(&claim)),
            );
        }
    }
}

/// validateImageVolumeSource. A template may leave the image to somebody else.
fn image(errors: &mut Errors, source: &ImageVolumeSource, is_pod: bool, path: &FieldPath) {
    if is_pod && text(&source.reference).is_empty() {
        errors.required(&path.child("reference"), "");
    }
    let policies = &["Always", "IfNotPresent", "Never"];
    one_of(errors, text(&source.pull_policy), policies, &path.child("pullPolicy"));
}
