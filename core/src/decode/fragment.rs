//! Pieces of a Pod, as articles show them: bare `containers:`, a list of containers, a `spec:` by itself.

use crate::decode::kinds;
use crate::object::Kind;
use crate::text::Span;
use crate::yaml::{Content, Entry, Node};

/// A piece, and the whole object it was taken for.
pub(super) struct Fragment {
    /// What it was taken for.
    pub(super) kind: Kind,
    /// The tree with what is around the piece; every place is one of the text.
    pub(super) root: Node,
}

/// Takes a tree without `apiVersion` and `kind` for a Pod, or for what it looks like.
pub(super) fn recognize(node: &Node) -> Option<Fragment> {
    if ["apiVersion", "kind"].iter().any(|name| !kinds::written(node, name).is_empty()) {
        return None;
    }
    if is_container_list(node) {
        let root = wrap("spec", wrap("containers", node.clone()));
        return Some(Fragment { kind: Kind::Pod, root });
    }
    if ["containers", "initContainers", "volumes"].iter().any(|name| node.get(name).is_some()) {
        return Some(Fragment { kind: Kind::Pod, root: wrap("spec", node.clone()) });
    }
    if let Some(spec) = node.get("spec").filter(|spec| !spec.entries().is_empty()) {
        let kind = if spec.get("jobTemplate").is_some() {
            Kind::CronJob
        } else if spec.get("template").is_none() {
            Kind::Pod
        } else if spec.get("volumeClaimTemplates").is_some() {
            Kind::StatefulSet
        } else {
            Kind::Deployment
        };
        return Some(Fragment { kind, root: node.clone() });
    }
    if node.get("image").is_some() {
        let span = node.span;
        let list = Node { content: Content::Sequence(vec![node.clone()]), span, flow: false };
        let root = wrap("spec", wrap("containers", list));
        return Some(Fragment { kind: Kind::Pod, root });
    }
    None
}

/// Whether it is a list of what can only be containers.
fn is_container_list(node: &Node) -> bool {
    let items = node.items();
    !items.is_empty()
        && items.iter().all(|item| !item.entries().is_empty())
        && items.iter().any(|item| item.get("image").is_some())
}

/// An object with one field that the text does not have.
fn wrap(name: &str, value: Node) -> Node {
    let span = value.span;
    let entry = Entry { name: name.to_owned(), key: Span::at(span.start), value, merged: true };
    Node { content: Content::Mapping(vec![entry]), span, flow: false }
}
