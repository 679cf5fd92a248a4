//! Amounts are stored in canonical form, no finer than a thousandth.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ResourceRequirements, VolumeResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;

use crate::quantity::Quantity;

/// SetDefaults_ResourceList.
pub(super) fn list(list: Option<&mut BTreeMap<String, Written>>) {
    for written in list.into_iter().flat_map(BTreeMap::values_mut) {
        if let Ok(quantity) = Quantity::parse(&written.0) {
            written.0 = quantity.rounded_to_milli().to_string();
        }
    }
}

/// Requests and limits of a container or a Pod.
pub(super) fn requirements(resources: &mut ResourceRequirements) {
    list(resources.limits.as_mut());
    list(resources.requests.as_mut());
}

/// Requests and limits of a claim.
pub(super) fn volume_requirements(resources: &mut VolumeResourceRequirements) {
    list(resources.limits.as_mut());
    list(resources.requests.as_mut());
}

/// Prints an amount anew, with all its digits.
pub(super) fn canonical(written: &mut Written) {
    if let Ok(quantity) = Quantity::parse(&written.0) {
        written.0 = quantity.to_string();
    }
}
