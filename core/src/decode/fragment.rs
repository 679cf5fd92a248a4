//! Pieces of a Pod, as articles show them: bare `containers:`, a list of containers, a `spec:` by itself.

use crate::decode::kinds;
use crate::object::Kind;
use crate::text::Span;
use crate::yaml::{Content, Entry, Node};

/// Which part of an object a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A list of containers.
    Containers,
    /// One container.
    Container,
    /// Fields of the Pod's `spec`.
    Spec,
    /// Fields of `metadata`.
    Metadata,
    /// All but the version and the kind.
    Object(Kind),
}

/// A piece, and the whole object it was taken for.
pub(super) struct Fragment {
    /// What it was taken for.
    pub(super) kind: Kind,
    /// The tree with what is around the piece; every place is one of the text.
    pub(super) root: Node,
}

/// Tells which part of an object a tree without `apiVersion` and `kind` is.
pub(super) fn piece(node: &Node) -> Option<Piece> {
    if ["apiVersion", "kind"].iter().any(|name| !kinds::written(node, name).is_empty()) {
        return None;
    }
    let has = |name: &str| node.get(name).is_some();
    if is_container_list(node) {
        return Some(Piece::Containers);
    }
    if has("containers") || has("initContainers") || has("volumes") {
        return Some(Piece::Spec);
    }
    if let Some(spec) = node.get("spec").filter(|spec| !spec.entries().is_empty()) {
        return Some(Piece::Object(if spec.get("jobTemplate").is_some() {
            Kind::CronJob
        } else if spec.get("template").is_none() {
            Kind::Pod
        } else if spec.get("volumeClaimTemplates").is_some() {
            Kind::StatefulSet
        } else {
            Kind::Deployment
        }));
    }
    if has("image") {
        return Some(Piece::Container);
    }
    let is_map = |name: &str| node.get(name).is_some_and(|value| !value.entries().is_empty());
    (is_map("annotations") || is_map("labels")).then_some(Piece::Metadata)
}

/// Takes a piece for the object that it is a piece of.
pub(super) fn recognize(node: &Node) -> Option<Fragment> {
    let (kind, root) = match piece(node)? {
        Piece::Containers => (Kind::Pod, wrap("spec", wrap("containers", node.clone()))),
        Piece::Container => {
            let span = node.span;
            let list = Node { content: Content::Sequence(vec![node.clone()]), span, flow: false };
            (Kind::Pod, wrap("spec", wrap("containers", list)))
        }
        Piece::Spec => (Kind::Pod, wrap("spec", node.clone())),
        Piece::Metadata => (Kind::Pod, wrap("metadata", node.clone())),
        Piece::Object(kind) => (kind, node.clone()),
    };
    Some(Fragment { kind, root })
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
