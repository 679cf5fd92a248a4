//! Paths of files within volumes.
//!
//! Upstream: validateLocalDescendingPath and its siblings, pkg/apis/core/validation/validation.go, v1.36.

use super::errors::Errors;
use crate::text::FieldPath;

/// validatePathNoBacksteps.
pub(super) fn no_backsteps(errors: &mut Errors, target: &str, path: &FieldPath) {
    if has_backsteps(target) {
        errors.invalid(path, target, "must not contain '..'");
    }
}

/// Whether a part of the path is `..`.
pub(super) fn has_backsteps(target: &str) -> bool {
    target.split('/').any(|part| part == "..")
}

/// validateLocalDescendingPath.
pub(super) fn local_descending(errors: &mut Errors, target: &str, path: &FieldPath) {
    if target.starts_with('/') {
        errors.invalid(path, target, "must be a relative path");
    }
    no_backsteps(errors, target, path);
}

/// ValidateLocalNonReservedPath.
pub(super) fn local_non_reserved(errors: &mut Errors, target: &str, path: &FieldPath) {
    local_descending(errors, target, path);
    if target.starts_with("..") && !target.starts_with("../") {
        errors.invalid(path, target, "must not start with '..'");
    }
}
