//! Walks over the containers of a Pod.

use std::ops::Deref;

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::pod::list;
use crate::object::as_container;
use crate::text::FieldPath;

/// A container and where it stands.
pub(super) type Visited<'a> = (Seen<'a>, FieldPath);

/// A container; an ephemeral one is looked at as if it were any other.
pub(super) enum Seen<'a> {
    There(&'a Container),
    Ephemeral(Box<Container>),
}

impl Deref for Seen<'_> {
    type Target = Container;

    fn deref(&self) -> &Container {
        match self {
            Self::There(container) => container,
            Self::Ephemeral(container) => container,
        }
    }
}

/// Init containers, main containers, ephemeral ones: VisitContainersWithPath, pkg/apis/core/pods/helpers.go.
pub(super) fn containers_with_paths<'a>(spec: &'a PodSpec, path: &FieldPath) -> Vec<Visited<'a>> {
    let at = |list: &'static str, index: usize| path.child(list).index(index);
    let inits = list(&spec.init_containers).iter().enumerate();
    let mains = spec.containers.iter().enumerate();
    let ephemeral = list(&spec.ephemeral_containers).iter().enumerate();
    inits
        .map(|(index, init)| (Seen::There(init), at("initContainers", index)))
        .chain(mains.map(|(index, main)| (Seen::There(main), at("containers", index))))
        .chain(ephemeral.map(|(index, container)| {
            (
                Seen::Ephemeral(Box::new(as_container(container.clone()))),
                at("ephemeralContainers", index),
            )
        }))
        .collect()
}
