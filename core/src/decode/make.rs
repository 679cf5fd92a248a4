//! Typed values of what the walk leaves.
//!
//! This is what `Deserialize` would do, in an eighth of the size: the walk has checked everything, so that there is
//! nothing to tell apart and nothing to report.

mod structs;

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::decode::value::Value;

/// What can be made of a value.
pub(super) trait Make: Sized {
    /// The value as this type; nothing where it is another one.
    fn make(value: Value<'_>) -> Option<Self>;
}

/// The fields of an object, each to be taken once.
pub(super) struct Fields<'tree>(Vec<(&'tree str, Value<'tree>)>);

impl<'tree> Fields<'tree> {
    /// The fields of a value; none where it is no object.
    pub(super) fn of(value: Value<'tree>) -> Self {
        Self(if let Value::Map(fields) = value { fields } else { Vec::new() })
    }

    fn raw(&mut self, name: &str) -> Option<Value<'tree>> {
        let at = self.0.iter().position(|(known, _)| *known == name)?;
        Some(self.0.swap_remove(at).1).filter(|value| *value != Value::Null)
    }

    /// A field that need not be there.
    pub(super) fn opt<T: Make>(&mut self, name: &str) -> Option<T> {
        T::make(self.raw(name)?)
    }

    /// A field that the type always has.
    pub(super) fn req<T: Make + Default>(&mut self, name: &str) -> T {
        self.opt(name).unwrap_or_default()
    }
}

impl Make for String {
    fn make(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.to_owned()),
            Value::Owned(text) => Some(text),
            Value::Int(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => None,
        }
    }
}

impl Make for bool {
    fn make(value: Value<'_>) -> Option<Self> {
        if let Value::Bool(truth) = value { Some(truth) } else { None }
    }
}

impl Make for i64 {
    fn make(value: Value<'_>) -> Option<Self> {
        if let Value::Int(number) = value { Some(number) } else { None }
    }
}

impl Make for i32 {
    fn make(value: Value<'_>) -> Option<Self> {
        i64::make(value).and_then(|number| number.try_into().ok())
    }
}

impl Make for Quantity {
    fn make(value: Value<'_>) -> Option<Self> {
        String::make(value).map(Self)
    }
}

impl Make for IntOrString {
    fn make(value: Value<'_>) -> Option<Self> {
        if let Value::Int(number) = value {
            return number.try_into().ok().map(Self::Int);
        }
        String::make(value).map(Self::String)
    }
}

impl Make for ByteString {
    fn make(_: Value<'_>) -> Option<Self> {
        None
    }
}

impl<T: Make> Make for Box<T> {
    fn make(value: Value<'_>) -> Option<Self> {
        T::make(value).map(Self::new)
    }
}

impl<T: Make> Make for Vec<T> {
    fn make(value: Value<'_>) -> Option<Self> {
        let Value::List(items) = value else { return None };
        Some(items.into_iter().filter_map(T::make).collect())
    }
}

impl<T: Make> Make for BTreeMap<String, T> {
    fn make(value: Value<'_>) -> Option<Self> {
        let Value::Map(entries) = value else { return None };
        let mut map = Self::new();
        for (key, value) in entries {
            if let Some(value) = T::make(value) {
                map.insert(key.to_owned(), value);
            }
        }
        Some(map)
    }
}

/// Makes structs of their fields: `opt` and `req`, the name in Rust, the name in JSON. What is not named is left out.
macro_rules! make {
    ($($name:ident { $($how:ident $field:ident $json:literal),* })*) => {
        $(impl Make for $name {
            fn make(value: Value<'_>) -> Option<Self> {
                let mut fields = Fields::of(value);
                Some(Self { $($field: fields.$how($json),)* ..Self::default() })
            }
        })*
    };
}

use make;
