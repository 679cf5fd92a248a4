//! What the nodes of an outline are in the API.

use crate::assist::outline::{Kind, Outline};
use crate::object::Kind as Known;
use crate::schema::{Field, Shape, Struct};

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Type {
    /// An object with fields.
    Struct(&'static Struct),
    /// The list that a field holds.
    List(&'static Field),
    /// The map that a field holds.
    Map(&'static Field),
    /// One value: of a field, or an item of its list or its map.
    Leaf,
    /// Nothing that is known.
    Unknown,
}

/// What a node is.
pub(super) fn of(outline: &Outline<'_>, node: usize) -> Type {
    let mut way = Vec::new();
    let mut at = node;
    while outline.kind(at) != Kind::Document {
        way.push(at);
        at = outline.parent(at);
    }
    let mut known = object(outline, at);
    if kind_of(outline, at) == "List" {
        let (Some(items), Some(item)) = (way.pop(), way.pop()) else { return Type::Unknown };
        if outline.name(items) != "items" {
            return Type::Unknown;
        }
        known = object(outline, item);
    }
    for step in way.into_iter().rev() {
        known = match (known, outline.kind(step)) {
            (Type::Struct(of), Kind::Key) => {
                of.field(outline.name(step)).map_or(Type::Unknown, of_field)
            }
            (Type::List(field), Kind::Item) | (Type::Map(field), Kind::Key) => of_item(field),
            (_, _) => Type::Unknown,
        };
    }
    known
}

fn of_field(field: &'static Field) -> Type {
    match field.shape {
        Shape::One => of_item(field),
        Shape::List => Type::List(field),
        Shape::Map => Type::Map(field),
    }
}

fn of_item(field: &'static Field) -> Type {
    field.object().map_or(Type::Leaf, Type::Struct)
}

/// The kind that an object says it is.
pub(super) fn kind_of<'a>(outline: &Outline<'a>, node: usize) -> &'a str {
    outline.key(node, "kind").map_or("", |kind| outline.value(kind))
}

/// What a document, or an item of a `List`, is: a piece of a Pod is known by its fields, as articles show them.
fn object(outline: &Outline<'_>, node: usize) -> Type {
    let kind = kind_of(outline, node);
    if let Some(known) = Known::ALL.into_iter().find(|known| known.name() == kind) {
        return Struct::named(known.name()).map_or(Type::Unknown, Type::Struct);
    }
    // One that is being typed.
    let is_known =
        !kind.is_empty() && !Known::ALL.iter().any(|known| known.name().starts_with(kind));
    if is_known {
        return Type::Unknown;
    }
    let has = |name: &str| outline.key(node, name).is_some();
    let is_list =
        outline.children(node).next().is_some_and(|first| outline.kind(first) == Kind::Item);
    let name = if is_list {
        let containers = Struct::named("PodSpec").and_then(|spec| spec.field("containers"));
        return containers.map_or(Type::Unknown, Type::List);
    } else if has("apiVersion") || has("kind") {
        "Pod"
    } else if has("containers") || has("initContainers") || has("volumes") {
        "PodSpec"
    } else if let Some(spec) = outline.key(node, "spec") {
        let has = |name: &str| outline.key(spec, name).is_some();
        if has("jobTemplate") {
            "CronJob"
        } else if has("volumeClaimTemplates") {
            "StatefulSet"
        } else if has("template") {
            "Deployment"
        } else {
            "Pod"
        }
    } else if has("image") {
        "Container"
    } else {
        "Pod"
    };
    Struct::named(name).map_or(Type::Unknown, Type::Struct)
}

/// The field that a key is, and the struct that has it.
pub(super) fn field(
    outline: &Outline<'_>,
    key: usize,
) -> Option<(&'static Struct, &'static Field)> {
    let (Type::Struct(holder), Kind::Key) = (of(outline, outline.parent(key)), outline.kind(key))
    else {
        return None;
    };
    Some((holder, holder.field(outline.name(key))?))
}

/// The field whose value, or one of whose items, a node is; with its key.
pub(super) fn field_of_value(
    outline: &Outline<'_>,
    node: usize,
) -> Option<(&'static Struct, &'static Field, usize)> {
    let key = if outline.kind(node) == Kind::Item { outline.parent(node) } else { node };
    let (holder, field) = field(outline, key)?;
    // An object has no value that could be chosen.
    field.object().is_none().then_some((holder, field, key))
}
