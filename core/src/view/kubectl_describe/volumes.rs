//! The volumes in `kubectl describe pod`.
//!
//! Upstream: `describeVolumes`, staging/src/k8s.io/kubectl/pkg/describe/describe.go.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as api;

use super::containers::amount;
use super::{Description, annotations, labels, shortened};

/// The volumes of a Pod, or of a template, where they stand a little further to the right.
pub(super) fn describe(out: &mut Description, volumes: &[api::Volume], of_template: bool) {
    let (level, space) = if of_template { (1, " ") } else { (0, "") };
    if volumes.is_empty() {
        out.put(level, "Volumes", "<none>");
        return;
    }
    out.line(level, "Volumes:");
    for volume in volumes {
        out.line(1, &format!("{space}{}:", volume.name));
        let known = common(out, volume)
            || network(out, volume)
            || cluster(out, volume)
            || cloud(out, volume)
            || other(out, volume);
        if !known {
            out.line(1, "<unknown>");
        }
    }
}

/// A value as Go's `%v` prints it.
enum Go<'a> {
    Text(Option<&'a String>),
    Bool(Option<bool>),
    Number(i64),
    Names(Option<&'a Vec<String>>),
    Secret(Option<&'a api::LocalObjectReference>),
}

impl Go<'_> {
    fn print(&self) -> String {
        match self {
            Self::Text(text) => text.cloned().unwrap_or_default(),
            Self::Bool(value) => value.unwrap_or_default().to_string(),
            Self::Number(number) => number.to_string(),
            Self::Names(names) => {
                format!("[{}]", names.map(|names| names.join(" ")).unwrap_or_default())
            }
            Self::Secret(None) => "nil".to_owned(),
            Self::Secret(Some(secret)) => {
                format!("&LocalObjectReference{{Name:{},}}", secret.name)
            }
        }
    }
}

use Go::{Bool, Names, Number, Secret, Text};

/// The type, then its fields. Fields bring their colons, because one has none.
fn list(out: &mut Description, type_: &str, fields: &[(&str, Go<'_>)]) {
    out.put(2, "Type", type_);
    for (name, value) in fields {
        out.line(2, &format!("{name}\t{}", value.print()));
    }
}

/// What a Pod gets from its node and from the API; whether it is that.
fn common(out: &mut Description, volume: &api::Volume) -> bool {
    let optional = |optional: Option<bool>| ("Optional:", Bool(optional));
    if let Some(path) = &volume.host_path {
        list(
            out,
            "HostPath (bare host directory volume)",
            &[
                ("Path:", Text(Some(&path.path))),
                ("HostPathType:", Text(path.type_.as_ref().or(Some(&"<none>".to_owned())))),
            ],
        );
    } else if let Some(directory) = &volume.empty_dir {
        let limit = directory.size_limit.as_ref().map(amount).filter(|limit| limit != "0");
        list(
            out,
            "EmptyDir (a temporary directory that shares a pod's lifetime)",
            &[
                ("Medium:", Text(directory.medium.as_ref())),
                ("SizeLimit:", Text(limit.as_ref().or(Some(&"<unset>".to_owned())))),
            ],
        );
    } else if let Some(secret) = &volume.secret {
        list(
            out,
            "Secret (a volume populated by a Secret)",
            &[("SecretName:", Text(secret.secret_name.as_ref())), optional(secret.optional)],
        );
    } else if let Some(map) = &volume.config_map {
        list(
            out,
            "ConfigMap (a volume populated by a ConfigMap)",
            &[("Name:", Text(Some(&map.name))), optional(map.optional)],
        );
    } else if let Some(claim) = &volume.persistent_volume_claim {
        list(
            out,
            "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
            &[("ClaimName:", Text(Some(&claim.claim_name))), ("ReadOnly:", Bool(claim.read_only))],
        );
    } else if let Some(ephemeral) = &volume.ephemeral {
        out.put(
            2,
            "Type",
            "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
        );
        if let Some(template) = &ephemeral.volume_claim_template {
            claim(out, template);
        }
    } else if let Some(projected) = &volume.projected {
        sources(out, projected);
    } else if let Some(api) = &volume.downward_api {
        out.put(2, "Type", "DownwardAPI (a volume populated by information about the pod)");
        out.line(2, "Items:");
        for item in api.items.iter().flatten() {
            if let Some(field) = &item.field_ref {
                out.line(3, &format!("{} -> {}", field.field_path, item.path));
            }
            if let Some(field) = &item.resource_field_ref {
                out.line(3, &format!("{} -> {}", field.resource, item.path));
            }
        }
    } else if let Some(image) = &volume.image {
        list(
            out,
            "Image (a container image or OCI artifact)",
            &[
                ("Reference:", Text(image.reference.as_ref())),
                ("PullPolicy:", Text(image.pull_policy.as_ref())),
            ],
        );
    } else if let Some(driver) = &volume.csi {
        list(
            out,
            "CSI (a Container Storage Interface (CSI) volume source)",
            &[
                ("Driver:", Text(Some(&driver.driver))),
                ("FSType:", Text(driver.fs_type.as_ref())),
                ("ReadOnly:", Bool(driver.read_only)),
            ],
        );
        attributes(out, driver.volume_attributes.as_ref());
    } else {
        return false;
    }
    true
}

/// Upstream: `printProjectedVolumeSource`.
fn sources(out: &mut Description, projected: &api::ProjectedVolumeSource) {
    out.put(2, "Type", "Projected (a volume that contains injected data from multiple sources)");
    for source in projected.sources.iter().flatten() {
        let named = if let Some(secret) = &source.secret {
            Some(("SecretName", &secret.name, secret.optional))
        } else if source.downward_api.is_some() {
            out.put(2, "DownwardAPI", "true");
            None
        } else if let Some(map) = &source.config_map {
            Some(("ConfigMapName", &map.name, map.optional))
        } else {
            if let Some(token) = &source.service_account_token {
                let seconds = token.expiration_seconds.unwrap_or(3600);
                out.put(2, "TokenExpirationSeconds", &seconds.to_string());
            }
            None
        };
        if let Some((title, name, optional)) = named {
            out.put(2, title, name);
            out.put(2, "Optional", &optional.unwrap_or_default().to_string());
        }
    }
}

/// Upstream: `printPersistentVolumeClaim` of what is not a full claim.
fn claim(out: &mut Description, template: &api::PersistentVolumeClaimTemplate) {
    let (spec, none) = (&template.spec, BTreeMap::new());
    let metadata = template.metadata.as_ref();
    let annotated = metadata.and_then(|metadata| metadata.annotations.as_ref());
    let class = annotated.and_then(|known| known.get("volume.beta.kubernetes.io/storage-class"));
    let class = class.or(spec.storage_class_name.as_ref());
    out.put(2, "StorageClass", class.map_or("", String::as_str));
    out.put(2, "Volume", spec.volume_name.as_deref().unwrap_or_default());
    let labeled = metadata.and_then(|metadata| metadata.labels.as_ref());
    labels(out, 2, "Labels", labeled.unwrap_or(&none));
    annotations(out, 2, annotated.unwrap_or(&none));
    let capacity = if spec.volume_name.is_some() { "0" } else { "" };
    out.put(2, "Capacity", capacity);
    out.put(2, "Access Modes", "");
    if let Some(mode) = &spec.volume_mode {
        out.put(2, "VolumeMode", mode);
    }
    if let Some(source) = &spec.data_source {
        out.line(2, "DataSource:");
        if let Some(group) = &source.api_group {
            out.put(3, "APIGroup", group);
        }
        out.put(3, "Kind", &source.kind);
        out.put(3, "Name", &source.name);
    }
}

/// Upstream: `printCSIPersistentVolumeAttributesMultiline`, which indents every piece of a line.
fn attributes(out: &mut Description, attributes: Option<&BTreeMap<String, String>>) {
    let Some(attributes) = attributes.filter(|attributes| !attributes.is_empty()) else {
        out.put(2, "VolumeAttributes", "<none>");
        return;
    };
    out.indent(2);
    out.0.push_str("VolumeAttributes:\t");
    for (position, (key, value)) in attributes.iter().enumerate() {
        if position > 0 {
            out.indent(4);
            out.0.push('\t');
        }
        out.line(2, &shortened(&format!("{key}={value}"), super::LONGEST_ANNOTATION));
    }
}

/// What is mounted over a network; whether it is that.
fn network(out: &mut Description, volume: &api::Volume) -> bool {
    let read_only = |value: Option<bool>| ("ReadOnly:", Bool(value));
    if let Some(nfs) = &volume.nfs {
        list(
            out,
            "NFS (an NFS mount that lasts the lifetime of a pod)",
            &[
                ("Server:", Text(Some(&nfs.server))),
                ("Path:", Text(Some(&nfs.path))),
                read_only(nfs.read_only),
            ],
        );
    } else if let Some(iscsi) = &volume.iscsi {
        list(
            out,
            "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
            &[
                ("TargetPortal:", Text(Some(&iscsi.target_portal))),
                ("IQN:", Text(Some(&iscsi.iqn))),
                ("Lun:", Number(iscsi.lun.into())),
                ("ISCSIInterface", Text(iscsi.iscsi_interface.as_ref())),
                ("FSType:", Text(iscsi.fs_type.as_ref())),
                read_only(iscsi.read_only),
                ("Portals:", Names(iscsi.portals.as_ref())),
                ("DiscoveryCHAPAuth:", Bool(iscsi.chap_auth_discovery)),
                ("SessionCHAPAuth:", Bool(iscsi.chap_auth_session)),
                ("SecretRef:", Secret(iscsi.secret_ref.as_ref())),
                (
                    "InitiatorName:",
                    Text(iscsi.initiator_name.as_ref().or(Some(&"<none>".to_owned()))),
                ),
            ],
        );
    } else if let Some(glusterfs) = &volume.glusterfs {
        list(
            out,
            "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
            &[
                ("EndpointsName:", Text(Some(&glusterfs.endpoints))),
                ("Path:", Text(Some(&glusterfs.path))),
                read_only(glusterfs.read_only),
            ],
        );
    } else if let Some(rbd) = &volume.rbd {
        list(
            out,
            "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
            &[
                ("CephMonitors:", Names(Some(&rbd.monitors))),
                ("RBDImage:", Text(Some(&rbd.image))),
                ("FSType:", Text(rbd.fs_type.as_ref())),
                ("RBDPool:", Text(rbd.pool.as_ref())),
                ("RadosUser:", Text(rbd.user.as_ref())),
                ("Keyring:", Text(rbd.keyring.as_ref())),
                ("SecretRef:", Secret(rbd.secret_ref.as_ref())),
                read_only(rbd.read_only),
            ],
        );
    } else if let Some(quobyte) = &volume.quobyte {
        list(
            out,
            "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
            &[
                ("Registry:", Text(Some(&quobyte.registry))),
                ("Volume:", Text(Some(&quobyte.volume))),
                read_only(quobyte.read_only),
            ],
        );
    } else {
        return false;
    }
    true
}

/// What clusters of disks serve; whether it is that.
fn cluster(out: &mut Description, volume: &api::Volume) -> bool {
    let read_only = |value: Option<bool>| ("ReadOnly:", Bool(value));
    if let Some(ceph) = &volume.cephfs {
        list(
            out,
            "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
            &[
                ("Monitors:", Names(Some(&ceph.monitors))),
                ("Path:", Text(ceph.path.as_ref())),
                ("User:", Text(ceph.user.as_ref())),
                ("SecretFile:", Text(ceph.secret_file.as_ref())),
                ("SecretRef:", Secret(ceph.secret_ref.as_ref())),
                read_only(ceph.read_only),
            ],
        );
    } else if let Some(storage) = &volume.storageos {
        list(
            out,
            "StorageOS (a StorageOS Persistent Disk resource)",
            &[
                ("VolumeName:", Text(storage.volume_name.as_ref())),
                ("VolumeNamespace:", Text(storage.volume_namespace.as_ref())),
                ("FSType:", Text(storage.fs_type.as_ref())),
                read_only(storage.read_only),
            ],
        );
    } else if let Some(fc) = &volume.fc {
        let names = fc.target_wwns.as_deref().unwrap_or_default().join(", ");
        let lun = fc.lun.map_or_else(|| "<none>".to_owned(), |lun| lun.to_string());
        list(
            out,
            "FC (a Fibre Channel disk)",
            &[
                ("TargetWWNs:", Text(Some(&names))),
                ("LUN:", Text(Some(&lun))),
                ("FSType:", Text(fc.fs_type.as_ref())),
                read_only(fc.read_only),
            ],
        );
    } else {
        return false;
    }
    true
}

/// Disks of clouds; whether it is that.
fn cloud(out: &mut Description, volume: &api::Volume) -> bool {
    let read_only = |value: Option<bool>| ("ReadOnly:", Bool(value));
    if let Some(disk) = &volume.gce_persistent_disk {
        list(
            out,
            "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
            &[
                ("PDName:", Text(Some(&disk.pd_name))),
                ("FSType:", Text(disk.fs_type.as_ref())),
                ("Partition:", Number(disk.partition.unwrap_or_default().into())),
                read_only(disk.read_only),
            ],
        );
    } else if let Some(disk) = &volume.aws_elastic_block_store {
        list(
            out,
            "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
            &[
                ("VolumeID:", Text(Some(&disk.volume_id))),
                ("FSType:", Text(disk.fs_type.as_ref())),
                ("Partition:", Number(disk.partition.unwrap_or_default().into())),
                read_only(disk.read_only),
            ],
        );
    } else if let Some(disk) = &volume.azure_disk {
        list(
            out,
            "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
            &[
                ("DiskName:", Text(Some(&disk.disk_name))),
                ("DiskURI:", Text(Some(&disk.disk_uri))),
                ("Kind: ", Text(disk.kind.as_ref())),
                ("FSType:", Text(disk.fs_type.as_ref())),
                ("CachingMode:", Text(disk.caching_mode.as_ref())),
                read_only(disk.read_only),
            ],
        );
    } else if let Some(disk) = &volume.vsphere_volume {
        list(
            out,
            "vSphereVolume (a Persistent Disk resource in vSphere)",
            &[
                ("VolumePath:", Text(Some(&disk.volume_path))),
                ("FSType:", Text(disk.fs_type.as_ref())),
                ("StoragePolicyName:", Text(disk.storage_policy_name.as_ref())),
            ],
        );
    } else if let Some(disk) = &volume.cinder {
        list(
            out,
            "Cinder (a Persistent Disk resource in OpenStack)",
            &[
                ("VolumeID:", Text(Some(&disk.volume_id))),
                ("FSType:", Text(disk.fs_type.as_ref())),
                read_only(disk.read_only),
                ("SecretRef:", Secret(disk.secret_ref.as_ref())),
            ],
        );
    } else if let Some(disk) = &volume.photon_persistent_disk {
        list(
            out,
            "PhotonPersistentDisk (a Persistent Disk resource in photon platform)",
            &[("PdID:", Text(Some(&disk.pd_id))), ("FSType:", Text(disk.fs_type.as_ref()))],
        );
    } else {
        return false;
    }
    true
}

/// What is left; whether it is that.
fn other(out: &mut Description, volume: &api::Volume) -> bool {
    let read_only = |value: Option<bool>| ("ReadOnly:", Bool(value));
    if let Some(git) = &volume.git_repo {
        list(
            out,
            "GitRepo (a volume that is pulled from git when the pod is created)",
            &[
                ("Repository:", Text(Some(&git.repository))),
                ("Revision:", Text(git.revision.as_ref())),
            ],
        );
    } else if let Some(portworx) = &volume.portworx_volume {
        list(
            out,
            "PortworxVolume (a Portworx Volume resource)",
            &[("VolumeID:", Text(Some(&portworx.volume_id)))],
        );
    } else if let Some(scale_io) = &volume.scale_io {
        list(
            out,
            "ScaleIO (a persistent volume backed by a block device in ScaleIO)",
            &[
                ("Gateway:", Text(Some(&scale_io.gateway))),
                ("System:", Text(Some(&scale_io.system))),
                ("Protection Domain:", Text(scale_io.protection_domain.as_ref())),
                ("Storage Pool:", Text(scale_io.storage_pool.as_ref())),
                ("Storage Mode:", Text(scale_io.storage_mode.as_ref())),
                ("VolumeName:", Text(scale_io.volume_name.as_ref())),
                ("FSType:", Text(scale_io.fs_type.as_ref())),
                read_only(scale_io.read_only),
            ],
        );
    } else if let Some(file) = &volume.azure_file {
        list(
            out,
            "AzureFile (an Azure File Service mount on the host and bind mount to the pod)",
            &[
                ("SecretName:", Text(Some(&file.secret_name))),
                ("ShareName:", Text(Some(&file.share_name))),
                read_only(file.read_only),
            ],
        );
    } else if let Some(flex) = &volume.flex_volume {
        let options = flex.options.iter().flatten().map(|(key, value)| format!("{key}:{value}"));
        let options = format!("map[{}]", options.collect::<Vec<_>>().join(" "));
        list(
            out,
            "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
            &[
                ("Driver:", Text(Some(&flex.driver))),
                ("FSType:", Text(flex.fs_type.as_ref())),
                ("SecretRef:", Secret(flex.secret_ref.as_ref())),
                read_only(flex.read_only),
                ("Options:", Text(Some(&options))),
            ],
        );
    } else if let Some(flocker) = &volume.flocker {
        list(
            out,
            "Flocker (a Flocker volume mounted by the Flocker agent)",
            &[
                ("DatasetName:", Text(flocker.dataset_name.as_ref())),
                ("DatasetUUID:", Text(flocker.dataset_uuid.as_ref())),
            ],
        );
    } else {
        return false;
    }
    true
}
