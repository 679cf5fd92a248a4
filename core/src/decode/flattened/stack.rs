//! What is open at one point of the search.

use crate::schema::{Field, Shape, Struct, Value};

/// What can stand at a place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Type {
    /// An object of the API.
    Struct(&'static Struct),
    /// A field's value.
    Field(&'static Field),
    /// A value of a field that holds several.
    Item(&'static Field),
    /// Nobody knows.
    Any,
}

impl PartialEq for Type {
    /// Whether it is the same entry of the schema.
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Struct(left), Self::Struct(right)) => std::ptr::eq(left, right),
            (Self::Field(left), Self::Field(right)) | (Self::Item(left), Self::Item(right)) => {
                std::ptr::eq(left, right)
            }
            (Self::Any, Self::Any) => true,
            (Self::Struct(_) | Self::Field(_) | Self::Item(_) | Self::Any, _) => false,
        }
    }
}

impl Type {
    /// The struct, where it is one.
    pub(super) fn structure(self) -> Option<&'static Struct> {
        match self {
            Self::Struct(structure) => Some(structure),
            Self::Field(field) if field.shape == Shape::One => field.object(),
            Self::Item(field) => field.object(),
            Self::Field(_) | Self::Any => None,
        }
    }

    /// The map's field, where it is a map from any key.
    pub(super) fn map(self) -> Option<&'static Field> {
        match self {
            Self::Field(field) if field.shape == Shape::Map => Some(field),
            Self::Field(_) | Self::Item(_) | Self::Struct(_) | Self::Any => None,
        }
    }

    /// The list's field, where it is a list.
    pub(super) fn list(self) -> Option<&'static Field> {
        match self {
            Self::Field(field) if field.shape == Shape::List => Some(field),
            Self::Field(_) | Self::Item(_) | Self::Struct(_) | Self::Any => None,
        }
    }

    /// Whether it is an item of a list of that name.
    pub(super) fn is_item_of(self, name: &str) -> bool {
        matches!(self, Self::Item(field) if field.name == name)
    }

    /// Whether a scalar fits.
    pub(super) fn takes_scalar(self) -> bool {
        let is_any = |field: &Field| field.value == Value::Raw;
        match self {
            Self::Any => true,
            Self::Field(field) if field.shape == Shape::One => {
                field.object().is_none() || is_any(field)
            }
            Self::Item(field) => field.object().is_none(),
            Self::Field(_) | Self::Struct(_) => false,
        }
    }

    /// Whether an object fits.
    pub(super) fn takes_mapping(self) -> bool {
        self == Self::Any || self.structure().is_some() || self.map().is_some()
    }

    /// Whether a list fits.
    pub(super) fn takes_sequence(self) -> bool {
        self == Self::Any || self.list().is_some()
    }

    /// What an item of the list is.
    pub(super) fn item(self) -> Self {
        self.list().map_or(Self::Any, Self::Item)
    }
}

/// An open list or object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame<'text> {
    pub(super) kind: Type,
    /// The column of its keys or dashes.
    pub(super) column: usize,
    /// The keys so far; nothing for a list.
    pub(super) keys: Option<Vec<&'text str>>,
}

impl Frame<'_> {
    /// How many required fields the object does not have.
    pub(super) fn missing(&self) -> usize {
        let (Some(keys), Some(structure)) = (&self.keys, self.kind.structure()) else { return 0 };
        let required = structure.fields.iter().filter(|field| {
            field.required || (structure.name == "Container" && field.name == "image")
        });
        required.filter(|field| !keys.contains(&field.name)).count()
    }
}

/// A key whose value may stand on the next lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pending {
    pub(super) kind: Type,
    pub(super) column: usize,
}
