//! Volumes.
//!
//! Upstream: ValidateVolumes and validateVolumeSource, pkg/apis/core/validation/validation.go, v1.36.

mod claims;
mod files;
mod projected;
mod sources;
mod storage;

pub(super) use claims::claim_spec;

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{PodSpec, Volume};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::errors::Errors;
use super::formats;
use super::pod::{list, text};
use crate::text::FieldPath;

/// ValidateVolumes; gives those that are right, by name.
pub(super) fn volumes<'a>(
    errors: &mut Errors,
    volumes: &'a [Volume],
    pod: Option<&ObjectMeta>,
    path: &FieldPath,
) -> BTreeMap<&'a str, &'a Volume> {
    let pod_name = pod.map(|meta| text(&meta.name)).unwrap_or_default();
    let mut created = BTreeSet::new();
    for volume in volumes.iter().filter(|volume| volume.ephemeral.is_some() && !pod_name.is_empty())
    {
        created.insert(format!("{pod_name}-{}", volume.name));
    }
    let mut right = BTreeMap::new();
    for (index, volume) in volumes.iter().enumerate() {
        let path = path.index(index);
        let before = errors.len();
        sources::source(errors, volume, pod, &path);
        let name = volume.name.as_str();
        if name.is_empty() {
            errors.required(&path.child("name"), "");
        } else {
            errors.invalid_each(&path.child("name"), name, formats::dns_label(name));
        }
        if right.contains_key(name) {
            errors.duplicate(&path.child("name"), name);
        }
        if errors.len() == before {
            right.insert(name, volume);
        }
        if let Some(claim) = &volume.persistent_volume_claim
            && created.contains(&claim.claim_name)
        {
            let path = path.child("persistentVolumeClaim.claimName");
            let detail = "must not reference a PVC that gets created for an ephemeral volume";
            errors.invalid(&path, &claim.claim_name, detail);
        }
    }
    right
}

/// Tokens are for a service account, which a Pod must name.
pub(super) fn tokens_without_account(errors: &mut Errors, spec: &PodSpec, path: &FieldPath) {
    for (index, volume) in list(&spec.volumes).iter().enumerate() {
        let Some(projected) = &volume.projected else { continue };
        let path = path.index(index).child("projected.sources");
        for (index, source) in list(&projected.sources).iter().enumerate() {
            if source.service_account_token.is_some() {
                errors.forbidden(
                    &path.index(index).child("serviceAccountToken"),
                    "must not be specified when serviceAccountName is not set",
                );
            }
        }
    }
}
