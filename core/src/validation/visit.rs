//! Walks over the containers of a Pod.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::pod::list;
use crate::text::FieldPath;

/// Init containers, main containers, ephemeral ones: VisitContainersWithPath, pkg/apis/core/pods/helpers.go.
pub(super) fn containers_with_paths(
    spec: &PodSpec,
    path: &FieldPath,
) -> Vec<(Container, FieldPath)> {
    let lists = [
        ("initContainers", list(&spec.init_containers).to_vec()),
        ("containers", spec.containers.clone()),
        (
            "ephemeralContainers",
            list(&spec.ephemeral_containers)
                .iter()
                .filter_map(|ephemeral| {
                    serde_json::from_value(serde_json::to_value(ephemeral).ok()?).ok()
                })
                .collect(),
        ),
    ];
    let mut all = Vec::new();
    for (field, containers) in lists {
        let path = path.child(field);
        all.extend(
            containers.into_iter().enumerate().map(|(at, container)| (container, path.index(at))),
        );
    }
    all
}
