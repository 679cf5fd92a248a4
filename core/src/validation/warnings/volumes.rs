//! Volumes that are gone or going, and claims for parts of a byte.

use k8s_openapi::api::core::v1::{PersistentVolumeClaimSpec, PodSpec, Volume};

use super::Warnings;
use crate::object::Object;
use crate::quantity;
use crate::text::FieldPath;
use crate::validation::pod::list;

/// Deprecated and removed kinds of volumes.
pub(super) fn volumes(warnings: &mut Warnings, spec: &PodSpec, path: &FieldPath) {
    for (index, volume) in list(&spec.volumes).iter().enumerate() {
        let path = path.index(index);
        let (first, last) = removed(volume);
        for (field, words) in first {
            warnings.warn(&path.child(field), words);
        }
        let template =
            volume.ephemeral.as_ref().and_then(|source| source.volume_claim_template.as_ref());
        if let Some(template) = template {
            let path = path.child("ephemeral.volumeClaimTemplate.spec");
            claim(warnings, &template.spec, &path);
        }
        for (field, words) in last {
            warnings.warn(&path.child(field), words);
        }
    }
}

type Removed = Vec<(&'static str, &'static str)>;

/// The removed sources of a volume, those before and after the ephemeral one in upstream's order.
fn removed(volume: &Volume) -> (Removed, Removed) {
    let before = [
        (
            "photonPersistentDisk",
            "deprecated in v1.11, non-functional in v1.16+",
            volume.photon_persistent_disk.is_some(),
        ),
        (
            "gitRepo",
            "deprecated in v1.11, and disabled by default in v1.33+",
            volume.git_repo.is_some(),
        ),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+", volume.scale_io.is_some()),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+", volume.flocker.is_some()),
        ("storageOS", "deprecated in v1.22, non-functional in v1.25+", volume.storageos.is_some()),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+", volume.quobyte.is_some()),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+", volume.glusterfs.is_some()),
    ];
    let after = [
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+", volume.cephfs.is_some()),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+", volume.rbd.is_some()),
    ];
    let set = |all: &[(&'static str, &'static str, bool)]| {
        let set = all.iter().filter(|(_, _, is_set)| *is_set);
        set.map(|(field, words, _)| (*field, *words)).collect()
    };
    (set(&before), set(&after))
}

/// GetWarningsForPersistentVolumeClaimSpec, pkg/api/persistentvolumeclaim/util.go.
fn claim(warnings: &mut Warnings, spec: &PersistentVolumeClaimSpec, path: &FieldPath) {
    let Some(resources) = &spec.resources else { return };
    for (field, written) in [("requests", &resources.requests), ("limits", &resources.limits)] {
        if let Some(storage) = quantity::read(written.as_ref()).get("storage")
            && !storage.is_whole()
        {
            let path = path.child("resources").child(field).key("storage");
            let words =
                format!("fractional byte value \"{storage}\" is invalid, must be an integer");
            warnings.warn(&path, words);
        }
    }
}

/// The claims and the history of a StatefulSet: statefulset strategy, pkg/registry/apps/statefulset.
pub(super) fn stateful_set(warnings: &mut Warnings, object: &Object) {
    let Object::StatefulSet(set) = object else { return };
    let Some(spec) = &set.spec else { return };
    for (index, template) in list(&spec.volume_claim_templates).iter().enumerate() {
        let path = FieldPath::parse("spec.volumeClaimTemplates").index(index);
        if let Some(spec) = &template.spec {
            claim(warnings, spec, &path);
        }
    }
    if spec.revision_history_limit.is_some_and(|limit| limit < 0) {
        let words =
            "a negative value retains all historical revisions; a value >= 0 is recommended";
        warnings.warn(&FieldPath::parse("spec.revisionHistoryLimit"), words);
    }
}
