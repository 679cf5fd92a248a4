//! What the API server refuses, and what it warns of.

#[expect(dead_code, reason = "the checks that use it follow")]
mod errors;

pub use errors::{ErrorType, FieldError};

use crate::object::Object;
use crate::text::FieldPath;

/// Something that the API server accepts with a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub field: FieldPath,
    /// The warning, word for word.
    pub message: String,
}

/// Everything that the API server refuses of an object whose defaults are set, in its order.
pub fn validate(_object: &Object) -> Vec<FieldError> {
    Vec::new()
}

/// Everything that the API server warns of, in its order.
pub fn warnings(_object: &Object) -> Vec<Warning> {
    Vec::new()
}
