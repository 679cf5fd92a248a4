//! Files of a volume that would stand in each other's place.
//!
//! Upstream: warningsForOverlappingVirtualPaths, pkg/api/pod/warnings.go, v1.36.

use k8s_openapi::api::core::v1::{
    DownwardAPIVolumeFile, KeyToPath, PodSpec, ProjectedVolumeSource, Volume, VolumeProjection,
};

use super::Warnings;
use crate::text::FieldPath;
use crate::validation::pod::{list, text};

/// A path in a volume and where it comes from.
struct Place {
    path: String,
    source: String,
}

impl Place {
    fn new(path: &str, source: &str) -> Self {
        Self { path: path.trim_end_matches('/').to_owned(), source: source.to_owned() }
    }

    fn shown(&self) -> String {
        match self.source.as_str() {
            "" => format!("{:?}", self.path),
            source => format!("{:?} ({source})", self.path),
        }
    }

    /// Whether one is the other, or lies within it.
    fn overlaps(&self, other: &Self) -> bool {
        let within = |one: &str, other: &str| format!("{one}/").starts_with(&format!("{other}/"));
        !self.path.is_empty()
            && !other.path.is_empty()
            && (within(&self.path, &other.path) || within(&other.path, &self.path))
    }
}

/// Each volume by itself.
pub(super) fn overlapping(warnings: &mut Warnings, spec: &PodSpec, path: &FieldPath) {
    for (index, volume) in list(&spec.volumes).iter().enumerate() {
        let path = path.index(index);
        of_volume(warnings, volume, &path);
        if let Some(projected) = &volume.projected {
            of_projected(warnings, projected, &volume.name, &path);
        }
    }
}

fn of_volume(warnings: &mut Warnings, volume: &Volume, path: &FieldPath) {
    let name = &volume.name;
    if let Some(source) = &volume.config_map {
        let what = format!("ConfigMap {:?}", source.name);
        check(warnings, items(list(&source.items), ""), name, &what, path);
    }
    if let Some(source) = &volume.secret {
        let what = format!("Secret {:?}", text(&source.secret_name));
        check(warnings, items(list(&source.items), ""), name, &what, path);
    }
    if let Some(source) = &volume.downward_api {
        check(warnings, files(list(&source.items), ""), name, "DownwardAPI", path);
    }
}

fn items(items: &[KeyToPath], source: &str) -> Vec<Place> {
    items.iter().map(|item| Place::new(&item.path, source)).collect()
}

fn files(files: &[DownwardAPIVolumeFile], source: &str) -> Vec<Place> {
    files.iter().map(|file| Place::new(&file.path, source)).collect()
}

/// checkVolumeMappingForOverlap.
fn check(warnings: &mut Warnings, places: Vec<Place>, volume: &str, what: &str, path: &FieldPath) {
    let mut known: Vec<Place> = Vec::new();
    for place in places {
        for other in known.iter().filter(|other| place.overlaps(other)) {
            let both = format!("{} with {}", place.shown(), other.shown());
            let message = format!("volume {volume:?} ({what}): overlapping paths: {both}");
            warnings.say(path, message);
        }
        known.push(place);
    }
}

fn of_projected(
    warnings: &mut Warnings,
    projected: &ProjectedVolumeSource,
    volume: &str,
    path: &FieldPath,
) {
    let mut places = Vec::new();
    for source in list(&projected.sources) {
        if *source == VolumeProjection::default() {
            warnings.say(path, format!("volume {volume:?} (Projected) has no sources provided"));
        }
        places.extend(of_source(source));
    }
    check(warnings, places, volume, "Projected", path);
}

fn of_source(source: &VolumeProjection) -> Vec<Place> {
    if let Some(source) = source.config_map.as_ref().filter(|source| source.items.is_some()) {
        items(list(&source.items), &format!("ConfigMap {:?}", source.name))
    } else if let Some(source) = source.secret.as_ref().filter(|source| source.items.is_some()) {
        items(list(&source.items), &format!("Secret {:?}", source.name))
    } else if let Some(source) = &source.downward_api {
        files(list(&source.items), "DownwardAPI")
    } else if let Some(token) = &source.service_account_token {
        vec![Place::new(&token.path, "ServiceAccountToken")]
    } else {
        Vec::new()
    }
}
