//! The API's way of naming a place in an object.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One step of a [`FieldPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// A field of a struct: `.image`.
    Field(Cow<'static, str>),
    /// An item of a list: `[0]`.
    Index(usize),
    /// A key of a map: `[memory]`.
    Key(String),
}

impl Step {
    /// A field with a name that the text gives.
    pub fn field(name: &str) -> Self {
        Self::Field(Cow::Owned(name.to_owned()))
    }
}

/// A route through an object as the API server prints it: `spec.containers[0].resources.limits[memory]`.
///
/// Upstream: `field.Path`, staging/src/k8s.io/apimachinery/pkg/util/validation/field/path.go.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FieldPath(pub Vec<Step>);

impl FieldPath {
    /// The object itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// The path with one more field, or several where `name` holds dots.
    pub fn child(&self, name: &'static str) -> Self {
        let mut path = self.longer();
        if !name.contains('.') && !name.is_empty() {
            path.0.push(Step::Field(Cow::Borrowed(name)));
            return path;
        }
        let fields = name.split('.').filter(|part| !part.is_empty());
        path.0.extend(fields.map(|part| Step::Field(Cow::Borrowed(part))));
        path
    }

    /// The same with a name that the text gives.
    pub fn child_named(&self, name: &str) -> Self {
        let fields = name.split('.').filter(|part| !part.is_empty());
        let mut path = self.longer();
        path.0.extend(fields.map(Step::field));
        path
    }

    /// A copy that has room for one step more.
    fn longer(&self) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        Self(steps)
    }

    /// The path of an item of the list at this path.
    pub fn index(&self, index: usize) -> Self {
        let mut path = self.longer();
        path.0.push(Step::Index(index));
        path
    }

    /// The path of a key of the map at this path.
    pub fn key(&self, key: &str) -> Self {
        let mut path = self.longer();
        path.0.push(Step::Key(key.to_owned()));
        path
    }

    /// The path without its last step; the root stays the root.
    pub fn parent(&self) -> Self {
        let mut path = self.clone();
        path.0.pop();
        path
    }

    /// Reads what [`FieldPath`] prints: `spec.containers[0].env[1].name`.
    pub fn parse(text: &str) -> Self {
        let mut path = Self::root();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (inside, after) = inner.split_once(']').unwrap_or((inner, ""));
                path.0.push(match inside.parse() {
                    Ok(index) => Step::Index(index),
                    Err(_) => Step::Key(inside.to_owned()),
                });
                rest = after;
            } else {
                let rest_of_field = rest.strip_prefix('.').unwrap_or(rest);
                let end = rest_of_field.find(['.', '[']).unwrap_or(rest_of_field.len());
                let (field, after) = rest_of_field.split_at(end);
                if !field.is_empty() {
                    path.0.push(Step::field(field));
                }
                rest = after;
            }
        }
        path
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if position == 0 => write!(f, "{name}")?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => write!(f, "[{key}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_path_reads_back() {
        let path = FieldPath::root()
            .child("spec.containers")
            .index(0)
            .child("resources.limits")
            .key("memory");
        assert_eq!(path.to_string(), "spec.containers[0].resources.limits[memory]");
        assert_eq!(FieldPath::parse(&path.to_string()), path);
    }
}
