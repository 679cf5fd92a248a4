//! Volumes and claims.

use k8s_openapi::api::core::v1::{
    AzureDiskVolumeSource, DownwardAPIVolumeFile, EmptyDirVolumeSource, ISCSIVolumeSource,
    PersistentVolumeClaim, PersistentVolumeClaimSpec, ProjectedVolumeSource, RBDVolumeSource,
    ScaleIOVolumeSource, Volume,
};

use super::{image, pod, quantities, text};

/// The mode of files that name none: 0644.
const FILE_MODE: i32 = 0o644;

/// SetDefaults_Volume and the defaults of every source.
pub(super) fn volume(volume: &mut Volume) {
    if has_no_source(volume) {
        volume.empty_dir = Some(EmptyDirVolumeSource::default());
    }
    if let Some(source) = &mut volume.image {
        let policy = image::pull_policy(source.reference.as_deref().unwrap_or_default());
        text(&mut source.pull_policy, policy);
    }
    if let Some(source) = &mut volume.host_path {
        source.type_.get_or_insert_default();
    }
    if let Some(source) = &mut volume.empty_dir {
        source.size_limit.iter_mut().for_each(quantities::canonical);
    }
    files(volume);
    volume.projected.iter_mut().for_each(projected);
    volume.iscsi.iter_mut().for_each(iscsi);
    volume.rbd.iter_mut().for_each(rbd);
    volume.azure_disk.iter_mut().for_each(azure_disk);
    volume.scale_io.iter_mut().for_each(scale_io);
    for template in volume.ephemeral.iter_mut().flat_map(|source| &mut source.volume_claim_template)
    {
        template.metadata.get_or_insert_default();
        claim_spec(&mut template.spec);
    }
}

fn has_no_source(volume: &Volume) -> bool {
    matches!(
        volume,
        Volume {
            name: _,
            aws_elastic_block_store: None,
            azure_disk: None,
            azure_file: None,
            cephfs: None,
            cinder: None,
            config_map: None,
            csi: None,
            downward_api: None,
            empty_dir: None,
            ephemeral: None,
            fc: None,
            flex_volume: None,
            flocker: None,
            gce_persistent_disk: None,
            git_repo: None,
            glusterfs: None,
            host_path: None,
            image: None,
            iscsi: None,
            nfs: None,
            persistent_volume_claim: None,
            photon_persistent_disk: None,
            portworx_volume: None,
            projected: None,
            quobyte: None,
            rbd: None,
            scale_io: None,
            secret: None,
            storageos: None,
            vsphere_volume: None,
        }
    )
}

/// SetDefaults_SecretVolumeSource, _ConfigMapVolumeSource and _DownwardAPIVolumeSource.
fn files(volume: &mut Volume) {
    if let Some(source) = &mut volume.secret {
        source.default_mode.get_or_insert(FILE_MODE);
    }
    if let Some(source) = &mut volume.config_map {
        source.default_mode.get_or_insert(FILE_MODE);
    }
    if let Some(source) = &mut volume.downward_api {
        source.default_mode.get_or_insert(FILE_MODE);
        source.items.iter_mut().flatten().for_each(downward_file);
    }
}

fn downward_file(file: &mut DownwardAPIVolumeFile) {
    file.field_ref.iter_mut().for_each(pod::field_ref);
    file.resource_field_ref.iter_mut().for_each(pod::resource_field_ref);
}

/// SetDefaults_ProjectedVolumeSource and _ServiceAccountTokenProjection.
fn projected(source: &mut ProjectedVolumeSource) {
    source.default_mode.get_or_insert(FILE_MODE);
    for part in source.sources.iter_mut().flatten() {
        if let Some(files) = &mut part.downward_api {
            files.items.iter_mut().flatten().for_each(downward_file);
        }
        if let Some(token) = &mut part.service_account_token {
            token.expiration_seconds.get_or_insert(3600);
        }
        if let Some(certificate) = &mut part.pod_certificate {
            certificate.max_expiration_seconds.get_or_insert(86_400);
        }
    }
}

fn iscsi(source: &mut ISCSIVolumeSource) {
    text(&mut source.iscsi_interface, "default");
}

fn rbd(source: &mut RBDVolumeSource) {
    text(&mut source.pool, "rbd");
    text(&mut source.user, "admin");
    text(&mut source.keyring, "/etc/ceph/keyring");
}

fn azure_disk(source: &mut AzureDiskVolumeSource) {
    source.caching_mode.get_or_insert_with(|| "ReadWrite".to_owned());
    source.kind.get_or_insert_with(|| "Shared".to_owned());
    source.fs_type.get_or_insert_with(|| "ext4".to_owned());
    source.read_only.get_or_insert(false);
}

fn scale_io(source: &mut ScaleIOVolumeSource) {
    text(&mut source.storage_mode, "ThinProvisioned");
    text(&mut source.fs_type, "xfs");
}

/// SetDefaults_PersistentVolumeClaimSpec.
fn claim_spec(spec: &mut PersistentVolumeClaimSpec) {
    spec.volume_mode.get_or_insert_with(|| "Filesystem".to_owned());
    quantities::volume_requirements(spec.resources.get_or_insert_default());
}

/// SetDefaults_PersistentVolumeClaim, for the templates of a StatefulSet.
pub(super) fn claim(claim: &mut PersistentVolumeClaim) {
    claim_spec(claim.spec.get_or_insert_default());
    text(&mut claim.status.get_or_insert_default().phase, "Pending");
}
