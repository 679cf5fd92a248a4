//! Volumes made of several sources.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{
    KeyToPath, ProjectedVolumeSource, ServiceAccountTokenProjection, VolumeProjection,
};

use super::super::errors::Errors;
use super::super::paths;
use super::super::pod::list;
use super::files;
use crate::text::FieldPath;

/// validateProjectedVolumeSource.
pub(super) fn projected(errors: &mut Errors, volume: &ProjectedVolumeSource, path: &FieldPath) {
    files::mode(errors, volume.default_mode, &path.child("defaultMode"));
    let mut taken = BTreeSet::new();
    for (index, source) in list(&volume.sources).iter().enumerate() {
        let item = path.child("sources").index(index);
        projection(errors, source, &mut taken, path, &item);
        let set = [
            source.secret.is_some(),
            source.config_map.is_some(),
            source.downward_api.is_some(),
            source.service_account_token.is_some(),
        ];
        if set.into_iter().filter(|is_set| *is_set).count() > 1 {
            errors.forbidden(&item, "may not specify more than 1 volume type per source");
        }
    }
}

/// validateProjectionSources. Bundles and certificates of the cluster are not on in 1.36.
fn projection<'a>(
    errors: &mut Errors,
    source: &'a VolumeProjection,
    taken: &mut BTreeSet<&'a str>,
    path: &FieldPath,
    item: &FieldPath,
) {
    if let Some(secret) = &source.secret {
        let at = item.child("secret");
        items(errors, &secret.name, list(&secret.items), taken, path, &at);
    }
    if let Some(config_map) = &source.config_map {
        let at = item.child("configMap");
        items(errors, &config_map.name, list(&config_map.items), taken, path, &at);
    }
    if let Some(downward) = &source.downward_api {
        for file in list(&downward.items) {
            files::downward_file(errors, file, &item.child("downwardAPI"));
            if !file.path.is_empty() && !taken.insert(&file.path) {
                errors.invalid(path, &file.path, CONFLICT);
            }
        }
    }
    if let Some(token) = &source.service_account_token {
        self::token(errors, token, path, &item.child("serviceAccountToken"));
    }
}

const CONFLICT: &str = "conflicting duplicate paths";

/// The files of a Secret or ConfigMap.
fn items<'a>(
    errors: &mut Errors,
    name: &str,
    items: &'a [KeyToPath],
    taken: &mut BTreeSet<&'a str>,
    path: &FieldPath,
    at: &FieldPath,
) {
    if name.is_empty() {
        errors.required(&at.child("name"), "");
    }
    for (index, item) in items.iter().enumerate() {
        files::key_to_path(errors, item, &at.child("items").index(index));
        if !item.path.is_empty() && !taken.insert(&item.path) {
            errors.invalid(path, name, CONFLICT);
        }
    }
}

fn token(
    errors: &mut Errors,
    token: &ServiceAccountTokenProjection,
    path: &FieldPath,
    at: &FieldPath,
) {
    let seconds = token.expiration_seconds.unwrap_or_default();
    let seconds_path = at.child("expirationSeconds");
    if seconds < 600 {
        let detail = "may not specify a duration less than 10 minutes";
        errors.invalid(&seconds_path, seconds, detail);
    }
    if seconds > 1 << 32 {
        let detail = "may not specify a duration larger than 2^32 seconds";
        errors.invalid(&seconds_path, seconds, detail);
    }
    if token.path.is_empty() {
        errors.required(&path.child("path"), "");
    } else {
        paths::local_non_reserved(errors, &token.path, &path.child("path"));
    }
}
