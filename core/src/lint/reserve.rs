//! What containers ask of CPU and memory, as rules ask it.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;

use crate::lint::subject::{Member, Subject};
use crate::quantity::Quantity;
use crate::text::FieldPath;

/// The resources that all containers take from their node.
pub(super) const SHARED: [&str; 2] = ["cpu", "memory"];

/// The limit of a container, as written.
pub(super) fn limit<'a>(container: &'a Container, resource: &str) -> Option<&'a str> {
    said(container.resources.as_ref()?.limits.as_ref(), resource)
}

/// The limit of the Pod as a whole, as written.
pub(super) fn limit_of_pod<'a>(spec: &'a PodSpec, resource: &str) -> Option<&'a str> {
    said(spec.resources.as_ref()?.limits.as_ref(), resource)
}

/// The request of a container, as written; its limit where that is left out.
pub(super) fn request<'a>(container: &'a Container, resource: &str) -> Option<&'a str> {
    let own = container.resources.as_ref()?;
    said(own.requests.as_ref(), resource).or_else(|| said(own.limits.as_ref(), resource))
}

fn said<'a>(list: Option<&'a BTreeMap<String, Written>>, resource: &str) -> Option<&'a str> {
    list?.get(resource).map(|written| written.0.as_str())
}

/// An amount; nothing where it is none.
pub(super) fn amount(written: Option<&str>) -> Option<Quantity> {
    Quantity::parse(written?).ok().filter(|amount| !amount.is_zero())
}

/// Whether a container is limited in both resources, and requests as much.
pub(super) fn is_guaranteed(container: &Container) -> bool {
    SHARED.iter().all(|resource| {
        let limit = amount(limit(container, resource));
        limit.is_some() && limit == amount(request(container, resource))
    })
}

/// Whether the Pod as a whole asks for one of them, so that its containers need not.
pub(super) fn asks_as_a_whole(spec: &PodSpec) -> bool {
    let own = spec.resources.as_ref();
    let lists = own.map(|own| [own.requests.as_ref(), own.limits.as_ref()]);
    lists.into_iter().flatten().flatten().any(|list| !list.is_empty())
}

/// Whether the Pod as a whole asks for one resource; what it is limited to it requests too.
pub(super) fn asks_for(spec: &PodSpec, resource: &str) -> bool {
    let own = spec.resources.as_ref();
    own.is_some_and(|own| {
        [own.requests.as_ref(), own.limits.as_ref()]
            .iter()
            .any(|list| said(*list, resource).is_some())
    })
}

/// Where a container says what it is limited to, or what it requests.
pub(super) fn place(member: &Member<'_>, list: &'static str, resource: &str) -> FieldPath {
    member.path.child("resources").child(list).key(resource)
}

impl Subject<'_> {
    /// Where the text says what a container requests: in its limits, where it requests nothing else.
    pub(super) fn request_place(&self, member: &Member<'_>, resource: &str) -> FieldPath {
        let own = place(member, "requests", resource);
        if self.is_written(&own) { own } else { place(member, "limits", resource) }
    }

    /// The resources of a container where the text has them, else its name.
    pub(super) fn resources_or_name(&self, member: &Member<'_>) -> FieldPath {
        self.field_or_name(member, member.path.child("resources"))
    }
}
