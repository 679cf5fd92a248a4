//! What the walk leaves of a tree, ready to become a typed object.

/// A value that fits its type; text is borrowed from the tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'tree> {
    Null,
    Bool(bool),
    Int(i64),
    Text(&'tree str),
    Owned(String),
    List(Vec<Self>),
    Map(Vec<(&'tree str, Self)>),
}

impl<'tree> Value<'tree> {
    /// The value of a field of a field, to change it.
    pub(super) fn at(&mut self, names: &[&str]) -> Option<&mut Value<'tree>> {
        names.iter().try_fold(self, |value, name| {
            let Self::Map(fields) = value else { return None };
            fields.iter_mut().find(|(known, _)| known == name).map(|(_, value)| value)
        })
    }

    pub(super) fn is_map(value: &mut Self) -> bool {
        matches!(value, Self::Map(_))
    }
}
